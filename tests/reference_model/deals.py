"""A deal on separate issues: signed, kept, renewed and broken while the war is neither settled nor won."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.reference_model.belligerents import Belligerent

if TYPE_CHECKING:
    from tests.reference_model.model import ScalarModel


class Deal:
    """After `judge`: `worth`, what it is worth to both sides above what stands; whether both want it, or one denounces it."""

    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        self.model, self.name, self.parameters = model, name, parameters
        self.in_force = self.broken = self.wanted = self.denounced = False
        self.months_left = math.inf
        self.times_signed = self.times_broken = self.months_in_force = 0
        self.worth = (0.0, 0.0)

    def judge(self) -> None:
        gains = [self.gain(side) for side in self.model.sides]
        self.worth = tuple(believed for _, believed in gains)
        self.denounced = any(face < 0 for face, _ in gains)
        self.wanted = not self.denounced and min(self.worth) >= 0

    def gain(self, side: Belligerent) -> tuple[float, float]:
        """A side's gain by the words of the deal, and as far as it believes them."""
        m = self.model
        doubt, rules = 1 - side.trust, m.p.credibility.neutral
        if rules.protects == side.name:
            doubt *= 1 - rules.strength * m.engagement * self.parameters.neutral
        total = m.table.weight_of_all(side)
        face = promise = 0.0
        for issue, position in self.parameters.terms.items():
            want = side.parameters.preferences[issue]
            span = max(want.ideal, 1 - want.ideal)
            standing = self.place(m.p.issues[issue].status_quo, issue)
            feared = standing if want.feared.open else self.place(want.feared, issue)
            now, then, betrayed = (
                1 - abs(x - want.ideal) / span for x in (standing, self.place(position, issue), feared)
            )
            face += want.weight / total * (then - now)
            promise += want.weight / total * want.promised * max(0.0, then - betrayed)
        return face, face - doubt * promise

    def place(self, position: SimpleNamespace, issue: str) -> float:
        if position.anchor is not None:
            return self.model.definition.issues[issue].anchors[position.anchor].at.value
        return position.at

    def turn(self) -> None:
        """A month passes: a deal in force may be broken or run out, another may be signed."""
        m, p = self.model, self.model.p.deals
        self.broken = False
        if self.in_force:
            if m.unsettled and self.random() < p.breach_chance + p.breach_escalation * m.escalation:
                self.in_force, self.broken = False, True
            else:
                self.months_left -= 1
                if not m.unsettled or (self.months_left <= 0 and not self.renewed()):
                    self.in_force = False
        elif m.unsettled and self.wanted:
            chance = p.signing_base + p.signing_talks * m.talks + p.signing_mediation * m.engagement
            if self.random() < chance:
                duration = self.parameters.duration
                self.in_force, self.months_left = True, math.ceil(duration.months) if duration else math.inf
                self.times_signed += 1
        self.times_broken += self.broken
        self.months_in_force += self.in_force

    def renewed(self) -> bool:
        renewal = self.parameters.duration.renewal
        if renewal is None or not (self.wanted if renewal.rule == "consent" else not self.denounced):
            return False
        self.months_left = math.ceil(renewal.months)
        return True

    def random(self) -> float:
        return self.model.random.random()


def learn_from_deals(model: ScalarModel) -> None:
    """Deals that hold build trust; a breach destroys some of it."""
    p = model.p.deals
    for side in model.sides:
        if any(deal.broken for deal in model.deals):
            side.trust *= 1 - p.trust_loss
        elif any(deal.in_force for deal in model.deals):
            side.trust += p.trust_gain * max(0.0, p.trust_ceiling - side.trust)
