"""Words of the pages that simulate many points."""

from __future__ import annotations

from dashboard.text import common
from sim import vocabulary


def capped_points(asked: int, given: int, points: int, shown: int, months: int, most: int) -> str:
    """That fewer runs a point, or fewer points, are simulated than were asked for."""
    fewer = f"{given:,} runs a point" if shown == points else f"{shown:,} points of {given:,} runs"
    here = f"shown are {fewer}" if given else "nothing is simulated here"
    return (
        f"{points:,} points of {asked:,} runs over {months} months are more than the {most:,} run-months that this server simulates for "
        f"one page; {here}. For the whole of it, use your own machine: the experiment file and its command, `parley batch`, are below."
    )


EVENTS = {key: outcome.label for key, outcome in vocabulary.OUTCOMES.items()}
OUTCOME = "Outcome"
RUNS_A_POINT = "Runs a point"
RUNS_A_POINT_HELP = "More runs make the intervals narrower and take longer. Run by run, all points have the same draws."
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
    return f"{runs:,} simulated runs a point, {months} months, seed {seed}. {common.HONEST}"


def figures_alt(count: int) -> str:
    """A table of points in words."""
    return f"Table of {count} points with the runs in 100 and the ends of their 95 % intervals."


def error_of(runs: int, middle: tuple[float, float], none: float) -> str:
    """How far a figure may be off by chance: the interval of a half, and the upper end of nothing."""
    half = (middle[1] - middle[0]) / 2 * 100
    return (
        f"Each figure rests on {runs:,} runs: the Monte Carlo error puts 50 in 100 anywhere from {50 - half:.0f} to {50 + half:.0f}, "
        f"and none of {runs:,} up to {none * 100:.1f} in 100."
    )


MAP_NOTHING = "Nothing has been simulated yet."


def counted_at_each(scenario: str, runs: int, months: int, seed: int) -> str:
    """The same for a chart over many points of the levers."""
    return f"{scenario}, {runs:,} runs a point, {months} months, seed {seed}."
