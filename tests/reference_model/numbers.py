"""Small formulas, and one draw of every uncertain number of the scenario."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

from sim.scenario.quantity import Quantity, Section

NOT_SIMULATED = ("facts", "sources", "levers")


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-clip(x, -40, 40)))


def ramp(x: float, at: float, width: float) -> float:
    return logistic((x - at) / width)


def chance_of(hazard: float) -> float:
    """Chance that something with this hazard happens within a month."""
    return 1 - math.exp(-hazard)


def clip(x: float, low: float | None = 0.0, high: float | None = 1.0) -> float:
    if low is not None and x < low:
        return low
    return high if high is not None and x > high else x


def drawn(value: Any, random: Any) -> Any:
    """A part of the scenario with numbers instead of quantities."""
    if isinstance(value, Quantity):
        return draw(value, random)
    if isinstance(value, Section):
        return SimpleNamespace(**{name: drawn(part, random) for name, part in value if name not in NOT_SIMULATED})
    if isinstance(value, dict):
        return {name: drawn(part, random) for name, part in value.items()}
    return [drawn(part, random) for part in value] if isinstance(value, list) else value


def draw(quantity: Quantity, random: Any) -> float:
    """One draw, kept within the bounds of its field."""
    if not quantity.uncertain:
        return quantity.value
    if quantity.sd:
        number = random.gauss(quantity.value, quantity.sd)
    elif quantity.relative_sd:
        number = quantity.value * math.exp(random.gauss(0, quantity.relative_sd))
    elif quantity.triangular:
        low, mode, high = quantity.triangular
        number = random.triangular(low, high, mode)
    else:
        number = random.uniform(quantity.low, quantity.high)
    return clip(number, *quantity.bounds)
