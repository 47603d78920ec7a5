"""An outcome over two levers, as tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dashboard.session import state

if TYPE_CHECKING:
    from sim import Parameter, Scenario

STEPS = (5, 9, 17)
"""Values of each lever, coarse first; each grid holds the points of the one before."""
LETTERED = 9
"""Values of each lever up to which the cells carry their figure."""
COLUMNS = ["kind", "x", "y", "x_from", "x_to", "y_from", "y_to", "share", "low", "high", "told"]

Place = tuple[float, float]
Interval = tuple[float, float, float]
"""Share of runs, and the ends of its interval."""


def values(path: str, scenario: Scenario, known: Mapping[str, Parameter]) -> list[float]:
    """The values of a lever in the finest grid, in rising order; a switch has 0 and 1, a count whole numbers."""
    parameter = known[path]
    if isinstance(parameter.value, bool):
        return [0.0, 1.0]
    reach = state.Range.of(scenario.levers[path], parameter)
    spaced = np.linspace(reach.low, reach.high, STEPS[-1])
    rounded = np.round(spaced) if isinstance(parameter.value, int) else np.round(spaced, 9)
    return [float(value) for value in np.unique(rounded)]


def coarse(finest: Sequence[float], count: int) -> list[float]:
    """At most so many of the values, evenly spread, both ends included."""
    places = np.unique(np.round(np.linspace(0, len(finest) - 1, min(count, len(finest)))).astype(int))
    return [finest[place] for place in places]


def edges(centres: Sequence[float]) -> list[float]:
    """Where the cells around some values begin and end; the outer ones are as wide as their neighbours are far."""
    middles = [(low + high) / 2 for low, high in itertools.pairwise(centres)]
    return [centres[0] - (middles[0] - centres[0]), *middles, centres[-1] + (centres[-1] - middles[-1])]


def cells(xs: Sequence[float], ys: Sequence[float], found: Mapping[Place, Interval]) -> pd.DataFrame:
    """A row a cell: its place, and the runs in 100 with their interval."""
    across, up = edges(xs), edges(ys)
    rows = []
    for i, x in enumerate(xs):
        for k, y in enumerate(ys):
            share, low, high = (100 * value for value in found[x, y])
            told = f"{share:.0f}" if 1 <= share <= 99 or share in (0, 100) else ("<1" if share < 1 else ">99")
            rows.append(["cell", x, y, across[i], across[i + 1], up[k], up[k + 1], share, low, high, told])
    return pd.DataFrame(rows, columns=COLUMNS)


def boundary(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """The sides between cells that reach a level, in runs of 100, and cells that do not."""
    grid = table.pivot(index="x", columns="y", values="share")
    across, up = edges(list(grid.index)), edges(list(grid.columns))
    reaches = grid.to_numpy() >= level
    rows = []
    for i, k in np.argwhere(reaches[1:] != reaches[:-1]):
        rows.append(["edge", math.nan, math.nan, across[i + 1], across[i + 1], up[k], up[k + 1]])
    for i, k in np.argwhere(reaches[:, 1:] != reaches[:, :-1]):
        rows.append(["edge", math.nan, math.nan, across[i], across[i + 1], up[k + 1], up[k + 1]])
    return pd.DataFrame(rows, columns=COLUMNS[:7])


def drawing(table: pd.DataFrame, level: float, here: Place) -> pd.DataFrame:
    """The cells, the boundary of a level and the place of the sliders in one table."""
    now = pd.DataFrame([["now", *here]], columns=["kind", "x", "y"])
    parts = [part for part in (table, boundary(table, level), now) if len(part)]
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)


@dataclass(frozen=True)
class Grid:
    """Values of the lever across and of the lever upwards, and the points that coarser grids do not have."""

    across: tuple[float, ...]
    up: tuple[float, ...]
    new: tuple[Place, ...]

    def places(self) -> list[Place]:
        """All points."""
        return [(x, y) for x in self.across for y in self.up]


def grids(across: Sequence[float], up: Sequence[float]) -> list[Grid]:
    """Grids over two levers, coarse first, without those that add nothing; the arguments are the values of the finest."""
    found: list[Grid] = []
    before: set[Place] = set()
    for count in STEPS:
        xs, ys = tuple(coarse(across, count)), tuple(coarse(up, count))
        new = tuple((x, y) for x in xs for y in ys if (x, y) not in before)
        if new:
            found.append(Grid(xs, ys, new))
            before.update(new)
    return found
