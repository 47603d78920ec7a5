"""The sensitivity of an outcome in each scenario of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.sensitivity import (
    Chance,
    chance_of,
    groups_of,
    morris_effects,
    sobol_indices,
    spread_of,
    whole_groups,
)
from sim.analysis.wording import Measure
from sim.batch.points import uncertain
from sim.batch.results import Results, by_run, measure

RANKED_BY = {"sobol": "total", "morris": "mu_star"}
"""The column that parameters are ranked by, for each design that has indices."""


@dataclass(frozen=True)
class Sensitivity:
    """How an outcome of one scenario depends on the parameters of a design."""

    scenario: str
    points: int
    """Points that the answer rests on."""
    left_out: int
    """Points without a value, and those that are of no use without them."""
    indices: pd.DataFrame | None
    """A line a parameter, the one that matters most first; None where the outcome does not vary."""
    spread: dict[str, float] | None
    """How the outcome differs from point to point; None where no point has a value."""
    chance: Chance | None
    highest: float
    """Highest upper end of a point's interval: the bound on an outcome that happens in no run."""
    not_sampled: int
    """Uncertain numbers that differ from run to run, because the design does not draw them: they count as chance."""


def sensitivities(results: Results, asked: Measure) -> list[Sensitivity]:
    """The sensitivity of an outcome in every scenario of a batch whose design is `sobol` or `morris`."""
    found = measure(results, asked.name, asked.by)
    outcomes = by_run(results, asked.name, asked.by)
    size = results.batch.points.size
    return [
        _of_scenario(results, name, slice(first, first + size), found, outcomes)
        for name, first in zip(results.batch.scenarios, range(0, results.batch.size, size), strict=True)
    ]


def _of_scenario(
    results: Results,
    scenario: str,
    rows: slice,
    found: pd.DataFrame,
    outcomes: NDArray[np.float64],
) -> Sensitivity:
    batch = results.batch
    design = batch.experiment.design
    assert design is not None
    names, seed = list(batch.points.columns), batch.experiment.seed
    # A run without a value takes its point out: means over different runs are no pairs.
    known = np.isfinite(outcomes[rows]).all(axis=1)
    kept = whole_groups(np.where(known, 0.0, np.nan), groups_of(design.kind, names))
    values = found["value"].to_numpy()[rows][kept]
    inputs = results.points.iloc[rows][names].to_numpy(dtype=float)[kept]
    sobol = design.kind == "sobol"
    indices = sobol_indices(values, names, seed) if sobol else morris_effects(inputs, values, names, seed)
    return Sensitivity(
        scenario,
        len(values),
        len(kept) - len(values),
        indices.sort_values(RANKED_BY[design.kind], ascending=False, kind="stable") if indices is not None else None,
        spread_of(values) if len(values) else None,
        chance_of(outcomes[rows][kept], batch.experiment.common_random_numbers) if len(values) else None,
        float(found["high"].to_numpy()[rows][kept].max(initial=0.0)),
        sum(path not in batch.points.pinned for path in uncertain([batch.scenarios[scenario]])),
    )
