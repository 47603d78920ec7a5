"""Shares of runs of each scenario with their intervals, and how they range over the points of the design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.batch.results import Results
from sim.ensemble.outcomes import wilson_intervals
from sim.report.layout import independent_points, points_of, pooled, reference_of, rows_of
from sim.vocabulary import OUTCOMES

Flags = NDArray[np.bool_]
"""What holds in which run, in the order of the table of runs."""
MIDDLE = (0.05, 0.95)
"""Quantiles over points between which 90 of 100 points lie."""


def happened(results: Results, outcome: str, by: int | None = None) -> Flags:
    """Runs in which an outcome has happened by a month, by default the horizon."""
    first = results.runs[OUTCOMES[outcome].first]
    by = results.batch.months if by is None else by
    return np.asarray(pc.fill_null(pc.less_equal(first, by), False).to_numpy())


def named(results: Results, column: str, name: str) -> Flags:
    """Runs in which a column of names holds a name."""
    return np.asarray(pc.fill_null(pc.equal(results.runs[column], name), False).to_numpy())


def by_point(results: Results, flags: Flags) -> pd.DataFrame:
    """Share of runs of each point: `share`, `low`, `high`, `runs`; NaN for a point without runs."""
    point = results.runs["point"].to_numpy()
    runs = np.bincount(point, minlength=results.batch.size)
    count = np.bincount(point[flags], minlength=results.batch.size)
    whole = np.maximum(runs, 1)
    low, high = wilson_intervals(count, whole)
    numbers = {"share": count / whole, "low": low, "high": high}
    return pd.DataFrame({**{name: np.where(runs > 0, entry, np.nan) for name, entry in numbers.items()}, "runs": runs})


def shares(results: Results, scenario: str, flags: Mapping[str, Flags]) -> pd.DataFrame:
    """A line a name: `share` with its 95 % interval `low` to `high`, `runs`, and `least` to `most` over the points.

    The share is that of the point nearest to the scenario's own values. Where the points are a sample it is that of all their runs
    together, and `least` to `most` holds 90 of 100 points.
    """
    together = pooled(results.batch)
    point = reference_of(results.batch, scenario).point
    lines = []
    for name, holds in flags.items():
        found = by_point(results, holds)
        here = found.iloc[points_of(results.batch, scenario)]["share"].dropna()
        line = _together(results, scenario, holds) if together else found.iloc[point].to_dict()
        ends = here.quantile(MIDDLE) if together else (here.min(), here.max())
        lines.append({"name": name, **line, **dict(zip(("least", "most"), ends, strict=True))})
    return pd.DataFrame(lines, columns=["name", "share", "low", "high", "runs", "least", "most"])


def _together(results: Results, scenario: str, flags: Flags) -> dict[str, float]:
    """Share of all runs of a scenario, with an interval for the finite number of points and of runs.

    Runs of one point, and runs of one number under common random numbers, are not independent, so that the variance is the sum of
    that over points and that over numbers (Cameron, Gelbach and Miller 2011), and the interval Wilson's at the size that an
    independent sample of this variance would have (Kish 1965).
    """
    batch = results.batch
    here = rows_of(batch, scenario, results.runs["point"].to_numpy())
    point, run = (results.runs[name].to_numpy()[here] for name in ("point", "run"))
    holds = flags[here]
    if not holds.size:
        return {"share": np.nan, "low": np.nan, "high": np.nan, "runs": 0}
    share, common = float(holds.mean()), batch.experiment.common_random_numbers
    variance = _variance(point, holds) / independent_points(batch)
    size = float(holds.size)
    if common:
        variance += _variance(run, holds) / len(np.unique(run))
        size = float(len(np.unique(run)))
    if 0 < share < 1 and variance > 0:
        size = float(np.clip(share * (1 - share) / variance, 1, holds.size))
    low, high = wilson_intervals(np.array(share * size), np.array(size))
    return {"share": share, "low": float(low), "high": float(high), "runs": holds.size}


def _variance(group: NDArray[np.integer[Any]], holds: Flags) -> float:
    """Variance of a share between groups."""
    sizes = np.bincount(group)
    means = np.bincount(group, holds)[sizes > 0] / sizes[sizes > 0]
    return float(means.var(ddof=1)) if len(means) > 1 else 0.0


def by_month(results: Results, scenario: str, outcome: str) -> pd.DataFrame:
    """Share of runs in which an outcome has happened by each month at the reference point: `month`, `share`, `low`, `high`."""
    point = results.runs["point"].to_numpy() == reference_of(results.batch, scenario).point
    first = results.runs[OUTCOMES[outcome].first].to_numpy()[point]
    months = np.arange(results.batch.months + 1)
    count = (first[:, None] <= months).sum(axis=0)
    low, high = wilson_intervals(count, np.array(max(first.size, 1)))
    return pd.DataFrame({"month": months, "share": count / max(first.size, 1), "low": low, "high": high})


def terms(results: Results, scenario: str) -> tuple[int, pd.DataFrame]:
    """How many runs of a scenario sign an agreement, over all points, and the terms of the first ones.

    A line an issue: `issue`, `low`, `middle`, `high` (quantiles 5, 50 and 95 % on the scale 0-1).
    """
    here = rows_of(results.batch, scenario, results.runs["point"].to_numpy())
    signed = here & happened(results, "agreement")
    lines: list[dict[str, Any]] = []
    for issue in results.batch.scenarios[scenario].settled_together() if signed.any() else ():
        values = results.runs[f"terms.{issue}"].to_numpy()[signed]
        low, middle, high = np.nanquantile(values, [0.05, 0.5, 0.95])
        lines.append({"issue": issue, "low": float(low), "middle": float(middle), "high": float(high)})
    return int(signed.sum()), pd.DataFrame(lines, columns=["issue", "low", "middle", "high"])
