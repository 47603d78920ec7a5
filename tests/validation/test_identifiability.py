"""Numbers are moved by one rule, what moves nothing is told from what does, and reasons belong to numbers that exist."""

import re

import numpy as np
import pytest

from sim import change, parameters, simulate
from sim.validation.calibration.identifiability import MEASURES, edges, movable, ranges, screening, still_dead
from sim.validation.record.sensitivity import explained, load_reasons
from tests.conftest import SMALL, loaded


@pytest.fixture(scope="module")
def screened():
    return screening(loaded(SMALL), 3, 24)


def test_every_number_without_a_spread_is_moved_by_a_quarter_and_stays_allowed():
    scenario = loaded("december-2023")
    known = parameters(scenario)
    found = ranges(scenario)
    assert found["actors.ukraine.capability.initial"].low == pytest.approx(0.75 * 0.98)
    assert "actors.russia.war_cost" not in found and "actors.russia.war_cost" in movable(scenario)
    for path, ends in found.items():
        assert known[path].accepts(ends.low) and known[path].accepts(ends.high) and ends.low < ends.high, path
    assert not any(path.startswith("offers.") or ".anchors." in path for path in movable(scenario))


def test_a_screening_tells_what_acts_from_what_does_not(screened):
    assert set(screened["strongest"]) == set(MEASURES)
    assert 0 < len(screened["dead"]) < screened["numbers"]
    listed = {path for top in screened["strongest"].values() for path in top}
    assert listed and not listed & set(screened["dead"])
    told = screened["observation"]
    assert 0 < told["directions"] <= told["observables"]


def test_what_it_calls_dead_moves_no_outcome(screened):
    scenario = loaded(SMALL)
    base = simulate(scenario, 24)
    for path in screened["dead"][:5]:
        ends = ranges(scenario).get(path)
        if ends is not None:
            moved = simulate(scenario, 24, changes={path: ends.high})
            assert np.array_equal(base["front_km2"].values, moved["front_km2"].values), path


def test_still_dead_finds_what_acts_elsewhere():
    scenario = loaded("december-2023")
    acting, idle = "actors.russia.capability.initial", "actors.russia.capability.from_aid"
    assert still_dead(scenario, [acting, idle], 20, 6) == [idle]


@pytest.mark.parametrize(
    ("path", "name", "months"),
    [("talks.breakdown_escalation", "escalation", 24), ("ends.flare_up_hazard", "frozen-line", 36)],
)
def test_what_rests_in_the_baselines_acts_in_the_scenario_that_its_reason_names(path, name, months):
    assert f"`{name}`" in load_reasons()[path.replace(".", r"\.")]
    assert still_dead(loaded("pressure-for-talks"), [path], 200, 12) == [path]
    assert still_dead(loaded(name), [path], 1000, months) == []


def test_an_edge_is_found_and_is_paired():
    """Talks that open with certainty above a level are an edge; a number that does nothing is none."""
    scenario = change(loaded("december-2023"), {"talks.base_hazard": 0.1})
    found = edges(scenario, ["talks.base_hazard", "actors.russia.capability.from_aid"], 400)
    assert found["found"] and all(words.startswith("talks.base_hazard to ") for words in found["found"])
    one = found["found"]["talks.base_hazard to 0.105: talks"]
    up = simulate(scenario, 400, changes={"talks.base_hazard": 0.105})
    base = simulate(scenario, 400)
    expected = up["first_talks"].notnull().mean().item() - base["first_talks"].notnull().mean().item()
    assert one["difference"]["value"] == pytest.approx(expected, abs=1e-5)


def test_reasons_belong_to_numbers_and_what_has_none_is_marked():
    known = {**parameters(loaded("december-2023")), **parameters(loaded("november-2024"))}
    for pattern, why in load_reasons().items():
        assert why and any(re.fullmatch(pattern, path) for path in known), pattern
    assert explained(["war.area_km2", "talks.base_hazard"]) == {
        "war.area_km2": load_reasons()[r"war\.area_km2"],
        "talks.base_hazard": "",
    }
