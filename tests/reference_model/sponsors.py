"""Donors of the supported side, and the members that decide for them by vote."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa

from tests.reference_model import votes
from tests.reference_model.belligerents import Actor, own_bound
from tests.reference_model.numbers import logistic, ramp

if TYPE_CHECKING:
    from tests.reference_model.model import ScalarModel

DEVIATION_OF_UNIFORM = math.sqrt(1 / 12)


def after_a_vote(is_open: bool, gate: SimpleNamespace, willing: float, fatigue: float, draw: float) -> bool:
    """Whether a gate that moves by chance is open after this month."""
    if is_open:
        return draw >= gate.closing_chance * (0.5 + fatigue)
    return draw < gate.opening_chance * (0.25 + willing)


class Body:
    """Members with a rule: a bloc, or a chamber within one."""

    members: list[Member]
    parameters: SimpleNamespace

    def voters(self) -> Iterator[Member]:
        """The members, at whatever depth, that cast a ballot of their own."""
        for member in self.members:
            if member.members:
                yield from member.voters()
            else:
                yield member

    def everyone(self) -> Iterator[Member]:
        """Members at whatever depth, chambers included."""
        for member in self.members:
            yield member
            yield from member.everyone()

    def adopts(self, ballots: list[str]) -> bool:
        return votes.passes(ballots, [member.parameters.weight for member in self.members], self.parameters.decision)

    def mean_willingness(self) -> float:
        """The weighted mean of the members; those who opted out give nothing."""
        total = sum(member.parameters.weight for member in self.members)
        giving = [member for member in self.members if not member.opted_out]
        return sum(member.parameters.weight * member.willing for member in giving) / total

    def members_bound(self, issue: str, sign: float) -> float | None:
        """What the members let pass on an issue; who sets no bound lets everything pass."""
        bounds = [member.bound(issue, sign) for member in self.members]
        if all(bound is None for bound in bounds):
            return None
        everything = 0.0 if sign > 0 else 1.0
        return votes.furthest(
            [everything if bound is None else bound for bound in bounds],
            [member.parameters.weight for member in self.members],
            self.parameters.decision,
            sign,
        )


class Member(Body, mesa.Agent):
    """A government, a chamber or a faction. What it does not say of itself it shares with the body it belongs to."""

    def __init__(self, body: Sponsor | Member, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(body.model)
        self.body, self.name, self.parameters = body, f"{body.name}.{name}", parameters
        self.sponsor: Sponsor = body if isinstance(body, Sponsor) else body.sponsor
        self.members = [Member(self, part, entry) for part, entry in parameters.members.items()]
        self.mood, self.opted_out = 0.0, False
        self.is_open = parameters.gate.open if parameters.gate else None

    @property
    def stance(self) -> float:
        own = self.parameters.stance
        return self.body.stance if own is None else own

    @property
    def fatigue_gap(self) -> float:
        own = self.parameters.fatigue_gap
        return self.body.fatigue_gap if own is None else own

    @property
    def threat_perception(self) -> float:
        own = self.parameters.threat_perception
        return self.body.threat_perception if own is None else own

    @property
    def gatekeeper(self) -> Sponsor | Member | None:
        """Whose gate it votes by; nobody's when it has a stance of its own or none of its bodies has a gate."""
        if self.parameters.gate:
            return self
        return None if self.parameters.stance is not None else self.body.gatekeeper

    def cast_ballot(self) -> None:
        """Support, willingness and ballot of the month."""
        if not self.members or self.parameters.gate:
            self.take_stock()
        if self.members:
            for member in self.members:
                member.cast_ballot()
            self.willing = self.mean_willingness()
            self.ballot = votes.YES if self.adopts([member.ballot for member in self.members]) else votes.NO
        elif self.gatekeeper is not None:
            self.ballot = votes.YES if self.gatekeeper.is_open else votes.NO
        else:
            rule = self.body.parameters.decision
            spread = math.sqrt(1 - rule.swing_persistence**2) * rule.swing
            self.mood *= rule.swing_persistence
            self.mood += spread * (self.random.random() - 0.5) / DEVIATION_OF_UNIFORM
            self.support += self.mood
            self.ballot = votes.ballot(self.support, rule.opt_out)

    def take_stock(self) -> None:
        """Support and willingness, and the gate, where it has one of its own."""
        m, p = self.model, self.model.p.aid
        fatigue = self.sponsor.fatigue + self.fatigue_gap
        felt = p.threat_weight * self.threat_perception * (m.threat - 0.5)
        self.support = self.stance + felt - fatigue
        self.willing = logistic(self.support / p.willingness_width)
        if self.parameters.gate and m.month:
            self.is_open = after_a_vote(self.is_open, self.parameters.gate, self.willing, fatigue, self.random.random())

    def ballot_on(self, price: float, relief: bool) -> str:
        """Its vote on something that costs support; those who doubt the aid are for relief from sanctions."""
        if self.members:
            return votes.YES if self.adopts([member.ballot_on(price, relief) for member in self.members]) else votes.NO
        support = -self.support if relief else self.support
        return votes.ballot(support - price, self.body.parameters.decision.opt_out)

    def heed_decision(self) -> None:
        """Who abstained from a decision that passed stays out of it and gives nothing."""
        self.opted_out = self.ballot == votes.ABSTAINS
        for member in self.members:
            member.heed_decision()
        if self.members:
            self.willing = self.mean_willingness()

    def bound(self, issue: str, sign: float) -> float | None:
        return self.members_bound(issue, sign) if self.members else own_bound(self, issue, sign)


