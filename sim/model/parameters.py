"""A scenario compiled for the engine: every quantity becomes a float, or an array of shape (runs,) where runs differ in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Index, Mask, Value
from sim.model.draws import Draws
from sim.model.sections import Place
from sim.scenario.positions import Position
from sim.scenario.quantity import Quantity, Section
from sim.scenario.schema import Scenario

Part = TypeVar("Part")


@dataclass(frozen=True)
class Shifts:
    """Parameters that differ from run to run because the runs belong to several points of a design.

    `moved` gives central values by path, shape (runs,), and their spread moves along as with `sim.change`; NaN leaves the scenario's
    own. `pinned` gives the values themselves, without a spread.
    """

    moved: Mapping[str, Array] = field(default_factory=dict)
    pinned: Mapping[str, Array] = field(default_factory=dict)

    def only(self, runs: slice) -> Shifts:
        """Those of some of the runs."""
        return Shifts(*({path: values[runs] for path, values in part.items()} for part in (self.moved, self.pinned)))


NONE = Shifts()


def differs_by_run(scenario: Scenario, path: str) -> bool:
    """Whether a parameter can differ from run to run of one model.

    The anchors of issues and the levels of guarantees make the table of packages that all runs share, who gathers signatories makes the
    agents, and a number that the scenario leaves out has no place yet.
    """
    parts = path.split(".")
    if (parts[0] == "issues" and "anchors" in parts) or parts[-1] == "gathers" or path == "agreement.guarantee_levels":
        return False
    owner: Any = scenario
    for part in parts:
        owner = owner.get(part) if isinstance(owner, dict) else getattr(owner, part, None)
    return owner is not None


def compile_parameters(scenario: Scenario, draws: Draws, shifts: Shifts = NONE) -> sections.Parameters:
    """The scenario's tree with numbers instead of quantities; uncertain ones are drawn once a run.

    The draw of a parameter is addressed by its dotted path, so adding another changes no draw.
    """
    compiled: sections.Parameters = _Compiler(scenario, draws, shifts).part(scenario, ())
    return compiled


def sample(quantity: Quantity, path: str, draws: Draws, central: Array | None = None) -> Value:
    """The quantity's value, or one draw a run, kept within the field's bounds; `central` stands in for the value."""
    value: Value = quantity.value if central is None else central
    if not quantity.spread:
        return value
    stream = f"parameter:{path}"
    drawn: Array
    if quantity.sd:
        drawn = value + quantity.sd * draws.normal(stream, 0)
    elif quantity.relative_sd:
        drawn = value * np.exp(quantity.relative_sd * draws.normal(stream, 0))
    else:
        low, high = _support(quantity, value)
        uniform = draws.uniform(stream, 0)
        drawn = _triangular(uniform, low, value, high) if quantity.triangular else low + (high - low) * uniform
    return _within(drawn, quantity)


def _within(value: Array, quantity: Quantity) -> Array:
    """A value kept within the field's bounds."""
    lowest, highest = quantity.bounds
    return value if lowest is None and highest is None else np.clip(value, lowest, highest)


def _support(quantity: Quantity, value: Value) -> tuple[Value, Value]:
    """Ends of a bounded distribution, shifted with the value and kept within the field's bounds."""
    assert quantity.support is not None
    if isinstance(value, float | int):
        return quantity.support
    low, high = (_within(end + (value - quantity.value), quantity) for end in quantity.support)
    unmoved = value == quantity.value
    low = np.where(unmoved, quantity.support[0], np.minimum(low, value))
    return low, np.where(unmoved, quantity.support[1], np.maximum(high, value))


def _triangular(uniform: Array, low: Value, mode: Value, high: Value) -> Array:
    width = np.subtract(high, low)
    split = np.divide(mode - low, width, out=np.zeros_like(uniform), where=width > 0)
    rising = low + np.sqrt(uniform * width * (mode - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - mode))
    return np.where(width > 0, np.where(uniform < split, rising, falling), mode)


