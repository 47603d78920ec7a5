"""Words of the page What would it take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.text import figures, markdown
from sim import numbers


def search_ended(most: int, by: int) -> str:
    """That a search was ended because it takes too much."""
    return (
        f"The search over {by} months was ended here: it takes more than the {most:,} run-months that this server simulates for one page. "
        "Choose fewer levers or an earlier month, or do the whole of it on your own machine:"
    )


INTRO = (
    "The fewest and smallest moves of levers, from where the sliders stand, with which an outcome reaches a share of runs. "
    "Each set that is found is run again with draws that the search has not seen."
)
WAY = "In how many runs"
WAYS = {"at_least": "at least", "at_most": "at most"}
TARGET = "Runs in 100"
BY = "By month"
BY_HELP = "Months after the start, at most as many as are simulated."
MAY_MOVE = "Levers that may be moved"
ALL_LEVERS = "All levers"
SEARCH = "Search"
SEARCH_NOTE = "With all levers this may take a minute or more; it can be cancelled between its steps."
ALREADY = "The goal is reached with the sliders as they stand."
UNREACHED = (
    "Not reachable as far as the search went: no set of moves that was tried reaches the goal. That does not prove that "
    "none exists."
)
CLOSEST = "**The moves that come closest:**"
APPLY = "Put these moves on the sliders"
APPLIED = "The moves are on the sliders. *Explore* shows what they do."
COST_NOTE = (
    "The size of a move is its share of the lever's range, 1 for a switch; ranges are not equally easy to cross. "
    "Few levers come first, then small moves."
)


def searching(doing: str, points: int) -> str:
    """What the search is doing."""
    return f"Searching: {doing or 'levers alone'}; {points:,} points simulated so far …"


def goal(outcome: str, share: float, at_most: bool, by: int, baseline: Mapping[str, float]) -> str:
    """The goal, and where the sliders stand."""
    way = "at most" if at_most else "at least"
    now = f"{numbers.counted(baseline['share'], int(baseline['runs']))} ({figures.interval(baseline)})"
    return f"**{outcome}** by month {by} in {way} **{round(share * 100)} in 100 runs**. As the sliders stand: {now}."


def _moved(value: float | bool) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else numbers.plain(value, 4)


def move(entry: Any) -> str:
    """One move of a lever."""
    unit = "" if isinstance(entry.after, bool) else f" ({markdown.escape(entry.unit)})"
    return f"{markdown.escape(entry.label)} from {_moved(entry.before)} to **{_moved(entry.after)}**{unit}"


def moves(number: int, entries: Sequence[Any], cost: float) -> str:
    """A set of moves."""
    head = f"**{number}.** " if number else ""
    return f"{head}{'; '.join(map(move, entries))}. Size of the move{'s' if len(entries) > 1 else ''}: {cost:.2f}."


def reached(share: Mapping[str, float], change: Mapping[str, float], holds: bool, surely: bool) -> str:
    """What a set of moves does, and how sure that is."""
    difference = figures.step(change)
    told = f"Then {figures.told(share)}; difference to the sliders {difference}."
    if not holds:
        return f"{told} The goal is not reached."
    return told if surely else f"{told} The interval holds shares that miss the goal."


def alone(closest: Sequence[tuple[Any, float]]) -> str:
    """How far single levers go."""
    return (
        "One lever alone comes closest with: "
        + "; ".join(f"{move(m)}: {numbers.hundred(share)} in 100" for m, share in closest)
        + "."
    )


def searched(found: Any) -> str:
    """What the search has tried."""
    sets = ", ".join(f"{count:,} of {size}" for size, count in sorted(found.sets.items()))
    return (
        f"Tried: {found.levers} levers at {found.values} values each; sets of levers by size: {sets or 'none'}; "
        f"{found.points:,} points and {found.runs:,} runs in all."
    )
