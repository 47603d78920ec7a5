"""Ripeness: a mutually hurting stalemate and a way out. Zartman 1989/2000, Touval and Zartman 1985."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array
from sim.model.conditions import logistic
from sim.model.mechanisms.step import Step
from sim.model.world import World


def hurting_stalemate(tired: list[Array], win_chances: list[Array], escalation: Array, p: sections.Talks) -> Array:
    """Mutually hurting stalemate 0-1: the less tired or more hopeful side decides."""
    hurt = np.minimum(*(share * (1 - win) for share, win in zip(tired, win_chances, strict=True)))
    return np.minimum(hurt * (1 + p.stalemate_escalation * escalation), 1.0)


def way_out_seen(best_surplus: Array, p: sections.Talks) -> Array:
    """How clearly both see a way out, 0-1, from the surplus of the best package before red lines."""
    return np.asarray(logistic(best_surplus / p.way_out_width))


def ripeness(stalemate: Array, way_out: Array, p: sections.Talks) -> Array:
    """Ripeness 0-1: a hurting stalemate and a way out that both can see."""
    return np.clip(stalemate * (1 - p.way_out_weight + p.way_out_weight * way_out), 0.0, 1.0)


def ripen(world: World) -> None:
    """How ripe the conflict is for talks."""
    p = world.parameters.talks
    tired, chances = [side.fatigue for side in world.sides], [side.win_chance for side in world.sides]
    world.stalemate = hurting_stalemate(tired, chances, world.escalation, p)
    world.way_out = way_out_seen(world.surplus_without_lines, p)
    world.ripeness = ripeness(world.stalemate, world.way_out, p)


RIPENESS = Step(
    "Ripeness",
    ripen,
    "A mutually hurting stalemate and a way out that both sides can see, before red lines.",
    ("fatigue", "belief", "escalation"),
    ("ripeness", "stalemate", "way_out"),
    records=("ripeness", "stalemate", "way_out"),
    at_start=True,
)
