"""A batch on disk: a folder that survives interruption and is read years later.

Blocks arrive in `blocks/`, each file renamed into place when it is whole. When the last is there, they become `runs.parquet` and
`monthly.parquet`, in the order of the plan, so that the tables do not depend on who computed what when.

Every file has a hash, that of a block in a file beside it, those of the others in the manifest, which ends with its own. What is written
is on the disk before it counts as written. A block that is damaged is simulated again; damage to anything else is told.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import shutil
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from filelock import FileLock, Timeout
from pyarrow import feather, parquet
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from sim.batch.blocks import Block, blocks_of
from sim.batch.monthly import Monthly, by_point, merged, monthly_table
from sim.batch.points import Points
from sim.batch.prepare import Batch
from sim.batch.tables import SCHEMA_VERSION, monthly_columns, point_columns, run_columns, schema
from sim.batch.work import Result
from sim.errors import InputError, shorten
from sim.scenario.reading import to_yaml
from sim.version import code_version
from sim.whole_files import whole

MANIFEST, LOCK, BLOCKS, POINTS = "manifest.json", "lock", "blocks", "points.parquet"
RUNS, MONTHLY, SEAL = "runs.arrow", "monthly.npz", "seal"
"""Endings of the files of a block; the last is written when the others are whole, and says what they hold."""
TABLES = ("runs.parquet", "monthly.parquet")
GROUP = 262_144
"""Lines of a row group of a Parquet file."""


ENGINE = (
    "batch",
    "compiled.py",
    "ensemble",
    "errors.py",
    "machine.py",
    "model",
    "names.py",
    "scenario",
    "version.py",
    "vocabulary.py",
    "whole_files.py",
)
"""Folders and files of `sim` that decide the tables."""
LAST_BITS = 1e-9
"""How far a point that another processor lays out may lie from the one that is stored, relative to it and absolutely."""


@cache
def code_hash() -> str:
    """Hash of Parley's own source, so that a changed engine is noticed though its version is not."""
    found, root = hashlib.sha256(), Path(__file__).resolve().parents[1]
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).parts[0] in ENGINE:
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def identity(batch: Batch) -> dict[str, Any]:
    """What was asked, and what answers it: two batches of one identity have the same tables.

    Points are no part of it. They follow from the design, to the last bits, which differ between processors.
    """
    return {
        "experiment": batch.experiment.digest(),
        "scenarios": {name: scenario.digest() for name, scenario in batch.scenarios.items()},
        "lists": {name: hashlib.sha256(content).hexdigest()[:16] for name, content in batch.files.items()},
        "points": f"{batch.points.size} a scenario over {len(batch.points.columns)} parameters",
        "runs": batch.experiment.runs,
        "months": batch.months,
        "seed": batch.experiment.seed,
        "schema version": SCHEMA_VERSION,
        "version of Parley": code_version(),
        "code": code_hash(),
        **{f"version of {name}": version(name) for name in ("numba", "numpy", "scipy")},
    }


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
            theirs = self.manifest["identity"]
            differences = [
                f"{key}: {theirs.get(key)} there, {value} here"
                for key, value in mine.items()
                if theirs.get(key) != value
            ]
            if differences:
                raise InputError(
                    f"{self.folder} holds another batch, which cannot be resumed: {'; '.join(differences)}"
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
                "files": {name: _hash(content) for name, content in inputs.items()},
            }
            self.save()

    def _mend_inputs(self) -> None:
        """Write what is damaged again. Raises InputError when that is not to be had from the batch."""
        damaged = damaged_files(self.folder, self.manifest, but=TABLES)
        if not damaged:
            return
        mine = inputs_of(self.batch)
        for name in damaged:
            if _hash(mine.get(name, b"")) != self.manifest["files"][name]:
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
        with _stored(path) as partial:
            partial.write_bytes(content)

    def save(self) -> None:
        """Write the manifest."""
        self.manifest["hash"] = _hash_of_manifest(self.manifest)
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
            self._write(f"{BLOCKS}/{block.number:06d}.{SEAL}", _seal(block, parts))

    def _read(self, block: Block) -> dict[str, bytes]:
        """The files of a block by ending. Raises FileNotFoundError for one that is not finished, _Damaged for one that is not whole."""
        seal = _file(self.folder, block.number, SEAL).read_bytes()
        monthly = self.batch.experiment.monthly
        try:
            parts = {name: _file(self.folder, block.number, name).read_bytes() for name in (RUNS, *[MONTHLY] * monthly)}
        except FileNotFoundError:
            raise _Damaged from None
        if _seal(block, {MONTHLY: b"", **parts}) != seal:
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
            self.manifest["files"] = self.manifest.get("files", {}) | {path.name: _hash_of_file(path) for path in made}
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


