"""One outcome of one scenario at many points of some levers, run by run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.surface import Axis
from sim.batch.blocks import ROWS
from sim.batch.points import Points
from sim.batch.prepare import Batch, batch_of
from sim.batch.results import compute
from sim.errors import InputError, choices, shorten
from sim.model.arrays import Array
from sim.scenario.levers import parameters
from sim.scenario.schema import Scenario
from sim.vocabulary import OUTCOMES

Over = Callable[..., Iterable[Any]]
"""A `map`, over this process or over workers."""


def axes_of(scenario: Scenario, paths: Sequence[str] | None = None) -> list[Axis]:
    """The scenario's levers as axes, or those of them that are asked for; values are multiples of a lever's step, as on a slider.

    Raises InputError where there is none, or for a path that is no lever.
    """
    if not scenario.levers:
        raise InputError("the scenario declares no levers, so nothing says how far a number may be moved")
    for path in paths or ():
        if path not in scenario.levers:
            raise InputError(f"levers: {shorten(path)} is no lever; {choices(path, scenario.levers, most=4)}")
    return [_axis(scenario, path) for path in dict.fromkeys(paths or scenario.levers)]


def _axis(scenario: Scenario, path: str) -> Axis:
    lever, own = scenario.levers[path], parameters(scenario)[path].value
    if isinstance(own, bool):
        return Axis(path, np.array([0.0, 1.0]), int(own), 1.0)
    step = max(1.0, round(lever.step)) if isinstance(own, int) else lever.step
    values = np.round(np.append(np.arange(lever.low, lever.high, step), [lever.high, own]), 9)
    values = np.unique(values)
    return Axis(path, values, int(np.searchsorted(values, np.round(own, 9))), lever.high - lever.low)


class Ensemble:
    """Runs of a scenario with one seed; what has been simulated is remembered."""

    def __init__(
        self,
        scenario: Scenario,
        axes: Sequence[Axis],
        outcome: str,
        months: int,
        runs: int,
        seed: int,
        over: Over = map,
        workers: int = 1,
    ) -> None:
        self.scenario, self.axes, self.outcome, self.runs, self.seed = scenario, axes, outcome, runs, seed
        self._experiment = {"runs": runs, "months": months, "seed": seed, "record": [], "monthly": False}
        self.own = np.array([axis.values[axis.own] for axis in axes])
        self._over = over
        self._most, self._workers = max(1, ROWS // runs), workers
        self._known: dict[bytes, NDArray[np.bool_]] = {}

    @property
    def simulated(self) -> int:
        """Number of runs simulated so far."""
        return len(self._known) * self.runs

    def happened(self, values: Array) -> NDArray[np.bool_]:
        """Whether the outcome happens within the months in each run at each point; (points, axes) to (points, runs)."""
        new = {row.tobytes(): row for row in values if row.tobytes() not in self._known}
        if new:
            rows = np.stack(list(new.values()))
            parts = np.array_split(rows, max(-(-len(rows) // self._most), min(self._workers, len(rows))))
            found = self._over(partial(_happened, self.outcome), [self._batch(part) for part in parts])
            self._known.update(zip(new, np.concatenate(list(found)), strict=True))
        return np.stack([self._known[row.tobytes()] for row in values])

    def _batch(self, values: Array) -> Batch:
        """Points of which only what differs from the scenario is moved."""
        moved = np.where(values == self.own, np.nan, values)
        columns = {axis.name: moved[:, number] for number, axis in enumerate(self.axes)
                   if not np.isnan(moved[:, number]).all()}  # fmt: skip
        return batch_of(self.scenario, self._experiment, Points(columns, size=len(values)))


def _happened(outcome: str, batch: Batch) -> NDArray[np.bool_]:
    runs = compute(batch).runs
    found = np.zeros((batch.size, batch.experiment.runs), dtype=bool)
    found[runs["point"].to_numpy(), runs["run"].to_numpy()] = runs[OUTCOMES[outcome].first].is_valid().to_numpy()
    return found
