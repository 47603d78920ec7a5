"""Bodies that decide by vote, and their members: governments, chambers and factions, each with its state over runs.

Putnam 1988 (two-level games), Krehbiel 1998 (pivots), Tsebelis 2002 (veto players).
"""

from __future__ import annotations

from collections.abc import Iterator

import mesa
import numpy as np

from sim.model import sections
from sim.model.actors.actor import Variables, instrument_bound
from sim.model.arrays import Array, Mask, Value, over_runs
from sim.model.bargaining import votes
from sim.model.bargaining.votes import Ballots

TINY = 1e-12
"""So that a body whose members all weigh nothing gives nothing."""

OF_A_WHOLE = {"fatigue_gap": 0.0, "threat_perception": 1.0}
"""What is measured against the body as a whole, and is so of the body itself."""


class Body:
    """Who has support and willingness, and decides as its members vote where it has any: a sponsor, a chamber, a government."""

    name: str
    parameters: sections.Sponsor | sections.SponsorMember
    runs: int
    members: list[Member]
    support: Array
    willing: Array
    leaning: Array

    @property
    def stance(self) -> Value:
        """Leaders' readiness to give."""
        raise NotImplementedError

    @property
    def fatigue_gap(self) -> Value:
        """Distance of its public's fatigue from that of the whole bloc."""
        return OF_A_WHOLE["fatigue_gap"]

    @property
    def threat_perception(self) -> Value:
        """How strongly the threat is felt, as a factor."""
        return OF_A_WHOLE["threat_perception"]

    @property
    def gate_owner(self) -> Body | None:
        """Itself, where it has a gate by which members without a stance vote."""
        return self if self.parameters.gate else None

    @property
    def rule(self) -> sections.VotingRule:
        """The rule by which its members decide."""
        assert self.parameters.decision is not None
        return self.parameters.decision

    def stands_in_the_way(self) -> Mask:
        """Runs in which it keeps the whole bloc from deciding to give."""
        raise NotImplementedError

    def adopt_members(self) -> None:
        """Hand changed parameters on to the members at any depth."""
        for member in self.members:
            member.parameters = self.parameters.members[member.key]
            member.adopt_members()

    def voters(self) -> Iterator[Member]:
        """The members at any depth that cast a ballot of their own."""
        for member in self.members:
            yield from member.voters() if member.members else (member,)

    def everyone(self) -> Iterator[Member]:
        """The members at any depth, chambers included."""
        for member in self.members:
            yield member
            yield from member.everyone()

    def weights(self) -> list[Value]:
        """The members' weights."""
        return [member.parameters.weight for member in self.members]

    def carried_by(self, ballots: list[Ballots]) -> Mask:
        """Whether a vote with these ballots of its members passes, shape (runs,)."""
        return votes.passes(ballots, self.weights(), self.rule)

    def mean_willingness(self) -> Array:
        """What it is ready to give, 0-1: the weighted mean of its members, where those who opted out give nothing."""
        total: Value = sum(self.weights())
        given = np.zeros(self.runs)
        for member in self.members:
            pays = member.willing * ~member.opted_out if member.some_opted_out else member.willing
            given += member.parameters.weight * pays
        return np.asarray(given / np.maximum(total, TINY))

    def members_bound(self, issue: str, sign: float, variables: Variables) -> Array | None:
        """The bound on an issue that its members set together; who sets none lets everything pass."""
        found = [member.bound(issue, sign, variables) for member in self.members]
        if all(bound is None for bound in found):
            return None
        everything = np.full(self.runs, 0.0 if sign > 0 else 1.0)
        bounds = [everything if bound is None else bound for bound in found]
        return votes.bound_of(bounds, self.weights(), self.rule, sign)


class Member(Body, mesa.Agent):  # type: ignore[misc]
    """A member of a sponsor. What it does not say of itself it shares with the body that it belongs to, draws included."""

    parameters: sections.SponsorMember

    def __init__(self, model: mesa.Model, body: Body, key: str, parameters: sections.SponsorMember) -> None:
        mesa.Agent.__init__(self, model)
        self.body = body
        self.key, self.name = key, f"{body.name}.{key}"
        self.parameters = parameters
        self.runs = body.runs
        self.members = [Member(model, self, part, entry) for part, entry in parameters.members.items()]
        self.ballot: Ballots
        self.mood = np.zeros(0 if self.members else self.runs)
        self.opted_out: Mask = np.zeros(self.runs, dtype=bool)
        self.some_opted_out = False
        if parameters.gate:
            self.leaning = over_runs(parameters.gate.open, self.runs)

    @property
    def stance(self) -> Value:
        """Leaders' readiness to give, its own or that of its body."""
        return self.body.stance if self.parameters.stance is None else self.parameters.stance

    @property
    def fatigue_gap(self) -> Value:
        """Distance of its public's fatigue from that of the whole bloc."""
        return self.body.fatigue_gap if self.parameters.fatigue_gap is None else self.parameters.fatigue_gap

    @property
    def threat_perception(self) -> Value:
        """How strongly the threat is felt, as a factor."""
        own = self.parameters.threat_perception
        return self.body.threat_perception if own is None else own

    @property
    def gate_owner(self) -> Body | None:
        """Who holds the gate by which it votes; None when it votes by its support."""
        if self.parameters.gate:
            return self
        return None if self.parameters.stance is not None else self.body.gate_owner

    def stands_in_the_way(self) -> Mask:
        """Runs in which its no keeps its body, and that body the whole bloc, from deciding to give."""
        return np.asarray(self.body.stands_in_the_way() & (self.ballot == votes.NO))

    def heed_decision(self, passed: Mask) -> None:
        """Where a decision passes, those who abstained stay out of it for as long as it stands."""
        for member in self.members:
            member.heed_decision(passed)
        if self.members:
            self.willing = self.mean_willingness()
        abstains = self.ballot == votes.ABSTAINS
        if self.some_opted_out or abstains.any():
            self.opted_out = np.where(passed, abstains, self.opted_out)
            self.some_opted_out = bool(self.opted_out.any())

    def ballot_on(self, price: Value, relief: bool) -> Ballots:
        """Its vote on something that costs `price` in support; for relief from sanctions vote those who doubt the aid."""
        if self.members:
            passed = self.carried_by([member.ballot_on(price, relief) for member in self.members])
            return votes.as_ballot(passed)
        support = (-self.support if relief else self.support) - price
        return votes.ballot(support, self.body.rule.opt_out)

    def bound(self, issue: str, sign: float, variables: Variables) -> Array | None:
        """The furthest position on an issue that it lets pass, shape (runs,); None when it sets no such bound."""
        if self.members:
            return self.members_bound(issue, sign, variables)
        return instrument_bound(self.parameters.instruments, issue, sign, self.runs, variables)
