"""What third parties add for a signature: who makes it, who forbids it, and how far it is believed.

Putnam 1988 (side payments and two-level games), Walter 1997 (guarantees), Drezner 1999 (sanctions as bargaining).
"""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Index, Mask, Value
from sim.model.bargaining.lines import SCOPES
from sim.model.conditions import evaluate
from sim.model.mechanisms.step import Step
from sim.model.world import World


def price_and_direction(offer: sections.Offer) -> tuple[Value, bool]:
    """The support that an offer costs its holders, and whether those want it who doubt the aid; a snap-back lowers the price."""
    price = offer.price if offer.snap_back is None else offer.price * (1 - offer.snap_back)
    return price, offer.kind == "sanctions_relief"


def make_offers(world: World) -> None:
    """Who would add what for a signature this month, and what that is worth to the sides."""
    offers = world.offers
    if not offers.made:
        return
    offers.bonus[:], offers.cover[:] = 0.0, 0.0
    for name, offer in world.parameters.offers.items():
        made = np.array(np.broadcast_to(offer.active, (world.runs,)), dtype=bool)
        if not made.any():
            continue
        if offer.when is not None:
            made &= np.asarray(evaluate(offer.when, world.variable)) > 0.5
        snap_back: Value = 0.0 if offer.snap_back is None else offer.snap_back
        price, relief = price_and_direction(offer)
        for holder in offer.holders:
            made &= world.party(holder).consents(price, relief)
        offers.made[name] = made
        believed = _credibility(world, offer, snap_back)
        protects: Value = believed if offer.kind == "guarantee" else snap_back
        pole = world.side(offer.receiver).pole
        for number, scope in enumerate(SCOPES):
            if scope in offer.scopes:
                offers.bonus[:, number, pole] += made * offer.worth * believed
                offers.cover[:, number] = np.maximum(offers.cover[:, number], made * protects)


def _credibility(world: World, offer: sections.Offer, snap_back: Value) -> Value:
    if offer.kind == "assets":
        return 1.0
    return 1 - snap_back if offer.kind == "sanctions_relief" else world.party(offer.giver).willing


def take_offers(world: World, index: Index, ceasefire: Mask) -> None:
    """The runs at `index` sign, some of them a ceasefire only: what was offered for that is taken."""
    for name, offer in world.parameters.offers.items():
        fits = np.where(ceasefire, "ceasefire" in offer.scopes, "settlement" in offer.scopes)
        world.offers.taken[name][index] |= world.offers.made[name][index] & fits


def cost_of_offers(world: World, giver: str) -> Array:
    """EUR bn that a giver owes for what was taken, shape (runs,)."""
    total = np.zeros(world.runs)
    for name, offer in world.parameters.offers.items():
        if offer.giver == giver:
            total += world.offers.taken[name] * offer.cost_eur_bn
    return total


OFFERS = Step(
    "Offers",
    make_offers,
    "Third parties offer aid, guarantees, money or relief for a signature, where everyone who holds the instrument agrees.",
    ("fatigue", "escalation", "engagement"),
    at_start=True,
)
