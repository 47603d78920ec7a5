"""The tables of a batch as CSV files, for programs that do not read Parquet."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from sim.batch.store import writing
from sim.errors import InputError

TABLES = ("points", "runs", "monthly")
FILES = tuple(f"{name}.csv" for name in TABLES)
OWN = {*FILES, *(f"{name}.part" for name in FILES)}
"""What a folder of tables may hold already: files of an earlier export, also of one that was interrupted."""


def check_folder(folder: Path) -> None:
    """Refuse with an InputError a folder that holds anything but these tables, before any work is done."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--csv: {folder} is a file; give a folder")
    with writing(folder):
        others = sorted({path.name for path in folder.iterdir()} - OWN) if folder.exists() else []
    if others:
        raise InputError(
            f"--csv: {folder} holds {others[0]!r}{' and more' * (len(others) > 1)}; "
            f"allowed: a new or empty folder, or one that holds only {', '.join(FILES)}"
        )


def write_csv(batch: Path, folder: Path) -> list[Path]:
    """Write the tables of a finished batch as CSV, each file whole or not at all; returns the files.

    A table of an earlier export that this batch does not have is removed. Empty cells are missing values.

    Raises InputError when a table cannot be read or a file cannot be written.
    """
    check_folder(folder)
    written = []
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            path = folder / f"{name}.csv"
            partial = path.with_name(path.name + ".part")
            source = batch / f"{name}.parquet"
            if not source.exists():
                path.unlink(missing_ok=True)
                continue
            _convert(source, partial)
            os.replace(partial, path)
            written.append(path)
    return written


def _convert(source: Path, target: Path) -> None:
    """A Parquet file to CSV, one part after the other, so that a large table needs no memory of its size."""
    try:
        with parquet.ParquetFile(source) as table:
            layout = pa.schema(
                [pa.field(field.name, pa.string()) if pa.types.is_dictionary(field.type) else field for field in table.schema_arrow]
            )  # fmt: skip
            options = csv.WriteOptions(quoting_style="needed", quoting_header="needed")
            with csv.CSVWriter(target, layout, write_options=options) as writer:
                for part in table.iter_batches():
                    writer.write_table(pa.Table.from_batches([part]).cast(layout))
    except pa.ArrowInvalid as error:
        raise InputError(f"cannot read {source}: {error}") from None
