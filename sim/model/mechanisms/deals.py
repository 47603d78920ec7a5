"""Deals on separate issues: signed, kept, renewed and broken while the war is not settled, also under a ceasefire.

A side wants such a deal when what it gets, as far as it is believed, is worth more to it than what stands. Trust decides what is
believed, and deals that hold build it (Min 2022; Powell 2006 on promises).
"""

from __future__ import annotations

import numpy as np

from sim.model import phases
from sim.model.arrays import Array, Mask, Value
from sim.model.bargaining.appraisal import ACCEPTS, NOT_BELIEVED, WORSE_THAN_WAR
from sim.model.mechanisms.step import Step
from sim.model.world import World


def judge_deals(world: World) -> None:
    """What every deal is worth to both sides above what stands, and their verdicts."""
    for name in world.deals.in_force:
        gains = [_gain(world, pole, name) for pole in range(2)]
        world.deals.worth[name] = [believed for _, believed in gains]
        world.deals.verdict[name] = [
            np.where(face < 0, WORSE_THAN_WAR, np.where(believed < 0, NOT_BELIEVED, ACCEPTS)).astype(np.int8)
            for face, believed in gains
        ]


def _gain(world: World, pole: int, name: str) -> tuple[Array, Array]:
    """Gain of a side over what stands, at face value and as far as it is believed, shape (runs,)."""
    side, p = world.sides[pole], world.parameters
    proposal, neutral = p.proposals[name], p.credibility.neutral
    doubt = 1 - side.trust
    if neutral.protects == side.name:
        doubt = doubt * (1 - neutral.strength * world.engagement * proposal.neutral)
    face, promise = np.zeros(world.runs), np.zeros(world.runs)
    for issue, position in proposal.terms.items():
        preference, status_quo = side.parameters.preferences[issue], p.issues[issue].status_quo
        standing = None if status_quo is None else status_quo.at
        offered = position.at
        assert standing is not None and offered is not None
        feared = standing if preference.feared.at is None else preference.feared.at
        ideal = preference.ideal
        span = np.maximum(ideal, 1 - ideal)
        weight: Value = preference.weight / world.table.weight_of_all[pole]
        now, then, broken = (1 - np.abs(x - ideal) / span for x in (standing, offered, feared))
        face += weight * (then - now)
        promise += weight * preference.promised * np.maximum(then - broken, 0.0)
    return face, face - doubt * promise


def calm(world: World) -> Value:
    """Share by which the deals in force lower the chance of escalation, shape (runs,); 0 without any."""
    left: Value = 1.0
    for name, in_force in world.deals.in_force.items():
        calms = world.parameters.proposals[name].calms
        if calms is not None:
            left = np.asarray(left * (1 - calms * in_force), dtype=float)
    return 1.0 - left


def turn_deals(world: World) -> None:
    """Deals in force lapse, are renewed or broken; deals that both sides want may be signed; trust follows."""
    deals, p, unsettled = world.deals, world.parameters.deals, phases.is_unsettled(world.phase)
    breach = p.breach_chance + p.breach_escalation * world.escalation
    signing = p.signing_base + p.signing_talks * world.talks + p.signing_mediation * world.engagement
    betrayed, kept = world.nowhere(), world.nowhere()
    for name, held in deals.in_force.items():
        duration = world.parameters.proposals[name].duration
        wanted = (deals.verdict[name][0] == ACCEPTS) & (deals.verdict[name][1] == ACCEPTS)
        draw, left = world.uniform(f"deal.{name}"), deals.left[name] - 1
        broken = held & unsettled & (draw < breach)
        over = held & ~broken & ((left <= 0) | ~unsettled)
        if duration is not None and duration.renewal is not None:
            kept_on = wanted if duration.renewal.rule == "consent" else _not_denounced(world, name)
            renewed = over & unsettled & kept_on
            left = np.where(renewed, np.ceil(duration.renewal.months), left)
            over = over & ~renewed
        signed = ~held & unsettled & wanted & (draw < np.clip(signing, 0.0, 1.0))
        lasts: Value = np.inf if duration is None else np.ceil(duration.months)
        deals.left[name] = np.where(signed, lasts, left)
        deals.in_force[name] = (held & ~broken & ~over) | signed
        deals.signed[name], deals.lapsed[name], deals.broken[name] = signed, over, broken
        betrayed |= broken
        kept |= deals.in_force[name]
    if deals.in_force:
        for side in world.sides:
            gain = p.trust_gain * np.maximum(p.trust_ceiling - side.trust, 0.0)
            side.trust = np.where(betrayed, side.trust * (1 - p.trust_loss), side.trust + gain * kept)


def _not_denounced(world: World, name: str) -> Mask:
    """Runs in which the deal is worth no less than what stands to either side, promises taken at their word."""
    return np.asarray(np.logical_and.reduce([code != WORSE_THAN_WAR for code in world.deals.verdict[name]]))


DEALS = Step(
    "Separate deals",
    turn_deals,
    "Deals on separate issues are signed, renewed or broken, and trust follows.",
    ("phase", "escalation", "talks", "engagement", "trust"),
    ("trust",),
    inner=("trust",),
)
