"""Approximate Bayesian computation with semi-automatic summaries: arrays of draws in, draws of the posterior out.

Beaumont, Zhang and Balding 2002 (rejection and regression adjustment); Fearnhead and Prangle 2012 (the best summary of the data for a
parameter is its posterior mean, estimated by a regression of the draws on what they simulate).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Array = NDArray[np.float64]
EDGE = 1e-6


@dataclass(frozen=True)
class Accepted:
    """Draws of the posterior in the unit cube of the prior."""

    draws: Array
    """Shape (draws, parameters)."""
    accepted: int
    """Number of simulated draws that they rest on."""
    place: Array
    """Share of all simulated draws whose summary lies below the observed one, by parameter. Near 0 or 1 the prior hardly reaches the
    data."""


def posterior(unit: Array, features: Array, observed: Array, share: float, keep: int, seed: int) -> Accepted:
    """Keep the draws that simulate what was observed best.

    Args:
        unit: draws in the unit cube of the prior, shape (n, parameters).
        features: what each of them simulates, shape (n, features).
        observed: the same features of what was observed, shape (features,).
        share: of the draws that are kept.
        keep: number of posterior draws returned.
        seed: seed of the resampling.

    """
    draws = logit(np.clip(unit, EDGE, 1 - EDGE))
    spread = features.std(axis=0)
    used = spread > 1e-12
    scaled = (features[:, used] - features[:, used].mean(axis=0)) / spread[used]
    target = (observed[used] - features[:, used].mean(axis=0)) / spread[used]
    fitted, own = _regressed(scaled, unit, target)
    scale = np.maximum(fitted.std(axis=0), 1e-12)
    away = (fitted - own) / scale
    distance = np.sqrt(np.square(away).sum(axis=1))
    order = np.argsort(distance, kind="stable")[: max(int(share * len(unit)), unit.shape[1] + 2)]
    reach = max(distance[order[-1]], 1e-12)
    weight = np.maximum(1 - np.square(distance[order] / reach), 1e-9)  # Epanechnikov
    adjusted = draws[order] - away[order] @ _slopes(away[order], draws[order], weight)
    chosen = _resampled(weight, keep, np.random.default_rng(seed))
    return Accepted(expit(adjusted[chosen]), len(order), (fitted < own).mean(axis=0))


def _regressed(features: Array, unit: Array, target: Array) -> tuple[Array, Array]:
    """Means of the parameters given the features, by least squares: of every draw, and of what was observed."""
    design = np.column_stack([np.ones(len(features)), features])
    slopes = np.linalg.lstsq(design, unit, rcond=1e-8)[0]
    return design @ slopes, np.concatenate([[1.0], target]) @ slopes


def _slopes(away: Array, draws: Array, weight: Array) -> Array:
    """By how much the accepted draws change with the distance of their summaries; shape (summaries, parameters)."""
    root = np.sqrt(weight)[:, None]
    design = np.column_stack([np.ones(len(away)), away]) * root
    return np.asarray(np.linalg.lstsq(design, draws * root, rcond=1e-8)[0][1:])


def _resampled(weight: Array, keep: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Indices of draws with equal weights (systematic resampling), in random order."""
    edges = np.cumsum(weight) / weight.sum()
    chosen = np.minimum(np.searchsorted(edges, (np.arange(keep) + rng.random()) / keep), len(weight) - 1)
    return rng.permutation(chosen)
