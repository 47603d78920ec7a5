"""Every sentence, label and alternative text of the pages, in one place; figures are said in counts."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.text import plain as plain_words
from sim import counted as in_100

TITLE = "Parley"
PAGES = {
    "explore": "Explore",
    "deals": "Deals",
    "compare": "Compare",
    "map": "Map",
    "sensitivity": "Sensitivity",
    "reach": "What would it take",
    "course": "One course",
    "editor": "Scenario file",
    "batch": "Batch",
    "sources": "Sources",
    "about": "About",
}
HEADINGS = {
    "what_if": "What happens if",
    "which_deal": "Which deal",
    "what_matters": "What matters",
    "scenario": "Scenario and sources",
}
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
    "Hurting stalemate": "the war tires both publics and neither side expects to win; the less hurt side decides (0 to 1).",
    "Way out": "a package that both sides would take rather than fight on, before their red lines are asked (0 to 1).",
    "Ripeness": "both sides hurt, neither expects to win, and a way out is in sight (0 to 1).",
    "Fatigue": "share of a public that wants the war, or the aid, ended, as a survey asks it.",
    "Lever": "a number of the scenario that can be moved here, within a range that its file gives.",
    "Reservation value": "what fighting on is worth to a side; it signs nothing that is worth less to it than that.",
    "Hazard": "how often something happens in a month, among the runs in which it has not happened yet.",
    "Hard and announced lines": "a hard red line rules a package out; an announced one costs support at home.",
    "Contract curve": "the packages with which neither side can gain more unless the other gains less.",
    "Best package": "the one with the largest product of both sides' gains over fighting on (Nash).",
    "Sobol's indices": "the share of an outcome's variance, over all ranges at once, that a lever accounts for, alone or with others.",
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
    "stalemate": "Hurting stalemate (index 0 to 1)",
    "way_out": "A way out in sight (index 0 to 1)",
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
CHECKED = "When somebody last looked the number up in its source."
GLOSSARY_HEADING = "Words"
REASONS_HEADING = "Answers to a proposal"
DEAL_REASONS_HEADING = "Answers to a deal on an issue"
VOTES_ABOUT = "Votes of members"
COURSE_HEADING = "How the months run"
PROPOSALS_HEADING = "Who blocks which proposal, and why"
TERMS_HEADING = "Terms of the agreements that were signed"
EVIDENCE_HEADING = "What it was held against"
EVIDENCE = (
    "`parley hindcast` starts at a past month with what was known then, and scores the runs against what was observed up to November "
    "2024, beside simple rules such as *no change*. `parley hindcast --origins rolling` does so from many months. Published figures "
    "of other models, and closed forms, are given again by tests. The pages `docs/hindcast.md` and `docs/oracles.md` say where the model "
    "does well, where it does not, and how few cases there are."
)
SCHEDULE_HEADING = "A month of the model, step by step"
SCHEDULE_INTRO = (
    "Every run goes through these steps once a month, in this order. `docs/odd.md` describes each with its equations, its numbers and its "
    "literature, after the protocol ODD (Grimm and others 2020)."
)
INFLUENCE_HEADING = "Which outcome each number moves most"
INFLUENCE_ASK = "Move every number"
INFLUENCE_BY = "Difference in runs of 100, run by run against the scenario as it stands, with its 95 % interval"
RIPENESS_HEADING = "Ripeness and its parts"
RIPENESS_NOTE = (
    "Ripeness is the **hurting stalemate** times how clearly both sides see **a way out**, after Zartman (2000). It raises the hazard that "
    "talks open, and does not open them by itself. A way out is a package that both would take rather than fight on, *before* their red "
    "lines are asked: what the lines close is on the page *Deals*."
)
EXPORT_HEADING = "Take it with you: files, the command, the link"
DOWNLOADS = {
    "parquet": "Runs, Parquet",
    "csv": "Runs, CSV",
    "quantiles.csv": "Monthly quantiles, CSV",
    "yaml": "Scenario, YAML",
}
ESCAPED = re.compile(r"([\\`*_{}\[\]<>#+!|~$:&]|(?<=^\d)[.)]|^-)")


LINKED = re.compile(r"(?<=[a-z0-9])(?=://|@)|(?<=www)(?=\.)", re.IGNORECASE)
"""Where an address in the text would become a link, whatever is escaped."""


def escape(words: object) -> str:
    """Words of a scenario as plain text within Markdown: no links, images, formulas, icons or emphasis."""
    return ESCAPED.sub(r"\\\1", LINKED.sub(plain_words.JOINER, plain_words.shown(" ".join(str(words).split()))))


def plain(words: str) -> str:
    """Escaped words as they are read out: without the marks of Markdown."""
    return re.sub(r"\\(.)|\*", r"\1", words)


def bold(words: str) -> str:
    """Words with **stress** as HTML, with the marks of Markdown as they are read."""
    stressed = re.sub(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*", r"<strong>\1</strong>", plain_words.as_html(words))
    return re.sub(r"\\(.)", r"\1", stressed)


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
    signed = frame[frame["outcome"] != NOTHING_SIGNED]
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
    head = (f"In {last['calendar'].iloc[0]}", "Runs", "Baseline")
    rows = ["<td></td>" + "".join(f'<th style="padding:0 8px 4px 0;text-align:left">{word}</th>' for word in head)]
    for row in last.itertuples():
        counts = (count(row.share / 100, runs), count(row.was / 100, runs))
        name = f'<span title="{plain_words.as_html(meanings[row.end])}">{plain_words.as_html(row.end)}</span>'
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


def command(name: str, changes: Mapping[str, float | bool], runs: int, months: int | None, seed: int) -> str:
    """The command that gives the same numbers; without months it says none."""
    words = ["parley", "run", name]
    for path, value in changes.items():
        shown = str(value).lower() if isinstance(value, bool) else f"{value:.12g}"
        words += ["--set", f"{path}={shown}"]
    words += ["--runs", str(runs), *([] if months is None else ["--months", str(months)]), "--seed", str(seed)]
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
    "ripeness": "Ripeness",
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
    "ripeness": ("Ripeness", "Hurting stalemate", "Way out", "Hazard", "Red line", "Bands"),
    "fatigue": ("Fatigue", "Bands"),
    "aid_eur_bn": ("Decision to give", "Bands"),
    "votes": ("Bloc", "Decision to give", "Blocks", "Run-month"),
    "proposals": ("Red line", "Zone of agreement", "Offer"),
    "deals": ("Deal on an issue", "Baseline"),
    "terms": ("Agreement", "Red line"),
    "verdict": ("Red line", "Reservation value"),
    "worth": ("Reservation value", "Middle run", "Bands"),
    "gaps": ("Red line", "Hard and announced lines", "Middle run"),
    "zone": ("Zone of agreement", "Contract curve", "Best package", "Red line"),
    "best": ("Best package", "Zone of agreement", "Middle run"),
    "relax": ("Red line", "Zone of agreement"),
    "compare": ("Run", "Lever", "Paired difference", "Ceasefire", "Agreement"),
    "fronts": ("Middle run", "Bands"),
    "map": ("Run", "Lever"),
    "sensitivity": ("Lever", "Run", "Paired difference"),
    "sobol": ("Sobol's indices", "Lever"),
    "reach": ("Lever", "Run", "Baseline", "Paired difference"),
    "story": ("Run", "Fatigue", "Ripeness", "Reservation value", "Hazard", "Way out"),
    "answers": ("Red line", "Ceasefire", "Reservation value", "Deal on an issue", "Offer"),
    "lines": ("Middle run", "Bands", "Fatigue"),
    "batch": ("Run", "Red line", "Lever"),
    "influence": ("Run", "Paired difference"),
    "levers": ("Lever", "Red line", "Bloc"),
}
"""Words of the glossary that are explained at a heading."""


def words(heading: str) -> str:
    """The words used under a heading, each with its meaning."""
    return "\n\n".join(f"**{word}**: {GLOSSARY[word]}" for word in WORDS[heading])


def influence_intro(numbers: int, runs: int, months: int) -> str:
    """What will be done, and how it is to be read."""
    return (
        f"Each of the {numbers} numbers is moved by itself, a fifth down and up, over {runs} runs of {months} months with the same draws, "
        "and the outcome is named that moves most. A number without a line moves nothing that so few runs can show. A fifth is the same "
        "step for all, not what is likely; numbers also act together, which the page *Sensitivity* and `parley sensitivity` show."
    )


def influence_told(moving: int, numbers: int) -> str:
    """How many numbers move something, and how many of them chance alone would."""
    return (
        f"**{moving} of {numbers} numbers** move an outcome so that the interval leaves out zero. With so many intervals a few do so by "
        "chance; read the large ones."
    )


def cards(entries: Iterable[tuple[str, str, str]]) -> str:
    """Figures with what they are and what is known of them, as a list of cards in HTML: one element, which is quick to draw again."""
    frame = "border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:.5rem;padding:.8rem 1rem"
    told = []
    for label, figure, words in entries:
        told.append(
            f'<div class="card" style="{frame}"><dt style="font-size:.875rem">{plain_words.as_html(label)}</dt>'
            f'<dd class="figure" style="font-size:1.3rem;margin:.2rem 0 .5rem">{plain_words.as_html(figure)}</dd>'
            f'<dd class="note" style="font-size:.875rem;margin:0">{bold(words)}</dd></div>'
        )
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(max(min(11.5rem,45%),22%),1fr));gap:.75rem;margin:0;padding:0"
    return f'<dl class="cards" style="{grid}">{"".join(told)}</dl>'


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


# Deals

DEALS_TITLE = "Build a deal: who would sign it, and what stands in the way?"
SCOPE = "What it does"
SCOPES = {"settlement": "Ends the war", "ceasefire": "Stops the front"}
DEAL_MONTH = "Month in which it is put"
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
DEALS_NOTE_TOP = (
    "Counted are the runs in which the war goes on and nothing is signed when the month begins. The package is held against "
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
    return f"**{escape(below)}**" if below == above else f"Between “{escape(below)}” and “{escape(above)}”"


def deal_verdict(frame: pd.DataFrame, alone: Mapping[str, float], month: str) -> str:
    """Takeaway above the answers to a package: how often all accept, and who holds it up."""
    runs = int(alone["runs"])
    return (
        f"In {month} **everybody with a say accepts in {in_100(alone['share'], runs)}** ({points(alone['low'])} to "
        f"{points(alone['high'])} in 100 if run again with other luck); {held_up(frame)}."
    )


def deal_size(runs: int, looked_at: int, month: str) -> str:
    """What the figures of a month are counted over."""
    return (
        f"{runs:,} of {looked_at:,} runs are still at war and unsigned when {month} begins. {DEALS_NOTE_TOP} {HONEST}"
    )


def accepts_title(label: str, share: float, runs: int, reason: str, refused: float) -> str:
    """An actor's answer in words."""
    told = f"**{escape(label)}** accepts in {in_100(share, runs)}"
    return told + (
        f"; most often it does not because: {escape(reason.lower())} ({refused * 100:.0f} in 100)." if reason else "."
    )


