"""A scenario as of a month: its start is moved there, and starting values are set from what was known by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import InputError, choices
from sim.scenario.given import scenario_given
from sim.scenario.levers import change, optional_parameters, parameters
from sim.scenario.schema import Scenario, month_index
from sim.validation.observed.reading import Observation, Observed
from sim.validation.observed.series import Start


@dataclass(frozen=True)
class Origin:
    """A scenario that starts at the end of a month, with no more than was known then of what is observed.

    What nobody observes, such as the balance of capabilities, and every speed of change stay as the scenario has them.
    """

    month: str
    scenario: Scenario
    changes: dict[str, float | bool]
    """Parameters that were set, with their values."""
    unknown: tuple[str, ...]
    """Series of which nothing was known yet: their parameters stay as in the scenario, which knows more than people did."""
    dropped: tuple[str, ...]
    """Dated events that are left out: later ones that nobody had announced, and those that lie before the start."""


def as_of(scenario: Scenario | str | Path, month: str, observed: Observed) -> Origin:
    """The scenario at the end of a month, 'YYYY-MM', which becomes month 0.

    Raises InputError for a series that sets a parameter that the scenario does not have, or to a value out of its range.
    """
    scenario = scenario_given(scenario)
    known = {**optional_parameters(scenario), **parameters(scenario)}
    changes: dict[str, float | bool] = {}
    unknown = []
    for name, entry in observed.about.series.items():
        so_far = observed.known_at(name, month)
        if entry.sets and not so_far:
            unknown.append(name)
            continue
        for start in entry.sets:
            if start.parameter not in known:
                raise InputError(
                    f"series {name} sets {start.parameter!r}, which the scenario does not have; "
                    f"{choices(start.parameter, known, most=4)}"
                )
            value = start_value(start, so_far)
            changes[start.parameter] = value > 0.5 if isinstance(known[start.parameter].value, bool) else value
    kept = {
        name: event
        for name, event in scenario.events.items()
        if event.on is None or (event.on > month and event.announced is not None and event.announced <= month)
    }
    dropped = tuple(name for name in scenario.events if name not in kept)
    moved = change(scenario, changes).model_copy(update={"start": month, "events": kept})
    return Origin(month, moved, changes, tuple(unknown), dropped)


def start_value(start: Start, known: Sequence[Observation]) -> float:
    """What the observations so far, of which there is at least one, make of a parameter."""
    values = np.array([o.value for o in known])
    age = np.array([month_index(o.month, known[-1].month) for o in known])
    if start.from_ == "last":
        weights = age == 0
    elif start.from_ == "mean":
        weights = age < start.months
    else:  # as an expectation or a pipeline with that mean lag forgets
        weights = (1 - 1 / start.months) ** age
    return float(start.times * np.average(values, weights=weights.astype(float)))
