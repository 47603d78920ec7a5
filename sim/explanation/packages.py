"""What is to be had at the table: any package judged in every month of an ensemble, and the zone of agreement around it.

The runs are those of the scenario as it stands. A package is judged in them without being put on the table, so that two packages
are judged in the same runs. Verdicts, values and the search are those of the engine; nothing is valued twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.simulate import AT_ONCE, check_size
from sim.errors import InputError, choices
from sim.explanation.relaxation import Relaxations
from sim.model.arrays import Array, Value, rows
from sim.model.bargaining.appraisal import TOLERANCE, Appraisal
from sim.model.bargaining.lines import SCOPES, Agenda, Line, appraise_proposals, under
from sim.model.bargaining.search import EMPTY, Table, rows_of, search
from sim.model.draws import Noise
from sim.model.model import NegotiationModel
from sim.model.phases import is_fighting
from sim.model.world import World
from sim.scenario.levers import change
from sim.scenario.positions import Position
from sim.scenario.proposals import Proposal
from sim.scenario.schema import Scenario, calendar_month
from sim.vocabulary import VERDICTS

Index = NDArray[np.intp]
JUST = 1e-9
"""So little above the best that can be had that only the best is left."""


class State(NamedTuple):
    """What both sides bring to the table in one month. Arrays have one row for each run in which nothing is signed and the war
    goes on; `runs` are their numbers."""

    runs: Index
    free: Table
    lines: list[Line]
    added: Array
    margin: Array
    front_km2: Array
    status_quo: Array


class Judgement(NamedTuple):
    """A package in one month. `worth` (runs, 2): value to each side above fighting on, side 0 first; `verdict` (runs, judges)."""

    worth: Array
    verdict: NDArray[np.int8]


class Best(NamedTuple):
    """The best package of each run: the Nash point of the zone where there is one, else what leaves the worse-off side least badly off.

    `surplus` (runs,): the largest smaller surplus, a zone exists where it is not negative; `terms` (runs, issues) and `worth`
    (runs, 2), its value to each side above fighting on; NaN where the lines leave no package at all.
    """

    surplus: Array
    terms: Array
    worth: Array


class Gap(NamedTuple):
    """A line and a package. `slack` (runs,): how far the package lies within the line, negative beyond it; `bound` (runs,)."""

    name: str
    owner: str
    issue: str
    sign: float
    hard: bool
    slack: Array
    bound: Array


class PackageSpace:
    """An ensemble's states at the table, month by month; see `package_space`."""

    def __init__(self, scenario: Scenario, runs: int, months: int, seed: int) -> None:
        model = NegotiationModel(scenario, Noise(seed, 0, runs))
        world = model.world
        self.scenario, self.runs, self.months, self.seed = scenario, runs, months, seed
        self._table = table = world.table
        self.issues, self.judges, self.codes = table.issues, table.judges, tuple(VERDICTS)
        self.sides = [side.name for side in world.sides]
        self.calendar = [calendar_month(scenario.start, month) for month in range(months + 1)]
        self.states: list[State] = []
        self.relaxations: list[Relaxations] = []
        for month in range(months + 1):
            unsigned = is_fighting(world.phase) & np.isnan(world.first["signature"])
            if month:
                model.step()
            self.states.append(_state(world, np.flatnonzero(unsigned)))
            relaxations = Relaxations()
            relaxations.look(world, unsigned)
            self.relaxations.append(relaxations)

    def state(self, month: int) -> State:
        """The state in a month. Raises InputError beyond the horizon."""
        if not 0 <= month <= self.months:
            raise InputError(f"month: found {month!r}; allowed: a whole number from 0 to {self.months}")
        return self.states[month]

    def judge(self, month: int, proposal: Proposal) -> Judgement:
        """The package in a month: what it is worth to both sides and everybody's verdict, as if it lay on the table."""
        state = self.state(month)
        places, is_open = self._places(state, proposal)
        found = self._appraise(state, places[:, None], is_open[None], proposal.scope, _neutral(state, proposal, 1))
        return Judgement(found.worth[:, 0], found.verdict[:, 0])

    def judge_all(self, proposal: Proposal) -> list[Judgement]:
        """The package in every month."""
        return [self.judge(month, proposal) for month in range(self.months + 1)]

    def gaps(self, month: int, proposal: Proposal) -> list[Gap]:
        """The package against every line of its scope on an issue that it decides, the closest of a name and direction in each run."""
        state = self.state(month)
        places, is_open = self._places(state, proposal)
        found: dict[tuple[str, float], Gap] = {}
        for line in state.lines:
            if proposal.scope not in line.scopes or is_open[line.issue]:
                continue
            bound = np.broadcast_to(line.bound, state.runs.shape)
            slack = line.sign * (places[:, line.issue] - bound)
            slack = np.where(np.abs(slack) < TOLERANCE, 0.0, slack)
            before = found.get((line.name, line.sign))
            if before is not None:
                closer = slack < before.slack
                slack, bound = np.where(closer, slack, before.slack), np.where(closer, bound, before.bound)
            issue = self.issues[line.issue]
            found[line.name, line.sign] = Gap(line.name, line.owner, issue, line.sign, line.cost is None, slack, bound)
        return list(found.values())

    def best(self, month: int, scope: str) -> Best:
        """The best package of each run under the lines of a scope."""
        table = self._bounded(month, scope)
        zone = search(table, want_terms=True)
        terms, none = zone.terms, np.flatnonzero((zone.surplus < 0) & (zone.surplus > EMPTY))
        if none.size:
            # Ask so much less that the best of what falls short is all that is left.
            short = rows_of(table, none)
            least = search(short._replace(need=short.need + (zone.surplus[none] - JUST)[:, None]), want_terms=True)
            terms[none] = least.terms
        state, decided = self.state(month), np.zeros((1, len(self.issues)), dtype=bool)
        neutral = state.free.neutral_share[:, None]
        worth = self._appraise(state, np.nan_to_num(terms)[:, None], decided, scope, neutral).worth[:, 0]
        return Best(zone.surplus, terms, np.where(np.isnan(terms[:, :1]), np.nan, worth))

    def frontier(self, month: int, scope: str, leads: NDArray[np.float64], with_lines: bool = True) -> Array:
        """The contract curve of each run, shape (runs, leads, 2): the best for both with side 0 ahead by a lead over side 1.

        Where no package leads so far, the curve goes on from its end at right angles; NaN where the lines leave no package.
        """
        table = self._bounded(month, scope, with_lines)
        found = np.full((table.need.shape[0], leads.size, 2), np.nan)
        for number, lead in enumerate(leads):
            half = np.array([lead / 2, -lead / 2])
            surplus = search(table._replace(margin=np.broadcast_to(half, table.need.shape).copy())).surplus
            some = surplus > EMPTY
            found[some, number] = surplus[some, None] + half
        return found

    def gains(self, month: int, proposal: Proposal, terms: Array) -> Array:
        """What each side would gain if the package took over other terms on one issue alone, shape (runs, issues, 2).

        `terms` (runs, issues) as in `best`; NaN where they are.
        """
        state = self.state(month)
        places, is_open = self._places(state, proposal)
        issues = len(self.issues)
        moved = np.repeat(places[:, None], issues + 1, axis=1)
        decided = np.repeat(is_open[None], issues + 1, axis=0)
        for number in range(issues):
            moved[:, number, number] = np.nan_to_num(terms[:, number])
            decided[number, number] = False
        worth = self._appraise(state, moved, decided, proposal.scope, _neutral(state, proposal, issues + 1)).worth
        return np.where(np.isnan(terms)[:, :, None], np.nan, worth[:, :issues] - worth[:, issues:])

    def relax(self, month: int, most: int = 2) -> list[dict[str, Any]]:
        """The sets of lines that open a zone of agreement in most runs once they are gone: of one line, of two, …

        Each with `lines`, `opens` and `runs`, counted over the runs of the state; the first entry has no lines: the zone as it is.
        """
        state, relaxations = self.state(month), self.relaxations[month]
        found = [{"lines": [], "opens": int(relaxations.opened.sum()), "runs": state.runs.size}]
        for tried in relaxations.by_size(most):
            names, opened = tried[0]
            found.append({"lines": list(names), "opens": int(opened.sum()), "runs": state.runs.size})
        return found

    def places(self, month: int, proposal: Proposal) -> Array:
        """Positions of the package on the scales of the issues, shape (runs, issues); an undecided issue is at the status quo."""
        return self._places(self.state(month), proposal)[0]

    def middle_places(self, month: int, proposal: Proposal) -> dict[str, float]:
        """Positions of the package by issue, in the middle run."""
        places = self.places(month, proposal)
        return {issue: float(np.median(places[:, number])) for number, issue in enumerate(self.issues)}

    def _places(self, state: State, proposal: Proposal) -> tuple[Array, NDArray[np.bool_]]:
        places, is_open = state.status_quo.copy(), np.ones(len(self.issues), dtype=bool)
        for number, issue in enumerate(self.issues):
            term = proposal.terms.get(issue)
            if term is not None and not term.open:
                places[:, number], is_open[number] = self._place(state, issue, term), False
        return places, is_open

    def _place(self, state: State, issue: str, term: Position) -> Value:
        if term.front_km2 is not None:
            return self._table.scale(state.front_km2 + term.front_km2.value)
        if term.anchor is not None:
            return self.scenario.issues[issue].anchors[term.anchor].at.value
        assert term.at is not None
        return term.at.value

    def _appraise(
        self, state: State, places: Array, is_open: NDArray[np.bool_], scope: str, neutral: Array
    ) -> Appraisal:
        names = [""] * places.shape[1]
        settlements = len(names) if scope == "settlement" else 0
        agenda = self._agenda._replace(proposals=names, settlements=settlements, is_open=np.ascontiguousarray(is_open))
        bounded = under(state.free, state.lines, state.added, agenda)
        places = np.ascontiguousarray(places)  # the layout that the engine is compiled for
        return appraise_proposals(bounded, agenda, places, np.ascontiguousarray(neutral), state.margin)

    def _bounded(self, month: int, scope: str, with_lines: bool = True) -> Table:
        if scope not in SCOPES:
            raise InputError(f"scope: found {scope!r}; {choices(scope, SCOPES)}")
        state = self.state(month)
        lines = state.lines if with_lines else []
        return under(state.free, lines, state.added, self._agenda)[scope][0]

    @property
    def _agenda(self) -> Agenda:
        return self._table.agenda


