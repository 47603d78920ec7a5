"""Checks of deals: what a proposal touches fits its scope, and who offers, gains and agrees is in the cast."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.actors import Belligerent
from sim.scenario.findings import Finding, Found, Path, unknown
from sim.scenario.schema import Scenario


def deals(scenario: Scenario) -> Iterator[Found]:
    """Every fault of proposals, offers and changes of leaders."""
    yield from _proposals(scenario)
    sides = [name for name, actor in scenario.actors.items() if isinstance(actor, Belligerent)]
    others = [name for name in scenario.actors if name not in sides]
    for name, offer in scenario.offers.items():
        here: Path = ("offers", name)
        if offer.giver not in others:
            yield unknown((*here, "giver"), "third party", offer.giver, others, ("actors", offer.giver, "role"))
        if offer.receiver not in sides:
            yield unknown((*here, "receiver"), "belligerent", offer.receiver, sides, ("actors", offer.receiver, "role"))
        for number, holder in enumerate(offer.holders):
            if holder not in others and holder != offer.giver:
                yield unknown((*here, "holders", number), "third party", holder, others, ("actors", holder, "role"))
    for name, event in scenario.events.items():
        change = event.leadership_change
        if change is not None and change.actor not in sides:
            place: Path = ("events", name, "leadership_change", "actor")
            yield unknown(place, "belligerent", change.actor, sides, ("actors", change.actor, "role"))


def _proposals(scenario: Scenario) -> Iterator[Found]:
    together, separate = scenario.settled_together(), scenario.separate_issues()
    for name, proposal in scenario.proposals.items():
        here: Path = ("proposals", name, "terms")
        scope: Path = ("proposals", name, "scope")
        touched = separate if proposal.scope == "issue" else together
        for issue, position in proposal.terms.items():
            if issue in scenario.issues and issue not in touched:
                kind = "only deals of scope issue touch it" if issue in separate else "a settlement decides it"
                message = f"{issue!r} does not go with scope {proposal.scope}: {kind}"
                yield Finding((*here, issue), message, (("issues", issue, "kind"), scope))
            elif issue not in touched:
                yield unknown((*here, issue), "issue", issue, touched, ("issues", issue))
            elif position.open and proposal.scope == "issue":
                message = "a deal on an issue says what it is: a place on the scale or an anchor"
                yield Finding((*here, issue), message, (scope,))
        if proposal.scope == "settlement":
            for issue in together:
                if issue not in proposal.terms:
                    causes = (("issues", issue), ("issues", issue, "kind"), scope)
                    yield Finding((*here, issue), "is missing; add a term on this issue, or `open`", causes)
        elif proposal.scope == "issue" and not proposal.terms:
            yield Finding(here, "a deal on an issue needs a term on a separate issue", (scope,))
