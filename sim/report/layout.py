"""How the points of a batch lie, which decides how they are shown, and which point is nearest to a scenario's own values."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.batch.experiment import Design
from sim.batch.prepare import Batch
from sim.model.arrays import Array
from sim.scenario.levers import Parameter, optional_parameters, parameters
from sim.scenario.schema import Scenario

Layout = Literal["single", "plane", "lines", "spread"]
"""One point; every combination of two parameters; one parameter at a time; or anything else, of which the distribution is shown."""
SAMPLES = ("latin_hypercube", "sobol", "morris")
UNORDERED = (*SAMPLES, "list")
"""Designs whose points are draws or cases."""


class Reference(NamedTuple):
    """The point of a scenario that comes nearest to its own values."""

    point: int
    """Its number in the batch."""
    place: int
    """Its place in the design."""
    exact: bool
    """Whether it is the scenario as it is."""


def layout_of(batch: Batch) -> Layout:
    """How the points lie."""
    columns = batch.points.columns
    if batch.points.size == 1:
        return "single"
    if _kinds(batch.experiment.design) & set(UNORDERED):
        return "spread"
    table = np.stack(list(columns.values()), axis=1)
    given = ~np.isnan(table)
    values = [np.unique(table[given[:, number], number]) for number in range(table.shape[1])]
    if table.shape[1] == 2 and given.all() and len(values[0]) * len(values[1]) == len(np.unique(table, axis=0)):
        return "plane"
    return "lines" if (given.sum(axis=1) <= 1).all() else "spread"


def _kinds(design: Design | None) -> set[str]:
    """The kinds of a design and of all its parts."""
    if design is None:
        return set()
    return {design.kind}.union(*(_kinds(part) for part in design.product or []))


def pooled(batch: Batch) -> bool:
    """Whether the points are a sample, or combinations with one, so that a share over all of them has a meaning."""
    return batch.points.size > 1 and bool(_kinds(batch.experiment.design) & set(SAMPLES))


def drawn_at_random(batch: Batch) -> bool:
    """Whether the points are draws from distributions; trajectories of Morris are not."""
    return pooled(batch) and "morris" not in _kinds(batch.experiment.design)


def independent_points(batch: Batch) -> int:
    """How many points of a scenario are independent draws: the base samples of `sobol`, the trajectories of `morris`, else all."""
    design = batch.experiment.design
    sample = design and (design.sobol or design.morris)
    return sample.points if sample else batch.points.size


class _Same:
    """A scenario as a key: equal to itself only."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario


@functools.lru_cache(maxsize=64)
def _known(key: _Same) -> Mapping[str, Parameter]:
    return {**optional_parameters(key.scenario), **parameters(key.scenario)}


def known_to(scenario: Scenario) -> Mapping[str, Parameter]:
    """Every parameter that can be set, by path; found once, as a scenario has hundreds. Those that it leaves out are NaN."""
    return _known(_Same(scenario))


def own_values(scenario: Scenario, paths: list[str]) -> Array:
    """The scenario's own value of each parameter, shape (paths,); NaN for a number that it leaves out."""
    known = known_to(scenario)
    return np.array([float(known[path].value) if path in known else np.nan for path in paths])


def values_of(batch: Batch, scenario: str) -> pd.DataFrame:
    """What holds at each point of a scenario, a line a place and a column a path; its own values where the point moves nothing."""
    table = pd.DataFrame(dict(batch.points.columns), index=np.arange(batch.points.size))
    own = own_values(batch.scenarios[scenario], list(table.columns))
    return table.fillna(dict(zip(table.columns, own, strict=True)))


def reference_of(batch: Batch, scenario: str) -> Reference:
    """The point nearest to a scenario's own values, the first of equals; each parameter's range counts as one."""
    table = values_of(batch, scenario)
    own = own_values(batch.scenarios[scenario], list(table.columns))
    span = np.fmax(table.max() - table.min(), (table - own).abs().max()).to_numpy()
    off = np.abs(table.to_numpy() - own) / np.where(span > 0, span, 1.0)
    off = np.where(np.isnan(own), ~np.isnan(table.to_numpy()), off)
    distance = np.sqrt(np.square(off).sum(axis=1))
    place = int(distance.argmin())
    drawn = any(path in batch.points.pinned for path in batch.points.at(place))
    first = list(batch.scenarios).index(scenario) * batch.points.size
    return Reference(first + place, place, bool(distance[place] < 1e-9) and not drawn)


def points_of(batch: Batch, scenario: str) -> slice:
    """Numbers of the points of a scenario."""
    first = list(batch.scenarios).index(scenario) * batch.points.size
    return slice(first, first + batch.points.size)


def rows_of(batch: Batch, scenario: str, point: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Which runs are the scenario's; `point` is the number of each run's point."""
    here = points_of(batch, scenario)
    return np.asarray((point >= here.start) & (point < here.stop))
