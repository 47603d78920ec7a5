"""What lies on the table: issues, values, places of the proposals and lines, as arrays over runs; laid anew every month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Index, Mask, Value, over_runs
from sim.model.bargaining.appraisal import Appraisal, smaller_surplus
from sim.model.bargaining.lines import Agenda, Line, appraise_proposals, under
from sim.model.bargaining.search import Table, Zone, search
from sim.model.sections import Place
from sim.scenario.schema import Scenario

SIGNS = (1.0, -1.0)
"""Of bounds: lower ones, upper ones."""
OPEN = Place()


class BargainingTable:
    """The issues, preferences, limits and proposals of a model.

    `instruments` are those of the actors: who holds it, on which issue, and the sign of the bound. After `lay` there are the lines in
    force, and the month's tables with the lines of each scope (`bounded`) and without any (`free`); after `judge` the `appraisal`.
    """

    lines: list[Line]
    added: Array
    free: Table
    table: Table
    appraisal: Appraisal

    def __init__(
        self,
        scenario: Scenario,
        parameters: sections.Parameters,
        front_km2: Array,
        instruments: Sequence[tuple[str, str, float]],
    ) -> None:
        self.runs = front_km2.size
        self.issues = list(scenario.settled_together())
        self.territory = self.issues.index(scenario.issue_of_kind("territory"))
        self.guarantee = self.issues.index(scenario.issue_of_kind("guarantee"))
        anchors = scenario.issues[self.issues[self.territory]].anchors.values()
        self._scale_at = [anchor.at.value for anchor in anchors]
        self._scale_km2 = [anchor.km2.value for anchor in anchors if anchor.km2 is not None]
        settlements, ceasefires = scenario.proposals_of("settlement"), scenario.proposals_of("ceasefire")
        self.proposals = [*settlements, *ceasefires]
        self.is_ceasefire = np.array([name in ceasefires for name in self.proposals], dtype=bool)
        self.instruments = instruments
        self.sides = scenario.belligerents()
        say = {*self.sides, *(holder for holder, _, _ in instruments)}
        self.judges = [name for name in scenario.actors if name in say]
        poles = {name: pole for pole, name in enumerate(self.sides)}
        self.read_parameters(parameters, front_km2)
        is_open = [[term.at is None and term.front_km2 is None for term in terms] for terms in self._terms]
        self.agenda = Agenda(
            self.proposals,
            len(settlements),
            np.array(is_open, dtype=bool).reshape(len(self.proposals), len(self.issues)),
            self.judges,
            np.array([poles.get(name, -1) for name in self.judges], dtype=np.int64),
            poles,
        )

    def read_parameters(self, parameters: sections.Parameters, front_km2: Array) -> None:
        """Stack what the parameters fix; again after an event has changed a parameter."""
        self.parameters = parameters
        shape = (self.runs, 2, len(self.issues))
        self.weight, self.ideal, self.promised = np.empty(shape), np.empty(shape), np.empty(shape)
        self._preferences = [self._preferences_of(side) for side in self.sides]
        for pole, preferences in enumerate(self._preferences):
            for k, preference in enumerate(preferences):
                self.weight[:, pole, k] = preference.weight
                self.ideal[:, pole, k] = preference.ideal
                self.promised[:, pole, k] = preference.promised
        # Draws and levers may take all weights to zero.
        total = np.maximum(self.weight.sum(axis=2, keepdims=True), 1e-12)
        self.weight /= total
        self.weight_of_all = total[:, :, 0].T
        span = np.maximum(self.ideal, 1 - self.ideal)
        opposite = self.ideal[:, ::-1]
        self._defeat = (self.weight * (1 - np.abs(opposite - self.ideal) / span)).sum(axis=2)
        self._span = span
        self._terms = [
            [parameters.proposals[name].terms.get(issue, OPEN) for issue in self.issues] for name in self.proposals
        ]
        self.feared = np.empty(shape)
        self.position = np.empty((self.runs, len(self.proposals), len(self.issues)))
        self.neutral = np.empty((self.runs, len(self.proposals)))
        self.move(front_km2)
        self._place_all(moving=False)
        none = np.empty(0, dtype=np.int64)
        self._no_lines: dict[str, Any] = {
            "low": np.zeros((self.runs, len(self.issues))),
            "high": np.ones((self.runs, len(self.issues))),
            "line_bound": np.empty((self.runs, 0)),
            "line_cost": np.empty((self.runs, 0)),
            "line_side": none,
            "line_issue": none,
            "line_sign": np.empty(0),
        }
        self.levels = np.linspace(0, 1, int(np.max(parameters.agreement.guarantee_levels)))

    def _preferences_of(self, side: str) -> list[Any]:
        preferences = self.parameters.actors[side].preferences  # type: ignore[union-attr]
        return [preferences[issue] for issue in self.issues]

    def move(self, front_km2: Array) -> None:
        """The line of contact has moved, and with it the status quo."""
        self.front_km2, self.front = front_km2, self.scale(front_km2)

    def scale(self, front_km2: Array) -> Array:
        """Place of a line of contact on the territory scale, shape (runs,)."""
        return np.interp(front_km2, self._scale_km2, self._scale_at)

    def place(self, position: Place, issue: int) -> Value:
        """A compiled position on the scale; an open one is the status quo."""
        if position.at is not None:
            return position.at
        if position.front_km2 is not None:
            if np.ndim(position.front_km2) == 0 and position.front_km2 == 0:
                return self.front
            return self.scale(self.front_km2 + position.front_km2)
        return self.status_quo(issue)

    def status_quo(self, issue: int) -> Value:
        """Where an issue stands without a deal."""
        standing = self.parameters.issues[self.issues[issue]].status_quo
        return self.front if issue == self.territory or standing is None else self.place(standing, issue)

    def outcome_values(self, pole: int) -> tuple[Array, Array]:
        """A side's values of the status quo and of its opponent's ideal, shape (runs,)."""
        value = np.zeros(self.runs)
        for k in range(len(self.issues)):
            distance = np.abs(self.status_quo(k) - self.ideal[:, pole, k]) / self._span[:, pole, k]
            value += self.weight[:, pole, k] * (1 - distance)
        return value, self._defeat[:, pole]

    def lay(
        self, doubt: Array, guaranteed: Array, neutral: Array, need: Array, lines: list[Line], added: Array
    ) -> None:
        """Assemble this month's tables; shapes as in `Table`, and `added` (runs, scopes, sides), what comes beside the terms."""
        self._place_all(moving=True)
        share = over_runs(self.parameters.credibility.neutral.negotiated_share, self.runs)
        self.free = Table(
            self.weight, self.ideal, self.promised, self.feared, doubt, guaranteed, neutral, share,
            need, np.zeros((self.runs, 2)), active=np.ones(self.runs, dtype=bool), guarantee=self.guarantee,
            levels=self.levels, **self._no_lines,
        )  # fmt: skip
        self.lines, self.added = lines, added
        self.bounded = under(self.free, lines, added, self.agenda)
        self.table, _ = self.bounded["settlement"]

    def _place_all(self, moving: bool) -> None:
        """Put fears and proposals on their scales; `moving` does only what moves with the line of contact."""
        for pole, preferences in enumerate(self._preferences):
            for k, preference in enumerate(preferences):
                if not moving or (preference.feared.at is None and k == self.territory):
                    self.feared[:, pole, k] = self.place(preference.feared, k)
        for p, name in enumerate(self.proposals):
            if not moving:
                self.neutral[:, p] = self.parameters.proposals[name].neutral
            for k in range(len(self.issues)):
                if not moving or (self._terms[p][k].at is None and k == self.territory):
                    self.position[:, p, k] = self.place(self._terms[p][k], k)

    def judge(self, margins: Array) -> None:
        """Appraise every proposal: what it is worth to each side, who vetoes it, and each judge's verdict."""
        self.appraisal = appraise_proposals(self.bounded, self.agenda, self.position, self.neutral, margins)

    def proposal_surplus(self, margins: Array | None = None) -> Array:
        """Each proposal's smaller surplus over need and margins, shape (runs, proposals); `EMPTY` where someone vetoes."""
        return smaller_surplus(self.appraisal, margins)

    def surplus_without_lines(self) -> Array:
        """Largest smaller surplus of a settlement before any red line, shape (runs,)."""
        return search(self.table._replace(**self._no_lines)).surplus

    def surplus(self, worth_searching: Mask) -> Array:
        """Largest smaller surplus under all red lines, over packages and proposals, shape (runs,)."""
        surplus = search(self.table._replace(active=worth_searching)).surplus
        if self.proposals:
            surplus = np.maximum(surplus, reduce(np.maximum, self.proposal_surplus().T))
        return surplus

    def packages(self, margins: Array, where: Mask) -> Zone:
        """The search above need and margin in the runs of a mask, with the Nash point."""
        return search(self.table._replace(margin=margins, active=where), want_terms=True)

    def cover(self, terms: Array, neutral: Array, index: Index) -> Array:
        """The stronger of the two guarantees in signed terms, 0-1, for some runs."""
        x = terms[:, self.guarantee]
        outside = np.maximum(self.table.guaranteed[index, 0] * (1 - x), self.table.guaranteed[index, 1] * x)
        return np.asarray(np.maximum(outside, self.table.neutral[index].max(axis=1) * neutral))
