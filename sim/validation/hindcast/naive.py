"""Naive forecasts as distributions, from nothing but what was known at the origin; what any model has to beat.

Persistence, drift and the seasonal mean as in Hyndman and Athanasopoulos, Forecasting: Principles and Practice (2021), section 5.2,
with past changes in place of normal errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from sim.scenario.schema import month_index
from sim.validation.observed.reading import Observation
from sim.validation.observed.series import Series

Array = NDArray[np.float64]
LEAST_CHANGES = 2
"""Past changes without which there is no naive forecast."""
ENOUGH_CHANGES = 6
"""Changes over one span from which a distribution is taken."""


def persistence(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """No change: the last value, with past changes over as many months, up or down."""
    changes = past_changes(known, month, entry)
    return np.asarray(known[-1].value + np.concatenate([changes, -changes]))


def drift(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """The mean change so far goes on, with past changes about their mean."""
    ahead = month_index(known[-1].month, month)
    slope = (known[-1].value - known[0].value) / month_index(known[0].month, known[-1].month)
    changes = past_changes(known, month, entry)
    return np.asarray(known[-1].value + slope * ahead + changes - changes.mean())


def seasonal_mean(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """The mean of earlier years about the same time (one month before or after), with the scatter of all values about theirs."""
    values = np.array([o.value for o in known])
    apart = np.array([(month_index(o.month, month) + 1) % 12 for o in known])
    season = values[apart <= 2]
    centre = season.mean() if season.size else values.mean()
    return np.asarray(centre + values - values.mean())


def recent_mean(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """The values of the last year."""
    return np.array([o.value for o in last_year(known)])


def recent_persistence(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """Persistence with the changes of the last year only: for a series whose early course was another one."""
    return persistence(last_year(known), month, entry)


def recent_drift(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """The drift of the last year only."""
    return drift(last_year(known), month, entry)


def last_year(known: Sequence[Observation]) -> Sequence[Observation]:
    """The last value and those of the twelve months before it; everything where these are too few."""
    recent = [o for o in known if month_index(o.month, known[-1].month) <= 12]
    return recent if can_forecast(recent) else known


NAIVE: dict[str, Callable[[Sequence[Observation], str, Series], Array]] = {
    "persistence": persistence,
    "drift": drift,
    "seasonal_mean": seasonal_mean,
    "recent_persistence": recent_persistence,
    "recent_drift": recent_drift,
    "recent_mean": recent_mean,
}


def naive_forecast(name: str, known: Sequence[Observation], month: str, entry: Series) -> Array:
    """Members of a naive forecast for a month, within the bounds of the series. `can_forecast` has to hold."""
    members = NAIVE[name](known, month, entry)
    return np.clip(members, entry.low, entry.high) if (entry.low, entry.high) != (None, None) else members


def can_forecast(known: Sequence[Observation]) -> bool:
    """Whether enough was known for a naive forecast."""
    return len(known) > LEAST_CHANGES


def past_changes(known: Sequence[Observation], month: str, entry: Series) -> Array:
    """Past changes over as many months as from the last value to a month.

    Where there are too few of them: those over the longest shorter span that has enough, else those from each value to the next.
    They are widened by the root of the ratio of spans, as a random walk spreads; flows are not, since they scatter about a level.
    """
    ahead = month_index(known[-1].month, month)
    spans: dict[int, list[float]] = {}
    for earlier, later in combinations(known, 2):
        spans.setdefault(month_index(earlier.month, later.month), []).append(later.value - earlier.value)
    usable = [span for span, changes in spans.items() if 0 < span <= ahead and len(changes) >= ENOUGH_CHANGES]
    if usable:
        span = max(usable)
        changes, of = np.array(spans[span]), np.full(len(spans[span]), span)
    else:
        steps = [(b.value - a.value, month_index(a.month, b.month)) for a, b in pairwise(known)]
        changes, of = (np.array(column) for column in zip(*steps, strict=True))
    return np.asarray(changes if entry.kind == "flow" else changes * np.sqrt(ahead / np.maximum(of, 1)))
