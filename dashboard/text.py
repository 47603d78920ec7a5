"""Every sentence, label and alternative text of the pages, in one place; figures are said in counts."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Mapping, Sequence

import pandas as pd

TITLE = "Parley"
PAGES = {"explore": "Explore", "sources": "Sources", "about": "About"}
OUTCOMES = {
    "talks": "Talks open",
    "agreement": "An agreement is signed",
    "collapse": "A signed agreement collapses",
}
REASONS = {
    "accepts": "Accepts",
    "haggling": "Still haggling",
    "not_believed": "Not believed",
    "worse_than_war": "Worse than war",
    "red_line": "Red line",
    "third_party": "Third party",
}
REASON_HELP = {
    "accepts": "the package is worth more to the side than fighting on, and crosses none of its lines",
    "haggling": "acceptable in principle, but the side still holds out for more",
    "not_believed": "good enough on paper, but not once the chance that the promises are broken is counted",
    "worse_than_war": "worth less to the side than fighting on, even if every promise were kept",
    "red_line": "crosses one of the side's red lines",
    "third_party": "needs something that somebody who is not at the table does not give",
}
GLOSSARY = {
    "Run": "one simulated course of the months ahead; runs differ in luck and in the numbers that are uncertain.",
    "Baseline": "the scenario as its file has it, before anything is moved here.",
    "Middle run": "half of the runs lie above it and half below (the median), month by month.",
    "Bands": "the dark band holds the middle 50 of 100 runs, the light one the middle 90.",
    "Paired difference": "both versions are run with the same luck, so that they differ by their cause only.",
    "Red line": "a term below or above which a side signs nothing.",
    "Zone of agreement": "whether any package exists that every side prefers to fighting on.",
    "Ripeness": "both sides hurt, neither expects to win, and a way out is in sight (0 to 1).",
    "Fatigue": "share of a public that wants the war, or the aid, ended, as a survey asks it.",
}
HONEST = (
    "Shares of simulated runs under the stated assumptions, not chances that something will happen. "
    "What the model leaves out is on the page *About*."
)
PHASES = {"in_talks": "**In talks**, runs in 100", "in_agreement": "**Under an agreement**, runs in 100"}
FAN_ABOUT = {"fatigue": "Fatigue in % of respondents, ", "aid_eur_bn": "Aid in EUR bn a month, "}
FAN_HEADINGS = {
    "fatigue": "##### Fatigue: share of the public that wants the war, or the aid, ended (% of respondents)",
    "aid_eur_bn": "##### Aid newly allocated, by donor (EUR bn a month)",
}
LEGEND_NOTE = (
    "Each bar is 100 runs: how many answer the proposal in which way, as it stands. Only those with a say are shown."
)
MONTH_SHOWN = "Month in which the proposals are put"
NO_PROPOSALS = "This scenario has no named proposals."
TERMS_NOTE = "Bars: deals in 100, over the scale of each issue; the named points of the scale are at the left."
COMMAND_NOTE = "The command that gives the same numbers:"
SITUATION = "The situation, as the sources describe it"
SCENARIO = "Scenario"
RESET = "Reset all"
SETTINGS_HEADING = "Runs, months, seed"
SETTINGS = {
    "runs": ("Runs", "More runs make the intervals narrower and take longer."),
    "months": ("Months", "How far to look ahead."),
    "seed": ("Seed", "The same seed gives the same luck, and so the same figures."),
}
NO_DEALS = "No deal was signed in any run, so there are no terms to show."
FANS = {
    "front_km2": "Front: 1,000 km² held by {side}",
    "escalation": "Escalation (index 0 to 1)",
    "ripeness": "Ripeness (index 0 to 1)",
    "fatigue": "{actor}",
    "aid_eur_bn": "{actor}",
}
FAN_NOTE = (
    "Line: middle run. Dark band: middle 50 of 100 runs. Light band: middle 90. "
    "Dashed grey: middle run of the baseline."
)
SOURCES_INTRO = (
    "Every number of the scenario, with what it rests on. **Assumptions come first**, because they are the "
    "numbers to doubt first; then those fitted to a series, then those read in a source."
)
VARIES = "Drawn afresh in every run."
MOVED = "Moved here with a lever."
FILTER = "Filter"
FILTER_EXAMPLE = "words that must occur, such as: aid us"
BASIS = "Basis"
CLAIMS = "Claims of the sources"
BIBLIOGRAPHY = "Bibliography"
STANDPOINT = "The standpoint says whose view a source gives."
GLOSSARY_HEADING = "Words"
REASONS_HEADING = "Answers to a proposal"
COURSE_HEADING = "How the months run"
PROPOSALS_HEADING = "Who blocks which proposal, and why"
TERMS_HEADING = "Terms of the deals that were signed"
EXPORT_HEADING = "Take it with you"
DOWNLOADS = {
    "parquet": "Runs, Parquet",
    "csv": "Runs, CSV",
    "quantiles.csv": "Monthly quantiles, CSV",
    "yaml": "Scenario, YAML",
}
ESCAPED = re.compile(r"([\\`*_{}\[\]<>#+!|~$:&]|(?<=^\d)[.)]|^-)")


def escape(words: object) -> str:
    """Words of a scenario as plain text within Markdown: no links, images, formulas, icons or emphasis."""
    return ESCAPED.sub(r"\\\1", " ".join(str(words).split()))


def plain(words: str) -> str:
    """Escaped words as they are read out: without the marks of Markdown."""
    return re.sub(r"\\(.)|\*", r"\1", words)


def in_100(share: float, runs: int) -> str:
    """A share as a count: '6 in 100 runs', 'fewer than 1 in 100 runs', 'none of 2,000 runs'."""
    if math.isnan(share):
        return "not known"
    if share <= 0:
        return f"none of {runs:,} runs"
    if share >= 1:
        return f"all {runs:,} runs"
    if share < 0.01:
        return "fewer than 1 in 100 runs"
    if share > 0.99:
        return "more than 99 in 100 runs"
    return f"{round(share * 100)} in 100 runs"


def points(value: float, signed: bool = False) -> str:
    """A share as runs in 100, with one decimal while it is small."""
    form = ".1f" if abs(value) < 0.03 else ".0f"
    number = format(value * 100, ("+" if signed else "") + form)
    return re.sub(r"^[+-](0(\.0)?)$", r"\1", number).replace("-", "−")


def uncertainty(share: Mapping[str, float]) -> str:
    """How well the number of runs pins the share down."""
    return f"{points(share['low'])} to {points(share['high'])} in 100 if run again with other luck"


def difference(change: Mapping[str, float], runs: int) -> str:
    """'Baseline 9 in 100 runs; −3 in 100 (−4 to −2).'"""
    was = in_100(change["baseline"], runs)
    low, high = points(change["low"], True), points(change["high"], True)
    return f"Baseline: {was}. Difference: **{points(change['difference'], True)}** in 100 ({low} to {high})"


def changed(count: int) -> str:
    """How many levers are off the scenario's values."""
    return "As in the file" if count == 0 else f"**{count} lever{'s' if count > 1 else ''} moved**"


