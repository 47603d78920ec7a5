"""Search for the fewest and smallest lever moves with which a share reaches an aim.

The search knows nothing of scenarios: it asks a `Surface` for shares. Nearly all are asked of a quick one, which a small ensemble makes
and which is off by about the same at all points with about the same share; so a few points show an exact one how far to aim above or below
the target. It looks at sets of levers by size, and at a larger set only where no part of it reaches the aim alone:

1. every lever alone, over a grid of its range in both directions;
2. every lever again where the others stand at their best, round after round (coordinate ascent): the best point known, and the values
   that levers need in company, which may differ from those they need alone;
3. sets of two levers, all of them, at these values; sets of three and more from the best sets of one less (beam search);
4. where no set of at most `LARGEST` levers does but all together do, the best point with one lever after the other left out.

Responses need not be monotone, so values inside a range are kept at every stage. The points spread in step 2 are always the same, so that
nothing is left to chance.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.shrinking import COARSE, pruned, shrunk
from sim.analysis.surface import Point, Surface, put
from sim.batch.points import unit_sample

GRID = 7
"""Values of a lever that are tried alone, both ends among them."""
COMPANY = 3
"""Values of a lever that are tried where the others stand at their best: both ends and the middle."""
SPREAD = 64
"""Points spread over the whole space, one of which coordinate ascent may start from."""
ROUNDS = 3
"""Most rounds of coordinate ascent."""
WIDTH = 12
"""Sets of one size that sets of the next are made from."""
NEAR = 6
"""Sets of one size, the best that fall short, of which the values are varied before they are given up."""
STEPS = 8
"""Steps between the baseline and the best point, where points near the target are looked for."""
SHOWN = 6
"""Points at which the two surfaces are compared."""
LARGEST = 6
"""Levers in the largest set of the beam search."""
ENOUGH = 3
"""Levers beyond which the search goes on only while nothing has been found."""
ROUGH = 2
"""Steps of shrinking after which only the cheapest sets are shrunk further."""
GAIN = 0.01
"""How much a lever must add to a set to stay in it."""


@dataclass
class Found:
    """What a search found, as points of its surface."""

    reaching: list[Point] = field(default_factory=list)
    """The cheapest point known of every set that reaches the aim, the fewest levers and the lowest cost first."""
    best: Point = ()
    """The point with the highest share."""
    alone: list[Point] = field(default_factory=list)
    """The best point of every lever alone, the highest share first; the baseline for levers that cannot raise the share."""
    sets: dict[int, int] = field(default_factory=dict)
    """How many sets of levers were tried, by their number of levers."""


def search(surface: Surface, exact: Surface, target: float, most: int) -> Found:
    """Sets of levers with which the share reaches the target, `most` of them or somewhat more, and the best point of all.

    `surface` is the quick one. The baseline must not reach the target. Of two sets of which one holds the other only the smaller is
    returned.
    """
    found = Found()
    alone = {number: [put(surface.baseline, number, place) for place in axis.grid(GRID)]
             for number, axis in enumerate(surface.axes)}  # fmt: skip
    surface.at([surface.baseline, *itertools.chain.from_iterable(alone.values())], "levers alone")
    best_alone = {number: _best(surface, [surface.baseline, *points]) for number, points in alone.items()}
    found.alone = sorted(best_alone.values(), key=lambda point: (-surface.known[point], surface.rank(point)))
    found.sets[1] = len(surface.axes)
    top = _ascent(surface, best_alone)
    aim = _aim(surface, exact, target, top)
    reaching = _nearest(surface, alone, aim)
    if len(reaching) < most:
        values = {number: sorted({best_alone[number][number], top[number]} - {surface.baseline[number]})
                  for number in alone}  # fmt: skip
        reaching |= _sets(surface, values, reaching, aim, most, found.sets)
    best = max([top, *surface.known], key=surface.known.__getitem__)
    if not reaching and surface.known[best] >= aim:
        point = pruned(surface, best, aim)
        reaching[surface.moved(point)] = [point]
    found.reaching = _cheapest(surface, reaching, aim, most)
    found.best = best
    return found


Reaching = dict[frozenset[int], list[Point]]
"""Points that reach the aim, by the set of levers that they move."""


def _best(surface: Surface, points: Sequence[Point]) -> Point:
    """The point with the highest share; the first of equals."""
    return max(points, key=surface.known.__getitem__)


def _nearest(surface: Surface, alone: dict[int, list[Point]], aim: float) -> Reaching:
    """Of every lever that reaches the aim alone, the least move in each direction."""
    found: Reaching = {}
    for number, points in alone.items():
        own = surface.baseline[number]
        for side in ([p for p in points if p[number] < own][::-1], [p for p in points if p[number] > own]):
            enough = [point for point in side if surface.known[point] >= aim]
            if enough:
                found.setdefault(frozenset({number}), []).append(enough[0])
    return found


def _aim(surface: Surface, exact: Surface, target: float, top: Point) -> float:
    """The share of the quick surface that stands for the target, by points near it; above the baseline's, which does not reach."""
    way = [tuple(round(own + (place - own) * part / STEPS) for own, place in zip(surface.baseline, top, strict=True))
           for part in range(1, STEPS)]  # fmt: skip
    surface.at(way, "setting the aim")
    near = sorted(surface.known, key=lambda point: (abs(surface.known[point] - target), point))[:SHOWN]
    off = float(np.mean(surface.at(near) - exact.at(near, "setting the aim")))
    least = np.nextafter(surface.known[surface.baseline], 2.0)
    return float(min(1.0, max(target + off, least)))


