"""What third parties add for a signature: who makes it, who forbids it, and how far it is believed.

Putnam 1988 (side payments and two-level games), Walter 1997 (guarantees), Drezner 1999 (sanctions as bargaining).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.bargaining.lines import SCOPES
from sim.model.conditions import evaluate
from sim.model.draws import Array
from sim.model.parameters import Value

if TYPE_CHECKING:
    from sim.model.actors.mediator import Mediator
    from sim.model.actors.sponsor import Sponsor
    from sim.model.model import NegotiationModel


class Offers:
    """The offers of a model. After `make`: `made` offer -> (runs,) masks, `bonus` (runs, scopes, sides), `cover` (runs, scopes)."""

    def __init__(self, model: NegotiationModel) -> None:
        self.model = model
        self.names = list(model.definition.offers)
        runs = model.runs
        self.made: dict[str, NDArray[np.bool_]] = {name: np.zeros(runs, dtype=bool) for name in self.names}
        self.taken: dict[str, NDArray[np.bool_]] = {name: np.zeros(runs, dtype=bool) for name in self.names}
        self.bonus = np.zeros((runs, len(SCOPES), 2))
        self.cover = np.zeros((runs, len(SCOPES)))

    def _party(self, name: str) -> Sponsor | Mediator:
        return self.model.actors[name]

    def make(self) -> None:
        """Who would add what for a signature this month, and what that is worth to the sides."""
        if not self.names:
            return
        self.bonus[:], self.cover[:] = 0.0, 0.0
        for name in self.names:
            offer = self.model.parameters.offers[name]
            made = np.array(np.broadcast_to(offer.active, (self.model.runs,)), dtype=bool)
            if not made.any():
                continue
            if offer.when is not None:
                made &= np.asarray(evaluate(offer.when, self.model.variable)) > 0.5
            snap_back: Value = 0.0 if offer.snap_back is None else offer.snap_back
            price, relief = self.price_and_direction(name)
            for holder in offer.holders:
                made &= self._party(holder).consents(price, relief)
            self.made[name] = made
            believed = self._credibility(offer.kind, offer.giver, snap_back)
            protects: Value = believed if offer.kind == "guarantee" else snap_back
            pole = self.model.actors[offer.receiver].pole
            for number, scope in enumerate(SCOPES):
                if scope in offer.scopes:
                    self.bonus[:, number, pole] += made * offer.worth * believed
                    self.cover[:, number] = np.maximum(self.cover[:, number], made * protects)

    def price_and_direction(self, name: str) -> tuple[Value, bool]:
        """The support that an offer costs its holders, and whether those want it who doubt the aid; a snap-back lowers the price."""
        offer = self.model.parameters.offers[name]
        price = offer.price if offer.snap_back is None else offer.price * (1 - offer.snap_back)
        return price, offer.kind == "sanctions_relief"

    def _credibility(self, kind: str, giver: str, snap_back: Value) -> Value:
        if kind == "assets":
            return 1.0
        return 1 - snap_back if kind == "sanctions_relief" else self._party(giver).willing

    def take(self, index: NDArray[np.intp], ceasefire: NDArray[np.bool_]) -> None:
        """The runs at `index` sign, some of them a ceasefire only: what was offered for that is taken."""
        for name in self.names:
            scopes = self.model.definition.offers[name].scopes
            fits = np.where(ceasefire, "ceasefire" in scopes, "settlement" in scopes)
            self.taken[name][index] |= self.made[name][index] & fits

    def cost(self, giver: str) -> Array:
        """EUR bn that a giver owes for what was taken, shape (runs,)."""
        total = np.zeros(self.model.runs)
        for name in self.names:
            offer = self.model.parameters.offers[name]
            if offer.giver == giver:
                total += self.taken[name] * offer.cost_eur_bn
        return total
