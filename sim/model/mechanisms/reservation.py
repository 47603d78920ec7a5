"""The value of fighting on. Fearon 1995, Powell 2004; accountability: Goemans 2000."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Value
from sim.model.mechanisms.step import Step
from sim.model.world import World


def war_cost(cost: Value, fatigue: Array, escalation: Array, p: sections.ReservationValue) -> Array:
    """Cost of a planning horizon of war, in utility: grows with fatigue and escalation."""
    return np.asarray(cost * (p.fatigue_floor + fatigue) * (1 + p.escalation_cost * escalation))


def lottery(win: Array, lose: Array, status_quo: Array, defeat: Array) -> Array:
    """Expected value of victory (1), stalemate at the status quo, or defeat on the opponent's terms."""
    return np.asarray(win + (1 - win - lose) * status_quo + lose * defeat)


def weigh_war(world: World) -> None:
    """The value of fighting on of each side."""
    world.table.move(world.front_km2)
    for side in world.sides:
        p = side.parameters
        cost = war_cost(p.war_cost, side.fatigue, world.escalation, world.parameters.reservation)
        value = lottery(side.win_chance, side.lose_chance, *world.table.outcome_values(side.pole))
        eased = world.deals.value_of_those_in_force(side.pole)
        side.reservation = value - cost - p.pressure_effect * p.pressure + side.mood + eased


RESERVATION = Step(
    "Reservation values",
    weigh_war,
    "The value of fighting on: a lottery of victory, stalemate and defeat, minus its cost and outside pressure.",
    ("belief", "fatigue", "escalation", "front_km2", "pressure"),
    ("reservation",),
    records=("reservation",),
    inner=("pressure",),
    at_start=True,
)
