"""M6: the value of fighting on. Fearon 1995, Powell 2004; accountability: Goemans 2000."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.draws import Array
from sim.model.parameters import Value


def war_cost(cost: Value, fatigue: Array, escalation: Array, p: SimpleNamespace) -> Array:
    """Cost of a planning horizon of war, in utility: grows with fatigue and escalation."""
    return np.asarray(cost * (p.fatigue_floor + fatigue) * (1 + p.escalation_cost * escalation))


def lottery(win: Array, lose: Array, status_quo: Array, defeat: Array) -> Array:
    """Expected value of victory (1), stalemate at the status quo, or defeat on the opponent's terms."""
    return np.asarray(win + (1 - win - lose) * status_quo + lose * defeat)
