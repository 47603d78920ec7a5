"""Words that several pages share: names of pages, outcomes and answers, what the figures are counted over."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from sim import vocabulary

TITLE = "Parley"
PAGES = {
    "explore": "Explore",
    "deals": "Deals",
    "compare": "Compare",
    "map": "Map",
    "sensitivity": "Sensitivity",
    "reach": "What would it take",
    "course": "One run",
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
OUTCOMES = {key: vocabulary.OUTCOMES[key].label for key in ("talks", "ceasefire", "agreement", "collapse")}
"""The outcomes that a page begins with."""
REASONS = {
    code: vocabulary.VERDICTS[code].label
    for code in ("accepts", "haggling", "not_believed", "worse_than_war", "red_line", "third_party")
}
"""Answers to a proposal, in the order of the bars."""
DEAL_REASONS = {code: vocabulary.VERDICTS[code].on_issue().label for code in vocabulary.ISSUE_VERDICTS}
"""Answers to a deal on an issue."""
VOTES = {vote: word.label for vote, word in vocabulary.VOTES.items()}
HONEST = (
    "Shares of simulated runs under the stated assumptions, not chances that something will happen. "
    "What the model leaves out is on the page *About*."
)
FILTER = "Filter"


def size(runs: int, months: int, seed: int) -> str:
    """What the figures are counted over."""
    return f"{runs:,} simulated runs of {months} months, seed {seed}. {HONEST}"


def command(name: str, changes: Mapping[str, float | bool], runs: int, months: int | None, seed: int) -> str:
    """The command that gives the same numbers; without months it says none."""
    words = ["parley", "run", name]
    for path, value in changes.items():
        shown = str(value).lower() if isinstance(value, bool) else f"{value:.12g}"
        words += ["--set", f"{path}={shown}"]
    words += ["--runs", str(runs), *([] if months is None else ["--months", str(months)]), "--seed", str(seed)]
    return " ".join(shlex.quote(word) for word in words)


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
