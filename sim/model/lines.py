"""Lines in force: what closes off part of the package space, as bounds of the search and as vetoes on proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.model.packages import Limits, Table
from sim.model.parameters import Value


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


def under(free: Table, lines: Sequence[Line], poles: Mapping[str, int], judges: Sequence[str]) -> tuple[Table, Limits]:
    """A table without lines, brought under some lines, and the limits that veto.

    `poles` gives the pole of each side by name, `judges` the actors with a say, which own the limits.
    """
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
        line_side=np.array([poles[line.owner] for line in announced], dtype=np.int64),
        line_issue=np.array([line.issue for line in announced], dtype=np.int64),
        line_sign=np.array([line.sign for line in announced], dtype=float),
    )
    limits = Limits(
        np.array([judges.index(line.owner) for line in hard], dtype=np.int64),
        np.array([line.issue for line in hard], dtype=np.int64),
        np.array([line.sign for line in hard], dtype=float),
        bound,
    )
    return table, limits
