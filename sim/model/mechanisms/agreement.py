"""Signature, and how long what was signed lasts. Fortna 2003/2004, Werner 1999, Walter 1997."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Index, Mask, rows
from sim.model.bargaining.protocol import Bargain, Signed, protocol_of
from sim.model.mechanisms.credibility import trust_after_failures
from sim.model.mechanisms.offers import take_offers
from sim.model.mechanisms.step import Step
from sim.model.parameters import some_runs
from sim.model.phases import AGREEMENT, CEASEFIRE
from sim.model.world import World


def collapse_hazard(
    cover: Array, smaller_surplus: Array, balance: Array, ceasefire: Mask, p: sections.Agreement
) -> Array:
    """Hazard in the first month; `cover` is the stronger of the two guarantees as it stands, 0-1."""
    log_change = (
        -p.collapse_guarantee * cover
        - p.collapse_surplus * np.maximum(smaller_surplus, 0.0)
        + p.collapse_imbalance * np.maximum(np.abs(balance) - p.collapse_imbalance_from, 0.0)
    )
    return np.asarray(p.collapse_hazard * np.exp(log_change) * np.where(ceasefire, p.ceasefire_factor, 1.0))


def collapse_chance(hazard: Array, age_months: Array) -> Array:
    """Chance to collapse this month: the hazard falls with the square root of the agreement's age."""
    return np.asarray(-np.expm1(-hazard / np.sqrt(1 + age_months / 12)))


def survival(hazard: Array, months: int) -> Array:
    """Share of agreements with this first-month hazard that last so many months."""
    return np.asarray(np.exp(-hazard * (1 / np.sqrt(1 + np.arange(months) / 12)).sum()))


def sign(world: World) -> None:
    """Which of the runs at the table sign, what, and how fragile it is."""
    rules, draw = world.parameters.agreement, world.uniform("signature")
    under_truce = world.phase == CEASEFIRE
    bargain = Bargain(world.table, world.at_table, under_truce, world.margins, rules, draw)
    signed = protocol_of(rules).sign(bargain)
    world.signing, world.pausing = world.nowhere(), world.nowhere()
    world.signing[signed.runs] = True
    if signed.runs.size:
        _settle(world, signed)


def _settle(world: World, signed: Signed) -> None:
    """What a signature leaves behind: terms, what comes with them, and the hazard of a collapse."""
    table, index, named = world.table, signed.runs, signed.proposal
    ceasefire = (named >= 0) & np.append(table.is_ceasefire, False)[named]
    cover = np.maximum(
        table.cover(signed.terms, signed.neutral, index), world.offers.cover[index, ceasefire.astype(int)]
    )
    take_offers(world, index, ceasefire)
    rules = some_runs(world.parameters.agreement, index)
    world.hazard[index] = collapse_hazard(cover, signed.smaller, world.balance[index], ceasefire, rules)
    world.pausing[index] = ceasefire
    world.last_signed[index], world.last_terms[index], world.last_smaller[index] = named, signed.terms, signed.smaller
    world.truce[index] = np.where(ceasefire, named, -1)
    world.truce_left[index] = _truce_months(world, named, index, ceasefire)
    first = np.isnan(world.first["agreement"][index]) & ~ceasefire
    world.holds_60[index[first]] = survival(world.hazard[index[first]], 60)
    world.terms[index[first]] = signed.terms[first]
    world.signed_proposal[index[first]] = named[first]


def _truce_months(world: World, named: Index, index: Index, ceasefire: Mask) -> Array:
    """For how many months the ceasefires signed in some runs are meant to hold; without end where none is named."""
    months = np.full(index.size, np.inf)
    for number, name in enumerate(world.table.proposals):
        duration = world.parameters.proposals[name].duration
        if duration is not None:
            signed = ceasefire & (named == number)
            months[signed] = rows(np.ceil(duration.months), index[signed])
    return months


def end_of_deals(world: World) -> tuple[Mask, Mask]:
    """Runs whose ceasefire or agreement collapses, which costs trust, and those whose ceasefire runs out and is not renewed."""
    in_peace = (world.phase == AGREEMENT) | (world.phase == CEASEFIRE)
    chance = collapse_chance(world.hazard, world.age)
    collapsing = in_peace & ~world.signing & (world.uniform("collapse") < chance)
    world.failures = world.failures + collapsing
    for side in world.sides:
        side.trust = np.where(collapsing, trust_after_failures(side.trust, world.failures), side.trust)
    truce = (world.phase == CEASEFIRE) & ~world.signing & ~collapsing
    world.truce_left = np.where(truce, world.truce_left - 1, world.truce_left)
    over = truce & (world.truce_left <= 0)
    renewed = _renewed_months(world, over)
    world.truce_left = np.where(over, renewed, world.truce_left)
    return collapsing, over & (renewed <= 0)


def _renewed_months(world: World, over: Mask) -> Array:
    """For how many months a ceasefire whose time is up goes on, shape (runs,); 0 where it lapses.

    One that needs consent goes on where both sides would sign it again and nobody vetoes it; an automatic one unless a side
    would be better off without it by more than its opening margin.
    """
    months, appraisal = np.zeros(world.runs), world.table.appraisal
    opening = np.stack([side.over_runs(side.parameters.margin) for side in world.sides], axis=1)
    for number, name in enumerate(world.table.proposals):
        duration = world.parameters.proposals[name].duration
        if duration is None or duration.renewal is None:
            continue
        worth, vetoed = appraisal.worth[:, number], appraisal.vetoed[:, number]
        by_consent = duration.renewal.rule == "consent"
        wanted = (worth >= 0).all(axis=1) & ~vetoed if by_consent else (worth >= -opening).all(axis=1)
        months = np.where(over & (world.truce == number) & wanted, np.ceil(duration.renewal.months), months)
    return months


SIGNATURE = Step(
    "Signature",
    sign,
    "Runs that began the month in talks or under a ceasefire may sign: a hazard that grows with the surplus; terms at the Nash "
    "point, or those of a named proposal with a larger product.",
    ("reservation", "margin", "trust", "aid.expected", "engagement", "balance", "phase"),
)
