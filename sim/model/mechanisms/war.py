"""M2 and M3: capability, the front and escalation.

Lanchester 1916 reduced to a balance ratio; Biddle 2004 (defence dominance); Kahn 1965, Schelling 1966, Smoke 1977 (escalation).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.draws import Array
from sim.model.parameters import Value

LOWEST_CAPABILITY = 0.05


def relax(state: Array, target: Value, rate: Value) -> Array:
    """Close a share `rate` of the gap to the target. Shape (runs,)."""
    return np.asarray(state + rate * (target - state))


def balance(pole1: Array, pole0: Array) -> Array:
    """Log of the ratio of capabilities; positive in favour of the pole-1 side."""
    return np.asarray(np.log(pole1 / pole0))


def advance(balance: Array, season: float | Array, shock: Array, p: SimpleNamespace) -> Array:
    """Movement of the front in km² a month, positive for the pole-1 side.

    Nothing much happens inside the dead zone; beyond it the speed grows with the imbalance.
    """
    drive = balance - p.dead_zone * np.tanh(balance / p.dead_zone)
    return np.asarray(p.mobility_km2 * drive * season + p.noise_km2 * shock)


def escalate(
    level: Array, balance: Array, act: Array, reply: Array, fighting: Array, restraint: Value, p: SimpleNamespace
) -> Array:
    """Escalation after a month; `act` and `reply` are uniform draws. The losing side or its backers act, the other side answers.

    `restraint` is the share by which deals that are in force lower the chance of acting.
    """
    chance = (p.base_chance + p.chance_per_imbalance * np.abs(balance)) * (1 - restraint)
    acted = (act < chance) & (fighting > 0)
    replied = acted & (reply < p.reply_chance)
    return np.clip(p.persistence * level + p.step * (acted * 1.0 + replied), 0.0, 1.0)
