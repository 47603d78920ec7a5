"""Batches of runs from a folder of this machine or from files that were sent: found, opened within limits, and tabulated."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import sim
from dashboard.text import errors
from dashboard.views.batch import text, unpack
from sim import numbers

MOST_FILE = 20
"""Megabytes of a file that is sent."""
LIMITS = {
    "points": (100_000, 20 * 1024 * 1024),
    "runs": (2_000_000, 200 * 1024 * 1024),
    "columns": 200,
    "words": 500,
    "letters": 200,
    "memory": 400 * 1024 * 1024,
    "seconds": 20,
}
"""Lines and unpacked bytes of either table, columns, different words of a column and their letters; then what the process that
unpacks a table may take: bytes and seconds of the processor."""
_unpacking = threading.Lock()
"""One table at a time, so that what unpacking takes is taken once."""
MOST_FOLDERS = 200
MOST_CELLS = 1600
"""Cells of a heat map: beyond 2,000 marks a chart is no longer readable by machines that read it out."""
LETTERED = 150
"""Cells up to which each has its number."""
MANIFEST = "manifest.json"
FIXED = ("point", "scenario", "place")
ADDED = ("value", "low", "high", "runs")
"""What the page adds to the points."""
MOST_MONTHS = 600
"""As the engine has it."""


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
    found = {}
    for name in ("points", "runs"):
        try:
            with (folder / f"{name}.parquet").open("rb") as file:
                found[name] = _table(file)[1]
        except OSError as error:
            raise sim.InputError(text.cannot_read_table(error.strerror or "")) from None
    return _opened(found)


def read_files(files: Sequence[bytes]) -> Opened:
    """The tables among files that were sent, told apart by their columns. Raises InputError."""
    found: dict[str, pa.Table] = {}
    for data in files:
        if len(data) > MOST_FILE * 1024 * 1024:
            raise sim.InputError(errors.too_long("a file", len(data), MOST_FILE * 1024 * 1024))
        name, table = _table(data)
        found[name] = table
    return _opened(found)


def _table(data: bytes | IO[bytes]) -> tuple[str, pa.Table]:
    """Which table of a batch a Parquet file holds, and what the page needs of it; unpacked by a process that may fail."""
    command = [sys.executable, "-P", unpack.__file__, json.dumps(LIMITS)]
    given: dict[str, Any] = {"input": data} if isinstance(data, bytes) else {"stdin": data}
    with _unpacking:
        try:
            done = subprocess.run(command, capture_output=True, timeout=3 * LIMITS["seconds"], check=False, **given)
        except subprocess.TimeoutExpired:
            raise sim.InputError(text.table_too_large(*LIMITS["runs"])) from None
    if done.returncode == unpack.REFUSED:
        sentence, *values = json.loads(done.stderr)
        raise sim.InputError(getattr(text, sentence)(*values))
    if done.returncode:  # the kernel ended it, or the library did when it got no memory
        raise sim.InputError(text.table_too_large(*LIMITS["runs"]))
    table = pa.ipc.open_stream(done.stdout).read_all()
    return table.schema.metadata[b"table"].decode(), table


def _opened(tables: Mapping[str, pa.Table]) -> Opened:
    missing = [name for name in ("points", "runs") if name not in tables]
    if missing:
        raise sim.InputError(text.tables_missing(missing))
    points, runs = tables["points"].to_pandas(), tables["runs"]
    if (
        not {*FIXED} <= set(points)
        or not {"point", "run", "end"} <= set(runs.column_names)
        or not sim.measures_in(runs)
    ):
        raise sim.InputError(text.COLUMNS_MISSING)
    if taken := {*ADDED} & set(points):
        raise sim.InputError(text.column_taken(min(taken)))
    numbers = runs["point"].to_numpy()
    if not len(numbers) or list(points["point"]) != list(range(len(points))):
        raise sim.InputError(text.NOT_TOGETHER)
    if not 0 <= numbers.min() <= numbers.max() < len(points):
        raise sim.InputError(text.NOT_TOGETHER)
    last = 0
    for name in (name for name in runs.column_names if name.startswith("first_")):
        found = pc.min_max(runs[name])
        low, high = (found[end].as_py() or 0 for end in ("min", "max"))
        if not 0 <= low <= high <= MOST_MONTHS:
            raise sim.InputError(text.column_out_of_range(name, 0, MOST_MONTHS))
        last = max(last, int(high))
    return Opened(points, runs, last)


def by_point(opened: Opened, measure: str, by: int | None, scenario: str) -> pd.DataFrame:
    """The points of a scenario with the value of an outcome, its interval and the number of runs; shares in runs of 100."""
    found = sim.measure_runs(opened.runs, len(opened.points), measure, by)
    share = not measure.startswith("last.")
    for column in ("value", "low", "high"):
        found[column] = found[column] * (100 if share else 1)
    table = pd.concat([opened.points, found[[*ADDED]]], axis=1)
    return table[table["scenario"] == scenario].reset_index(drop=True)


def csv(opened: Opened, table: pd.DataFrame, measure: str, by: int | None) -> bytes:
    """The points of `by_point` as a CSV file; what each point moves stands on its line."""
    told = opened.runs.schema.field(measure).metadata or {} if measure in opened.runs.column_names else {}
    unit = told.get(b"unit", b"").decode() if measure.startswith("last.") else "runs of 100"
    about = {"outcome": measure, "by month": opened.months if by is None else by}
    return sim.csv_bytes(table, dict.fromkeys(("value", "low", "high"), unit), about)


def is_grid(table: pd.DataFrame, across: str, up: str) -> bool:
    """Whether there is exactly one point for every pair of values, and not too many."""
    cells = table[across].nunique() * table[up].nunique()
    return bool(1 < cells <= MOST_CELLS and cells == len(table) and not table.duplicated([across, up]).any())


def cells(table: pd.DataFrame, across: str, up: str, share: bool) -> pd.DataFrame:
    """The cells of a heat map with their numbers as words, and whether these are light on dark."""
    low, high = (0.0, 100.0) if share else (table["value"].min(), table["value"].max())
    frame = table[["value", "low", "high", "runs"]].assign(x=table[across], y=table[up])
    few = len(frame) <= LETTERED
    frame["label"] = [numbers.plain(value, 3) if few and not np.isnan(value) else "" for value in frame["value"]]
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
    moved = [f"{name} {numbers.plain(row[name], 4)}" for name in opened.moved if not pd.isna(row[name])]
    several = [str(row["scenario"])] if len(opened.scenarios) > 1 else []
    return f"{point}: {', '.join([*several, *moved])}" if several or moved else str(point)


def counts(opened: Opened, column: str, point: int | None, nobody: str) -> pd.DataFrame:
    """How often each word occurs in a column of the runs, in 100 runs with Wilson's interval; of one point or of all."""
    words = opened.runs[column].to_pandas().astype(object).fillna(nobody)
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
