"""Who gives how much, and when it arrives.

Putnam 1988 (two-level games), Krehbiel 1998 (pivots), Tsebelis 2002 (veto players).
"""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Mask, Value, rows
from sim.model.bargaining import votes
from sim.model.conditions import logistic, ramp
from sim.model.mechanisms.step import Step
from sim.model.parameters import some_runs
from sim.model.world import Body, Member, Sponsor, World

UNIFORM_SPREAD = np.sqrt(12.0)
"""One over the standard deviation of a uniform draw."""


def felt_threat(escalation: Array, losing: Array, p: sections.Aid) -> Array:
    """Perceived threat, 0-1; `losing` is the balance against the supported side."""
    return np.asarray(
        p.threat_base
        + p.threat_escalation * escalation
        + p.threat_losing * ramp(losing, p.threat_losing_at, p.threat_losing_width)
    )


def support(stance: Value, threat: Array, fatigue: Array, weight: Value) -> Array:
    """By how much leaders' readiness to give exceeds their public's fatigue: rises with the threat. Index, zero is undecided."""
    return np.asarray(stance + weight * (threat - 0.5) - fatigue)


def willingness(support: Array, width: Value) -> Array:
    """Share of the capacity that leaders with this support for aid are ready to give, 0-1."""
    return logistic(support / width)


def moved_gate(gate: Array, willing: Array, fatigue: Array, p: sections.Gate, draw: Array) -> Array:
    """Gate after this month's votes, 0 or 1; `draw` is uniform."""
    stays_open = draw >= p.closing_chance * (0.5 + fatigue)
    opens = draw < p.opening_chance * (0.25 + willing)
    return np.where(gate > 0.5, stays_open, opens) * 1.0


def diverted(active: Array, p: sections.Diversion, draw: Array) -> Array:
    """Whether another war competes for the aid after this month, 0 or 1; `draw` is uniform."""
    return np.where(active > 0.5, draw >= p.end_chance, draw < p.start_chance) * 1.0


def take_stock(world: World) -> None:
    """The threat that is felt, and from it everybody's support, willingness and ballot. In month 0 no gate moves yet."""
    losing = world.balance if world.supported is None else -world.supported.direction * world.balance
    world.threat = felt_threat(world.escalation, losing, world.parameters.aid)
    for sponsor in world.sponsors:
        _weigh(world, sponsor, sponsor)
        for member in sponsor.members:
            _cast_ballot(world, member, sponsor)
        if sponsor.members:
            sponsor.carried = sponsor.carried_by([member.ballot for member in sponsor.members])
            sponsor.willing = sponsor.mean_willingness()


def _weigh(world: World, body: Body, sponsor: Sponsor) -> None:
    """Support and willingness of the month, and the gate of who has one of its own."""
    p, fatigue, gate = world.parameters.aid, sponsor.fatigue + body.fatigue_gap, body.parameters.gate
    body.support = support(body.stance, world.threat, fatigue, p.threat_weight * body.threat_perception)
    body.willing = willingness(body.support, p.willingness_width)
    if gate and world.month:
        body.leaning = moved_gate(body.leaning, body.willing, fatigue, gate, world.uniform(f"gate.{body.name}"))


def _cast_ballot(world: World, member: Member, sponsor: Sponsor) -> None:
    """A member's ballot; a chamber votes as its factions do, who has no view of its own by the gate above it."""
    if not member.members or member.parameters.gate:
        _weigh(world, member, sponsor)
    gate_owner = member.gate_owner
    if member.members:
        for part in member.members:
            _cast_ballot(world, part, sponsor)
        member.willing = member.mean_willingness()
        member.ballot = votes.as_ballot(member.carried_by([part.ballot for part in member.members]))
    elif gate_owner is not None:
        member.ballot = votes.as_ballot(gate_owner.leaning > 0.5)
    else:
        _follow_support(world, member)


def _follow_support(world: World, member: Member) -> None:
    """A ballot by support, which a passing mood sways."""
    rule = member.body.rule
    innovation = np.sqrt(1 - np.square(rule.swing_persistence)) * rule.swing * UNIFORM_SPREAD
    draw = world.uniform(f"swing.{member.name}")
    draw -= 0.5
    draw *= innovation
    member.mood *= rule.swing_persistence
    member.mood += draw
    member.support += member.mood
    member.ballot = votes.ballot(member.support, rule.opt_out)


