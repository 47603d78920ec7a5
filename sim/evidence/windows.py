"""Windows of the record, what prior draws simulate in them, and what was observed: the data that a calibration compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.evidence.observables import observables_of
from sim.evidence.observed import Observed
from sim.evidence.origins import as_of
from sim.evidence.priors import Priors
from sim.evidence.series import Series
from sim.model.parameters import Shifts
from sim.scenario.levers import parameters
from sim.scenario.schema import Scenario, calendar_month, month_index

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """What prior draws simulate after one origin, beside what was observed."""

    origin: str
    simulated: dict[str, Array]
    """By series, the months that were observed: shape (draws, points)."""
    observed: dict[str, Array]
    months: dict[str, tuple[str, ...]]


def origins_of(priors: Priors, until: str) -> list[str]:
    """Origins of the windows that begin before a month."""
    count = max(month_index(priors.first, until), 0)
    return [calendar_month(priors.first, ahead) for ahead in range(0, count, int(priors.months))]


def prior_draws(priors: Priors, draws: int, seed: int) -> Array:
    """Draws in the unit cube, shape (draws, parameters): a Latin hypercube."""
    return np.asarray(qmc.LatinHypercube(len(priors.parameters), rng=np.random.default_rng([seed, 1])).random(draws))


def values_of(priors: Priors, unit: Array) -> dict[str, Array]:
    """Draws of the unit cube in the unit of each parameter, by path."""
    return {
        path: prior.low + (prior.high - prior.low) * unit[:, number]
        for number, (path, prior) in enumerate(priors.parameters.items())
    }


def shifts_of(scenario: Scenario, spreads: frozenset[str], values: Mapping[str, Array], seed: int) -> Shifts:
    """Runs that have these values; for the paths of `spreads`, normal draws about the scenario's value with that sd."""
    rng, pinned = np.random.default_rng([seed, 2]), {}
    known = parameters(scenario)
    for path, given in values.items():
        quantity = known[path].quantity
        assert quantity is not None
        value = quantity.value + given * rng.standard_normal(given.shape) if path in spreads else given
        low, high = quantity.bounds
        pinned[path] = value if low is None and high is None else np.clip(value, low, high)
    return Shifts(pinned=pinned)


def simulate_windows(
    scenario: Scenario, observed: Observed, priors: Priors, unit: Array, until: str | None, seed: int
) -> list[Window]:
    """One run of every draw from every origin, with what was known then; only points known by `until` are compared, where given."""
    end = observed.last_month if until is None else until
    names = [name for block in priors.blocks.values() for name in block.series]
    first = {name: block.first or priors.first for block in priors.blocks.values() for name in block.series}
    spreads = frozenset(path for path, prior in priors.parameters.items() if prior.of == "sd")
    values, found = values_of(priors, unit), []
    for number, origin in enumerate(origins_of(priors, end)):
        start, last = as_of(scenario, origin, observed), calendar_month(origin, int(priors.months))
        points = {
            name: [
                o for o in observed.after(name, origin, min(last, end))
                if (until is None or o.known <= until) and o.month not in observed.about.series[name].unusual
                and origin >= first[name] and name not in start.unknown  # else it would start from later values
            ]
            for name in names
        }  # fmt: skip
        apart = 100 * seed + number  # windows are parts of one history, not the same draws again
        said = observables_of(
            start, observed, names, int(priors.months), len(unit), apart,
            shifts=shifts_of(start.scenario, spreads, values, apart),
        )  # fmt: skip
        at = {name: [month_index(origin, o.month) - 1 for o in seen] for name, seen in points.items()}
        found.append(
            Window(
                origin,
                {name: said[name][:, places] for name, places in at.items()},
                {name: np.array([o.value for o in seen]) for name, seen in points.items()},
                {name: tuple(o.month for o in seen) for name, seen in points.items()},
            )
        )
    return found


def features(windows: list[Window], name: str, entry: Series) -> tuple[Array, Array, int]:
    """What is compared of a series: of the draws, shape (draws, features), of the observations, and the number of points.

    Every point counts by itself (flows by their logarithm plus one, as a month may be many times another); then the scatter from point
    to point within windows, and the scatter of the windows' last and mean values, from which noise and spread are learnt.
    """
    simulated = [_scaled(window.simulated[name], entry) for window in windows if window.observed[name].size]
    seen = [_scaled(window.observed[name][None, :], entry) for window in windows if window.observed[name].size]
    count = sum(part.shape[1] for part in seen)
    if not count:
        return np.empty((len(windows[0].simulated[name]), 0)) if windows else np.empty((0, 0)), np.empty(0), 0
    return _of(simulated), _of(seen)[0], count


def _scaled(values: Array, entry: Series) -> Array:
    return np.log1p(np.maximum(values, 0)) if entry.kind == "flow" else values


def _of(parts: list[Array]) -> Array:
    steps = np.concatenate([np.diff(part, axis=1) for part in parts], axis=1)
    ends = np.stack([part[:, -1] - part[:, 0] for part in parts], axis=1)
    means = np.stack([part.mean(axis=1) for part in parts], axis=1)
    columns = [*parts]
    if steps.shape[1] > 1:
        columns += [np.log(steps.std(axis=1) + 1e-3)[:, None], np.log(np.abs(steps) + 1e-3).mean(axis=1)[:, None]]
    if ends.shape[1] > 1:
        columns += [np.log(ends.std(axis=1) + 1e-3)[:, None], np.log(means.std(axis=1) + 1e-3)[:, None]]
    return np.concatenate(columns, axis=1)
