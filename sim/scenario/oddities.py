"""What is valid in a scenario and most likely not meant: the warnings of `parley validate`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sim.scenario.actors import Belligerent, RedLine, Sponsor
from sim.scenario.bloc_references import members_of
from sim.scenario.conditions import Condition
from sim.scenario.consistency import AREA, FRONT, ending, impossible_ends, territory
from sim.scenario.findings import Finding, Path
from sim.scenario.levers import parameters
from sim.scenario.positions import Position
from sim.scenario.quantity import describe_range, written
from sim.scenario.references import conditions, placed
from sim.scenario.schema import Scenario, month_index
from sim.vocabulary import VARIABLES, Variable, variable_of

WEIGHTS_FROM, WEIGHTS_TO = 0.8, 1.25
"""Sum of the weights on the issues of a settlement that needs no word; they are meant to sum to about one."""


def odd(scenario: Scenario) -> Iterator[Finding]:
    """What is valid and most likely not meant."""
    yield from _start(scenario)
    yield from _scale(scenario)
    yield from _weights(scenario)
    yield from _red_lines(scenario)
    yield from _offsets(scenario)
    yield from _thresholds(scenario)
    yield from _aid(scenario)
    yield from _dates(scenario)
    yield from ending(scenario)
    yield from _lever_ranges(scenario)
    yield from impossible_ends(scenario)


def _start(scenario: Scenario) -> Iterator[Finding]:
    """Fronts among which are some beyond the country, where runs begin at its border instead."""
    area, front = scenario.war.area_km2, scenario.war.initial_front_km2
    (low, high), (least, _) = front.reach, area.reach
    if front.spread and (low < 0 or high > area.value):
        message = f"its spread goes from {low:,.10g} to {high:,.10g}, beyond the country, which is {area.value:,.10g}"
        yield Finding(FRONT, message, (AREA,))
    elif high > least:
        message = f"its spread begins at {least:,.10g}, below a front that may be at {high:,.10g}"
        yield Finding(AREA, message, (FRONT,))


def _scale(scenario: Scenario) -> Iterator[Finding]:
    """Where the front stands on the scale of the territory: beyond the outer anchors it does not move any more."""
    name, issue = territory(scenario)
    known = [anchor for anchor in issue.anchors.values() if anchor.km2 is not None] if issue is not None else []
    if len(known) < 2:
        return
    path: Path = ("issues", name, "anchors")
    areas, places = [anchor.km2.value for anchor in known if anchor.km2], [anchor.at.value for anchor in known]
    front = scenario.war.initial_front_km2.value
    if not areas[0] <= front <= areas[-1]:
        ends = f"{areas[0]:,.10g} to {areas[-1]:,.10g} km²"
        yield Finding(FRONT, f"found {front:,.10g}, beyond the anchors of {name}, which go from {ends}", (path,))
    if (places[0], places[-1]) != (0.0, 1.0):
        yield Finding(
            path,
            f"the anchors go from {written(places[0])} to {written(places[-1])}; beyond them the scale stands still",
        )


def _weights(scenario: Scenario) -> Iterator[Finding]:
    together = scenario.settled_together()
    for name, actor in scenario.actors.items():
        if isinstance(actor, Belligerent):
            total = sum(entry.weight.value for issue, entry in actor.preferences.items() if issue in together)
            if not WEIGHTS_FROM <= total <= WEIGHTS_TO:
                message = f"the weights on the issues of a settlement sum to {total:.3g} and are scaled to sum to 1"
                yield Finding(("actors", name, "preferences"), message)


def _red_lines(scenario: Scenario) -> Iterator[Finding]:
    for name, actor in scenario.actors.items():
        if not isinstance(actor, Belligerent):
            continue
        for line, entry in actor.red_lines.items():
            path: Path = ("actors", name, "red_lines", line)
            side = "at_least" if entry.at_least is not None else "at_most"
            bound = _place(scenario, entry.issue, entry.bound)
            wanted = actor.preferences[entry.issue].ideal.value if entry.issue in actor.preferences else None
            if bound is not None and wanted is not None and _beyond(entry, wanted, bound):
                message = f"the side's own ideal, {written(wanted)}, lies beyond this line; is the other of `at_least` and `at_most` meant?"
                yield Finding((*path, side), message, (("actors", name, "preferences", entry.issue, "ideal"),))
            released = _place(scenario, entry.issue, entry.released_to) if entry.released_to is not None else None
            if bound is not None and released is not None and _beyond(entry, bound, released):
                message = f"is stricter than the line itself, `{side}`; a released line is meant to be looser"
                yield Finding((*path, "released_to"), message, ((*path, side),))


def _beyond(line: RedLine, place: float, bound: float) -> bool:
    """Whether a place lies beyond a bound on the side of the line."""
    return place < bound if line.at_least is not None else place > bound


def _place(scenario: Scenario, issue_name: str, position: Position) -> float | None:
    """A position on its issue's scale at the start; None where it has none."""
    issue = scenario.issues.get(issue_name)
    if issue is None:
        return None
    if position.anchor is not None:
        return issue.anchors[position.anchor].at.value if position.anchor in issue.anchors else None
    if position.at is not None:
        return position.at.value
    if position.front_km2 is None or any(anchor.km2 is None for anchor in issue.anchors.values()):
        return None
    areas = [anchor.km2.value for anchor in issue.anchors.values() if anchor.km2]
    front = scenario.war.initial_front_km2.value + position.front_km2.value
    return _between(front, list(zip(areas, (anchor.at.value for anchor in issue.anchors.values()), strict=True)))


