"""The patient rule induction method (PRIM; Friedman and Fisher 1999): peel a box down to where cases of interest are common.

Each peel takes from one side of one parameter the thin slice that is poorest in cases. Slices are thin, so an unlucky one costs little:
the method is patient. Where a parameter has few levels a slice is a whole level, and slices differ in size; the poorest is then the one
that raises the share of cases most for each point given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

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
        box = max(candidates, key=partial(_poverty, cases, box))


def _poverty(cases: Mask, before: Peeled, after: Peeled) -> tuple[float, int]:
    """How poor in cases the slice is that a peel takes; the larger of two that are equally poor."""
    taken = before.members & ~after.members
    return -float(cases[taken].mean()), int(taken.sum())


def _narrowed(inputs: Array, box: Peeled, slice_: float) -> Iterator[Peeled]:
    """The boxes that one peel can leave: a slice off either side of each parameter, ties taken whole."""
    for parameter in range(inputs.shape[1]):
        here = np.sort(inputs[box.members, parameter])
        count = max(1, round(slice_ * len(here)))
        above, below = here[here > here[count - 1]], here[here < here[-count]]
        if len(above):
            yield _moved(inputs, box, parameter, 0, float(here[count - 1] + above[0]) / 2)
        if len(below):
            yield _moved(inputs, box, parameter, 1, float(here[-count] + below[-1]) / 2)


def _widened(inputs: Array, box: Peeled, slice_: float) -> Iterator[Peeled]:
    """The boxes with one side let out: by a slice of as many points as a peel takes, ties whole, and all the way."""
    count = max(1, round(slice_ * int(box.members.sum())))
    for parameter in range(inputs.shape[1]):
        for side, open_ in enumerate((-np.inf, np.inf)):
            let_out = _moved(inputs, box, parameter, side, open_)
            outside = np.sort(inputs[let_out.members & ~box.members, parameter])
            if not len(outside):
                continue
            outward = outside if side else outside[::-1]
            if count < len(outward):
                beyond = outward[count:][outward[count:] != outward[count - 1]]
                if len(beyond):
                    yield _moved(inputs, box, parameter, side, float(outward[count - 1] + beyond[0]) / 2)
            yield let_out


def _moved(inputs: Array, box: Peeled, parameter: int, side: int, edge: float) -> Peeled:
    """The box with its lower (side 0) or upper (side 1) limit on a parameter at another place."""
    limits = box.low.copy(), box.high.copy()
    limits[side][parameter] = edge
    return Peeled(*limits, _inside(inputs, *limits))


def _inside(inputs: Array, low: Array, high: Array) -> Mask:
    found: Mask = np.all((inputs >= low) & (inputs <= high), axis=1)
    return found
