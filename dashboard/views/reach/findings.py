"""Answers to what it would take, kept and shared by all sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sim
from dashboard.session import state, turns
from dashboard.session.results import RUN_MONTHS

if TYPE_CHECKING:
    from sim import Scenario

MOST = 64
"""Answers that are kept; the oldest goes first."""
ANSWERS = 5


@dataclass(frozen=True)
class Goal:
    """What is to be reached, by moving which levers, from where."""

    digest: str
    """Of the scenario with the sliders as they stand."""
    outcome: str
    share: float
    at_most: bool
    by: int
    levers: tuple[str, ...]
    runs: int
    seed: int


class TooMuchError(Exception):
    """A search that takes more runs × months than one visitor may ask for here."""


_kept: dict[Goal, Any] = {}


def known(goal: Goal) -> Any | None:
    """The answer, if somebody has asked before."""
    return _kept.get(goal)


def search(goal: Goal, asked: Scenario, progress: Callable[[str, int], None]) -> Any:
    """The answer, which takes long. `progress` is called now and then, and may end the search by raising.

    Raises InputError, and TooMuchError once more is simulated than a page with many points may simulate.
    """

    def told(doing: str, points: int, runs: int) -> None:
        if runs * goal.by > state.most_run_months_of_points():
            raise TooMuchError
        progress(doing, points)

    sim.check_memory(asked, goal.runs, goal.by, most_bytes=state.most_bytes())
    with turns.simulating.turn(state.most_run_months_of_points() / RUN_MONTHS):
        found = sim.what_would_it_take(
            asked,
            goal.outcome,
            reach=None if goal.at_most else goal.share,
            at_most=goal.share if goal.at_most else None,
            by=goal.by,
            levers=goal.levers,
            runs=goal.runs,
            seed=goal.seed,
            most=ANSWERS,
            progress=told,
        )
    while len(_kept) >= MOST:
        _kept.pop(next(iter(_kept)), None)
    _kept[goal] = found
    return found