def _between(area: float, anchors: Sequence[tuple[float, float]]) -> float:
    """The place on the scale for an area, given areas and places that rise; beyond the outer anchors that of the anchor."""
    for (area_0, place_0), (area_1, place_1) in pairwise(anchors):
        if area_0 <= area <= area_1:
            return place_0 + (place_1 - place_0) * (area - area_0) / (area_1 - area_0)
    return anchors[0][1] if area < anchors[0][0] else anchors[-1][1]


def _offsets(scenario: Scenario) -> Iterator[Finding]:
    area, front = scenario.war.area_km2.value, scenario.war.initial_front_km2.value
    for path, _, position, _ in placed(scenario):
        if position.front_km2 is not None and not 0 <= front + position.front_km2.value <= area:
            reached = front + position.front_km2.value
            message = f"found {position.front_km2.value:,.10g} from the front at {front:,.10g}: {reached:,.10g} of {area:,.10g} km²"
            yield Finding(path, message, (FRONT, AREA))


def _thresholds(scenario: Scenario) -> Iterator[Finding]:
    """Conditions on a value that a variable never has, such as 55 for a share."""
    for path, condition in conditions(scenario):
        yield from _threshold(scenario, path, condition)


def _threshold(scenario: Scenario, path: Path, condition: Condition) -> Iterator[Finding]:
    for key, parts in (("all", condition.all), ("any", condition.any)):
        for number, part in enumerate(parts or ()):
            yield from _threshold(scenario, (*path, key, number), part)
    name = condition.variable
    if name is None or (name not in VARIABLES and name.rpartition(".")[0] not in VARIABLES):
        return
    low, high = _range(scenario, name, variable_of(name))
    width = condition.width
    if width is not None and low is not None and high is not None and width.value > high - low:
        message = f"found {written(width.value)}, wider than all that {name} can be, {low:,.10g} to {high:,.10g}"
        yield Finding((*path, "width"), message)
    for side in ("above", "below"):
        level = getattr(condition, side)
        if level is not None and ((low is not None and level.value < low) or (high is not None and level.value > high)):
            ends = f"{'' if low is None else f'{low:,.10g}'} to {'' if high is None else f'{high:,.10g}'}".strip()
            yield Finding(
                (*path, side), f"found {written(level.value)}, but {name} goes from {ends} ({variable_of(name).unit})"
            )


def _range(scenario: Scenario, name: str, variable: Variable) -> tuple[float | None, float | None]:
    if name == "front_km2":
        return 0.0, scenario.war.area_km2.value
    if name == "month":
        return 0.0, float(scenario.months)
    if variable.unit == "0 or 1" or variable.unit.startswith(("share", "index 0-1")):
        return 0.0, 1.0
    return variable.low, variable.high


def _aid(scenario: Scenario) -> Iterator[Finding]:
    for name, actor in scenario.actors.items():
        if isinstance(actor, Sponsor):
            most = actor.capacity_eur_bn.value + sum(member.bilateral_eur_bn.value for _, member in members_of(actor))
            if 0 < most < actor.initial_eur_bn.value:  # one that gives nothing any more is said on purpose
                message = f"found {written(actor.initial_eur_bn.value)}, more than all that it can give, {written(most)} EUR bn a month"
                yield Finding(("actors", name, "initial_eur_bn"), message, (("actors", name, "capacity_eur_bn"),))


def _dates(scenario: Scenario) -> Iterator[Finding]:
    for name, event in scenario.events.items():
        if event.on is not None and (month := month_index(scenario.start, event.on)) > scenario.months:
            message = f"found {event.on}, month {month}, after the last month of the scenario, {scenario.months}"
            yield Finding(("events", name, "on"), message, (("months",), ("start",)))


def _lever_ranges(scenario: Scenario) -> Iterator[Finding]:
    known = parameters(scenario)
    for path, lever in scenario.levers.items():
        found = known.get(path)
        if found is not None and not isinstance(found.value, bool) and not lever.low <= found.value <= lever.high:
            message = f"the range {describe_range(lever.low, lever.high)} leaves out the value of the scenario, {written(found.value)}"
            yield Finding(("levers", path), message, (tuple(path.split(".")),))
