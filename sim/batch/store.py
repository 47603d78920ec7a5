"""A batch on disk: a folder that survives interruption and is read years later.

Blocks arrive in `blocks/`, each file renamed into place when it is whole. When the last is there, they become `runs.parquet` and
`monthly.parquet`, in the order of the plan, so that the tables do not depend on who computed what when.

Every file has a hash, that of a block in a file beside it, those of the others in the manifest, which ends with its own. What is written
is on the disk before it counts as written. A block that is damaged is simulated again; damage to anything else is told.
"""

from __future__ import annotations

import io
import json
import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from filelock import FileLock, Timeout
from pyarrow import feather, parquet

from sim.batch.blocks import Block, blocks_of
from sim.batch.identity import identity
from sim.batch.inputs import inputs_of, stored_points
from sim.batch.manifest import BLOCKS, LAYOUT, LOCK, MANIFEST, SEAL, check_folder, damaged_files, now, read_manifest
from sim.batch.monthly import Monthly, by_point, merged, monthly_table
from sim.batch.prepare import Batch
from sim.batch.seals import hash_of, hash_of_file, hash_of_manifest, seal_of, stored, writing
from sim.batch.tables import monthly_columns, run_columns, schema
from sim.batch.work import Result
from sim.errors import InputError

RUNS, MONTHLY = "runs.arrow", "monthly.npz"
"""Endings of the files of a block."""
TABLES = ("runs.parquet", "monthly.parquet")
GROUP = 262_144
"""Lines of a row group of a Parquet file."""
LAST_BITS = 1e-9
"""How far a point that another processor lays out may lie from the one that is stored, relative to it and absolutely."""


