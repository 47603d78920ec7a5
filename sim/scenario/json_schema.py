"""The JSON Schema of a kind of file for editors: one for whole files, one for variants that lay entries over what they extend."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_NAMED = ("properties", "patternProperties")
_WITHIN_LISTS = ("items", "prefixItems")
_DATA = ("default", "const", "enum")
_NULL = {"type": "null"}
_EXTENDS = {
    "type": "string",
    "pattern": r"^[a-z0-9][a-z0-9_-]{0,63}(\.ya?ml)?$",
    "description": "File beside this one, or shipped one, over which these entries are laid; null removes an entry.",
}


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of the files of a model; it refers to nothing outside itself.

    In a variant nothing is required and every entry may be null, but lists are as in a whole file, since they are replaced as a whole.
    """
    found = model.model_json_schema()
    sections = {**found.pop("$defs", {}), model.__name__: found}
    definitions = {name: _whole(section) for name, section in sections.items()}
    definitions |= {_variant_of(name): _variant(section) for name, section in definitions.items()}
    for name in (model.__name__, _variant_of(model.__name__)):
        definitions[name]["properties"] = {"extends": _EXTENDS, **definitions[name]["properties"]}
    return {
        "$schema": DIALECT,
        "$id": f"urn:parley:{model.__name__.lower()}:1",
        "title": model.__name__,
        "if": {"type": "object", "required": ["extends"]},
        "then": {"$ref": f"#/$defs/{_variant_of(model.__name__)}"},
        "else": {"$ref": f"#/$defs/{model.__name__}"},
        "$defs": definitions,
    }


def _variant_of(name: str) -> str:
    return f"{name}Variant"


def _whole(schema: Any) -> Any:
    """What pydantic says, with the bounds and units of numbers in the words of JSON Schema, and no names but those that are allowed."""
    if isinstance(schema, list):
        return [_whole(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = dict(schema)
    schema.pop("discriminator", None)
    if isinstance(schema.get("unit"), str):
        low, high = schema.pop("low", None), schema.pop("high", None)
        schema |= {key: end for key, end in (("minimum", low), ("maximum", high)) if end is not None}
        schema["description"] = f"{schema.get('description', '')} [{schema.pop('unit')}]".strip()
        schema.pop("start_only", None)
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    found: dict[str, Any] = {}
    for key, part in schema.items():
        if key in _NAMED:
            found[key] = {name: _whole(entry) for name, entry in part.items()}
        else:
            found[_BOUNDS.get(key, key)] = part if key in _DATA else _whole(part)
    return found


def _variant(schema: Any) -> Any:
    """The same for entries that may be a part of what they are laid over."""
    if isinstance(schema, list):
        return [_variant(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for key, part in schema.items():
        if key in _NAMED:
            found[key] = {name: _or_null(entry) for name, entry in part.items()}
        elif key == "additionalProperties":
            found[key] = _or_null(part) if isinstance(part, dict) else part
        elif key == "$ref":
            found[key] = _variant_of(part)
        elif key in _DATA or key in _WITHIN_LISTS:
            found[key] = part
        elif key not in ("required", "minProperties"):
            found["anyOf" if key == "oneOf" else key] = _variant(part)
    return found


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    entry = _variant(schema)
    return entry if _NULL in entry.get("anyOf", []) else {"anyOf": [entry, _NULL]}
