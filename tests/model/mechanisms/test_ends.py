"""Ends: everybody stands somewhere, what is final is never left, and each end comes when it should."""

import numpy as np
import pytest

from sim import Scenario, change, ends, scenario_names, simulate
from sim.model.phases import ABSORBING
from sim.vocabulary import ENDS, PHASES
from tests.conftest import SMALL, WORLD, loaded

SCENARIOS = [str(SMALL), str(WORLD), *scenario_names()]


def phases_of(result):
    return result["phase"].transpose("run", "month").values


def test_the_ends_are_all_phases_each_once():
    assert sorted(code for end in ENDS.values() for code in end.codes) == list(range(len(PHASES)))


@pytest.mark.parametrize("name", SCENARIOS)
def test_shares_of_ends_sum_to_one_in_every_month(name):
    result = simulate(loaded(name), 300, 36)
    counts = np.array([end["runs"] for end in ends(result).values()])
    assert (counts.sum(axis=0) == 300).all()
    assert counts.shape == (len(ENDS), 37)
    assert all(end["label"] and "{" not in end["label"] + end["text"] for end in ends(result).values())


def hard_world(**changes) -> Scenario:
    """An invented conflict in which a side often breaks and the fighting often fades."""
    return change(
        loaded(WORLD),
        {"ends.collapse_hazard": 0.5, "ends.collapse_at": 0.1, "ends.fading_hazard": 0.2, **changes},
    )


def test_what_is_final_is_never_left_and_nothing_happens_there():
    result = simulate(hard_world(), 1500, 48, record="full")
    phase = phases_of(result)
    final = np.isin(phase, ABSORBING)
    assert 0.05 < final[:, -1].mean() < 1
    assert (final[:, 1:] >= final[:, :-1]).all()
    stays = final[:, :-1]
    assert (phase[:, 1:][stays] == phase[:, :-1][stays]).all()
    front = result["front_km2"].values
    assert (front[:, 1:][stays] == front[:, :-1][stays]).all()
    assert (result["losses"].sel(actor=result["actor"].values[0]).values[:, 1:][stays] == 0).all()
    for first in ("first_talks", "first_signature", "first_collapse", "first_low_activity"):
        later = result[first].values > result["first_victory"].values
        assert not later.any(), first


def test_a_side_breaks_when_it_is_inferior_and_tired():
    base, tired = (simulate(hard_world(**more), 1500, 24) for more in ({}, {"ends.collapse_at": 1.5}))
    assert (~np.isnan(base["first_victory"])).mean() > (~np.isnan(tired["first_victory"])).mean()
    never = simulate(hard_world(**{"ends.collapse_hazard": 0.0}), 500, 24)
    ended = ~np.isnan(never["first_victory"].values)
    assert (never["front_km2"].values[ended, -1] >= 1700).all(), "then only the line of victory ends a war"


def test_reaching_the_line_of_victory_ends_the_war():
    scenario = loaded(SMALL)
    data = scenario.model_dump(mode="json", exclude_none=True)
    data["actors"]["highland"]["victory_km2"] = 1050
    data["actors"]["lowland"]["victory_km2"] = 900
    result = simulate(Scenario.model_validate(data), 1500, 36)
    phase, front = phases_of(result), result["front_km2"].values
    won_1, won_0 = phase == list(PHASES).index("victory_1"), phase == list(PHASES).index("victory_0")
    assert won_1[:, -1].any() and won_0[:, -1].any()
    assert (front[won_1] >= 1050).all() and (front[won_0] <= 900).all()
    fighting = (phase[:, 1:] <= 1) & (phase[:, :-1] <= 1)
    assert (front[:, 1:][fighting] < 1050).all() and (front[:, 1:][fighting] > 900).all()


def test_a_war_fades_and_flares_up_again():
    quiet = hard_world(**{"ends.flare_up_hazard": 0.2, "ends.collapse_hazard": 0.0})
    result = simulate(quiet, 1500, 36)
    phase, front = phases_of(result), result["front_km2"].values
    low = phase == list(PHASES).index("low_activity")
    assert 0.05 < low.any(axis=1).mean()
    assert (front[:, 1:][low[:, :-1]] == front[:, :-1][low[:, :-1]]).all(), "the front stands still"
    after = phase[:, 1:][low[:, :-1]]
    assert set(np.unique(after)) == {list(PHASES).index("war"), list(PHASES).index("low_activity")}
    assert (after == list(PHASES).index("war")).mean() == pytest.approx(1 - np.exp(-0.2), abs=0.03)


def test_a_ceasefire_stops_the_front_and_leads_on_or_fails():
    result = simulate(loaded(WORLD), 3000, 36)
    phase, front = phases_of(result), result["front_km2"].values
    truce = phase == list(PHASES).index("ceasefire")
    assert truce.any()
    stays = truce[:, :-1]
    assert (front[:, 1:][stays] == front[:, :-1][stays]).all()
    after = set(np.unique(phase[:, 1:][stays]))
    assert after == {list(PHASES).index(name) for name in ("war", "ceasefire", "agreement")}
    assert (result["first_ceasefire"].values[truce.any(axis=1)] >= 1).all()
