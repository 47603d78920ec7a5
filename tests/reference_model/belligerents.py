"""What all actors share, and the two sides in the war."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa

from tests.reference_model.numbers import clip, ramp

if TYPE_CHECKING:
    from tests.reference_model.model import ScalarModel

SIGNS = (1.0, -1.0)
"""Of bounds: lower ones, upper ones."""


def own_bound(agent: mesa.Agent, issue: str, sign: float) -> float | None:
    """The bound that an agent's own instrument sets on an issue; None where it sets none on this side."""
    held = agent.parameters.instruments.get(issue)
    fixed = None if held is None else held.at_least if sign > 0 else held.at_most
    if fixed is None:
        return None
    ease = held.eases_by * agent.model.variable(held.eases_with) if held.eases_with else 0.0
    return fixed - sign * ease


class Actor(mesa.Agent):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model)
        self.name, self.parameters = name, parameters

    def bounds(self, issue: str, sign: float) -> Iterator[float]:
        """What its instruments let pass on an issue."""
        own = own_bound(self, issue, sign)
        if own is not None:
            yield own

    def moved(self, share: float, rise: float, fall: float, shock: float) -> float:
        """An opinion after a month: growth acts on those not yet tired, relief on those who are."""
        p = self.parameters.fatigue
        pull = p.return_rate * (p.usual_level - share) if p.usual_level is not None else 0.0
        noise = p.noise * shock * min(1.0, 4 * share * (1 - share))
        return clip(share + (1 - share) * rise - share * fall + pull + noise, 0.001, 0.999)


class Belligerent(Actor):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        p = parameters
        self.pole, self.direction = p.pole, 1 if p.pole == 1 else -1
        self.capability, self.fatigue = p.capability.initial, p.fatigue.initial
        self.concession_readiness = p.concession_readiness.initial if p.concession_readiness else math.nan
        self.optimism, self.trust, self.margin, self.losses = p.optimism, p.trust, p.margin, p.losses
        self.last_concession = self.mood = 0.0
        self.release = dict.fromkeys(p.red_lines, 0.0)

    @property
    def pressure(self) -> float:
        return self.parameters.pressure

    @property
    def opponent(self) -> Belligerent:
        return self.model.sides[1 - self.pole]

    def build_capability(self) -> None:
        m, p = self.model, self.parameters.capability
        supply = p.from_aid * m.aid_deliveries / m.p.aid.reference_eur_bn if self is m.supported else 0.0
        sustained = p.base + p.growth * m.month + supply
        self.capability = max(0.05, self.capability + m.p.war.adjustment * (sustained - self.capability))

    def intensity(self) -> float:
        m = self.model
        return max(0.0, 1 + m.p.war.losses_escalation * (m.escalation - m.p.escalation.initial)) * m.season

    def learn(self) -> None:
        m, p = self.model, self.model.p.beliefs
        self.losses = self.parameters.losses * self.intensity() * m.fighting
        signal = m.balance + self.random.gauss(0, p.signal_noise)
        self.estimate += p.learning * (signal - self.estimate)
        self.optimism *= 1 - p.optimism_decay * m.fighting

    def tire(self) -> None:
        m, p = self.model, self.parameters.fatigue
        advance = self.direction * m.advance
        rise = (p.growth_losses * self.intensity() + p.growth_stalemate * m.stillness()) * m.fighting
        fall = p.relief * max(0.0, advance) / m.p.opinion.gains_km2 + m.p.opinion.peace_decay * (not m.fighting)
        self.fatigue = self.moved(self.fatigue, rise, fall, self.random.gauss(0, 1))
        if r := self.parameters.concession_readiness:
            short = ramp(-m.aid_expected, -r.aid_below_eur_bn, r.aid_width_eur_bn) * m.fighting
            moved = self.concession_readiness + (1 - self.concession_readiness) * r.growth * short
            self.concession_readiness = clip(moved + self.random.gauss(0, r.noise), 0.001, 0.999)
        q = m.p.reservation
        innovation = math.sqrt(1 - q.mood_persistence**2) * q.mood_noise
        self.mood = q.mood_persistence * self.mood + self.random.gauss(0, innovation)

    def form_belief(self) -> None:
        m, p = self.model, self.model.p.beliefs
        doubt = p.aid_effect * (p.aid_comfort - m.aid_expected / m.p.aid.reference_eur_bn)
        against_supported = -m.supported.direction if m.supported else 0
        self.belief = self.estimate + self.direction * self.optimism + against_supported * doubt
        own = self.direction * self.belief
        self.win = ramp(own, p.stalemate_width, p.steepness)
        self.lose = ramp(-own, p.stalemate_width, p.steepness)

    def weigh_war(self) -> None:
        m, p, q = self.model, self.parameters, self.model.p.reservation
        status_quo = m.table.worth_to(self, m.table.status_quo())
        defeat = m.table.worth_to(self, m.table.ideals(1 - self.pole))
        cost = p.war_cost * (q.fatigue_floor + self.fatigue) * (1 + q.escalation_cost * m.escalation)
        lottery = self.win + (1 - self.win - self.lose) * status_quo + self.lose * defeat
        self.reservation = lottery - cost - p.pressure_effect * p.pressure + self.mood + self.worth_of_deals()

    def worth_of_deals(self) -> float:
        """What the deals on separate issues that are in force are worth to it."""
        return sum(deal.worth[self.pole] for deal in self.model.deals if deal.in_force)

    def soften_lines(self) -> None:
        for name, line in self.parameters.red_lines.items():
            if line.release is not None:
                met = self.model.met(line.release.when)
                self.release[name] += line.release.rate * (met - self.release[name])

    def plan_concession(self) -> None:
        p = self.model.p.talks
        wish = p.concession_rate * (0.5 + self.fatigue) + p.reciprocity * self.opponent.last_concession
        self.planned = min(wish, self.margin) if self.model.at_table else 0.0

    def concede(self) -> None:
        self.last_concession = self.planned
        self.margin -= self.planned

    def start_over(self) -> None:
        self.margin, self.last_concession = self.parameters.margin, 0.0

    def change_leaders(self, change: SimpleNamespace) -> None:
        """New people, with the optimism, the trust and the lines that they begin with."""
        p = self.parameters
        self.optimism = p.optimism if change.optimism is None else change.optimism
        self.trust = p.trust if change.trust is None else change.trust
        self.release = dict.fromkeys(self.release, change.release)
