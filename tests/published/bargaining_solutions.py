"""Nash's and Kalai and Smorodinsky's solution of two parties on a concave frontier.

The frontier gives the most that the second party can have, u₂, at what the first one has, u₁; it falls and is concave. Without agreement
both have their disagreement values.

Literature: Nash 1950, The Bargaining Problem, Econometrica 18 (2): 155–162. Kalai and Smorodinsky 1975, Other Solutions to Nash's
Bargaining Problem, Econometrica 43 (3): 513–518.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from scipy.optimize import brentq, minimize_scalar

from sim.errors import InputError

PRECISE = 1e-12
Frontier = Callable[[float], float]


class Point(NamedTuple):
    """Values of both parties."""

    first: float
    second: float


NOTHING = Point(0.0, 0.0)


def nash(frontier: Frontier, most: float, disagreement: Point = NOTHING) -> Point:
    """The point at which the product of both gains over disagreement is largest.

    `most` is the largest u₁ at which the frontier is defined. Raises InputError where no point is better than disagreement for both.
    """
    ideal = ideals(frontier, most, disagreement)
    found = minimize_scalar(
        lambda u: -(u - disagreement.first) * (frontier(u) - disagreement.second),
        bounds=(disagreement.first, ideal.first),
        method="bounded",
        options={"xatol": PRECISE},
    )
    return Point(float(found.x), float(frontier(found.x)))


def kalai_smorodinsky(frontier: Frontier, most: float, disagreement: Point = NOTHING) -> Point:
    """The point at which both parties reach the same share of the most that each could gain.

    `most` is the largest u₁ at which the frontier is defined. Raises InputError where no point is better than disagreement for both.
    """
    ideal = ideals(frontier, most, disagreement)

    def ahead(u: float) -> float:
        """How far the first party's share is ahead of the second's."""
        first = (u - disagreement.first) / (ideal.first - disagreement.first)
        return first - (frontier(u) - disagreement.second) / (ideal.second - disagreement.second)

    u = float(brentq(ahead, disagreement.first, ideal.first, xtol=PRECISE))
    return Point(u, float(frontier(u)))


def ideals(frontier: Frontier, most: float, disagreement: Point) -> Point:
    """The most that each party can have while the other has its disagreement value. Raises InputError where nobody can gain."""
    second = float(frontier(disagreement.first)) if disagreement.first < most else disagreement.second
    if second <= disagreement.second:
        raise InputError(
            f"disagreement: found ({disagreement.first:g}, {disagreement.second:g}); allowed: a point below the frontier"
        )
    if frontier(most) >= disagreement.second:
        return Point(most, second)
    first = brentq(lambda u: frontier(u) - disagreement.second, disagreement.first, most, xtol=PRECISE)
    return Point(float(first), second)
