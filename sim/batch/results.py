"""What a batch found: its tables in memory, from a folder or computed here, and an outcome by point with its Monte Carlo error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import parquet

from sim.batch.blocks import Block, blocks_of
from sim.batch.executors import Executor, InProcess
from sim.batch.inputs import stored_points
from sim.batch.manifest import damaged_files, read_manifest
from sim.batch.monthly import by_point, merged, monthly_table
from sim.batch.prepare import Batch, load_batch
from sim.batch.room import check_tables
from sim.batch.tables import Column, monthly_columns, point_columns, run_columns
from sim.ensemble.outcomes import wilson_intervals
from sim.errors import InputError, choices, shorten
from sim.numbers import Z95
from sim.vocabulary import OUTCOMES


@dataclass(frozen=True)
class Results:
    """The tables of a batch, and the batch itself as it was run."""

    batch: Batch
    points: pd.DataFrame
    """A line a point: `point`, `scenario`, `place`, then what the point moves."""
    runs: pa.Table
    monthly: pa.Table | None
    manifest: dict[str, Any]
    """Empty for a batch that was not stored."""


def read_results(folder: Path | str, columns: Sequence[str] | None = None) -> Results:
    """The tables in the folder of a finished batch; of a large one only some columns of `runs`, and then nothing by month.

    Raises InputError when the folder holds none, a batch that is not finished, or tables too large for memory.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    if "finished" not in manifest:
        raise InputError(
            f"the batch in {folder} is not finished; go on with `parley batch EXPERIMENT --out {folder} --resume`"
        )
    for name in damaged_files(folder, manifest):
        raise InputError(
            f"{folder / name} is damaged; `parley batch EXPERIMENT --out {folder} --resume` makes it again"
        )
    batch = load_batch(folder / "experiment.yaml")
    batch = replace(batch, points=stored_points(folder, batch))
    check_tables(batch, columns)
    try:
        points = parquet.read_table(folder / "points.parquet")
        runs = parquet.read_table(folder / "runs.parquet", columns=columns)
        wanted = batch.experiment.monthly and columns is None
        monthly = parquet.read_table(folder / "monthly.parquet") if wanted else None
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"cannot read the tables in {folder}: {error}") from None
    wanted_columns = {name: entry for name, entry in run_columns(batch).items() if columns is None or name in columns}
    check_table(points, point_columns(batch), "points.parquet", batch)
    check_table(runs, wanted_columns, "runs.parquet", batch)
    if monthly is not None:
        check_table(monthly, monthly_columns(batch), "monthly.parquet", batch)
    return Results(batch, points.to_pandas(), runs, monthly, manifest)


def check_table(table: pa.Table, columns: Mapping[str, Column], file: str, batch: Batch) -> None:
    """Refuse a table that is not of the batch with an InputError: columns, their types, and the numbers of points and runs."""
    for name, column in columns.items():
        there = table.column_names.count(name)
        if there != 1:
            raise InputError(f"{file}: the column {name!r} is {'missing' if not there else 'there twice'}")
        if table.schema.field(name).type != column.type:
            raise InputError(
                f"{file}: the column {name!r} holds {table.schema.field(name).type}; allowed: {column.type}"
            )
    for name, most in {"point": batch.size, "run": batch.experiment.runs}.items():
        if name in columns:
            _check_numbers(table[name], most, f"{file}: the column {name!r}")


def _check_numbers(numbers: pa.ChunkedArray, most: int, what: str) -> None:
    """Refuse anything but whole numbers from 0 and below a bound with an InputError."""
    if not pa.types.is_integer(numbers.type):
        raise InputError(f"{what} holds {numbers.type}; allowed: whole numbers")
    if numbers.null_count:
        raise InputError(f"{what} has empty cells; allowed: 0 to {most - 1:,}")
    ends = pc.min_max(numbers)
    low, high = ends["min"].as_py(), ends["max"].as_py()
    if low is not None and not 0 <= low <= high < most:
        raise InputError(f"{what} goes from {low:,} to {high:,}; allowed: 0 to {most - 1:,}")


def compute(
    batch: Batch, executor: Executor | None = None, progress: Callable[[Block, int, int], None] | None = None
) -> Results:
    """Simulate a batch and keep its tables in memory. Raises RuntimeError when a block fails, InputError when they are too large.

    `progress` is called after each block with the number of blocks done and of all.
    """
    check_tables(batch)
    blocks = blocks_of(batch)
    found: dict[int, Any] = {}
    for block, result in (executor or InProcess()).results(batch, blocks):
        if isinstance(result, str):
            raise RuntimeError(f"block {block.number}: {result}")
        found[block.number] = result
        if progress:
            progress(block, len(found), len(blocks))
    ordered = [found[block.number] for block in blocks]
    runs = pa.concat_tables([result.runs for result in ordered])
    monthly = None
    if batch.experiment.monthly:
        parts = by_point(result.monthly for result in ordered)
        monthly = pa.concat_tables([monthly_table(batch, merged(part)) for part in parts])
    return Results(batch, point_table(batch), runs, monthly, {})


def point_table(batch: Batch) -> pd.DataFrame:
    """The points of a batch with what each moves; NaN is the scenario's own value."""
    count = len(batch.scenarios)
    columns = {path: np.tile(values, count) for path, values in batch.points.columns.items()}
    return pd.DataFrame(
        {
            "point": np.arange(batch.size, dtype=np.int32),
            "scenario": np.repeat(list(batch.scenarios), batch.points.size),
            "place": np.tile(np.arange(batch.points.size, dtype=np.int32), count),
            **columns,
        }
    )


