"""Soft conditions on the state of the world."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.quantity import Quantity, Section, quantity


class Condition(Section):
    """A soft condition between 0 and 1.

    `all` takes the smallest and `any` the largest of its parts; `above` and `below` are logistic ramps of a variable;
    `gain` takes the variable itself times a factor.
    """

    all: list[Condition] | None = Field(default=None, min_length=1)
    """Every part must hold (minimum)."""
    any: list[Condition] | None = Field(default=None, min_length=1)
    """One part is enough (maximum)."""
    variable: str | None = None
    """Variable of the model, such as `fatigue.ukraine`."""
    above: Quantity | None = quantity(None, unit="unit of the variable", low=-1e9, high=1e9)
    """The condition is half met here and more so above."""
    below: Quantity | None = quantity(None, unit="unit of the variable", low=-1e9, high=1e9)
    """The condition is half met here and more so below."""
    width: Quantity | None = quantity(None, unit="unit of the variable", low=1e-9, high=1e9)
    """Width of the ramp; required with `above` and `below`."""
    gain: Quantity | None = quantity(None, unit="factor", low=0, high=1e6)
    """Factor on the variable, instead of a ramp."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        combined = [part for part in (self.all, self.any) if part is not None]
        ramps = [part for part in (self.above, self.below, self.gain) if part is not None]
        leaf = self.variable is not None
        if len(combined) + leaf != 1 or (leaf and len(ramps) != 1) or (not leaf and ramps):
            raise PydanticCustomError(
                "one_condition",
                "a condition is one of: all, any, or a variable with above, below or gain",
            )
        if (self.width is None) == (self.above is not None or self.below is not None):
            raise PydanticCustomError("width_missing", "`above` and `below` need a `width`, `gain` has none")
        return self
