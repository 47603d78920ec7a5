"""A number that knows its unit, its uncertainty and where it comes from."""

from __future__ import annotations

import math
from collections import Counter
from statistics import median
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from sim.errors import shorten
from sim.numbers import plain

MOST_DRAWS = 5000
MOST_TEXT, MOST_LABEL = 10_000, 200
"""Most characters of a text, and of one that stands in a table or on a chart."""
ONE_LINE = frozenset({"title", "label", "group", "measured_in"})
SETS = frozenset({"adopt", "adopted", "applies_to", "holders", "scopes", "used_by", "winter"})
"""Lists in which an entry is there or not, so that it stands there once."""
Basis = Literal["source", "assumption", "calibrated"]

PROVENANCE = ("basis", "source", "note", "checked")


def require_number(value: object) -> None:
    """Refuse text and booleans where a number is expected (YAML reads `yes` and `1` differently)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number_expected", "expected a number")


def _a_number(value: object) -> object:
    require_number(value)
    return value


def _a_switch(value: object) -> object:
    if not isinstance(value, bool):
        raise PydanticCustomError("switch_expected", "expected true or false")
    return value


def _a_number_or_switch(value: object) -> object:
    if not isinstance(value, (bool, int, float)):
        raise PydanticCustomError("number_or_switch_expected", "expected a number, true or false")
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("finite_number", "expected a finite number")
    return value


Number = Annotated[float, BeforeValidator(_a_number)]
Whole = Annotated[int, BeforeValidator(_a_number)]
Switch = Annotated[bool, BeforeValidator(_a_switch)]
Change = Annotated[float | bool, BeforeValidator(_a_number_or_switch)]
"""A new value of a parameter or variable."""


Draw = Annotated[float, Field(ge=-1e12, le=1e12)]


class Quantity(BaseModel):
    """A number: a bare scalar, or a mapping with its uncertainty and provenance.

    The uncertainty is one of: `sd` (normal), `relative_sd` (lognormal, as a share of the value),
    `low` and `high` (uniform), `triangular: [low, mode, high]`, `draws` (fitted). The ensemble draws one value a run.
    A bare number is an assumption.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    value: Number
    """The central value."""
    sd: Number | None = Field(default=None, ge=0)
    """Standard deviation of a normal distribution around the value."""
    relative_sd: Number | None = Field(default=None, ge=0, le=3)
    """Standard deviation of the logarithm: the value times exp(relative_sd × normal)."""
    low: Number | None = None
    """Lower end of a uniform distribution."""
    high: Number | None = None
    """Upper end of a uniform distribution."""
    triangular: tuple[Number, Number, Number] | None = None
    """Low, mode and high of a triangular distribution."""
    draws: tuple[Draw, ...] | None = Field(default=None, min_length=2, max_length=MOST_DRAWS)
    """Draws of a distribution that was fitted, or the name of a CSV file with a column for this number. Runs lie about the value as the
    draws lie about their median: by factors where the number cannot be negative, else by differences. All numbers of a scenario take the
    same place of their draws in a run, so that draws which were fitted together stay together."""
    unit: str | None = None
    """Unit; when given it must be the unit that the field is measured in."""
    basis: Basis = "assumption"
    """`source`: read in a source; `calibrated`: fitted to a series; `assumption`: neither."""
    source: str | None = None
    """Name of an entry of the bibliography."""
    note: str = Field(default="", max_length=MOST_TEXT)
    """The fact in our own words, with its figure, or the reason for the assumption."""
    checked: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}(-\d{2})?$")
    """When somebody last verified that the value still holds."""

    _bounds: tuple[float | None, float | None] = PrivateAttr(default=(None, None))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        mapping = {key: entry for key, entry in handler(core_schema).items() if key != "required"}
        draws = mapping["properties"]["draws"]
        draws["anyOf"] = [{"type": "string"}, *draws["anyOf"]]  # reading puts in the column of the file that is named
        return {"anyOf": [{"type": "number"}, mapping]}

    @model_validator(mode="before")
    @classmethod
    def _from_scalar(cls, data: Any) -> Any:
        if isinstance(data, (Quantity, BaseModel)):
            return data
        if not isinstance(data, dict):
            require_number(data)
            return {"value": data}
        data = dict(data)
        if "value" not in data:
            if isinstance(data.get("triangular"), (list, tuple)) and len(data["triangular"]) == 3:
                data["value"] = data["triangular"][1]
            elif all(isinstance(data.get(k), (int, float)) for k in ("low", "high")):
                data["value"] = (data["low"] + data["high"]) / 2
        if data.get("source") and "basis" not in data:
            data["basis"] = "source"
        return data

    @model_validator(mode="after")
    def _one_uncertainty(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise PydanticCustomError("range_incomplete", "`low` and `high` go together")
        kinds = [self.sd, self.relative_sd, self.low, self.triangular, self.draws]
        if sum(kind is not None for kind in kinds) > 1:
            raise PydanticCustomError(
                "one_uncertainty",
                "more than one uncertainty; allowed is one of: sd, relative_sd, low with high, triangular, draws",
            )
        support = self.support
        if support and support[0] > support[1]:
            low, high = ("`low`", "`high`") if self.low is not None else ("its lower end", "its upper end")
            raise PydanticCustomError("range_order", "{low} lies above {high}", {"low": low, "high": high})
        if support and not support[0] <= self.value <= support[1]:
            raise PydanticCustomError("value_outside_range", "the value lies outside its own range")
        if self.triangular and list(self.triangular) != sorted(self.triangular):
            raise PydanticCustomError("triangular_order", "`triangular` must be in order: low, mode, high")
        if self.basis == "source" and not self.source:
            raise PydanticCustomError("source_missing", "`basis: source` needs a `source`")
        return self

    @property
    def support(self) -> tuple[float, float] | None:
        """Ends of a bounded distribution, or None for a fixed, normal or lognormal number."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.triangular:
            return self.triangular[0], self.triangular[2]
        return None

    @property
    def reach(self) -> tuple[float, float]:
        """Ends of a bounded distribution; of another one what lies within two standard deviations."""
        if self.draws:
            least, middle, most = min(self.draws), median(self.draws), max(self.draws)
            if self.by_factors:
                return self.value * least / middle, self.value * most / middle
            return self.value + least - middle, self.value + most - middle
        factor, width = math.exp(2 * (self.relative_sd or 0)), 2 * (self.sd or 0)
        return self.support or (self.value / factor - width, self.value * factor + width)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Lowest and highest value that the field allows; None where it is open."""
        return self._bounds

    def allows(self, value: float) -> bool:
        """Whether the field allows a value."""
        lowest, highest = self._bounds
        return (lowest is None or value >= lowest) and (highest is None or value <= highest)

    @property
    def by_factors(self) -> bool:
        """Whether draws lie about their median by factors."""
        return (
            self._bounds[0] is not None and self._bounds[0] >= 0 and bool(self.draws) and median(self.draws or ()) > 0
        )

    @property
    def spread(self) -> bool:
        """Whether a spread is declared, which moves along with the value; it may have no width."""
        return bool(self.sd or self.relative_sd or self.support or self.draws)

    @property
    def uncertain(self) -> bool:
        """Whether runs differ in this number. A factor on 0 and a range without width make no difference."""
        if self.support is not None:
            return self.support[0] < self.support[1]
        if self.draws is not None:
            return min(self.draws) < max(self.draws) and not (self.by_factors and self.value == 0)
        return bool(self.sd or (self.relative_sd and self.value))

    def within(self, unit: str, low: float | None, high: float | None) -> Quantity:
        """The same quantity with its field's unit and bounds.

        Raises PydanticCustomError when the unit is another one or a value lies outside the bounds.
        """
        if self.unit is not None and self.unit != unit:
            raise PydanticCustomError("unit_mismatch", "wrong unit; this number is in '{unit}'", {"unit": unit})
        for number in (self.value, *(self.support or ())):
            if (low is not None and number < low) or (high is not None and number > high):
                raise PydanticCustomError(
                    "out_of_range",
                    "{number} is out of range; allowed: {allowed}",
                    {"number": written(number), "allowed": describe_range(low, high)},
                )
        if self.sd is not None and low is not None and high is not None and self.sd > high - low:
            raise PydanticCustomError(
                "out_of_range",
                "`sd` of {number} is out of range; allowed: at most {most}, since the number may be {allowed}",
                {"number": written(self.sd), "most": written(high - low), "allowed": describe_range(low, high)},
            )
        placed = self.model_copy(update={"unit": unit})
        placed._bounds = (low, high)
        return placed

    def moved_to(self, value: float) -> dict[str, Any]:
        """This quantity as data, moved to another value.

        The spread moves along; the provenance does not, because the source did not say the new number.
        """
        shift = value - self.value
        moved: dict[str, Any] = {"value": value, "note": f"changed from {written(self.value)}"}
        if self.sd is not None:
            moved["sd"] = self.sd
        if self.relative_sd is not None:
            moved["relative_sd"] = self.relative_sd
        if self.draws is not None:
            moved["draws"] = list(self.draws)
        lowest, highest = self._bounds

        def clipped(number: float) -> float:
            number = number if lowest is None else max(number, lowest)
            return number if highest is None else min(number, highest)

        if self.support:
            low, high = (clipped(end + shift) for end in self.support)
            if self.triangular:
                moved["triangular"] = [min(low, value), value, max(high, value)]
            else:
                moved["low"], moved["high"] = min(low, value), max(high, value)
        return moved


def written(value: float) -> str:
    """A number as a scenario has it: no commas, an exponent for the largest and smallest only."""
    return plain(value, 10, separated=False)


def describe_range(low: float | None, high: float | None) -> str:
    """A range in words: '0 to 1', 'at least 0', 'any number'."""
    if low is not None and high is not None:
        return f"{written(low)} to {written(high)}"
    if low is not None:
        return f"at least {written(low)}"
    return f"at most {written(high)}" if high is not None else "any number"


def quantity(
    default: Any = ...,
    *,
    unit: str,
    low: float,
    high: float,
    note: str = "",
    start_only: bool = False,
) -> Any:
    """Declare a numeric field: its default, unit, bounds, and why the default is what it is.

    `start_only` marks a number that acts at month 0 only, so that an event which sets it later is refused.
    """
    if default is not ... and default is not None:
        default = {**(default if isinstance(default, dict) else {"value": default}), "note": note}
    return Field(
        default=default,
        json_schema_extra={"unit": unit, "low": low, "high": high, "start_only": start_only},
    )


class Section(BaseModel):
    """A part of a scenario: frozen, no unknown keys, every number checked against its field."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        validate_default=True,
        allow_inf_nan=False,
    )

    @model_validator(mode="before")
    @classmethod
    def _is_mapping(cls, data: Any) -> Any:
        if not isinstance(data, (dict, BaseModel)):
            raise PydanticCustomError("mapping_expected", "expected a mapping with named entries")
        return data

    @field_validator("*", mode="after")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            most = MOST_LABEL if info.field_name in ONE_LINE else MOST_TEXT
            if len(value) > most:
                found = f"{len(value):,} characters"
                raise PydanticCustomError(
                    "text_too_long", "found {found}; allowed: at most {most}", {"found": found, "most": most}
                )
        if info.field_name in SETS:
            again = next((entry for entry, times in Counter(value).items() if times > 1), None)
            if again is not None:
                message = "{again} stands in the list more than once; write it once"
                raise PydanticCustomError("twice", message, {"again": shorten(again)})
        declared = cls.model_fields[str(info.field_name)].json_schema_extra
        if isinstance(value, Quantity) and isinstance(declared, dict):
            bounds: dict[str, Any] = declared
            return value.within(bounds["unit"], bounds["low"], bounds["high"])
        return value