def decide_aid(world: World) -> None:
    """Every sponsor decides; the members of a bloc vote; a war elsewhere diverts, and the aid follows."""
    take_stock(world)
    for sponsor in world.sponsors:
        p = sponsor.parameters
        if sponsor.members:
            _vote(world, sponsor)
        flow = sponsor.willing
        if p.diversion:
            sponsor.diversion = diverted(sponsor.diversion, p.diversion, world.uniform(f"diversion.{sponsor.name}"))
            flow = flow * (1 - p.diversion.cut * sponsor.diversion)
        sponsor.aid = p.capacity_eur_bn * np.where(sponsor.gate > 0.5, flow, p.blocked_share)
        for member in sponsor.everyone():
            own = member.parameters.bilateral_eur_bn
            if isinstance(own, np.ndarray) or own > 0:
                sponsor.aid = sponsor.aid + own * member.willing


def _vote(world: World, sponsor: Sponsor) -> None:
    """A decision in force runs on; without one, the members may be asked."""
    rule = sponsor.decision
    asked = (sponsor.stands <= 1) & (world.uniform(f"session.{sponsor.name}") < rule.session_chance)
    sponsor.side_payments = world.full(0.0)
    sponsor.stands = np.maximum(sponsor.stands - 1, 0.0)
    if not asked.any():
        return
    passed = asked & sponsor.carried
    if rule.side_payments:
        passed = passed | _bought(sponsor, asked & ~passed, rule.side_payments)
    if passed.any():
        for member in sponsor.members:
            member.heed_decision(passed)
        sponsor.stands = np.where(passed, np.ceil(rule.lasts_months), sponsor.stands)
        sponsor.willing = sponsor.mean_willingness()


def _bought(sponsor: Sponsor, failing: Mask, terms: sections.SidePayments) -> Mask:
    """Runs in which concessions to those against carry the vote; the fund pays for them."""
    bought, index = np.zeros(sponsor.runs, dtype=bool), np.flatnonzero(failing)
    if not index.size:
        return bought
    rule, terms = some_runs(sponsor.decision, index), some_runs(terms, index)
    total, ballots = np.zeros(index.size), []
    for member in sponsor.members:
        cast = member.ballot[index]
        if not member.members and member.gate_owner is None:  # only who votes by support has a price
            price = terms.price_eur_bn * np.maximum(-member.support[index] - rule.opt_out, 0.0)
            can_be_bought = (cast == votes.NO) & (price <= terms.most_eur_bn)
            total += price * can_be_bought
            cast = np.where(can_be_bought, votes.YES, cast).astype(np.int8)
        ballots.append(cast)
    weights = [rows(weight, index) for weight in sponsor.weights()]
    carried = (total <= sponsor.fund[index]) & votes.passes(ballots, weights, rule)
    bought[index] = carried
    sponsor.side_payments[index] = total * carried
    sponsor.fund = sponsor.fund - sponsor.side_payments
    return bought


def deliver_aid(world: World) -> None:
    """Allocations enter the pipeline, deliveries leave it, expectations follow."""
    p = world.parameters.aid
    allocated = p.other_donors_eur_bn + sum((sponsor.aid for sponsor in world.sponsors), start=world.full(0.0))
    world.aid_deliveries = world.pipeline / p.lag_months
    world.pipeline = world.pipeline + allocated - world.aid_deliveries
    world.aid_expected = world.aid_expected + p.expectation_rate * (allocated - world.aid_expected)


POLITICS = Step(
    "Aid politics",
    decide_aid,
    "Threat and fatigue make sponsors willing; the members of a bloc vote, or a gate opens and closes by chance; a war elsewhere "
    "diverts aid.",
    ("escalation", "balance", "fatigue", "gate", "diversion"),
    ("gate", "diversion", "aid", "side_payments"),
    records=("gate",),
    inner=("diversion", "side_payments"),
)
DELIVERIES = Step(
    "Deliveries",
    deliver_aid,
    "Allocations enter a pipeline that empties with a lag; expectations follow allocations.",
    ("aid", "aid.expected"),
    ("aid.deliveries", "aid.expected"),
    records=("aid.expected", "aid.deliveries"),
)
