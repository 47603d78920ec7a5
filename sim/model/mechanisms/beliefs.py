"""What a side believes of the war.

Blainey 1973 (optimism), Wagner 2000, Filson and Werner 2002, Slantchev 2003 (convergence), Powell 2004.
"""

from __future__ import annotations

import numpy as np

from sim.model.arrays import Array, Value
from sim.model.conditions import logistic
from sim.model.mechanisms.step import Step
from sim.model.mechanisms.war import relax
from sim.model.world import World


def aid_doubt(aid_share: Array, comfort: Value, effect: Value) -> Array:
    """Shift against the supported side when expected aid, as a share of the reference, falls short. Log ratio."""
    return np.asarray(effect * (comfort - aid_share))


def outcome_chances(own_balance: Array, width: Value, steepness: Value) -> tuple[Array, Array]:
    """Believed chances of victory and of defeat; what is left is stalemate. `own_balance` is positive in the side's favour."""
    return logistic((own_balance - width) / steepness), logistic((-own_balance - width) / steepness)


def learn(world: World) -> None:
    """Battlefield signals pull the estimates to the true balance; optimism decays."""
    p = world.parameters.beliefs
    for side in world.sides:
        signal = world.balance + p.signal_noise * world.normal(f"signal.{side.name}")
        side.estimate = relax(side.estimate, signal, p.learning)
        side.optimism = side.optimism * (1 - p.optimism_decay * world.fighting)


def form_beliefs(world: World) -> None:
    """What each side believes of the balance, and the chances of victory and defeat that follow."""
    p = world.parameters.beliefs
    doubt = aid_doubt(world.aid_share, p.aid_comfort, p.aid_effect)
    against_supported = -world.supported.direction if world.supported else 0.0
    for side in world.sides:
        side.belief = side.estimate + side.direction * side.optimism + against_supported * doubt
        own = side.direction * side.belief
        side.win_chance, side.lose_chance = outcome_chances(own, p.stalemate_width, p.steepness)


LEARNING = Step(
    "Learning",
    learn,
    "Battlefield signals pull each side's estimate to the balance; optimism decays.",
    ("balance", "optimism", "phase"),
    ("optimism",),
    inner=("optimism",),
)
BELIEFS = Step(
    "Beliefs",
    form_beliefs,
    "Each side turns its estimate, its optimism and expected aid into chances of victory and defeat.",
    ("balance", "optimism", "aid.expected"),
    ("belief",),
    inner=("belief",),
    at_start=True,
)
