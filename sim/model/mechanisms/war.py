"""Capability, the front and escalation.

Lanchester 1916 reduced to a balance ratio; Biddle 2004 (defence dominance); Kahn 1965, Schelling 1966, Smoke 1977 (escalation).
"""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Value
from sim.model.mechanisms.deals import calm
from sim.model.mechanisms.step import Step
from sim.model.world import World
from sim.scenario.schema import calendar_month

LOWEST_CAPABILITY = 0.05


def relax(state: Array, target: Value, rate: Value) -> Array:
    """Close a share `rate` of the gap to the target. Shape (runs,)."""
    return np.asarray(state + rate * (target - state))


def log_ratio(pole1: Array, pole0: Array) -> Array:
    """Log of the ratio of capabilities; positive in favour of the pole-1 side."""
    return np.asarray(np.log(pole1 / pole0))


def advance(balance: Array, season: float | Array, shock: Array, p: sections.War) -> Array:
    """Movement of the front in km² a month, positive for the pole-1 side.

    Nothing much happens inside the dead zone; beyond it the speed grows with the imbalance.
    """
    drive = balance - p.dead_zone * np.tanh(balance / p.dead_zone)
    return np.asarray(p.mobility_km2 * drive * season + p.noise_km2 * shock)


def escalate(
    level: Array, balance: Array, act: Array, reply: Array, fighting: Array, restraint: Value, p: sections.Escalation
) -> Array:
    """Escalation after a month; `act` and `reply` are uniform draws. The losing side or its sponsors act, the other side answers.

    `restraint` is the share by which deals that are in force lower the chance of acting.
    """
    chance = (p.base_chance + p.chance_per_imbalance * np.abs(balance)) * (1 - restraint)
    acted = (act < chance) & (fighting > 0)
    replied = acted & (reply < p.reply_chance)
    return np.clip(p.persistence * level + p.step * (acted * 1.0 + replied), 0.0, 1.0)


def intensity(world: World) -> Array:
    """Losses of the month as a multiple of those at the start: more with escalation, fewer in winter."""
    rise = world.parameters.war.losses_escalation * (world.escalation - world.escalation_start)
    return np.maximum(1 + rise, 0.0) * world.season


def fight(world: World) -> None:
    """Capability, front, escalation, losses."""
    p = world.parameters
    is_winter = int(calendar_month(world.scenario.start, world.month)[5:]) in p.war.winter
    world.season = 1.0 - p.war.winter_slowdown * is_winter
    _build_capability(world)
    world.balance = log_ratio(world.sides[1].capability, world.sides[0].capability)
    moved, before = advance(world.balance, world.season, world.normal("front"), p.war), world.front_km2
    world.front_km2 = np.clip(before + moved * world.fighting, 0.0, p.war.area_km2)
    world.advance = world.front_km2 - before
    act, reply = world.uniform("escalation"), world.uniform("reply")
    world.escalation = escalate(world.escalation, world.balance, act, reply, world.fighting, calm(world), p.escalation)
    for side in world.sides:
        side.losses = side.parameters.losses * intensity(world) * world.fighting


def _build_capability(world: World) -> None:
    """Capability relaxes to what mobilisation and deliveries sustain."""
    reference, rate = world.parameters.aid.reference_eur_bn, world.parameters.war.adjustment
    for side in world.sides:
        p = side.parameters.capability
        supply: Value = p.from_aid * world.aid_deliveries / reference if side is world.supported else 0
        sustained = p.base + p.growth * world.month + supply
        side.capability = np.maximum(relax(side.capability, sustained, rate), LOWEST_CAPABILITY)


WAR = Step(
    "War",
    fight,
    "Capabilities adjust, the front moves beyond a dead zone, escalation rises and fades, people are lost.",
    ("capability", "aid.deliveries", "front_km2", "escalation", "phase"),
    ("capability", "balance", "front_km2", "escalation", "losses"),
    records=("front_km2", "escalation", "losses"),
    inner=("capability",),
)
