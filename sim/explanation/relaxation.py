"""The smallest relaxation of red lines that would open a zone of possible agreement.

A zone opens in a run when it exists in at least one month before the first signature. Up to that signature a run does not depend
on the lines, so what is found here by removing lines from the states of one ensemble is what a simulation without those lines
gives, run by run. A zone can only grow as lines go, so a larger set opens whatever a smaller one opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.model.arrays import Array, rows
from sim.model.bargaining.appraisal import smaller_surplus
from sim.model.bargaining.lines import Line, appraise_proposals, under
from sim.model.bargaining.search import Table, rows_of, search, stacked
from sim.model.model import NegotiationModel
from sim.model.phases import is_fighting
from sim.model.world import World

Mask = NDArray[np.bool_]
MOST_SETS = 1500
"""Sets of lines that are tried at most in one size."""


class Closed(NamedTuple):
    """Run-months in which no zone exists although one would without any line. All arrays have one row for each of them."""

    run: NDArray[np.intp]
    free: Table
    lines: list[Line]
    position: Array
    neutral: Array
    bonus: Array


class Relaxations:
    """Gathers the closed run-months of an ensemble, month by month, and tries sets of lines on them."""

    def __init__(self) -> None:
        self.opened: Mask = np.zeros(0, dtype=bool)
        self.names: list[str] = []
        self._closed: list[Closed] = []
        self._first = 0

    def follow(self, model: NegotiationModel, months: int, look: Callable[[World, Mask], None]) -> None:
        """Run a model to the horizon; `look` sees it every month with a mask of the runs that still have no signature."""
        world = model.world
        opened = np.zeros(world.runs, dtype=bool)
        for month in range(months + 1):
            unsigned = is_fighting(world.phase) & np.isnan(world.first["signature"])
            if month:
                model.step()
            look(world, unsigned)
            opened |= unsigned & world.zopa
            self._gather(world, unsigned & ~world.zopa)
        self.opened = np.concatenate([self.opened, opened])
        self._first += world.runs

    def look(self, world: World, mask: Mask) -> None:
        """Take the present month of some runs alone."""
        self.opened = mask & world.zopa
        self._gather(world, mask & ~world.zopa)

    def _gather(self, world: World, mask: Mask) -> None:
        self._table = table = world.table
        self.names = list(dict.fromkeys(line.name for line in table.lines))
        index = np.flatnonzero(mask)
        bonus = table.added
        lines = [
            line._replace(bound=rows(line.bound, index), cost=None if line.cost is None else rows(line.cost, index))
            for line in table.lines
        ]
        found = Closed(
            index + self._first,
            rows_of(table.free, index),
            lines,
            table.position[index],
            table.neutral[index],
            bonus[index],
        )
        would_open = np.flatnonzero(self._surplus(found, []) >= 0)
        if would_open.size:
            self._closed.append(_some(found, would_open))

    def _surplus(self, closed: Closed, lines: list[Line]) -> Array:
        bounded = under(closed.free, lines, closed.bonus, self._table.agenda)
        surplus = search(bounded["settlement"][0]).surplus
        if self._table.proposals:
            no_margin = np.zeros_like(closed.free.margin)
            appraisal = appraise_proposals(bounded, self._table.agenda, closed.position, closed.neutral, no_margin)
            surplus = np.maximum(surplus, smaller_surplus(appraisal).max(axis=1))
        return surplus

    def opened_without(self, removed: Iterable[str]) -> Mask:
        """Runs in which a zone opens once some lines are gone, shape (runs,)."""
        opened = self.opened.copy()
        for run in self._tried(frozenset(removed)):
            opened[run] = True
        return opened

    def _tried(self, removed: frozenset[str]) -> NDArray[np.intp]:
        closed = self._all_closed()
        if closed is None:
            return np.zeros(0, dtype=np.intp)
        return np.unique(closed.run[self._opens(closed, removed)])

    def _all_closed(self) -> Closed | None:
        if len(self._closed) > 1:
            self._closed = [_together(self._closed)]
        return self._closed[0] if self._closed else None

    def _opens(self, closed: Closed, removed: frozenset[str]) -> Mask:
        """Which of the run-months open once some lines are gone."""
        return self._surplus(closed, [line for line in closed.lines if line.name not in removed]) >= 0

    def by_size(self, most: int = 4) -> list[list[tuple[tuple[str, ...], Mask]]]:
        """For one line, two lines, …: every set tried, largest share of runs first, with the runs in which it opens a zone.

        Ends with the size at which one set opens every run that any relaxation opens, at `most`, or where there are too many
        sets to try them all.
        """
        everything = int(self.opened_without(self.names).sum())
        closed, stops = self._all_closed(), self._stopping_alone()
        smaller: dict[tuple[str, ...], Mask] = {(): self.opened}
        found: list[list[tuple[tuple[str, ...], Mask]]] = []
        for size in range(1, min(most, len(self.names)) + 1):
            if comb(len(self.names), size) > MOST_SETS:
                break
            opened = {names: self._grown(names, smaller, closed, stops) for names in combinations(self.names, size)}
            found.append(sorted(opened.items(), key=lambda entry: -int(entry[1].sum())))
            if int(found[-1][0][1].sum()) == everything:
                break
            smaller = opened
        return found

    def _stopping_alone(self) -> Mask:
        """Whether a line closes a run-month even when all others are gone, shape (run-months, lines): such a line has to go."""
        closed = self._all_closed()
        if closed is None or not self.names:
            return np.zeros((0 if closed is None else len(closed.run), len(self.names)), dtype=bool)
        others = (frozenset(self.names) - {name} for name in self.names)
        return np.column_stack([~self._opens(closed, removed) for removed in others])

    def _grown(
        self, names: tuple[str, ...], smaller: Mapping[tuple[str, ...], Mask], closed: Closed | None, stops: Mask
    ) -> Mask:
        """Runs that a set opens: those that a smaller one opens, and those with a run-month that it opens and no line left stops alone."""
        opened: Mask = np.logical_or.reduce([smaller[names[:at] + names[at + 1 :]] for at in range(len(names))])
        if closed is not None:
            left = [name not in names for name in self.names]
            rows = np.flatnonzero(~opened[closed.run] & ~stops[:, left].any(axis=1))
            if rows.size:
                part = _some(closed, rows)
                opened[part.run[self._opens(part, frozenset(names))]] = True
        return opened


def _some(closed: Closed, index: NDArray[np.intp]) -> Closed:
    lines = [
        line._replace(bound=rows(line.bound, index), cost=None if line.cost is None else rows(line.cost, index))
        for line in closed.lines
    ]
    return Closed(closed.run[index], rows_of(closed.free, index), lines, *(part[index] for part in closed[3:]))


def _together(parts: list[Closed]) -> Closed:
    lines = []
    for same in zip(*(part.lines for part in parts), strict=True):
        costs = [line.cost for line in same if line.cost is not None]
        lines.append(
            same[0]._replace(
                bound=np.concatenate([line.bound for line in same]), cost=np.concatenate(costs) if costs else None
            )
        )
    arrays = [np.concatenate([part[field] for part in parts]) for field in (3, 4, 5)]
    return Closed(np.concatenate([part.run for part in parts]), stacked([part.free for part in parts]), lines, *arrays)
