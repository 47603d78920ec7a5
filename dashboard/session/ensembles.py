"""Outcomes of a scenario at many points of its levers, computed in small parts that are kept and shared.

A part takes a fraction of a second, so that a page that draws between parts can be stopped there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

import sim
from dashboard.session import kept, results, state, turns
from sim import vocabulary

if TYPE_CHECKING:
    from sim import Scenario

ROWS = 2048
"""Runs that a part holds at most, over all its points; a point is never cut."""

Point = tuple[float, ...]
First = Mapping[str, NDArray[np.int16]]
"""By outcome the month in which it first happens, shape (points, runs); -1 for never."""


@kept.once()
def _part(
    digest: str,
    paths: tuple[str, ...],
    points: tuple[Point, ...],
    runs: int,
    months: int,
    seed: int,
    _scenario: Scenario,
) -> First:
    columns = {path: np.array([point[place] for point in points]) for place, path in enumerate(paths)}
    columns = {path: values for path, values in columns.items() if not np.isnan(values).all()}
    experiment = {"runs": runs, "months": months, "seed": seed, "record": [], "monthly": False}
    sim.check_memory(_scenario, runs * len(points), months, most_bytes=state.most_bytes())
    with turns.simulating.turn(len(points) * runs * months / results.RUN_MONTHS):
        table = sim.compute(sim.batch_of(_scenario, experiment, sim.Points(columns, size=len(points)))).runs
    place, run = table["point"].to_numpy(), table["run"].to_numpy()
    found = {}
    for outcome, word in vocabulary.OUTCOMES.items():
        found[outcome] = np.empty((len(points), runs), dtype=np.int16)
        found[outcome][place, run] = table[word.first].fill_null(-1).to_numpy()
        found[outcome].flags.writeable = False
    return found


def parts(
    scenario: Scenario, paths: Sequence[str], points: Sequence[Point], runs: int, months: int, seed: int
) -> Iterator[tuple[Sequence[Point], First]]:
    """The points part by part, each with what happens there. NaN leaves a lever where the scenario has it.

    Run k has the same draws at every point, so points may be compared run by run. Raises InputError.
    """
    at_once, digest = _at_once(runs), scenario.digest()
    for start in range(0, len(points), at_once):
        part = tuple(points[start : start + at_once])
        yield part, _part(digest, tuple(paths), part, runs, months, seed, scenario)


def count(points: int, runs: int) -> int:
    """How many parts some points make."""
    return math.ceil(points / _at_once(runs))


def _at_once(runs: int) -> int:
    return max(1, ROWS // runs)


def happened(first: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Whether the outcome happens, shape (points, runs)."""
    return first >= 0


class End(NamedTuple):
    """A lever at one end of its range."""

    path: str
    end: str
    """`low` or `high`."""
    value: float
    told: str
    """The value with its unit."""


def points(found: Sequence[End], paths: Sequence[str]) -> Iterator[tuple[float, ...]]:
    """The sliders as they stand, then each end; a line has a value for the lever that is moved and NaN for the others."""
    yield (math.nan,) * len(paths)
    for end in found:
        yield tuple(end.value if path == end.path else math.nan for path in paths)
