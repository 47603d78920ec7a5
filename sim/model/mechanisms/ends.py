"""Ends without a signature: a side breaks, or the fighting fades. Kreutz 2010 on how armed conflicts end."""

from __future__ import annotations

import numpy as np

from sim.model import phases, sections
from sim.model.arrays import Array, Mask, Value
from sim.model.conditions import ramp
from sim.model.mechanisms.publics import stalemate
from sim.model.phases import LOW_ACTIVITY, VICTORY_0, VICTORY_1, WAR, Phase
from sim.model.world import World


def collapse_chance(imbalance: Array, fatigue: Array, p: sections.Ends) -> Array:
    """Chance that a side breaks this month; `imbalance` is the log ratio of capabilities against it."""
    return np.asarray(-np.expm1(-p.collapse_hazard * ramp(imbalance, p.collapse_at, p.collapse_width) * fatigue))


def fading_chance(still: Array, escalation: Array, fatigue: Array, p: sections.Ends) -> Array:
    """Chance that the fighting fades this month; `still` is 1 without movement, `fatigue` that of the less tired side."""
    return np.asarray(-np.expm1(-p.fading_hazard * still * (1 - escalation) * fatigue))


def flare_up_chance(p: sections.Ends) -> Value:
    """Chance that a faded war begins again this month."""
    return -np.expm1(-p.flare_up_hazard)


def has_won(front_km2: Array, pole: int, victory_km2: Value | None, area_km2: Value) -> Mask:
    """Whether a side has reached what counts as its victory; unless given, the whole country or nothing."""
    if pole == 1:
        return np.asarray(front_km2 >= (area_km2 if victory_km2 is None else victory_km2))
    return np.asarray(front_km2 <= (0.0 if victory_km2 is None else victory_km2))


def fade_or_break(world: World, after: Phase) -> Phase:
    """Where the month ends once victory, a broken side, fading and flaring up are counted in."""
    p, still = world.parameters.ends, stalemate(world.advance, world.parameters.opinion)
    tired = np.minimum(world.sides[0].fatigue, world.sides[1].fatigue)
    draw = world.uniform("fading")
    fading = (after == WAR) & (world.phase == WAR) & (draw < fading_chance(still, world.escalation, tired, p))
    flaring = (world.phase == LOW_ACTIVITY) & (draw < flare_up_chance(p))
    after = np.where(fading, LOW_ACTIVITY, np.where(flaring, WAR, after))
    fighting = (world.fighting > 0) & ~world.signing
    for side, victory in zip(world.sides, (VICTORY_0, VICTORY_1), strict=True):
        enemy = world.opponent(side)
        broken = world.uniform(f"defeat.{enemy.name}") < collapse_chance(
            side.direction * world.balance, enemy.fatigue, p
        )
        won = has_won(world.front_km2, side.pole, side.parameters.victory_km2, world.parameters.war.area_km2)
        after = np.where(fighting & (broken | won) & ~phases.is_absorbing(after), victory, after)
    return after
