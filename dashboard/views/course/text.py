"""Words of the page One run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.text import common, markdown
from sim import numbers, vocabulary

TITLE = "One run: what happened, and why"
PICKS = {
    "Middle run": "median",
    "Earliest signature": "earliest",
    "A collapse": "collapse",
    "By number": "number",
}
PICK = "Which run"
RUN_NUMBER = "Number of the run"
RANDOM = "Another run at random"
NO_SUCH_RUN = "No run of these {runs:,} is of that kind. Shown is the middle run."
NOTE = (
    "This is one run among many; it shows how things hang together, not what will happen. Line: this run. Dark band: middle "
    "50 of 100 runs. Light band: middle 90. Broad grey mark: the month read below."
)
MONTH = "Month to read"
STORY_HEADING = "The story"
LINES_HEADING = "Its lines, over those of all runs"
STANDING = "Where it stands"
PHASES = {name: phase.label for name, phase in vocabulary.PHASES.items()}
LINES = {
    "front_km2": "Front: 1,000 km² held by {side}",
    "fatigue": "Fatigue, {side}: % of respondents",
    "aid": "Aid newly allocated by all sponsors, EUR bn a month",
    "escalation": "Escalation (index 0 to 1)",
}
STORY_COMMAND_NOTE = "The command that tells the same story:"
NUMBERS = "Numbers behind what the story tells of the month:"
NOTHING_TOLD = "Nothing out of the ordinary happens in {month}."
ANSWERS_HEADING = "What everybody answers in {month}, and why"
ANSWERS_NOTE = (
    "In brackets: worth to the side above fighting on, in points; above what stands, for deals on an issue. A settlement or "
    "ceasefire is judged here also after something else was signed."
)


def title(run: int, runs: int, end: str, signed: str | None) -> str:
    """Which run is shown and how it ends."""
    told = f"first signature in {signed}" if signed else "nothing is signed"
    return f"**Run {run:,} of {runs:,}** (counted from 0). At the end: **{markdown.escape(end)}**; {told}."


def entry(found: Mapping[str, Any]) -> str:
    """Something that happens, in Markdown."""
    return f"*{markdown.escape(found['kind'])}* – {markdown.escape(found['text'])}"


def behind(found: Mapping[str, Any]) -> str:
    """The numbers behind an entry."""
    shown = (
        (name, markdown.escape(value) if isinstance(value, str) else numbers.plain(value, 6))
        for name, value in found["numbers"].items()
    )
    return f"*{markdown.escape(found['kind'])}*: " + "; ".join(
        f"{markdown.escape(name)} {value}" for name, value in shown
    )


def line_alt(name: str, frame: pd.DataFrame) -> str:
    """One run over the others in words."""
    first, last = frame.iloc[0], frame.iloc[-1]
    start, end, low, high = (numbers.plain(value, 3) for value in (first["run"], last["run"], last["q05"], last["q95"]))
    return (
        f"{name}: this run from {start} in {first['calendar']} to {end} in {last['calendar']}; 90 of 100 runs then between "
        f"{low} and {high}."
    )


def strip_alt(frame: pd.DataFrame) -> str:
    """Where a run stands in words."""
    return (
        "Where the run stands: "
        + "; ".join(f"{row.phase} from {row.since} to the end of {row.until}" for row in frame.itertuples())
        + "."
    )


def answers_table(frame: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """What everybody answers, proposal by proposal, in Markdown."""
    lines = []
    for name, group in frame.groupby("proposal", sort=False):
        told = []
        for row in group.itertuples():
            worth = "" if math.isnan(row.worth) else f" ({numbers.signed(row.worth)})"
            answer = row.answer.lower() if row.code == "accepts" else f"**{row.answer.lower()}**"
            told.append(f"{markdown.escape(row.actor)} {answer}{worth}")
        lines.append(f"- {markdown.escape(labels[str(name)])}: {', '.join(told)}")
    return "\n".join(lines)


def story_command(name: str, changes: Mapping[str, float | bool], run: int, runs: int, months: int, seed: int) -> str:
    """The command that tells the same story."""
    return (
        common.command(name, changes, runs, months, seed).replace("parley run", "parley explain", 1) + f" --run {run}"
    )


LINE_NOTE = (
    "Line: this run. Dark band: middle 50 of 100 runs. Light band: middle 90. Broad rule: the month that is read."
)
