"""What could be signed: proposals as they stand, and the whole package space with and without lines.

Nash 1950; commitment problems: Fearon 2004, Powell 2006; outside guarantees: Walter 1997.
"""

from __future__ import annotations

import numpy as np

from sim.model.arrays import Array
from sim.model.bargaining.lines import SCOPES
from sim.model.mechanisms.credibility import guarantee_cover
from sim.model.mechanisms.deals import judge_deals
from sim.model.mechanisms.red_lines import lines_in_force
from sim.model.mechanisms.step import Step
from sim.model.world import World


def value_packages(world: World) -> None:
    """Verdicts on proposals, the way out and the zone of possible agreement."""
    table = world.table
    lay_table(world)
    table.judge(world.margins)
    judge_deals(world)
    world.surplus_without_lines = table.surplus_without_lines()
    world.zone_surplus = table.surplus(world.surplus_without_lines >= 0)
    world.zopa = world.zone_surplus >= 0


def lay_table(world: World) -> None:
    """Put this month's values and lines on the table."""
    doubt, guaranteed, neutral, need = (np.zeros((world.runs, 2)) for _ in range(4))
    rules = world.parameters.credibility
    for side in world.sides:
        doubt[:, side.pole] = 1 - side.trust
        need[:, side.pole] = side.reservation
        if rules.guarantee.protects == side.name:
            guaranteed[:, side.pole] = guarantee_cover(world.aid_share, rules.guarantee)
        if rules.neutral.protects == side.name:
            neutral[:, side.pole] = rules.neutral.strength * world.engagement
    world.table.move(world.front_km2)
    world.table.lay(doubt, guaranteed, neutral, need, lines_in_force(world), _added_value(world))


def _added_value(world: World) -> Array:
    """What comes with a signature of each scope beside its terms, shape (runs, scopes, sides): offers, and the deals on
    separate issues, which go on under a ceasefire but are no reason against one."""
    added = world.offers.bonus.copy()
    for side in world.sides:
        added[:, SCOPES.index("ceasefire"), side.pole] += world.deals.value_of_those_in_force(side.pole)
    return added


PACKAGES = Step(
    "Packages",
    value_packages,
    "Proposals are judged as they stand; the package space is searched with and without red lines.",
    ("reservation", "trust", "margin", "front_km2", "aid.expected", "engagement", "pressure"),
    ("zopa",),
    at_start=True,
)
