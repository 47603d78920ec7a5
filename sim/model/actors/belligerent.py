"""The two sides in the war as Mesa agents, with their state as arrays over runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from sim.model.actors.actor import Actor
from sim.model.bargaining.votes import Mask
from sim.model.draws import Array
from sim.model.mechanisms import beliefs, reservation, talks, war
from sim.model.mechanisms import publics as fatigue
from sim.model.mechanisms import red_lines as redlines

if TYPE_CHECKING:
    from sim.model.model import NegotiationModel


class Belligerent(Actor):
    """A side in the war. `direction` is +1 for the side whose gains raise the front, -1 for the other."""

    def __init__(self, model: NegotiationModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        p = parameters
        self.pole: int = p.pole
        self.direction = 1.0 if p.pole == 1 else -1.0
        self.capability = self.over_runs(p.capability.initial)
        self.fatigue = self.over_runs(p.fatigue.initial)
        readiness = p.concession_readiness
        self.concession_readiness = self.over_runs(readiness.initial if readiness else np.nan)
        self.losses = self.over_runs(p.losses)
        self.optimism = self.over_runs(p.optimism)
        self.trust = self.over_runs(p.trust)
        self.margin = self.over_runs(p.margin)
        self.last_concession = self.over_runs(0.0)
        self.mood = self.over_runs(0.0)
        self.estimate = self.over_runs(0.0)
        self.belief = self.over_runs(0.0)
        self.win_chance = self.over_runs(0.0)
        self.lose_chance = self.over_runs(0.0)
        self.reservation = self.over_runs(0.0)
        self.release = {line: self.over_runs(0.0) for line in p.red_lines}

    @property
    def opponent(self) -> Belligerent:
        """The other side."""
        return self.model.sides[1 - self.pole]

    @property
    def pressure(self) -> Array:
        """Outside pressure to settle, shape (runs,)."""
        return self.over_runs(self.parameters.pressure)

    def build_capability(self) -> None:
        """M2: capability relaxes to what mobilisation and deliveries sustain."""
        p, world = self.parameters.capability, self.model.parameters
        supply = (
            p.from_aid * self.model.aid_deliveries / world.aid.reference_eur_bn if self is self.model.supported else 0
        )
        sustained = p.base + p.growth * self.model.month + supply
        self.capability = np.maximum(war.relax(self.capability, sustained, world.war.adjustment), war.LOWEST_CAPABILITY)

    def count_losses(self) -> None:
        """Killed and wounded this month; none under an agreement."""
        self.losses = self.parameters.losses * self._intensity() * self.model.fighting

    def learn(self) -> None:
        """M4: battlefield signals pull the estimate to the true balance; optimism decays."""
        p = self.model.parameters.beliefs
        signal = self.model.balance + p.signal_noise * self.normal("signal")
        self.estimate = war.relax(self.estimate, signal, p.learning)
        self.optimism = self.optimism * (1 - p.optimism_decay * self.model.fighting)

    def form_belief(self) -> None:
        """M4: what the side believes of the balance, and the chances of victory and defeat that follow."""
        p = self.model.parameters.beliefs
        doubt = beliefs.aid_doubt(self.model.aid_share(), p.aid_comfort, p.aid_effect)
        against_supported = -self.model.supported.direction if self.model.supported else 0.0
        self.belief = self.estimate + self.direction * self.optimism + against_supported * doubt
        self.win_chance, self.lose_chance = beliefs.outcome_chances(
            self.direction * self.belief, p.stalemate_width, p.steepness
        )

    def tire(self) -> None:
        """M5: fatigue and readiness for concessions."""
        model, p = self.model, self.parameters.fatigue
        self.fatigue = fatigue.belligerent_fatigue(
            self.fatigue,
            p,
            model.parameters.opinion,
            advance=self.direction * model.advance,
            intensity=self._intensity(),
            fighting=model.fighting,
            shock=self.normal("public"),
        )
        readiness = self.parameters.concession_readiness
        if readiness:
            self.concession_readiness = fatigue.concession_readiness(
                self.concession_readiness, readiness, model.aid_expected, model.fighting, self.normal("concessions")
            )

    def _intensity(self) -> Array:
        rise = self.model.parameters.war.losses_escalation * (self.model.escalation - self.model.escalation_start)
        return np.maximum(1 + rise, 0.0) * self.model.season

    def change_mood(self) -> None:
        """The passing politics of the month."""
        p = self.model.parameters.reservation
        innovation = np.sqrt(1 - np.square(p.mood_persistence)) * p.mood_noise
        self.mood = p.mood_persistence * self.mood + innovation * self.normal("mood")

    def weigh_war(self) -> None:
        """M6: the value of fighting on, shape (runs,)."""
        p, world = self.parameters, self.model.parameters
        cost = reservation.war_cost(p.war_cost, self.fatigue, self.model.escalation, world.reservation)
        status_quo, defeat = self.model.table.outcome_values(self.pole)
        lottery = reservation.lottery(self.win_chance, self.lose_chance, status_quo, defeat)
        eased = self.model.deals.value_of_those_in_force(self.pole)
        self.reservation = lottery - cost - p.pressure_effect * p.pressure + self.mood + eased

    def soften_lines(self) -> None:
        """M8: release states of the red lines follow their conditions."""
        for line, state in self.release.items():
            rule = self.parameters.red_lines[line].release
            if rule is not None:
                self.release[line] = redlines.follow(state, rule, self.model.variable)

    def plan_concession(self) -> None:
        """M10: the concession that the side makes at the table this month."""
        p = self.model.parameters.talks
        wish = talks.concession(self.fatigue, self.opponent.last_concession, p)
        self._planned = np.where(self.model.at_table, np.minimum(wish, self.margin), 0.0)

    def concede(self) -> None:
        """M10: lower the haggling margin by the planned concession."""
        self.last_concession = self._planned
        self.margin = self.margin - self._planned

    def change_leaders(self, change: SimpleNamespace, mask: Mask) -> None:
        """New leaders in the runs of a mask: optimism, trust and the state of every line start afresh."""
        p = self.parameters
        self.optimism = np.where(mask, p.optimism if change.optimism is None else change.optimism, self.optimism)
        self.trust = np.where(mask, p.trust if change.trust is None else change.trust, self.trust)
        for line, state in self.release.items():
            self.release[line] = np.where(mask, change.release, state)

    def start_over(self, mask: Mask) -> None:
        """After a breakdown or collapse the opening demand is back on the table."""
        self.margin = np.where(mask, self.parameters.margin, self.margin)
        self.last_concession = np.where(mask, 0.0, self.last_concession)
