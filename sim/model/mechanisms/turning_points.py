"""Where a run stands at the end of the month, and what happens for the first time."""

from __future__ import annotations

import numpy as np

from sim.model import phases
from sim.model.arrays import Mask
from sim.model.mechanisms.agreement import end_of_deals
from sim.model.mechanisms.ends import fade_or_break
from sim.model.mechanisms.step import Step
from sim.model.mechanisms.talks import breaking, opening
from sim.model.phases import AGREEMENT, CEASEFIRE, LOW_ACTIVITY, TALKS, WAR
from sim.model.world import World


def turn(world: World) -> None:
    """Talks open or break down, ceasefires and agreements begin or end, a side breaks, or the war fades."""
    phase, opens, breaks = world.phase, opening(world), breaking(world)
    collapsing, lapsing = end_of_deals(world)
    over = breaks | collapsing | lapsing
    for side in world.sides:
        side.start_over(over)
    after = np.where(opens, TALKS, np.where(over, WAR, phase))
    after = np.where(world.signing, np.where(world.pausing, CEASEFIRE, AGREEMENT), after)
    world.phase = fade_or_break(world, after).astype(np.int8)
    held = (world.phase == phase) & ((phase == AGREEMENT) | (phase == CEASEFIRE))
    world.age = np.where(held, world.age + 1, 0.0)
    _remember(world, opens, collapsing, lapsing)


def _remember(world: World, opens: Mask, collapsing: Mask, lapsing: Mask) -> None:
    """The first month of everything that happens for the first time."""
    now = {
        "talks": opens,
        "ceasefire": world.signing & world.pausing,
        "agreement": world.signing & ~world.pausing,
        "signature": world.signing,
        "collapse": collapsing,
        "lapse": lapsing,
        "low_activity": world.phase == LOW_ACTIVITY,
        "victory": phases.is_absorbing(world.phase),
    }
    for name, first in world.first.items():
        first[now[name] & np.isnan(first)] = world.month


TURNING_POINTS = Step(
    "Turning points",
    turn,
    "Talks open or break down; ceasefires and agreements begin, lapse or collapse; a side prevails or the fighting fades.",
    ("ripeness", "pressure", "engagement", "escalation", "trust", "phase", "front_km2", "balance", "fatigue"),
    ("phase", "talks", "trust", "margin"),
)