class Sponsor(Body, Actor):
    fatigue_gap, threat_perception = 0.0, 1.0

    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        p = parameters
        self.fatigue, self.aid = p.fatigue.initial, p.initial_eur_bn
        self.diversion = float(p.diversion.active) if p.diversion else 0.0
        self.is_open = p.gate.open if p.gate else None
        self.members = [Member(self, member, entry) for member, entry in p.members.items()]
        self.months_decided = self.side_payments = self.fund = 0.0
        if self.members:
            self.months_decided = math.ceil(p.decision.lasts_months) if p.decision.open else 0
            self.fund = p.decision.side_payments.fund_eur_bn if p.decision.side_payments else 0.0

    @property
    def stance(self) -> float:
        return self.parameters.stance

    @property
    def gatekeeper(self) -> Sponsor | None:
        return self if self.parameters.gate else None

    @property
    def gate(self) -> float:
        """1 while a decision to give is in force."""
        return float(self.months_decided > 0 if self.members else self.is_open)

    @gate.setter
    def gate(self, value: float) -> None:
        if self.parameters.gate:
            self.is_open = value > 0.5
        if self.members:
            lasts = math.ceil(self.parameters.decision.lasts_months)
            self.months_decided = max(self.months_decided, lasts) if value > 0.5 else 0

    def take_stock(self) -> None:
        """How the leaders see the war this month, and how every member would vote."""
        m, p, rules = self.model, self.parameters, self.model.p.aid
        self.support = p.stance + rules.threat_weight * (m.threat - 0.5) - self.fatigue
        self.willing = logistic(self.support / rules.willingness_width)
        if p.gate and m.month:
            self.is_open = after_a_vote(self.is_open, p.gate, self.willing, self.fatigue, self.random.random())
        for member in self.members:
            member.cast_ballot()
        if self.members:
            self.willing = self.mean_willingness()

    def decide_aid(self) -> None:
        p = self.parameters
        self.take_stock()
        if self.members:
            self.hold_session()
            self.willing = self.mean_willingness()
        flow = self.willing
        if p.diversion:
            turn = self.random.random()
            self.diversion = float(
                turn >= p.diversion.end_chance if self.diversion > 0.5 else turn < p.diversion.start_chance
            )
            flow *= 1 - p.diversion.cut * self.diversion
        bilateral = sum(member.parameters.bilateral_eur_bn * member.willing for member in self.everyone())
        self.aid = p.capacity_eur_bn * (flow if self.gate > 0.5 else p.blocked_share) + bilateral

    def hold_session(self) -> None:
        """A decision runs on until its last month; then, or without one, the members may be asked."""
        rule = self.parameters.decision
        due = self.months_decided <= 1
        self.months_decided = max(0, self.months_decided - 1)
        self.side_payments = 0.0
        if not due or self.random.random() >= rule.session_chance:
            return
        if self.adopts([member.ballot for member in self.members]) or self.buys_a_majority():
            self.months_decided = math.ceil(rule.lasts_months)
            for member in self.members:
                member.heed_decision()

    def buys_a_majority(self) -> bool:
        """Concessions to those against, as far as each can be bought and the fund goes."""
        rule = self.parameters.decision
        terms = rule.side_payments
        if not terms:
            return False
        ballots, total = [], 0.0
        for member in self.members:
            cast = member.ballot
            if cast == votes.NO and not member.members and member.gatekeeper is None:
                price = terms.price_eur_bn * max(0.0, -member.support - rule.opt_out)
                if price <= terms.most_eur_bn:
                    cast, total = votes.YES, total + price
            ballots.append(cast)
        if total > self.fund or not self.adopts(ballots):
            return False
        self.fund -= total
        self.side_payments = total
        return True

    def consents(self, price: float, relief: bool) -> bool:
        """Whether it agrees to an offer that costs so much support."""
        if self.members:
            return self.adopts([member.ballot_on(price, relief) for member in self.members])
        return (-self.support if relief else self.support) > price

    def bounds(self, issue: str, sign: float) -> Iterator[float]:
        yield from super().bounds(issue, sign)
        theirs = self.members_bound(issue, sign) if self.members else None
        if theirs is not None:
            yield theirs

    def tire(self) -> None:
        m, p = self.model, self.parameters.fatigue
        growth = p.growth_losses + p.growth_stalemate * m.stillness() + p.growth_diversion * self.diversion
        fall = p.relief * ramp(m.threat, m.p.opinion.threat_from, m.p.opinion.threat_width)
        self.fatigue = self.moved(self.fatigue, growth * m.fighting, fall, self.random.gauss(0, 1))
