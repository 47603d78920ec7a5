"""Deals on separate issues: signed, kept, renewed and broken while the war is not settled, also under a ceasefire.

A side wants such a deal when what it gets, as far as it is believed, is worth more to it than what stands. Trust decides what is
believed, and deals that hold build it (Min 2022; Powell 2006 on promises).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model import phases
from sim.model.bargaining.search import ACCEPTS, NOT_BELIEVED, WORSE_THAN_WAR
from sim.model.draws import Array
from sim.model.parameters import Value

if TYPE_CHECKING:
    from sim.model.actors.belligerent import Belligerent
    from sim.model.model import NegotiationModel

Mask = NDArray[np.bool_]


class IssueDeals:
    """The single-issue deals of a model. `in_force`, `left` (months), `signed`, `lapsed`, `broken`: deal -> (runs,)."""

    def __init__(self, model: NegotiationModel) -> None:
        self.model = model
        self.names = list(model.definition.proposals_of("issue"))
        runs = model.runs
        self.in_force = {name: np.zeros(runs, dtype=bool) for name in self.names}
        self.left = {name: np.zeros(runs) for name in self.names}
        self.worth: dict[str, list[Array]] = {}
        self.verdict: dict[str, list[NDArray[np.int8]]] = {}
        self.signed, self.lapsed, self.broken = (
            {name: np.zeros(runs, dtype=bool) for name in self.names} for _ in range(3)
        )

    def judge(self) -> None:
        """What every deal is worth to both sides above what stands, and their verdicts."""
        for name in self.names:
            gains = [self._gain(side, name) for side in self.model.sides]
            self.worth[name] = [believed for _, believed in gains]
            self.verdict[name] = [
                np.where(face < 0, WORSE_THAN_WAR, np.where(believed < 0, NOT_BELIEVED, ACCEPTS)).astype(np.int8)
                for face, believed in gains
            ]

    def _gain(self, side: Belligerent, name: str) -> tuple[Array, Array]:
        """Gain over what stands, at face value and as far as it is believed, shape (runs,)."""
        model = self.model
        proposal = model.parameters.proposals[name]
        rules = model.parameters.credibility
        doubt = 1 - side.trust
        if rules.neutral.protects == side.name:
            doubt = doubt * (1 - rules.neutral.strength * model.engagement * proposal.neutral)
        face, promise = np.zeros(model.runs), np.zeros(model.runs)
        for issue, position in proposal.terms.items():
            preference = side.parameters.preferences[issue]
            ideal: Value = preference.ideal
            span: Value = np.maximum(ideal, 1 - ideal)
            standing = model.parameters.issues[issue].status_quo.at
            feared = standing if preference.feared.at is None else preference.feared.at

            weight = preference.weight / model.table.weight_of_all[side.pole]
            now, offered, broken = (1 - np.abs(x - ideal) / span for x in (standing, position.at, feared))
            face += weight * (offered - now)
            promise += weight * preference.promised * np.maximum(offered - broken, 0.0)
        return face, face - doubt * promise

    def turn(self) -> None:
        """Deals in force lapse, are renewed or broken; deals that both sides want may be signed."""
        model, p, noise = self.model, self.model.parameters.deals, self.model.noise
        unsettled = phases.is_unsettled(model.phase)
        breach = p.breach_chance + p.breach_escalation * model.escalation
        signing = p.signing_base + p.signing_talks * model.talking + p.signing_mediation * model.engagement
        betrayed, kept = np.zeros(model.runs, dtype=bool), np.zeros(model.runs, dtype=bool)
        for name in self.names:
            duration = model.parameters.proposals[name].duration
            wanted = (self.verdict[name][0] == ACCEPTS) & (self.verdict[name][1] == ACCEPTS)
            draw = noise.uniform(f"deal.{name}", model.month)
            held, left = self.in_force[name], self.left[name] - 1
            broken = held & unsettled & (draw < breach)
            over = held & ~broken & ((left <= 0) | ~unsettled)
            if duration is not None and duration.renewal is not None:
                kept_on = wanted if duration.renewal.rule == "consent" else self._not_denounced(name)
                renewed = over & unsettled & kept_on
                left = np.where(renewed, np.ceil(duration.renewal.months), left)
                over = over & ~renewed
            signed = ~held & unsettled & wanted & (draw < np.clip(signing, 0.0, 1.0))
            lasts: Value = np.inf if duration is None else np.ceil(duration.months)
            self.left[name] = np.where(signed, lasts, left)
            self.in_force[name] = (held & ~broken & ~over) | signed
            self.signed[name], self.lapsed[name], self.broken[name] = signed, over, broken
            betrayed |= broken
            kept |= self.in_force[name]
        if self.names:
            for side in model.sides:
                gain = p.trust_gain * np.maximum(p.trust_ceiling - side.trust, 0.0)
                side.trust = np.where(betrayed, side.trust * (1 - p.trust_loss), side.trust + gain * kept)

    def _not_denounced(self, name: str) -> Mask:
        """Runs in which the deal is worth no less than what stands to either side, promises taken at their word."""
        return np.logical_and.reduce([code != WORSE_THAN_WAR for code in self.verdict[name]])

    def value_of_those_in_force(self, pole: int) -> Value:
        """What the deals in force are worth to a side while it fights on, shape (runs,); 0 without any deals."""
        return sum(
            (self.in_force[name] * self.worth[name][pole] for name in self.names if name in self.worth), start=0.0
        )

    def calm(self) -> Value:
        """Share by which the deals in force lower the chance of escalation, shape (runs,); 0 without any."""
        left: Value = 1.0
        for name in self.names:
            calms = self.model.parameters.proposals[name].calms
            if calms is not None:
                left = left * (1 - calms * self.in_force[name])
        return 1.0 - left
