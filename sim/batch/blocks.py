"""A batch cut into blocks of fixed identity, so that results depend on nothing but the experiment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.batch.points import Points
from sim.batch.prepare import Batch
from sim.errors import InputError
from sim.model.draws import BLOCK
from sim.model.parameters import differs_by_run
from sim.scenario.levers import change, parameters
from sim.scenario.schema import Scenario

ROWS = 4 * BLOCK
"""Most runs of all points together that one block holds: more fit the caches less well, fewer spend more time on calls."""

MOST_BLOCKS = 1_000_000
"""Most blocks of a batch, each of which is some files in one folder until the batch is done."""


@dataclass(frozen=True)
class Block:
    """Runs `first_run` to `first_run + runs` of some points of one scenario; all the runs of a point unless it is alone."""

    number: int
    scenario: str
    points: NDArray[np.int32]
    """Numbers of the points in the batch."""
    first_run: int
    runs: int
    """Runs of each point."""

    @property
    def rows(self) -> int:
        """Runs of all its points together."""
        return len(self.points) * self.runs


def blocks_of(batch: Batch) -> list[Block]:
    """The blocks, in the order in which their results stand in the tables. Raises InputError when they are too many."""
    runs = batch.experiment.runs
    number = sum(-(-len(points) // _at_once(runs)) * -(-runs // ROWS) for _, points in _alike(batch))
    if number > MOST_BLOCKS:
        raise InputError(
            f"runs: {batch.size:,} points of {runs:,} runs are {number:,} blocks; allowed: at most {MOST_BLOCKS:,}, "
            f"such as {max(1, MOST_BLOCKS // batch.size) * ROWS:,} runs a point"
        )
    return [Block(number, *parts) for number, parts in enumerate(_cut(batch))]


def _cut(batch: Batch) -> Iterator[tuple[str, NDArray[np.int32], int, int]]:
    runs = batch.experiment.runs
    at_once = _at_once(runs)
    for name, points in _alike(batch):
        for first in range(0, len(points), at_once):
            for first_run in range(0, runs, ROWS):
                yield name, points[first : first + at_once], first_run, min(ROWS, runs - first_run)


def _at_once(runs: int) -> int:
    """Most points that one block holds."""
    return max(1, ROWS // runs)


def _alike(batch: Batch) -> Iterator[tuple[str, NDArray[np.int32]]]:
    """Points that one model can hold: of one scenario, and equal in what cannot differ from run to run."""
    for number, (name, scenario) in enumerate(batch.scenarios.items()):
        fixed = [values for path, values in batch.points.columns.items() if not differs_by_run(scenario, path)]
        first = number * batch.points.size
        if not fixed:
            yield name, np.arange(first, first + batch.points.size, dtype=np.int32)
            continue
        table = np.stack(fixed, axis=1)
        _, kinds = np.unique(np.nan_to_num(table, nan=np.inf), axis=0, return_inverse=True)
        order = np.argsort(kinds.ravel(), kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(kinds.ravel()[order])) + 1):
            yield name, (first + part).astype(np.int32)


def scenario_of(batch: Batch, block: Block) -> tuple[Scenario, Points]:
    """The scenario of a block with what is equal in all its points in place, and what differs from point to point."""
    scenario = batch.scenarios[block.scenario]
    places = block.points % batch.points.size
    points = batch.points.only(places)
    fixed = {path for path in points.columns if not differs_by_run(scenario, path)}
    if not fixed:
        return scenario, points
    known = parameters(scenario)
    here = {path: value for path, value in points.at(0).items() if path in fixed}
    switches = {path for path in here if path in known and isinstance(known[path].value, bool)}
    changed = change(scenario, {path: bool(value) if path in switches else value for path, value in here.items()})
    return changed, Points(
        {path: values for path, values in points.columns.items() if path not in fixed},
        points.pinned - fixed,
        points.size,
    )
