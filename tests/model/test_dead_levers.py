"""Every number and switch of the invented world moves some outcome; no slider does nothing."""

import pytest

from sim import parameters, scenario_names
from tests.conftest import WORLD, loaded, parameters_of
from tests.model.dead import EVERYWHERE, move_something, still_dead, unexplained

pytestmark = pytest.mark.slow


EXEMPT_IN_THE_WORLD: dict[str, str] = {
    **EVERYWHERE,
    r"actors\.ridge\.capability\.from_aid": "no sponsor supports this side",
    r"actors\.league\.fatigue\.growth_diversion": "no other war diverts this sponsor",
    r"actors\.ridge\.red_lines\.guards\.release\.level": "an announced line is given up by degrees; no level opens it",
    r"proposals\.shared_fishing\.duration\..*months": "it is renewed by itself, and neither side has a reason to denounce it",
}


def test_every_parameter_of_the_invented_world_moves_something():
    world = loaded(WORLD)
    dead = still_dead(world, parameters(world), 64, 6)
    dead = still_dead(world, dead, 1000)
    dead = still_dead(world, unexplained(dead, EXEMPT_IN_THE_WORLD), 1000, far=True)
    assert not dead


# A slider that does nothing would be a promise that is not kept. Variants inherit most of theirs, so each is tried once.
SHIPPED = ["december-2023", *scenario_names()]
LEVERS = {path: name for name in reversed(SHIPPED) for path in loaded(name).levers}


@pytest.mark.parametrize("name", sorted(set(LEVERS.values())))
def test_every_lever_moves_something(name):
    scenario, moves = loaded(name), []
    for path in (path for path, home in LEVERS.items() if home == name):
        lever, value = scenario.levers[path], parameters_of(name)[path].value
        ends = (not value,) if isinstance(value, bool) else (lever.low, lever.high)
        moves += [(path, end) for end in ends]
    assert move_something(scenario, moves, 256) == {path for path, _ in moves}
