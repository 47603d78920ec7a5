"""A place on an issue's scale, and bounds on it that somebody else holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.quantity import Quantity, Section, Switch, quantity

Scope = Literal["settlement", "ceasefire"]
"""What a deal about the war itself does: end it, or stop the front."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


class Position(Section):
    """A place on an issue's scale.

    In YAML: a number from 0 to 1, the name of an anchor, `{front_km2: offset}` (territory only: so many km² from the line of
    contact), or `open` (left undecided; proposals only).
    """

    at: Quantity | None = quantity(None, unit="scale 0-1", low=0, high=1)
    """Position on the issue's scale."""
    front_km2: Quantity | None = quantity(None, unit="km2", low=-500_000, high=500_000)
    """Offset from the line of contact; positive is in favour of the pole-1 side."""
    anchor: str | None = None
    """Name of an anchor of the issue."""
    open: Switch = False
    """Left undecided: valued at the status quo and exempt from red lines on the issue."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        mapping = handler(core_schema)
        number = handler.resolve_ref_schema(mapping)["properties"]["at"]["anyOf"][0]
        return {"anyOf": [number, {"type": "string"}, mapping]}

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, data: Any) -> Any:
        if isinstance(data, Position):
            return data
        if isinstance(data, str):
            return {"open": True} if data == "open" else {"anchor": data}
        if isinstance(data, dict) and not set(data) & {"at", "front_km2", "anchor", "open"}:
            return {"at": data} if set(data) & set(Quantity.model_fields) else data
        return {"at": data} if not isinstance(data, dict) else data

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum([self.at is not None, self.front_km2 is not None, self.anchor is not None, self.open]) != 1:
            raise PydanticCustomError("one_position", "a position is one of: a number, an anchor name, front_km2, open")
        return self


class Instrument(Section):
    """Bounds on one issue set by the actor who holds the instrument (Tsebelis 2002: veto players)."""

    at_least: Quantity | None = quantity(None, unit="scale 0-1", low=0, high=1)
    """Lowest position the holder lets pass."""
    at_most: Quantity | None = quantity(None, unit="scale 0-1", low=0, high=1)
    """Highest position the holder lets pass."""
    eases_with: str | None = None
    """Variable that widens the bound, such as `pressure.ukraine`."""
    eases_by: Quantity | None = quantity(None, unit="scale per unit", low=0, high=1)
    """By how much it widens per unit of that variable; goes with `eases_with`."""

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise PydanticCustomError("no_bound", "an instrument has `at_least`, `at_most` or both")
        if (self.eases_with is None) != (self.eases_by is None):
            raise PydanticCustomError("eases", "`eases_with` and `eases_by` go together")
        return self
