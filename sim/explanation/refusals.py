"""Who stands in the way: of every proposal, of decisions to give, and of what third parties could offer.

Everything is counted over run-months before the first signature, while the war goes on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.recording import verdicts_of
from sim.model.actors.bloc import Member
from sim.model.actors.sponsor import Sponsor
from sim.model.bargaining import votes
from sim.model.bargaining.appraisal import ACCEPTS, TOLERANCE
from sim.model.bargaining.lines import appraise_proposals, under
from sim.model.bargaining.table import SIGNS
from sim.model.mechanisms.offers import price_and_direction
from sim.model.world import World
from sim.vocabulary import VERDICTS

Mask = NDArray[np.bool_]


class Refusals:
    """Counts over run-months; shares come from dividing by `months`."""

    def __init__(self) -> None:
        self.months = 0
        self.verdicts: dict[tuple[str, str], NDArray[np.int64]] = defaultdict(lambda: np.zeros(len(VERDICTS), np.int64))
        self.accepted: Counter[str] = Counter()
        self.accepted_without_lines: Counter[str] = Counter()
        self.decided: Counter[str] = Counter()
        self.offered: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.crossed: dict[str, Counter[str]] = defaultdict(Counter)
        self.excluded: dict[str, Counter[str]] = defaultdict(Counter)
        self.refused: dict[str, Counter[str]] = defaultdict(Counter)
        self.refused_by_member: dict[str, Counter[str]] = defaultdict(Counter)
        self.ballots: dict[str, Counter[str]] = defaultdict(Counter)

    def look(self, world: World, mask: Mask) -> None:
        """Count a month of the runs in a mask."""
        self.months += int(mask.sum())
        self._proposals(world, mask)
        if world.month:
            for sponsor in world.sponsors:
                if sponsor.members:
                    self._decision(sponsor, mask)
        self._offers(world, mask)

    def _proposals(self, world: World, mask: Mask) -> None:
        all_accept: dict[str, Mask] = {}
        for proposal, actor, verdict in verdicts_of(world):
            self.verdicts[proposal, actor] += np.bincount(verdict[mask], minlength=len(VERDICTS))
            all_accept[proposal] = all_accept.get(proposal, mask) & (verdict == ACCEPTS)
        for proposal, accepted in all_accept.items():
            self.accepted[proposal] += int(accepted.sum())
        table, agenda = world.table, world.table.agenda
        without = under(table.free, [], table.added, agenda)
        free = appraise_proposals(without, agenda, table.position, table.neutral, world.margins)
        for number, proposal in enumerate(table.proposals):
            accepted = mask & (free.verdict[:, number, :] == ACCEPTS).all(axis=1)
            self.accepted_without_lines[proposal] += int(accepted.sum())
            scope = "ceasefire" if table.is_ceasefire[number] else "settlement"
            for line in table.lines:
                if line.cost is None and scope in line.scopes and not agenda.is_open[number, line.issue]:
                    place = table.position[:, number, line.issue]
                    beyond = mask & (line.sign * (line.bound - place) > TOLERANCE)
                    self.crossed[proposal][line.name] += int(beyond.sum())
            for sponsor in world.sponsors:
                self._excluding_members(world, sponsor, proposal, number, mask)

    def _excluding_members(self, world: World, sponsor: Sponsor, proposal: str, number: int, mask: Mask) -> None:
        table = world.table
        for member in sponsor.everyone():
            beyond = np.zeros(world.runs, dtype=bool)
            for issue in member.parameters.instruments:
                k = table.issues.index(issue)
                if not table.agenda.is_open[number, k]:
                    place = table.position[:, number, k]
                    bounds = ((sign, member.bound(issue, sign, world.variable)) for sign in SIGNS)
                    for sign, bound in bounds:
                        if bound is not None:
                            beyond |= sign * (bound - place) > TOLERANCE
            if beyond.any():
                self.excluded[proposal][member.name] += int((mask & beyond).sum())

    def _decision(self, sponsor: Sponsor, mask: Mask) -> None:
        closed = mask & (sponsor.gate < 0.5)
        self.decided[sponsor.name] += int(mask.sum() - closed.sum())
        for member in sponsor.voters():
            blocks = closed & member.stands_in_the_way()
            counts = self.ballots[member.name]
            counts["months"] += int(mask.sum())
            for word, code in votes.BALLOTS.items():
                counts[word] += int((mask & (member.ballot == code)).sum())
            counts["blocks"] += int(blocks.sum())
            counts["alone"] += int((blocks & passes_with(sponsor, member)).sum())

    def _offers(self, world: World, mask: Mask) -> None:
        for name in world.offers.made:
            offer = world.parameters.offers[name]
            if not offer.active:
                continue
            self.offered[name] += int(mask.sum())
            self.made[name] += int((mask & world.offers.made[name]).sum())
            price, relief = price_and_direction(offer)
            for holder in offer.holders:
                actor = world.party(holder)
                refuses = mask & ~actor.consents(price, relief)
                self.refused[name][holder] += int(refuses.sum())
                for member in actor.voters() if isinstance(actor, Sponsor) else ():
                    against = refuses & (member.ballot_on(price, relief) == votes.NO)
                    self.refused_by_member[name][member.name] += int(against.sum())

    def share(self, count: int, months: int | None = None) -> float:
        """A count as a share of the run-months, rounded."""
        return round(count / max(self.months if months is None else months, 1), 6)

    def decisions(self, world: World) -> dict[str, Any]:
        """How each bloc decided: share of months with a decision in force, and every voter's ballots and blocks."""
        found: dict[str, Any] = {}
        for sponsor in world.sponsors:
            names = [member.name for member in sponsor.voters()]
            if not names:
                continue
            months = self.ballots[names[0]]["months"]
            voters = {
                name: {
                    word: self.share(self.ballots[name][word], months) for word in (*votes.BALLOTS, "blocks", "alone")
                }
                for name in names
            }
            found[sponsor.name] = {"in_force": self.share(self.decided[sponsor.name], months), "members": voters}
        return found

    def proposals(self, world: World) -> dict[str, Any]:
        """Every proposal: who accepts and refuses why, what lines stand against it, which members, and what if lines were gone."""
        found: dict[str, Any] = {}
        for name, proposal in world.scenario.proposals.items():
            actors = {
                actor: {code: self.share(int(n)) for code, n in zip(VERDICTS, counts, strict=True)}
                for (of, actor), counts in self.verdicts.items()
                if of == name
            }
            found[name] = {
                "label": proposal.label,
                "scope": proposal.scope,
                "accepted_by_all": self.share(self.accepted[name]),
                "actors": actors,
                "lines": self._shares(self.crossed[name]),
                "members": self._shares(self.excluded[name]),
            }
            if proposal.scope != "issue":
                found[name]["accepted_without_lines"] = self.share(self.accepted_without_lines[name])
        return found

    def offers(self) -> dict[str, Any]:
        """Offers on the table: share of run-months in which each is made, and who forbids it."""
        return {
            name: {
                "made": self.share(self.made[name], months),
                "refused_by": self._shares(self.refused[name], months),
                "members_against": self._shares(self.refused_by_member[name], months),
            }
            for name, months in self.offered.items()
        }

    def _shares(self, counts: Counter[str], months: int | None = None) -> dict[str, float]:
        return {name: self.share(count, months) for name, count in counts.most_common() if count}


def passes_with(body: Sponsor | Member, turned: Member) -> Mask:
    """Whether the body's vote would pass if one voter said yes, shape (runs,)."""
    ballots = []
    for member in body.members:
        if member is turned:
            ballots.append(np.full(member.ballot.shape, votes.YES, dtype=np.int8))
        elif any(voter is turned for voter in member.voters()):
            ballots.append(votes.as_ballot(passes_with(member, turned)))
        else:
            ballots.append(member.ballot)
    return body.carried_by(ballots)
