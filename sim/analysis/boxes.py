"""In which boxes of the sampled parameters an outcome is common, in each scenario of a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.discovery import Box, Discovery, difference_with_interval, discover, mean_with_interval
from sim.analysis.sensitivity import groups_of
from sim.analysis.wording import Measure, known_parameters
from sim.batch.experiment import Design
from sim.batch.results import Results, by_run, measure

SPREAD_OUT = ("latin_hypercube", "sobol", "grid", "list")
"""Designs whose points move several parameters at once, so that a box can be seen."""


@dataclass(frozen=True)
class Boxes:
    """What was found in one scenario."""

    scenario: str
    at_least: float
    cases: int
    """Points whose outcome is at least so large."""
    points: int
    left_out: int
    """Points without a value."""
    near: int
    """Points whose interval holds the threshold, so that chance decides on which side of it they are."""
    values: NDArray[np.float64]
    sampled: dict[str, tuple[float, float]]
    """Lowest and highest value of each parameter over the points."""
    discovery: Discovery | None
    """None where there are no values."""
    means: list[dict[str, dict[str, float]]]
    """For each box the mean outcome over the points held out, `inside` it and `outside` every box, and their `difference`: each
    {value, low, high}."""


def kinds_of(design: Design | None) -> Iterator[str]:
    """The kinds of a design, those of the parts of a product included."""
    if design is None:
        yield "none"
    elif design.product is None:
        yield design.kind
    for part in (design.product or []) if design else []:
        yield from kinds_of(part)


def boxes_of(results: Results, asked: Measure, at_least: float) -> list[Boxes]:
    """The boxes of every scenario of a batch in which the outcome of points is mostly at least `at_least`."""
    found = measure(results, asked.name, asked.by)
    outcomes = by_run(results, asked.name, asked.by)
    size = results.batch.points.size
    return [
        _of_scenario(results, asked, at_least, name, slice(first, first + size), found, outcomes)
        for name, first in zip(results.batch.scenarios, range(0, results.batch.size, size), strict=True)
    ]


def _of_scenario(
    results: Results,
    asked: Measure,
    at_least: float,
    scenario: str,
    rows: slice,
    found: pd.DataFrame,
    outcomes: NDArray[np.float64],
) -> Boxes:
    batch = results.batch
    independent = _independent(results)
    known = np.isfinite(outcomes[rows]).all(axis=1)
    kept = known & independent
    lines, runs = found.iloc[rows][kept], outcomes[rows][kept]
    inputs = _inputs(results, scenario, rows)[kept]
    values = lines["value"].to_numpy()
    cases = values >= at_least
    discovery = discover(inputs, cases, batch.experiment.seed) if len(values) else None
    common = batch.experiment.common_random_numbers
    return Boxes(
        scenario,
        at_least,
        int(cases.sum()),
        len(values),
        int((independent & ~known).sum()),
        int(((lines["low"] <= at_least) & (at_least <= lines["high"])).sum()),
        values,
        {path: (float(inputs[path].min()), float(inputs[path].max())) for path in inputs},
        discovery,
        [_means(runs, box, discovery, common, asked.is_share) for box in discovery.boxes] if discovery else [],
    )


def _independent(results: Results) -> NDArray[np.bool_]:
    """The points of a design that are drawn independently: of each base sample of `sobol` the first and the last, else all.

    The others of a base sample are put together from these two, so they are no new points to hold out.
    """
    batch = results.batch
    places = np.arange(batch.points.size)
    if batch.experiment.design is None or batch.experiment.design.kind != "sobol":
        return np.ones(len(places), dtype=bool)
    size = groups_of("sobol", list(batch.points.columns))
    return np.isin(places % size, (0, size - 1))


def _inputs(results: Results, scenario: str, rows: slice) -> pd.DataFrame:
    """The parameters of the points, where a scenario's own value stands in for a place that a list leaves empty."""
    known = known_parameters(results.batch.scenarios[scenario])
    table: pd.DataFrame = results.points.iloc[rows][list(results.batch.points.columns)].astype(float)
    filled: pd.DataFrame = table.fillna({path: float(known[path].value) for path in table}).dropna(axis=1)
    return filled.reset_index(drop=True)


def _means(
    runs: NDArray[np.float64], box: Box, discovery: Discovery, common_random_numbers: bool, share: bool
) -> dict[str, dict[str, float]]:
    inside = runs[box.members & discovery.held_out]
    outside = runs[discovery.held_out & ~np.any([one.members for one in discovery.boxes], axis=0)]
    return {
        "inside": mean_with_interval(inside, common_random_numbers, share),
        "outside": mean_with_interval(outside, common_random_numbers, share),
        "difference": difference_with_interval(inside, outside, common_random_numbers),
    }
