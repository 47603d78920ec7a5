"""Mediators as Mesa agents; the engagement of a bloc is that of its members. Princen 1992, Beardsley 2011."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.model.actors.actor import Actor
from sim.model.draws import Array
from sim.model.parameters import Value

if TYPE_CHECKING:
    from sim.model.model import NegotiationModel


class Supporter(mesa.Agent):  # type: ignore[misc]
    """A government or a group of them that may stand behind the mediators' proposal."""

    model: NegotiationModel

    def __init__(self, mediator: Mediator, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(mediator.model)
        self.mediator = mediator
        self.name = f"{mediator.name}.{name}"
        self.parameters = parameters
        start = mediator.parameters.engagement if parameters.engagement is None else parameters.engagement
        self.engagement = mediator.over_runs(start)

    def follow(self, pull: Array) -> None:
        """More of it sign while the war goes on, in proportion to the pull of those who gather."""
        growth = self.mediator.parameters.growth if self.parameters.growth is None else self.parameters.growth
        rate = growth * self.model.fighting if self.parameters.gathers else growth * pull * self.model.fighting
        self.engagement = grown(self.engagement, rate)


class Mediator(Actor):
    """An actor that gathers support for its proposal."""

    def __init__(self, model: NegotiationModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        self._engagement = self.over_runs(0.0 if parameters.engagement is None else parameters.engagement)
        self.members = [Supporter(self, member, entry) for member, entry in parameters.members.items()]
        self._take_stock()

    def _take_stock(self) -> None:
        if self.members:
            weights = [member.parameters.weight for member in self.members]
            engaged = sum(weight * member.engagement for weight, member in zip(weights, self.members, strict=True))
            self._engagement = np.asarray(engaged / np.maximum(sum(weights), 1e-12))

    @property
    def engagement(self) -> Array:
        """Share of governments behind the proposal, shape (runs,)."""
        return self._engagement

    @engagement.setter
    def engagement(self, value: Array) -> None:
        """Move every member in proportion, so that the whole comes to the value."""
        now = self._engagement
        up = np.clip((value - now) / np.maximum(1 - now, 1e-12), 0.0, 1.0)
        down = np.clip((now - value) / np.maximum(now, 1e-12), 0.0, 1.0)
        for member in self.members:
            moved = member.engagement + up * (1 - member.engagement) - down * member.engagement
            member.engagement = moved if len(self.members) > 1 else value
        self._engagement = value

    def gather_support(self) -> None:
        """Engagement grows while the war goes on."""
        if not self.members:
            self._engagement = grown(self._engagement, self.parameters.growth * self.model.fighting)
            return
        gathering = [member.engagement for member in self.members if member.parameters.gathers]
        pull = np.mean(gathering, axis=0) if gathering else self.over_runs(1.0)
        for member in self.members:
            member.follow(pull)
        self._take_stock()

    def consents(self, price: Value, relief: bool) -> Array:
        """Whether it agrees to something that costs `price`: engaged mediators do, for relief and for gifts alike."""
        return np.asarray(self.engagement > price)

    @property
    def willing(self) -> Array:
        """How surely it keeps what it offers, 0-1."""
        return self.engagement


def grown(engaged: Array, growth: Array) -> Array:
    """Engagement after a month in which a share `growth` of those who stand apart join."""
    return np.clip(engaged + growth * (1 - engaged), 0.0, 1.0)
