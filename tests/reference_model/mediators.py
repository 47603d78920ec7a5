"""Mediators, and the governments that may stand behind their proposal."""

from __future__ import annotations

from statistics import fmean
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa

from tests.reference_model.belligerents import Actor
from tests.reference_model.numbers import clip

if TYPE_CHECKING:
    from tests.reference_model.model import ScalarModel


class Government(mesa.Agent):
    def __init__(self, mediator: Mediator, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(mediator.model)
        self.mediator, self.name, self.parameters = mediator, f"{mediator.name}.{name}", parameters
        own = parameters.engagement
        self.engagement = mediator.parameters.engagement if own is None else own

    def sign(self, pull: float) -> None:
        """Some of those who stood apart join; the others are drawn by those who gather."""
        own = self.parameters.growth
        growth = self.mediator.parameters.growth if own is None else own
        drawn_in = growth * (1.0 if self.parameters.gathers else pull) * self.model.fighting
        self.engagement = clip(self.engagement + drawn_in * (1 - self.engagement))


class Mediator(Actor):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        self.alone = parameters.engagement
        self.members = [Government(self, member, entry) for member, entry in parameters.members.items()]

    @property
    def engagement(self) -> float:
        """Share of governments behind the proposal."""
        if not self.members:
            return self.alone
        total = sum(member.parameters.weight for member in self.members)
        return sum(member.parameters.weight * member.engagement for member in self.members) / total

    @engagement.setter
    def engagement(self, value: float) -> None:
        """Members join, or leave, in proportion to those who stand apart, or do not, until the whole comes to the value."""
        now = self.engagement
        self.alone = value
        for member in self.members:
            if value > now:
                member.engagement += (value - now) / (1 - now) * (1 - member.engagement)
            elif value < now:
                member.engagement -= (now - value) / now * member.engagement

    @property
    def willing(self) -> float:
        """How surely it keeps what it offers."""
        return self.engagement

    def consents(self, price: float, relief: bool) -> bool:
        """An engaged mediator agrees, whatever the offer."""
        return self.engagement > price

    def tire(self) -> None:
        """Diplomacy gathers support while the war goes on."""
        if not self.members:
            self.alone = clip(self.alone + self.parameters.growth * self.model.fighting * (1 - self.alone))
            return
        gathering = [member.engagement for member in self.members if member.parameters.gathers]
        pull = fmean(gathering) if gathering else 1.0
        for member in self.members:
            member.sign(pull)
