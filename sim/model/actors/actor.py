"""What every actor of the model has: a name, compiled parameters, and draws of its own."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.model.draws import Array

if TYPE_CHECKING:
    from sim.model.model import NegotiationModel


def instrument_bound(
    model: NegotiationModel, instruments: dict[str, SimpleNamespace], issue: str, sign: float
) -> Array | None:
    """The bound that an instrument sets on an issue this month, shape (runs,); None where it sets none on this side."""
    instrument = instruments.get(issue)
    fixed = None if instrument is None else instrument.at_least if sign > 0 else instrument.at_most
    if instrument is None or fixed is None:
        return None
    ease = instrument.eases_by * model.variable(instrument.eases_with) if instrument.eases_with else 0.0
    return np.array(np.broadcast_to(fixed - sign * ease, (model.runs,)), dtype=float)


class Actor(mesa.Agent):  # type: ignore[misc]
    """An actor with its name, label and compiled parameters."""

    model: NegotiationModel

    def __init__(self, model: NegotiationModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model)
        self.name = name
        self.parameters = parameters

    def bounds(self, issue: str, sign: float) -> Iterator[Array]:
        """The bounds that its instruments set on an issue this month, shape (runs,): `sign` +1 for lower ones, -1 for upper."""
        own = instrument_bound(self.model, self.parameters.instruments, issue, sign)
        if own is not None:
            yield own

    def over_runs(self, value: float | Array) -> Array:
        """A number or array as a fresh array of shape (runs,)."""
        return np.array(np.broadcast_to(value, (self.model.runs,)), dtype=float)

    def normal(self, stream: str) -> Array:
        """This month's standard normal draws of the actor's own stream."""
        return self.model.noise.normal(f"{stream}.{self.name}", self.model.month)

    def uniform(self, stream: str) -> Array:
        """This month's uniform draws of the actor's own stream."""
        return self.model.noise.uniform(f"{stream}.{self.name}", self.model.month)
