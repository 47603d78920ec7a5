"""Sponsors of the supported side; a bloc decides as its members vote."""

from __future__ import annotations

from collections.abc import Iterator

import mesa
import numpy as np

from sim.model import sections
from sim.model.actors.actor import Actor, Variables
from sim.model.actors.bloc import Body, Member
from sim.model.arrays import Array, Mask, Value


class Sponsor(Actor, Body):
    """A sponsor of the supported side. `gate` is 1 while a decision to give is in force; `stands` for so many more months."""

    parameters: sections.Sponsor

    def __init__(self, model: mesa.Model, name: str, parameters: sections.Sponsor, runs: int) -> None:
        Actor.__init__(self, model, name, parameters, runs)
        p = parameters
        self.fatigue = self.over_runs(p.fatigue.initial)
        self.aid = self.over_runs(p.initial_eur_bn)
        self.side_payments = self.over_runs(0.0)
        self.leaning = self.over_runs(p.gate.open if p.gate else 0.0)
        self.diversion = self.over_runs(p.diversion.active if p.diversion else 0.0)
        self.carried: Mask
        self.members = [Member(model, self, member, entry) for member, entry in p.members.items()]
        self.stands = self.over_runs(0.0)
        self.fund = self.over_runs(0.0)
        if self.members:
            decision = self.decision
            self.stands = self.over_runs(np.ceil(decision.lasts_months) * decision.open)
            if decision.side_payments:
                self.fund = self.over_runs(decision.side_payments.fund_eur_bn)

    def adopt(self, parameters: sections.Sponsor) -> None:
        """Go on under changed parameters, members included."""
        self.parameters = parameters
        self.adopt_members()

    @property
    def stance(self) -> Value:
        """Leaders' readiness to give."""
        return self.parameters.stance

    @property
    def decision(self) -> sections.Decision:
        """How its members decide on new money."""
        assert self.parameters.decision is not None
        return self.parameters.decision

    @property
    def gate(self) -> Array:
        """1 where a decision to give is in force, else 0; shape (runs,)."""
        return np.asarray(self.stands > 0, dtype=float) if self.members else self.leaning

    def set_variable(self, name: str, value: Value, mask: Mask | bool) -> None:
        """Give a variable new values in the runs of a mask; a decision to give is more than the 0 or 1 of its gate."""
        if name == "gate":
            self._set_gate(value, mask)
        else:
            super().set_variable(name, value, mask)

    def _set_gate(self, value: Value, mask: Mask | bool) -> None:
        """Open or close the gate in the runs of a mask; in the others a decision in force runs on as it would."""
        if self.parameters.gate:
            self.leaning = np.where(mask, value, self.leaning)
        if self.members:
            decided = np.where(
                np.greater(value, 0.5), np.maximum(self.stands, np.ceil(self.decision.lasts_months)), 0.0
            )
            self.stands = np.where(mask, decided, self.stands)

    def stands_in_the_way(self) -> Mask:
        """Runs without a decision to give in which a vote would fail; a member whose no does that stands in the way."""
        return np.asarray((self.stands <= 0) & ~self.carried)

    def consents(self, price: Value, relief: bool) -> Mask:
        """Whether it agrees to something that costs `price` in support; to relief from sanctions those agree who doubt the aid."""
        if self.members:
            return self.carried_by([member.ballot_on(price, relief) for member in self.members])
        return np.asarray((-self.support if relief else self.support) > price)

    def bounds(self, issue: str, sign: float, variables: Variables) -> Iterator[Array]:
        """The bounds that it sets on an issue this month: its own, and that of its members."""
        yield from super().bounds(issue, sign, variables)
        theirs = self.members_bound(issue, sign, variables) if self.members else None
        if theirs is not None:
            yield theirs
