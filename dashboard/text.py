"""Every sentence, label and alternative text of the pages, in one place; figures are said in counts."""

from __future__ import annotations

import html
import math
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

TITLE = "Parley"
PAGES = {"explore": "Explore", "sources": "Sources", "about": "About"}
OUTCOMES = {
    "talks": "Talks open",
    "ceasefire": "A ceasefire is signed",
    "agreement": "An agreement is signed",
    "collapse": "What was signed collapses",
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
DEAL_REASONS = {
    "accepts": "Accepts",
    "not_believed": "Not believed",
    "worse_than_war": "Worth less than what stands",
}
DEAL_REASON_HELP = {
    "accepts": "the deal is worth more to the side than what stands",
    "not_believed": "worth more to it on paper, but not once the chance that the promises are broken is counted",
    "worse_than_war": "worth less to the side than what stands, even if every promise were kept",
}
VOTES = {"yes": "Yes", "abstains": "Abstains", "no": "No"}
VOTE_HELP = {
    "yes": "the leaders are readier to give than their public is tired of giving",
    "abstains": "some support is missing, but so little that the member lets the others go ahead",
    "no": "too much support is missing for that",
}
GLOSSARY = {
    "Run": "one simulated course of the months ahead; runs differ in luck and in the numbers that are uncertain.",
    "Baseline": "the scenario as its file has it, before anything is moved here.",
    "Middle run": "half of the runs lie above it and half below (the median), month by month.",
    "Bands": "the dark band holds the middle 50 of 100 runs, the light one the middle 90.",
    "Paired difference": "both versions are run with the same luck, so that they differ by their cause only.",
    "Run-month": "one month of one run; 12 months of 100 runs are 1,200 run-months.",
    "Ceasefire": "stops the front for at least 30 days and leaves the rest open.",
    "Agreement": "a settlement that ends the war, whatever it leaves open.",
    "Faded": "the fighting has come down to low activity without any signature; it may flare up again.",
    "Prevails": "a side has won on the battlefield, or the other can fight no longer.",
    "Deal on an issue": "settles something, such as an exchange of prisoners, while the war goes on.",
    "Offer": "what somebody who is not at war adds for a signature, such as money or a guarantee.",
    "Bloc": "a backer whose members vote on new money by a rule, such as unanimity.",
    "Decision to give": "a vote for new money that has passed and has not run out.",
    "Blocks": "a member would vote no, and no decision to give is in force.",
    "Red line": "a term below or above which a side signs nothing.",
    "Zone of agreement": "whether any package exists that every side prefers to fighting on.",
    "Ripeness": "both sides hurt, neither expects to win, and a way out is in sight (0 to 1).",
    "Fatigue": "share of a public that wants the war, or the aid, ended, as a survey asks it.",
}
HONEST = (
    "Shares of simulated runs under the stated assumptions, not chances that something will happen. "
    "What the model leaves out is on the page *About*."
)
ENDS_HEADING = "How the runs stand, month by month"
ENDS_NOTE = "The layers sum to 100 runs. Dashed grey: where the layers of the baseline end."
IN_TALKS = "**In talks**, runs in 100"
VOTES_HEADING = "Who decides to give, and who blocks"
GIVES = "A decision to give is in force, runs in 100"
VOTES_NOTE = (
    "Lines: a decision to give is in force, runs in 100; dashed grey: the baseline. Bars: how each member would vote on "
    "new money in 100 run-months. It **blocks** in those in which it would vote no and no decision to give is in force."
)
NO_MEMBERS = "Decides as one; whether it gives new money changes by chance with how ready its leaders are."
DEALS_HEADING = "Deals while the war goes on"
DEALS_NOTE = (
    "Each deal settles something apart from the war. Lines: in force, runs in 100; dashed grey: the baseline. "
    "Bars: what each side answers in 100 runs, in the month chosen above."
)
NOT_OFFERED = "Not on the table in this scenario:"
OFFERS_HEADING = "What others would add for a signature"
FAN_ABOUT = {"fatigue": "Fatigue in % of respondents, ", "aid_eur_bn": "Aid in EUR bn a month, "}
FAN_HEADINGS = {
    "fatigue": "Fatigue: share of the public that wants the war, or the aid, ended (% of respondents)",
    "aid_eur_bn": "Aid newly allocated, by donor (EUR bn a month)",
}
LEGEND_NOTE = (
    "Settlements and ceasefires. Each bar is 100 runs: how many answer the proposal in which way, as it stands. Only those "
    "with a say are shown."
)
MONTH_SHOWN = "Month in which the proposals are put"
NO_PROPOSALS = "This scenario has no named proposals."
TERMS_NOTE = "Bars: agreements in 100, over the scale of each issue; the named points of the scale are at the left."
COMMAND_NOTE = "The command that gives the same numbers:"
SITUATION = "The situation, as the sources describe it"
SCENARIO = "Scenario"
RESET = "Reset all"
MEMBERS = "Members"
MEMBERS_NOTE = (
    "Turn members round: **against** sets the stance of their leaders to {against}, **in favour** to {favour}. Their publics "
    "stay as they are."
)
SIDES = {"against": "Against", "favour": "In favour"}
NOBODY = "As in the file"
SETTINGS_HEADING = "Runs, months, seed"
SETTINGS = {
    "runs": ("Runs", "More runs make the intervals narrower and take longer."),
    "months": ("Months", "How far to look ahead."),
    "seed": ("Seed", "The same seed gives the same luck, and so the same figures."),
}
NO_TERMS = "No agreement was signed in any run, so there are no terms to show."
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
DEAL_REASONS_HEADING = "Answers to a deal on an issue"
VOTES_ABOUT = "Votes of members"
COURSE_HEADING = "How the months run"
PROPOSALS_HEADING = "Who blocks which proposal, and why"
TERMS_HEADING = "Terms of the agreements that were signed"
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


def count(share: float, runs: int) -> str:
    """A share as a short count, for tables: '6 in 100'."""
    return in_100(share, runs).replace("fewer than", "<").replace("more than", ">").removesuffix(" runs")


def points(value: float, signed: bool = False) -> str:
    """A share as runs in 100, with one decimal near both ends."""
    form = ".0f" if 0.03 <= abs(value) <= 0.97 else ".1f"
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


def changed(levers: int, members: int = 0) -> str:
    """How many levers are off the scenario's values, and how many members are turned."""
    parts = [
        f"{count} {what}{'s' if count > 1 else ''} {done}"
        for count, what, done in ((levers, "lever", "moved"), (members, "member", "turned"))
        if count
    ]
    return f"**{', '.join(parts)}**" if parts else "As in the file"


def members(turned: int) -> str:
    """Heading of the members."""
    return MEMBERS + (f" ({turned} turned)" if turned else "")


def group(name: str, moved: int) -> str:
    """Heading of a group of levers."""
    return escape(name) + (f" ({moved} moved)" if moved else "")


def was(value: str) -> str:
    """Mark under a lever that has been moved."""
    return f"● moved; the file has {value}"


def overruled(side: str) -> str:
    """Mark under a lever on the stance of a member that is turned."""
    return f"● set under {MEMBERS}: {SIDES[side].lower()}"


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
    return (
        f"**When something is signed.** Each mark is 1 of 50 equally likely runs, ● for an agreement, ◆ for a ceasefire; "
        f"{in_100(now, runs)} sign."
    )


def dots_alt(frame: pd.DataFrame, horizon: int) -> str:
    """The dots in words."""
    signed = frame[frame["outcome"] != "nothing signed"]
    without = len(frame) - len(signed)
    if signed.empty:
        return f"50 dots, none of them with a ceasefire or an agreement within {horizon} months."
    middle = signed["calendar"].iloc[(len(signed) - 1) // 2]
    ceasefires = int((signed["outcome"] == "ceasefire").sum())
    return (
        f"50 dots: {len(signed)} stand for runs that sign within {horizon} months, {ceasefires} of them a ceasefire first, "
        f"the middle one of them in {middle}; {without} stand apart for runs that sign nothing."
    )


def shares_alt(name: str, frame: pd.DataFrame) -> str:
    """Share of runs for which something holds, in words."""
    last = frame[frame["now"].notna()].iloc[-1]
    return f"{name}: {last['now']:.0f} in 100 runs in {last['calendar']}; baseline {last['baseline']:.0f} in 100."


def ends_alt(frame: pd.DataFrame) -> str:
    """How the runs stand in the last month, in words."""
    known = frame[frame["share"].notna()]
    last = known[known["month"] == known["month"].max()]
    told = (f"{row.end} {row.share:.0f} (baseline {row.was:.0f})" for row in last.itertuples())
    return f"Runs in 100 in {last['calendar'].iloc[0]}: " + ", ".join(told) + "."


def ends_table(frame: pd.DataFrame, fills: Mapping[str, str], meanings: Mapping[str, str], runs: int) -> str:
    """The ends in the last month as an HTML table: fill, name, runs in 100, baseline, meaning; the key to the layers."""
    known = frame[frame["share"].notna()]
    last = known[known["month"] == known["month"].max()]
    chip = '<span style="display:inline-block;width:12px;height:12px;border:1px solid #808080;background:{}"></span>'
    cell = '<td style="padding:2px 8px 2px 0;vertical-align:top;text-align:{};white-space:{}">{}</td>'
    head = ("", f"In {last['calendar'].iloc[0]}", "Runs", "Baseline")
    rows = ["".join(f'<th style="padding:0 8px 4px 0;text-align:left">{word}</th>' for word in head)]
    for row in last.itertuples():
        counts = (count(row.share / 100, runs), count(row.was / 100, runs))
        name = f'<span title="{html.escape(meanings[row.end])}">{html.escape(row.end)}</span>'
        cells = [("left", "nowrap", chip.format(fills[row.end])), ("left", "normal", name)]
        cells += [("left", "nowrap", told) for told in counts]
        rows.append("".join(cell.format(*entry) for entry in cells))
    return f'<table style="border:none">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def ballots(bloc: str, frame: pd.DataFrame) -> str:
    """Takeaway above the votes of a bloc: who blocks most."""
    blocks = dict(zip(frame["member"], frame["blocks"], strict=True))
    ranked = sorted(blocks.items(), key=lambda entry: -entry[1])
    told = [f"{escape(member)} in {share:.0f}" for member, share in ranked if share >= 0.5]
    if not told:
        return f"**{escape(bloc)}**: nobody blocks in more than 1 in 200 run-months."
    rest = len(told) - 3
    more = f" and {rest} other{'s' if rest > 1 else ''} less often" if rest > 0 else ""
    return f"**{escape(bloc)}**: blocked by {', '.join(told[:3])} of 100 run-months{more}."


def ballots_alt(bloc: str, frame: pd.DataFrame) -> str:
    """The votes of a bloc in words."""
    votes: dict[tuple[str, float], list[str]] = {}
    columns = (frame[name].tolist() for name in ("member", "blocks", "vote", "share"))
    for member, blocks, vote, share in zip(*columns, strict=True):
        said = votes.setdefault((member, blocks), [])
        if share >= 0.5:
            said.append(f"{vote.lower()} {share:.0f}")
    told = (f"{member}: {', '.join(said)}, blocks {blocks:.0f}" for (member, blocks), said in votes.items())
    return f"{bloc}, votes in 100 run-months. " + "; ".join(told) + "."


def deal(label: str, signed: Mapping[str, float], broken: float, answers: pd.DataFrame) -> str:
    """Takeaway above a deal on an issue: how often it is signed and broken, and who holds it up."""
    told = f"signed in {in_100(signed['share'], int(signed['runs']))}"
    if signed["share"] > 0:
        told += f", {broken * 100:.0f} in 100 signatures broken"
    return f"**{escape(label)}**: {told}; {held_up(answers)}."


def offers(rows: Sequence[Mapping[str, Any]], month: str) -> str:
    """The offers of third parties in Markdown: who would add what for whom, and how often; first those on the table."""
    lines = [f"| Offer | From | To | Made in {month} | Baseline | Taken up |", "|---|---|---|---|---|---|"]
    absent = []
    for row in rows:
        label, giver, receiver = (escape(row[name]) for name in ("label", "giver", "receiver"))
        if not row["active"] and row["was"] <= 0:
            absent.append(f"{label} ({giver} to {receiver})")
            continue
        made, was, taken = (count(row[name], row["runs"]) for name in ("made", "was", "taken"))
        lines.append(f"| {label} | {giver} | {receiver} | {made} | {was} | {taken} |")
    parts = ["\n".join(lines)] if len(lines) > 2 else []
    parts += [f"{NOT_OFFERED} {'; '.join(absent)}."] if absent else []
    return "\n\n".join(parts)


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


def proposal(label: str, scope: str) -> str:
    """Name of a proposal; a ceasefire says so."""
    return f"{label} (ceasefire)" if scope == "ceasefire" else label


def blocker(label: str, frame: pd.DataFrame) -> str:
    """Takeaway above the bars of a proposal."""
    return f"**{escape(label)}**: {held_up(frame)}."


def held_up(frame: pd.DataFrame) -> str:
    """Who holds a proposal up in most runs, and why."""
    held: list[tuple[float, str]] = []
    for actor, answers in _answers(frame).items():
        refusals = [(share, reason) for code, reason, share in answers if code != "accepts"]
        total = sum(share for share, _ in refusals)
        if total >= 50:
            share, reason = max(refusals)
            count = in_100(share / 100, 100).removesuffix(" runs")
            held.append((total, f"{escape(actor)} ({reason.lower()}, {count})"))
    if not held:
        return "nobody holds it up in most runs"
    held.sort(key=lambda entry: -entry[0])
    return f"held up by {', '.join(part for _, part in held)}"


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


def legend(fills: Mapping[str, tuple[str, str]], names: Mapping[str, str]) -> str:
    """The key to bars, as lettered chips in the order of the bars."""
    style = "background:{};color:{};padding:1px 8px;margin:0 6px 4px 0;border-radius:3px;display:inline-block"
    chips = (f'<span style="{style.format(*fills[code])}">{name}</span>' for code, name in names.items())
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


# Explore

SECTIONS = {
    "outcome": "How it goes",
    "publics": "Publics and aid",
    "proposals": "Proposals and deals",
    "votes": "Votes",
}
STANDING = {
    "at_war": "Still at war at the end",
    "prevails": "A side prevails",
    "front": "Held by {side} at the end",
    "aid": "Aid newly allocated",
}
AMOUNTS = {"front": "{:,.1f} thousand km²", "aid": "EUR {:,.1f} bn"}
"""How quantities that every run has are said; the others are shares of runs."""
WORDS = {
    "ends": ("Baseline", "Ceasefire", "Agreement", "Faded", "Prevails"),
    "course": ("Middle run", "Bands", "Ripeness"),
    "fatigue": ("Fatigue", "Bands"),
    "aid_eur_bn": ("Decision to give", "Bands"),
    "votes": ("Bloc", "Decision to give", "Blocks", "Run-month"),
    "proposals": ("Red line", "Zone of agreement", "Offer"),
    "deals": ("Deal on an issue", "Baseline"),
    "terms": ("Agreement", "Red line"),
}
"""Words of the glossary that are explained at a heading."""


def words(heading: str) -> str:
    """The words used under a heading, each with its meaning."""
    return "\n\n".join(f"**{word}**: {GLOSSARY[word]}" for word in WORDS[heading])


def headline(share: float, runs: int) -> str:
    """A share as the large figure of a card, which leaves the word runs to the line below it."""
    return in_100(share, runs).removesuffix(" runs")


def amount(value: float, name: str) -> str:
    """A mean over the runs with its unit."""
    return AMOUNTS[name].format(value)


def amounts(low: float, high: float, name: str) -> str:
    """Where the middle 90 of 100 runs lie; the number above is their mean."""
    return f"Mean of the runs; 90 in 100 of them lie between {low:,.1f} and {high:,.1f}"


def amount_change(change: Mapping[str, float], name: str) -> str:
    """'Baseline: 466.0 thousand km². Difference: **+1.2** (+1.1 to +1.3)' of the means, run by run."""
    difference, low, high = (_tenths(change[key]) for key in ("difference", "low", "high"))
    return f"Baseline: {amount(change['baseline'], name)}. Difference: **{difference}** ({low} to {high})"


def _tenths(value: float) -> str:
    """A signed number with one decimal; zero has no sign."""
    return re.sub(r"^[+-](0\.0)$", r"\1", format(value, "+.1f")).replace("-", "−")


UNDO, REDO = "Undo", "Redo"
TAKE_BACK = "Take this lever back to the value of the file."
NEWER_LINK = "This link was made with a later version of Parley; what this version does not know is left out."
SHARE = "A link to this page with all settings, also those that stand as usual here:"
