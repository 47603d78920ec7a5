"""What may stand in a file: the keys of each section with meaning, unit and allowed values, read off the schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.actors import ROLE_SECTIONS
from sim.scenario.problems import models_at
from sim.scenario.quantity import Quantity, describe_range
from sim.scenario.schema import Scenario

Kind = Literal["text", "number", "count", "switch", "choice", "list", "section"]
MOST_DEPTH = 8


@dataclass(frozen=True)
class Key:
    """A key that a section may have. `kind` is `section` for whatever is not one plain value or a list of words."""

    name: str
    meaning: str
    kind: Kind
    unit: str
    allowed: str
    choices: tuple[str, ...]
    required: bool
    default: Any = None


def keys_at(path: Sequence[str]) -> list[Key]:
    """The keys of the section at a path, such as `("actors", "eu", "sponsor", "members", "italy")`: an actor's role follows its name.

    Empty for a path that the schema does not have.
    """
    found: dict[str, Key] = {}
    for model in models_at(path):
        for name, field in model.model_fields.items():
            found.setdefault(name, _key(name, field))
    return list(found.values())


def schema_keys() -> list[tuple[str, Key]]:
    """Every section's path and key, in the order of the schema; `NAME` stands for a name of your own."""
    return list(_walk(Scenario, "", ()))


def _walk(model: type[BaseModel], place: str, above: tuple[type[BaseModel], ...]) -> Iterator[tuple[str, Key]]:
    if model in above or len(above) > MOST_DEPTH:
        return
    for name, field in model.model_fields.items():
        yield place, _key(name, field)
    for name, field in model.model_fields.items():
        for inner, named in _inner(field.annotation):
            under = f"{place}.{name}" if place else name
            role = next((role for role, kind in ROLE_SECTIONS.items() if kind is inner), None)
            yield from _walk(
                inner, f"{under}.NAME" + (f" ({role})" if role else "") if named else under, (*above, model)
            )


def _inner(kind: Any, named: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """Sections below a field, and whether they stand under a name."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind is not Quantity:
            yield kind, named
        return
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        yield from _inner(arguments[1], True)
    elif get_origin(kind) is not Literal:
        for argument in arguments:
            yield from _inner(argument, named)


def _key(name: str, field: FieldInfo) -> Key:
    extra: dict[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kinds = {kind for kind in _plain(field.annotation) if kind is not type(None)}
    choices = tuple(str(word) for kind in kinds if get_origin(kind) is Literal for word in get_args(kind))
    unit, allowed = str(extra.get("unit", "")), ""
    kind: Kind = "section"
    if Quantity in kinds:
        kind, allowed = "number", describe_range(extra.get("low"), extra.get("high"))
    elif choices and len(kinds) == 1:
        kind, allowed = "choice", ", ".join(choices)
    elif kinds == {bool}:
        kind, allowed = "switch", "true or false"
    elif kinds == {str}:
        kind = "text"
    elif kinds <= {int, float}:
        kind = "count"
    elif kinds == {list} and any(word in repr(field.annotation) for word in ("str", "Literal")):
        kind = "list"
    default = None if field.is_required() or field.default_factory else field.get_default()
    if isinstance(default, dict):
        default = default.get("value")
    plain = default if isinstance(default, (str, int, float, bool)) else None
    return Key(name, field.description or "", kind, unit, allowed, choices, field.is_required(), plain)


def _plain(kind: Any) -> Iterator[Any]:
    """The types that a field may have, without what is wrapped round them."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (dict, list):
        yield origin
    elif origin is Literal:
        yield kind
    elif arguments and not isinstance(kind, type):
        for argument in arguments if not hasattr(kind, "__metadata__") else arguments[:1]:
            yield from _plain(argument)
    else:
        yield kind
