"""A scenario compiled for the engine: every quantity becomes a float, or an array of shape (runs,) where runs differ in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.noise import Array, Noise
from sim.scenario.positions import Position
from sim.scenario.quantity import Quantity, Section
from sim.scenario.schema import Scenario

Value = float | Array


def compile_parameters(scenario: Scenario, noise: Noise) -> SimpleNamespace:
    """The scenario's tree with numbers instead of quantities; uncertain ones are drawn once a run.

    The draw of a parameter is addressed by its dotted path, so adding another changes no draw.
    """
    compiled = _compile(scenario, (), noise, scenario)
    assert isinstance(compiled, SimpleNamespace)
    return compiled


def sample(quantity: Quantity, path: str, noise: Noise) -> Value:
    """The quantity's value, or one draw a run, kept within the field's bounds."""
    if not quantity.uncertain:
        return quantity.value
    stream = f"parameter:{path}"
    drawn: Array
    if quantity.sd:
        drawn = quantity.value + quantity.sd * noise.normal(stream, 0)
    elif quantity.relative_sd:
        drawn = quantity.value * np.exp(quantity.relative_sd * noise.normal(stream, 0))
    elif quantity.triangular:
        drawn = _triangular(noise.uniform(stream, 0), *quantity.triangular)
    else:
        assert quantity.low is not None and quantity.high is not None
        drawn = quantity.low + (quantity.high - quantity.low) * noise.uniform(stream, 0)
    low, high = quantity.bounds
    if low is None and high is None:
        return drawn
    return np.clip(drawn, low, high)


def _triangular(uniform: Array, low: float, mode: float, high: float) -> Array:
    if high == low:
        return np.full_like(uniform, mode)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < split, rising, falling)


def _compile(value: Any, path: tuple[str, ...], noise: Noise, scenario: Scenario) -> Any:
    if isinstance(value, Quantity):
        return sample(value, ".".join(path), noise)
    if isinstance(value, Position):
        return _position(value, path, noise, scenario)
    if isinstance(value, Section):
        names = [name for name in type(value).model_fields if path or name not in ("facts", "sources", "levers")]
        parts = {name: _compile(getattr(value, name), (*path, name), noise, scenario) for name in names}
        return SimpleNamespace(**parts)
    if isinstance(value, dict):
        return {key: _compile(entry, (*path, str(key)), noise, scenario) for key, entry in value.items()}
    if isinstance(value, list):
        return [_compile(entry, (*path, str(number)), noise, scenario) for number, entry in enumerate(value)]
    return value


def _position(position: Position, path: tuple[str, ...], noise: Noise, scenario: Scenario) -> SimpleNamespace:
    """A position as {at, front_km2}: exactly one is a number, or neither when it is open."""
    compiled = SimpleNamespace(at=None, front_km2=None)
    where = ".".join(path)
    if position.anchor is not None:
        compiled.at = scenario.issues[_issue_of(path, scenario)].anchors[position.anchor].at.value
    elif position.at is not None:
        compiled.at = sample(position.at, where, noise)
    elif position.front_km2 is not None:
        compiled.front_km2 = sample(position.front_km2, where, noise)
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