def measures(results: Results) -> list[str]:
    """What `measure` can take: outcomes, and recorded variables at the horizon."""
    return _measures(results.batch)


def _measures(batch: Batch) -> list[str]:
    return [*OUTCOMES, *(name for name in run_columns(batch) if name.startswith("last."))]


def check_measure(batch: Batch, name: str, by: int | None = None) -> int:
    """The month by which an outcome of a batch is asked for. Raises InputError where `measure` would, before anything is simulated."""
    last, known = batch.months, _measures(batch)
    if by is not None and not 0 <= by <= last:
        raise InputError(f"by: found {by}; allowed: 0 to {last}")
    if name not in known:
        raise InputError(f"outcome: found {name!r}; {choices(name, known)}")
    if name not in OUTCOMES and by not in (None, last):
        raise InputError(f"by: {name} is known at the horizon only, month {last}")
    return last if by is None else by


def measure(results: Results, name: str, by: int | None = None) -> pd.DataFrame:
    """An outcome of every point, a line a point: `value`, `low`, `high`, `error`, `runs`.

    For one of `OUTCOMES` the value is the share of runs in which it happens by month `by` (default: the horizon), with Wilson's 95 %
    interval; for `last.<variable>` the mean at the horizon with a normal interval. `error` is the standard error of the value from
    the finite number of runs. A point of which no run has a value has 0 `runs` and otherwise NaN.

    Raises InputError for another name or a month out of range.
    """
    return _measured(results.runs["point"], _of_runs(results, name, by), results.batch.size, name)


def measures_in(runs: pa.Table) -> list[str]:
    """What `measure_runs` can take of a table of runs whose batch is not at hand."""
    there = set(runs.column_names)
    outcomes = (name for name, outcome in OUTCOMES.items() if outcome.first in there)
    return [*outcomes, *(name for name in runs.column_names if name.startswith("last."))]


def measure_runs(runs: pa.Table, size: int, name: str, by: int | None = None) -> pd.DataFrame:
    """`measure` for a table of runs whose batch is not at hand; an outcome needs `by` or is taken whenever it happened."""
    if name not in measures_in(runs):
        raise InputError(f"outcome: found {shorten(name)}; {choices(name, measures_in(runs))}")
    asked = OUTCOMES[name].first if name in OUTCOMES else name
    for column in ("point", asked):
        if (there := runs.column_names.count(column)) != 1:
            raise InputError(f"runs: the column {column!r} is {'missing' if not there else 'there twice'}")
    _check_numbers(runs["point"], size, "runs: the column 'point'")
    values = runs[asked].type
    if not (
        pa.types.is_integer(values)
        or pa.types.is_floating(values)
        or pa.types.is_boolean(values)
        or pa.types.is_null(values)
    ):
        raise InputError(f"runs: the column {asked!r} holds {values}; allowed: numbers")
    return _measured(runs["point"], _column(runs, name, by), size, name)


def _measured(points: pa.ChunkedArray, given: pa.ChunkedArray, size: int, name: str) -> pd.DataFrame:
    found = _by_point(points, given, size)
    runs = found["runs"]
    some = np.maximum(runs, 1)
    mean = np.where(runs > 0, found["sum"] / some, np.nan)
    if name in OUTCOMES:
        low, high = wilson_intervals(np.round(found["sum"]).astype(int), some)
        error = np.sqrt(mean * (1 - mean) / some)
    else:
        error = np.sqrt(np.maximum(found["squares"] / some - mean**2, 0.0) / some)
        low, high = mean - Z95 * error, mean + Z95 * error
    low, high = (np.where(runs > 0, end, np.nan) for end in (low, high))
    return pd.DataFrame({"value": mean, "low": low, "high": high, "error": error, "runs": runs})


def by_run(results: Results, name: str, by: int | None = None) -> NDArray[np.float64]:
    """An outcome in every run of every point, shape (points, runs): 1 where it happens by month `by`, else 0; or the variable's value.

    NaN where there is none. With common random numbers the runs of a column have the same draws. Raises InputError like `measure`.
    """
    found = np.full((results.batch.size, results.batch.experiment.runs), np.nan)
    found[results.runs["point"].to_numpy(), results.runs["run"].to_numpy()] = _of_runs(results, name, by).to_numpy()
    return found


def _of_runs(results: Results, name: str, by: int | None) -> pa.ChunkedArray:
    """An outcome by line of the table of runs; empty where there is none."""
    return _column(results.runs, name, check_measure(results.batch, name, by))


def _column(runs: pa.Table, name: str, by: int | None) -> pa.ChunkedArray:
    if name not in OUTCOMES:
        return pc.cast(runs[name], pa.float64())
    when = runs[OUTCOMES[name].first]
    hit = pc.is_valid(when) if by is None else pc.fill_null(pc.less_equal(when, by), False)
    return pc.cast(hit, pa.float64())


def _by_point(point: pa.ChunkedArray, values: pa.ChunkedArray, size: int) -> dict[str, NDArray[Any]]:
    """Sum, sum of squares and number of the values that are not empty, by point."""
    places, given = point.to_numpy(), values.to_numpy()
    here = ~np.isnan(given)
    places, given = places[here], given[here]
    return {
        "runs": np.bincount(places, minlength=size),
        "sum": np.bincount(places, given, size),
        "squares": np.bincount(places, np.square(given), size),
    }
