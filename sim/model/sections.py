"""The sections of a scenario as the engine reads them: one frozen dataclass for each, made from the schema.

A number is a float, or an array of shape (runs,) where runs differ in it; what it means, its unit and bounds stand in the schema, where
alone a section or a number is added. How they are typed stands in `sections.pyi`, which `python -m docs.build` writes.
"""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass
from functools import cache
from typing import Any

from sim.model.arrays import Value
from sim.scenario.quantity import Section

NOT_COMPILED = ("note", "source", "question", "summary", "facts", "sources", "levers")
"""What the engine has no use for, in whichever section it stands."""


@dataclass(frozen=True)
class Place:
    """A position on an issue's scale: one of both is given, or neither when it is left open."""

    at: Value | None = None
    front_km2: Value | None = None


def fields_of(section: type[Section]) -> list[str]:
    """Names of the fields that the engine reads, inherited ones included."""
    return [name for name in section.model_fields if name not in NOT_COMPILED]


@cache
def class_of(section: type[Section]) -> Any:
    """The dataclass of a section."""
    return make_dataclass(section.__name__, fields_of(section), frozen=True)
