"""What third parties add for a signature."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference_model.model import ScalarModel

SCOPES = ("settlement", "ceasefire")


class Offers:
    """After `make`, by scope of the deal: `bonus` to both sides, `cover` of the deal; `made` and `taken` by offer."""

    def __init__(self, model: ScalarModel) -> None:
        self.model = model
        self.made: set[str] = set()
        self.taken: set[str] = set()

    def make(self) -> None:
        self.made = set()
        self.bonus, self.cover = {scope: [0.0, 0.0] for scope in SCOPES}, dict.fromkeys(SCOPES, 0.0)
        for name, offer in self.model.p.offers.items():
            if not self.is_made(offer):
                continue
            self.made.add(name)
            believed = self.credibility(offer)
            protects = believed if offer.kind == "guarantee" else offer.snap_back or 0.0
            pole = self.model.actors[offer.receiver].pole
            for scope in offer.scopes:
                self.bonus[scope][pole] += offer.worth * believed
                self.cover[scope] = max(self.cover[scope], protects)

    def is_made(self, offer: SimpleNamespace) -> bool:
        """Whether it is on the table, its time has come, and everyone who holds the instrument agrees."""
        if not offer.active or (offer.when is not None and self.model.met(offer.when) <= 0.5):
            return False
        price = offer.price * (1 - (offer.snap_back or 0.0))
        relief = offer.kind == "sanctions_relief"
        return all(self.model.actors[holder].consents(price, relief) for holder in offer.holders)

    def credibility(self, offer: SimpleNamespace) -> float:
        """How far it is believed: assets are handed over, relief can be taken back, the rest is as good as the giver."""
        if offer.kind == "assets":
            return 1.0
        if offer.kind == "sanctions_relief":
            return 1 - (offer.snap_back or 0.0)
        return self.model.actors[offer.giver].willing

    def take(self, scope: str) -> None:
        self.taken |= {name for name in self.made if scope in self.model.p.offers[name].scopes}