def group(name: str, moved: int) -> str:
    """Heading of a group of levers."""
    return escape(name) + (f" ({moved} moved)" if moved else "")


def was(value: str) -> str:
    """Mark under a lever that has been moved."""
    return f"● moved; the file has {value}"


def lever_help(words: str, unit: str, basis: str, source: str, note: str) -> str:
    """Help of a lever: what it means, and what its value in the file rests on."""
    rests = {"source": f"read in {escape(source)}", "calibrated": "fitted to a series"}.get(basis, "an assumption")
    parts = [escape(words), f"Unit: {escape(unit)}.", f"The value in the file is {rests}."]
    return "\n\n".join([*parts, escape(note)] if note else parts)


def size(runs: int, months: int, seed: int) -> str:
    """What the figures are counted over."""
    return f"{runs:,} simulated runs of {months} months, seed {seed}. {HONEST}"


def dots_title(now: float, runs: int) -> str:
    """Takeaway above the dots."""
    return f"**When an agreement comes.** Each dot is 1 of 50 equally likely runs; {in_100(now, runs)} sign."


def dots_alt(frame: pd.DataFrame, horizon: int) -> str:
    """The dots in words."""
    signed = frame[frame["outcome"] == "agreement"]
    without = len(frame) - len(signed)
    if signed.empty:
        return f"50 dots, none of them with an agreement within {horizon} months."
    middle = signed["calendar"].iloc[(len(signed) - 1) // 2]
    return (
        f"50 dots: {len(signed)} stand for runs that sign within {horizon} months, the middle one of them in {middle}; "
        f"{without} stand apart for runs without an agreement."
    )


def phase_alt(name: str, frame: pd.DataFrame) -> str:
    """Share of runs in a phase, in words."""
    last = frame[frame["now"].notna()].iloc[-1]
    return f"{name}: {last['now']:.0f} in 100 runs in {last['calendar']}; baseline {last['baseline']:.0f} in 100."


def fan_alt(name: str, frame: pd.DataFrame) -> str:
    """A fan in words."""
    known = frame[frame["q50"].notna()]
    if known.empty:
        return f"{name}: no values."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"{name}: middle run from {first['q50']:,.3g} in {first['calendar']} to {last['q50']:,.3g} in "
        f"{last['calendar']}, 90 of 100 runs between {last['q05']:,.3g} and {last['q95']:,.3g}; "
        f"baseline's middle run {last['baseline']:,.3g}."
    )


