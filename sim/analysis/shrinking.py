"""The cheapest point near one that reaches: moves taken back, exchanged or dropped while the share stays high enough.

A pattern search (Hooke and Jeeves 1961) over the moves of one set of levers. It asks for all its trials at once, for all the sets that
are shrunk together, because a simulated ensemble answers many points nearly as fast as one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sim.analysis.surface import Point, Surface, put

COARSE = (1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32)
"""Shares of a range by which moves are taken back, one after the other."""
FINE = (1 / 16, 1 / 32, 1 / 64)
EXCHANGE = 3 / 4
"""How much farther one lever is moved for another that is taken back by 1: less, so that the cost falls."""
STRETCH = (1.1, 1.25, 1.6)
"""Factors by which all the moves of a set are made larger when it no longer reaches."""


def shrunk(surface: Surface, points: Sequence[Point], aim: float, steps: Sequence[float], keep: bool) -> list[Point]:
    """For each point, which must reach the aim, the cheapest that still does and uses no other levers.

    With `keep` no lever is left out altogether, which a small ensemble would allow by luck too often.
    """
    now = list(points)
    for share in steps:
        moving = set(range(len(now)))
        while moving:
            trials = {which: _cheaper(surface, now[which], share, keep) for which in sorted(moving)}
            surface.at([trial for several in trials.values() for trial in several], "taking moves back")
            for which, several in trials.items():
                enough = [trial for trial in several if surface.known[trial] >= aim]
                if enough:
                    now[which] = min(enough, key=surface.rank)
                else:
                    moving.discard(which)
    return now


def _cheaper(surface: Surface, point: Point, share: float, keep: bool) -> list[Point]:
    """Each lever left out, each taken back by a share of its range, and each taken back while another moves on by less."""
    moved, axes = sorted(surface.moved(point)), surface.axes
    back = {number: put(point, number, axes[number].towards(point[number], share)) for number in moved}
    trials = [put(point, number, axes[number].own) for number in moved] + list(back.values())
    for given, taken in itertools.permutations(moved, 2):
        trials.append(put(back[given], taken, axes[taken].away(point[taken], EXCHANGE * share)))
    cost = surface.cost(point) - 1e-9
    return sorted({trial for trial in trials if surface.cost(trial) < cost
                   and not (keep and len(surface.moved(trial)) < len(moved))})  # fmt: skip


def grown(surface: Surface, points: Sequence[Point], aim: float) -> list[Point]:
    """The points that reach the aim; of the others what the least common factor by which their moves grow makes of them, if any does."""
    surface.at(points, "making moves larger")
    larger = {point: [_larger(surface, point, factor) for factor in STRETCH]
              for point in points if surface.known[point] < aim}  # fmt: skip
    surface.at([trial for several in larger.values() for trial in several], "making moves larger")
    candidates = [[point, *larger.get(point, ())] for point in points]
    enough = [[trial for trial in several if surface.known[trial] >= aim] for several in candidates]
    return [min(several, key=surface.rank) for several in enough if several]


def _larger(surface: Surface, point: Point, factor: float) -> Point:
    """The point with all its moves made larger, each up to the end of its range."""
    found = point
    for number in surface.moved(point):
        axis = surface.axes[number]
        found = put(found, number, axis.away(point[number], (factor - 1) * axis.cost(point[number])))
    return found


def pruned(surface: Surface, point: Point, aim: float) -> Point:
    """The point with as many levers left out as the aim allows, the idlest first: a set of which none can be left out."""
    while moved := sorted(surface.moved(point)):
        without = {number: put(point, number, surface.baseline[number]) for number in moved}
        shares = surface.at(list(without.values()), "leaving levers out")
        order = [number for _, number in sorted(zip(-shares, moved, strict=True))]
        trial, trials = point, []
        for number in order:
            trial = put(trial, number, surface.baseline[number])
            trials.append(trial)
        surface.at(trials, "leaving levers out")
        enough = [trial for trial in trials if surface.known[trial] >= aim]
        if not enough:
            break
        point = enough[-1]
    return point
