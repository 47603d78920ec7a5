"""What a batch found: its tables in memory, from a folder or computed here, and an outcome by point with its Monte Carlo error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from sim.batch.blocks import blocks_of
from sim.batch.executors import Executor, InProcess
from sim.batch.monthly import by_point, merged, monthly_table
from sim.batch.prepare import Batch, load_batch
from sim.batch.store import read_manifest
from sim.errors import InputError, choices
from sim.outcomes import OUTCOMES, Z95, wilson_intervals


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


def read_results(folder: Path | str) -> Results:
    """The tables in the folder of a finished batch.

    Raises InputError when the folder holds none, or a batch that is not finished.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    if "finished" not in manifest:
        raise InputError(
            f"the batch in {folder} is not finished; go on with `parley batch EXPERIMENT --out {folder} --resume`"
        )
    batch = load_batch(folder / "experiment.yaml")
    try:
        tables = [parquet.read_table(folder / f"{name}.parquet") for name in ("points", "runs")]
        monthly = parquet.read_table(folder / "monthly.parquet") if batch.experiment.monthly else None
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"cannot read the tables in {folder}: {error}") from None
    return Results(batch, tables[0].to_pandas(), tables[1], monthly, manifest)


def compute(batch: Batch, executor: Executor | None = None) -> Results:
    """Simulate a batch and keep its tables in memory. Raises RuntimeError when a block fails."""
    blocks = blocks_of(batch)
    found: dict[int, Any] = {}
    for block, result in (executor or InProcess()).results(batch, blocks):
        if isinstance(result, str):
            raise RuntimeError(f"block {block.number}: {result}")
        found[block.number] = result
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
    return measures_in(results.runs)


def measures_in(runs: pa.Table) -> list[str]:
    """What `measure_runs` can take of a table of runs."""
    there = set(runs.column_names)
    outcomes = (name for name, column in OUTCOMES.items() if column in there)
    return [*outcomes, *(name for name in runs.column_names if name.startswith("last."))]


def measure(results: Results, name: str, by: int | None = None) -> pd.DataFrame:
    """An outcome of every point of a batch, as `measure_runs` has it."""
    return measure_runs(results.runs, results.batch.size, results.batch.months, name, by)


def measure_runs(runs: pa.Table, size: int, months: int, name: str, by: int | None = None) -> pd.DataFrame:
    """An outcome of every one of `size` points, a line a point: `value`, `low`, `high`, `error`, `runs`.

    For one of `OUTCOMES` the value is the share of runs in which it happens by month `by` (default: the horizon), with Wilson's 95 %
    interval; for `last.<variable>` the mean at the horizon with a normal interval. `error` is the standard error of the value from
    the finite number of runs.

    Raises InputError for another name or a month out of range.
    """
    by = months if by is None else by
    if not 0 <= by <= months:
        raise InputError(f"--by: found {by}; allowed: 0 to {months}")
    if name not in measures_in(runs):
        raise InputError(f"--outcome: found {name!r}; {choices(name, measures_in(runs))}")
    point = runs["point"]
    if name in OUTCOMES:
        hit = pc.fill_null(pc.less_equal(runs[OUTCOMES[name]], by), False)
        found = _by_point(point, pc.cast(hit, pa.float64()), size)
        count = np.round(found["sum"]).astype(int)
        low, high = wilson_intervals(count, found["runs"])
        share = found["sum"] / found["runs"]
        error = np.sqrt(share * (1 - share) / found["runs"])
        return pd.DataFrame({"value": share, "low": low, "high": high, "error": error, "runs": found["runs"]})
    if by != months:
        raise InputError(f"--by: {name} is known at the horizon only, month {months}")
    found = _by_point(point, pc.cast(runs[name], pa.float64()), size)
    mean = found["sum"] / found["runs"]
    error = np.sqrt(np.maximum(found["squares"] / found["runs"] - mean**2, 0.0) / found["runs"])
    return pd.DataFrame(
        {"value": mean, "low": mean - Z95 * error, "high": mean + Z95 * error, "error": error, "runs": found["runs"]}
    )


def _by_point(point: pa.ChunkedArray, values: pa.ChunkedArray, size: int) -> dict[str, np.ndarray[Any, Any]]:
    """Sum, sum of squares and number of the values that are not empty, by point."""
    places, given = point.to_numpy(), values.to_numpy()
    here = ~np.isnan(given)
    places, given = places[here], given[here]
    return {
        "runs": np.maximum(np.bincount(places, minlength=size), 1),
        "sum": np.bincount(places, given, size),
        "squares": np.bincount(places, np.square(given), size),
    }
