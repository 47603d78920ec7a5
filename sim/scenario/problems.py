"""pydantic's findings in plain sentences: what was found, what is allowed, the nearest valid choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.errors import choices, shorten
from sim.scenario.actors import ROLE_SECTIONS
from sim.scenario.numerals import meant
from sim.scenario.schema import Scenario

PATTERNS = {
    r"^\d{4}-(0[1-9]|1[0-2])$": "a month as YYYY-MM, such as 2024-11",
    r"^[a-z][a-z0-9_]{0,47}$": "a name of lower-case letters, digits and _, starting with a letter",
    r"^[a-z0-9][a-z0-9-]{0,63}$": "a name of lower-case letters, digits and -",
    r"^\d{4}-\d{2}(-\d{2})?$": "a date as YYYY-MM or YYYY-MM-DD",
    r"^(\d{4}(-\d{2}(-\d{2})?)?|undated)$": "a date as YYYY, YYYY-MM or YYYY-MM-DD, or 'undated'",
}

DECIMAL_COMMA = "; a comma separates entries: decimal numbers have a point, such as 0.5"


def describe(error: Any, root: type[BaseModel] = Scenario) -> str:
    """One pydantic error (an item of `ValidationError.errors()`) as a sentence that begins with the dotted path.

    `root` is the model that was validated.
    """
    where = ".".join(map(str, (*keys_of(error["loc"]), *tag(error)))) or f"the {root.__name__.lower()}"
    return f"{where}: {_reason(error, root)}"


def keys_of(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The path of keys in a file for a place as pydantic names it, which has the role of an actor and marks of unions in between."""
    role = 2 if len(loc) > 2 and loc[0] == "actors" and loc[2] in ROLE_SECTIONS else None
    return tuple(part for number, part in enumerate(loc) if number != role and not str(part).startswith("["))


def tag(error: Any) -> tuple[str, ...]:
    """The key that says of which kind an entry is, where its value is what is wrong."""
    named = (error.get("ctx") or {}).get("discriminator", "") if error["type"] == "union_tag_invalid" else ""
    return (named.strip("'"),) if named else ()


def _reason(error: Any, root: type[BaseModel]) -> str:
    kind, found, context = error["type"], error.get("input"), error.get("ctx") or {}
    if kind == "extra_forbidden":
        key = error["loc"][-1]
        return f"unknown key; {choices(key, allowed_keys(error['loc'][:-1], root))}{_split_by_comma(str(key), found)}"
    if kind == "missing":
        return "is missing; add it here"
    if kind in ("literal_error", "union_tag_invalid"):
        allowed = _literals(context)
        return f"found {shorten(_tag(found, context))}; {choices(_tag(found, context), allowed)}"
    if kind == "union_tag_not_found":
        return f"`role` is missing; {choices('', ROLE_SECTIONS)}"
    if kind == "string_pattern_mismatch":
        expected = PATTERNS.get(str(context.get("pattern")), "another form")
        return f"found {shorten(found)}; allowed: {expected}"
    if kind in ("string_type", "string_sub_type"):
        return f"expected text, found {shorten(found)}"
    if kind in ("dict_type", "model_type", "model_attributes_type", "mapping_expected"):
        return f"expected a mapping with named entries, found {shorten(found)}"
    if kind in ("list_type", "tuple_type"):
        return f"expected a list, found {shorten(found)}"
    if kind in ("number_expected", "float_type", "int_type", "float_parsing", "int_parsing"):
        return f"expected a number, found {shorten(found)}{meant(found)}{_split_by_comma(str(error['loc'][-1]), found)}"
    if kind == "int_from_float":
        return f"expected a whole number, found {shorten(found)}{meant(found)}"
    if kind in ("switch_expected", "number_or_switch_expected"):
        key = str(error["loc"][-1]) if error["loc"] else ""
        return f"{error['msg']}, found {shorten(found)}{meant(found, switch=True)}{_split_by_comma(key, found)}"
    if kind == "finite_number":
        return f"expected a finite number, found {shorten(found)}"
    message = str(error["msg"])
    message = message[0].lower() + message[1:]
    if kind == "string_too_long":
        return f"found {len(str(found)):,} characters; allowed: at most {context['max_length']}"
    if kind in ("too_long", "too_short") and isinstance(found, (list, tuple)):
        comma = DECIMAL_COMMA if found and all(isinstance(part, int) for part in found) else ""
        return f"{message} (found {shorten(found)}){comma}"
    whole = kind in ("out_of_range", "unknown_anchor", "text_too_long") or isinstance(found, dict)
    return message if whole else f"{message} (found {shorten(found)})"


def _split_by_comma(key: str, found: object) -> str:
    """What to say of a key that is the rest of what stood before a comma: of a text, or of a number."""
    if " " in key:
        return "; put text that has a comma in quotes"
    return DECIMAL_COMMA if cut_off(key, found) else ""


def cut_off(key: object, found: object) -> bool:
    """Whether a key is what stood after the comma of a number, such as `000` in {area_km2: 4,000}."""
    return str(key).isdecimal() and found is None


def _tag(found: object, context: dict[str, Any]) -> object:
    return context.get("tag", found)


def _literals(context: dict[str, Any]) -> list[str]:
    text = str(context.get("expected") or context.get("expected_tags") or "")
    return [word.strip(" '") for word in text.replace(" or ", ", ").split(",") if word.strip(" '")]


def allowed_keys(path: Sequence[str | int], root: type[BaseModel] = Scenario) -> list[str]:
    """Keys that the mapping at a place of a file may have; empty for one with free names."""
    models = list(models_at(path, root))
    return [name for model in models for name in model.model_fields]


def models_at(path: Sequence[str | int], root: type[BaseModel] = Scenario) -> Iterable[type[BaseModel]]:
    """Models that the mapping at a place of a file may be."""
    for place in annotations_at(path, root):
        for kind in kinds_of(place):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield kind


def annotations_at(path: Sequence[str | int], root: type[BaseModel] = Scenario) -> list[Any]:
    """What may stand at a place of a file: fields with their constraints, or types of entries."""
    places: list[Any] = [root]
    for part in path:
        following: list[Any] = []
        for place in places:
            for kind in kinds_of(place):
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    if part in kind.model_fields:
                        following.append(kind.model_fields[str(part)])
                    elif part in ROLE_SECTIONS and ROLE_SECTIONS[str(part)] is kind:
                        following.append(kind)
                elif _is_container(kind):
                    following.extend([entry for entry in get_args(kind) if entry is not ...][-1:])
        places = following
    return places


def _is_container(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) in (dict, list, tuple)


def kinds_of(place: Any) -> Iterable[Any]:
    """The types that a field or entry may have, without what is wrapped round them."""
    if isinstance(place, FieldInfo):
        place = place.annotation
    if _is_container(place) or isinstance(place, type) or get_origin(place) is Literal:
        yield place
        return
    for argument in get_args(place):
        yield from kinds_of(argument)
