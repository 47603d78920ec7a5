"""Publics, measured as poll shares, and the support that mediators gather.

Mueller 1973 (casualties), Gartner and Segura 1998, Berinsky 2009. Growth acts on the share that is not yet tired, so that no share
is pushed against its bound.
"""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Value
from sim.model.conditions import ramp
from sim.model.mechanisms.step import Step
from sim.model.mechanisms.war import intensity
from sim.model.world import World

LOWEST, HIGHEST = 0.001, 0.999


def stalemate(advance: Array, p: sections.Opinion) -> Array:
    """1 in a month without movement, falling to 0 as the front moves either way."""
    return np.asarray(np.exp(-np.square(advance / p.stalemate_km2)))


def _moved(share: Array, rise: Array, fall: Array, p: sections.Public, shock: Array) -> Array:
    level, rate = p.usual_level, p.return_rate
    pull: Value = 0.0 if level is None or rate is None else rate * (level - share)
    return np.clip(share + (1 - share) * rise - share * fall + pull + _noise(share, p, shock), LOWEST, HIGHEST)


def _noise(share: Array, p: sections.Public | sections.ConcessionReadiness, shock: Array) -> Array:
    """Poll noise, which shrinks towards the ends, as a share's must."""
    return np.asarray(p.noise * shock * np.minimum(1.0, 4 * share * (1 - share)))


def belligerent_fatigue(
    share: Array,
    p: sections.Public,
    opinion: sections.Opinion,
    *,
    advance: Array,
    intensity: Array,
    fighting: Array,
    shock: Array,
) -> Array:
    """Share that wants the war ended after this month; `advance` is the side's own gain in km², `intensity` of losses is 1 at the start."""
    rise = (p.growth_losses * intensity + p.growth_stalemate * stalemate(advance, opinion)) * fighting
    fall = p.relief * np.maximum(advance, 0.0) / opinion.gains_km2 + opinion.peace_decay * (1 - fighting)
    return _moved(share, rise, fall, p, shock)


def sponsor_fatigue(
    share: Array,
    p: sections.SponsorPublic,
    opinion: sections.Opinion,
    *,
    advance: Array,
    threat: Array,
    diversion: Array,
    fighting: Array,
    shock: Array,
) -> Array:
    """Share opposed to further aid after this month."""
    still = stalemate(advance, opinion)
    rise = (p.growth_losses + p.growth_stalemate * still + p.growth_diversion * diversion) * fighting
    fall = p.relief * ramp(threat, opinion.threat_from, opinion.threat_width)
    return _moved(share, rise, fall, p, shock)


def concession_readiness(
    share: Array, p: sections.ConcessionReadiness, aid_expected: Array, fighting: Array, shock: Array
) -> Array:
    """Share ready for territorial concessions after this month: grows while expected aid falls short."""
    shortfall = ramp(-aid_expected, -p.aid_below_eur_bn, p.aid_width_eur_bn)
    rise = (1 - share) * p.growth * shortfall * fighting
    return np.clip(share + rise + _noise(share, p, shock), LOWEST, HIGHEST)


def tire(world: World) -> None:
    """Fatigue, readiness for concessions, the mediators' support and the passing mood of each side."""
    opinion, fighting = world.parameters.opinion, world.fighting
    for side in world.sides:
        side.fatigue = belligerent_fatigue(
            side.fatigue,
            side.parameters.fatigue,
            opinion,
            advance=side.direction * world.advance,
            intensity=intensity(world),
            fighting=fighting,
            shock=world.normal(f"public.{side.name}"),
        )
        readiness = side.parameters.concession_readiness
        if readiness:
            shock = world.normal(f"concessions.{side.name}")
            side.concession_readiness = concession_readiness(
                side.concession_readiness, readiness, world.aid_expected, fighting, shock
            )
    for sponsor in world.sponsors:
        sponsor.fatigue = sponsor_fatigue(
            sponsor.fatigue,
            sponsor.parameters.fatigue,
            opinion,
            advance=world.advance,
            threat=world.threat,
            diversion=sponsor.diversion,
            fighting=fighting,
            shock=world.normal(f"public.{sponsor.name}"),
        )
    for mediator in world.mediators:
        mediator.gather_support(fighting)
    p = world.parameters.reservation
    innovation = np.sqrt(1 - np.square(p.mood_persistence)) * p.mood_noise
    for side in world.sides:
        side.mood = p.mood_persistence * side.mood + innovation * world.normal(f"mood.{side.name}")


PUBLICS = Step(
    "Publics",
    tire,
    "Fatigue, readiness for concessions and the mediator's support move.",
    (
        "fatigue",
        "concession_readiness",
        "aid.expected",
        "front_km2",
        "balance",
        "escalation",
        "diversion",
        "engagement",
        "phase",
    ),
    ("fatigue", "concession_readiness", "engagement"),
    records=("fatigue", "concession_readiness"),
    inner=("engagement",),
)
