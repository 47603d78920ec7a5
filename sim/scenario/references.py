"""Cross-references of a scenario: every name that points somewhere must arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.scenario.actors import Belligerent, Sponsor
from sim.scenario.bloc_references import blocs
from sim.scenario.conditions import Condition
from sim.scenario.deal_references import deals
from sim.scenario.findings import Finding, Found, Path, unknown
from sim.scenario.levers import Parameter, parameters
from sim.scenario.positions import Position
from sim.scenario.quantity import describe_range
from sim.scenario.schema import Scenario, month_index
from sim.scenario.variables import condition_names, settable_names
from sim.vocabulary import variable_of

SWITCH = "0 or 1"


def dangling(scenario: Scenario) -> Iterator[Found]:
    """Every reference that does not resolve, as (path, message)."""
    yield from _cast(scenario)
    yield from _issues(scenario)
    yield from _actors(scenario)
    yield from blocs(scenario)
    yield from deals(scenario)
    yield from _positions(scenario)
    yield from _conditions(scenario)
    yield from _changes(scenario)
    yield from _sources(scenario)


def _cast(scenario: Scenario) -> Iterator[Found]:
    poles = [actor.pole for actor in scenario.actors.values() if isinstance(actor, Belligerent)]
    if sorted(poles) != [0, 1]:
        yield Finding(
            ("actors",),
            f"found belligerents at poles {sorted(poles)}; allowed: exactly two, one at pole 0, one at pole 1",
            tuple(("actors", name, key) for name in scenario.actors for key in ("pole", "role")),
        )
    for kind in ("territory", "guarantee"):
        count = sum(issue.kind == kind for issue in scenario.issues.values())
        if count != 1:
            message = f"found {count} issues of kind {kind!r}; allowed: exactly one"
            yield Finding(("issues",), message, tuple(("issues", name, "kind") for name in scenario.issues))


def _each(section: Path, names: Iterable[str], key: str) -> tuple[Path, ...]:
    """One key of each entry of a section."""
    return tuple((*section, name, key) for name in names)


def _issue_key(path: Path) -> Path:
    """What says on which issue the position at a path is: the `issue` of a red line, the position's own place elsewhere."""
    return (*path[:-1], "issue") if "red_lines" in path else path


def owner_of(variable: str) -> tuple[Path, ...]:
    """The role of the actor of a variable such as `fatigue.ukraine`, which decides whether there is one."""
    return (("actors", variable.rpartition(".")[2], "role"),)


def _belligerents(scenario: Scenario) -> list[str]:
    return [name for name, actor in scenario.actors.items() if isinstance(actor, Belligerent)]


def _issues(scenario: Scenario) -> Iterator[Found]:
    for name, issue in scenario.issues.items():
        places = [anchor.at.value for anchor in issue.anchors.values()]
        if places != sorted(set(places)):
            message = "anchors must rise along the scale, no two at one place"
            yield Finding(("issues", name, "anchors"), message, _each(("issues", name, "anchors"), issue.anchors, "at"))
        for anchor_name, anchor in issue.anchors.items():
            if anchor_name == "open":
                yield ("issues", name, "anchors", "open"), "`open` means undecided; give the anchor another name"
            if anchor.at.spread or (anchor.km2 is not None and anchor.km2.spread):
                yield ("issues", name, "anchors", anchor_name), "an anchor is a fixed point: it takes no spread"
        areas = [anchor.km2 for anchor in issue.anchors.values()]
        if issue.kind == "territory":
            known = [area.value for area in areas if area is not None]
            for anchor_name, anchor in issue.anchors.items():
                if anchor.km2 is None:
                    place: Path = ("issues", name, "anchors", anchor_name, "km2")
                    yield Finding(
                        place, "is missing; every anchor of the territory issue needs it", (("issues", name, "kind"),)
                    )
            if known != sorted(set(known)):
                message = "`km2` must rise along the scale"
                yield Finding(
                    ("issues", name, "anchors"), message, _each(("issues", name, "anchors"), issue.anchors, "km2")
                )
            if issue.status_quo is not None:
                message = "the status quo of territory is the line of contact: remove it"
                yield Finding(("issues", name, "status_quo"), message, (("issues", name, "kind"),))
        elif any(area is not None for area in areas):
            yield Finding(
                ("issues", name, "anchors"), "`km2` is for the territory issue only", (("issues", name, "kind"),)
            )
        if issue.kind != "territory" and issue.status_quo is None:
            message = "is missing; allowed: a place on the scale or an anchor"
            yield Finding(("issues", name, "status_quo"), message, (("issues", name, "kind"),))


