"""Every number and switch moves some outcome; the exceptions are named with their reason. No slider does nothing."""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from sim import Scenario, change, load_scenario, parameters, scenario_names, simulate
from sim.scenario.levers import Parameter
from tests.conftest import WORLD

pytestmark = pytest.mark.slow


# Parameters without any effect in all the conditions below, by pattern, each with its reason.
EVERYWHERE: dict[str, str] = {
    r"issues\.\w+\.anchors\.\w+\.(at|km2)": "a name for a point acts through the positions that use it",
    r"(events|offers)\.\w+\.when\.width": "what happens from the half-way point on does not depend on the width",
}
EXEMPT: dict[str, str] = {
    **EVERYWHERE,
    r"actors\.russia\.capability\.from_aid": "no sponsor supports this side",
    r"actors\.(eu|uk)\.fatigue\.growth_diversion": "no other war diverts this sponsor",
    r"actors\.russia\.red_lines\.\w+\.(released_to|release\.(level|rate))": "its public stays far below the release condition",
    r"actors\.ukraine\.red_lines\.freeze\.release\.level": "an announced line is given up by degrees; no level opens it",
    r"actors\.ukraine\.preferences\.forces\.feared": "nothing on this issue is promised to this side",
    r"actors\.russia\.preferences\.(grain|strikes_on_ukraine)\.promised": "the deal gives this side nothing on the issue",
    r"actors\.ukraine\.preferences\.(farm_trade|strikes_on_russia)\.promised": "the deal gives this side nothing on the issue",
    r"actors\.us\.decision\.swing_persistence": "this body has no moods: its swing is zero",
    r"proposals\.prisoner_exchange\.duration\..*months": "nothing in it rests on trust, so it is always renewed",
    r"proposals\.prisoner_exchange\.neutral": "nothing in it rests on a promise",
}
EXEMPT_IN_THE_WORLD: dict[str, str] = {
    **EVERYWHERE,
    r"actors\.ridge\.capability\.from_aid": "no sponsor supports this side",
    r"actors\.league\.fatigue\.growth_diversion": "no other war diverts this sponsor",
    r"actors\.ridge\.red_lines\.guards\.release\.level": "an announced line is given up by degrees; no level opens it",
    r"proposals\.shared_fishing\.duration\..*months": "it is renewed by itself, and neither side has a reason to denounce it",
}


def moved(parameter: Parameter, far: bool) -> Iterator[float | bool]:
    """Another value of a parameter, half as much again; with `far` also half as much, and the ends of what is allowed."""
    value = parameter.value
    if isinstance(value, bool):
        yield not value
    elif parameter.unit == "levels":
        yield 31
    else:
        span = max(abs(value), 5000.0 if parameter.unit == "km2" else 0.25)
        steps = [step for share in (0.5, -0.5, 0.1, -0.1) if parameter.accepts(step := value + share * span)]
        ends = [
            end for end in (parameter.low, parameter.high, 10 * value) if end is not None and parameter.accepts(end)
        ]
        yield from [*steps[:2], *ends] if far else steps[:1]


def differs(one, other) -> bool:
    return any(
        not np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f")
        for name in one.data_vars
    )


def still_dead(
    scenario: Scenario, paths: Iterable[str], runs: int, months: int | None = None, far: bool = False
) -> list[str]:
    """Those of the parameters at `paths` that move nothing at all in so many runs."""
    known = parameters(scenario)
    base = simulate(scenario, runs, months, record="full")
    return [
        path
        for path in paths
        if not any(
            differs(base, simulate(scenario, runs, months, record="full", changes={path: value}))
            for value in moved(known[path], far)
        )
    ]


def unexplained(dead: list[str], exempt: dict[str, str]) -> list[str]:
    for pattern in exempt:
        assert any(re.fullmatch(pattern, path) for path in dead), f"{pattern} is not dead: the exception can go"
    return [path for path in dead if not any(re.fullmatch(pattern, path) for pattern in exempt)]


def test_every_parameter_of_the_shipped_world_moves_something():
    pressed, december = load_scenario("pressure-for-talks"), load_scenario("december-2023")
    # Few months first: most of what has an effect shows it at once.
    dead = still_dead(pressed, parameters(pressed), 256, 4)
    dead = still_dead(december, dead, 512, 12)
    dead = unexplained(dead, EXEMPT)
    # Everything that third parties could offer lies on the table; then nobody who could forbid it does.
    offered = change(pressed, {f"offers.{name}.active": True for name in pressed.offers})
    dead = still_dead(offered, dead, 400, 12, far=True)
    agreed = change(offered, {path: 2.0 for path in parameters(pressed) if path.endswith("decision.opt_out")})
    dead = still_dead(agreed, dead, 1500, 24, far=True)
    assert not dead


def test_every_parameter_of_the_invented_world_moves_something():
    world = load_scenario(WORLD)
    dead = still_dead(world, parameters(world), 256, 6)
    dead = still_dead(world, dead, 1000)
    dead = still_dead(world, unexplained(dead, EXEMPT_IN_THE_WORLD), 1000, far=True)
    assert not dead


# A slider that does nothing would be a promise that is not kept. Variants inherit most of theirs, so each is tried once.
SHIPPED = ["december-2023", *scenario_names()]
LEVERS = {path: name for name in reversed(SHIPPED) for path in load_scenario(name).levers}


@pytest.mark.parametrize("name", sorted(set(LEVERS.values())))
def test_every_lever_moves_something(name):
    scenario = load_scenario(name)
    known, base = parameters(scenario), simulate(scenario, 256, record="full")
    dead = []
    for path in (path for path, home in LEVERS.items() if home == name):
        lever, value = scenario.levers[path], known[path].value
        ends = (not value,) if isinstance(value, bool) else (lever.low, lever.high)
        if not any(differs(base, simulate(scenario, 256, record="full", changes={path: end})) for end in ends):
            dead.append(path)
    assert not dead
