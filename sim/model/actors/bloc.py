"""Members of blocs as Mesa agents: governments, chambers and factions that vote, each with its state over runs.

Putnam 1988 (two-level games), Krehbiel 1998 (pivots), Tsebelis 2002 (veto players).
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.model.actors.actor import instrument_bound
from sim.model.bargaining import votes
from sim.model.bargaining.votes import Ballots, Mask
from sim.model.draws import Array
from sim.model.mechanisms import aid
from sim.model.parameters import Value

if TYPE_CHECKING:
    from sim.model.actors.sponsor import Sponsor
    from sim.model.model import NegotiationModel

TINY = 1e-12
"""So that a body whose members all weigh nothing gives nothing."""
UNIFORM_SPREAD = np.sqrt(12.0)
"""One over the standard deviation of a uniform draw."""


class Member(mesa.Agent):  # type: ignore[misc]
    """A member of a sponsor. What it does not say of itself it shares with the body that it belongs to, draws included."""

    model: NegotiationModel

    def __init__(self, body: Sponsor | Member, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(body.model)
        self.body = body
        self.name: str = f"{body.name}.{name}"
        self.parameters = parameters
        self.sponsor: Sponsor = body.sponsor
        self.members = [Member(self, part, entry) for part, entry in parameters.members.items()]
        self.support: Array
        self.willing: Array
        self.ballot: Ballots
        self.mood = np.zeros(0 if self.members else self.model.runs)
        self.opted_out: Mask = np.zeros(self.model.runs, dtype=bool)
        self.some_opted_out = False
        if parameters.gate:
            self.leaning: Array = np.array(np.broadcast_to(parameters.gate.open, (self.model.runs,)), float)

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
    def gate_owner(self) -> Sponsor | Member | None:
        """Who holds the gate by which it votes; None when it votes by its support."""
        if self.parameters.gate:
            return self
        return None if self.parameters.stance is not None else self.body.gate_owner

    def voters(self) -> Iterator[Member]:
        """The members below this one that cast a ballot of their own, or itself."""
        for member in self.members:
            yield from member.voters()
        if not self.members:
            yield self

    def everyone(self) -> Iterator[Member]:
        """Itself and the members below it at any depth."""
        yield self
        for member in self.members:
            yield from member.everyone()

    def make_up_its_mind(self) -> None:
        """Support, willingness and ballot of the month; a chamber votes as its factions do. In month 0 no gate moves yet."""
        if not self.members or self.parameters.gate:
            self._take_stock()
        if self.members:
            for member in self.members:
                member.make_up_its_mind()
            self.willing = mean_willingness(self.members)
            passed = votes.passes(ballots_of(self.members), weights_of(self.members), self.parameters.decision)
            self.ballot = np.where(passed, votes.YES, votes.NO).astype(np.int8)
        elif self.gate_owner is not None:
            self.ballot = np.where(self.gate_owner.leaning > 0.5, votes.YES, votes.NO).astype(np.int8)
        else:
            self._follow_support()

    def _take_stock(self) -> None:
        """Support and willingness of the month, and its gate, where it has one of its own."""
        world, month = self.model.parameters.aid, self.model.month
        fatigue = self.sponsor.fatigue + self.fatigue_gap
        self.support = aid.support(
            self.stance, self.model.threat, fatigue, world.threat_weight * self.threat_perception
        )
        self.willing = aid.willingness(self.support, world.willingness_width)
        if self.parameters.gate and month:
            draw = self.model.noise.uniform(f"gate.{self.name}", month)
            self.leaning = aid.vote(self.leaning, self.willing, fatigue, self.parameters.gate, draw)

    def _follow_support(self) -> None:
        """A ballot by support, which a passing mood sways."""
        rule = self.body.parameters.decision
        innovation = np.sqrt(1 - np.square(rule.swing_persistence)) * rule.swing * UNIFORM_SPREAD
        draw = self.model.noise.uniform(f"swing.{self.name}", self.model.month)
        draw -= 0.5
        draw *= innovation
        self.mood *= rule.swing_persistence
        self.mood += draw
        self.support += self.mood
        self.ballot = votes.ballot(self.support, rule.opt_out)

    def stands_in_the_way(self) -> Mask:
        """Runs in which its no keeps its body, and that body the whole bloc, from deciding to give."""
        return self.body.stands_in_the_way() & (self.ballot == votes.NO)

    def heed_decision(self, passed: Mask) -> None:
        """Where a decision passes, those who abstained stay out of it for as long as it stands."""
        for member in self.members:
            member.heed_decision(passed)
        if self.members:
            self.willing = mean_willingness(self.members)
        abstains = self.ballot == votes.ABSTAINS
        if self.some_opted_out or abstains.any():
            self.opted_out = np.where(passed, abstains, self.opted_out)
            self.some_opted_out = bool(self.opted_out.any())

    def ballot_on(self, price: Value, relief: bool) -> Ballots:
        """Its vote on something that costs `price` in support; for relief from sanctions vote those who doubt the aid."""
        if self.members:
            ballots = [member.ballot_on(price, relief) for member in self.members]
            passed = votes.passes(ballots, weights_of(self.members), self.parameters.decision)
            return np.where(passed, votes.YES, votes.NO).astype(np.int8)
        support = (-self.support if relief else self.support) - price
        return votes.ballot(support, self.body.parameters.decision.opt_out)

    def bound(self, issue: str, sign: float) -> Array | None:
        """The furthest position on an issue that it lets pass, shape (runs,); None when it sets no such bound."""
        if self.members:
            return members_bound(self.members, self.parameters.decision, issue, sign)
        return instrument_bound(self.model, self.parameters.instruments, issue, sign)


def ballots_of(members: list[Member]) -> list[Ballots]:
    """The members' ballots of this month."""
    return [member.ballot for member in members]


def weights_of(members: list[Member]) -> list[Value]:
    """The members' weights."""
    return [member.parameters.weight for member in members]


def mean_willingness(members: list[Member]) -> Array:
    """What a body is ready to give, 0-1: the weighted mean of its members, where those who opted out give nothing."""
    total: Value = sum(weights_of(members))
    given = np.zeros(members[0].model.runs)
    for member in members:
        pays = member.willing * ~member.opted_out if member.some_opted_out else member.willing
        given += member.parameters.weight * pays
    return np.asarray(given / np.maximum(total, TINY))


def members_bound(members: list[Member], rule: SimpleNamespace, issue: str, sign: float) -> Array | None:
    """The bound of a body whose members set their own; who sets none lets everything pass."""
    found = [member.bound(issue, sign) for member in members]
    if all(bound is None for bound in found):
        return None
    everything = np.full(members[0].model.runs, 0.0 if sign > 0 else 1.0)
    bounds = [everything if bound is None else bound for bound in found]
    return votes.bound_of(bounds, weights_of(members), rule, sign)
