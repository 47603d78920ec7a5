"""What the points of a design do to an outcome: paired differences, and parameters told apart from chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from sim.batch.results import Results
from sim.model.arrays import Array
from sim.numbers import Z95
from sim.report.layout import points_of, reference_of, rows_of, values_of
from sim.report.shares import MIDDLE, by_point, happened

FEWEST_POINTS = 10
"""Points below which no rank correlation is computed."""


def differences(results: Results, scenario: str, outcome: str) -> pd.DataFrame:
    """Difference of an outcome's share at each point to that at the reference point: a line a place, `difference`, `low`, `high`.

    Under common random numbers run k is compared with run k, as `sim.ensemble.outcomes.compare` does; where no run differs the interval is
    the rule of three. Without them it is Newcombe's interval of two independent shares (Newcombe 1998, method 10).
    """
    batch = results.batch
    flags = happened(results, outcome)
    base = reference_of(batch, scenario).point
    if not batch.experiment.common_random_numbers:
        return _unpaired(by_point(results, flags), base, points_of(batch, scenario))
    point, run = (results.runs[name].to_numpy() for name in ("point", "run"))
    there = np.full(batch.experiment.runs, np.nan)
    there[run[point == base]] = flags[point == base]
    here = rows_of(batch, scenario, point) & ~np.isnan(there[run])
    step = flags[here] - there[run[here]]
    place = point[here] - points_of(batch, scenario).start
    sums, squares, runs = (
        np.bincount(place, weights, batch.points.size) for weights in (step, np.square(step), np.ones(step.size))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / runs
        half = np.where(squares > 0, Z95 * np.sqrt((squares / runs - mean**2) / runs), 3 / runs)
    low, high = np.maximum(mean - half, -1), np.minimum(mean + half, 1)
    found = pd.DataFrame({"difference": mean, "low": low, "high": high})
    found[runs == 0] = np.nan
    found.iloc[base - points_of(batch, scenario).start] = 0.0
    return found


def _unpaired(found: pd.DataFrame, base: int, here: slice) -> pd.DataFrame:
    first, others = found.iloc[base], found.iloc[here].reset_index(drop=True)
    mean = others["share"] - first["share"]
    low = mean - np.hypot(others["share"] - others["low"], first["high"] - first["share"])
    high = mean + np.hypot(others["high"] - others["share"], first["share"] - first["low"])
    table = pd.DataFrame({"difference": mean, "low": low, "high": high})
    table.iloc[base - here.start] = 0.0
    return table


def correlations(results: Results, scenario: str, outcome: str) -> pd.DataFrame:
    """Spearman's rank correlation of each parameter with an outcome's share over the points of a scenario, the strongest first.

    A line a parameter: `path`, `correlation`, `low`, `high`; the 95 % interval is that of Bonett and Wright (2000). Empty for fewer
    than ten points.
    """
    values = by_point(results, happened(results, outcome)).iloc[points_of(results.batch, scenario)]["share"].to_numpy()
    moved = values_of(results.batch, scenario)
    lines = []
    for path in moved:
        column = moved[path].to_numpy()
        given = ~np.isnan(values) & ~np.isnan(column)
        if given.sum() < FEWEST_POINTS or min(np.ptp(column[given]), np.ptp(values[given])) == 0:
            continue
        found = float(spearmanr(column[given], values[given]).statistic)
        half = Z95 * np.sqrt((1 + found**2 / 2) / (given.sum() - 3))
        middle = np.arctanh(np.clip(found, -1 + 1e-12, 1 - 1e-12))
        lines.append(
            {"path": path, "correlation": found, "low": np.tanh(middle - half), "high": np.tanh(middle + half)}
        )
    table = pd.DataFrame(lines, columns=["path", "correlation", "low", "high"])
    return table.sort_values("correlation", key=abs, ascending=False, kind="stable", ignore_index=True)


class Spread(NamedTuple):
    """How an outcome's share differs between points, beside the Monte Carlo error of one point."""

    values: Array
    """Share at each point that has runs."""
    low: float
    """5 % of the points lie below."""
    quarter: float
    middle: float
    three_quarters: float
    high: float
    """5 % of the points lie above."""
    error: float
    """Half the length of the 95 % interval of one point, the median over points."""


def spread(results: Results, scenario: str, outcome: str) -> Spread | None:
    """The spread of an outcome over the points of a scenario, or None where no point has runs."""
    found = by_point(results, happened(results, outcome)).iloc[points_of(results.batch, scenario)].dropna()
    if found.empty:
        return None
    values = found["share"].to_numpy()
    low, quarter, middle, three_quarters, high = map(
        float, np.quantile(values, [MIDDLE[0], 0.25, 0.5, 0.75, MIDDLE[1]])
    )
    error = float((found["high"] - found["low"]).median() / 2)
    return Spread(values, low, quarter, middle, three_quarters, high, error)
