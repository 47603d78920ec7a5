"""What it would take, in words and tables for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.analysis.finding import Answer, Finding, Goal, Move, Searched
from sim.numbers import count_words, difference_words, hundred, interval, plain
from sim.scenario.schema import Scenario
from sim.tables import Table
from sim.vocabulary import OUTCOMES


def finding(scenario: Scenario, name: str, found: Finding) -> Iterable[Any]:
    """The whole answer: the goal, the baseline, the sets that reach it or how far one comes, and what was searched."""
    goal = found.goal
    yield f"{scenario.title}\n\nGoal: {_goal(goal)}."
    yield f"With nothing moved: {_share(found.baseline)}.\n"
    if found.already:
        yield "The goal is reached with nothing moved: cost 0."
        return
    for number, answer in enumerate(found.answers, start=1):
        yield from _answer(f"{number}. ", answer, goal)
    if found.best is not None:
        yield from _unreachable(found, found.best)
    yield _searched(found.searched)
    yield (
        "Cost is counted in shares of the levers' declared ranges, not in what a move would take in the world. Shares are of simulated "
        "runs under the scenario's stated assumptions. Other sets may exist. docs/what-would-it-take.md says more."
    )
    if found.answers:
        yield f"\nTo look closer at the first:\n{_again(name, found.answers[0], goal)}"


def _goal(goal: Goal) -> str:
    words = OUTCOMES[goal.outcome].label
    bound = "at most" if goal.at_most else "at least"
    return f"{words[0].lower()}{words[1:]} by month {goal.by} in {bound} {hundred(goal.share)} in 100 runs"


def _share(share: Any) -> str:
    told = count_words(share["share"], share["runs"])
    if share["share"] in (0, 1):  # whose bound is told
        return told
    return f"{told} (95 % interval {interval(share['low'], share['high'])}; {share['runs']:,} runs)"


def _answer(head: str, answer: Answer, goal: Goal) -> Iterable[Any]:
    change = answer.difference
    levers = f"{len(answer.moves)} lever{'s' * (len(answer.moves) != 1)}"
    yield f"{head}{levers}, cost {answer.cost:.2f}: {_share(answer.share)}"
    against = difference_words(change["difference"], change["low"], change["high"])
    yield f"   {against} in 100 against the same runs with nothing moved"
    if answer.reached and not answer.surely:
        yield f"   The interval reaches {'above' if goal.at_most else 'below'} the goal."
    yield _moves(answer.moves)
    yield ""


def _moves(moves: Sequence[Move], last: Sequence[str] = ()) -> Table:
    table = Table()
    for whole in (False, True, False, True, *(True for _ in last[:1])):
        table.add_column(whole=whole)
    for place, move in enumerate(moves):
        share = "switched" if isinstance(move.before, bool) else f"{100 * move.cost:.0f} % of its range"
        way = f"{_value(move.before)} → {_value(move.after)}"
        unit = "" if isinstance(move.before, bool) else move.unit
        table.add_row(f"  {move.label}", way, unit, share, *last[place : place + 1])
    return table


def _value(value: float | bool) -> str:
    return ("off", "on")[value] if isinstance(value, bool) else plain(value)


def _unreachable(found: Finding, best: Answer) -> Iterable[Any]:
    yield "Not reached within these ranges, as far as was searched.\n"
    yield from _answer("The best found: ", best, found.goal)
    if found.closest:
        yield f"What single levers do at their best ({found.searched.runs_per_point} runs each):"
        told = [f"{hundred(one.share)} in 100 runs" for one in found.closest]
        yield _moves([one.move for one in found.closest], told)
        yield ""


def _searched(searched: Searched) -> str:
    sizes = [f"{count:,} of {size}" for size, count in searched.sets.items()]
    listed = f"{', '.join(sizes[:-1])} and {sizes[-1]}" if len(sizes) > 1 else sizes[0]
    levers = f"{searched.levers} lever{'s' * (searched.levers != 1)}"
    return (
        f"Searched: {levers}, each at up to {searched.values} values over its range in both directions, and all together. Sets tried by "
        f"number of levers: {listed}. {searched.points:,} points of {searched.runs_per_point} runs or more, "
        f"{searched.runs:,} runs in all."
    )


def _again(name: str, answer: Answer, goal: Goal) -> str:
    """The command that runs the answer as it was verified, over several lines that a shell reads as one."""
    runs = f"--runs {answer.share['runs']} --seed {answer.seed} --months {goal.by}"
    moves = [f"--set {move.path}={str(move.after).lower()}" for move in answer.moves]
    return " \\\n    ".join([f"  parley run {name} {runs}", *moves])