def worth_title(label: str, row: Any) -> str:
    """Value of a package to a side in a month, in words."""
    return (
        f"**{escape(label)}**: {signed(row['q50'])} points in the middle run; 90 of 100 runs between {signed(row['q05'])} and "
        f"{signed(row['q95'])}"
    )


def signed(value: float) -> str:
    """A number of points with its sign."""
    if math.isnan(value):
        return "not known"
    return re.sub(r"^[+-](0(\.0)?)$", r"\1", f"{value:+.0f}" if abs(value) >= 10 else f"{value:+.1f}").replace("-", "−")


def worth_alt(label: str, frame: pd.DataFrame) -> str:
    """Value of a package by month in words."""
    known = frame[frame["q50"].notna()]
    if known.empty:
        return f"{label}: no runs to judge the package in."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"Value of the package to {label} above fighting on, in points: middle run {signed(first['q50'])} in {first['calendar']} and "
        f"{signed(last['q50'])} in {last['calendar']}, 90 of 100 runs then between {signed(last['q05'])} and {signed(last['q95'])}."
    )


def gap(row: Any) -> str:
    """A line over its bar."""
    beyond = f"beyond in {count(row['beyond'] / 100, row['runs'])}" if row["beyond"] > 0 else "kept in all runs"
    return f"{row['line']} {'≥' if row['way'] == 'at least' else '≤'} {row['bound']:.2f} ({row['kind']}): {beyond}"


