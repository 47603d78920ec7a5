"""Stand-ins for what is missing or wrong in a file, so that what stands beside it can be checked all the same."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sim.errors import nearest
from sim.scenario.actors import ROLE_SECTIONS
from sim.scenario.conditions import Condition
from sim.scenario.positions import Position
from sim.scenario.problems import annotations_at, kinds_of
from sim.scenario.quantity import Quantity

NOTHING = object()
"""No stand-in fits."""
PLAIN: tuple[Any, ...] = (1, 2, 0.5, False, "a", "2000-01", "undated", [], {})
SECTIONS: tuple[tuple[type[BaseModel], Any], ...] = ((Position, 0.5), (Condition, {"variable": "month", "gain": 1.0}))


def stand_in(detail: Any, root: type[BaseModel]) -> Any:
    """A value that may stand where pydantic found a fault, or NOTHING."""
    loc = detail["loc"]
    if str(loc[-1]).startswith("["):
        return NOTHING
    places = list(annotations_at(loc, root))
    return _for(places[0], detail.get("input"), detail["type"]) if len(places) == 1 else NOTHING


def _for(place: Any, found: Any, fault: str) -> Any:
    kinds = [kind for kind in kinds_of(place) if kind is not type(None)]
    if Quantity in kinds:
        return _number(place)
    for section, value in SECTIONS:
        if section in kinds:
            return value
    words = [str(word) for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    if words:
        return nearest(found, words) or NOTHING if isinstance(found, str) else NOTHING
    if any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds):
        return {} if fault in ("missing", "mapping_expected", "model_type") else NOTHING
    return _plain(place, found)


def _number(place: Any) -> float:
    """A number that a field takes: the middle of its bounds where it has two."""
    extra = place.json_schema_extra if isinstance(place, FieldInfo) else None
    bounds: dict[str, Any] = extra if isinstance(extra, dict) else {}
    low, high = bounds.get("low"), bounds.get("high")
    if low is None or high is None:
        return next((float(end) for end in (low, high) if end is not None), 0.0)
    return float(low + high) / 2


def _plain(place: Any, found: Any) -> Any:
    kind: Any = Annotated[place.annotation, place] if isinstance(place, FieldInfo) else place
    check: TypeAdapter[Any] = TypeAdapter(kind)
    candidates = (found[:1], *PLAIN) if isinstance(found, str) else PLAIN
    for value in candidates:
        try:
            check.validate_python(value)
        except ValidationError:
            continue
        return value
    return NOTHING


def likely_role(actor: dict[str, Any]) -> str | None:
    """The role whose keys an entry has, or None where no role has more of them than the others."""
    named = actor.get("role")
    if isinstance(named, str) and (near := nearest(named, ROLE_SECTIONS)):
        return near
    fits = sorted(
        ((len(actor.keys() & model.model_fields.keys()), role) for role, model in ROLE_SECTIONS.items()), reverse=True
    )
    return fits[0][1] if fits[0][0] > fits[1][0] else None
