"""Batches of runs from a folder of this machine or from files that were sent: found, opened within limits, and tabulated."""

from __future__ import annotations

import io
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

import sim
from dashboard import text

MOST_FILE = 20
"""Megabytes of a file that is sent."""
MOST_ROWS = 2_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_FOLDERS = 200
MOST_CELLS = 1600
"""Cells of a heat map: beyond 2,000 marks a chart is no longer readable by machines that read it out."""
LETTERED = 150
"""Cells up to which each has its number."""
MANIFEST = "manifest.json"
FIXED = ("point", "scenario", "place")


@dataclass(frozen=True)
class Opened:
    """The tables of a batch."""

    points: pd.DataFrame
    runs: pa.Table
    months: int

    @property
    def moved(self) -> list[str]:
        """What differs between the points."""
        names = [name for name in self.points.columns if name not in FIXED]
        return [name for name in names if self.points[name].nunique(dropna=False) > 1]

    @property
    def scenarios(self) -> list[str]:
        """The scenarios, in the order of the points."""
        return list(dict.fromkeys(self.points["scenario"]))


def root() -> Path | None:
    """The folder whose batches may be opened: the variable PARLEY_RESULTS, or `results` while the server is for this machine alone."""
    named = os.environ.get("PARLEY_RESULTS")
    if named is not None:
        return Path(named).resolve() if named.strip() else None
    hosted = any(f"STREAMLIT_SERVER_{name}" in os.environ for name in ("ADDRESS", "ALLOWED_HOSTS"))
    return None if hosted else (Path.cwd() / "results").resolve()


def folders(within: Path) -> list[str]:
    """Names of the batches in a folder or one level below, the latest first; links that lead out of it are left out."""
    found = []
    for pattern in (f"*/{MANIFEST}", f"*/*/{MANIFEST}"):
        for path in within.glob(pattern):
            if path.is_file() and path.resolve().is_relative_to(within):
                found.append((-path.stat().st_mtime, path.parent.relative_to(within).as_posix()))
    return [name for _, name in sorted(found)[:MOST_FOLDERS]]


def inside(within: Path, name: str) -> Path:
    """The folder of a batch by its name. Raises InputError for one that is not among `folders`."""
    if name not in folders(within):
        raise sim.InputError(text.no_batch(name))
    return within / name


def read_folder(folder: Path) -> Opened:
    """The tables of a finished batch. Raises InputError."""
    return _opened({name: _table(folder / f"{name}.parquet") for name in ("points", "runs")})


def read_files(files: Sequence[bytes]) -> Opened:
    """The tables among files that were sent, told apart by their columns. Raises InputError."""
    found: dict[str, pa.Table] = {}
    for data in files:
        if len(data) > MOST_FILE * 1024 * 1024:
            raise sim.InputError(text.too_long("a file", len(data), MOST_FILE * 1024 * 1024))
        table = _table(io.BytesIO(data))
        kind = {"place": "points", "run": "runs", "variable": "monthly"}
        name = next((name for column, name in kind.items() if column in table.column_names), None)
        if name is None:
            raise sim.InputError(text.NO_BATCH_TABLE)
        found[name] = table
    return _opened(found)


def _table(source: Any) -> pa.Table:
    """A Parquet table of a bearable size, which is looked at before anything is unpacked."""
    try:
        with parquet.ParquetFile(source) as file:
            about = file.metadata
            unpacked = sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
            if about.num_rows > MOST_ROWS or unpacked > MOST_UNPACKED:
                raise sim.InputError(text.table_too_large(about.num_rows, unpacked, MOST_ROWS, MOST_UNPACKED))
            return file.read()
    except (OSError, pa.ArrowException) as error:
        raise sim.InputError(text.cannot_read_table(str(error))) from None


