"""What the model says about observed series, in their units: arrays of shape (runs, months)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.simulate import simulate
from sim.errors import InputError, choices, shorten
from sim.model.parameters import NONE, Shifts
from sim.scenario.levers import get
from sim.scenario.schema import Scenario
from sim.validation.observed.noise import as_booked, as_polled
from sim.validation.observed.origins import Origin, as_of
from sim.validation.observed.reading import Observed
from sim.validation.observed.series import Series

Array = NDArray[np.float64]


def observables(
    scenario: Scenario | str | Path,
    origin: str,
    observed: Observed,
    series: Sequence[str] | None = None,
    months: int = 12,
    runs: int = 2000,
    seed: int = 1,
    sampling_error: bool = True,
) -> dict[str, Array]:
    """Simulate a scenario from a month on with what was known by then, and say what would be observed.

    Args:
        scenario: its speeds of change and everything that is not observed count; starting values are those of the origin.
        origin: month 0, 'YYYY-MM'.
        observed: the series, of which nothing later than the origin is used.
        series: names of series with an output; all of them by default.
        months: months after the origin.
        runs: number of runs.
        seed: seed of all draws.
        sampling_error: whether polls are drawn from a sample of respondents and flows are booked unevenly, as those that are
            observed.

    Returns:
        For every series an array of shape (runs, months), months 1 to `months` after the origin, in the unit of the
        series; for events 1 from the month on in which the event has happened.

    Raises:
        InputError: for an unknown series or one without an output, and as `as_of` and `simulate` do.

    """
    return observables_of(as_of(scenario, origin, observed), observed, series, months, runs, seed, sampling_error)


def observables_of(
    start: Origin,
    observed: Observed,
    series: Sequence[str] | None = None,
    months: int = 12,
    runs: int = 2000,
    seed: int = 1,
    sampling_error: bool = True,
    shifts: Shifts = NONE,
) -> dict[str, Array]:
    """The same for a scenario that is set as of its origin already; `shifts` are parameters that differ from run to run."""
    entries = _asked(observed.about.series, series)
    dataset = simulate(start.scenario, runs, months, seed, shifts=shifts)
    found = {name: _observable(name, entry, start.scenario, dataset) for name, entry in entries.items()}
    for name, entry in entries.items():
        if sampling_error:
            draws = np.random.default_rng([seed, zlib.crc32(name.encode())])
            if entry.kind == "poll":
                found[name] = as_polled(found[name], entry, draws)
            elif entry.booking:
                found[name] = as_booked(found[name], observed.known_at(name, start.month), draws)
        if entry.kind != "event" and (entry.low, entry.high) != (None, None):
            found[name] = np.clip(found[name], entry.low, entry.high)
    return found


def _asked(known: Mapping[str, Series], names: Sequence[str] | None) -> dict[str, Series]:
    spoken_of = {name: entry for name, entry in known.items() if entry.output}
    for name in names or ():
        if name not in spoken_of:
            raise InputError(f"series: found {shorten(name)}; {choices(name, spoken_of)}")
    return spoken_of if names is None else {name: spoken_of[name] for name in names}


def _observable(name: str, entry: Series, scenario: Scenario, dataset: xr.Dataset) -> Array:
    """What a perfect observer would see, shape (runs, months)."""
    output = entry.output
    assert output is not None
    if output.variable not in dataset:
        raise InputError(
            f"series {name}: no variable {output.variable!r}; {choices(output.variable, map(str, dataset))}"
        )
    found = dataset[output.variable]
    if entry.kind == "event":
        return (found.values[:, None] <= dataset["month"].values[None, 1:]).astype(float)
    if output.actor is not None:
        found = _chosen(name, found, "actor", output.actor)
    if output.sponsors:
        found = sum(_chosen(name, found, "sponsor", sponsor) for sponsor in output.sponsors)
    values = np.asarray(found.transpose("run", "month").values[:, 1:], dtype=float) * output.times
    return values + sum(float(get(scenario, path)) for path in output.plus)


def _chosen(name: str, found: xr.DataArray, dimension: str, which: str) -> Any:
    allowed = [str(entry) for entry in found[dimension].values] if dimension in found.dims else []
    if which not in allowed:
        raise InputError(f"series {name}: no {dimension} {which!r} in the scenario; {choices(which, allowed)}")
    return found.sel({dimension: which})
