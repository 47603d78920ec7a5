"""M9, M10 and M12: ripeness, the opening and breakdown of talks, and concessions.

Zartman 1989/2000, Touval and Zartman 1985, Greig and Diehl 2012, Min 2022; Faratin, Sierra and Jennings 1998;
Rosenschein and Zlotkin 1994 (monotonic concession).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.conditions import logistic
from sim.model.draws import Array
from sim.model.parameters import Value


def hurting_stalemate(tired: list[Array], win_chances: list[Array], escalation: Array, p: SimpleNamespace) -> Array:
    """Mutually hurting stalemate 0-1: the less tired or more hopeful side decides."""
    hurt = np.minimum(*(share * (1 - win) for share, win in zip(tired, win_chances, strict=True)))
    return np.minimum(hurt * (1 + p.stalemate_escalation * escalation), 1.0)


def way_out_seen(best_surplus: Array, p: SimpleNamespace) -> Array:
    """How clearly both see a way out, 0-1, from the surplus of the best package before red lines."""
    return np.asarray(logistic(best_surplus / p.way_out_width))


def ripeness(stalemate: Array, way_out: Array, p: SimpleNamespace) -> Array:
    """Ripeness 0-1: a hurting stalemate and a way out that both can see."""
    return np.clip(stalemate * (1 - p.way_out_weight + p.way_out_weight * way_out), 0.0, 1.0)


def opening_parts(
    ripe: Array, stalemate: Array, pressure: Array, engagement: Array, escalation: Array, p: SimpleNamespace
) -> dict[str, Value]:
    """The parts of the hazard that talks open this month, by cause; `pressure` is the mean over both sides."""
    return {
        "base": p.base_hazard,
        "ripeness": p.ripeness_hazard * np.square(ripe),
        "pressure": p.pressure_hazard * pressure,
        "mediation": p.mediation_hazard * engagement * stalemate,
        "escalation": p.escalation_hazard * np.maximum(escalation - p.escalation_from, 0.0),
    }


def opening_chance(parts: dict[str, Value]) -> Array:
    """Chance that talks open this month, from the parts of the hazard."""
    return np.asarray(-np.expm1(-sum(parts.values())))


def breakdown_chance(escalation: Array, pressure: Array, p: SimpleNamespace) -> Array:
    """Chance that talks end without a signature this month; `pressure` is that on the supported side."""
    rise = p.breakdown_escalation * np.maximum(escalation - p.breakdown_from, 0.0)
    return np.clip(p.breakdown_base + rise - p.breakdown_pressure * pressure, 0.0, 1.0)


def concession(fatigue: Array, last_of_opponent: Array, p: SimpleNamespace) -> Array:
    """Concession of a month at the table: time and fatigue, and an answer to the other side's last one."""
    return np.asarray(p.concession_rate * (0.5 + fatigue) + p.reciprocity * last_of_opponent)
