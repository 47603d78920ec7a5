"""What is worth telling of a month: every finder looks at one run before and after it and yields sentences with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.explanation import phrases
from sim.model import sections
from sim.model.actors.belligerent import Belligerent
from sim.model.actors.sponsor import Sponsor
from sim.model.bargaining import votes
from sim.model.conditions import evaluate
from sim.model.mechanisms import talks
from sim.model.phases import AGREEMENT, CEASEFIRE, LOW_ACTIVITY, TALKS, VICTORY_0, VICTORY_1, WAR
from sim.model.world import World
from sim.numbers import hundred, in_unit, listed
from sim.vocabulary import VARIABLES

Numbers = dict[str, float | str]
Finding = tuple[str, Numbers]

QUARTER = 3
"""Months between two reports of the situation."""
FATIGUE = VARIABLES["fatigue"].unit
STEEP = 0.1
"""Rise of the escalation index in a month that is told."""


def of_run(value: Any, index: int) -> float:
    """A parameter or state in one run as a plain number."""
    return float(value[index]) if isinstance(value, np.ndarray) and value.ndim else float(value)


class Look:
    """One run of a model, this month and the month before."""

    def __init__(self, world: World, index: int) -> None:
        self.world, self.index = world, index
        self.scenario = world.scenario
        self.before: dict[str, Any] = {}
        self.quarter: dict[str, float] = {"front_km2": float(world.front_km2[index])}

    def at(self, value: Any) -> float:
        """A parameter or state of the run as a plain number."""
        return of_run(value, self.index)

    @property
    def phase(self) -> int:
        """Where the run stands."""
        return int(self.world.phase[self.index])

    def label(self, actor: str) -> str:
        """Label of an actor."""
        return self.scenario.actors[actor].label

    def remember(self) -> None:
        """Keep what the next month will be held against."""
        world, k = self.world, self.index
        self.before = {
            "phase": self.phase,
            "front_km2": float(world.front_km2[k]),
            "escalation": float(world.escalation[k]),
            "zopa": bool(world.zopa[k]),
            "gate": {sponsor.name: bool(sponsor.gate[k] > 0.5) for sponsor in world.sponsors},
            "blockers": {sponsor.name: blockers(sponsor, k) for sponsor in world.sponsors},
            "open_lines": {(side.name, line): opened(side, line, k) for side in world.sides for line in side.release},
            "made": {name: bool(world.offers.made[name][k]) for name in world.offers.made},
            "in_force": {name: bool(world.deals.in_force[name][k]) for name in world.deals.in_force},
            "trust": {side.name: float(side.trust[k]) for side in world.sides},
            "truce_left": float(world.truce_left[k]),
        }


def blockers(sponsor: Sponsor, index: int) -> tuple[str, ...]:
    """Labels of the members whose no keeps a sponsor from deciding to give, in one run."""
    return tuple(member.parameters.label for member in sponsor.voters() if bool(member.stands_in_the_way()[index]))


def opened(side: Belligerent, line: str, index: int) -> bool:
    """Whether a line has been released in one run."""
    rule = side.parameters.red_lines[line].release
    return rule is not None and float(side.release[line][index]) >= of_run(rule.level, index)


def situation(look: Look) -> Iterator[Finding]:
    """At the start and every quarter: front, losses, publics, aid."""
    world = look.world
    if world.month % QUARTER or look.phase in (VICTORY_0, VICTORY_1):
        return
    front, area = look.at(world.front_km2), look.at(world.parameters.war.area_km2)
    held = (
        f"{look.label(world.sides[1].name)} controls {phrases.km2(front)}, {100 * front / area:.1f} % of the country."
    )
    if world.month:
        gained = phrases.km2(front - look.quarter["front_km2"], signed=True)
        held = f"Over the last {QUARTER} months the front moved by {gained}. {held}"
    publics = [
        f"{look.label(actor.name)} {in_unit(look.at(actor.fatigue), FATIGUE)} %"
        for actor in (*world.sides, *world.sponsors)
    ]
    aid = [f"{look.label(sponsor.name)} {phrases.money(look.at(sponsor.aid))}" for sponsor in world.sponsors]
    text = f"{held} Fatigue, each by its own survey question: {listed(publics)}."
    if aid:
        text += f" Aid this month: {listed(aid)}."
    look.quarter["front_km2"] = front
    yield (
        text,
        {
            "front_km2": round(front),
            "escalation": round(look.at(world.escalation), 3),
            "ripeness": round(look.at(world.ripeness), 3),
            **{f"reservation {actor.name}": round(look.at(actor.reservation), 3) for actor in world.sides},
            **{f"fatigue {actor.name}": round(look.at(actor.fatigue), 3) for actor in (*world.sides, *world.sponsors)},
        },
    )


def events(look: Look) -> Iterator[Finding]:
    """Events of the scenario that happen, changes of leaders among them."""
    for name, mask in look.world.events.now.items():
        if look.world.month and bool(mask[look.index]):
            event = look.scenario.events[name]
            text = f"{event.label}."
            if event.leadership_change is not None:
                side = look.world.actors[event.leadership_change.actor]
                assert isinstance(side, Belligerent)
                text += (
                    f" New leaders in {look.label(side.name)}: optimism {look.at(side.optimism):.2f}, "
                    f"trust {look.at(side.trust):.2f}; its red lines start afresh."
                )
            yield text, {"event": name}


def decisions(look: Look) -> Iterator[Finding]:
    """Blocs and sponsors that decide to give, or no longer do, and the members who stand in the way."""
    for sponsor in look.world.sponsors:
        is_open = bool(sponsor.gate[look.index] > 0.5)
        label, stopped = look.label(sponsor.name), blockers(sponsor, look.index)
        if look.world.month == 0:
            if not is_open and stopped:
                yield f"{label} has not decided on new money: {listed(stopped)} would vote no.", {}
            elif not is_open:
                yield f"{label} has not decided on new money.", {}
            continue
        was_open = look.before["gate"][sponsor.name]
        if is_open and not was_open:
            yield _decision_to_give(look, sponsor, label)
        elif was_open and not is_open:
            why = f" A new one would fail: {listed(stopped)} would vote no." if stopped else ""
            yield f"The decision of {label} to give new money ends.{why}", {}
        elif not is_open and stopped and stopped != look.before["blockers"][sponsor.name]:
            yield f"{label} still has no decision: now {listed(stopped)} would vote no.", {}


def _decision_to_give(look: Look, sponsor: Sponsor, label: str) -> Finding:
    abstain = [m.parameters.label for m in sponsor.voters() if m.ballot[look.index] == votes.ABSTAINS]
    paid = look.at(sponsor.side_payments)
    text = f"{label} decides to give new money"
    if abstain:
        text += f", while {listed(abstain)} {'stays' if len(abstain) == 1 else 'stay'} out of it"
    if paid > 0:
        against = [m.parameters.label for m in sponsor.members if m.ballot[look.index] == votes.NO]
        text += f"; concessions of {phrases.money(paid)} bring round {listed(against)}"
    return f"{text}. It gives {phrases.money(look.at(sponsor.aid))} this month.", {
        "aid_eur_bn": round(look.at(sponsor.aid), 3),
        "side_payments_eur_bn": round(paid, 3),
    }


def escalation(look: Look) -> Iterator[Finding]:
    """Steps up the ladder."""
    if look.world.month:
        now, then = look.at(look.world.escalation), look.before["escalation"]
        if now - then >= STEEP:
            losing = look.world.sides[0] if look.at(look.world.balance) > 0 else look.world.sides[1]
            yield (
                f"The war escalates: the index rises from {then:.2f} to {now:.2f}. {look.label(losing.name)} is the side that "
                f"is behind on the battlefield (log ratio of capabilities {look.at(look.world.balance):+.2f}).",
                {"escalation": round(now, 3)},
            )


def lines(look: Look) -> Iterator[Finding]:
    """Red lines that are given up or hardened again, with the state of their conditions."""
    if not look.world.month:
        return
    for side in look.world.sides:
        for line, state in side.release.items():
            now, then = opened(side, line, look.index), look.before["open_lines"][side.name, line]
            if now == then:
                continue
            entry = look.scenario.actors[side.name].red_lines[line]  # type: ignore[union-attr]
            rule = side.parameters.red_lines[line].release
            assert rule is not None
            met = [phrases.variable(look.scenario, name, value) for name, value in _variables(look, rule.when)]
            words = "is given up" if now else "hardens again"
            yield (
                f"{look.label(side.name)}'s line on “{look.scenario.issues[entry.issue].label}” {words}: its release state stands "
                f"at {look.at(state):.2f}, where it opens at {look.at(rule.level):.2f}. Behind it: {listed(met)}.",
                {
                    "release": round(look.at(state), 3),
                    "condition": round(look.at(evaluate(rule.when, look.world.variable)), 3),
                },
            )


def _variables(look: Look, condition: sections.Condition) -> Iterator[tuple[str, float]]:
    """The variables that carry a condition: all parts of an `all`, the strongest part of an `any`."""
    parts = list(condition.all or ())
    if condition.any:
        parts.append(max(condition.any, key=lambda part: look.at(evaluate(part, look.world.variable))))
    for part in parts:
        yield from _variables(look, part)
    if condition.variable is not None:
        yield condition.variable, look.at(look.world.variable(condition.variable))


def deals(look: Look) -> Iterator[Finding]:
    """Single-issue deals that are signed, end or are broken."""
    world = look.world
    for name in world.deals.in_force:
        label = look.scenario.proposals[name].label
        trust = {side.name: look.at(side.trust) for side in world.sides}
        told = listed(f"{look.label(actor)} {value:.2f}" for actor, value in trust.items())
        if bool(world.deals.signed[name][look.index]):
            worth = [
                f"{look.at(world.deals.worth[name][side.pole]):+.3f} to {look.label(side.name)}" for side in world.sides
            ]
            left = look.at(world.deals.left[name])
            lasts = "without an end" if np.isinf(left) else f"for {left:.0f} months"
            when = "while the war goes on" if look.phase in (WAR, TALKS) else "while the front is at rest"
            yield f"Both sides sign “{label}” {lasts} {when}. It is worth {listed(worth)}.", {}
        elif bool(world.deals.broken[name][look.index]):
            yield f"“{label}” is broken. Trust falls to {told}.", {f"trust {a}": round(v, 3) for a, v in trust.items()}
        elif bool(world.deals.lapsed[name][look.index]):
            why = (
                "ends with the war"
                if look.phase in (AGREEMENT, VICTORY_0, VICTORY_1)
                else "runs out and is not renewed"
            )
            yield f"“{label}” {why}. Trust stands at {told}.", {}


def offers(look: Look) -> Iterator[Finding]:
    """Offers of third parties that are made or withdrawn."""
    for name, made in look.world.offers.made.items():
        now, then = bool(made[look.index]), bool(look.before.get("made", {}).get(name, False))
        offer = look.scenario.offers[name]
        if now and not then:
            yield f"{look.label(offer.giver)} offers {look.label(offer.receiver)} “{offer.label}” for a signature.", {}
        elif then and not now:
            yield (
                f"“{offer.label}” is no longer on offer: {listed(map(look.label, offer.holders))} would have to agree.",
                {},
            )


def zone(look: Look) -> Iterator[Finding]:
    """A zone of possible agreement that opens or closes."""
    world = look.world
    if look.phase not in (WAR, TALKS, CEASEFIRE):
        return
    now = bool(world.zopa[look.index])
    if now and not look.before.get("zopa", False):
        surplus = look.at(world.zone_surplus)
        yield (
            f"A zone of possible agreement opens: the best package leaves the worse-off side {surplus:.3f} above fighting on.",
            {"zone_surplus": round(surplus, 4)},
        )
    elif world.month and look.before["zopa"] and not now:
        yield "The zone of possible agreement closes again.", {}


def turning_points(look: Look) -> Iterator[Finding]:
    """Talks, signatures, collapses and ends."""
    if not look.world.month:
        return
    then, now = look.before["phase"], look.phase
    if then in (TALKS, CEASEFIRE) and bool(look.world.signing[look.index]):
        yield _signature(look)
    elif then == CEASEFIRE and now == CEASEFIRE and look.at(look.world.truce_left) > look.before["truce_left"]:
        yield f"The ceasefire is renewed for {look.at(look.world.truce_left):.0f} months.", {}
    elif (then, now) == (WAR, TALKS):
        yield _opening(look)
    elif (then, now) == (TALKS, WAR):
        yield "The talks break down without a signature; both sides return to their opening demands.", {}
    elif then in (CEASEFIRE, AGREEMENT) and now == WAR:
        what = "ceasefire" if then == CEASEFIRE else "agreement"
        trust = listed(f"{look.label(s.name)} {look.at(s.trust):.2f}" for s in look.world.sides)
        yield f"The {what} fails and the war goes on. Trust stands at {trust}.", {}
    elif now == LOW_ACTIVITY and then != LOW_ACTIVITY:
        yield "Without any signature the fighting fades to low activity.", {}
    elif then == LOW_ACTIVITY and now == WAR:
        yield "The war flares up again.", {}
    elif now in (VICTORY_0, VICTORY_1) and then != now:
        winner = look.world.sides[0 if now == VICTORY_0 else 1]
        ratio = winner.direction * look.at(look.world.balance)
        yield f"{look.label(winner.name)} prevails, with a log ratio of capabilities of {ratio:+.2f} in its favour.", {}


def _opening(look: Look) -> Finding:
    world = look.world
    pressure = 0.5 * (world.sides[0].pressure + world.sides[1].pressure)
    hazards = {name: look.at(part) for name, part in talks.opening_now(world).items()}
    total = sum(hazards.values())
    main = [name for name, part in sorted(hazards.items(), key=lambda entry: -entry[1]) if part >= 0.2 * total]
    words = {
        "base": "contacts that never broke off",
        "ripeness": f"a ripe stalemate (ripeness {look.at(world.ripeness):.2f})",
        "pressure": f"outside pressure ({look.at(pressure):.2f} on average)",
        "mediation": f"mediation (engagement {look.at(world.engagement):.2f})",
        "escalation": f"fear of escalation (index {look.at(world.escalation):.2f})",
    }
    told = listed(words[name] for name in main)
    text = f"Talks open. The chance this month was {hundred(1 - float(np.exp(-total)))} in 100, mainly from {told}."
    return text, {f"hazard {name}": round(part, 4) for name, part in hazards.items()}


def _signature(look: Look) -> Finding:
    world, scenario, k = look.world, look.scenario, look.index
    named = int(world.last_signed[k])
    issues = scenario.settled_together()
    left_open: list[str] = []
    if named >= 0:
        name = world.table.proposals[named]
        left_open = [issue for number, issue in enumerate(issues) if world.table.agenda.is_open[named, number]]
        what = f"They sign “{scenario.proposals[name].label}”"
    else:
        what = "They sign a settlement, a package of their own making"
    lasts = look.at(world.truce_left)
    if bool(world.pausing[k]):
        what += ", a ceasefire" + ("" if np.isinf(lasts) else f" for {lasts:.0f} months")
    surplus = look.at(world.last_smaller)
    taken = [offer.label for key, offer in scenario.offers.items() if bool(world.offers.taken[key][k])]
    extra = f" With it come {listed(f'“{label}”' for label in taken)}." if taken else ""
    hazard = look.at(world.hazard)
    text = (
        f"{what}. Terms: {phrases.terms(issues, world.last_terms[k], left_open)}. It leaves the worse-off side {surplus:.3f} above "
        f"fighting on, and {hundred(1 - float(np.exp(-hazard)))} in 100 such deals fail in their first month.{extra}"
    )
    return text, {**{f"terms {name}": round(float(x), 3) for name, x in zip(issues, world.last_terms[k], strict=True)},
                  "hazard": round(hazard, 4), "surplus": round(surplus, 4)}  # fmt: skip


AGENDA: tuple[tuple[str, Callable[[Look], Iterator[Finding]]], ...] = (
    ("event", events),
    ("situation", situation),
    ("decision", decisions),
    ("escalation", escalation),
    ("line", lines),
    ("offer", offers),
    ("zone", zone),
    ("turning point", turning_points),
    ("deal", deals),
)
"""What is looked for in a month, in the order in which it is told."""
