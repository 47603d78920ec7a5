"""M1: who gives how much, and when it arrives.

Putnam 1988 (two-level games), Krehbiel 1998 (pivots), Tsebelis 2002 (veto players).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.conditions import logistic, ramp
from sim.model.draws import Array
from sim.model.parameters import Value


def threat(escalation: Array, losing: Array, p: SimpleNamespace) -> Array:
    """Perceived threat, 0-1; `losing` is the balance against the supported side."""
    return np.asarray(
        p.threat_base
        + p.threat_escalation * escalation
        + p.threat_losing * ramp(losing, p.threat_losing_at, p.threat_losing_width)
    )


def support(stance: Value, threat: Array, fatigue: Array, weight: Value) -> Array:
    """By how much leaders' readiness to give exceeds their public's fatigue: rises with the threat. Index, zero is undecided."""
    return np.asarray(stance + weight * (threat - 0.5) - fatigue)


def willingness(support: Array, width: Value) -> Array:
    """Share of the capacity that leaders with this support for aid are ready to give, 0-1."""
    return logistic(support / width)


def vote(gate: Array, willing: Array, fatigue: Array, p: SimpleNamespace, draw: Array) -> Array:
    """Gate after this month's votes, 0 or 1; `draw` is uniform."""
    stays_open = draw >= p.closing_chance * (0.5 + fatigue)
    opens = draw < p.opening_chance * (0.25 + willing)
    return np.where(gate > 0.5, stays_open, opens) * 1.0


def divert(active: Array, p: SimpleNamespace, draw: Array) -> Array:
    """Whether another war competes for the aid after this month, 0 or 1; `draw` is uniform."""
    return np.where(active > 0.5, draw >= p.end_chance, draw < p.start_chance) * 1.0
