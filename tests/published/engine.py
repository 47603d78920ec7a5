"""Small games with a known answer, put to the engine's own search of the package space."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.model.bargaining.search import Table, Zone, search
from tests.published.bargaining_solutions import Point
from tests.published.checks import Array


def game(weight: Array, need: Array) -> Table:
    """One run of a game in which side 0 wants every issue at 0 and side 1 at 1, and all that is promised is believed.

    `weight` (2, issues): what each side has of an issue at its own pole; at the other pole it has none. `need` (2,): what it has without
    an agreement. The engine wants a guarantee issue too; here it is worth nothing and has one level.
    """
    issues = weight.shape[1] + 1
    shape, none = (1, 2, issues), np.empty(0, dtype=np.int64)
    ideal = np.zeros(shape)
    ideal[:, 1] = 1.0
    return Table(
        weight=np.append(weight, np.zeros((2, 1)), axis=1)[None],
        ideal=ideal,
        promised=np.zeros(shape),
        feared=1.0 - ideal,
        doubt=np.zeros((1, 2)),
        guaranteed=np.zeros((1, 2)),
        neutral=np.zeros((1, 2)),
        neutral_share=np.zeros(1),
        need=np.asarray(need, dtype=float)[None],
        margin=np.zeros((1, 2)),
        low=np.zeros((1, issues)),
        high=np.ones((1, issues)),
        line_bound=np.empty((1, 0)),
        line_cost=np.empty((1, 0)),
        line_side=none,
        line_issue=none,
        line_sign=np.empty(0),
        active=np.ones(1, dtype=bool),
        guarantee=issues - 1,
        levels=np.zeros(1),
    )


def along(frontier: Callable[[Array], Array], segments: int) -> Array:
    """Weights of a game whose frontier is so many straight segments between points of a concave one; u₁ from 0 to 1, u₂ from 0 to 1.

    Every issue is one segment: given up wholly, it moves both sides from one end of its segment to the other.
    """
    first = np.linspace(0.0, 1.0, segments + 1)
    return np.stack([np.diff(first), -np.diff(frontier(first))])


def solved(weight: Array, need: Array) -> tuple[Point, float]:
    """Values of both sides at the engine's Nash point, and its largest smaller surplus over what they need."""
    found: Zone = search(game(weight, need), want_terms=True)
    terms = found.terms[0, :-1]
    return Point(float(weight[0] @ (1 - terms)), float(weight[1] @ terms)), float(found.surplus[0])
