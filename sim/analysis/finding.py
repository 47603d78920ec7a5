"""What is asked and what is answered: a goal, and sets of lever moves with what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import InputError, choices, shorten
from sim.scenario.schema import MOST_MONTHS, Scenario
from sim.vocabulary import OUTCOMES


@dataclass(frozen=True)
class Goal:
    """A share of runs that an outcome is to reach, or, with `at_most`, to be brought down to."""

    outcome: str
    by: int
    share: float
    at_most: bool = False

    def holds(self, share: float) -> bool:
        """Whether a share of runs reaches the goal."""
        return share <= self.share if self.at_most else share >= self.share

    def surely(self, interval: Mapping[str, float]) -> bool:
        """Whether the whole 95 % interval of a share does."""
        return self.holds(interval["high" if self.at_most else "low"])

    def wanted(self, share: float) -> float:
        """A share as the search sees it, which makes it large: that of runs without the outcome for `at_most`. Its own inverse."""
        return round(1.0 - share, 12) if self.at_most else share

    @property
    def target(self) -> float:
        """The goal's share as the search sees it."""
        return self.wanted(self.share)


def goal_of(scenario: Scenario, outcome: str, reach: float | None, at_most: float | None, by: int | None) -> Goal:
    """The goal that is asked for; by the end of the scenario's own horizon where no month is given.

    Raises InputError for an unknown outcome, or a share or month out of range.
    """
    if outcome not in OUTCOMES:
        raise InputError(f"outcome: found {shorten(outcome)}; {choices(outcome, OUTCOMES)}")
    if (reach is None) == (at_most is None):
        raise InputError("give either reach, a share of runs such as 0.5, or at_most, a share to bring it down to")
    if reach is not None and not 0 < reach <= 1:
        raise InputError(f"reach: found {reach:g}; allowed: a share above 0 and at most 1, such as 0.5")
    if at_most is not None and not 0 <= at_most < 1:
        raise InputError(f"at_most: found {at_most:g}; allowed: a share from 0 and below 1, such as 0.05")
    by = scenario.months if by is None else by
    if not 1 <= by <= MOST_MONTHS:
        raise InputError(f"by: found {by}; allowed: a month from 1 to {MOST_MONTHS}")
    share = at_most if reach is None else reach
    assert share is not None
    return Goal(outcome, by, share, reach is None)


@dataclass(frozen=True)
class Move:
    """A lever from its baseline to another value."""

    path: str
    label: str
    unit: str
    before: float | bool
    after: float | bool
    cost: float
    """|after − before| as a share of the lever's declared range; 1 for a switch."""


@dataclass(frozen=True)
class Answer:
    """A set of moves with what it does in runs that the search has not seen."""

    moves: tuple[Move, ...]
    cost: float
    """Sum of the costs of the moves."""
    share: Mapping[str, float]
    """Share of runs with its Wilson 95 % interval: {share, low, high, runs}."""
    difference: Mapping[str, float]
    """Paired difference to the baseline: {baseline, changed, difference, low, high}."""
    seed: int
    """Seed of these runs; `parley run` with the moves, the same seed and the same runs gives the same share."""
    reached: bool
    """Whether the share reaches the goal."""
    surely: bool
    """Whether the whole interval does."""


@dataclass(frozen=True)
class Closest:
    """How far one lever goes alone, in the runs of the search."""

    move: Move
    share: float


@dataclass(frozen=True)
class Searched:
    """What was tried."""

    levers: int
    values: int
    """Values of a lever that were tried alone, over its whole range in both directions."""
    sets: Mapping[int, int]
    """Sets of levers tried, by their number of levers."""
    points: int
    """Different points, each with `runs_per_point` runs or more."""
    runs: int
    """All runs simulated, those of the verification included."""
    runs_per_point: int


@dataclass(frozen=True)
class Finding:
    """The answer to what it would take."""

    goal: Goal
    baseline: Mapping[str, float]
    """Share of runs with nothing moved and its interval."""
    already: bool
    """Whether the goal is reached with nothing moved."""
    answers: tuple[Answer, ...]
    """Sets that reach the goal, few levers and low cost first."""
    best: Answer | None
    """Where there is no answer: the moves with which the share comes closest."""
    closest: tuple[Closest, ...]
    """Where there is no answer: the levers that come closest alone."""
    searched: Searched