def gaps_title(frame: pd.DataFrame) -> str:
    """Takeaway above the lines: those that are crossed in most runs, else the nearest one."""
    crossed = [
        f"{escape(line)} ({kind}, by {-middle:.0f} points)"
        for line, kind, middle in zip(frame["line"], frame["kind"], frame["middle"], strict=True)
        if middle < 0
    ]
    if crossed:
        return (
            f"In the middle run the package is **beyond {len(crossed)} of {len(frame)} lines**: {'; '.join(crossed)}."
        )
    first = frame.iloc[0]
    return (
        f"In the middle run the package **keeps within every line**; the nearest is {escape(first['line'])}, "
        f"{first['middle']:.0f} points away."
    )


def gaps_alt(frame: pd.DataFrame) -> str:
    """The distances to lines in words."""
    columns = (frame[name].tolist() for name in ("line", "middle", "beyond"))
    told = (f"{line} {signed(middle)}, beyond in {beyond:.0f}" for line, middle, beyond in zip(*columns, strict=True))
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
        return f"**No zone in {runs:,} of {runs:,} runs**: no {what} is within all red lines and better than war for both. {upper(share)}"
    return (
        f"**A zone exists in {in_100(share['share'], runs)}** ({points(share['low'])} to {points(share['high'])}), no zone in "
        f"{runs - found:,} of {runs:,}: some {what} is within all red lines and better than war for both."
    )


def no_package(left: int, runs: int) -> str:
    """In how many runs the hard lines leave nothing to agree on; the curve and the best package are those of the others."""
    if left == runs:
        return ""
    told = f"In {runs - left:,} of {runs:,} runs the hard lines leave **no package at all**: one lies beyond another."
    return told + (f" The curve and the best package are those of the other {left:,}." if left else "")


def upper(share: Mapping[str, float]) -> str:
    """What none of so many runs leaves open."""
    return f"With other luck it might be up to {points(share['high'])} in 100."


def value_axis(label: str) -> str:
    """Title of an axis of values."""
    return f"Value to {label} above fighting on (points)"


def zone_alt(marks: pd.DataFrame, labels: tuple[str, str], share: Mapping[str, float]) -> str:
    """The contract curve in words."""
    told = [
        f"{row.label} {signed(row.x)} and {signed(row.y)}"
        for row in marks.itertuples()
        if row.kind in ("package", "best", "other")
    ]
    return (
        f"Value to {labels[0]} against value to {labels[1]} above fighting on, in points, in the middle run: {'; '.join(told)}. "
        f"A zone of agreement exists in {in_100(share['share'], int(share['runs']))}."
    )


def best_table(frame: pd.DataFrame, sides: tuple[str, str]) -> str:
    """The package against the best one, issue by issue, in Markdown."""
    lines = [
        f"| Issue | Yours → best (90 of 100 runs) | {escape(sides[0])} | {escape(sides[1])} |",
        "|---|---|---:|---:|",
    ]
    for row in frame.itertuples():
        places = f"{row.built:.2f} → **{row.best:.2f}** ({row.low:.2f} to {row.high:.2f})"
        lines.append(f"| {escape(row.issue)} | {places} | {signed(row.side_0)} | {signed(row.side_1)} |")
    return "\n".join(lines)


