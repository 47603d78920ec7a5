"""Donors of the supported side as Mesa agents; a bloc decides as its members vote."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from sim.model.actors.actor import Actor
from sim.model.actors.bloc import Member, ballots_of, mean_willingness, members_bound, weights_of
from sim.model.bargaining import votes
from sim.model.bargaining.votes import Mask
from sim.model.draws import Array
from sim.model.mechanisms import aid
from sim.model.mechanisms import publics as fatigue
from sim.model.parameters import Value, rows

if TYPE_CHECKING:
    from sim.model.model import NegotiationModel


class Sponsor(Actor):
    """A donor of the supported side. `gate` is 1 while a decision to give is in force."""

    fatigue_gap: Value = 0.0
    threat_perception: Value = 1.0

    def __init__(self, model: NegotiationModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        p = parameters
        self.sponsor = self
        self.fatigue = self.over_runs(p.fatigue.initial)
        self.aid = self.over_runs(p.initial_eur_bn)
        self.support: Array
        self.willing: Array
        self.side_payments = self.over_runs(0.0)
        self.leaning = self.over_runs(p.gate.open if p.gate else 0.0)
        self.diversion = self.over_runs(p.diversion.active if p.diversion else 0.0)
        self.carried: Mask
        self.members = [Member(self, member, entry) for member, entry in p.members.items()]
        self.stands = self.over_runs(0.0)
        self.fund = self.over_runs(0.0)
        if self.members:
            self.stands = self.over_runs(np.ceil(p.decision.lasts_months) * p.decision.open)
            if p.decision.side_payments:
                self.fund = self.over_runs(p.decision.side_payments.fund_eur_bn)

    @property
    def stance(self) -> Value:
        """Leaders' readiness to give."""
        return self.parameters.stance

    @property
    def gate_owner(self) -> Sponsor | None:
        """Itself, where it has a gate by which members without a stance vote."""
        return self if self.parameters.gate else None

    @property
    def gate(self) -> Array:
        """1 where a decision to give is in force, else 0; shape (runs,)."""
        return np.asarray(self.stands > 0, dtype=float) if self.members else self.leaning

    def set_gate(self, value: Value, mask: Mask | bool) -> None:
        """Open or close the gate in the runs of a mask; in the others a decision in force runs on as it would."""
        if self.parameters.gate:
            self.leaning = np.where(mask, value, self.leaning)
        if self.members:
            lasts = np.ceil(self.parameters.decision.lasts_months)
            decided = np.where(np.greater(value, 0.5), np.maximum(self.stands, lasts), 0.0)
            self.stands = np.where(mask, decided, self.stands)

    def voters(self) -> Iterator[Member]:
        """The members that cast a ballot of their own."""
        for member in self.members:
            yield from member.voters()

    def everyone(self) -> Iterator[Member]:
        """Members at any depth, chambers included."""
        for member in self.members:
            yield from member.everyone()

    def take_stock(self) -> None:
        """M1: support and willingness, and how every member would vote. In month 0 no gate moves yet."""
        p, rules = self.parameters, self.model.parameters.aid
        self.support = aid.support(p.stance, self.model.threat, self.fatigue, rules.threat_weight)
        self.willing = aid.willingness(self.support, rules.willingness_width)
        if p.gate and self.model.month:
            self.leaning = aid.vote(self.leaning, self.willing, self.fatigue, p.gate, self.uniform("gate"))
        for member in self.members:
            member.make_up_its_mind()
        if self.members:
            self.carried = votes.passes(ballots_of(self.members), weights_of(self.members), p.decision)
            self.willing = mean_willingness(self.members)

    def stands_in_the_way(self) -> Mask:
        """Runs without a decision to give in which a vote would fail; a member whose no does that stands in the way."""
        return np.asarray((self.stands <= 0) & ~self.carried)

    def decide_aid(self) -> None:
        """M1 and M14: the decision, a war elsewhere, and the aid that follows."""
        p = self.parameters
        if self.members:
            self._vote()
        flow = self.willing
        if p.diversion:
            self.diversion = aid.divert(self.diversion, p.diversion, self.uniform("diversion"))
            flow = flow * (1 - p.diversion.cut * self.diversion)
        self.aid = p.capacity_eur_bn * np.where(self.gate > 0.5, flow, p.blocked_share)
        for member in self.everyone():
            own = member.parameters.bilateral_eur_bn
            if isinstance(own, np.ndarray) or own > 0:
                self.aid = self.aid + own * member.willing

    def _vote(self) -> None:
        """A decision in force runs on; without one, the members may be asked."""
        rule = self.parameters.decision
        asked = (self.stands <= 1) & (self.uniform("session") < rule.session_chance)
        self.side_payments = self.over_runs(0.0)
        self.stands = np.maximum(self.stands - 1, 0.0)
        if not asked.any():
            return
        passed = asked & self.carried
        if rule.side_payments:
            passed = passed | self._bought(asked & ~passed, rule)
        if passed.any():
            for member in self.members:
                member.heed_decision(passed)
            self.stands = np.where(passed, np.ceil(rule.lasts_months), self.stands)
            self.willing = mean_willingness(self.members)

    def _bought(self, failing: Mask, rule: SimpleNamespace) -> Mask:
        """Runs in which concessions to those against carry the vote; the fund pays for them."""
        bought, terms = np.zeros(self.model.runs, dtype=bool), rule.side_payments
        index = np.flatnonzero(failing)
        if not index.size:
            return bought
        opt_out, unit_price, most = (rows(x, index) for x in (rule.opt_out, terms.price_eur_bn, terms.most_eur_bn))
        total, ballots = np.zeros(index.size), []
        for member in self.members:
            cast = member.ballot[index]
            if not member.members and member.gate_owner is None:  # only who votes by support has a price
                price = unit_price * np.maximum(-member.support[index] - opt_out, 0.0)
                can_be_bought = (cast == votes.NO) & (price <= most)
                total += price * can_be_bought
                cast = np.where(can_be_bought, votes.YES, cast).astype(np.int8)
            ballots.append(cast)
        weights = [rows(weight, index) for weight in weights_of(self.members)]
        carried = (total <= self.fund[index]) & votes.passes(ballots, weights, votes.rule_of(rule, index))
        bought[index] = carried
        self.side_payments[index] = total * carried
        self.fund = self.fund - self.side_payments
        return bought

    def consents(self, price: Value, relief: bool) -> Mask:
        """Whether it agrees to something that costs `price` in support; to relief from sanctions those agree who doubt the aid."""
        if not self.members:
            return (-self.support if relief else self.support) > price
        ballots = [member.ballot_on(price, relief) for member in self.members]
        return votes.passes(ballots, weights_of(self.members), self.parameters.decision)

    def bounds(self, issue: str, sign: float) -> Iterator[Array]:
        """The bounds that it sets on an issue this month: its own, and that of its members."""
        yield from super().bounds(issue, sign)
        if self.members:
            theirs = members_bound(self.members, self.parameters.decision, issue, sign)
            if theirs is not None:
                yield theirs

    def tire(self) -> None:
        """M5: opposition to further aid."""
        model = self.model
        self.fatigue = fatigue.sponsor_fatigue(
            self.fatigue,
            self.parameters.fatigue,
            model.parameters.opinion,
            advance=model.advance,
            threat=model.threat,
            diversion=self.diversion,
            fighting=model.fighting,
            shock=self.normal("public"),
        )
