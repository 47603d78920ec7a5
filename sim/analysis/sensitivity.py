"""Which parameters move an outcome: Sobol indices and Morris effects, and beside them the Monte Carlo error.

Pure functions from values to tables; `sim.batch` simulates the values. SALib does the arithmetic.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.ensemble.outcomes import QUANTILES

Array = NDArray[np.float64]

RESAMPLES = 500
"""Bootstrap samples of which an interval is made."""
LEVELS = 4
"""Levels of each parameter in a Morris design; `sim.batch.points` draws the trajectories with as many."""
LARGE = 0.1
"""Share of the variance that may be chance before more runs are advised."""


def groups_of(kind: str, names: Sequence[str]) -> int:
    """Points that belong together and are of no use alone: those of a base sample (`sobol`) or of a trajectory (`morris`)."""
    return len(names) + (2 if kind == "sobol" else 1)


def whole_groups(values: Array, size: int) -> NDArray[np.bool_]:
    """Which points belong to a group whose values are all known; shape of `values`, where a group is `size` points in a row."""
    return np.repeat(np.isfinite(values).reshape(-1, size).all(axis=1), size)


def sobol_indices(values: Array, names: Sequence[str], seed: int = 1) -> pd.DataFrame | None:
    """First-order and total indices of each parameter (Sobol 2001; estimators of Saltelli et al. 2010).

    The first-order index is the share of the variance that goes when the parameter alone is known; the total index is the share that is
    left when everything but the parameter is known, so it counts the parameter's part in every interplay.

    `values` are those of a Saltelli design without second order, shape (base samples × (names + 2),), all finite. Returns a line a
    parameter with `first`, `total` and the ends of their 95 % bootstrap intervals `first_low`, `first_high`, `total_low`,
    `total_high`; or None where the values of the base samples do not vary, so that there is no variance to share out.
    """
    from SALib.analyze import sobol

    size = groups_of("sobol", names)
    if len(values) < 2 * size or np.ptp(np.r_[values[::size], values[size - 1 :: size]]) == 0:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # resamples without variance; their interval is then as wide as the others make it
        found = sobol.analyze(
            _problem(names), values, calc_second_order=False, num_resamples=RESAMPLES, seed=_generator(seed)
        )
    columns: dict[str, Array] = {}
    for name, key in (("first", "S1"), ("total", "ST")):
        columns |= {name: found[key], f"{name}_low": found[key] - found[f"{key}_conf"]}
        columns[f"{name}_high"] = found[key] + found[f"{key}_conf"]
    return pd.DataFrame(columns, index=list(names))


def morris_effects(inputs: Array, values: Array, names: Sequence[str], seed: int = 1) -> pd.DataFrame | None:
    """Elementary effects of each parameter (Morris 1991; μ* after Campolongo, Cariboni and Saltelli 2007).

    An elementary effect is the change of the outcome when one parameter moves, scaled to a move through its whole range. `mu` is their
    mean, `mu_star` the mean of their sizes, `sigma` their standard deviation: effects that differ from place to place come from a
    bend or from an interplay with other parameters.

    `inputs` are the parameters in any units, shape (trajectories × (names + 1), names); `values` shape (trajectories × (names + 1),),
    finite. Returns a line a parameter in the unit of the values, with the ends `mu_star_low`, `mu_star_high` of a 95 % bootstrap interval;
    or None where the values do not vary.
    """
    from SALib.analyze import morris

    if len(values) < 2 * groups_of("morris", names) or np.ptp(values) == 0:
        return None
    found = morris.analyze(
        _problem(names), inputs.astype(float), values.astype(float), num_resamples=RESAMPLES, num_levels=LEVELS,
        seed=_generator(seed),
    )  # fmt: skip
    mu, mu_star, half, sigma = (np.asarray(found[key]) for key in ("mu", "mu_star", "mu_star_conf", "sigma"))
    columns = {
        "mu": mu,
        "mu_star": mu_star,
        "mu_star_low": np.maximum(mu_star - half, 0),
        "mu_star_high": mu_star + half,
    }
    return pd.DataFrame({**columns, "sigma": sigma}, index=list(names))


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _generator(seed: int) -> np.random.Generator:
    """SALib takes the seed 0 for none, so it is given a generator."""
    return np.random.default_rng(seed)


@dataclass(frozen=True)
class Chance:
    """How far the values of points differ because each is found from a finite number of runs."""

    runs: int
    """Runs of a point."""
    error: float
    """Standard error of a point's value, root mean square over the points, in the unit of the outcome."""
    alone: float
    """Mean of error² over the variance of the values: the share of the variance that is chance, if points had draws of their own."""
    paired: float | None
    """The share that is chance where run k of every point has the same draws; None where points have draws of their own."""

    @property
    def share(self) -> float:
        """The share of the variance over points that is chance."""
        return self.alone if self.paired is None else self.paired

    @property
    def large(self) -> bool:
        """Whether chance blurs the indices so much that more runs a point are needed."""
        return not self.share <= LARGE

    @property
    def runs_needed(self) -> int | None:
        """Runs a point with which the share would be `LARGE`; None where nothing but chance is seen."""
        if not self.share < 1:
            return None
        exact = self.runs * self.share / (1 - self.share) * (1 - LARGE) / LARGE
        return max(1, math.ceil(exact / 100)) * 100


def chance_of(outcomes: Array, common_random_numbers: bool) -> Chance:
    """The Monte Carlo error of an outcome, held against its variance over points.

    `outcomes` has shape (points, runs), all finite. With common random numbers, luck that all points share moves them together and adds
    nothing to their variance. What is left is the interplay of points and draws, the residual of a two-way analysis of variance
    without replication (Scheffé 1959, chapter 4), divided by the number of runs.
    """
    points, runs = outcomes.shape
    of_point = outcomes.mean(axis=1)
    variance = float(of_point.var(ddof=1)) if points > 1 else 0.0
    error2 = float((outcomes.var(axis=1) / runs).mean())
    paired = None
    if common_random_numbers and points > 1 and runs > 1:
        rest = outcomes - of_point[:, None] - outcomes.mean(axis=0) + of_point.mean()
        paired = _over(float(np.square(rest).sum()) / ((points - 1) * (runs - 1)) / runs, variance)
    return Chance(runs, math.sqrt(error2), _over(error2, variance), paired)


def _over(part: float, whole: float) -> float:
    """A share that may be that of nothing: nothing of nothing is 0, something of nothing is without bound."""
    return part / whole if whole > 0 else (0.0 if part == 0 else math.inf)


def spread_of(values: Array) -> dict[str, float]:
    """How an outcome differs from point to point: its mean, standard deviation, smallest and largest value and `QUANTILES`."""
    found = {"mean": values.mean(), "sd": values.std(), "smallest": values.min(), "largest": values.max()}
    found |= {f"{share:g}": value for share, value in zip(QUANTILES, np.quantile(values, QUANTILES), strict=True)}
    return {name: float(value) for name, value in found.items()}
