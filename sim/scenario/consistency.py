"""Numbers of a scenario that cannot be true together. Central values are compared; a spread is kept within bounds where runs are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.actors import Belligerent
from sim.scenario.bloc_references import members_of
from sim.scenario.findings import Finding, Path
from sim.scenario.positions import Instrument
from sim.scenario.quantity import Quantity, Section, written
from sim.scenario.schema import Issue, Scenario

AREA: Path = ("war", "area_km2")
FRONT: Path = ("war", "initial_front_km2")
VARIABLE = "front_km2"
"""The front as a variable, which an event sets."""

Changes = Mapping[str, float | bool]


def impossible(scenario: Scenario) -> Iterator[Finding]:
    """Numbers of which each may be, but not both at once: as they stand, and as each policy or event would make them."""
    sides, anchors = _sides(scenario), _anchors(scenario)
    yield from _beyond(scenario, sides, anchors)
    yield from won(scenario, sides)
    for path, instruments in _instruments(scenario):
        for issue, bounds in instruments.items():
            yield from _crossed((*path, issue), bounds)
    largest = _largest(scenario, anchors)
    for name, policy in scenario.policies.items():
        changed = applied(scenario, policy.set)
        found = [*_impossible_after(changed, policy.set, sides, largest), *won(changed, sides)]
        yield from _placed(("policies", name, "set"), policy.set, found)
    for name, event in scenario.events.items():
        changed = applied(scenario, event.set)
        yield from _placed(("events", name, "set"), event.set, _impossible_after(changed, event.set, sides, largest))


def ending(scenario: Scenario) -> Iterator[Finding]:
    """Events that end the war at once by moving the front, or a line of victory, if the front is where it was at the start."""
    sides, area = _sides(scenario), scenario.war.area_km2.value
    for name, event in scenario.events.items():
        changed = applied(scenario, event.set)
        yield from _placed(("events", name, "set"), event.set, won(changed, sides, "at once"))
        amount = event.add.get(VARIABLE)
        if amount:
            path: Path = ("events", name, "add", VARIABLE)
            front = changed.war.initial_front_km2.value
            moved = applied(changed, {VARIABLE: min(max(front + amount, 0.0), area)})
            for finding in won(moved, sides, "at once"):
                message = f"found {amount:,.10g} from the front at {front:,.10g}: {finding.message}"
                yield Finding(path, message, (FRONT, *finding.causes))


def impossible_ends(scenario: Scenario) -> Iterator[Finding]:
    """Levers with an end that is impossible against the other numbers."""
    sides, largest = _sides(scenario), _largest(scenario, _anchors(scenario))
    for target, lever in scenario.levers.items():
        for end in (lever.low, lever.high):
            changed = applied(scenario, {target: end})
            found = [*_impossible_after(changed, {target: end}, sides, largest), *won(changed, sides)]
            for finding in _placed((), {target: end}, found):
                message = f"its end {end:,.10g} is refused where it is moved there: {finding.message}"
                yield Finding(("levers", target), message, finding.causes)


def won(scenario: Scenario, sides: Iterable[str] | None = None, when: str = "from the start") -> Iterator[Finding]:
    """Sides that have won where the front is."""
    area, front = scenario.war.area_km2.value, scenario.war.initial_front_km2.value
    for name, side, line in _lines(scenario, sides or _sides(scenario)):
        own = "" if side.victory_km2 is not None else ", the whole country" if side.pole else ", nothing of the country"
        if front <= area and line <= area and (front >= line if side.pole else front <= line):
            allowed = f"{'below' if side.pole else 'above'} {line:,.10g}"
            message = f"found {front:,.10g}, where {name} has won {when} ({line:,.10g} km²{own}); allowed: {allowed}"
            yield Finding(FRONT, message, (("actors", name, "victory_km2"), AREA, ("actors", name, "pole")))


def _beyond(scenario: Scenario, sides: Iterable[str], anchors: Iterable[Path]) -> Iterator[Finding]:
    """What is larger than the country."""
    area, front = scenario.war.area_km2.value, scenario.war.initial_front_km2.value
    country = f"beyond `war.area_km2`, which is {area:,.10g}"
    if front > area:
        yield Finding(FRONT, f"found {front:,.10g}, {country}", (AREA,))
    for anchor in anchors:
        if (reached := _at(scenario, anchor).value) > area:
            yield Finding(anchor, f"found {reached:,.10g}, {country}", (AREA,))
    for name, _, line in _lines(scenario, sides):
        if line > area:
            yield Finding(("actors", name, "victory_km2"), f"found {line:,.10g}, {country}", (AREA,))


def _crossed(path: Path, bounds: Instrument) -> Iterator[Finding]:
    low, high = bounds.at_least, bounds.at_most
    if low is not None and high is not None and low.value > high.value:
        message = f"found {written(low.value)}, above `at_most` {written(high.value)}: nothing could be signed; change the two round"
        yield Finding((*path, "at_least"), message, ((*path, "at_most"),))


def _impossible_after(
    changed: Scenario, changes: Changes, sides: Sequence[str], largest: Iterable[Path]
) -> Iterator[Finding]:
    """What some changes can have made impossible; only what they touch is looked at, since there may be many of them and of it."""
    named = (tuple(target.split(".")) for target in changes if target.endswith(".km2"))
    touched = (path for path in named if isinstance(_at(changed, path), Quantity))
    yield from _beyond(changed, sides, dict.fromkeys((*largest, *touched)))
    for path in {tuple(target.split(".")[:-1]): None for target in changes if ".instruments." in target}:
        bounds = _at(changed, path)
        if isinstance(bounds, Instrument):
            yield from _crossed(path, bounds)


def _placed(path: Path, changes: Changes, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that some changes cause, each at the change that causes it."""
    causes = {FRONT if target == VARIABLE else tuple(target.split(".")): target for target in changes}
    for finding in findings:
        cause = next((cause for cause in (finding.path, *finding.causes) if cause in causes), None)
        if cause is not None:
            told = "" if cause == finding.path else f"with this value, {'.'.join(map(str, finding.path))}: "
            yield Finding((*path, causes[cause]), f"{told}{finding.message}", (finding.path, *finding.causes))


