"""Arrays over runs, and numbers that may be alike in all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.intp]
Value = float | Array
"""A number, or one number a run, shape (runs,)."""


def over_runs(value: Value | Mask, runs: int) -> Array:
    """A number or array as a fresh array of shape (runs,)."""
    return np.array(np.broadcast_to(value, (runs,)), dtype=float)


def rows(value: Value, index: Index) -> Array:
    """A number in some runs only, shape (index,)."""
    return value[index] if isinstance(value, np.ndarray) else np.full(index.size, value)
