"""Dotted paths into a scenario: list the parameters, read one, change some."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, Problem, choices, shorten
from sim.scenario.consistency import impossible
from sim.scenario.given import mapping_given, plain, scenario_given
from sim.scenario.positions import Position
from sim.scenario.problems import describe
from sim.scenario.quantity import Quantity, Section, describe_range
from sim.scenario.schema import Scenario, as_data, check_change

NOT_PARAMETERS = frozenset({"facts", "sources", "levers", "policies"})
SWITCHES = frozenset({"open", "active", "gathers"})
"""Switches that are parameters, by name; they act at the start."""


@dataclass(frozen=True)
class Parameter:
    """A number or switch of a scenario that can be changed.

    `quantity` is None for switches and counts. `start_only` numbers act at month 0.
    """

    path: str
    value: float | bool
    unit: str
    low: float | None
    high: float | None
    text: str
    quantity: Quantity | None = None
    start_only: bool = False

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        return "true or false" if isinstance(self.value, bool) else describe_range(self.low, self.high)

    def accepts(self, value: float | bool) -> bool:
        """Whether a value is of the right kind and within the bounds."""
        if isinstance(self.value, bool) or isinstance(value, bool):
            return isinstance(self.value, bool) and isinstance(value, bool)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def parameters(scenario: Scenario | str | Path) -> dict[str, Parameter]:
    """Every parameter of the scenario by its dotted path, in the order of the file."""
    return {parameter.path: parameter for parameter in _walk(scenario_given(scenario), ())}


def optional_parameters(scenario: Scenario | str | Path) -> dict[str, Parameter]:
    """Numbers that the scenario leaves out and that `change` can add, such as a member's own stance; their value is NaN."""
    return {parameter.path: parameter for parameter in _walk(scenario_given(scenario), (), absent=True)}


def _walk(section: Section, path: tuple[str, ...], absent: bool = False) -> Iterator[Parameter]:
    for name, field in type(section).model_fields.items():
        if not path and name in NOT_PARAMETERS:
            continue
        value = getattr(section, name)
        where = (*path, name)
        text = field.description or ""
        extra: dict[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        if isinstance(value, Section) and not isinstance(value, Position):
            yield from _walk(value, where, absent)
        elif isinstance(value, dict):
            for key, entry in value.items():
                if isinstance(entry, Position) and not absent:
                    yield from _position((*where, key), entry, f"Position on {key}.")
                elif isinstance(entry, Section) and not isinstance(entry, Position):
                    yield from _walk(entry, (*where, key), absent)
        elif absent:
            if value is None and "unit" in extra:
                low, high, unit = (extra.get(key) for key in ("low", "high", "unit"))
                yield Parameter(
                    ".".join(where), math.nan, str(unit), low, high, text, None, bool(extra.get("start_only"))
                )
        elif isinstance(value, Quantity):
            yield _parameter(where, value, text, bool(extra.get("start_only")))
        elif isinstance(value, Position):
            yield from _position(where, value, text)
        elif isinstance(value, bool) and name in SWITCHES:
            yield Parameter(".".join(where), value, "true or false", None, None, text, start_only=True)
        elif name == "guarantee_levels":
            yield Parameter(".".join(where), value, "levels", 2, 201, text)


def _position(path: tuple[str, ...], position: Position, text: str) -> Iterator[Parameter]:
    inner = position.at or position.front_km2
    if inner is not None:
        yield _parameter(path, inner, text)


def _parameter(path: tuple[str, ...], quantity: Quantity, text: str, start_only: bool = False) -> Parameter:
    low, high = quantity.bounds
    return Parameter(".".join(path), quantity.value, quantity.unit or "", low, high, text, quantity, start_only)


def get(scenario: Scenario, path: str) -> float | bool:
    """The central value of a parameter. Raises InputError for an unknown path."""
    return _known(parameters(scenario), path).value


def _known(known: Mapping[str, Parameter], path: str) -> Parameter:
    if path not in known:
        raise InputError(f"unknown parameter {shorten(path)}; {choices(path, known, most=4)}")
    return known[path]


def change(scenario: Scenario | str | Path, changes: Mapping[str, float | bool] | None) -> Scenario:
    """A scenario with some parameters moved; the spread of an uncertain number moves along.

    A number that the file leaves out (see `optional_parameters`) is added.

    Raises InputError naming every unknown path and every value out of range.
    """
    scenario = scenario_given(scenario)
    changes = mapping_given("changes", changes)
    if not changes:
        return scenario
    known = parameters(scenario)
    if any(path not in known for path in changes):
        known = {**known, **optional_parameters(scenario)}
    problems: list[Problem] = []
    wanted: dict[str, float | bool] = {}
    for path, given in changes.items():
        value = plain(given)
        try:
            parameter = _known(known, path)
            check_change(value)
        except InputError as error:
            problems.extend(error.problems)
            continue
        except ValueError:
            problems.append(Problem(f"{path}: expected a number, found {shorten(value)}"))
            continue
        if not parameter.accepts(value):
            problems.append(Problem(f"{path}: found {value!r}; allowed: {parameter.allowed}"))
        elif value != parameter.value:
            wanted[path] = value
    if problems:
        raise InputError(problems)
    if not wanted:
        return scenario
    data = as_data(scenario)
    for path, value in wanted.items():
        _put(data, path.split("."), known[path].quantity, value)
    try:
        changed = Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError([Problem(describe(detail)) for detail in error.errors()]) from None
    if found := list(impossible(changed)):
        raise InputError([Problem(f"{'.'.join(map(str, finding.path))}: {finding.message}") for finding in found])
    return changed


def _put(data: dict[str, Any], parts: list[str], quantity: Quantity | None, value: float | bool) -> None:
    for part in parts[:-1]:
        data = data[part]
    if quantity is None:
        added = parts[-1] not in data
        data[parts[-1]] = {"value": value, "note": "not in the file"} if added else value
        return
    moved = quantity.moved_to(float(value))
    entry = data[parts[-1]]
    if "value" in entry:
        data[parts[-1]] = moved
    else:
        data[parts[-1]] = {"at" if "at" in entry else "front_km2": moved}