def _actors(scenario: Scenario) -> Iterator[Found]:
    sides = _belligerents(scenario)
    backed = {actor.supports for actor in scenario.actors.values() if isinstance(actor, Sponsor)}
    if len(backed) > 1:
        message = f"sponsors support {', '.join(sorted(backed))}; allowed: all support the same side"
        yield Finding(("actors",), message, _each(("actors",), scenario.actors, "supports"))
    for name, actor in scenario.actors.items():
        here: Path = ("actors", name)
        if isinstance(actor, Sponsor) and actor.supports not in sides:
            yield unknown((*here, "supports"), "belligerent", actor.supports, sides, ("actors", actor.supports, "role"))
        if isinstance(actor, Belligerent):
            for issue in actor.preferences:
                if issue not in scenario.issues:
                    yield unknown((*here, "preferences", issue), "issue", issue, scenario.issues, ("issues", issue))
            for issue in scenario.issues:
                if issue not in actor.preferences:
                    message = "is missing; add a preference on this issue"
                    yield Finding((*here, "preferences", issue), message, (("issues", issue),))
            together = scenario.settled_together()
            weights = [entry.weight.value for issue, entry in actor.preferences.items() if issue in together]
            if not any(weight > 0 for weight in weights):
                message = "all weights are zero; allowed: at least one above zero"
                yield Finding((*here, "preferences"), message, _each((*here, "preferences"), together, "weight"))
            for line, red_line in actor.red_lines.items():
                if red_line.issue not in scenario.issues:
                    yield unknown(
                        (*here, "red_lines", line, "issue"),
                        "issue",
                        red_line.issue,
                        together,
                        ("issues", red_line.issue),
                    )
                elif red_line.issue not in together:
                    message = (
                        f"{red_line.issue!r} is a separate issue; a deal on it is refused when it is worth too little"
                    )
                    yield Finding((*here, "red_lines", line, "issue"), message, (("issues", red_line.issue, "kind"),))
    for part, protected in (
        ("guarantee", scenario.credibility.guarantee.protects),
        ("neutral", scenario.credibility.neutral.protects),
    ):
        if protected not in sides:
            yield unknown(
                ("credibility", part, "protects"), "belligerent", protected, sides, ("actors", protected, "role")
            )


def placed(scenario: Scenario) -> Iterator[tuple[Path, str, Position, bool]]:
    """Every position with its path, issue, and whether it may be open."""
    for name, issue in scenario.issues.items():
        if issue.status_quo is not None:
            yield ("issues", name, "status_quo"), name, issue.status_quo, False
    for name, actor in scenario.actors.items():
        if not isinstance(actor, Belligerent):
            continue
        for issue_name, preference in actor.preferences.items():
            yield ("actors", name, "preferences", issue_name, "feared"), issue_name, preference.feared, True
        for line, red_line in actor.red_lines.items():
            here: Path = ("actors", name, "red_lines", line)
            for side in ("at_least", "at_most", "released_to"):
                position = getattr(red_line, side)
                if position is not None:
                    yield (*here, side), red_line.issue, position, False
    for name, proposal in scenario.proposals.items():
        for issue_name, position in proposal.terms.items():
            yield ("proposals", name, "terms", issue_name), issue_name, position, True


def _positions(scenario: Scenario) -> Iterator[Found]:
    for path, issue_name, position, may_be_open in placed(scenario):
        issue = scenario.issues.get(issue_name)
        if issue is None:
            continue
        if position.anchor is not None and position.anchor not in issue.anchors:
            allowed = [*issue.anchors, *["open"] * may_be_open]
            cause: Path = ("issues", issue_name, "anchors", position.anchor)
            yield unknown(path, f"anchor of {issue_name}", position.anchor, allowed, cause, _issue_key(path))
        if position.front_km2 is not None and issue.kind != "territory":
            causes = (("issues", issue_name, "kind"), _issue_key(path))
            yield Finding(path, "`front_km2` is for the territory issue only", causes)
        if position.open and not may_be_open:
            yield path, "`open` is for proposals only"


def conditions(scenario: Scenario) -> Iterator[tuple[Path, Condition]]:
    """Every condition with its path; its parts are its own."""
    for name, actor in scenario.actors.items():
        if isinstance(actor, Belligerent):
            for line, red_line in actor.red_lines.items():
                if red_line.release is not None:
                    yield ("actors", name, "red_lines", line, "release", "when"), red_line.release.when
    for section, entries in (("offers", scenario.offers), ("events", scenario.events)):
        for name, entry in entries.items():
            if entry.when is not None:
                yield (section, name, "when"), entry.when


def _conditions(scenario: Scenario) -> Iterator[Found]:
    names = list(condition_names(scenario.roles()))
    for path, condition in conditions(scenario):
        yield from _condition(condition, path, names)
    for name, event in scenario.events.items():
        if event.on is not None and month_index(scenario.start, event.on) < 1:
            yield Finding(
                ("events", name, "on"),
                f"found {event.on}; allowed: a month after the start {scenario.start}; "
                "what came before belongs in the initial values",
                (("start",),),
            )


