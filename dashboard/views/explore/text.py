"""Words of the page Explore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.text import captions, markdown
from sim import numbers

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
    "aid": "Aid newly allocated, by sponsor (EUR bn a month)",
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
NO_TERMS = "No agreement was signed in any run, so there are no terms to show."
FANS = {
    "front_km2": "Front: 1,000 km² held by {side}",
    "escalation": "Escalation (index 0 to 1)",
    "ripeness": "Ripeness (index 0 to 1)",
    "stalemate": "Hurting stalemate (index 0 to 1)",
    "way_out": "A way out in sight (index 0 to 1)",
}
COURSE_HEADING = "How the months run"
PROPOSALS_HEADING = "Who blocks which proposal, and why"
TERMS_HEADING = "Terms of the agreements that were signed"
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


def dots_title(now: float, runs: int) -> str:
    """Takeaway above the dots."""
    return (
        f"**When something is signed.** Each mark is 1 of 50 equally likely runs, ● for an agreement, ◆ for a ceasefire; "
        f"{numbers.counted(now, runs)} sign."
    )


def dots_alt(frame: pd.DataFrame, horizon: int) -> str:
    """The dots in words."""
    signed = frame[frame["outcome"] != captions.NOTHING_SIGNED]
    without = len(frame) - len(signed)
    if signed.empty:
        return f"50 dots, none of them with a ceasefire or an agreement within {horizon} months."
    middle = signed["calendar"].iloc[(len(signed) - 1) // 2]
    ceasefires = int((signed["outcome"] == "ceasefire").sum())
    return (
        f"50 dots: {len(signed)} stand for runs that sign within {horizon} months, {ceasefires} of them a ceasefire first, "
        f"the middle one of them in {middle}; {without} stand apart for runs that sign nothing."
    )


def ends_alt(frame: pd.DataFrame) -> str:
    """How the runs stand in the last month, in words."""
    known = frame[frame["share"].notna()]
    last = known[known["month"] == known["month"].max()]
    told = (f"{row.end} {row.share:.0f} (baseline {row.was:.0f})" for row in last.itertuples())
    return f"Runs in 100 in {last['calendar'].iloc[0]}: " + ", ".join(told) + "."


def ballots(bloc: str, frame: pd.DataFrame) -> str:
    """Takeaway above the votes of a bloc: who blocks most."""
    blocks = dict(zip(frame["member"], frame["blocks"], strict=True))
    ranked = sorted(blocks.items(), key=lambda entry: -entry[1])
    told = [f"{markdown.escape(member)} in {share:.0f}" for member, share in ranked if share >= 0.5]
    if not told:
        return f"**{markdown.escape(bloc)}**: nobody blocks in more than 1 in 200 run-months."
    rest = len(told) - 3
    more = f" and {rest} other{'s' if rest > 1 else ''} less often" if rest > 0 else ""
    return f"**{markdown.escape(bloc)}**: blocked by {', '.join(told[:3])} of 100 run-months{more}."


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
    told = f"signed in {numbers.counted(signed['share'], int(signed['runs']))}"
    if signed["share"] > 0:
        told += f", {broken * 100:.0f} in 100 signatures broken"
    return f"**{markdown.escape(label)}**: {told}; {captions.held_up(answers)}."


def offers(rows: Sequence[Mapping[str, Any]], month: str) -> str:
    """The offers of third parties in Markdown: who would add what for whom, and how often; first those on the table."""
    lines = [f"| Offer | From | To | Made in {month} | Baseline | Taken up |", "|---|---|---|---|---|---|"]
    absent = []
    for row in rows:
        label, giver, receiver = (markdown.escape(row[name]) for name in ("label", "giver", "receiver"))
        if not row["active"] and row["was"] <= 0:
            absent.append(f"{label} ({giver} to {receiver})")
            continue
        made, was, taken = (numbers.brief(row[name], row["runs"]) for name in ("made", "was", "taken"))
        lines.append(f"| {label} | {giver} | {receiver} | {made} | {was} | {taken} |")
    parts = ["\n".join(lines)] if len(lines) > 2 else []
    parts += [f"{NOT_OFFERED} {'; '.join(absent)}."] if absent else []
    return "\n\n".join(parts)


def events_note(frame: pd.DataFrame) -> str:
    """The numbered events under the charts."""
    items = [f"**{row.mark}** {row.calendar}: {markdown.escape(row.event)}" for row in frame.itertuples()]
    return "Dated events: " + "; ".join(items) if items else ""


def blocker(label: str, frame: pd.DataFrame) -> str:
    """Takeaway above the bars of a proposal."""
    return f"**{markdown.escape(label)}**: {captions.held_up(frame)}."


def terms_alt(issue: Any, frame: pd.DataFrame) -> str:
    """The terms of deals in words."""
    deals = int(frame["deals"].sum())
    if not deals:
        return f"{issue.label}: no deals."
    mean = float((frame["share"] * (frame["low"] + frame["high"]) / 2).sum() / 100)
    name = issue.nearest_anchor(mean).label
    return f"{issue.label}: {deals} deals, on average {mean:.2f} of the scale, nearest to “{name}”."


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
SHARE = "A link to this page with all settings, also those that stand as usual here:"
COMMAND_NOTE_FILE = "The command that gives the same numbers, in the folder of the file:"
COMMAND_NOTE_DRAFT = "The command that gives the same numbers, once the text is downloaded from the page *Scenario file* under this name:"
DOTS_NAME = "When something is signed"
DOTS_NOTE = "Each mark is 1 of 50 equally likely runs: a disc for an agreement, a diamond for a ceasefire, hollow where nothing is signed."
BALLOTS_NOTE = "Run-months in 100 by vote; at the right those in which the member would vote no and no decision to give is in force."


def votes_name(bloc: str, part: int | None) -> str:
    """Name of the chart of a bloc's votes, or of one of its parts."""
    return f"{bloc}: how its members vote" + ("" if part is None else f" ({part + 1})")


def in_force_name(deal: str) -> str:
    """Name of the chart of a deal by month."""
    return f"{deal}: in force, runs in 100"


def terms_name(issue: str) -> str:
    """Name of the chart of the terms on an issue."""
    return f"{issue}: terms of the agreements, in 100 of them"
