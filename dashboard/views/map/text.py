"""Words of the page Map."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim import numbers

INTRO = (
    "In how many runs something has happened by the last month, over two levers; all others stand as in the sidebar. "
    "The grid becomes finer as it is simulated."
)
ACROSS = "Lever across"
UPWARDS = "Lever upwards"
LEVEL = "Line at, runs in 100"
LEVEL_HELP = "A line is drawn around the cells that reach so many runs in 100."
TWICE = "Choose two different levers."


def axis(label: str, unit: str) -> str:
    """Title of an axis."""
    return label if unit == "true or false" else f"{label} ({unit})"


def key(level: float, reached: bool, lettered: bool) -> str:
    """How to read the map; `reached` says whether its line is drawn, `lettered` whether the cells carry their figures."""
    line = f" Black line: where {level:.0f} in 100 runs are reached." if reached else ""
    figures = (
        "Numbers in the cells: runs in 100."
        if lettered
        else "Every cell says its runs in 100 when pointed at, and in *The figures*."
    )
    return f"○ where the sliders stand.{line} {figures}"


def _at(row: Any, across: str, up: str) -> str:
    return f"{row.share:.0f} in 100 ({across} at {numbers.plain(row.x, 4)}, {up} at {numbers.plain(row.y, 4)})"


def told(outcome: str, cells: pd.DataFrame, across: str, up: str, level: float) -> str:
    """The map in one sentence: its ends, and how many cells reach the level."""
    low, high = cells.loc[cells["share"].idxmin()], cells.loc[cells["share"].idxmax()]
    if low["share"] == high["share"]:
        return f"{outcome}: {low['share']:.0f} in 100 in each of {len(cells)} cells."
    reach = int((cells["share"] >= level).sum())
    return (
        f"{outcome}: from {_at(low, across, up)} to {_at(high, across, up)}; "
        f"{reach} of {len(cells)} cells reach {level:.0f} in 100."
    )


def alt(told: str, across: str, up: str, size: tuple[int, int]) -> str:
    """The map for a screen reader."""
    return f"Heat map of {size[0]} by {size[1]} cells, {across} across and {up} upwards. {told}"


def name(outcome: str) -> str:
    """Name of the map of an outcome."""
    return f"{outcome}: runs in 100 over two levers"
