"""Dated and conditional events, and the policies that they bring into force."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Mask, Value
from sim.model.conditions import evaluate
from sim.model.mechanisms.step import CONDITIONS, Step
from sim.model.world import World
from sim.scenario.schema import month_index
from sim.vocabulary import variable_of


def apply_events(world: World) -> None:
    """Events of this month, on the state of the month before. Each takes a draw in every month, whether it is used or not."""
    happened, world.events.now = world.events.happened, {}
    for name, event in world.parameters.events.items():
        draw = world.uniform(f"event.{name}")
        if event.on is not None:
            if month_index(world.scenario.start, event.on) != world.month:
                continue
            mask = np.ones(world.runs, dtype=bool)
        else:
            assert event.when is not None
            mask = np.broadcast_to(evaluate(event.when, world.variable) > 0.5, (world.runs,))
            if event.once:
                mask = mask & ~happened[name]
        mask = mask & (draw < event.chance)
        happened[name] = happened[name] | mask
        world.events.now[name] = mask
        if mask.any():
            _take_effect(world, event, mask)


def _take_effect(world: World, event: sections.Event, mask: Mask) -> None:
    if event.leadership_change is not None:
        world.side(event.leadership_change.actor).change_leaders(event.leadership_change, mask)
    for target, value in event.set.items():
        _set(world, target, value, mask)
    for target, amount in event.add.items():
        variable, raised = variable_of(target), world.variable(target) + amount
        if variable.low is not None or variable.high is not None:
            raised = np.clip(raised, variable.low, variable.high)
        world.set_variable(target, raised, mask)
    for policy in event.adopt:
        for target, value in world.parameters.policies[policy].set.items():
            _set(world, target, value, mask)


def _set(world: World, target: str, value: Value | Mask, mask: Mask) -> None:
    if world.is_variable(target):
        world.set_variable(target, np.asarray(value, dtype=float), mask)
    else:
        world.set_parameter(target, value, mask)


EVENTS = Step(
    "Events",
    apply_events,
    "Dated and conditional events set variables, change parameters and bring policies into force.",
    (CONDITIONS,),
    ("front_km2", "escalation", "fatigue", "gate", "diversion", "engagement", "trust", "optimism", "capability"),
)
