"""Explanations in sentences for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.names import labels_of
from sim.numbers import count_words, hundred, interval, listed, of_hundred
from sim.scenario.schema import Scenario
from sim.tables import Table
from sim.vocabulary import VERDICTS

CAVEAT = (
    "Which side holds up a deal depends on war costs and the military balance, which no source measures: move them before you "
    "quote this (for instance --set actors.NAME.war_cost=… and --set actors.NAME.capability.initial=…)."
)
MOST_NAMED = 4
WORTH_NAMING = 0.005


def reasons(scenario: Scenario, found: Mapping[str, Any], proposal: str | None = None) -> Iterator[Any]:
    """Why there is no deal: proposal by proposal, then decisions to give, offers, and the smallest relaxation."""
    yield f"{scenario.title}\nWhy there is no deal, and what would open one\n"
    for name, entry in found["proposals"].items():
        if proposal in (None, name):
            yield from _proposal(scenario, found, entry)
    if proposal is None:
        yield from _decisions(scenario, found)
        yield from _offers(scenario, found)
    yield from _zone(found)
    if "attribution" in found:
        yield from _attribution(found["attribution"])
    yield (
        f"\n{found['runs']:,} runs, months 0 to {found['months']}, seed {found['seed']}, scenario {found['scenario_hash']}, version "
        f"{found['version']}.\nShares of proposals, decisions and offers are of run-months before the first signature while the war "
        f"goes on.\n{CAVEAT}"
    )


def _proposal(scenario: Scenario, found: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[str]:
    on_issue = entry["scope"] == "issue"
    words = {code: (verdict.on_issue() if on_issue else verdict).clause for code, verdict in VERDICTS.items()}
    yield f"“{entry['label']}” ({entry['scope'].replace('issue', 'deal on separate issues')})"
    yield f"  Everybody accepts it in {of_hundred(entry['accepted_by_all'])} run-months."
    for actor, shares in entry["actors"].items():
        refused = sorted(((share, code) for code, share in shares.items() if code != "accepts"), reverse=True)
        refused = [(share, code) for share, code in refused if share >= WORTH_NAMING]
        if refused:
            told = "; ".join(f"in {of_hundred(share)} because {words[code]}" for share, code in refused)
            yield f"  {labels_of(scenario.actors)[actor]} refuses {told}."
    if entry["members"]:
        yield f"  Members that would not let it pass: {_named(found['members'], entry['members'])}."
    if entry["lines"]:
        yield f"  Lines that stand against it: {_named(found['lines'], entry['lines'])}."
    if entry["lines"] and "accepted_without_lines" in entry:
        yield f"  If all lines were gone, both sides would accept it in {of_hundred(entry['accepted_without_lines'])} run-months."
    yield ""


def _decisions(scenario: Scenario, found: Mapping[str, Any]) -> Iterator[str]:
    for bloc, entry in found["decisions"].items():
        label = labels_of(scenario.actors)[bloc]
        yield f"Decisions of {label} to give: one is in force in {of_hundred(entry['in_force'])} run-months."
        members = sorted(entry["members"].items(), key=lambda item: -item[1]["blocks"])
        blocking = [(name, shares) for name, shares in members if shares["blocks"] >= WORTH_NAMING]
        if not blocking:
            yield "  No member stands in the way."
        for name, shares in blocking:
            yield (
                f"  {found['members'][name]}: a no stands in the way in {of_hundred(shares['blocks'])} run-months, that one alone in "
                f"{of_hundred(shares['alone'])}. Ballots: no {of_hundred(shares['no'])}, abstains {of_hundred(shares['abstains'])}."
            )
        yield ""


def _offers(scenario: Scenario, found: Mapping[str, Any]) -> Iterator[str]:
    for name, entry in found["offers"].items():
        yield f"Offer “{scenario.offers[name].label}”: made in {of_hundred(entry['made'])} run-months."
        for actor, share in entry["refused_by"].items():
            against = {key: value for key, value in entry["members_against"].items() if key.startswith(f"{actor}.")}
            told = f" ({_named(found['members'], against)})" if against else ""
            yield f"  {labels_of(scenario.actors)[actor]} does not agree in {of_hundred(share)}{told}."
        yield ""


def _zone(found: Mapping[str, Any]) -> Iterator[Any]:
    zone, runs = found["zone"], found["runs"]
    yield (
        "What would open a zone of possible agreement in at least one month before a signature?\n"
        f"  As things stand: in {_count(zone['opens'], runs)}. Without any line: in {_count(zone['opens_without_any_line'], runs)}."
    )
    for size, share in zone["lines_needed"].items():
        if int(size) and share["share"]:
            yield f"  The smallest set of lines whose removal opens one has {_lines(int(size))} in {_count(share, runs)}."
    table = Table(title="Smallest relaxations")
    for name in ("lines that go", "a zone opens in", "95 % interval", "simulated"):
        table.add_column(name, whole=name != "lines that go")
    for entry in zone["relaxations"]:
        for chosen in entry["sets"]:
            first, *others = (found["lines"].get(line, line) for line in chosen["lines"])
            names = [first, *(f"and {name}" for name in others)]
            between = f"{interval(chosen['low'], chosen['high'])} in 100"
            simulated = f"{hundred(chosen['simulated'])} in 100" if "simulated" in chosen else ""
            table.add_row(names, f"{hundred(chosen['share'])} in 100 runs", between, simulated)
    if zone["relaxations"]:
        yield table


def _attribution(found: Mapping[str, Any]) -> Iterator[Any]:
    sides = found["sides"]
    table = Table(title="Whose red lines? Agreements in 100 runs, under other war costs and balances of forces")
    for name in ("", "as it stands", *(f"without those of {label}" for label in sides.values()), "without any"):
        table.add_column(name, justify="right" if name else "left")
    for entry in found["variants"].values():
        shares = entry["agreement"]["shares"]
        table.add_row(entry["words"], *(hundred(share["share"]) for share in shares.values()))
    yield table
    yield f"  {found['words']}\n  {found['runs']:,} runs each; differences of pairs of runs, told apart at 95 %."


def _lines(size: int) -> str:
    return f"{('one', 'two', 'three', 'four')[size - 1]} line{'s' if size > 1 else ''}"


def _count(share: Mapping[str, float], runs: int) -> str:
    return count_words(share["share"], runs)


def _named(labels: Mapping[str, str], shares: Mapping[str, float]) -> str:
    named = [(labels.get(name, name), share) for name, share in shares.items() if share >= WORTH_NAMING]
    told = [f"{label} ({of_hundred(share)})" for label, share in named[:MOST_NAMED]]
    return listed(told) + (f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else "")


def story(told: Mapping[str, Any]) -> Iterable[Any]:
    """A story as a table of dated sentences."""
    yield f"{told['title']}: run {told['run']} of seed {told['seed']}, {told['months']} months"
    table = Table()
    table.add_column("month", whole=True)
    table.add_column("what happens")
    last = ""
    for entry in told["entries"]:
        table.add_row(entry["calendar"] if entry["calendar"] != last else "", entry["text"])
        last = entry["calendar"]
    yield table
    yield (
        f"One simulated run out of many under stated assumptions (scenario {told['scenario_hash']}), not a forecast. "
        "`parley run` shows how often such things happen."
    )