class Store:
    """The folder of a batch that is being written. One process at a time may hold it."""

    def __init__(
        self, folder: Path, batch: Batch, blocks: Sequence[Block], tell: Callable[[str], None] = lambda _: None
    ) -> None:
        self.folder, self.batch, self.blocks, self.tell = folder, batch, blocks, tell
        self.manifest: dict[str, Any] = {}

    @contextmanager
    def held(self, resume: bool) -> Iterator[Store]:
        """The folder, made or taken up again, held against other processes.

        Raises InputError when another process holds it, when it holds something else, or when what it holds differs.
        """
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            check_folder(self.folder, resume)
            lock = FileLock(self.folder / LOCK)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise InputError(
                    f"another process is writing to {self.folder}; wait for it, or give another folder"
                ) from None
        try:
            self._begin(resume)
            yield self
        finally:
            lock.release()

    def _begin(self, resume: bool) -> None:
        mine = identity(self.batch)
        if (self.folder / MANIFEST).exists():
            self.manifest = read_manifest(self.folder)
            self._check_layout()
            theirs = self.manifest["identity"]
            differences = [
                f"{key}: {theirs.get(key)} there, {value} here"
                for key, value in mine.items()
                if theirs.get(key) != value
            ]
            if differences:
                raise InputError(
                    f"{self.folder} holds another batch, which cannot be resumed: {'; '.join(differences)}; give another folder"
                )
            self._mend_inputs()
            self._take_stored_points()
            self._look_at_tables()
            if self.finished:
                shutil.rmtree(self.folder / BLOCKS, ignore_errors=True)
            return
        with writing(self.folder):
            (self.folder / BLOCKS).mkdir(exist_ok=True)
            (self.folder / "scenarios").mkdir(exist_ok=True)
            inputs = inputs_of(self.batch)
            for name, content in inputs.items():
                self._write(name, content)
            self.manifest = {
                "layout": LAYOUT,
                "identity": mine,
                "blocks": len(self.blocks),
                "points": self.batch.size,
                "runs": self.batch.runs,
                "environment": {
                    "python": platform.python_version(),
                    "system": f"{platform.system()} {platform.machine()}",
                    "pyarrow": pa.__version__,
                },
                "started": now(),
                "failed": [],
                "files": {name: hash_of(content) for name, content in inputs.items()},
            }
            self.save()

    def _check_layout(self) -> None:
        """Raises InputError for the folder of a Parley that lays folders out otherwise."""
        theirs = self.manifest.get("layout", 1)
        if theirs != LAYOUT:
            whose = "an older" if theirs < LAYOUT else "a newer"
            raise InputError(
                f"{self.folder} was written by {whose} Parley and cannot be resumed with this one (layout {theirs} there, {LAYOUT} "
                "here); simulate the experiment in another folder, or resume it with the Parley that began it"
            )

    def _mend_inputs(self) -> None:
        """Write what is damaged again. Raises InputError when that is not to be had from the batch."""
        damaged = damaged_files(self.folder, self.manifest, but=TABLES)
        if not damaged:
            return
        mine = inputs_of(self.batch)
        for name in damaged:
            if hash_of(mine.get(name, b"")) != self.manifest["files"][name]:
                raise InputError(f"{self.folder / name} is damaged; give another folder")
            with writing(self.folder):
                (self.folder / name).parent.mkdir(exist_ok=True)
                self._write(name, mine[name])
            self.tell(f"{self.folder / name} was damaged and is written again")

    def _look_at_tables(self) -> None:
        """Forget that the batch is finished where a table is damaged."""
        damaged = damaged_files(self.folder, self.manifest) if self.finished else []
        if damaged:
            names = " and ".join(str(self.folder / name) for name in damaged)
            self.tell(f"{names}: damaged; all blocks are simulated again")
            del self.manifest["finished"]
            with writing(self.folder):
                (self.folder / BLOCKS).mkdir(exist_ok=True)
            self.save()

    def _take_stored_points(self) -> None:
        """Go on with the points on disk, so that all blocks are of the same ones to the bit.

        Raises InputError when they are not those of the batch.
        """
        stored, laid_out = stored_points(self.folder, self.batch), self.batch.points
        for path, values in laid_out.columns.items():
            if not np.allclose(stored.columns[path], values, LAST_BITS, LAST_BITS, equal_nan=True):
                raise InputError(
                    f"{self.folder} holds another batch, which cannot be resumed: points: other values of {path}"
                )
        self.batch = replace(self.batch, points=stored)
        self.blocks = blocks_of(self.batch)

    def _write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all."""
        path = self.folder / name
        with stored(path) as partial:
            partial.write_bytes(content)

    def save(self) -> None:
        """Write the manifest."""
        self.manifest["hash"] = hash_of_manifest(self.manifest)
        with writing(self.folder):
            self._write(MANIFEST, json.dumps(self.manifest, indent=2).encode())

    @property
    def finished(self) -> bool:
        """Whether the tables are written and nothing is missing from them."""
        return "finished" in self.manifest and not self.manifest["failed"]

    def missing(self) -> list[Block]:
        """Blocks that still have to be simulated; one that is damaged is removed and said."""
        if self.finished:
            return []
        found = []
        for block in self.blocks:
            try:
                self._read(block)
            except FileNotFoundError:
                found.append(block)
            except (OSError, _Damaged):
                self.tell(f"block {block.number} in {self.folder} is damaged and is simulated again")
                _file(self.folder, block.number, SEAL).unlink(missing_ok=True)
                found.append(block)
        return found

    def add(self, block: Block, result: Result) -> None:
        """Keep what a block yielded. Raises InputError when it cannot be written."""
        stream = io.BytesIO()
        feather.write_feather(result.runs, stream, compression="zstd")
        parts = {RUNS: stream.getvalue(), MONTHLY: result.monthly.dumps() if result.monthly is not None else b""}
        with writing(self.folder):
            for ending, content in parts.items():
                if content:
                    self._write(f"{BLOCKS}/{block.number:06d}.{ending}", content)
            self._write(f"{BLOCKS}/{block.number:06d}.{SEAL}", seal_of(block, parts))

    def _read(self, block: Block) -> dict[str, bytes]:
        """The files of a block by ending. Raises FileNotFoundError for one that is not finished, _Damaged for one that is not whole."""
        seal = _file(self.folder, block.number, SEAL).read_bytes()
        monthly = self.batch.experiment.monthly
        try:
            parts = {name: _file(self.folder, block.number, name).read_bytes() for name in (RUNS, *[MONTHLY] * monthly)}
        except FileNotFoundError:
            raise _Damaged from None
        if seal_of(block, {MONTHLY: b"", **parts}) != seal:
            raise _Damaged
        return parts

    def fail(self, block: Block, reason: str) -> None:
        """Note a block that cannot be simulated."""
        points = [int(point) for point in block.points]
        entry = {
            "block": block.number,
            "points": points,
            "first_run": block.first_run,
            "runs": block.runs,
            "reason": reason,
        }
        self.manifest["failed"] = [*(old for old in self.manifest["failed"] if old["block"] != block.number), entry]

    def finish(self) -> None:
        """Put the blocks together to the tables, each file whole or not at all."""
        with writing(self.folder):
            batch, there = self.batch, [block for block in self.blocks if self._has(block)]
            gone = {block.number for block in self.blocks} - {block.number for block in there}
            tables = (feather.read_table(pa.BufferReader(self._whole(block)[RUNS])) for block in there)
            made = [_assemble(self.folder / "runs.parquet", schema(run_columns(batch)), tables)]
            if batch.experiment.monthly:
                monthly = (Monthly.loads(self._whole(block)[MONTHLY]) for block in there)
                pieces = (monthly_table(batch, merged(parts)) for parts in by_point(monthly))
                made.append(_assemble(self.folder / "monthly.parquet", schema(monthly_columns(batch)), pieces))
            self.manifest["files"] = self.manifest.get("files", {}) | {path.name: hash_of_file(path) for path in made}
            self.manifest["failed"] = [entry for entry in self.manifest["failed"] if entry["block"] in gone]
            self.manifest["finished"] = now()
            self.save()
            if not self.manifest["failed"]:
                shutil.rmtree(self.folder / BLOCKS, ignore_errors=True)

    def _has(self, block: Block) -> bool:
        return _file(self.folder, block.number, SEAL).exists()

    def _whole(self, block: Block) -> dict[str, bytes]:
        """The files of a block. Raises InputError for one that was damaged after it was looked at."""
        try:
            return self._read(block)
        except (FileNotFoundError, _Damaged):
            _file(self.folder, block.number, SEAL).unlink(missing_ok=True)
            raise InputError(
                f"block {block.number} in {self.folder} is damaged; resume the batch to simulate it again"
            ) from None


class _Damaged(Exception):
    """A block whose files are not what was written."""


def _file(folder: Path, number: int, ending: str) -> Path:
    return folder / BLOCKS / f"{number:06d}.{ending}"


def _assemble(path: Path, layout: pa.Schema, tables: Iterator[pa.Table]) -> Path:
    """Write tables one after the other as one Parquet file with row groups of even size. Returns where."""
    with stored(path) as partial, parquet.ParquetWriter(partial, layout, compression="zstd") as writer:
        waiting: list[pa.Table] = []
        rows = 0
        for table in tables:
            waiting.append(table)
            rows += table.num_rows
            if rows >= GROUP:
                writer.write_table(pa.concat_tables(waiting).combine_chunks(), row_group_size=rows)
                waiting, rows = [], 0
        if waiting:
            writer.write_table(pa.concat_tables(waiting).combine_chunks(), row_group_size=rows)
    return path
