"""Figures with their Monte Carlo intervals, and whether two records of them agree.

A record is a tree of plain data. A number that was simulated is a leaf `{value, low, high}` whose interval says how far luck
may have moved it (95 %). Two records agree where luck explains the difference; words and counts must be equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from sim.ensemble.outcomes import wilson
from sim.numbers import Z95

TWICE = 2.0
"""Twice the half-widths of both intervals, about four standard errors, is what luck may explain: a record has hundreds of figures."""
ROUNDING = 0.005
"""Difference of two numbers without an interval that does not count, as a share of the larger."""
LEAF = {"value", "low", "high"}


def figure(value: float, low: float, high: float) -> dict[str, float]:
    """A leaf, with six digits."""
    return {"value": _short(value), "low": _short(low), "high": _short(high)}


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def mean_figure(values: ArrayLike) -> dict[str, float]:
    """The mean over runs with its 95 % interval: Wilson's for zeros and ones, else the normal one. `values` has shape (runs,)."""
    found = np.asarray(values)
    if found.size == 0:
        raise ValueError("a mean needs at least one run")
    numbers = found.astype(float)
    mean = float(numbers.mean())
    if found.dtype == bool:
        return figure(mean, *wilson(int(found.sum()), found.size))
    half = Z95 * float(numbers.std()) / math.sqrt(numbers.size)
    return figure(mean, mean - half, mean + half)


def over_ensembles(values: Sequence[float]) -> dict[str, float]:
    """The mean of what several independent ensembles give, with a 95 % interval from their scatter (Student's t)."""
    numbers = np.asarray(values, dtype=float)
    if numbers.size < 2:
        raise ValueError("the scatter of ensembles needs at least two")
    half = float(t.ppf(0.975, numbers.size - 1)) * float(numbers.std(ddof=1)) / math.sqrt(numbers.size)
    return figure(float(numbers.mean()), float(numbers.mean()) - half, float(numbers.mean()) + half)


def is_figure(node: object) -> bool:
    """Whether a node of a record is a simulated number with its interval."""
    return isinstance(node, Mapping) and set(node) == LEAF


def differences(old: Any, new: Any, whole: bool = True, path: str = "") -> Iterator[str]:
    """Where two records differ beyond luck, each as one line.

    With `whole` unset, `new` may hold a part of the record only.
    """
    where = path or "record"
    if is_figure(old) and is_figure(new):
        allowed = TWICE * math.hypot(*((one["high"] - one["low"]) / 2 for one in (old, new)))
        if abs(old["value"] - new["value"]) > allowed + _rounding(old["value"], new["value"]):
            yield f"{where}: recorded {old['value']:g}, now {new['value']:g}; luck explains up to {allowed:.2g}"
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in new:
            if key in old:
                yield from differences(old[key], new[key], whole, f"{path}.{key}" if path else str(key))
            else:
                yield f"{where}: {key} is new"
        if whole:
            yield from (f"{where}: {key} is gone" for key in old if key not in new)
    elif _is_number(old) and _is_number(new):
        if abs(old - new) > _rounding(old, new):
            yield f"{where}: recorded {old:g}, now {new:g}"
    elif old != new:
        yield f"{where}: recorded {old!r}, now {new!r}"


def _is_number(node: object) -> bool:
    return isinstance(node, (int, float)) and not isinstance(node, bool)


def _rounding(a: float, b: float) -> float:
    if isinstance(a, int) and isinstance(b, int):
        return 0.0
    return ROUNDING * max(abs(a), abs(b)) + 1e-9


def joined(old: Any, new: Any) -> Any:
    """A record in which a part is replaced by newer figures."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not is_figure(new):
        return {**old, **{key: joined(old.get(key), value) for key, value in new.items()}}
    return new
