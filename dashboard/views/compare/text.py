"""Words of the page Compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.text import figures, markdown

INTRO = (
    "Up to four scenarios or settings of the levers on one scale. **A** is the reference: differences are to A, run by run "
    "with the same draws."
)
COMPARED = "Side by side"
COMPARED_HELP = "Scenarios as their files have them, settings that you saved, or the sliders as they stand."
COMPARED_NOTHING = "Chosen for you; pick up to four"
SLIDERS_NOW = "Sliders as they stand"
SAVE_NAME = "Name of a setting"
SAVE = "Save the sliders"
SAVE_EXAMPLE = "such as: more aid"
SAVED_FULL = "Four settings are saved, which is as many as are kept; remove one to save another."
SAVED_TAKEN = "That is the name of a scenario or of a saved setting; give another one."
SAVED_NOTE = "Saved settings stand in the address of this page: whoever opens the link sees the same figures."
DIFFERS_HEADING = "What differs"
DIFFERS_NOTE = "Levers first. Where only some have a part, such as an event, its numbers are not listed."
SAME = "Nothing differs: move a lever in the sidebar, or pick something else above."
BY_MONTH_HEADING = "How far the runs have come, month by month"
BY_MONTH = {"talks": "**Talks have opened**, runs in 100", "agreement": "**An agreement has been signed**, runs in 100"}
ENDS_COMPARED = "How the runs stand in the last month, in 100 runs"
FRONTS_COMPARED = "Front: territory held, in 1,000 km²"
FRONTS_NOTE = "Line: middle run. Dark band: middle 50 of 100 runs. Light band: middle 90. Dashed grey: middle run of A. All on one scale."
COMMANDS_NOTE = "The commands that give the same numbers:"


def remove(name: str) -> str:
    """Button that forgets a saved setting."""
    return f"Remove “{markdown.escape(name)}”"


def side_by_side(letter: str, label: str, scenario: str, changes: int) -> str:
    """One of those side by side: letter, name, and what it is."""
    moved = f"{changes} number{'s' if changes > 1 else ''} moved" if changes else "as in the file"
    return f"**{letter}** {markdown.escape(label)}" + (
        f" ({markdown.escape(scenario)}, {moved})" if label != scenario else f" ({moved})"
    )


def front(letter: str, label: str, side: str) -> str:
    """Title of a front: letter, name, and the side that holds the territory."""
    return f"**{letter}** {markdown.escape(label)}: held by {markdown.escape(side)}"


def compared(letter: str, share: Mapping[str, float], change: Mapping[str, float] | None) -> str:
    """A count with its interval, and the paired difference to the reference."""
    told = f"**{letter}**: {figures.told(share)}"
    if change is None:
        return told
    return f"{told}; difference to A {figures.step(change)}"


def compared_alt(outcome: str, frame: pd.DataFrame) -> str:
    """Shares by month side by side, in words."""
    last = frame[frame["label"].notna()]
    told = ", ".join(f"{row.letter} {row.share:.0f}" for row in last.itertuples())
    return f"{markdown.plain(outcome)} by month {int(last['month'].max())}: {told}."


def ends_compared_alt(frame: pd.DataFrame) -> str:
    """How the runs stand in the last month side by side, in words."""
    parts = []
    for letter, rows in frame.groupby("letter", sort=False):
        told = ", ".join(f"{row.label} {row.share:.0f}" for row in rows.itertuples() if row.share >= 0.5)
        parts.append(f"{letter}: {told}")
    return "Runs in 100 in the last month. " + "; ".join(parts) + "."


def differs_alt(count: int) -> str:
    """The table of what differs, in words."""
    return f"Table of {count} numbers and parts that are not the same everywhere, with a column for each letter."


def counted_side_by_side(entries: Sequence[tuple[str, str]], runs: int, months: int, seed: int) -> str:
    """The same for charts side by side, by letter and name."""
    named = "; ".join(f"{letter} {label}" for letter, label in entries)
    return f"{named}. {runs:,} runs of {months} months each, seed {seed}."


def front_name(title: str) -> str:
    """Name of the chart of a front, from its title."""
    return f"{markdown.plain(title)}, 1,000 km²"
