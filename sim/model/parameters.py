"""A scenario compiled for the engine: every quantity becomes a float, or an array of shape (runs,) where runs differ in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.draws import Array, Draws
from sim.scenario.positions import Position
from sim.scenario.quantity import Quantity, Section
from sim.scenario.schema import Scenario

Value = float | Array


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


def compile_parameters(scenario: Scenario, noise: Draws, shifts: Shifts = NONE) -> SimpleNamespace:
    """The scenario's tree with numbers instead of quantities; uncertain ones are drawn once a run.

    The draw of a parameter is addressed by its dotted path, so adding another changes no draw.
    """
    compiled = _Compiler(scenario, noise, shifts).part(scenario, ())
    assert isinstance(compiled, SimpleNamespace)
    return compiled


def sample(quantity: Quantity, path: str, noise: Draws, central: Array | None = None) -> Value:
    """The quantity's value, or one draw a run, kept within the field's bounds; `central` stands in for the value."""
    value: Value = quantity.value if central is None else central
    if not quantity.spread:
        return value
    stream = f"parameter:{path}"
    drawn: Array
    if quantity.sd:
        drawn = value + quantity.sd * noise.normal(stream, 0)
    elif quantity.relative_sd:
        drawn = value * np.exp(quantity.relative_sd * noise.normal(stream, 0))
    else:
        low, high = _support(quantity, value)
        uniform = noise.uniform(stream, 0)
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
    def __init__(self, scenario: Scenario, noise: Draws, shifts: Shifts) -> None:
        self.scenario, self.noise, self.shifts = scenario, noise, shifts

    @cached_property
    def place(self) -> Array:
        """Where in the fitted draws each run stands; the same for all numbers, since they were fitted together. Shape (runs,)."""
        return self.noise.uniform("draws", 0)

    def part(self, value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, Quantity):
            return self.number(value, ".".join(path))
        if isinstance(value, Position):
            return self.position(value, path)
        if isinstance(value, Section):
            names = [name for name in type(value).model_fields if path or name not in ("facts", "sources", "levers")]
            return SimpleNamespace(**{name: self.part(getattr(value, name), (*path, name)) for name in names})
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
        return sample(quantity, path, self.noise, central)

    def switch(self, value: bool, path: str) -> bool | NDArray[np.bool_]:
        """On or off in every run."""
        moved = self.shifts.moved.get(path)
        return value if moved is None else np.where(np.isnan(moved), value, moved) > 0.5

    def position(self, position: Position, path: tuple[str, ...]) -> SimpleNamespace:
        """A position as {at, front_km2}: exactly one is a number, or neither when it is open."""
        compiled = SimpleNamespace(at=None, front_km2=None)
        where = ".".join(path)
        if position.anchor is not None:
            compiled.at = self.scenario.issues[_issue_of(path, self.scenario)].anchors[position.anchor].at.value
        elif position.at is not None:
            compiled.at = self.number(position.at, where)
        elif position.front_km2 is not None:
            compiled.front_km2 = self.number(position.front_km2, where)
        return compiled


def _issue_of(path: tuple[str, ...], scenario: Scenario) -> str:
    if "red_lines" in path:
        actor = scenario.actors[path[1]]
        return str(actor.red_lines[path[3]].issue)  # type: ignore[union-attr]
    return path[1] if path[0] == "issues" else path[3]


def rows(value: Value, index: NDArray[np.intp]) -> Array:
    """A parameter in some runs only, shape (index,)."""
    return value[index] if isinstance(value, np.ndarray) else np.full(index.size, value)


def assign(parameters: SimpleNamespace, path: str, value: float | bool, mask: Any) -> None:
    """Set a parameter to a value in the runs of a mask (shape (runs,))."""
    *parts, last = path.split(".")
    owner: Any = parameters
    for part in parts:
        owner = owner[part] if isinstance(owner, dict) else getattr(owner, part)
    old = owner[last] if isinstance(owner, dict) else getattr(owner, last)
    if isinstance(old, SimpleNamespace):
        owner, last = old, "at" if old.at is not None else "front_km2"
        old = getattr(owner, last)
    new = np.where(mask, float(value), old)
    if isinstance(owner, dict):
        owner[last] = new
    else:
        setattr(owner, last, new)
