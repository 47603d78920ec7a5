"""Words at charts, whatever the page: titles within them, alternative texts, names of their files."""

from __future__ import annotations

import pandas as pd

from dashboard.text import markdown
from sim import numbers

FAN_NOTE = (
    "Line: middle run. Dark band: middle 50 of 100 runs. Light band: middle 90. "
    "Dashed grey: middle run of the baseline."
)


def shares_alt(name: str, frame: pd.DataFrame) -> str:
    """Share of runs for which something holds, in words."""
    last = frame[frame["now"].notna()].iloc[-1]
    return f"{name}: {last['now']:.0f} in 100 runs in {last['calendar']}; baseline {last['baseline']:.0f} in 100."


def fan_alt(name: str, frame: pd.DataFrame) -> str:
    """A fan in words."""
    known = frame[frame["q50"].notna()]
    if known.empty:
        return f"{name}: no values."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"{name}: middle run from {numbers.plain(first['q50'], 3)} in {first['calendar']} to {numbers.plain(last['q50'], 3)} in "
        f"{last['calendar']}, 90 of 100 runs between {numbers.plain(last['q05'], 3)} and {numbers.plain(last['q95'], 3)}; "
        f"baseline's middle run {numbers.plain(last['baseline'], 3)}."
    )


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


def held_up(frame: pd.DataFrame) -> str:
    """Who holds a proposal up in most runs, and why."""
    held: list[tuple[float, str]] = []
    for actor, answers in _answers(frame).items():
        refusals = [(share, reason) for code, reason, share in answers if code != "accepts"]
        total = sum(share for share, _ in refusals)
        if total >= 50:
            share, reason = max(refusals)
            count = numbers.brief(share / 100, 100)
            held.append((total, f"{markdown.escape(actor)} ({reason.lower()}, {count})"))
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
CHARTS = "Download charts"
CHART = "Chart of this page"
CHART_FILES = {
    "png": "image, PNG",
    "svg": "drawing, SVG",
    "csv": "data, CSV",
    "parquet": "data, Parquet",
}
SHARES_NOTE = "Dashed grey: the baseline."
CAUTION = "Parley: shares of simulated runs under stated assumptions, not chances that something will happen."


def chart_file(name: str, ending: str) -> str:
    """Label of a button that saves a chart; with its name, because a screen reader reads the button alone."""
    return f"{markdown.escape(name)}: {CHART_FILES[ending]}"


def counted_over(scenario: str, moved: int, runs: int, months: int, seed: int) -> str:
    """What the figures of a chart are counted over, for a file that leaves its page."""
    levers = f"{moved} number{'s' if moved > 1 else ''} moved" if moved else "as in the file"
    return f"{scenario} ({levers}), {runs:,} runs of {months} months, seed {seed}. {CAUTION}"


def answers_name(proposal: str) -> str:
    """Name of the chart of the answers to a proposal."""
    return f"{proposal}: who says what, runs in 100"
