"""The month as data: what happens, in which order. Each step is declared where its mechanism is."""

from __future__ import annotations

from sim.model.mechanisms import (
    agreement,
    aid,
    beliefs,
    concessions,
    deals,
    events,
    offers,
    packages,
    publics,
    red_lines,
    reservation,
    ripeness,
    turning_points,
    war,
)
from sim.model.mechanisms.step import Step
from sim.model.world import World

SCHEDULE: tuple[Step, ...] = (
    events.EVENTS,
    aid.POLITICS,
    aid.DELIVERIES,
    war.WAR,
    beliefs.LEARNING,
    publics.PUBLICS,
    beliefs.BELIEFS,
    reservation.RESERVATION,
    red_lines.RED_LINES,
    offers.OFFERS,
    packages.PACKAGES,
    ripeness.RIPENESS,
    concessions.CONCESSIONS,
    agreement.SIGNATURE,
    turning_points.TURNING_POINTS,
    deals.DEALS,
)


def begin(world: World) -> None:
    """Month 0: what everybody thinks of where things stand."""
    aid.take_stock(world)
    for step in SCHEDULE:
        if step.at_start:
            step.run(world)


def advance(world: World) -> None:
    """One month, step by step."""
    world.month += 1
    for step in SCHEDULE:
        step.run(world)
