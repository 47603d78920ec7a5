"""Lines in force: what closes off part of the package space, as bounds of the search and as vetoes on proposals.

A line stands against settlements, ceasefires or both. So every month there are two tables, one for each scope, which differ in their
lines and in what offers add.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.model.arrays import Array, Value
from sim.model.bargaining.appraisal import Appraisal, Limits, appraise
from sim.model.bargaining.search import Table

SCOPES = ("settlement", "ceasefire")


class Line(NamedTuple):
    """A line in force this month: `sign` +1 for a lower bound, -1 for an upper one; `bound` on the scale of the issue.

    A line without `cost` vetoes what lies beyond it; an announced one charges `cost` per unit of the scale.
    """

    name: str
    owner: str
    issue: int
    sign: float
    bound: Value
    cost: Value | None
    scopes: Sequence[str] = SCOPES


class Agenda(NamedTuple):
    """What stays the same over months: the proposals, settlements first, and who has a say on them.

    `is_open` (proposals, issues) exempts undecided issues; `judge_sides` (judges,) is the pole of each judge, -1 for third parties.
    """

    proposals: Sequence[str]
    settlements: int
    is_open: NDArray[np.bool_]
    judges: Sequence[str]
    judge_sides: NDArray[np.int64]
    poles: Mapping[str, int]

    def of_scope(self, scope: str) -> slice:
        """The places of the proposals of a scope."""
        return slice(0, self.settlements) if scope == "settlement" else slice(self.settlements, len(self.proposals))


Bounded = dict[str, tuple[Table, Limits]]
"""For each scope the table under its lines and the limits that veto."""


def under(free: Table, lines: Sequence[Line], bonus: Array, agenda: Agenda) -> Bounded:
    """A table without lines, brought under some lines; `bonus` (runs, scopes, sides) is what offers add in each scope."""
    found = {}
    for number, scope in enumerate(SCOPES):
        table = free._replace(need=free.need - bonus[:, number])
        found[scope] = _under(table, [line for line in lines if scope in line.scopes], agenda)
    return found


def _under(free: Table, lines: Sequence[Line], agenda: Agenda) -> tuple[Table, Limits]:
    runs, issues = free.low.shape
    low, high = np.zeros((runs, issues)), np.ones((runs, issues))
    hard = [line for line in lines if line.cost is None]
    announced = [line for line in lines if line.cost is not None]
    bound = np.empty((runs, len(hard)))
    for number, line in enumerate(hard):
        bound[:, number] = line.bound
        tighten, box = (np.maximum, low) if line.sign > 0 else (np.minimum, high)
        tighten(box[:, line.issue], line.bound, out=box[:, line.issue])
    line_bound, line_cost = np.empty((runs, len(announced))), np.empty((runs, len(announced)))
    for number, line in enumerate(announced):
        line_bound[:, number], line_cost[:, number] = line.bound, line.cost
    table = free._replace(
        low=low,
        high=high,
        line_bound=line_bound,
        line_cost=line_cost,
        line_side=np.array([agenda.poles[line.owner] for line in announced], dtype=np.int64),
        line_issue=np.array([line.issue for line in announced], dtype=np.int64),
        line_sign=np.array([line.sign for line in announced], dtype=float),
    )
    limits = Limits(
        np.array([agenda.judges.index(line.owner) for line in hard], dtype=np.int64),
        np.array([line.issue for line in hard], dtype=np.int64),
        np.array([line.sign for line in hard], dtype=float),
        bound,
    )
    return table, limits


def appraise_proposals(bounded: Bounded, agenda: Agenda, position: Array, neutral: Array, margin: Array) -> Appraisal:
    """Judge every proposal of the agenda under the lines of its scope; shapes as in `sim.model.bargaining.appraisal.appraise`."""
    parts = []
    for scope, (table, limits) in bounded.items():
        here = agenda.of_scope(scope)
        if here.start < here.stop:
            asked = table._replace(margin=margin)
            parts.append(
                appraise(asked, limits, agenda.judge_sides, position[:, here], agenda.is_open[here], neutral[:, here])
            )
    if not parts:
        runs, judges = margin.shape[0], len(agenda.judges)
        empty = np.empty((runs, 0, judges), dtype=np.int8), np.empty((runs, 0), dtype=bool)
        return Appraisal(np.empty((runs, 0, 2)), *empty)
    return (
        parts[0] if len(parts) == 1 else Appraisal(*(np.concatenate(part, axis=1) for part in zip(*parts, strict=True)))
    )
