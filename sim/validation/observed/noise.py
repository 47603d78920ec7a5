"""From what happens to what is observed: polls ask a sample, and aid is booked in lumps. This is no part of the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.validation.observed.reading import Observation
from sim.validation.observed.series import Series

Array = NDArray[np.float64]
MOST_VARIATION = 3.0
"""Largest coefficient of variation of a booking factor; beyond it nearly all months would be empty."""


def as_polled(values: Array, entry: Series, draws: np.random.Generator) -> Array:
    """Percentages as a poll would find them: with the error of its sample, its variance times the design effect."""
    assert entry.respondents is not None
    variance = values / 100 * (1 - values / 100) * (entry.design_effect or 1.0) / entry.respondents
    return np.asarray(values + 100 * draws.standard_normal(values.shape) * np.sqrt(variance))


def as_booked(values: Array, known: Sequence[Observation], draws: np.random.Generator) -> Array:
    """A monthly flow as it would be booked: times a gamma factor with mean 1 that scatters as the known months did.

    The sum over many months is left as it is. A gamma factor may come close to zero, as months without a decision do.
    """
    variation = booking_variation(known)
    if variation == 0:
        return values
    shape = variation**-2
    return np.asarray(values * draws.gamma(shape, 1 / shape, values.shape))


def booking_variation(known: Sequence[Observation]) -> float:
    """Coefficient of variation of the booking factor, from each known month and the next.

    With a level m that changes little from month to month, half the mean square of the differences is (variation × m)² and the
    mean product of neighbours is m². So a change of level counts once and not in every month after it. 0 for fewer than two months.
    """
    y = np.array([o.value for o in known])
    together = float(np.dot(y[1:], y[:-1]))
    apart = float(np.square(np.diff(y)).sum()) / 2
    if together <= 0:
        return MOST_VARIATION if apart > 0 else 0.0
    return min(float(np.sqrt(apart / together)), MOST_VARIATION)
