"""Scores of probability forecasts (Gneiting and Raftery 2007): all are negatively oriented, zero is best."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import bootstrap, norm

Array = NDArray[np.float64]


def crps(members: ArrayLike, observed: float, fair: bool = False) -> float:
    """Continuous ranked probability score of a forecast given by members, in their unit: E|X − y| − ½ E|X − X'|.

    Args:
        members: draws from the forecast, or the points of an empirical distribution; shape (members,).
        observed: what came about.
        fair: take the members as draws from a wider distribution, whose score is then estimated without bias (Ferro 2014);
            it may fall below zero. Otherwise the members themselves are the forecast.

    """
    x = np.sort(np.asarray(members, dtype=float))
    n = x.size
    if n == 0:
        raise ValueError("a forecast needs at least one member")
    # the sum over all pairs of |x_i − x_j| is twice Σ (2i − n − 1) x_(i), i from 1
    pairs = 2 * float(np.dot(2 * np.arange(1, n + 1) - n - 1, x - x[n // 2]))
    among = n * (n - 1) if fair and n > 1 else n * n
    score = float(np.abs(x - observed).mean()) - pairs / (2 * among)
    return score if fair else max(score, 0.0)  # rounding may leave −1e-17


def crps_normal(mean: ArrayLike, sd: ArrayLike, observed: ArrayLike) -> Array:
    """The score of a normal forecast in closed form (Gneiting et al. 2005)."""
    z = (np.asarray(observed) - mean) / np.asarray(sd)
    return np.asarray(sd * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)))


def within(members: ArrayLike, observed: float, share: float) -> bool:
    """Whether the observation lies in the central band that holds this share of the members."""
    low, high = np.quantile(np.asarray(members, dtype=float), [(1 - share) / 2, (1 + share) / 2])
    return bool(low <= observed <= high)


def reach(members: ArrayLike, observed: float, share: float) -> float:
    """Distance of an observation from the median, as a multiple of what the central band of a share of the members has on that side.

    At most 1 within the band; infinite beyond a band without any width.
    """
    x = np.asarray(members, dtype=float)
    low, middle, high = np.quantile(x, [(1 - share) / 2, 0.5, (1 + share) / 2])
    away, width = (observed - middle, high - middle) if observed >= middle else (middle - observed, middle - low)
    if away == 0:
        return 0.0
    return float(away / width) if width > 0 else math.inf


def brier(probability: float, happened: bool) -> float:
    """Squared error of a probability (Brier 1950)."""
    return (probability - happened) ** 2


def log_score(probability: float, happened: bool) -> float:
    """Minus the logarithm of the probability of what came about; infinite for what was called impossible."""
    chance = probability if happened else 1 - probability
    return float("inf") if chance <= 0 else -float(np.log(chance))


def mean_with_interval(sums: ArrayLike, counts: ArrayLike, seed: int = 1) -> tuple[float, float | None, float | None]:
    """Mean of cases that come in clusters, and its 95 % interval from resampling whole clusters.

    Args:
        sums: sum of the cases of each cluster.
        counts: their number.
        seed: seed of the resampling.

    Returns:
        Mean, low, high; no interval for fewer than three clusters.

    """
    sums, counts = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    mean = float(sums.sum() / counts.sum())
    if sums.size < 3:
        return mean, None, None
    found = bootstrap(
        (sums, counts),
        lambda s, c, axis=-1: s.sum(axis=axis) / c.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=4999,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return mean, float(found.low), float(found.high)