OWN = {
    LOCK,
    BLOCKS,
    "scenarios",
    "experiment.yaml",
    "points.parquet",
    f"{MANIFEST}.part",
    "experiment.yaml.part",
    "points.parquet.part",
}


def check_folder(folder: Path, resume: bool) -> None:
    """Refuse a folder that holds something else, or a batch that is not to be resumed: known before any work. Raises InputError."""
    if not folder.is_dir():
        return
    with writing(folder):
        others = {path.name for path in folder.iterdir()} - {LOCK}
    if MANIFEST in others and not resume:
        raise InputError(f"{folder} holds a batch already; add --resume to go on with it, or give another folder")
    if others and MANIFEST not in others and not others <= OWN:
        raise InputError(f"{folder} is not empty and holds no batch; give another folder")


"""What a batch that was interrupted before its manifest was written may leave in a folder."""


def inputs_of(batch: Batch) -> dict[str, bytes]:
    """Everything that the folder of a batch holds before a block is simulated, by name."""
    found = {f"scenarios/{name}.yaml": to_yaml(one).encode() for name, one in batch.scenarios.items()}
    return {**found, **batch.files, "experiment.yaml": resolved(batch).encode(), POINTS: _points(batch)}


def _points(batch: Batch) -> bytes:
    scenarios = np.repeat(np.array(list(batch.scenarios)), batch.points.size)
    data: dict[str, Any] = {
        "point": np.arange(batch.size, dtype=np.int32),
        "scenario": pa.array(scenarios, pa.string()),
        "place": np.tile(np.arange(batch.points.size, dtype=np.int32), len(batch.scenarios)),
    }
    for path, values in batch.points.columns.items():
        whole = np.tile(values, len(batch.scenarios))
        data[path] = pa.array(whole, mask=np.isnan(whole))
    stream = io.BytesIO()
    parquet.write_table(pa.table(data, schema=schema(point_columns(batch))), stream, compression="zstd")
    return stream.getvalue()


def _file(folder: Path, number: int, ending: str) -> Path:
    return folder / BLOCKS / f"{number:06d}.{ending}"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash_of_manifest(manifest: dict[str, Any]) -> str:
    return _hash(json.dumps({key: value for key, value in manifest.items() if key != "hash"}, sort_keys=True).encode())


def _seal(block: Block, parts: Mapping[str, bytes]) -> bytes:
    """What lies beside the files of a block: its number and their hashes."""
    return json.dumps(
        {"block": block.number, **{name: _hash(content) for name, content in parts.items()}}, sort_keys=True
    ).encode()


@contextmanager
def _stored(path: Path) -> Iterator[Path]:
    """Where to write what becomes a file, which has its name once it is on the disk; the name is there too in the end."""
    with whole(path) as partial:
        yield partial
        _sync(partial)
    if os.name != "nt":  # where folders cannot be opened
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def damaged_files(folder: Path, manifest: dict[str, Any], but: Container[str] = ()) -> list[str]:
    """Names of files in the folder of a batch that are not what was written, by the hashes of its manifest."""
    found = []
    for name, wanted in manifest.get("files", {}).items():
        try:
            damaged = name not in but and _hash_of_file(folder / name) != wanted
        except OSError:
            damaged = True
        if damaged:
            found.append(name)
    return found


