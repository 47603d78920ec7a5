"""The types of the engine's parameters, `sim/model/sections.pyi`, written from the scenario's schema: part of `python -m docs.build`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from sim.model.sections import fields_of
from sim.scenario.positions import Position
from sim.scenario.quantity import Quantity, Section
from sim.scenario.schema import Scenario

FILE = Path(__file__).resolve().parents[1] / "sim" / "model" / "sections.pyi"
NAMES = {Scenario: "Parameters", Quantity: "Value", Position: "Place", bool: "Switch"}
HEAD = """# Written by `python -m docs.build` from the schema in sim/scenario; do not edit.
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.model.arrays import Mask, Value
from sim.scenario.quantity import Section

Switch = bool | Mask

def fields_of(section: type[Section]) -> list[str]: ...
def class_of(section: type[Section]) -> Any: ...

@dataclass(frozen=True)
class Place:
    at: Value | None = None
    front_km2: Value | None = None
"""


def text() -> str:
    """What has to stand in `FILE`."""
    found: dict[type[Section], None] = {}
    _gather(Scenario, found)
    return HEAD + "".join(map(_declared, found))


def _gather(section: type[Section], found: dict[type[Section], None]) -> None:
    """The section and those below it, each after the one that it extends."""
    if section in found or section in (Section, Position, Quantity):
        return
    for base in _bases(section):
        _gather(base, found)
    found[section] = None
    for name in fields_of(section):
        for part in _parts(section.model_fields[name].annotation):
            if isinstance(part, type) and issubclass(part, Section):
                _gather(part, found)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for inner in get_args(hint):
        yield from _parts(inner)


def _bases(section: type[Section]) -> list[type[Section]]:
    return [base for base in section.__bases__ if issubclass(base, Section) and base is not Section]


def _declared(section: type[Section]) -> str:
    bases = _bases(section)
    inherited = {name for base in bases for name in base.model_fields}
    extends = f"({', '.join(base.__name__ for base in bases)})" if bases else ""
    own = {name: section.model_fields[name].annotation for name in fields_of(section) if name not in inherited}
    lines = [f"    {name}: {_typed(hint)}" for name, hint in own.items()] or ["    ..."]
    return "\n".join(
        ["", "@dataclass(frozen=True)", f"class {NAMES.get(section, section.__name__)}{extends}:", *lines, ""]
    )


def _typed(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _typed(inner[0])
    if origin in (Union, UnionType):
        return " | ".join("None" if part is NoneType else _typed(part) for part in inner)
    if origin is Literal:
        return f"Literal[{', '.join(map(json.dumps, inner))}]"
    if origin is dict:
        return f"Mapping[{_typed(inner[0])}, {_typed(inner[1])}]"
    if origin is list:
        return f"list[{_typed(inner[0])}]"
    if origin is tuple:
        return f"tuple[{', '.join('...' if part is Ellipsis else _typed(part) for part in inner)}]"
    return NAMES.get(hint, str(hint.__name__))
