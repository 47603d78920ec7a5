"""The patient rule induction method (PRIM; Friedman and Fisher 1999): peel a box down to where cases of interest are common.

Each peel takes from one side of one parameter the thin slice that is poorest in cases. Slices are thin, so an unlucky one costs little:
the method is patient. Where a parameter has few levels a slice is a whole level, and slices differ in size; the poorest is then the one
that raises the share of cases most for each point given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_MASS = 0.05
"""Share of all points below which a box is not peeled any further."""


@dataclass(frozen=True)
class Peeled:
    """A box: lower and upper limit of each parameter, infinite where open, and the points in it."""

    low: Array
    high: Array
    members: Mask

    def score(self, cases: Mask) -> float:
        """Harmonic mean of coverage and density: high only where the box holds most cases, and little else."""
        both = int((cases & self.members).sum())
        return 2 * both / (int(cases.sum()) + int(self.members.sum()))


def best_box(inputs: Array, cases: Mask, slice_: float) -> Peeled:
    """The box with the highest score on the way down, widened again where that raises it; the first of equals.

    `inputs` has shape (points, parameters), all finite; `slice_` is the share of a box's points that one peel takes away.
    """
    best = max(_trajectory(inputs, cases, slice_), key=lambda box: box.score(cases))
    while True:
        wider = max(_widened(inputs, best, slice_), key=lambda box: box.score(cases), default=best)
        if wider.score(cases) <= best.score(cases):
            return best
        best = wider


def _trajectory(inputs: Array, cases: Mask, slice_: float) -> Iterator[Peeled]:
    """The whole space, then the box after each peel."""
    points, parameters = inputs.shape
    box = Peeled(np.full(parameters, -np.inf), np.full(parameters, np.inf), np.ones(points, dtype=bool))
    while True:
        yield box
        candidates = [
            smaller for smaller in _narrowed(inputs, box, slice_) if smaller.members.sum() >= LEAST_MASS * points
        ]
        if not candidates:
            return
        before = box.members

        def poverty(smaller: Peeled, before: Mask = before) -> tuple[float, int]:
            taken = before & ~smaller.members
            return -float(cases[taken].mean()), int(taken.sum())

        box = max(candidates, key=poverty)


def _narrowed(inputs: Array, box: Peeled, slice_: float) -> Iterator[Peeled]:
    """The boxes that one peel can leave: a slice off either side of each parameter, ties taken whole."""
    for parameter in range(inputs.shape[1]):
        here = np.sort(inputs[box.members, parameter])
        count = max(1, round(slice_ * len(here)))
        above, below = here[here > here[count - 1]], here[here < here[-count]]
        if len(above):
            yield _limited(inputs, box, parameter, low=float(here[count - 1] + above[0]) / 2)
        if len(below):
            yield _limited(inputs, box, parameter, high=float(here[-count] + below[-1]) / 2)


def _limited(inputs: Array, box: Peeled, parameter: int, low: float | None = None, high: float | None = None) -> Peeled:
    column, lows, highs = inputs[:, parameter], box.low.copy(), box.high.copy()
    if low is not None:
        lows[parameter] = low
        return replace(box, low=lows, members=box.members & (column >= low))
    assert high is not None
    highs[parameter] = high
    return replace(box, high=highs, members=box.members & (column <= high))


def _widened(inputs: Array, box: Peeled, slice_: float) -> Iterator[Peeled]:
    """The boxes with one side let out: by a slice of as many points as a peel takes, ties whole, and all the way."""
    count = max(1, round(slice_ * int(box.members.sum())))
    for parameter in range(inputs.shape[1]):
        column = inputs[:, parameter]
        if not np.isfinite([box.low[parameter], box.high[parameter]]).any():
            continue
        free = _inside(np.delete(inputs, parameter, 1), np.delete(box.low, parameter), np.delete(box.high, parameter))
        under = np.sort(column[free & (column < box.low[parameter])])[::-1]
        over = np.sort(column[free & (column > box.high[parameter])])
        for outside, limits, open_ in ((under, box.low, -np.inf), (over, box.high, np.inf)):
            if not np.isfinite(limits[parameter]):
                continue
            for place in {min(count, len(outside)), len(outside)}:
                edge = open_
                if place < len(outside):
                    next_ = outside[place:][outside[place:] != outside[place - 1]]
                    edge = float(outside[place - 1] + next_[0]) / 2 if len(next_) else open_
                moved = limits.copy()
                moved[parameter] = edge
                low, high = (moved, box.high) if limits is box.low else (box.low, moved)
                yield Peeled(low, high, _inside(inputs, low, high))


def _inside(inputs: Array, low: Array, high: Array) -> Mask:
    found: Mask = np.all((inputs >= low) & (inputs <= high), axis=1)
    return found
