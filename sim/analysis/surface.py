"""What a search moves over: axes of admissible values, points on them, and the shares there, each asked for once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.model.arrays import Array

Point = tuple[int, ...]
"""A place on every axis."""
Shares = Callable[[Array], Array]
"""From a table of values, shape (points, axes), to the share that is wanted to be large, shape (points,)."""


@dataclass(frozen=True)
class Axis:
    """A lever as a line of admissible values."""

    name: str
    values: Array
    """Admissible values in rising order, the baseline among them; shape (places,)."""
    own: int
    """Place of the baseline."""
    span: float
    """What a move of cost 1 is: the length of the declared range, or the step of a switch."""

    def cost(self, place: int) -> float:
        """|value − baseline| / span."""
        return float(abs(self.values[place] - self.values[self.own]) / self.span)

    def grid(self, count: int) -> list[int]:
        """At most `count` places spread evenly from end to end, the baseline left out."""
        places = np.unique(np.round(np.linspace(0, len(self.values) - 1, count)).astype(int))
        return [int(place) for place in places if place != self.own]

    def at(self, part: float) -> int:
        """The place at a part of the way from the lowest value to the highest."""
        return self._nearest(self.values[0] + part * (self.values[-1] - self.values[0]))

    def towards(self, place: int, share: float) -> int:
        """The place nearer to the baseline by a share of the span, at least one place and not beyond the baseline."""
        value, own = self.values[place], self.values[self.own]
        way = 1 if own > value else -1
        found = self._nearest(value + way * min(share * self.span, abs(own - value)))
        return max(found, place + 1) if way > 0 else min(found, place - 1)

    def away(self, place: int, share: float) -> int:
        """The place farther from the baseline by a share of the span, on the same side of it and not beyond the end."""
        value, own = self.values[place], self.values[self.own]
        return self._nearest(value + np.sign(value - own) * share * self.span)

    def _nearest(self, value: float) -> int:
        return int(np.abs(self.values - value).argmin())


class Surface:
    """Shares at points. What has been asked once is remembered, so that a search may ask again."""

    def __init__(
        self, axes: Sequence[Axis], shares: Shares, progress: Callable[[str, int], None] | None = None
    ) -> None:
        self.axes, self.baseline = tuple(axes), tuple(axis.own for axis in axes)
        self.known: dict[Point, float] = {}
        self._shares, self._progress = shares, progress

    def at(self, points: Sequence[Point], doing: str = "") -> Array:
        """Shares at the points, shape (points,); all that are new are simulated at once. `doing` says for what."""
        new = [point for point in dict.fromkeys(points) if point not in self.known]
        if new:
            if self._progress:
                self._progress(doing, len(self.known))
            found = self._shares(self.values(new))
            self.known.update(zip(new, map(float, found), strict=True))
        return np.array([self.known[point] for point in points])

    def values(self, points: Sequence[Point]) -> Array:
        """Values at the points, shape (points, axes)."""
        places = np.array(points, dtype=int).reshape(len(points), len(self.axes))
        return np.stack([axis.values[places[:, number]] for number, axis in enumerate(self.axes)], axis=1)

    def cost(self, point: Point) -> float:
        """Sum of the costs of the moves."""
        return sum(axis.cost(place) for axis, place in zip(self.axes, point, strict=True))

    def moved(self, point: Point) -> frozenset[int]:
        """Which axes the point moves, by number."""
        return frozenset(
            number for number, (place, own) in enumerate(zip(point, self.baseline, strict=True)) if place != own
        )

    def rank(self, point: Point) -> tuple[int, float, list[int], Point]:
        """What answers are ordered by: few levers, then low cost; then the order of the levers, so that nothing is left to luck."""
        moved = sorted(self.moved(point))
        return len(moved), round(self.cost(point), 9), moved, point


def put(point: Point, number: int, place: int) -> Point:
    """The point with one axis at another place."""
    return (*point[:number], place, *point[number + 1 :])
