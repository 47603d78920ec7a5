"""Settings of the levers that are saved under a name, and what stands beside what on the page Compare: no Streamlit.

A saved setting is one line of text, so that it fits in the address bar: `name~scenario~path:value~path:value`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.session import members, state

if TYPE_CHECKING:
    from sim import Parameter, Scenario

MOST = 4
"""Settings that are kept, and entries that stand side by side."""
LONGEST_NAME = 40
LONGEST_LINE = 8000
LETTERS = "ABCD"
NOW = "·now·"
"""Stands for the sliders as they are; no scenario and no saved setting has this name."""
FORBIDDEN = str.maketrans("~:·\t\n", "     ")


def tidy(name: str) -> str:
    """A name without the marks that the line needs."""
    return " ".join(name.translate(FORBIDDEN).split())[:LONGEST_NAME].strip()


def encode(name: str, question: state.Question) -> str:
    """A setting as one line."""
    told = (
        f"{path}:{str(value).lower() if isinstance(value, bool) else repr(value)}" for path, value in question.changes
    )
    return "~".join([tidy(name), question.name, *told])


def head(line: str) -> tuple[str, str]:
    """Name and scenario of a line; empty where it says none."""
    name, scenario, *_ = [*line[:LONGEST_LINE].split("~"), "", ""]
    return tidy(name), scenario


def decode(line: str, scenario: Scenario, known: Mapping[str, Parameter], asked: state.Question) -> state.Question:
    """The question that a line stands for, with runs, months and seed of another one. Nothing in the line is trusted."""
    values = {path: _value(told) for path, _, told in (part.partition(":") for part in line.split("~")[2:])}
    raw: dict[str, object] = {path: values[path] for path in scenario.levers if path in values}
    blocs = members.flippable(scenario)
    for bloc, entries in blocs.items():
        for side, stance in members.STANCES.items():
            raw[f"{bloc}.{side}"] = [member.name for member in entries if values.get(member.path) == stance]
    raw |= {"runs": asked.runs, "months": asked.months, "seed": asked.seed}
    return state.read(head(line)[1], scenario, known, raw)


def _value(told: str) -> float | bool:
    if told in ("true", "false"):
        return told == "true"
    try:
        return float(told)
    except ValueError:
        return math.nan


def kept(lines: Sequence[str], scenarios: Sequence[str]) -> dict[str, str]:
    """The lines by name: of scenarios that there are, each name once and not that of a scenario, at most as many as are kept."""
    found: dict[str, str] = {}
    for line in lines:
        name, scenario = head(line)
        if name and name not in scenarios and scenario in scenarios and len(line) <= LONGEST_LINE:
            found.setdefault(name, line)
    return dict(list(found.items())[:MOST])


def side_by_side(picked: Sequence[str], question: state.Question, scenarios: Sequence[str]) -> list[str]:
    """What stands beside what, the reference first.

    Nothing picked means the scenario's file beside the sliders, or beside another scenario while no slider is moved; one thing alone
    is held against the sliders as they stand, and these against the file.
    """
    picked = list(dict.fromkeys(picked))[:MOST]
    if len(picked) > 1:
        return picked
    if picked == [NOW] or (question.changes and picked in ([], [question.name])):
        return [question.name, NOW]
    if picked in ([], [question.name]):
        return [question.name, *[name for name in scenarios if name != question.name][:1]]
    return [NOW if question.changes else question.name, *picked]
