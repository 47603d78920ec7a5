"""Checks of what a protocol is given: one clear message each."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import InputError, choices

Array = NDArray[np.float64]


def within(name: str, value: float, low: float, high: float) -> float:
    """A finite number from `low` to `high`, both included. Raises InputError otherwise."""
    if not (math.isfinite(value) and low <= value <= high):
        allowed = f"at least {low:g}" if math.isinf(high) else f"{low:g} to {high:g}"
        raise InputError(f"{name}: found {value:g}; allowed: {allowed}")
    return float(value)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words. Raises InputError otherwise."""
    if value not in allowed:
        raise InputError(f"{name}: found {value!r}; {choices(value, allowed)}")
    return value


def finite(name: str, values: ArrayLike, shape: tuple[int | None, ...]) -> Array:
    """Finite numbers as an array of this shape, where None stands for any length but 0. Raises InputError otherwise."""
    array = np.asarray(values, dtype=float)
    fits = array.ndim == len(shape) and all(
        found == wanted if wanted is not None else found > 0 for found, wanted in zip(array.shape, shape, strict=True)
    )
    if not fits:
        wanted = " × ".join("any" if length is None else str(length) for length in shape)
        found = " × ".join(map(str, array.shape)) or "a single number"
        raise InputError(f"{name}: found a table of {found}; allowed: {wanted}")
    if not np.isfinite(array).all():
        raise InputError(f"{name}: found {array[~np.isfinite(array)][0]}; allowed: finite numbers")
    return array