def events_note(frame: pd.DataFrame) -> str:
    """The numbered events under the charts."""
    items = [f"**{row.mark}** {row.calendar}: {escape(row.event)}" for row in frame.itertuples()]
    return "Dated events: " + "; ".join(items) if items else ""


def _answers(frame: pd.DataFrame) -> dict[str, list[tuple[str, str, float]]]:
    """Code, reason and runs in 100 by actor, in the order of the bars."""
    found: dict[str, list[tuple[str, str, float]]] = {}
    columns = (frame[name].tolist() for name in ("actor", "code", "reason", "share"))
    for actor, code, reason, share in zip(*columns, strict=True):
        found.setdefault(actor, []).append((code, reason, share))
    return found


def blocker(label: str, frame: pd.DataFrame) -> str:
    """Takeaway above the bars of a proposal: who holds it up in most runs, and why."""
    held: list[tuple[float, str]] = []
    for actor, answers in _answers(frame).items():
        refusals = [(share, reason) for code, reason, share in answers if code != "accepts"]
        total = sum(share for share, _ in refusals)
        if total >= 50:
            share, reason = max(refusals)
            count = in_100(share / 100, 100).removesuffix(" runs")
            held.append((total, f"{escape(actor)} ({reason.lower()}, {count})"))
    if not held:
        return f"**{escape(label)}**: nobody holds it up in most runs."
    held.sort(key=lambda entry: -entry[0])
    return f"**{escape(label)}**: held up by {', '.join(part for _, part in held)}."


def blocker_alt(label: str, frame: pd.DataFrame) -> str:
    """The bars of a proposal in words."""
    parts = []
    for actor, answers in _answers(frame).items():
        said = ", ".join(f"{reason.lower()} {share:.0f}" for _, reason, share in answers if share >= 0.5)
        parts.append(f"{actor}: {said}")
    return f"{label}, answers in runs of 100. " + "; ".join(parts) + "."


def terms_alt(label: str, frame: pd.DataFrame, anchors: Sequence[tuple[float, str]]) -> str:
    """The terms of deals in words."""
    deals = int(frame["deals"].sum())
    if not deals:
        return f"{label}: no deals."
    mean = float((frame["share"] * (frame["low"] + frame["high"]) / 2).sum() / 100)
    name = min(anchors, key=lambda anchor: abs(anchor[0] - mean))[1]
    return f"{label}: {deals} deals, on average {mean:.2f} of the scale, nearest to “{name}”."


def command(name: str, changes: Mapping[str, float | bool], runs: int, months: int, seed: int) -> str:
    """The command that gives the same numbers."""
    words = ["parley", "run", name]
    for path, value in changes.items():
        shown = str(value).lower() if isinstance(value, bool) else f"{value:.12g}"
        words += ["--set", f"{path}={shown}"]
    words += ["--runs", str(runs), "--months", str(months), "--seed", str(seed)]
    return " ".join(shlex.quote(word) for word in words)


def problems(found: Sequence[object]) -> str:
    """Why a scenario cannot be run with these values."""
    return "These values do not go together:\n\n" + "\n".join(f"- {escape(problem)}" for problem in found)


def legend(fills: Mapping[str, tuple[str, str]]) -> str:
    """The key to the answers, as lettered chips in the order of the bars."""
    style = "background:{};color:{};padding:1px 8px;margin:0 6px 4px 0;border-radius:3px;display:inline-block"
    chips = (f'<span style="{style.format(*fills[code])}">{name}</span>' for code, name in REASONS.items())
    return "".join(chips)


def numbers_shown(found: int, total: int, bases: Mapping[str, int]) -> str:
    """How many numbers there are, and what they rest on."""
    counts = ", ".join(f"{basis}: {count}" for basis, count in bases.items())
    return f"{found} of {total} numbers shown. Of all, by basis – {counts}."


def numbers_alt(count: int) -> str:
    """The table of numbers in words."""
    return f"Table of {count} numbers of the scenario with value, unit, basis, source and note."


def claims_alt(count: int) -> str:
    """The table of claims in words."""
    return f"Table of {count} claims of the sources."


def bibliography_alt(count: int) -> str:
    """The bibliography in words."""
    return f"Bibliography of {count} sources with their standpoint."
