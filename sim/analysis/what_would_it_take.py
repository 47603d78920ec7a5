"""What would it take for an outcome to reach a share of runs: the fewest and smallest lever moves, searched and then verified."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.analysis.ensembles import Ensemble, axes_of
from sim.analysis.finding import Answer, Closest, Finding, Goal, Move, Searched, goal_of
from sim.analysis.reach import GAIN, GRID, least_sets, search
from sim.analysis.shrinking import FINE, grown, pruned, shrunk
from sim.analysis.surface import Axis, Point, Surface, put
from sim.batch.executors import mapping
from sim.ensemble.outcomes import paired, share_of
from sim.ensemble.simulate import check_size, whole_number
from sim.model.arrays import Array
from sim.scenario.levers import change, parameters
from sim.scenario.schema import Scenario

SEARCH_RUNS = 256
"""Runs a point of the search."""
REFINE_RUNS = 2048
"""Runs a point where the moves of the sets that were found are fitted."""
MARGIN = 1.0
"""Standard errors by which the search aims above the target, so that five sets of six reach it when they are verified."""
ATTEMPTS = 3
"""How often a set is fitted, each time aiming higher, until it reaches the target with draws that its fitting has not seen."""
SPARE = 2
"""Sets that are fitted beyond those asked for, because some do not reach the target in the end."""
MOST = 20
"""Most answers that may be asked for."""
CLOSEST = 5
"""Levers alone that are told where nothing reaches."""

Progress = Callable[[str, int, int], None]


def what_would_it_take(
    scenario: Scenario | str | Path,
    outcome: str = "agreement",
    reach: float | None = None,
    at_most: float | None = None,
    by: int | None = None,
    levers: Sequence[str] | None = None,
    changes: Mapping[str, float | bool] | None = None,
    runs: int = 4000,
    seed: int = 1,
    most: int = 5,
    workers: int = 1,
    progress: Progress | None = None,
) -> Finding:
    """The fewest and smallest lever moves with which an outcome reaches a share of runs.

    The cost of a move is |new − baseline| / (high − low) of the lever's declared range, 1 for a switch; that of a set is the sum. Sets
    are ordered by the number of levers, then by cost. They are searched in small ensembles under common random numbers, and verified in
    runs of other draws. A set is an answer only where the verified share reaches the goal.

    Args:
        scenario: what is asked: a scenario, the name of a shipped one, or the path of a file.
        outcome: one of `sim.vocabulary.OUTCOMES`.
        reach: share of runs to reach, above 0 and at most 1.
        at_most: instead of `reach`, share of runs to bring the outcome down to, from 0 and below 1.
        by: month by which the outcome has to happen; the last of the scenario's own by default.
        levers: paths of the levers that may be moved; all by default.
        changes: new values of parameters, which make the baseline.
        runs: runs of the verification.
        seed: seed of the verification; the search uses other draws.
        most: number of answers, from 1 to 20.
        workers: worker processes; 1 works in this process.
        progress: called before each step with what is being done and the numbers of points and of runs so far.

    Raises:
        InputError: for an unknown outcome or lever, or a number out of range.

    """
    scenario = change(scenario, changes)
    goal = goal_of(scenario, outcome, reach, at_most, by)
    runs, _, seed = check_size(runs, goal.by, seed)
    most = whole_number("most", most, 1, MOST)
    axes = axes_of(scenario, levers)
    with mapping(workers) as over:

        def ensemble(size: int, seed: int) -> Ensemble:
            return Ensemble(scenario, axes, goal.outcome, goal.by, size, seed % 2**63, over, workers)

        return _Question(scenario, axes, goal, ensemble, runs, seed, most, progress).answered()


class _Question:
    """A question on its way to the answer."""

    def __init__(
        self,
        scenario: Scenario,
        axes: Sequence[Axis],
        goal: Goal,
        ensemble: Callable[[int, int], Ensemble],
        runs: int,
        seed: int,
        most: int,
        progress: Progress | None,
    ) -> None:
        self.scenario, self.axes, self.goal, self.runs, self.seed, self.most = scenario, axes, goal, runs, seed, most
        self.known, self.progress = parameters(scenario), progress
        self.new_ensemble, self.ensembles, self.surfaces = ensemble, list[Ensemble](), list[Surface]()

    def answered(self) -> Finding:
        """Search, fit, verify."""
        check, surface = self._opened(self.runs, self.seed)
        baseline = share_of(check.happened(surface.values([surface.baseline]))[0])
        if self.goal.holds(baseline["share"]):
            return Finding(self.goal, baseline, True, (), None, (), self._searched({}))
        _, coarse = self._opened(SEARCH_RUNS, self.seed + 1)
        _, fine = self._opened(REFINE_RUNS, self.seed + 1)
        found = search(coarse, fine, self.goal.target, self.most)
        answers = self._verified(fine, found.reaching[: self.most + SPARE])
        if answers:
            return Finding(self.goal, baseline, False, answers, None, (), self._searched(found.sets))
        searched = self._searched(found.sets)
        point = pruned(coarse, found.best, coarse.known[found.best] - GAIN / 2)
        best = self._answer(check, surface, point)
        if best.reached:
            best = self._answer(check, surface, _minimal(surface, [point], self.goal)[0])
            return Finding(self.goal, baseline, False, (best,), None, (), searched)
        closest = [(self._moves(point), self.goal.wanted(coarse.known[point])) for point in found.alone[:CLOSEST]]
        told = tuple(Closest(moves[0], share) for moves, share in closest if moves)
        return Finding(self.goal, baseline, False, (), best, told, searched)

    def _opened(self, runs: int, seed: int) -> tuple[Ensemble, Surface]:
        """An ensemble, and the surface that it makes."""
        ensemble = self.new_ensemble(runs, seed)
        self.ensembles.append(ensemble)

        def shares(values: Array) -> Array:
            happened = ensemble.happened(values)
            return np.asarray((~happened if self.goal.at_most else happened).mean(axis=1))

        def told(doing: str, _: int) -> None:
            if self.progress:
                self.progress(doing, sum(len(surface.known) for surface in self.surfaces), self._simulated())

        surface = Surface(self.axes, shares, told)
        self.surfaces.append(surface)
        return ensemble, surface

    def _verified(self, fine: Surface, points: Sequence[Point]) -> tuple[Answer, ...]:
        """The sets fitted and verified; those that fall short are fitted again, aiming higher, and verified with other draws."""
        error = math.sqrt(self.goal.target * (1 - self.goal.target) * (1 / REFINE_RUNS + 1 / self.runs))
        answers: dict[Point, Answer] = {}
        for attempt in range(ATTEMPTS):
            aim = min(1.0, self.goal.target + MARGIN * (attempt + 1) * error)
            fitted = least_sets(fine, [*answers, *shrunk(fine, grown(fine, points, aim), aim, FINE, keep=False)])
            check, surface = self._opened(self.runs, self.seed + (attempt and attempt + 1))
            new = _minimal(surface, [point for point in fitted[: self.most] if point not in answers], self.goal)
            tried = {point: self._answer(check, surface, point) for point in new}
            answers |= {point: answer for point, answer in tried.items() if answer.reached}
            points = [point for point in [*tried, *fitted[self.most :]] if point not in answers]
            if not points or len(answers) >= self.most:
                break
        return tuple(answers[point] for point in least_sets(fine, answers)[: self.most])

    def _answer(self, check: Ensemble, surface: Surface, point: Point) -> Answer:
        before, after = check.happened(surface.values([surface.baseline, point]))
        share, moves = share_of(after), self._moves(point)
        return Answer(
            moves,
            sum(move.cost for move in moves),
            share,
            paired(before, after),
            check.seed,
            self.goal.holds(share["share"]),
            self.goal.surely(share),
        )

    def _moves(self, point: Point) -> tuple[Move, ...]:
        """What the point moves, the largest moves first."""
        moves = []
        for axis, place in zip(self.axes, point, strict=True):
            if place == axis.own:
                continue
            parameter, after = self.known[axis.name], axis.values[place]
            kind = type(parameter.value)
            label = self.scenario.levers[axis.name].label
            moves.append(Move(axis.name, label, parameter.unit, parameter.value, kind(after), axis.cost(place)))
        return tuple(sorted(moves, key=lambda move: (-move.cost, move.path)))

    def _searched(self, sets: Mapping[int, int]) -> Searched:
        points = {point for surface in self.surfaces for point in surface.known}
        return Searched(len(self.axes), GRID, sets, len(points), self._simulated(), SEARCH_RUNS)

    def _simulated(self) -> int:
        return sum(ensemble.simulated for ensemble in self.ensembles)


def _minimal(surface: Surface, points: Sequence[Point], goal: Goal) -> list[Point]:
    """The points, each without levers that the goal turns out not to need."""

    def without(point: Point) -> list[Point]:
        return [put(point, number, surface.baseline[number]) for number in sorted(surface.moved(point))]

    surface.at([trial for point in points for trial in [point, *without(point)]], "verifying")
    least = []
    for point in points:
        while enough := [trial for trial in without(point)
                         if goal.holds(goal.wanted(surface.at([trial], "verifying")[0]))]:  # fmt: skip
            point = min(enough, key=surface.rank)
        least.append(point)
    return list(dict.fromkeys(least))
