"""Choices that several pages share; every widget is bound to the address bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from streamlit.delta_generator import DeltaGenerator

from dashboard.text import many_points, plain

if TYPE_CHECKING:
    from sim import Scenario

BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
RUNS = (100, 200, 500, 1000)


def outcome(place: DeltaGenerator) -> str:
    """Which outcome the page is about."""
    names = list(many_points.EVENTS)
    usual = names.index("agreement")
    return str(
        place.selectbox(many_points.OUTCOME, names, usual, format_func=many_points.EVENTS.get, key="outcome", **BOUND)
    )


def runs(place: DeltaGenerator, key: str, usual: int) -> int:
    """How many runs a point has."""
    told = many_points.RUNS_A_POINT_HELP
    return int(place.selectbox(many_points.RUNS_A_POINT, RUNS, RUNS.index(usual), key=key, help=told, **BOUND))


def lever(place: DeltaGenerator, label: str, scenario: Scenario, key: str, usual: int) -> str:
    """One of the levers."""
    labels = lever_labels(scenario)
    return str(place.selectbox(label, list(labels), usual, format_func=labels.__getitem__, key=key, **BOUND))


def lever_labels(scenario: Scenario, paths: Sequence[str] | None = None) -> dict[str, str]:
    """The name of each lever by its path, no name twice."""
    names = plain.distinct([lever.label for lever in scenario.levers.values()])
    labels = dict(zip(scenario.levers, names, strict=True))
    return labels if paths is None else {path: labels[path] for path in paths}