def _opened(tables: Mapping[str, pa.Table]) -> Opened:
    missing = [name for name in ("points", "runs") if name not in tables]
    if missing:
        raise sim.InputError(text.tables_missing(missing))
    points, runs = tables["points"].to_pandas(), tables["runs"]
    if not {*FIXED} <= set(points) or not {"point", "run", "end"} <= set(runs.column_names):
        raise sim.InputError(text.COLUMNS_MISSING)
    numbers = runs["point"].to_numpy()
    if list(points["point"]) != list(range(len(points))) or (
        len(numbers) and not 0 <= numbers.min() <= numbers.max() < len(points)
    ):
        raise sim.InputError(text.NOT_TOGETHER)
    firsts = [runs[name] for name in runs.column_names if name.startswith("first_")]
    last = max((pc.max(column).as_py() or 0 for column in firsts), default=0)
    return Opened(points, runs, int(last))


def by_point(opened: Opened, measure: str, by: int | None, scenario: str) -> pd.DataFrame:
    """The points of a scenario with the value of an outcome, its interval and the number of runs; shares in runs of 100."""
    found = sim.measure_runs(opened.runs, len(opened.points), measure, by)
    share = not measure.startswith("last.")
    for column in ("value", "low", "high"):
        found[column] = found[column] * (100 if share else 1)
    table = pd.concat([opened.points, found[["value", "low", "high", "runs"]]], axis=1)
    return table[table["scenario"] == scenario].reset_index(drop=True)


def is_grid(table: pd.DataFrame, across: str, up: str) -> bool:
    """Whether there is exactly one point for every pair of values, and not too many."""
    cells = table[across].nunique() * table[up].nunique()
    return bool(1 < cells <= MOST_CELLS and cells == len(table) and not table.duplicated([across, up]).any())


def cells(table: pd.DataFrame, across: str, up: str, share: bool) -> pd.DataFrame:
    """The cells of a heat map with their numbers as words, and whether these are light on dark."""
    low, high = (0.0, 100.0) if share else (table["value"].min(), table["value"].max())
    frame = table[["value", "low", "high", "runs"]].assign(x=table[across], y=table[up])
    few = len(frame) <= LETTERED
    frame["label"] = [f"{value:.3g}" if few and not np.isnan(value) else "" for value in frame["value"]]
    middle = low + 0.55 * (high - low)
    return frame.assign(light=frame["value"] < middle)


def along(table: pd.DataFrame, across: str) -> pd.DataFrame:
    """Values with their intervals along one parameter; a line where there is one point for each value."""
    frame = table[[across, "value", "low", "high", "runs"]].rename(columns={across: "x"}).dropna(subset=["x", "value"])
    frame = frame.sort_values("x").reset_index(drop=True)
    return frame.assign(joined=not frame["x"].duplicated().any())


def point_name(opened: Opened, point: int) -> str:
    """A point by its number and what it moves."""
    row = opened.points.iloc[point]
    moved = [f"{name} {row[name]:.4g}" for name in opened.moved if not pd.isna(row[name])]
    several = [str(row["scenario"])] if len(opened.scenarios) > 1 else []
    return f"{point}: {', '.join([*several, *moved])}" if several or moved else str(point)


def counts(opened: Opened, column: str, point: int | None, nobody: str) -> pd.DataFrame:
    """How often each word occurs in a column of the runs, in 100 runs with Wilson's interval; of one point or of all."""
    words = opened.runs[column].to_pandas().fillna(nobody)
    if point is not None:
        words = words[opened.runs["point"].to_pandas() == point]
    rows = []
    for word, count in words.value_counts().items():
        low, high = sim.wilson(int(count), len(words))
        row = {"what": str(word), "value": count / len(words) * 100, "low": low * 100, "high": high * 100}
        rows.append({**row, "runs": len(words)})
    return pd.DataFrame(rows, columns=["what", "value", "low", "high", "runs"])


def blockers(opened: Opened) -> list[str]:
    """Columns that name who stands in the way most."""
    return [name for name in opened.runs.column_names if name == "refuses_most" or name.startswith("blocks_most.")]


def command(folder: str | None, resume: bool = False) -> str:
    """The command line that makes the tables again, or goes on with them."""
    if folder is None:
        return "parley batch experiment.yaml --out results/again"
    if resume:
        return f"parley batch EXPERIMENT --out {shlex.quote(folder)} --resume"
    return f"parley batch {shlex.quote(folder + '/experiment.yaml')} --out {shlex.quote(folder + '-again')}"