def applied(scenario: Scenario, changes: Changes) -> Scenario:
    """A scenario with other central values, for comparing them only: nothing is validated, and what cannot be changed is left."""
    for target, value in changes.items():
        scenario = _changed(scenario, FRONT if target == VARIABLE else target.split("."), value)
    return scenario


def _changed(owner: Any, path: Sequence[str | int], value: float | bool) -> Any:
    first, *rest = path
    old = _at(owner, (first,))
    if rest:
        new = _changed(old, rest, value)
    elif isinstance(old, Quantity) and not isinstance(value, bool) and old.allows(value):
        new = old.model_copy(update={"value": value})
    else:
        return owner
    if new is old:
        return owner
    return {**owner, first: new} if isinstance(owner, dict) else owner.model_copy(update={first: new})


def _at(owner: Any, path: Path) -> Any:
    for part in path:
        if isinstance(owner, dict):
            owner = owner.get(part)
        else:
            owner = (
                getattr(owner, str(part)) if isinstance(owner, Section) and part in type(owner).model_fields else None
            )
    return owner


def _sides(scenario: Scenario) -> list[str]:
    return [name for name, actor in scenario.actors.items() if isinstance(actor, Belligerent)]


def _lines(scenario: Scenario, sides: Iterable[str]) -> Iterator[tuple[str, Belligerent, float]]:
    """Each side with its name and the area at which it has won."""
    for name in sides:
        side = scenario.actors[name]
        assert isinstance(side, Belligerent)
        whole = scenario.war.area_km2.value if side.pole else 0.0
        yield name, side, side.victory_km2.value if side.victory_km2 is not None else whole


def _anchors(scenario: Scenario) -> list[Path]:
    """The areas of the anchors of the territory."""
    name, issue = territory(scenario)
    anchors = issue.anchors.items() if issue is not None else ()
    return [("issues", name, "anchors", anchor, "km2") for anchor, entry in anchors if entry.km2 is not None]


def _largest(scenario: Scenario, anchors: Iterable[Path]) -> list[Path]:
    return sorted(anchors, key=lambda path: float(_at(scenario, path).value))[-1:]


def _instruments(scenario: Scenario) -> Iterator[tuple[Path, Mapping[str, Instrument]]]:
    for name, actor in scenario.actors.items():
        yield ("actors", name, "instruments"), actor.instruments
        for path, member in members_of(actor):
            inner = tuple(part for member_name in path for part in ("members", member_name))
            yield ("actors", name, *inner, "instruments"), member.instruments


def territory(scenario: Scenario) -> tuple[str, Issue | None]:
    """The issue of territory with its name, or nothing where none is declared."""
    return next(((name, issue) for name, issue in scenario.issues.items() if issue.kind == "territory"), ("", None))
