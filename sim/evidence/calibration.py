"""Speeds of change estimated from the observed series: block by block, by approximate Bayesian computation over windows of the record.

Every block of parameters is fitted to its own series, while all other parameters run through their priors ("cutting feedback":
Plummer 2015). So a series says nothing about parameters that it was not meant to, and posterior draws of blocks are independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, shorten
from sim.evidence.observed import Observed, is_date
from sim.evidence.priors import Prior, Priors, check_priors
from sim.evidence.rejection import posterior
from sim.evidence.windows import Window, features, prior_draws, shifts_of, simulate_windows
from sim.model.parameters import NONE, Shifts
from sim.scenario.schema import Scenario

Array = NDArray[np.float64]
POINTS_A_PARAMETER = 3
"""A block is fitted only with more points than this for each of its parameters."""
IDENTIFIED = 0.9
"""Posterior by prior standard deviation from which on the data are taken to say nothing."""
FEWEST_DRAWS, MOST_DRAWS = 500, 200_000


@dataclass(frozen=True)
class Fitted:
    """What became of one parameter."""

    block: str
    prior: Prior
    points: int
    """Points of the block's series."""
    draws: Array | None
    """Draws of the posterior, in the parameter's unit; none where the points are too few."""
    place: float | None
    """Share of prior draws whose summary lies below the observed one."""

    @property
    def shrinkage(self) -> float | None:
        """Posterior by prior standard deviation."""
        if self.draws is None:
            return None
        return float(self.draws.std() / ((self.prior.high - self.prior.low) / np.sqrt(12)))

    @property
    def identified(self) -> bool:
        """Whether the data say something; otherwise the parameter keeps its assumption."""
        return self.shrinkage is not None and self.shrinkage < IDENTIFIED


@dataclass(frozen=True)
class Calibration:
    """The posterior by parameter, and what it rests on."""

    parameters: Mapping[str, Fitted]
    until: str
    origins: tuple[str, ...]
    simulated: int
    """Number of prior draws."""
    accepted: int
    """Most draws that a block accepted."""
    seed: int

    @property
    def fitted(self) -> int:
        """Number of parameters that were fitted."""
        return sum(entry.draws is not None for entry in self.parameters.values())

    @property
    def points(self) -> int:
        """Number of observations that they were fitted to; each counts once."""
        return sum(
            {entry.block: entry.points for entry in self.parameters.values() if entry.draws is not None}.values()
        )

    @property
    def identified(self) -> dict[str, Array]:
        """Posterior draws of the parameters that the data say something about, by path."""
        return {
            path: entry.draws for path, entry in self.parameters.items() if entry.identified and entry.draws is not None
        }

    @property
    def spreads(self) -> frozenset[str]:
        """Paths of which the draws are standard deviations."""
        return frozenset(path for path, entry in self.parameters.items() if entry.prior.of == "sd")


def calibrate(
    scenario: Scenario,
    observed: Observed,
    priors: Priors,
    until: str | None = None,
    draws: int = 32_768,
    share: float = 0.01,
    keep: int = 500,
    seed: int = 1,
) -> Calibration:
    """Fit the parameters of `priors` to what was known at the end of a month.

    Args:
        scenario: everything that is not fitted stays as it has it.
        observed: the series.
        priors: blocks of parameters with their ranges and series.
        until: month, 'YYYY-MM'; nothing that became known later is used. By default every observation counts.
        draws: number of draws from the prior; each is run once in every window.
        share: of the draws that a block accepts.
        keep: number of posterior draws.
        seed: seed of all draws.

    Raises:
        InputError: where the points are not more than three for each parameter in any block, or in all fitted blocks together;
            for priors that do not fit the scenario or the series, and for numbers out of range.

    """
    end = observed.last_month if until is None else until
    _check(end, draws, share, keep)
    check_priors(priors, scenario, observed)
    unit = prior_draws(priors, draws, seed)
    windows = simulate_windows(scenario, observed, priors, unit, until, seed)
    paths, found, accepted = list(priors.parameters), dict[str, Fitted](), 0
    for number, (name, block) in enumerate(priors.blocks.items()):
        parts = [features(windows, series, observed.about.series[series]) for series in block.series]
        points = sum(count for _, _, count in parts)
        if points <= POINTS_A_PARAMETER * len(block.parameters):
            found |= {path: Fitted(name, prior, points, None, None) for path, prior in block.parameters.items()}
            continue
        columns = [paths.index(path) for path in block.parameters]
        simulated, seen = np.hstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
        result = posterior(unit[:, columns], simulated, seen, share, keep, 100 * seed + number)
        accepted = max(accepted, result.accepted)
        for place, (path, prior) in enumerate(block.parameters.items()):
            values = prior.low + (prior.high - prior.low) * result.draws[:, place]
            found[path] = Fitted(name, prior, points, values, float(result.place[place]))
    calibration = Calibration(found, end, _origins(windows), draws, accepted, seed)
    if not calibration.fitted:
        raise InputError(
            f"too few points up to {end}: no block has more than {POINTS_A_PARAMETER} for each of its parameters"
        )
    return calibration


def joint_shifts(
    scenario: Scenario, draws: Mapping[str, Array], spreads: frozenset[str], runs: int, seed: int
) -> Shifts:
    """Runs that take the posterior draws one after the other, all parameters of a draw together."""
    if not draws:
        return NONE
    return shifts_of(scenario, spreads, {path: np.resize(values, runs) for path, values in draws.items()}, seed)


def repeated(one: Calibration, other: Calibration) -> dict[str, float]:
    """By how much the medians of two seeds differ, in posterior standard deviations, for what both identify."""
    first, second = one.identified, other.identified
    return {
        path: float(abs(np.median(values) - np.median(second[path])) / values.std())
        for path, values in first.items()
        if path in second
    }


def _origins(windows: list[Window]) -> tuple[str, ...]:
    return tuple(window.origin for window in windows if any(seen.size for seen in window.observed.values()))


def _check(until: str, draws: int, share: float, keep: int) -> None:
    if not is_date(until) or len(until) != 7:
        raise InputError(f"--until: found {shorten(until)}; allowed: YYYY-MM, such as 2024-11")
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise InputError(f"--draws: found {draws}; allowed: {FEWEST_DRAWS:,} to {MOST_DRAWS:,}")
    if not 0 < share <= 0.5:
        raise InputError(f"--share: found {share:g}; allowed: above 0 and at most 0.5")
    if not 50 <= keep <= 5000:
        raise InputError(f"--keep: found {keep}; allowed: 50 to 5,000")
