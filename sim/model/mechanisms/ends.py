"""Ends without a signature: a side breaks, or the fighting fades. Kreutz 2010 on how armed conflicts end."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from sim.model.conditions import ramp
from sim.model.draws import Array
from sim.model.parameters import Value


def collapse_chance(imbalance: Array, fatigue: Array, p: SimpleNamespace) -> Array:
    """Chance that a side breaks this month; `imbalance` is the log ratio of capabilities against it."""
    return np.asarray(-np.expm1(-p.collapse_hazard * ramp(imbalance, p.collapse_at, p.collapse_width) * fatigue))


def fading_chance(still: Array, escalation: Array, fatigue: Array, p: SimpleNamespace) -> Array:
    """Chance that the fighting fades this month; `still` is 1 without movement, `fatigue` that of the less tired side."""
    return np.asarray(-np.expm1(-p.fading_hazard * still * (1 - escalation) * fatigue))


def flare_up_chance(p: SimpleNamespace) -> Value:
    """Chance that a faded war begins again this month."""
    return -np.expm1(-p.flare_up_hazard)


def has_won(front_km2: Array, pole: int, victory_km2: Value | None, area_km2: Value) -> NDArray[np.bool_]:
    """Whether a side has reached what counts as its victory; unless given, the whole country or nothing."""
    if pole == 1:
        return np.asarray(front_km2 >= (area_km2 if victory_km2 is None else victory_km2))
    return np.asarray(front_km2 <= (0.0 if victory_km2 is None else victory_km2))
