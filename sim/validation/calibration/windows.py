"""Windows of the record, what prior draws simulate in them, and what was observed: the data that a calibration compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.model.parameters import Shifts
from sim.scenario.schema import Scenario, calendar_month, month_index
from sim.validation.calibration.priors import Priors
from sim.validation.observed.observables import observables_of
from sim.validation.observed.origins import as_of
from sim.validation.observed.reading import Observed
from sim.validation.observed.series import Series

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """What prior draws simulate after one origin, beside what was observed."""

    origin: str
    length: int
    """Months."""
    simulated: dict[str, Array]
    """By series, the months that were observed: shape (draws, points)."""
    observed: dict[str, Array]
    months: dict[str, tuple[str, ...]]


def origins_of(first: str, months: int, until: str) -> list[str]:
    """Origins of the windows of a length that begin before a month."""
    return [calendar_month(first, ahead) for ahead in range(0, max(month_index(first, until), 0), months)]


def prior_draws(priors: Priors, draws: int, seed: int) -> Array:
    """Draws in the unit cube, shape (draws, parameters): a Latin hypercube."""
    return np.asarray(qmc.LatinHypercube(len(priors.parameters), rng=np.random.default_rng([seed, 1])).random(draws))


def values_of(priors: Priors, unit: Array) -> dict[str, Array]:
    """Draws of the unit cube in the unit of each parameter, by path."""
    return {
        path: prior.low + (prior.high - prior.low) * unit[:, number]
        for number, (path, prior) in enumerate(priors.parameters.items())
    }


def simulate_windows(
    scenario: Scenario,
    observed: Observed,
    names: Sequence[str],
    first: str,
    months: int,
    shifts: Shifts,
    draws: int,
    until: str | None,
    seed: int,
) -> list[Window]:
    """One run of every draw in every window of a length, with what was known at its origin; `names` are series.

    Only points known by `until` are compared, where given. A window that begins where the scenario does starts from the scenario's own
    values, so that the draws fit it as it stands.
    """
    end, found = observed.last_month if until is None else until, []
    for number, origin in enumerate(origins_of(first, months, end)):
        start, last = as_of(scenario, origin, observed), min(calendar_month(origin, months), end)
        if origin == scenario.start:
            start = replace(start, scenario=scenario.model_copy(update={"events": start.scenario.events}), changes={})
        points = {
            name: [
                o for o in observed.after(name, origin, last)
                if (until is None or o.known <= until) and o.month not in observed.about.series[name].unusual
                and name not in start.unknown  # else it would start from later values
            ]
            for name in names
        }  # fmt: skip
        apart = 100 * seed + number  # windows are parts of one history, not the same draws again
        said = observables_of(start, observed, names, months, draws, apart, shifts=shifts)
        at = {name: [month_index(origin, o.month) - 1 for o in seen] for name, seen in points.items()}
        found.append(
            Window(
                origin,
                months,
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
