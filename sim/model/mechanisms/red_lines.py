"""Red lines and how they are released. Fearon 1994 (audience costs), Putnam 1988 (win-set), Tsebelis 2002."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Value
from sim.model.bargaining.lines import Line
from sim.model.conditions import evaluate
from sim.model.mechanisms.step import CONDITIONS, Step
from sim.model.world import World


def follow(state: Array, rule: sections.Release, variable: Callable[[str], Value]) -> Array:
    """Release state after a month: it closes a share of the gap to its condition."""
    return np.asarray(state + rule.rate * (evaluate(rule.when, variable) - state))


def bound_in_force(line: sections.RedLine, state: Array, place: Callable[[sections.Place], Value]) -> Array:
    """Bound of a hard line, shape (runs,): the released bound where the state passed its level and that bound is looser."""
    bound = np.broadcast_to(place(_bound(line)), state.shape)
    if line.released_to is None or line.release is None:
        return np.asarray(bound)
    looser = np.minimum if line.at_least else np.maximum
    return np.where(state >= line.release.level, looser(bound, place(line.released_to)), bound)


def _bound(line: sections.RedLine) -> sections.Place:
    bound = line.at_least or line.at_most
    assert bound is not None
    return bound


def lines_in_force(world: World) -> list[Line]:
    """Every line of this month: red lines, hard ones released or not, and instruments, also those of the sides."""
    table, lines = world.table, []
    for side in world.sides:
        for name, line in side.parameters.red_lines.items():
            issue, state = table.issues.index(line.issue), side.release[name]
            place = partial(table.place, issue=issue)
            if line.audience_cost is None:
                bound: Value = bound_in_force(line, state, place)
                cost = None
            else:
                bound = place(_bound(line))
                cost = line.audience_cost * (1 - state)
            sign = 1.0 if line.at_least else -1.0
            lines.append(Line(f"{side.name}.{name}", side.name, issue, sign, bound, cost, line.applies_to))
    for holder, issue_name, sign in table.instruments:
        for bound in world.actors[holder].bounds(issue_name, sign, world.variable):
            lines.append(Line(f"{holder}.{issue_name}", holder, table.issues.index(issue_name), sign, bound, None))
    return lines


def soften_lines(world: World) -> None:
    """Release states of the red lines follow their conditions."""
    for side in world.sides:
        for line, state in side.release.items():
            rule = side.parameters.red_lines[line].release
            if rule is not None:
                side.release[line] = follow(state, rule, world.variable)


RED_LINES = Step(
    "Red lines",
    soften_lines,
    "The release state of each line follows its condition.",
    (CONDITIONS,),
)
