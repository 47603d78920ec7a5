"""What lies on the table this month: values, boxes and verdicts, assembled from the actors for the package search."""

from __future__ import annotations

from functools import partial, reduce
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.model.bargaining.lines import SCOPES, Agenda, Line, appraise_proposals, under
from sim.model.bargaining.search import Appraisal, Table, Zone, search, smaller_surplus
from sim.model.draws import Array
from sim.model.mechanisms import credibility
from sim.model.mechanisms import red_lines as redlines
from sim.model.parameters import Value

if TYPE_CHECKING:
    from sim.model.model import NegotiationModel

SIGNS = (1.0, -1.0)
"""Of bounds: lower ones, upper ones."""


class BargainingTable:
    """The issues, preferences, limits and proposals of a model, as arrays over runs."""

    def __init__(self, model: NegotiationModel) -> None:
        self.model = model
        scenario = model.definition
        self.issues = list(scenario.settled_together())
        self.territory = self.issues.index(scenario.issue_of_kind("territory"))
        self.guarantee = self.issues.index(scenario.issue_of_kind("guarantee"))
        anchors = scenario.issues[self.issues[self.territory]].anchors.values()
        self._scale_at = [anchor.at.value for anchor in anchors]
        self._scale_km2 = [anchor.km2.value for anchor in anchors if anchor.km2 is not None]
        settlements, ceasefires = scenario.proposals_of("settlement"), scenario.proposals_of("ceasefire")
        self.proposals = [*settlements, *ceasefires]
        self.is_ceasefire = np.array([name in ceasefires for name in self.proposals], dtype=bool)
        self.instruments = [
            (actor, issue, sign)
            for actor in model.actors.values()
            for issue in self.issues
            for sign in SIGNS
            if any(True for _ in actor.bounds(issue, sign))
        ]
        holders = {actor.name for actor, _, _ in self.instruments}
        self.judges = [name for name, actor in model.actors.items() if actor in model.sides or name in holders]
        poles = {side.name: side.pole for side in model.sides}
        terms = [model.parameters.proposals[name].terms for name in self.proposals]
        left_open = SimpleNamespace(at=None, front_km2=None)
        self._terms = [[term.get(issue, left_open) for issue in self.issues] for term in terms]
        is_open = [[p.at is None and p.front_km2 is None for p in row] for row in self._terms]
        self.agenda = Agenda(
            self.proposals,
            len(settlements),
            np.array(is_open, dtype=bool).reshape(len(self.proposals), len(self.issues)),
            self.judges,
            np.array([poles.get(name, -1) for name in self.judges], dtype=np.int64),
            poles,
        )
        self.read_parameters()

    def read_parameters(self) -> None:
        """Stack what the parameters fix; again after an event has changed a parameter."""
        model = self.model
        shape = (model.runs, 2, len(self.issues))
        self.weight, self.ideal, self.promised = np.empty(shape), np.empty(shape), np.empty(shape)
        for side in model.sides:
            for k, issue in enumerate(self.issues):
                preference = side.parameters.preferences[issue]
                self.weight[:, side.pole, k] = preference.weight
                self.ideal[:, side.pole, k] = preference.ideal
                self.promised[:, side.pole, k] = preference.promised
        total = np.maximum(
            self.weight.sum(axis=2, keepdims=True), 1e-12
        )  # draws and levers may take all weights to zero
        self.weight /= total
        self.weight_of_all = total[:, :, 0].T
        span = np.maximum(self.ideal, 1 - self.ideal)
        opposite = self.ideal[:, ::-1]
        self._defeat = (self.weight * (1 - np.abs(opposite - self.ideal) / span)).sum(axis=2)
        self._span = span
        self.feared = np.empty(shape)
        self.position = np.empty((model.runs, len(self.proposals), len(self.issues)))
        self.neutral = np.empty((model.runs, len(self.proposals)))
        self.front = self.scale(model.front_km2)
        self._place_all(moving=False)
        none = np.empty(0, dtype=np.int64)
        self._no_lines: dict[str, Any] = {
            "low": np.zeros((model.runs, len(self.issues))),
            "high": np.ones((model.runs, len(self.issues))),
            "line_bound": np.empty((model.runs, 0)),
            "line_cost": np.empty((model.runs, 0)),
            "line_side": none,
            "line_issue": none,
            "line_sign": np.empty(0),
        }
        self.levels = np.linspace(0, 1, int(np.max(model.parameters.agreement.guarantee_levels)))

    def scale(self, front_km2: Array) -> Array:
        """Place of a line of contact on the territory scale, shape (runs,)."""
        return np.interp(front_km2, self._scale_km2, self._scale_at)

    def place(self, position: SimpleNamespace, issue: int) -> Value:
        """A compiled position on the scale; an open one is the status quo."""
        if position.at is not None:
            return position.at
        if position.front_km2 is not None:
            if np.ndim(position.front_km2) == 0 and position.front_km2 == 0:
                return self.front
            return self.scale(self.model.front_km2 + position.front_km2)
        return self.status_quo(issue)

    def status_quo(self, issue: int) -> Value:
        """Where an issue stands without a deal."""
        if issue == self.territory:
            return self.front
        return self.place(self.model.parameters.issues[self.issues[issue]].status_quo, issue)

    def outcome_values(self, pole: int) -> tuple[Array, Array]:
        """A side's values of the status quo and of its opponent's ideal, shape (runs,)."""
        self.front = self.scale(self.model.front_km2)
        value = np.zeros(self.model.runs)
        for k in range(len(self.issues)):
            distance = np.abs(self.status_quo(k) - self.ideal[:, pole, k]) / self._span[:, pole, k]
            value += self.weight[:, pole, k] * (1 - distance)
        return value, self._defeat[:, pole]

    def lines_in_force(self) -> list[Line]:
        """Every line of this month: red lines, hard ones released or not, and instruments, also those of the sides."""
        model = self.model
        lines = []
        for side in model.sides:
            for name, line in side.parameters.red_lines.items():
                issue = self.issues.index(line.issue)
                place, state = partial(self.place, issue=issue), side.release[name]
                if line.kind == "hard":
                    bound: Value = redlines.bound_in_force(line, state, place)
                    cost = None
                else:
                    bound = place(line.at_least or line.at_most)
                    cost = line.audience_cost * (1 - state)
                sign = 1.0 if line.at_least else -1.0
                lines.append(Line(f"{side.name}.{name}", side.name, issue, sign, bound, cost, line.applies_to))
        for actor, issue_name, sign in self.instruments:
            for bound in actor.bounds(issue_name, sign):
                issue = self.issues.index(issue_name)
                lines.append(Line(f"{actor.name}.{issue_name}", actor.name, issue, sign, bound, None))
        return lines

    def build(self) -> None:
        """Assemble this month's tables, with the lines of each scope (`bounded`) and without any (`free`), and the proposals' places."""
        model = self.model
        runs = model.runs
        self.front = self.scale(model.front_km2)
        self._place_all(moving=True)
        doubt, guaranteed, neutral = np.empty((runs, 2)), np.zeros((runs, 2)), np.zeros((runs, 2))
        rules = model.parameters.credibility
        need = np.empty((runs, 2))
        for side in model.sides:
            doubt[:, side.pole] = 1 - side.trust
            need[:, side.pole] = side.reservation
            if rules.guarantee.protects == side.name:
                guaranteed[:, side.pole] = credibility.guarantee_cover(model.aid_share(), rules.guarantee)
            if rules.neutral.protects == side.name:
                neutral[:, side.pole] = rules.neutral.strength * model.engagement
        share = np.array(np.broadcast_to(rules.neutral.negotiated_share, (runs,)), dtype=float)
        self.free = Table(
            self.weight, self.ideal, self.promised, self.feared, doubt, guaranteed, neutral, share,
            need, np.zeros((runs, 2)), active=np.ones(runs, dtype=bool), guarantee=self.guarantee, levels=self.levels,
            **self._no_lines,
        )  # fmt: skip
        self.lines = self.lines_in_force()
        self.added = self._added_value()
        self.bounded = under(self.free, self.lines, self.added, self.agenda)
        self.table, _ = self.bounded["settlement"]

    def _added_value(self) -> Array:
        """What comes with a signature of each scope beside its terms, shape (runs, scopes, sides): offers, and the deals on
        separate issues, which go on under a ceasefire but are no reason against one."""
        added = self.model.offers.bonus.copy()
        for side in self.model.sides:
            added[:, SCOPES.index("ceasefire"), side.pole] += self.model.deals.value_of_those_in_force(side.pole)
        return added

    def _place_all(self, moving: bool) -> None:
        """Put fears and proposals on their scales; `moving` does only what moves with the line of contact."""
        for side in self.model.sides:
            for k, issue in enumerate(self.issues):
                feared = side.parameters.preferences[issue].feared
                if not moving or (feared.at is None and k == self.territory):
                    self.feared[:, side.pole, k] = self.place(feared, k)
        for p, name in enumerate(self.proposals):
            if not moving:
                self.neutral[:, p] = self.model.parameters.proposals[name].neutral
            for k in range(len(self.issues)):
                if not moving or (self._terms[p][k].at is None and k == self.territory):
                    self.position[:, p, k] = self.place(self._terms[p][k], k)

    def judge(self) -> None:
        """Appraise every proposal: what it is worth to each side, who vetoes it, and each judge's verdict."""
        self.appraisal: Appraisal = appraise_proposals(
            self.bounded, self.agenda, self.position, self.neutral, self.margins()
        )

    def margins(self) -> Array:
        """What each side asks above its reservation value, shape (runs, 2)."""
        return np.stack([side.margin for side in self.model.sides], axis=1)

    def proposal_surplus(self, margins: Array | None = None) -> Array:
        """Each proposal's smaller surplus over need and margins, shape (runs, proposals); `EMPTY` where someone vetoes."""
        return smaller_surplus(self.appraisal, margins)

    def way_out(self) -> Array:
        """Largest smaller surplus of a settlement before any red line, shape (runs,)."""
        return search(self.table._replace(**self._no_lines)).surplus

    def zone(self, worth_searching: NDArray[np.bool_]) -> Array:
        """Largest smaller surplus under all red lines, over packages and proposals, shape (runs,)."""
        surplus = search(self.table._replace(active=worth_searching)).surplus
        if self.proposals:
            surplus = np.maximum(surplus, reduce(np.maximum, self.proposal_surplus().T))
        return surplus

    def offers(self, at_table: NDArray[np.bool_]) -> tuple[Zone, Array]:
        """For the runs at the table: the search above need and margin with the Nash point, and the proposals' surpluses."""
        margins = self.margins()
        zone = search(self.table._replace(margin=margins, active=at_table), want_terms=True)
        return zone, self.proposal_surplus(margins)

    def truce_months(self, named: NDArray[np.int_], index: NDArray[np.intp], ceasefire: NDArray[np.bool_]) -> Array:
        """For how many months the ceasefires signed in some runs are meant to hold; without end where none is named."""
        months = np.full(index.size, np.inf)
        for number, name in enumerate(self.proposals):
            duration = self.model.parameters.proposals[name].duration
            if duration is not None:
                signed = ceasefire & (named == number)
                months[signed] = np.broadcast_to(np.ceil(duration.months), (self.model.runs,))[index[signed]]
        return months

    def renewed_months(self, truce: NDArray[np.int16], over: NDArray[np.bool_]) -> Array:
        """For how many months a ceasefire whose time is up goes on, shape (runs,); 0 where it lapses.

        One that needs consent goes on where both sides would sign it again and nobody vetoes it; an automatic one unless a side
        would be better off without it by more than its opening margin.
        """
        months = np.zeros(self.model.runs)
        opening = np.stack([side.over_runs(side.parameters.margin) for side in self.model.sides], axis=1)
        for number, name in enumerate(self.proposals):
            duration = self.model.parameters.proposals[name].duration
            if duration is None or duration.renewal is None:
                continue
            worth, vetoed = self.appraisal.worth[:, number], self.appraisal.vetoed[:, number]
            by_consent = duration.renewal.rule == "consent"
            wanted = (worth >= 0).all(axis=1) & ~vetoed if by_consent else (worth >= -opening).all(axis=1)
            months = np.where(over & (truce == number) & wanted, np.ceil(duration.renewal.months), months)
        return months

    def cover(self, terms: Array, neutral: Array, index: NDArray[np.intp]) -> Array:
        """The stronger of the two guarantees in signed terms, 0-1, for some runs."""
        x = terms[:, self.guarantee]
        outside = np.maximum(self.table.guaranteed[index, 0] * (1 - x), self.table.guaranteed[index, 1] * x)
        return np.maximum(outside, self.table.neutral[index].max(axis=1) * neutral)
