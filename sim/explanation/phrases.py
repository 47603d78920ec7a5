"""Words for numbers and terms in stories and explanations: pure functions, English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.scenario.schema import Issue, Scenario
from sim.vocabulary import variable_of


def km2(value: float, signed: bool = False) -> str:
    """An area rounded to what is meaningful."""
    return f"{round(value, -1):+,.0f} km²" if signed else f"{round(value, -2):,.0f} km²"


def money(value: float) -> str:
    """EUR bn."""
    return f"EUR {value:.1f} bn"


def place(issue: Issue, position: float) -> str:
    """A position on an issue's scale in the words of the anchors: at one, or between two."""
    anchors = sorted(issue.anchors.values(), key=lambda anchor: anchor.at.value)
    near = issue.nearest_anchor(position)
    if abs(near.at.value - position) <= 0.05:
        return f"“{near.label}”"
    below = [anchor for anchor in anchors if anchor.at.value < position]
    above = [anchor for anchor in anchors if anchor.at.value > position]
    if not below or not above:
        return f"beyond “{near.label}”"
    return f"between “{below[-1].label}” and “{above[0].label}”"


def terms(issues: Mapping[str, Issue], positions: Sequence[float], open_issues: Iterable[str] = ()) -> str:
    """Signed terms, issue by issue: words with the place on the scale."""
    left_open = set(open_issues)
    parts = []
    for (name, issue), position in zip(issues.items(), positions, strict=True):
        if name in left_open:
            parts.append(f"{issue.label}: left open")
        else:
            parts.append(f"{issue.label}: {place(issue, position)} ({position:.2f})")
    return "; ".join(parts)


def variable(scenario: Scenario, name: str, value: float) -> str:
    """A variable of the model with its value, in words where there are some."""
    actor = name.rpartition(".")[2]
    clause = variable_of(name).clause or f"{name} {{value:.2f}}"
    return clause.format(actor=scenario.actors[actor].label if actor in scenario.actors else "", value=value)