def _ascent(surface: Surface, best_alone: dict[int, Point]) -> Point:
    """The best point found when every lever goes to its best value given the others, all at once where that helps.

    It starts from the best of: every lever at the value that is best alone, and points spread over the whole space, where levers that
    do something only in company may show it. Levers that add nothing are left out in the end.
    """
    spread = unit_sample("latin_hypercube", [axis.name for axis in surface.axes], SPREAD, 0)
    starts = [tuple(best_alone[number][number] for number in range(len(surface.axes)))]
    starts += [tuple(axis.at(part) for axis, part in zip(surface.axes, row, strict=True)) for row in spread]
    surface.at(starts, "all levers together")
    now = _best(surface, starts)
    for _ in range(ROUNDS):
        trials = {number: [now, *(put(now, number, place) for place in {axis.own: 0, **dict.fromkeys(axis.grid(COMPANY))})]
                  for number, axis in enumerate(surface.axes)}  # fmt: skip
        surface.at(list(itertools.chain.from_iterable(trials.values())), "all levers together")
        singly = [_best(surface, points) for points in trials.values()]
        jointly = tuple(point[number] for number, point in enumerate(singly))
        surface.at([jointly], "all levers together")
        then = _best(surface, [now, *singly, jointly])
        if surface.known[then] <= surface.known[now]:
            break
        now = then
    return pruned(surface, now, surface.known[now] - GAIN / 2)


def _sets(
    surface: Surface, values: dict[int, list[int]], known: Reaching, aim: float, most: int, sets: dict[int, int]
) -> Reaching:
    """Sets of two and more levers that reach the aim, none of which holds a known one."""
    found: Reaching = {}
    beam = [put(surface.baseline, number, place) for number, places in values.items() for place in places
            if frozenset({number}) not in known]  # fmt: skip
    for size in range(2, LARGEST + 1):
        smaller = [*known, *found]
        parents: dict[Point, Point] = {}
        for point, (number, places) in itertools.product(beam, values.items()):
            if number in surface.moved(point) or any(part <= surface.moved(point) | {number} for part in smaller):
                continue
            for place in places:
                wider = put(point, number, place)
                if wider not in parents or surface.known[point] > surface.known[parents[wider]]:
                    parents[wider] = point
        surface.at(list(parents), f"sets of {size} levers")
        useful = [wider for wider, part in parents.items() if surface.known[wider] >= surface.known[part] + GAIN]
        leading = _leading(surface, useful)
        varied = [trial for point in leading[:NEAR] if surface.known[point] < aim for trial in _varied(surface, point)]
        surface.at(varied, f"sets of {size} levers")
        for point in [*useful, *varied]:
            if surface.known[point] >= aim:
                found.setdefault(surface.moved(point), []).append(point)
        if parents:
            sets[size] = len({surface.moved(point) for point in parents})
        beam = [point for point in _leading(surface, [*useful, *varied]) if surface.moved(point) not in found][:WIDTH]
        if not beam or len(known) + len(found) >= most or (size >= ENOUGH and (known or found)):
            break
    return found


def _leading(surface: Surface, points: Iterable[Point]) -> list[Point]:
    """The best point of every set of levers, the highest share first."""
    leading: dict[frozenset[int], Point] = {}
    for point in sorted(points, key=lambda point: (-surface.known[point], surface.rank(point))):
        leading.setdefault(surface.moved(point), point)
    return list(leading.values())


def _varied(surface: Surface, point: Point) -> list[Point]:
    """The point with each of its levers at other values of its range."""
    return [put(point, number, place) for number in sorted(surface.moved(point))
            for place in surface.axes[number].grid(GRID)]  # fmt: skip


def _cheapest(surface: Surface, reaching: Reaching, aim: float, most: int) -> list[Point]:
    """The cheapest point of each set; a set that holds another one, because a lever could be left out after all, is dropped."""
    base = surface.known[surface.baseline]

    def order(point: Point) -> tuple[int, float, Point]:
        """Like the rank, with the cost that would do if the share grew evenly with the moves."""
        needed = (aim - base) / (surface.known[point] - base)
        return len(surface.moved(point)), surface.cost(point) * needed, point

    sets = sorted((sorted(points, key=order)[:2] for points in reaching.values()), key=lambda points: order(points[0]))
    starts = [point for points in sets[: 4 * most] for point in points]
    roughly = sorted(shrunk(surface, starts, aim, COARSE[:ROUGH], keep=True), key=surface.rank)
    return least_sets(surface, shrunk(surface, roughly[: 2 * most], aim, COARSE[ROUGH:], keep=True))


def least_sets(surface: Surface, points: Iterable[Point]) -> list[Point]:
    """The points by rank, without those that move every lever of one before them."""
    found: dict[frozenset[int], Point] = {}
    for point in sorted(points, key=surface.rank):
        if not any(part <= surface.moved(point) for part in found):
            found[surface.moved(point)] = point
    return list(found.values())