def fitted(quantity: Quantity, place: Array, central: Array | None = None) -> Array:
    """The fitted draws at a place from 0 to 1 in every run, about the quantity's value or `central`, within the field's bounds."""
    draws = np.asarray(quantity.draws)
    return about(quantity, draws[(place * draws.size).astype(int)], quantity.value if central is None else central)


def about(quantity: Quantity, drawn: Array, central: Value) -> Array:
    """Draws that lie about a central value as they do about the median of the quantity's fitted draws."""
    middle = np.median(np.asarray(quantity.draws))
    return _within(central * drawn / middle if quantity.by_factors else central + drawn - middle, quantity)


class _Compiler:
    def __init__(self, scenario: Scenario, draws: Draws, shifts: Shifts) -> None:
        self.scenario, self.draws, self.shifts = scenario, draws, shifts

    @cached_property
    def place(self) -> Array:
        """Where in the fitted draws each run stands; the same for all numbers, since they were fitted together. Shape (runs,)."""
        return self.draws.uniform("draws", 0)

    def part(self, value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, Quantity):
            return self.number(value, ".".join(path))
        if isinstance(value, Position):
            return self.position(value, path)
        if isinstance(value, Section):
            names = sections.fields_of(type(value))
            return sections.class_of(type(value))(
                **{name: self.part(getattr(value, name), (*path, name)) for name in names}
            )
        if isinstance(value, dict):
            return {key: self.part(entry, (*path, str(key))) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.part(entry, (*path, str(number))) for number, entry in enumerate(value)]
        return self.switch(value, ".".join(path)) if isinstance(value, bool) else value

    def number(self, quantity: Quantity, path: str) -> Value:
        """The value in every run: pinned, moved, or the scenario's own."""
        if path in self.shifts.pinned:
            return self.shifts.pinned[path]
        central = self.shifts.moved.get(path)
        if central is not None:
            central = np.where(np.isnan(central), quantity.value, central)
        if quantity.draws is not None:
            return fitted(quantity, self.place, central)
        return sample(quantity, path, self.draws, central)

    def switch(self, value: bool, path: str) -> bool | Mask:
        """On or off in every run."""
        moved = self.shifts.moved.get(path)
        return value if moved is None else np.where(np.isnan(moved), value, moved) > 0.5

    def position(self, position: Position, path: tuple[str, ...]) -> Place:
        """A position on the scale of its issue, or as an offset from the line of contact."""
        where = ".".join(path)
        if position.anchor is not None:
            return Place(at=self.scenario.issues[_issue_of(path, self.scenario)].anchors[position.anchor].at.value)
        if position.at is not None:
            return Place(at=self.number(position.at, where))
        return Place(front_km2=None if position.front_km2 is None else self.number(position.front_km2, where))


def _issue_of(path: tuple[str, ...], scenario: Scenario) -> str:
    if "red_lines" in path:
        actor = scenario.actors[path[1]]
        return str(actor.red_lines[path[3]].issue)  # type: ignore[union-attr]
    return path[1] if path[0] == "issues" else path[3]


def some_runs(part: Part, index: Index) -> Part:
    """A section in some runs only: numbers that differ between runs have shape (index,)."""
    whole: Any = part
    chosen: Any = part
    if isinstance(whole, np.ndarray):
        chosen = whole[index]
    elif is_dataclass(whole) and not isinstance(whole, type):
        chosen = replace(whole, **{entry.name: some_runs(getattr(whole, entry.name), index) for entry in fields(whole)})
    return cast(Part, chosen)


def assigned(part: Part, path: Sequence[str], value: Value | bool | Mask, mask: Mask | bool) -> Part:
    """A section with the number at a path set to a value in the runs of a mask, shape (runs,); the rest is the same."""
    old: Any = part
    changed: Any
    if isinstance(old, Place) and not path:
        path = ("at" if old.at is not None else "front_km2",)
    if not path:
        changed = np.where(mask, np.asarray(value, dtype=float), old)
    elif isinstance(old, dict):
        changed = {**old, path[0]: assigned(old[path[0]], path[1:], value, mask)}
    else:
        changed = replace(old, **{path[0]: assigned(getattr(old, path[0]), path[1:], value, mask)})
    return cast(Part, changed)
