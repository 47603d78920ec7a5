"""Scenario discovery: boxes of parameters in which cases of interest are common (Bryant and Lempert 2010).

A box is peeled down to where they are common (`sim.analysis.peeling`), freed of limits that could be luck, and measured again on points
that had no part in finding it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from sim.analysis.peeling import best_box
from sim.ensemble.outcomes import wilson_intervals
from sim.numbers import Z95

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Limits = Mapping[str, tuple[float, float]]
"""Lowest and highest value by parameter, infinite where a side is open; a parameter that is free is not in it."""

MOST_BOXES = 3
FEWEST = 20
"""Cases of interest among the points used for finding, below which no box is looked for."""
SLICES = (0.05, 0.1, 0.2)
"""Shares of a box's points that one peel takes away. Thin slices draw edges finely; where points are few, they are so small that luck
peels parameters that do not matter and the one that does is missed, and thicker ones find it."""
LEVEL = 0.05
"""A limit is dropped, and a box refused, when luck would do as well with a higher probability than this."""


@dataclass(frozen=True)
class Counts:
    """What a box holds of some points."""

    points: int
    cases: int
    """Cases of interest among the points."""
    inside: int
    cases_inside: int

    @property
    def coverage(self) -> float:
        """Share of the cases of interest that lie in the box."""
        return self.cases_inside / self.cases if self.cases else float("nan")

    @property
    def density(self) -> float:
        """Share of the points in the box that are cases of interest."""
        return self.cases_inside / self.inside if self.inside else float("nan")

    @property
    def mass(self) -> float:
        """Share of the points that lie in the box."""
        return self.inside / self.points if self.points else float("nan")


@dataclass(frozen=True)
class Box:
    """A box that was found on one half of the points and measured on the other."""

    limits: Limits
    quasi_p: Mapping[str, float]
    """By parameter: how probable as many cases in the box are, if its limit on this parameter did nothing (Bryant and Lempert 2010)."""
    finding: Counts
    held_out: Counts
    held_out_p: float
    """How probable as many cases in the box are among the points held out, if the box were drawn blindly (hypergeometric)."""
    members: Mask
    """Points that lie in it and in no earlier box."""

    @property
    def confirmed(self) -> bool:
        """Whether the points held out bear it out."""
        return self.held_out_p < LEVEL


@dataclass(frozen=True)
class Discovery:
    """The boxes of an outcome, the first found first, and why there are no more."""

    boxes: list[Box]
    held_out: Mask
    """Points that no box was found on."""
    why_no_more: str
    refused: Box | None
    """The last box found, when the points held out do not bear it out."""


def discover(inputs: pd.DataFrame, cases: Mask, seed: int = 1) -> Discovery:
    """Find at most `MOST_BOXES` boxes, each among the points that the earlier ones leave.

    `inputs` has a line a point and a column a parameter, all finite; `cases` says which points are of interest, shape (points,).
    """
    held_out = _half(cases, seed)
    left = np.ones(len(cases), dtype=bool)
    boxes: list[Box] = []
    while len(boxes) < MOST_BOXES:
        here = left & ~held_out
        count = int(cases[here].sum())
        if count < FEWEST:
            why = f"{count} points of interest are left in the half used to find one; at least {FEWEST} are needed"
            return Discovery(boxes, held_out, why, None)
        limits = significant(inputs[here], cases[here], peeled(inputs[here], cases[here]))
        if not limits:
            return Discovery(boxes, held_out, "no limit on any parameter raises their share beyond luck", None)
        box = _measured(inputs, cases, limits, left, held_out)
        if not box.confirmed:
            return Discovery(boxes, held_out, "the next box does not hold on the points held out", box)
        boxes.append(box)
        left &= ~box.members
    return Discovery(boxes, held_out, f"no more than {MOST_BOXES} boxes are looked for", None)


def _half(cases: Mask, seed: int) -> Mask:
    """A random half of the points, with half of the cases of interest in it."""
    order = np.lexsort((np.random.default_rng(seed).random(len(cases)), cases))
    half = np.zeros(len(cases), dtype=bool)
    half[order[1::2]] = True
    return half


def peeled(inputs: pd.DataFrame, cases: Mask) -> Limits:
    """The box with the highest harmonic mean of coverage and density, over peels of every thickness. Empty for the whole space."""
    points = inputs.to_numpy(dtype=float)
    best = max((best_box(points, cases, slice_) for slice_ in SLICES), key=lambda box: box.score(cases))
    ends = zip(inputs.columns, best.low.tolist(), best.high.tolist(), strict=True)
    return {str(name): (low, high) for name, low, high in ends if np.isfinite([low, high]).any()}


def inside(inputs: pd.DataFrame, limits: Limits) -> Mask:
    """Which points lie in a box; shape (points,)."""
    found = np.ones(len(inputs), dtype=bool)
    for name, (low, high) in limits.items():
        found &= inputs[name].between(low, high).to_numpy()
    return found


def quasi_p_values(inputs: pd.DataFrame, cases: Mask, limits: Limits) -> dict[str, float]:
    """By parameter, the quasi-p-value of its limits: a one-sided binomial test of the box against the box without them.

    They are not p-values proper, because the same points chose the limits (Bryant and Lempert 2010).
    """
    here = inside(inputs, limits)
    found = {}
    for name in limits:
        wider = inside(inputs, {other: ends for other, ends in limits.items() if other != name})
        found[name] = float(binom.sf(cases[here].sum() - 1, here.sum(), cases[wider].mean()))
    return found


def significant(inputs: pd.DataFrame, cases: Mask, limits: Limits) -> dict[str, tuple[float, float]]:
    """A box without the limits that luck explains: the one with the highest quasi-p-value is dropped until all are below `LEVEL`."""
    kept = dict(limits)
    while kept:
        values = quasi_p_values(inputs, cases, kept)
        worst = max(values, key=lambda name: values[name])
        if values[worst] < LEVEL:
            break
        del kept[worst]
    return kept


def _measured(inputs: pd.DataFrame, cases: Mask, limits: Limits, left: Mask, held_out: Mask) -> Box:
    members = inside(inputs, limits) & left
    finding, other = (
        Counts(int(half.sum()), int(cases[half].sum()), int(members[half].sum()), int((members & cases)[half].sum()))
        for half in (~held_out, held_out)
    )
    rest = left & held_out
    blind = hypergeom.sf(other.cases_inside - 1, rest.sum(), cases[rest].sum(), other.inside)
    quasi_p = quasi_p_values(inputs[left & ~held_out], cases[left & ~held_out], limits)
    ordered = dict(sorted(limits.items(), key=lambda entry: quasi_p[entry[0]]))
    return Box(ordered, quasi_p, finding, other, float(blind), members)


def mean_with_interval(outcomes: Array, common_random_numbers: bool, share: bool) -> dict[str, float]:
    """Mean of an outcome over the runs of some points, with a 95 % interval: {value, low, high}. `outcomes` has shape (points, runs).

    Runs of a point have its parameters in common and, with common random numbers, equal runs have their draws in common. So the variance
    is that of the means by point plus that of the means by run, each over their number (two-way clusters, a little too wide). For a share
    the interval is Wilson's with the number of independent runs that would have this variance.
    """
    points, runs = outcomes.shape
    if not points:
        return dict.fromkeys(("value", "low", "high"), float("nan"))
    mean = float(outcomes.mean())
    variance = _variance_of_mean(outcomes.mean(axis=1))
    if common_random_numbers:
        variance += _variance_of_mean(outcomes.mean(axis=0))
    if not share:
        return _normal(mean, variance)
    alike = float(min(points, runs) if common_random_numbers else points)
    if 0 < variance < np.inf:
        alike = float(np.clip(mean * (1 - mean) / variance, 1, points * runs))
    low, high = wilson_intervals(np.array(mean * alike), np.array(alike))
    return {"value": mean, "low": float(low), "high": float(high)}


def difference_with_interval(one: Array, other: Array, common_random_numbers: bool) -> dict[str, float]:
    """Difference of two means over the runs of some points, with a 95 % interval. Shapes (points, runs), with the same runs.

    With common random numbers, run k of both has the same draws: luck that they share cancels, so the interval can leave out 0 where
    those of the two means overlap.
    """
    if not len(one) or not len(other):
        return dict.fromkeys(("value", "low", "high"), float("nan"))
    variance = _variance_of_mean(one.mean(axis=1)) + _variance_of_mean(other.mean(axis=1))
    if common_random_numbers:
        variance += _variance_of_mean(one.mean(axis=0) - other.mean(axis=0))
    return _normal(float(one.mean() - other.mean()), variance)


def _variance_of_mean(values: Array) -> float:
    """Variance of the mean of independent values; without bound where there is but one."""
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else np.inf


def _normal(mean: float, variance: float) -> dict[str, float]:
    half = Z95 * float(np.sqrt(variance))
    return {"value": mean, "low": mean - half, "high": mean + half}
