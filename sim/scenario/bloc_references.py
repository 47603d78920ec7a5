"""Checks of blocs: every rule can pass, every bound is on an issue, every member counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.actors import AnyActor, Mediator, Sponsor
from sim.scenario.blocs import MediatorMember, SponsorMember, VotingRule
from sim.scenario.findings import Finding, Found, Path, unknown
from sim.scenario.positions import Instrument
from sim.scenario.schema import Scenario
from sim.scenario.variables import condition_names

MOST_MEMBERS = 500


def blocs(scenario: Scenario) -> Iterator[Found]:
    """Every fault of the actors' members, decisions and instruments."""
    names = dict.fromkeys(condition_names(scenario.roles()))
    for name, actor in scenario.actors.items():
        here: Path = ("actors", name)
        yield from _instruments(scenario, here, actor.instruments, names)
        if isinstance(actor, Sponsor):
            yield from _body(scenario, here, actor.decision, actor.members, names)
        elif isinstance(actor, Mediator) and actor.members:
            yield from _weights(here, actor.members)
            silent = [member for member, entry in actor.members.items() if entry.engagement is None]
            if silent and actor.engagement is None:
                path: Path = (*here, "members", silent[0], "engagement")
                yield Finding(path, "is missing here and in the bloc; add it to one of them", ((*here, "engagement"),))
            elif not silent and actor.engagement is not None:
                message = "has no effect, as every member has an engagement of its own; remove it"
                causes = tuple((*here, "members", member, "engagement") for member in actor.members)
                yield Finding((*here, "engagement"), message, causes)
        if len(actor.members if isinstance(actor, Mediator) else list(members_of(actor))) > MOST_MEMBERS:
            yield (*here, "members"), f"more than {MOST_MEMBERS} members; allowed: at most so many"


def voters(actor: AnyActor) -> Iterator[tuple[Path, SponsorMember]]:
    """The members of a sponsor that cast a ballot of their own, with their path below the bloc, in the order of the file."""
    return ((path, member) for path, member in members_of(actor) if not member.members)


def members_of(actor: AnyActor) -> Iterator[tuple[Path, SponsorMember]]:
    """Every member of a sponsor at any depth, bodies included, with its path below the bloc; nothing for other actors."""
    if isinstance(actor, Sponsor):
        yield from _all(actor.members, ())


def _all(members: Mapping[str, SponsorMember], path: Path) -> Iterator[tuple[Path, SponsorMember]]:
    for name, member in members.items():
        yield (*path, name), member
        yield from _all(member.members, (*path, name))


def _body(
    scenario: Scenario,
    here: Path,
    decision: VotingRule | None,
    members: Mapping[str, SponsorMember],
    names: Mapping[str, None],
) -> Iterator[Found]:
    if members and decision is None:
        yield (*here, "decision"), "is missing; members need a `decision`: the rule by which they decide"
    if decision is not None and not members:
        message = "a decision needs `members`; without any, no vote can pass"
        yield Finding((*here, "members"), message, ((*here, "decision"),))
    if members:
        yield from _weights(here, members)
    for name, member in members.items():
        place: Path = (*here, "members", name)
        if member.members and member.instruments:
            message = "a body with members has no bounds of its own; give them to its members"
            yield Finding((*place, "instruments"), message, ((*place, "members"),))
        yield from _instruments(scenario, place, member.instruments, names)
        yield from _body(scenario, place, member.decision, member.members, names)


def _weights(here: Path, members: Mapping[str, SponsorMember] | Mapping[str, MediatorMember]) -> Iterator[Found]:
    if not any(member.weight.value > 0 for member in members.values()):
        message = "all weights are zero; allowed: at least one above zero"
        yield Finding((*here, "members"), message, tuple((*here, "members", name, "weight") for name in members))


def _instruments(
    scenario: Scenario, here: Path, instruments: Mapping[str, Instrument], names: Mapping[str, None]
) -> Iterator[Found]:
    """`names` are those of the variables that a condition may read."""
    for issue, instrument in instruments.items():
        place: Path = (*here, "instruments", issue)
        if issue not in scenario.issues:
            yield unknown(place, "issue", issue, scenario.settled_together(), ("issues", issue))
        elif scenario.issues[issue].kind == "separate":
            message = f"{issue!r} is a separate issue; allowed: {', '.join(scenario.settled_together())}"
            yield Finding(place, message, (("issues", issue, "kind"),))
        if instrument.eases_with is not None and instrument.eases_with not in names:
            actor = instrument.eases_with.rpartition(".")[2]
            yield unknown((*place, "eases_with"), "variable", instrument.eases_with, names, ("actors", actor, "role"))
