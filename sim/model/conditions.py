"""Soft conditions: `all` is the minimum, `any` the maximum, `above` and `below` are logistic ramps."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Value


def logistic(x: Value) -> Array:
    """1 / (1 + exp(-x)), as a tanh that cannot overflow. Any shape."""
    found = np.asarray(0.5 * x)
    np.tanh(found, out=found)
    found *= 0.5
    found += 0.5
    return found


def ramp(x: Value, at: Value, width: Value) -> Array:
    """Soft threshold: 0 well below `at`, one half there, 1 well above; `width` in the unit of x."""
    return logistic((x - at) / width)


def evaluate(condition: sections.Condition, variable: Callable[[str], Value]) -> Value:
    """How far a compiled condition is met, between 0 and 1, shape (runs,) or scalar."""
    if condition.all is not None:
        return reduce(np.minimum, (evaluate(part, variable) for part in condition.all))
    if condition.any is not None:
        return reduce(np.maximum, (evaluate(part, variable) for part in condition.any))
    assert condition.variable is not None
    x = variable(condition.variable)
    if condition.gain is not None:
        return np.clip(condition.gain * x, 0.0, 1.0)
    assert condition.width is not None
    if condition.above is not None:
        return ramp(x, condition.above, condition.width)
    assert condition.below is not None
    return ramp(-x, -condition.below, condition.width)
