"""Speeds of change estimated from the observed series: block by block, by approximate Bayesian computation over windows of the record.

Every block of parameters is fitted to its own series. Blocks with windows of their own come after those before them in the file and
take their posterior draws; what comes later runs through its prior ("cutting feedback": Plummer 2015). So a series says nothing
about parameters that it was not meant to, and posterior draws of blocks are independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, shorten
from sim.model.parameters import Shifts
from sim.scenario.levers import parameters
from sim.scenario.schema import Scenario
from sim.validation.calibration.priors import Prior, Priors, check_priors
from sim.validation.calibration.rejection import posterior
from sim.validation.calibration.windows import Window, features, prior_draws, simulate_windows, values_of
from sim.validation.observed.reading import Observed, is_date

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

    @property
    def kept(self) -> bool:
        """Whether its draws are used: where the data say something, and where those of others hang on them."""
        return self.identified or (self.prior.nuisance and self.draws is not None)


@dataclass(frozen=True)
class Calibration:
    """The posterior by parameter, and what it rests on."""

    parameters: Mapping[str, Fitted]
    until: str
    windows: tuple[str, ...]
    """First month and length of each, such as '2022-05 + 6'."""
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
    def identified(self) -> int:
        """Number of parameters that the data say something about."""
        return sum(entry.identified for entry in self.parameters.values())

    @property
    def kept(self) -> dict[str, Array]:
        """Posterior draws that are used, by path."""
        return {path: entry.draws for path, entry in self.parameters.items() if entry.kept and entry.draws is not None}


def calibrate(
    scenario: Scenario,
    observed: Observed,
    priors: Priors,
    until: str | None = None,
    draws: int = 65_536,
    share: float = 0.01,
    keep: int = 250,
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
    values, paths = values_of(priors, unit), list(priors.parameters)
    found, used, accepted = dict[str, Fitted](), list[Window](), 0
    for (first, months), names in priors.grids.items():
        series = [one for name in names for one in priors.blocks[name].series]
        shifts = Shifts(pinned=_as_far_as_known(scenario, values, found, draws, seed))
        windows = simulate_windows(scenario, observed, series, first, months, shifts, draws, until, seed)
        used += windows
        for name in names:
            block = priors.blocks[name]
            parts = [features(windows, one, observed.about.series[one]) for one in block.series]
            points = sum(count for _, _, count in parts)
            if points <= POINTS_A_PARAMETER * len(block.parameters):
                found |= {path: Fitted(name, prior, points, None, None) for path, prior in block.parameters.items()}
                continue
            columns = [paths.index(path) for path in block.parameters]
            simulated, seen = np.hstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
            number = list(priors.blocks).index(name)
            result = posterior(unit[:, columns], simulated, seen, share, keep, 100 * seed + number)
            accepted = max(accepted, result.accepted)
            for place, (path, prior) in enumerate(block.parameters.items()):
                drawn = prior.low + (prior.high - prior.low) * result.draws[:, place]
                found[path] = Fitted(name, prior, points, drawn, float(result.place[place]))
    calibration = Calibration(found, end, _told(used), draws, accepted, seed)
    if not calibration.fitted:
        raise InputError(
            f"too few points up to {end}: no block has more than {POINTS_A_PARAMETER} for each of its parameters"
        )
    return calibration


def _as_far_as_known(
    scenario: Scenario, prior: Mapping[str, Array], found: Mapping[str, Fitted], draws: int, seed: int
) -> dict[str, Array]:
    """What the runs of the next windows take: posterior draws of what was fitted before and is kept, else draws of the prior.

    What was fitted before and is not kept stays as the scenario assumes it, as it does wherever the draws are used, unless the scenario
    itself holds fitted draws of it, which may know what came later.
    """
    row, taken = np.random.default_rng([seed, 2]).permutation(draws), dict(prior)
    known = parameters(scenario)
    for path, entry in found.items():
        quantity = known[path].quantity
        if entry.kept and entry.draws is not None:
            taken[path] = np.resize(entry.draws, draws)[row]
        elif quantity is not None and quantity.draws is None:
            del taken[path]
    return taken


def joint_shifts(draws: Mapping[str, Array], runs: int) -> Shifts:
    """Runs that take the posterior draws one after the other, all parameters of a draw together."""
    return Shifts(pinned={path: np.resize(values, runs) for path, values in draws.items()})


def repeated(one: Calibration, other: Calibration) -> dict[str, float]:
    """By how much the medians of two seeds differ, in posterior standard deviations, for what both keep."""
    first, second = one.kept, other.kept
    return {
        path: float(abs(np.median(values) - np.median(second[path])) / values.std())
        for path, values in first.items()
        if path in second
    }


def _told(windows: list[Window]) -> tuple[str, ...]:
    used = {(w.origin, w.length) for w in windows if any(seen.size for seen in w.observed.values())}
    return tuple(f"{origin} + {length}" for origin, length in sorted(used))


def _check(until: str, draws: int, share: float, keep: int) -> None:
    if not is_date(until) or len(until) != 7:
        raise InputError(f"until: found {shorten(until)}; allowed: YYYY-MM, such as 2024-11")
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise InputError(f"draws: found {draws}; allowed: {FEWEST_DRAWS:,} to {MOST_DRAWS:,}")
    if not 0 < share <= 0.5:
        raise InputError(f"share: found {share:g}; allowed: above 0 and at most 0.5")
    if not 50 <= keep <= 5000:
        raise InputError(f"keep: found {keep}; allowed: 50 to 5,000")