def relaxation(found: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """The smallest relaxations as a list: as things stand, one line gone, two lines gone."""
    lines = []
    for entry in found:
        runs = int(entry["runs"])
        told = in_100(entry["opens"] / runs if runs else math.nan, runs)
        if not entry["lines"]:
            lines.append(f"- As things stand, something could be agreed in **{told}**.")
        else:
            gone = " and ".join(f"“{escape(names.get(line, line))}”" for line in entry["lines"])
            lines.append(f"- Without {gone}: in **{told}**.")
    return "\n".join(lines)


def trial(scope: str, change: Mapping[str, float], own: Mapping[str, float] | None, runs: int) -> str:
    """What putting the package on the table does to signatures of its kind."""
    what = "An agreement" if scope == "settlement" else "A ceasefire"
    told = (
        f"{what} is signed in **{in_100(change['changed'], runs)}**, without the package in {in_100(change['baseline'], runs)}: a "
        f"difference of **{points(change['difference'], True)}** in 100 ({points(change['low'], True)} to "
        f"{points(change['high'], True)})."
    )
    if own is None:
        return told
    return f"{told} The first agreement is this very package in {in_100(own['share'], runs)}." + (
        "" if own["share"] else f" {upper(own)}"
    )


# One course

COURSE_TITLE = "One course: what happened, and why"
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
COURSE_NOTE = (
    "One run is one course among many; it shows how things hang together, not what will happen. Line: this run. Dark band: middle "
    "50 of 100 runs. Light band: middle 90. Broad grey mark: the month read below."
)
COURSE_MONTH = "Month to read"
STORY_HEADING = "The story"
LINES_HEADING = "Its lines, over those of all runs"
COURSE_STANDING = "Where it stands"
PHASES = {
    "war": "War",
    "talks": "Talks",
    "ceasefire": "Ceasefire",
    "agreement": "Agreement",
    "low_activity": "Faded",
    "victory_0": "{pole_0} prevails",
    "victory_1": "{pole_1} prevails",
}
COURSE_LINES = {
    "front_km2": "Front: 1,000 km² held by {side}",
    "fatigue": "Fatigue, {side}: % of respondents",
    "aid": "Aid newly allocated by all donors, EUR bn a month",
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


def course_title(run: int, runs: int, end: str, signed: str | None) -> str:
    """Which run is shown and how it ends."""
    told = f"first signature in {signed}" if signed else "nothing is signed"
    return f"**Run {run:,} of {runs:,}** (counted from 0). At the end: **{escape(end)}**; {told}."


def entry(found: Mapping[str, Any]) -> str:
    """Something that happens, in Markdown."""
    return f"*{escape(found['kind'])}* – {escape(found['text'])}"


def numbers(found: Mapping[str, Any]) -> str:
    """The numbers behind an entry."""
    shown = (
        (name, escape(value) if isinstance(value, str) else f"{value:,.6g}") for name, value in found["numbers"].items()
    )
    return f"*{escape(found['kind'])}*: " + "; ".join(f"{escape(name)} {value}" for name, value in shown)


def line_alt(name: str, frame: pd.DataFrame) -> str:
    """One run over the others in words."""
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"{name}: this run from {first['run']:,.3g} in {first['calendar']} to {last['run']:,.3g} in {last['calendar']}; 90 of 100 "
        f"runs then between {last['q05']:,.3g} and {last['q95']:,.3g}."
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
            worth = "" if math.isnan(row.worth) else f" ({signed(row.worth)})"
            answer = row.answer.lower() if row.code == "accepts" else f"**{row.answer.lower()}**"
            told.append(f"{escape(row.actor)} {answer}{worth}")
        lines.append(f"- {escape(labels[str(name)])}: {', '.join(told)}")
    return "\n".join(lines)


def story_command(name: str, changes: Mapping[str, float | bool], run: int, runs: int, months: int, seed: int) -> str:
    """The command that tells the same story."""
    return command(name, changes, runs, months, seed).replace("parley run", "parley explain", 1) + f" --run {run}"


# Compare

COMPARE_INTRO = (
    "Up to four scenarios or settings of the levers on one scale. **A** is the reference: differences are to A, run by run "
    "with the same luck."
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
    return f"Remove “{escape(name)}”"


def side_by_side(letter: str, label: str, scenario: str, changes: int) -> str:
    """One of those side by side: letter, name, and what it is."""
    moved = f"{changes} number{'s' if changes > 1 else ''} moved" if changes else "as in the file"
    return f"**{letter}** {escape(label)}" + (f" ({escape(scenario)}, {moved})" if label != scenario else f" ({moved})")


def front(letter: str, label: str, side: str) -> str:
    """Title of a front: letter, name, and the side that holds the territory."""
    return f"**{letter}** {escape(label)}: held by {escape(side)}"


def compared(letter: str, share: Mapping[str, float], change: Mapping[str, float] | None) -> str:
    """A count with its interval, and the paired difference to the reference."""
    runs = int(share["runs"])
    told = f"**{letter}**: **{in_100(share['share'], runs)}** ({points(share['low'])} to {points(share['high'])})"
    if change is None:
        return told
    low, high = points(change["low"], True), points(change["high"], True)
    return f"{told}; difference to A **{points(change['difference'], True)}** ({low} to {high})"


def compared_alt(outcome: str, frame: pd.DataFrame) -> str:
    """Shares by month side by side, in words."""
    last = frame[frame["label"].notna()]
    told = ", ".join(f"{row.letter} {row.share:.0f}" for row in last.itertuples())
    return f"{plain(outcome)} by month {int(last['month'].max())}: {told}."


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


# Scenario file: the editor
DRAFT_GONE = (
    "This link leads to an edited scenario that this server no longer keeps: edited texts are kept for a while only. "
    "Ask whoever sent it for the file and upload it on the page *Scenario file*."
)
COMMAND_NOTE_FILE = "The command that gives the same numbers, in the folder of the file:"
COMMAND_NOTE_DRAFT = "The command that gives the same numbers, once the text is downloaded from the page *Scenario file* under this name:"
EDITOR_INTRO = (
    "The scenario as text. Nothing is saved on the server: **Try it** makes the text the scenario of all pages of this visit, "
    "**Download** keeps it. Ctrl+Enter, or a click beside the text, checks it."
)
EDITOR_TEXT = "Text of the scenario, YAML"
TRY = "Try it"
TRYING = "This text is the scenario of all pages now. Its address can be shared while the server keeps it; to keep it, download it."
SEE_IT = "See how its runs end"
TEXT_BACK = "Take back"
TEXT_BACK_HELP = "Back to the text before it was last replaced: by a form, an upload, or another scenario."
DOWNLOAD = "Download"
WRITE_OUT = "Write out in full"
WRITE_OUT_HELP = (
    "Replace the text by the whole scenario, with everything that it takes from the one it extends. Comments are lost."
)
UPLOAD = "Open a YAML file"
UPLOAD_HELP = "A scenario of at most 1 MB. It replaces the text; “Take back” brings the old one back."
FORM_HEADING = "Change a member, an event or a red line through a form"
FORM_NOTE = "A form changes the text and leaves its comments and its order alone. What is left empty stays as it is."
FORM_BROKEN = "Mend the text first: a form can only write into a text that can be read."
FORM_KINDS = {"member": "Member of a bloc", "event": "Event", "red_line": "Red line"}
FORM_OWNERS = {"member": "Bloc", "event": "", "red_line": "Party"}
FORM_ENTRY = "Entry"
FORM_NEW = "A new one"
FORM_NAME = "Short name, for a new one"
FORM_NAME_HELP = "Lower-case letters, digits and _, such as new_member. The text calls the entry so."
FORM_WRITE = "Write into the text"
FORM_NO_NAME = "A new entry needs a short name of lower-case letters, digits and _."
FORM_NOTHING = "Nothing was changed in the form."
FORM_EXAMPLES = {
    "on": "2025-03",
    "when": "{variable: escalation, above: 0.8, width: 0.05}",
    "set": "{gate.us: true}",
    "add": "{escalation: 0.1}",
    "adopt": "[name_of_a_policy]",
    "at_least": "a number from 0 to 1, or a named point of the issue",
    "at_most": "a number from 0 to 1, or a named point of the issue",
    "applies_to": "[settlement, ceasefire]",
}
LOOK_UP = "Look up a key"
LOOK_UP_HELP = (
    "Type a part of its name: what the key means, its unit and what is allowed. All keys are in the table below."
)
LOOK_UP_EXAMPLE = "such as: stance"
KINDS = {
    "text": "text",
    "number": "a number",
    "count": "a number",
    "switch": "true or false",
    "choice": "a word",
    "list": "a list",
    "section": "a section with keys of its own, or a list",
}
TOP = "the top of the file"
NEEDED = "must be given"
SCHEMA_HEADING = "What may stand in the text"
SCHEMA_NOTE = "Every key with its meaning. NAME stands for a name that you choose."
DIFF_NONE = "The text is that of the file."
DIFF_HEADING = "What is changed"


def not_here(name: str) -> str:
    """That a link leads to a scenario that this server does not have."""
    shown = name if len(name) <= 80 else name[:79] + "…"
    return (
        f"This link leads to the scenario **{escape(shown)}**, which this server does not have; shown is the one that it starts with. "
        "Ask whoever sent it for the file, and upload it on the page *Scenario file*."
    )


def draft_reads(title: str, levers: int, actors: int, issues: int) -> str:
    """That a text is a scenario."""
    return f"**{escape(title)}** can be simulated: {actors} actors, {issues} issues, {levers} levers."


def draft_problems(count: int) -> str:
    """How many problems a text has."""
    return (
        f"**{count} problem{'s' * (count != 1)}** to mend before it can be tried; the text is kept as it is. "
        "Mend each in the text, or in the line below it."
    )


def draft_problem(message: str, line: int | None, column: int | None, elsewhere: str) -> str:
    """A problem with its place."""
    place = f"Line {line}, column {column}" if line else "Somewhere"
    return f"**{place}**{f' of {escape(elsewhere)}' if elsewhere else ''}: {escape(message)}"


def in_short(reason: str, meant: str | None) -> str:
    """A problem in a few words, for the end of its line."""
    words = f"{meant}?" if meant else reason
    return words if len(words) <= 48 else words[:47] + "…"


def line(number: int) -> str:
    """Field that holds one line of the text."""
    return f"Line {number}"


def write_meant(word: str) -> str:
    """Button that writes the word that seems to be meant."""
    return f"Write {escape(word)}"


def key_told(name: str, meaning: str, unit: str, allowed: str, place: str = "", default: str = "") -> str:
    """What may stand under a key, on one line."""
    parts = [
        f"**{escape(name)}**" + (f" in {escape(place)}" if place else "") + (f": {escape(meaning)}" if meaning else ".")
    ]
    parts += [f"Unit: {escape(unit)}."] if unit else []
    parts += [f"Allowed: {escape(allowed)}."] if allowed else []
    parts += [f"Unless given: {escape(default)}."] if default else []
    return " ".join(parts)


def more_problems(count: int) -> str:
    """Problems that are not shown."""
    return f"… and {count} more."


def draft_kept(origin: str) -> str:
    """That the text belongs to another scenario than the one picked."""
    return f"The text below began as {escape(origin)} and is changed. It is kept until you replace it."


def draft_load(name: str) -> str:
    """Button that replaces the text."""
    return f"Show the text of {escape(name)}"


def draft_diff(origin: str, added: int, removed: int) -> str:
    """Heading of the difference."""
    return f"{DIFF_HEADING}: {added} line{'s' * (added != 1)} added, {removed} taken out, against {escape(origin)}"


def key_help(meaning: str, unit: str, allowed: str, choices: Sequence[str]) -> str:
    """Help of a field of a form."""
    parts = [
        escape(meaning),
        f"Unit: {escape(unit)}." if unit else "",
        f"Allowed: {escape(allowed)}." if allowed else "",
    ]
    parts += [f"One of: {escape(', '.join(choices))}."] if choices else []
    return "\n\n".join(part for part in parts if part)


def schema_alt(count: int) -> str:
    """The table of keys in words."""
    return f"Table of {count} keys that a scenario may have, with meaning, unit, allowed values and default."


def capped(asked: int, given: int, months: int, most: int) -> str:
    """That fewer runs are simulated than were asked for, and where more can be had."""
    return (
        f"{asked:,} runs of {months} months are more than the {most:,} run-months that this server simulates at once; "
        f"shown are {given:,} runs. For more, use your own machine: `parley batch EXPERIMENT --out DIR`, "
        "or the command under *Take it with you* with a higher `--runs`."
    )


def capped_points(asked: int, given: int, points: int, shown: int, months: int, most: int) -> str:
    """That fewer runs a point, or fewer points, are simulated than were asked for."""
    fewer = f"{given:,} runs a point" if shown == points else f"{shown:,} points of {given:,} runs"
    here = f"shown are {fewer}" if given else "nothing is simulated here"
    return (
        f"{points:,} points of {asked:,} runs over {months} months are more than the {most:,} run-months that this server simulates for "
        f"one page; {here}. For the whole of it, use your own machine: the experiment file and its command, `parley batch`, are below."
    )


def search_ended(most: int, by: int) -> str:
    """That a search was ended because it takes too much."""
    return (
        f"The search over {by} months was ended here: it takes more than the {most:,} run-months that this server simulates for one page. "
        "Choose fewer levers or an earlier month, or do the whole of it on your own machine:"
    )


# Batch
BATCH_INTRO = (
    "Many points of many parameters, simulated with `parley batch`: how an outcome differs between them, how their runs end, and "
    "who stands in the way."
)
BATCH_FOLDER = "Batch on this machine"
BATCH_NONE = "No batch in {folder} yet. Make one with: `parley batch aid-and-war-cost --out results/aid`"
BATCH_FILES = "Or open files: points.parquet and runs.parquet of a batch"
BATCH_FILES_HELP = "Parquet, at most 20 MB each. They are read in memory and not kept."
BATCH_HOSTED = "This server opens no folders; send the tables of your batch."
BATCH_MEASURE = "Outcome"
BATCH_BY = "By month"
BATCH_SCENARIO = "Scenario of the points"
BATCH_ACROSS = "Across"
BATCH_UP = "Upwards"
BATCH_POINT = "Point"
BATCH_ALL_POINTS = "All points"
BATCH_ENDS = "How the runs end"
BATCH_BLOCKERS = "Who stands in the way most"
BATCH_NOBODY = "nobody"
BATCH_TABLE = "Points as a table"
BATCH_SAVE = "Points with this outcome, CSV"
BATCH_COMMAND = "The command that makes these tables again:"
BATCH_ON = "The command that goes on with it; EXPERIMENT is the file or name that it was begun with:"
BATCH_EXPERIMENT = "The experiment, as it was run"
BATCH_NOT_DONE = "Its tables are written when it is finished."
BATCH_ONE_POINT = (
    "Nothing differs between the points, so there is no chart over a parameter; the table below has the values."
)
BATCH_MEASURES = {
    "talks": "Talks open",
    "ceasefire": "A ceasefire is signed",
    "agreement": "An agreement is signed",
    "collapse": "What was signed collapses",
    "lapse": "A ceasefire lapses",
    "low_activity": "The war fades",
    "victory": "A side prevails",
}


BATCH_END_NAMES = {
    "at_war": "Still at war",
    "ceasefire": "Ceasefire",
    "agreement": "Agreement",
    "low_activity": "Faded",
    "victory_0": "The side at 0 prevails",
    "victory_1": "The side at 1 prevails",
}


def end_name(name: str) -> str:
    """How a run stands in the end, in words."""
    return BATCH_END_NAMES.get(name, name)


def blocker_name(column: str) -> str:
    """What a column of the runs says on who stands in the way."""
    return f"New money of {plain_words.shown(column.partition('.')[2])}" if "." in column else "Proposals"


def measure_name(name: str) -> str:
    """An outcome of a batch in words."""
    return BATCH_MEASURES.get(name, f"{plain_words.shown(name.removeprefix('last.'))}, in the last month")


def batch_state(state: str, done: int, blocks: int, points: int, runs: int) -> str:
    """How far a batch is."""
    return f"{state}: {done:,} of {blocks:,} blocks done; {points:,} points and {runs:,} runs in all"


def batch_span(name: str, frame: pd.DataFrame, share: bool) -> str:
    """Takeaway above the chart: from the lowest to the highest point."""
    known = frame.dropna(subset=["value"])
    if known.empty:
        return f"**{escape(name)}**: no point has runs."
    low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
    unit = " in 100 runs" if share else ""
    told = (f"{row['value']:.3g}{unit} ({row['low']:.3g} to {row['high']:.3g})" for row in (low, high))
    return f"**{escape(name)}**: from {' to '.join(told)} over {len(known):,} points; in brackets the interval of each."


def batch_alt(name: str, frame: pd.DataFrame, axes: Sequence[str], share: bool) -> str:
    """A chart over points in words."""
    return f"{plain(batch_span(name, frame, share))} Drawn over {' and '.join(axes)}."


def counts_alt(heading: str, frame: pd.DataFrame) -> str:
    """Bars in words."""
    told = (f"{row.what} {row.value:.0f} ({row.low:.0f} to {row.high:.0f})" for row in frame.itertuples())
    return f"{heading}, in 100 runs: " + ", ".join(told) + "."


def points_alt(count: int) -> str:
    """The table of points in words."""
    return (
        f"Table of {count} points with what each moves, the value of the outcome, its interval and the number of runs."
    )


# Map, Sensitivity and What would it take

EVENTS = {
    "talks": "Talks open",
    "ceasefire": "A ceasefire is signed",
    "agreement": "An agreement is signed",
    "collapse": "What was signed collapses",
    "lapse": "A ceasefire lapses",
    "low_activity": "The fighting fades",
    "victory": "A side prevails",
}
OUTCOME = "Outcome"
RUNS_A_POINT = "Runs a point"
RUNS_A_POINT_HELP = "More runs make the intervals narrower and take longer. Run by run, all points have the same luck."
CANCEL = "Cancel"
GO_ON = "Go on"
FIGURES = "The figures"
EXPERIMENT = "Experiment, YAML"
EXPERIMENT_NOTE = "The command that gives the same numbers, with the experiment file at its side:"
EXPERIMENT_WHOLE = "The command that does the whole of it, with the experiment file at its side:"
NO_LEVERS = "This page needs at least two levers, and the scenario declares fewer."


def progress(done: int, total: int) -> str:
    """How far the work has come."""
    return f"{done} of {total} parts simulated"


def stopped(done: int, total: int) -> str:
    """That the reader has stopped the work."""
    return f"Stopped after {done} of {total} parts."


def size_of_points(runs: int, months: int, seed: int) -> str:
    """What the figures of a page with many points are counted over."""
    return f"{runs:,} simulated runs a point, {months} months, seed {seed}. {HONEST}"


def figures_alt(count: int) -> str:
    """A table of points in words."""
    return f"Table of {count} points with the runs in 100 and the ends of their 95 % intervals."


def error_of(runs: int, middle: tuple[float, float], none: float) -> str:
    """How far a figure may be off by chance: the interval of a half, and the upper end of nothing."""
    half = (middle[1] - middle[0]) / 2 * 100
    return (
        f"Each figure rests on {runs:,} runs: with other luck 50 in 100 could have been {50 - half:.0f} to {50 + half:.0f}, "
        f"and none of {runs:,} up to {none * 100:.1f} in 100."
    )


# Map

MAP_INTRO = (
    "In how many runs something has happened by the last month, over two levers; all others stand as in the sidebar. "
    "The grid becomes finer as it is simulated."
)
ACROSS = "Lever across"
UPWARDS = "Lever upwards"
LEVEL = "Line at, runs in 100"
LEVEL_HELP = "A line is drawn around the cells that reach so many runs in 100."
MAP_TWICE = "Choose two different levers."
MAP_NOTHING = "Nothing has been simulated yet."


def axis(label: str, unit: str) -> str:
    """Title of an axis."""
    return label if unit == "true or false" else f"{label} ({unit})"


def map_key(level: float, reached: bool, lettered: bool) -> str:
    """How to read the map; `reached` says whether its line is drawn, `lettered` whether the cells carry their figures."""
    line = f" Black line: where {level:.0f} in 100 runs are reached." if reached else ""
    figures = (
        "Numbers in the cells: runs in 100."
        if lettered
        else "Every cell says its runs in 100 when pointed at, and in *The figures*."
    )
    return f"○ where the sliders stand.{line} {figures}"


def _at(row: Any, across: str, up: str) -> str:
    return f"{row.share:.0f} in 100 ({across} at {row.x:,.4g}, {up} at {row.y:,.4g})"


def map_told(outcome: str, cells: pd.DataFrame, across: str, up: str, level: float) -> str:
    """The map in one sentence: its ends, and how many cells reach the level."""
    low, high = cells.loc[cells["share"].idxmin()], cells.loc[cells["share"].idxmax()]
    if low["share"] == high["share"]:
        return f"{outcome}: {low['share']:.0f} in 100 in each of {len(cells)} cells."
    reach = int((cells["share"] >= level).sum())
    return (
        f"{outcome}: from {_at(low, across, up)} to {_at(high, across, up)}; "
        f"{reach} of {len(cells)} cells reach {level:.0f} in 100."
    )


def map_alt(told: str, across: str, up: str, size: tuple[int, int]) -> str:
    """The map for a screen reader."""
    return f"Heat map of {size[0]} by {size[1]} cells, {across} across and {up} upwards. {told}"


# Sensitivity

SENSITIVITY_INTRO = (
    "Each lever in turn goes to both ends of its range while all others stand as in the sidebar. Bars: how many more or fewer "
    "of 100 runs then have the outcome by the last month; thin lines: 95 % intervals of these differences, with the same luck run by run."
)
SENSITIVITY_LIMITS = (
    "The ranges of the levers are not equally easy to reach, and one at a time says nothing of how levers act together. "
    "The command below estimates that: Sobol's indices over all ranges at once. It takes long and does not run here."
)
SOBOL_HEADING = "How levers act together (Sobol)"
LOW_END, HIGH_END = "lever at its lowest (a switch off)", "lever at its highest (a switch on)"
SOBOL_NOTE = "The command that estimates them, with the experiment file at its side:"
SENSITIVITY_KEY = (
    "Filled: {high}. Hollow: {low}. Thin lines: 95 % intervals. A lever that stands at an end has one bar only."
)
ONLY_SWITCHES = "All levers are switches, of which no index can be estimated."


def unseen(levers: Sequence[str]) -> str:
    """The levers of which no effect is seen."""
    return "No effect is seen in these runs (both intervals reach 0): " + ", ".join(map(escape, levers)) + "."


def sobol_cost(points: int, levers: int, runs: int) -> str:
    """What the estimate of Sobol's indices costs."""
    return f"{points * (levers + 2):,} points of {runs:,} runs each: {points * (levers + 2) * runs:,} runs."


def tornado_told(outcome: str, table: pd.DataFrame, now: float, runs: int) -> str:
    """Which levers move the outcome most."""
    parts = []
    if not table["difference"].any():
        return f"**{outcome}**, now {in_100(now, runs)}. No lever changes that in any of these runs."
    for lever in table["lever"].unique()[:3]:
        rows = table[table["lever"] == lever]
        most = rows.loc[rows["difference"].abs().idxmax()]
        parts.append(f"{escape(lever)} at {most['value']}: {points(most['difference'] / 100, True)}")
    return f"**{outcome}**, now {in_100(now, runs)}. Moved most by {'; '.join(parts)} in 100."


def tornado_alt(outcome: str, table: pd.DataFrame) -> str:
    """The tornado in words."""
    told = [
        f"{lever}: " + ", ".join(f"{points(row.difference / 100, True)} at {row.value}" for row in rows.itertuples())
        for lever, rows in table.groupby("lever", sort=False)
    ]
    return f"{outcome}, difference in runs of 100 with each lever at its ends. " + "; ".join(told[:8]) + "."


# What would it take

REACH_INTRO = (
    "The fewest and smallest moves of levers, from where the sliders stand, with which an outcome reaches a share of runs. "
    "Each set that is found is run again with luck that the search has not seen."
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
    now = (
        f"{in_100(baseline['share'], int(baseline['runs']))} ({points(baseline['low'])} to {points(baseline['high'])})"
    )
    return f"**{outcome}** by month {by} in {way} **{round(share * 100)} in 100 runs**. As the sliders stand: {now}."


def _moved(value: float | bool) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else f"{value:,.4g}"


def move(entry: Any) -> str:
    """One move of a lever."""
    unit = "" if isinstance(entry.after, bool) else f" ({escape(entry.unit)})"
    return f"{escape(entry.label)} from {_moved(entry.before)} to **{_moved(entry.after)}**{unit}"


def moves(number: int, entries: Sequence[Any], cost: float) -> str:
    """A set of moves."""
    head = f"**{number}.** " if number else ""
    return f"{head}{'; '.join(map(move, entries))}. Size of the move{'s' if len(entries) > 1 else ''}: {cost:.2f}."


def reached(share: Mapping[str, float], change: Mapping[str, float], holds: bool, surely: bool) -> str:
    """What a set of moves does, and how sure that is."""
    told = f"Then **{in_100(share['share'], int(share['runs']))}** ({points(share['low'])} to {points(share['high'])})"
    low, high = points(change["low"], True), points(change["high"], True)
    told += f"; difference to the sliders {points(change['difference'], True)} in 100 ({low} to {high})."
    if not holds:
        return f"{told} The goal is not reached."
    return told if surely else f"{told} The interval holds shares that miss the goal."


def alone(closest: Sequence[tuple[Any, float]]) -> str:
    """How far single levers go."""
    return (
        "One lever alone comes closest with: "
        + "; ".join(f"{move(m)}: {points(share)} in 100" for m, share in closest)
        + "."
    )


def searched(found: Any) -> str:
    """What the search has tried."""
    sets = ", ".join(f"{count:,} of {size}" for size, count in sorted(found.sets.items()))
    return (
        f"Tried: {found.levers} levers at {found.values} values each; sets of levers by size: {sets or 'none'}; "
        f"{found.points:,} points and {found.runs:,} runs in all."
    )


# Titles within charts: of axes, and of what is read at a mark

TIPS = {
    "actor": "Actor",
    "allows": "Allows",
    "answer": "Answer",
    "baseline": "Baseline",
    "blocks_in_100": "Blocks in 100",
    "deals_in_100": "Deals in 100",
    "difference_in_100": "Difference in 100",
    "event": "Event",
    "first_signature": "First signature",
    "from": "From",
    "interval_from": "Interval from",
    "kind": "Kind",
    "letter": "Letter",
    "lever": "Lever",
    "line": "Line",
    "member": "Member",
    "month": "Month",
    "months_since_the_start": "Months since the start",
    "moved_to": "Moved to",
    "of_the_scale": "Of the scale",
    "package": "Package",
    "run_months_in_100": "Run-months in 100",
    "runs": "Runs",
    "runs_in_100": "Runs in 100",
    "runs_in_100_beyond_it": "Runs in 100 beyond it",
    "runs_in_100_more_or_fewer": "Runs in 100, more or fewer",
    "scale_from": "Scale from",
    "scale_to": "to",
    "the_run_stands_at": "The run stands at",
    "this_run": "This run",
    "to": "To",
    "to_the_end_of": "To the end of",
    "value": "Value",
    "vote": "Vote",
    "what": "What",
    "within_it_by_points": "Within it by (points)",
}
QUANTILES = {"q95": "5 in 100 above", "q50": "Middle run", "q05": "5 in 100 below"}
FAN_TIPS = {
    "q95": QUANTILES["q95"],
    "q75": "25 in 100 above",
    "q50": QUANTILES["q50"],
    "q25": "25 in 100 below",
    "q05": QUANTILES["q05"],
    "baseline": "Baseline, middle run",
}
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTHING_SIGNED = "nothing signed"
BLOCKS = "blocks"
THE_LINE = "the line"
YOURS, YOURS_IN_A_RUN, BEST = "Your package", "Your package in one run", "Best package"
FIGHTING_ON = "fighting on"


# Charts as files

CHARTS = "Download charts"
CHART = "Chart of this page"
CHART_FILES = {
    "png": "image, PNG",
    "svg": "drawing, SVG",
    "csv": "data, CSV",
    "parquet": "data, Parquet",
}
DOTS_NAME = "When something is signed"
DOTS_NOTE = "Each mark is 1 of 50 equally likely runs: a disc for an agreement, a diamond for a ceasefire, hollow where nothing is signed."
SHARES_NOTE = "Dashed grey: the baseline."
BALLOTS_NOTE = "Run-months in 100 by vote; at the right those in which the member would vote no and no decision to give is in force."
LINE_NOTE = (
    "Line: this run. Dark band: middle 50 of 100 runs. Light band: middle 90. Broad rule: the month that is read."
)
CAUTION = "Parley: shares of simulated runs under stated assumptions, not chances that something will happen."


def chart_file(name: str, ending: str) -> str:
    """Label of a button that saves a chart; with its name, because a screen reader reads the button alone."""
    return f"{escape(name)}: {CHART_FILES[ending]}"


def counted_over(scenario: str, moved: int, runs: int, months: int, seed: int) -> str:
    """What the figures of a chart are counted over, for a file that leaves its page."""
    levers = f"{moved} number{'s' if moved > 1 else ''} moved" if moved else "as in the file"
    return f"{scenario} ({levers}), {runs:,} runs of {months} months, seed {seed}. {CAUTION}"


def counted_at_each(scenario: str, runs: int, months: int, seed: int) -> str:
    """The same for a chart over many points of the levers."""
    return f"{scenario}, {runs:,} runs a point, {months} months, seed {seed}."


def counted_side_by_side(entries: Sequence[tuple[str, str]], runs: int, months: int, seed: int) -> str:
    """The same for charts side by side, by letter and name."""
    named = "; ".join(f"{letter} {label}" for letter, label in entries)
    return f"{named}. {runs:,} runs of {months} months each, seed {seed}."


def counted_in_batch(name: str | None, points: int, runs: int) -> str:
    """The same for a batch; without a name its tables were sent."""
    return f"{f'Batch {name}' if name else 'A batch'}: {points:,} point{'s' if points != 1 else ''}, {runs:,} runs."


def votes_name(bloc: str, part: int | None) -> str:
    """Name of the chart of a bloc's votes, or of one of its parts."""
    return f"{bloc}: how its members vote" + ("" if part is None else f" ({part + 1})")


def answers_name(proposal: str) -> str:
    """Name of the chart of the answers to a proposal."""
    return f"{proposal}: who says what, runs in 100"


def in_force_name(deal: str) -> str:
    """Name of the chart of a deal by month."""
    return f"{deal}: in force, runs in 100"


def terms_name(issue: str) -> str:
    """Name of the chart of the terms on an issue."""
    return f"{issue}: terms of the agreements, in 100 of them"


def front_name(title: str) -> str:
    """Name of the chart of a front, from its title."""
    return f"{plain(title)}, 1,000 km²"


def map_name(outcome: str) -> str:
    """Name of the map of an outcome."""
    return f"{outcome}: runs in 100 over two levers"


def tornado_name(outcome: str) -> str:
    """Name of the chart of all levers."""
    return f"{outcome}: difference that each lever makes"


# What is sent or asked for and cannot be taken

COLUMNS_MISSING = "the tables are not those of a batch: columns are missing"
NOT_TOGETHER = "points.parquet and runs.parquet do not belong together: every run is of one of the points, which are numbered from 0"
NO_UTF_8 = "the file is not UTF-8 text; save it as UTF-8"


def too_long(what: str, length: int, most: int) -> str:
    """A file or text with too many bytes."""
    return f"{what} has {length:,} bytes; allowed: at most {most:,}"


def no_batch_table() -> str:
    """A table that is none of a batch's."""
    return "a file is no table of a batch; send points.parquet and runs.parquet"


def table_too_large(most_lines: int, most_bytes: int) -> str:
    """A table that takes too much memory, which is known before all of it is unpacked."""
    return (
        f"a table is too large when it is unpacked; allowed: at most {most_lines:,} lines and {most_bytes / 1e6:,.0f} MB; use "
        "`parley report` instead"
    )


def too_many_columns(found: int, most: int) -> str:
    """A table with too many columns."""
    return f"a table has {found:,} columns; allowed: at most {most:,}"


def column_name_too_long(name: str, most: int) -> str:
    """A column whose name is too long; `name` is how it begins."""
    return f"the name of the column {name[:40]!r}… has more than {most:,} letters"


def column_twice(name: str) -> str:
    """Two columns of one name."""
    return f"two columns have the name {name!r}"


def column_taken(name: str) -> str:
    """A column of the points that has the name of one that the page adds."""
    return f"points.parquet has a column {name!r}, which the page adds itself; give it another name"


def column_out_of_range(name: str, low: int, high: int) -> str:
    """A column with values that a batch does not have."""
    return f"column {name!r}: a value is out of range; allowed: {low} to {high}"


def column_of_another_kind(name: str, found: str, needs: str) -> str:
    """A column whose values are of another kind than those of a batch."""
    return f"column {name!r}: found values of the type {found}; allowed: {needs}"


def column_with_gaps(name: str) -> str:
    """A column in which no value may be missing."""
    return f"column {name!r}: a value is missing"


def too_many_words(name: str, most: int, longest: int) -> str:
    """A column of names with too many or too long ones."""
    return f"column {name!r}: allowed are at most {most:,} different words of at most {longest:,} letters"


def cannot_read_table(reason: str) -> str:
    """A table that is no Parquet, or cannot be opened."""
    return f"cannot read a table: {' '.join(reason.split())[:200]}"


def tables_missing(names: Sequence[str]) -> str:
    """Tables that a batch needs."""
    return f"{' and '.join(f'{name}.parquet' for name in names)} is missing"


def untaken(label: str, asked: str, low: str, high: str) -> str:
    """A value of an address that is out of range, or no value at all."""
    told = f"the link asks for {escape(repr(asked[:40]))}, which is not from {low} to {high}"
    return f"{escape(label)}: {told}; shown is what stands there without it."


def no_longer_kept(name: str) -> str:
    """A text that somebody tried too long ago."""
    return f"{name} is no longer kept here"


def file_gone(name: str) -> str:
    """The reader's own file that the server offered."""
    return f"the file {name!r} is no longer where it was"


def no_batch(name: str) -> str:
    """A batch that is not in the folder of results."""
    return f"no batch {name[:80]!r} here"
