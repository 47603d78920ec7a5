"""Numbers of a scenario that cannot be true together. Central values are compared; a spread is kept within bounds where runs are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.actors import Belligerent
from sim.scenario.bloc_references import members_of
from sim.scenario.findings import Finding, Path
from sim.scenario.positions import Instrument
from sim.scenario.schema import Issue, Scenario

AREA: Path = ("war", "area_km2")
FRONT: Path = ("war", "initial_front_km2")


def impossible(scenario: Scenario) -> Iterator[Finding]:
    """Numbers of which each may be, but not both at once."""
    yield from _front(scenario)
    for path, instruments in _instruments(scenario):
        for issue, bounds in instruments.items():
            low, high = bounds.at_least, bounds.at_most
            if low is not None and high is not None and low.value > high.value:
                message = f"found {low.value:g}, above `at_most` {high.value:g}: nothing could be signed; change the two round"
                yield Finding((*path, issue, "at_least"), message, ((*path, issue, "at_most"),))


def _front(scenario: Scenario) -> Iterator[Finding]:
    area, front = scenario.war.area_km2.value, scenario.war.initial_front_km2.value
    name, issue = territory(scenario)
    if front > area:
        yield Finding(FRONT, f"found {front:,.10g}, beyond `war.area_km2`, which is {area:,.10g}", (AREA,))
    if issue is not None:
        for anchor, entry in issue.anchors.items():
            if entry.km2 is not None and entry.km2.value > area:
                message = f"found {entry.km2.value:,.10g}, beyond `war.area_km2`, which is {area:,.10g}"
                yield Finding(("issues", name, "anchors", anchor, "km2"), message, (AREA,))
    for event, happening in scenario.events.items():
        reached = happening.set.get("front_km2", 0.0)
        if reached > area:
            message = f"found {reached:,.10g}, beyond `war.area_km2`, which is {area:,.10g}"
            yield Finding(("events", event, "set", "front_km2"), message, (AREA,))
    for name, side in scenario.actors.items():
        if not isinstance(side, Belligerent):
            continue
        path: Path = ("actors", name, "victory_km2")
        line = side.victory_km2.value if side.victory_km2 is not None else area if side.pole else 0.0
        own = "" if side.victory_km2 is not None else ", the whole country" if side.pole else ", nothing of the country"
        if line > area:
            yield Finding(path, f"found {line:,.10g}, beyond `war.area_km2`, which is {area:,.10g}", (AREA,))
        elif front <= area and (front >= line if side.pole else front <= line):
            allowed = f"{'below' if side.pole else 'above'} {line:,.10g}"
            message = (
                f"found {front:,.10g}, where {name} has won from the start ({line:,.10g} km²{own}); allowed: {allowed}"
            )
            yield Finding(FRONT, message, (path, AREA, ("actors", name, "pole")))


def _instruments(scenario: Scenario) -> Iterator[tuple[Path, Mapping[str, Instrument]]]:
    for name, actor in scenario.actors.items():
        yield ("actors", name, "instruments"), actor.instruments
        for path, member in members_of(actor):
            inner = tuple(part for member_name in path for part in ("members", member_name))
            yield ("actors", name, *inner, "instruments"), member.instruments


def territory(scenario: Scenario) -> tuple[str, Issue | None]:
    """The issue of territory with its name, or nothing where none is declared."""
    return next(((name, issue) for name, issue in scenario.issues.items() if issue.kind == "territory"), ("", None))
