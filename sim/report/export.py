"""The tables of a batch as CSV files, for programs that do not read Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from sim.batch.prepare import Batch, unit_of
from sim.batch.seals import writing
from sim.batch.tables import shares_of
from sim.csv_writing import levers_text, write_csv
from sim.errors import InputError
from sim.whole_files import whole

TABLES = ("points", "runs", "monthly")
FILES = tuple(f"{name}.csv" for name in TABLES)
OWN = {*FILES, *(f"{name}.part" for name in FILES)}
"""What a folder of tables may hold already: files of an earlier export, also of one that was interrupted."""


def check_folder(csv: Path) -> None:
    """Refuse with an InputError a folder that holds anything but these tables, before any work is done."""
    if csv.exists() and not csv.is_dir():
        raise InputError(f"csv: {csv} is a file; give a folder")
    with writing(csv):
        others = sorted({path.name for path in csv.iterdir()} - OWN) if csv.exists() else []
    if others:
        raise InputError(
            f"csv: {csv} holds {others[0]!r}{' and more' * (len(others) > 1)}; "
            f"allowed: a new or empty folder, or one that holds only {', '.join(FILES)}"
        )


def write_tables(stored: Path, batch: Batch, folder: Path, excel: bool = False) -> list[Path]:
    """Write the tables in the folder of a finished batch as CSV, each file whole or not at all; returns the files.

    Every line says its scenario, the seed, and what the batch moves at all points; what each point moves is in `points.csv`.

    A table of an earlier export that this batch does not have is removed. Empty cells are missing values.

    Raises InputError when a table cannot be read or a file cannot be written.
    """
    check_folder(folder)
    written = []
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            path = folder / f"{name}.csv"
            source = stored / f"{name}.parquet"
            if not source.exists():
                path.unlink(missing_ok=True)
                continue
            with whole(path) as partial:
                _convert(source, partial, batch, excel)
            written.append(path)
    return written


def _convert(source: Path, target: Path, batch: Batch, excel: bool) -> None:
    """A Parquet file to CSV, one part after the other, so that a large table needs no memory of its size."""
    about: dict[str, str | int] = {"seed": batch.experiment.seed, "levers": levers_text(batch.experiment.set)}
    try:
        with parquet.ParquetFile(source) as table, target.open("wb") as file:
            fields = {field.name: field for field in table.schema_arrow}
            units = {name: (field.metadata or {}).get(b"unit", b"").decode() for name, field in fields.items()}
            words = [
                name
                for name in ("unit", "scenario")
                if name not in fields and (name == "scenario" or "variable" in fields)
            ]
            layout = pa.schema([*fields.values(), *(pa.field(name, pa.string()) for name in words)])
            parts = (_with_words(batch, part, words) for part in table.iter_batches())
            write_csv(file, layout, parts, units, about, excel)
    except pa.ArrowInvalid as error:
        raise InputError(f"cannot read {source}: {error}") from None


def _with_words(batch: Batch, part: pa.RecordBatch, words: list[str]) -> pa.RecordBatch:
    """Lines with the unit of their variable and the scenario of their point, where they do not say them."""
    if "unit" in words:
        shares = set(shares_of(batch))
        names = pc.cast(part["variable"], pa.string()).to_pylist()
        units = {name: "share of runs" if name in shares else unit_of(name) for name in set(names)}
        part = part.append_column("unit", pa.array([units[name] for name in names], pa.string()))
    if "scenario" in words:
        scenarios = pa.array(list(batch.scenarios), pa.string())
        place = pa.array(part["point"].to_numpy() // np.int64(batch.points.size))
        part = part.append_column("scenario", scenarios.take(place))
    return part
