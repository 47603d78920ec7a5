"""The opening and breakdown of talks. Zartman 1989/2000, Touval and Zartman 1985, Greig and Diehl 2012, Min 2022."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Mask, Value
from sim.model.phases import WAR
from sim.model.world import World


def opening_parts(
    ripe: Array, stalemate: Array, pressure: Array, engagement: Array, escalation: Array, p: sections.Talks
) -> dict[str, Value]:
    """The parts of the hazard that talks open this month, by cause; `pressure` is the mean over both sides."""
    return {
        "base": p.base_hazard,
        "ripeness": p.ripeness_hazard * np.square(ripe),
        "pressure": p.pressure_hazard * pressure,
        "mediation": p.mediation_hazard * engagement * stalemate,
        "escalation": p.escalation_hazard * np.maximum(escalation - p.escalation_from, 0.0),
    }


def opening_chance(parts: dict[str, Value]) -> Array:
    """Chance that talks open this month, from the parts of the hazard."""
    return np.asarray(-np.expm1(-sum(parts.values())))


def breakdown_chance(escalation: Array, pressure: Array, p: sections.Talks) -> Array:
    """Chance that talks end without a signature this month; `pressure` is that on the supported side."""
    rise = p.breakdown_escalation * np.maximum(escalation - p.breakdown_from, 0.0)
    return np.clip(p.breakdown_base + rise - p.breakdown_pressure * pressure, 0.0, 1.0)


def opening_now(world: World) -> dict[str, Value]:
    """The parts of this month's hazard that talks open."""
    pressure = 0.5 * (world.sides[0].pressure + world.sides[1].pressure)
    p = world.parameters.talks
    return opening_parts(world.ripeness, world.stalemate, pressure, world.engagement, world.escalation, p)


def opening(world: World) -> Mask:
    """Runs in which talks open this month."""
    chance = opening_chance(opening_now(world))
    return np.asarray((world.phase == WAR) & (world.uniform("opening") < chance))


def breaking(world: World) -> Mask:
    """Runs in which talks end without a signature this month."""
    sides, supported = world.sides, world.supported
    kept_going = supported.pressure if supported else 0.5 * (sides[0].pressure + sides[1].pressure)
    chance = breakdown_chance(world.escalation, kept_going, world.parameters.talks)
    return np.asarray(world.talks & ~world.signing & (world.uniform("breakdown") < chance))
