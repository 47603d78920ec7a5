"""What every actor of the model has: a name, its compiled parameters, and what it lets pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import mesa
import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Mask, Value, over_runs

Variables = Callable[[str], Array]
"""Looks up a variable of the world by its name."""


def instrument_bound(
    instruments: Mapping[str, sections.Instrument], issue: str, sign: float, runs: int, variables: Variables
) -> Array | None:
    """The bound that an instrument sets on an issue this month, shape (runs,); None where it sets none on this side."""
    instrument = instruments.get(issue)
    fixed = None if instrument is None else instrument.at_least if sign > 0 else instrument.at_most
    if instrument is None or fixed is None:
        return None
    if instrument.eases_with is not None and instrument.eases_by is not None:
        fixed = fixed - sign * (instrument.eases_by * variables(instrument.eases_with))
    return over_runs(fixed, runs)


class Actor(mesa.Agent):  # type: ignore[misc]
    """An actor with its name and compiled parameters, over `runs` runs."""

    def __init__(self, model: mesa.Model, name: str, parameters: sections.Actor, runs: int) -> None:
        super().__init__(model)
        self.name = name
        self.parameters = parameters
        self.runs = runs

    def adopt(self, parameters: Any) -> None:
        """Go on under changed parameters."""
        self.parameters = parameters

    def bounds(self, issue: str, sign: float, variables: Variables) -> Iterator[Array]:
        """The bounds that its instruments set on an issue this month, shape (runs,): `sign` +1 for lower ones, -1 for upper."""
        own = instrument_bound(self.parameters.instruments, issue, sign, self.runs, variables)
        if own is not None:
            yield own

    def set_variable(self, name: str, value: Value, mask: Mask | bool) -> None:
        """Give a variable of its own new values in the runs of a mask."""
        setattr(self, name, np.where(mask, value, getattr(self, name)))

    def over_runs(self, value: Value | Mask) -> Array:
        """A number or array as a fresh array of shape (runs,)."""
        return over_runs(value, self.runs)
