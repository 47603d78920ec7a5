"""Mediators; the engagement of a bloc is that of its members. Princen 1992, Beardsley 2011."""

from __future__ import annotations

import mesa
import numpy as np

from sim.model import sections
from sim.model.actors.actor import Actor
from sim.model.arrays import Array, Mask, Value


class Supporter(mesa.Agent):  # type: ignore[misc]
    """A government or a group of them that may stand behind the mediators' proposal."""

    def __init__(self, mediator: Mediator, name: str, parameters: sections.MediatorMember) -> None:
        super().__init__(mediator.model)
        self.mediator = mediator
        self.name = name
        self.parameters = parameters
        start = mediator.parameters.engagement if parameters.engagement is None else parameters.engagement
        self.engagement = mediator.over_runs(np.nan if start is None else start)

    def follow(self, pull: Array, fighting: Array) -> None:
        """More of it sign while the war goes on, in proportion to the pull of those who gather."""
        growth = self.mediator.parameters.growth if self.parameters.growth is None else self.parameters.growth
        rate = growth * fighting if np.any(self.parameters.gathers) else growth * pull * fighting
        self.engagement = grown(self.engagement, rate)


class Mediator(Actor):
    """An actor that gathers support for its proposal."""

    parameters: sections.Mediator

    def __init__(self, model: mesa.Model, name: str, parameters: sections.Mediator, runs: int) -> None:
        super().__init__(model, name, parameters, runs)
        self._engagement = self.over_runs(0.0 if parameters.engagement is None else parameters.engagement)
        self.members = [Supporter(self, member, entry) for member, entry in parameters.members.items()]
        self._take_stock()

    def adopt(self, parameters: sections.Mediator) -> None:
        """Go on under changed parameters, members included."""
        self.parameters = parameters
        for member in self.members:
            member.parameters = parameters.members[member.name]

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

    def gather_support(self, fighting: Array) -> None:
        """Engagement grows while the war goes on."""
        if not self.members:
            self._engagement = grown(self._engagement, self.parameters.growth * fighting)
            return
        gathering = [member.engagement for member in self.members if np.any(member.parameters.gathers)]
        pull = np.mean(gathering, axis=0) if gathering else self.over_runs(1.0)
        for member in self.members:
            member.follow(pull, fighting)
        self._take_stock()

    def consents(self, price: Value, relief: bool) -> Mask:
        """Whether it agrees to something that costs `price`: engaged mediators do, for relief and for gifts alike."""
        return np.asarray(self.engagement > price)

    @property
    def willing(self) -> Array:
        """How surely it keeps what it offers, 0-1."""
        return self.engagement


def grown(engaged: Array, growth: Array) -> Array:
    """Engagement after a month in which a share `growth` of those who stand apart join."""
    return np.clip(engaged + growth * (1 - engaged), 0.0, 1.0)
