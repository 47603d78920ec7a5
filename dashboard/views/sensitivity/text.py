"""Words of the page Sensitivity."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.text import markdown
from sim import numbers

INTRO = (
    "Each lever in turn goes to both ends of its range while all others stand as in the sidebar. Bars: how many more or fewer "
    "of 100 runs then have the outcome by the last month; thin lines: 95 % intervals of these differences, with the same draws run by run."
)
LIMITS = (
    "The ranges of the levers are not equally easy to reach, and one at a time says nothing of how levers act together. "
    "The command below estimates that: Sobol's indices over all ranges at once. It takes long and does not run here."
)
SOBOL_HEADING = "How levers act together (Sobol)"
LOW_END, HIGH_END = "lever at its lowest (a switch off)", "lever at its highest (a switch on)"
SOBOL_NOTE = "The command that estimates them, with the experiment file at its side:"
KEY = "Filled: {high}. Hollow: {low}. Thin lines: 95 % intervals. A lever that stands at an end has one bar only."
ONLY_SWITCHES = "All levers are switches, of which no index can be estimated."


def unseen(levers: Sequence[str]) -> str:
    """The levers of which no effect is seen."""
    return "No effect is seen in these runs (both intervals reach 0): " + ", ".join(map(markdown.escape, levers)) + "."


def sobol_cost(points: int, levers: int, runs: int) -> str:
    """What the estimate of Sobol's indices costs."""
    return f"{points * (levers + 2):,} points of {runs:,} runs each: {points * (levers + 2) * runs:,} runs."


def told(outcome: str, table: pd.DataFrame, now: float, runs: int) -> str:
    """Which levers move the outcome most."""
    parts = []
    if not table["difference"].any():
        return f"**{outcome}**, now {numbers.counted(now, runs)}. No lever changes that in any of these runs."
    for lever in table["lever"].unique()[:3]:
        rows = table[table["lever"] == lever]
        most = rows.loc[rows["difference"].abs().idxmax()]
        parts.append(f"{markdown.escape(lever)} at {most['value']}: {numbers.difference(most['difference'] / 100)}")
    return f"**{outcome}**, now {numbers.counted(now, runs)}. Moved most by {'; '.join(parts)} in 100."


def alt(outcome: str, table: pd.DataFrame) -> str:
    """The tornado in words."""
    told = [
        f"{lever}: "
        + ", ".join(f"{numbers.difference(row.difference / 100)} at {row.value}" for row in rows.itertuples())
        for lever, rows in table.groupby("lever", sort=False)
    ]
    return f"{outcome}, difference in runs of 100 with each lever at its ends. " + "; ".join(told[:8]) + "."


def name(outcome: str) -> str:
    """Name of the chart of all levers."""
    return f"{outcome}: difference that each lever makes"
