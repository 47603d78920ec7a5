"""Words of the page Deals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.text import captions, common, figures, markdown
from sim import numbers

TITLE = "Build a deal: who would sign it, and what stands in the way?"
SCOPE = "What it does"
SCOPES = {"settlement": "Ends the war", "ceasefire": "Stops the front"}
MONTH = "Month in which it is put"
START_FROM = "Start from"
START_FROM_HINT = "a proposal of the file"
START_FROM_HELP = (
    "Puts the sliders where a proposal of the scenario has them, at the nearest stops. A proposal that sets the line at a "
    "distance from the front is put at the stop nearest to where that is at the start."
)
NEUTRAL = "Neutral share of the guarantees"
NEUTRAL_HELP = (
    "How much of the guarantees neutral states give. It makes promises credible to the side that fears them broken."
)
TAKE_BEST = "Take the best package"
TAKE_BEST_HELP = "Puts every issue at the stop nearest to the best package of the middle run."
OFF_SCALE = {True: "At the front line of that month", False: "Left open"}
OFF_SCALE_NOTE = {True: "the line of contact, wherever it runs by then", False: "not decided: it stays as it stands"}
NOTE_TOP = (
    "Counted are the runs in which the war goes on and nothing is signed when the month begins. The package is judged in "
    "each of them as things stand there, without having lain on the table before."
)
VERDICT_HEADING = "Who accepts, and why not"
OVER_TIME = "Accepts the package, runs in 100, by month"
OVER_TIME_NOTE = "Dashed grey: the same package in the baseline, before any lever is moved."
WORTH_HEADING = "What it is worth above fighting on"
WORTH_NOTE = (
    "In points: 100 are the distance between the best and the worst that a side can imagine. Below the dashed line the side "
    "would rather fight on. Dark band: middle 50 of 100 runs. Light band: middle 90."
)
GAPS_HEADING = "Distance to the red lines"
GAPS_NOTE = (
    "In points of the issue's scale, 100 from end to end. Right of “the line” the package keeps within it, left of it the package "
    "is beyond. Mark: middle run (● within, ✚ beyond). Bar: middle 90 of 100 runs. A **hard** line rules a package out, an "
    "**announced** one costs support at home."
)
NO_GAPS = "No line stands on any issue that this package decides."
ZONE_HEADING = "The zone of agreement"
ZONE_NOTE = (
    "Each axis: value to a side above fighting on, in points. Shaded quadrant: both are better off than at war.\n\n"
    "**Line**: the contract curve under all red lines, the best for one side at each value to the other, in the middle run, with "
    "bands for the middle 50 and 90 of 100 runs. Where it enters the quadrant there is a zone. **Dashed grey**: if nobody had a "
    "red line.\n\n■ your package, small dots for single runs; ◆ the best package; ○ proposals of the file, unless far off."
)
BEST_HEADING = "Against the best package"
BEST_NOTE = (
    "The **best package** is the one with the largest product of both sides' gains over fighting on (Nash). In runs without a "
    "zone it is the one that leaves the worse-off side least badly off. Places are on the scales, 0 to 1, in the middle run, with "
    "the middle 90 of 100 runs. The last columns say what moving that one issue there would give each side, in points."
)
NO_BEST = "In no run is there any package within all hard lines."
RELAX_HEADING = "The smallest relaxation that opens a zone"
RELAX_NOTE = "Any settlement or named proposal counts. Whoever gives a line up here gives it up altogether."
TRIAL_HEADING = "If it lies on the table from the start"
TRIAL = "Simulate it, with every run that is asked for"
SAVE_HEADING = "Save the package as a proposal"
SAVE_LABEL = "Name of the proposal"
SAVE_DEFAULT = "My package"
SAVE_BUTTON = "Scenario with this proposal, YAML"
TRY_DEAL = "Try it on all pages"
TRY_DEAL_HELP = (
    "Makes the scenario with this proposal, and the levers as they stand, the scenario of all pages; nothing is saved."
)
SAVE_NOTE = "The file holds the levers as they stand now. The command that simulates it:"
NOBODY_LEFT = "In no run does the war go on unsigned until that month. Choose an earlier one."


def stop(below: str, above: str, neutral: bool = False) -> str:
    """What a stop of a scale means: an anchor, or between two."""
    return (
        f"**{markdown.escape(below)}**"
        if below == above
        else f"Between “{markdown.escape(below)}” and “{markdown.escape(above)}”"
    )


def verdict(frame: pd.DataFrame, alone: Mapping[str, float], month: str) -> str:
    """Takeaway above the answers to a package: how often all accept, and who holds it up."""
    told = numbers.counted(alone["share"], int(alone["runs"]))
    return f"In {month} **everybody with a say accepts in {told}** ({figures.uncertainty(alone)}); {captions.held_up(frame)}."


def size(runs: int, looked_at: int, month: str) -> str:
    """What the figures of a month are counted over."""
    return (
        f"{runs:,} of {looked_at:,} runs are still at war and unsigned when {month} begins. {NOTE_TOP} {common.HONEST}"
    )


def worth_title(label: str, row: Any) -> str:
    """Value of a package to a side in a month, in words."""
    low, middle, high = (numbers.signed(row[name]) for name in ("q05", "q50", "q95"))
    return f"**{markdown.escape(label)}**: {middle} points in the middle run; 90 of 100 runs between {low} and {high}"


def worth_alt(label: str, frame: pd.DataFrame) -> str:
    """Value of a package by month in words."""
    known = frame[frame["q50"].notna()]
    if known.empty:
        return f"{label}: no runs to judge the package in."
    first, last = known.iloc[0], known.iloc[-1]
    start, (low, middle, high) = (
        numbers.signed(first["q50"]),
        (numbers.signed(last[name]) for name in ("q05", "q50", "q95")),
    )
    return (
        f"Value of the package to {label} above fighting on, in points: middle run {start} in {first['calendar']} and {middle} in "
        f"{last['calendar']}, 90 of 100 runs then between {low} and {high}."
    )


def gap(row: Any) -> str:
    """A line over its bar."""
    beyond = f"beyond in {numbers.brief(row['beyond'] / 100, row['runs'])}" if row["beyond"] > 0 else "kept in all runs"
    return f"{row['line']} {'≥' if row['way'] == 'at least' else '≤'} {row['bound']:.2f} ({row['kind']}): {beyond}"


def gaps_title(frame: pd.DataFrame) -> str:
    """Takeaway above the lines: those that are crossed in most runs, else the nearest one."""
    crossed = [
        f"{markdown.escape(line)} ({kind}, by {-middle:.0f} points)"
        for line, kind, middle in zip(frame["line"], frame["kind"], frame["middle"], strict=True)
        if middle < 0
    ]
    if crossed:
        return (
            f"In the middle run the package is **beyond {len(crossed)} of {len(frame)} lines**: {'; '.join(crossed)}."
        )
    first = frame.iloc[0]
    return (
        f"In the middle run the package **keeps within every line**; the nearest is {markdown.escape(first['line'])}, "
        f"{first['middle']:.0f} points away."
    )


def gaps_alt(frame: pd.DataFrame) -> str:
    """The distances to lines in words."""
    columns = (frame[name].tolist() for name in ("line", "middle", "beyond"))
    told = (
        f"{line} {numbers.signed(middle)}, beyond in {beyond:.0f}"
        for line, middle, beyond in zip(*columns, strict=True)
    )
    return (
        "Points by which the package keeps within each line in the middle run, and runs in 100 beyond it. "
        + "; ".join(told)
        + "."
    )


def zone_title(share: Mapping[str, float], scope: str) -> str:
    """Takeaway above the contract curve: whether a zone exists."""
    runs, found = int(share["runs"]), round(share["share"] * share["runs"])
    what = "settlement" if scope == "settlement" else "ceasefire"
    if not found:
        told = (
            f"**No zone in {runs:,} of {runs:,} runs**: no {what} is within all red lines and better than war for both."
        )
        return f"{told} {figures.upper(share)}"
    return (
        f"**A zone exists in {numbers.counted(share['share'], runs)}** ({figures.interval(share)}), no zone in "
        f"{runs - found:,} of {runs:,}: some {what} is within all red lines and better than war for both."
    )


def no_package(left: int, runs: int) -> str:
    """In how many runs the hard lines leave nothing to agree on; the curve and the best package are those of the others."""
    if left == runs:
        return ""
    told = f"In {runs - left:,} of {runs:,} runs the hard lines leave **no package at all**: one lies beyond another."
    return told + (f" The curve and the best package are those of the other {left:,}." if left else "")


def value_axis(label: str) -> str:
    """Title of an axis of values."""
    return f"Value to {label} above fighting on (points)"


def zone_alt(marks: pd.DataFrame, labels: tuple[str, str], share: Mapping[str, float]) -> str:
    """The contract curve in words."""
    told = [
        f"{row.label} {numbers.signed(row.x)} and {numbers.signed(row.y)}"
        for row in marks.itertuples()
        if row.kind in ("package", "best", "other")
    ]
    return (
        f"Value to {labels[0]} against value to {labels[1]} above fighting on, in points, in the middle run: {'; '.join(told)}. "
        f"A zone of agreement exists in {numbers.counted(share['share'], int(share['runs']))}."
    )


def best_table(frame: pd.DataFrame, sides: tuple[str, str]) -> str:
    """The package against the best one, issue by issue, in Markdown."""
    lines = [
        f"| Issue | Yours → best (90 of 100 runs) | {markdown.escape(sides[0])} | {markdown.escape(sides[1])} |",
        "|---|---|---:|---:|",
    ]
    for row in frame.itertuples():
        places = f"{row.built:.2f} → **{row.best:.2f}** ({row.low:.2f} to {row.high:.2f})"
        lines.append(
            f"| {markdown.escape(row.issue)} | {places} | {numbers.signed(row.side_0)} | {numbers.signed(row.side_1)} |"
        )
    return "\n".join(lines)


def relaxation(found: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """The smallest relaxations as a list: as things stand, one line gone, two lines gone."""
    lines = []
    for entry in found:
        runs = int(entry["runs"])
        told = numbers.counted(entry["opens"] / runs if runs else math.nan, runs)
        if not entry["lines"]:
            lines.append(f"- As things stand, something could be agreed in **{told}**.")
        else:
            gone = " and ".join(f"“{markdown.escape(names.get(line, line))}”" for line in entry["lines"])
            lines.append(f"- Without {gone}: in **{told}**.")
    return "\n".join(lines)


def trial(scope: str, change: Mapping[str, float], own: Mapping[str, float] | None, runs: int) -> str:
    """What putting the package on the table does to signatures of its kind."""
    what = "An agreement" if scope == "settlement" else "A ceasefire"
    now, was = (numbers.counted(change[side], runs) for side in ("changed", "baseline"))
    told = f"{what} is signed in **{now}**, without the package in {was}: a difference of {figures.step(change)}."
    if own is None:
        return told
    return f"{told} The first agreement is this very package in {numbers.counted(own['share'], runs)}." + (
        "" if own["share"] else f" {figures.upper(own)}"
    )


THE_LINE = "the line"
YOURS, YOURS_IN_A_RUN, BEST = "Your package", "Your package in one run", "Best package"
FIGHTING_ON = "fighting on"