def is_whole(folder: Path) -> bool:
    """Whether the batch in a folder is finished, without gaps, and undamaged. Raises InputError where its manifest cannot be read."""
    manifest = read_manifest(folder)
    return "finished" in manifest and not manifest["failed"] and not damaged_files(folder, manifest)


def _assemble(path: Path, layout: pa.Schema, tables: Iterator[pa.Table]) -> Path:
    """Write tables one after the other as one Parquet file with row groups of even size. Returns where."""
    with _stored(path) as partial, parquet.ParquetWriter(partial, layout, compression="zstd") as writer:
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


def stored_points(folder: Path, batch: Batch) -> Points:
    """The points of a batch as they lie in its folder. Raises InputError when they cannot be read."""
    path = folder / POINTS
    try:
        table = parquet.read_table(path, columns=list(batch.points.columns)).slice(0, batch.points.size)
        columns = {name: table[name].to_numpy() for name in batch.points.columns}
    except (OSError, KeyError, pa.ArrowException) as error:
        raise InputError(f"{path} is damaged ({shorten(str(error))}); give another folder") from None
    return replace(batch.points, columns=columns)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the system says of a full disk or a folder that may not be written into one clear message."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot write to {folder}: {reason}; what was finished is kept") from None


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class _Failed(BaseModel):
    model_config = ConfigDict(strict=True)
    block: int
    points: list[int]
    first_run: int
    runs: int
    reason: str


class _Manifest(BaseModel):
    """What is relied on in a manifest, whoever wrote it."""

    model_config = ConfigDict(strict=True, extra="allow")
    identity: dict[str, Any]
    blocks: int = Field(ge=1)
    points: int = Field(ge=1)
    runs: int = Field(ge=1)
    failed: list[_Failed]
    started: str = ""
    finished: str = ""
    environment: dict[str, str] = {}
    files: dict[str, str] = {}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a batch. Raises InputError when there is none, it cannot be read or it is not what was written."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(f"{folder} holds no batch: there is no {MANIFEST} in it") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path} is damaged; it is not JSON") from None
    try:
        _Manifest.model_validate(found)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise InputError(
            f"{path} is no manifest of a batch: {place or 'the whole'}: {error.errors()[0]['msg']}"
        ) from None
    if "hash" in found and found["hash"] != _hash_of_manifest(found):
        raise InputError(f"{path} is damaged or was changed by hand; its hash is that of another content")
    for name in found.get("files", {}):
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise InputError(
                f"{path} is no manifest of a batch: files: found {shorten(name)}; allowed: names in the folder"
            )
    return dict(found)


def resolved(batch: Batch) -> str:
    """The experiment as YAML with nothing left out, over the scenarios and lists that lie beside it."""
    data = batch.experiment.model_dump(mode="json", exclude_none=True)
    data["scenarios"] = [f"scenarios/{name}.yaml" for name in batch.scenarios]
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def status(folder: Path) -> dict[str, Any]:
    """How far a batch has come: state, points and runs done and in all, and blocks that failed.

    The state is `finished`, `finished with gaps`, `running` (a process holds the folder) or `interrupted`.
    """
    manifest = read_manifest(folder)
    total, failed = int(manifest["blocks"]), manifest["failed"]
    if "finished" in manifest:
        done = total - len(failed)
        state = "finished with gaps" if failed else "finished"
    else:
        done = len(list((folder / BLOCKS).glob(f"*.{SEAL}")))
        state = "running" if _is_held(folder) else "interrupted"
    return {
        "folder": str(folder),
        "state": state,
        "blocks_done": done,
        "blocks": total,
        "points": manifest["points"],
        "runs": manifest["runs"],
        "started": manifest.get("started"),
        "finished": manifest.get("finished"),
        "failed": failed,
    }


def _is_held(folder: Path) -> bool:
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # a folder that may only be read
        return False
    lock.release()
    return False


batch_status = status
"""`status` under the name that it has in `sim`."""
