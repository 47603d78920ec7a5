"""What a report says: shares in counts, parameters by the name of their lever, the points of a design in a phrase."""

from __future__ import annotations

import numpy as np

from sim.batch.prepare import Batch, unit_of
from sim.names import distinct_names
from sim.numbers import count_words, plain
from sim.report.layout import drawn_at_random, known_to, layout_of, own_values, reference_of, values_of
from sim.scenario.levers import Parameter
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario
from sim.vocabulary import variable_of

DESIGNS = {
    "grid": "every combination of some values",
    "sweep": "one parameter moved after the other",
    "latin_hypercube": "a Latin hypercube of draws",
    "sobol": "draws for Sobol indices",
    "morris": "trajectories of Morris",
    "list": "cases of a list",
    "product": "every combination of several designs",
}


def in_runs(share: float, low: float, high: float, runs: float) -> str:
    """A share in counts; a point without runs has none."""
    return "no runs" if np.isnan(share) else count_words(share, int(runs), low, high)


def number(value: float) -> str:
    """A number without more digits than it needs."""
    return plain(value, 6 if abs(value) >= 1000 else 4)


def rounded(value: float) -> str:
    """A measured number to three digits, or to the unit where it has more."""
    return plain(round(value) if abs(value) >= 100 else value, 15 if abs(value) >= 100 else 3)


def value_of(parameter: Parameter | None, value: float) -> str:
    """A value of a parameter in words; switches are true or false."""
    if np.isnan(value):
        return "left out"
    if parameter and isinstance(parameter.value, bool):
        return "true" if value else "false"
    return number(value)


def name_of(batch: Batch, path: str) -> str:
    """A parameter by the label of its lever, or by its path."""
    for scenario in batch.scenarios.values():
        if path in scenario.levers:
            return scenario.levers[path].label
    return path


def with_unit(batch: Batch, path: str) -> str:
    """A parameter with its unit."""
    unit = known_to(next(iter(batch.scenarios.values())))[path].unit.replace("km2", "km²")
    return f"{name_of(batch, path)}, {unit}" if unit and unit != "true or false" else name_of(batch, path)


def moves(batch: Batch, scenario: str, place: int) -> str:
    """What a place of the design moves, in words."""
    known = known_to(batch.scenarios[scenario])
    parts = [f"{name_of(batch, path)} {value_of(known[path], value)}" for path, value in batch.points.at(place).items()]
    return "; ".join(parts[:4]) + (f"; and {len(parts) - 4} more" if len(parts) > 4 else "") if parts else "as it is"


def nearest(batch: Batch, scenario: str) -> str:
    """The reference point of a scenario in words, with the scenario's own values where the point has others."""
    _, place, exact = reference_of(batch, scenario)
    if exact:
        return "the scenario's own values"
    known, paths = known_to(batch.scenarios[scenario]), list(batch.points.columns)
    own = own_values(batch.scenarios[scenario], paths)
    there = values_of(batch, scenario).iloc[place]
    parts = [
        f"{name_of(batch, path)} {value_of(known[path], there[path])} for {value_of(known[path], value)}"
        for path, value in zip(paths, own, strict=True)
        if there[path] != value
    ]
    more = f"; and {len(parts) - 4} more" if len(parts) > 4 else ""
    return f"the point nearest to the scenario's own values ({'; '.join(parts[:4])}{more})"


def titles(batch: Batch) -> dict[str, str]:
    """Titles of the scenarios by name; where two are called alike, the name stands beside."""
    return distinct_names({name: scenario.title for name, scenario in batch.scenarios.items()})


def size_of(batch: Batch) -> str:
    """What is simulated, in words: `121 points over 2 parameters (every combination of some values) × 500 runs × 24 months`."""
    count, moved, design = batch.points.size, len(batch.points.columns), batch.experiment.design
    several = len(batch.scenarios) > 1
    if design is None or layout_of(batch) == "single":
        what = f"{len(batch.scenarios)} scenarios" if several else "one scenario"
        what += (
            f" at one point ({moves(batch, next(iter(batch.scenarios)), 0)})"
            if moved
            else " as " + ("they are" if several else "it is")
        )
    else:
        what = f"{count:,} points over {moved} parameter{'s' * (moved != 1)} ({DESIGNS[design.kind]})"
        what += f" of each of {len(batch.scenarios)} scenarios" if several else ""
    return f"{what} × {batch.experiment.runs:,} runs × {batch.months} months"


def spread_of(quantity: Quantity | None) -> str:
    """How an uncertain number is drawn, in words."""
    if quantity is None or not quantity.uncertain:
        return ""
    if quantity.sd:
        return f"normal, sd {number(quantity.sd)}"
    if quantity.relative_sd:
        return f"lognormal, relative sd {number(quantity.relative_sd)}"
    if quantity.triangular:
        return "triangular, " + " / ".join(map(number, quantity.triangular))
    if quantity.draws:
        return f"{len(quantity.draws):,} fitted draws, {number(min(quantity.draws))} to {number(max(quantity.draws))}"
    assert quantity.low is not None and quantity.high is not None
    return f"uniform, {number(quantity.low)} to {number(quantity.high)}"


def draws_or_points(batch: Batch) -> str:
    """What the points of a spread are called."""
    return "parameter draws" if drawn_at_random(batch) else "points of the design"


def variable_in_words(scenario: Scenario, name: str) -> tuple[str, str]:
    """A recorded variable: its title with the actor, and its meaning with its unit."""
    head, _, actor = name.rpartition(".")
    of_actor = actor in scenario.actors
    title = (head if of_actor else name).replace("_", " ").replace(".", " ").replace("km2", "km²")
    title = title[:1].upper() + title[1:]
    if of_actor:
        title += f", {scenario.actors[actor].label}"
    unit = unit_of(name).replace("km2", "km²")
    return title, f"{variable_of(name).help} ({unit})"