def _condition(condition: Condition, path: Path, names: list[str]) -> Iterator[Found]:
    if condition.variable is not None and condition.variable not in names:
        yield unknown((*path, "variable"), "variable", condition.variable, names, *owner_of(condition.variable))
    for key in ("all", "any"):
        for number, part in enumerate(getattr(condition, key) or ()):
            yield from _condition(part, (*path, key, number), names)


def _changes(scenario: Scenario) -> Iterator[Found]:
    known = parameters(scenario)
    settable = list(settable_names(scenario.roles()))
    for name, policy in scenario.policies.items():
        for target, value in policy.set.items():
            yield from _parameter_change(("policies", name, "set", target), target, value, known, [])
    for number, adopted in enumerate(scenario.adopted):
        if adopted not in scenario.policies:
            yield unknown(("adopted", number), "policy", adopted, scenario.policies, ("policies", adopted))
    for name, event in scenario.events.items():
        for number, adopted in enumerate(event.adopt):
            if adopted not in scenario.policies:
                yield unknown(
                    ("events", name, "adopt", number), "policy", adopted, scenario.policies, ("policies", adopted)
                )
            else:
                for target in scenario.policies[adopted].set:
                    if target in known and known[target].start_only:
                        cause: Path = ("policies", adopted, "set", target)
                        yield Finding(("events", name, "adopt", number), _start_only(target), (cause,))
        for target, value in event.set.items():
            path: Path = ("events", name, "set", target)
            if target not in settable:
                yield from _parameter_change(path, target, value, known, settable)
                if target in known and known[target].start_only:
                    yield path, _start_only(target)
            elif not _within(target, value):
                variable = variable_of(target)
                allowed = "true or false" if variable.unit == SWITCH else describe_range(variable.low, variable.high)
                yield path, f"found {value!r}; allowed: {allowed}"
        for target, value in event.add.items():
            path = ("events", name, "add", target)
            if target not in settable:
                yield unknown(path, "variable", target, settable, *owner_of(target))
            elif isinstance(value, bool):
                yield path, f"expected a number, found {value!r}"
            elif (most := _span(target)) is not None and abs(value) > most:
                yield path, f"found {value!r}; allowed: {describe_range(-most, most)}"
    for target, lever in scenario.levers.items():
        path = ("levers", target)
        if target not in known:
            yield _no_parameter(path, target, known)
        elif isinstance(known[target].value, bool):
            continue
        elif not (known[target].accepts(lever.low) and known[target].accepts(lever.high)):
            yield path, f"the range {describe_range(lever.low, lever.high)} goes beyond {known[target].allowed}"
    for name, fact in scenario.facts.items():
        for number, target in enumerate(fact.used_by):
            if target not in known:
                yield _no_parameter(("facts", name, "used_by", number), target, known)


def _no_parameter(path: Path, target: str, known: Mapping[str, Parameter]) -> Finding:
    """A path that leads nowhere: the nearest ones are those with the longest beginning in common."""
    parts = target.split(".")
    for length in range(len(parts) - 1, 0, -1):
        start = ".".join(parts[:length]) + "."
        near = [name for name in known if name.startswith(start)]
        if near:
            found = unknown(path, "parameter", target, near, tuple(parts))
            why = f"there is no {parts[length]!r} in {start[:-1]}, and if it was removed, set this entry to null too"
            return found._replace(message=f"{found.message}; {why}")
    return unknown(path, "parameter", target, known, tuple(parts))


def _start_only(target: str) -> str:
    return f"{target} acts at the start only, so an event cannot change it; set the variable instead"


def _span(target: str) -> float | None:
    """The most that can be added to a variable: from one end of its range to the other."""
    variable = variable_of(target)
    return variable.high - variable.low if variable.low is not None and variable.high is not None else None


def _within(target: str, value: float | bool) -> bool:
    variable = variable_of(target)
    if variable.unit == SWITCH:
        return value in (0, 1)
    if isinstance(value, bool):
        return False
    return (variable.low is None or value >= variable.low) and (variable.high is None or value <= variable.high)


def _parameter_change(
    path: Path, target: str, value: float | bool, known: Mapping[str, Parameter], settable: list[str]
) -> Iterator[Found]:
    if target not in known:
        causes = (tuple(target.split(".")), *owner_of(target))
        yield unknown(path, "parameter", target, [*settable, *known], *causes)
    elif not known[target].accepts(value):
        yield path, f"found {value!r}; allowed: {known[target].allowed}"


def _sources(scenario: Scenario) -> Iterator[Found]:
    for path, source in cited(scenario):
        if source not in scenario.sources:
            yield unknown(path, "source", source, scenario.sources, ("sources", source))


def cited(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every citation below a part of a scenario: the path of its `source` key, and the entry it names."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            entry = getattr(value, name)
            if name == "source" and isinstance(entry, str):
                yield (*path, name), entry
            elif isinstance(entry, (BaseModel, dict, list)) and name != "sources":
                yield from cited(entry, (*path, name))
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from cited(entry, (*path, key))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from cited(entry, (*path, number))