def _neutral(state: State, proposal: Proposal, count: int) -> Array:
    return np.full((state.runs.size, count), float(proposal.neutral.value))


def _state(world: World, index: Index) -> State:
    table = world.table
    lines = [
        line._replace(bound=rows(line.bound, index), cost=None if line.cost is None else rows(line.cost, index))
        for line in table.lines
    ]
    stands = [np.broadcast_to(table.status_quo(issue), (world.runs,))[index] for issue in range(len(table.issues))]
    return State(
        index,
        rows_of(table.free, index),
        lines,
        table.added[index],
        world.margins[index],
        world.front_km2[index],
        np.stack(stands, axis=1),
    )


def package_space(
    scenario: Scenario | str | Path,
    runs: int = 1000,
    months: int | None = None,
    seed: int = 1,
    changes: Mapping[str, float | bool] | None = None,
) -> PackageSpace:
    """Follow an ensemble and keep what is at the table in every month, to hold any package against it.

    Counted are the runs in which nothing is signed and the war goes on as the month begins, as in `explain`. Run k is the same
    as in `simulate`.

    Raises InputError like `simulate`, and for more runs than one model holds.
    """
    scenario = change(scenario, changes)
    months = scenario.months if months is None else months
    runs, months, seed = check_size(runs, months, seed)
    if runs > AT_ONCE:
        raise InputError(f"runs: found {runs!r}; allowed: at most {AT_ONCE:,} to look at packages")
    return PackageSpace(scenario, runs, months, seed)
