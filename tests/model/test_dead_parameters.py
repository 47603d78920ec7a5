"""Every number and switch of the shipped world moves some outcome; the exceptions are named with their reason."""

import pytest

from sim import change, parameters
from tests.conftest import loaded
from tests.model.dead import EVERYWHERE, still_dead, unexplained

pytestmark = pytest.mark.slow


# Parameters without any effect in all the conditions below, by pattern, each with its reason.
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


def test_every_parameter_of_the_shipped_world_moves_something():
    pressed, december = loaded("pressure-for-talks"), loaded("december-2023")
    # Few months first: most of what has an effect shows it at once.
    dead = still_dead(pressed, parameters(pressed), 64, 4)
    dead = still_dead(december, dead, 256, 12)
    dead = unexplained(dead, EXEMPT)
    # Everything that third parties could offer lies on the table; then nobody who could forbid it does.
    offered = change(pressed, {f"offers.{name}.active": True for name in pressed.offers})
    dead = still_dead(offered, dead, 400, 12, far=True)
    agreed = change(offered, {path: 2.0 for path in parameters(pressed) if path.endswith("decision.opt_out")})
    dead = still_dead(agreed, dead, 1024, 24, far=True)
    assert not dead
