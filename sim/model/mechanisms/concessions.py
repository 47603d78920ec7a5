"""Concessions at the table. Faratin, Sierra and Jennings 1998; Rosenschein and Zlotkin 1994 (monotonic concession)."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array
from sim.model.mechanisms.step import Step
from sim.model.world import World


def concession(fatigue: Array, last_of_opponent: Array, p: sections.Talks) -> Array:
    """Concession of a month at the table: time and fatigue, and an answer to the other side's last one."""
    return np.asarray(p.concession_rate * (0.5 + fatigue) + p.reciprocity * last_of_opponent)


def concede(world: World) -> None:
    """Both sides plan their concession on last month's, then make it."""
    p, planned = world.parameters.talks, []
    for side in world.sides:
        wish = concession(side.fatigue, world.opponent(side).last_concession, p)
        planned.append(np.where(world.at_table, np.minimum(wish, side.margin), 0.0))
    for side, made in zip(world.sides, planned, strict=True):
        side.last_concession = made
        side.margin = side.margin - made


CONCESSIONS = Step(
    "Concessions",
    concede,
    "At the table each side lowers its margin with time, fatigue and the other's last concession.",
    ("fatigue", "margin", "phase"),
    ("margin",),
    inner=("margin",),
)
