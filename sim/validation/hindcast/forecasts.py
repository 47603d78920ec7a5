"""Validation against what was observed afterwards: forecasts from many origins, scored beside naive ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.ensemble.simulate import check_size
from sim.errors import InputError, shorten
from sim.model.parameters import NONE, Shifts
from sim.scenario.schema import Scenario, calendar_month, month_index
from sim.validation.hindcast.base_rates import base_rate, load_base_rates
from sim.validation.hindcast.naive import can_forecast, naive_forecast
from sim.validation.hindcast.scores import crps, reach, within
from sim.validation.observed.observables import Array, observables_of
from sim.validation.observed.origins import Origin, as_of
from sim.validation.observed.reading import Observed, is_date

MODEL, BASE = "model", "base_rate"
FIRST_ORIGIN, EVERY = 4, 3
"""Months after the beginning of the war of the first rolling origin, and between one and the next."""


@dataclass(frozen=True)
class Score:
    """How one forecast of one observation did, in the unit of the series."""

    crps: float
    error: float
    """Mean of the forecast less the observation."""
    within_50: bool
    within_90: bool
    reach_50: float
    """Distance from the median as a multiple of the band's half on that side; at most 1 within the band."""
    reach_90: float


@dataclass(frozen=True)
class Case:
    """One observation, forecast from one origin by the model and by the naive forecasts."""

    series: str
    kind: str
    origin: str
    month: str
    known: str
    """Month at whose end the observation was known."""
    observed: float
    scores: dict[str, Score]


@dataclass(frozen=True)
class EventCase:
    """Whether an event happened in the window after one origin, and the shares that the model and the base rate gave it."""

    series: str
    origin: str
    months: int
    happened: bool
    runs: int
    chances: dict[str, float]


@dataclass(frozen=True)
class Hindcast:
    """All cases, and the scenario as of every origin."""

    origins: tuple[Origin, ...]
    cases: tuple[Case, ...]
    events: tuple[EventCase, ...]
    months: int
    last: str


def rolling_origins(observed: Observed, last: str, first: str | None = None, every: int = EVERY) -> list[str]:
    """Origins at equal distances, up to the last one after which something was observed."""
    month = first or calendar_month(observed.about.began, FIRST_ORIGIN)
    return [calendar_month(month, index) for index in range(0, max(month_index(month, last), 0), every)]


def hindcast(
    scenario: Scenario | str | Path,
    observed: Observed,
    origins: Sequence[str],
    last: str | None = None,
    months: int = 12,
    runs: int = 2000,
    seed: int = 1,
    progress: Callable[[int], None] | None = None,
    shifts: Shifts | Callable[[Origin], Shifts] | None = None,
) -> Hindcast:
    """Forecast from every origin with what was known then, and score what came after.

    Args:
        scenario: its rules and whatever is not observed; see `as_of` for what an origin changes.
        observed: the series.
        origins: months, 'YYYY-MM', at whose end a forecast is made.
        last: last month that is scored; that of the observations by default.
        months: horizon; shorter where the observations end.
        runs: number of runs from every origin.
        seed: seed of all draws.
        progress: called with the number of origins that are done.
        shifts: parameters that differ from run to run, at all origins or as of each; arrays of shape (runs,).

    Raises:
        InputError: for origins that are no months or have nothing observed after them, and as `observables` does.

    """
    last = observed.last_month if last is None else last
    for word, month in (*(("origin", origin) for origin in origins), ("last month", last)):
        if not is_date(month) or len(month) != 7:
            raise InputError(f"{word}: found {shorten(month)}; allowed: YYYY-MM, such as 2023-12")
    if last > observed.last_month:
        raise InputError(
            f"last month: found {last}; allowed: at most {observed.last_month}, the last with observations"
        )
    check_size(runs, months, seed)
    if not origins:
        raise InputError("no origin before the last month")
    for origin in origins:
        if not observed.about.began <= origin < last:
            raise InputError(f"origin: found {origin}; allowed: {observed.about.began} to {calendar_month(last, -1)}")
    shares = load_base_rates(observed.folder)
    starts, cases, events = [], [], []
    for done, origin in enumerate(origins, 1):
        start = as_of(scenario, origin, observed)
        horizon = min(months, month_index(origin, last))
        said = observables_of(
            start, observed, None, horizon, runs, seed, shifts=shifts(start) if callable(shifts) else shifts or NONE
        )
        starts.append(start)
        for name, members in said.items():
            if observed.about.series[name].kind == "event":
                covered = observed.observations.get(name, ())
                if covered and covered[-1].month >= calendar_month(origin, horizon):
                    rows = observed.after(name, origin, calendar_month(origin, horizon))
                    chance = float(members[:, -1].mean())
                    chances = {MODEL: chance, BASE: base_rate(name, observed, shares, origin, horizon)}
                    events.append(EventCase(name, origin, horizon, any(o.value == 1 for o in rows), runs, chances))
                continue
            cases += _cases(name, origin, observed, members, calendar_month(origin, horizon))
        if progress:
            progress(done)
    return Hindcast(tuple(starts), tuple(cases), tuple(events), months, last)


def _cases(name: str, origin: str, observed: Observed, runs: Array, last: str) -> list[Case]:
    """The cases of a series from one origin; none where too little was known for a naive forecast, so that all stay paired."""
    entry, known = observed.about.series[name], observed.known_at(name, origin)
    if not can_forecast(known):
        return []
    found = []
    for seen in observed.after(name, origin, last):
        forecasts = {MODEL: runs[:, month_index(origin, seen.month) - 1]}
        forecasts |= {naive: naive_forecast(naive, known, seen.month, entry) for naive in entry.naive}
        scores = {
            kind: Score(
                crps(drawn, seen.value, fair=kind == MODEL),
                float(drawn.mean()) - seen.value,
                within(drawn, seen.value, 0.5),
                within(drawn, seen.value, 0.9),
                reach(drawn, seen.value, 0.5),
                reach(drawn, seen.value, 0.9),
            )
            for kind, drawn in forecasts.items()
        }
        found.append(Case(name, entry.kind, origin, seen.month, seen.known, seen.value, scores))
    return found
