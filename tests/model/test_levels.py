"""Levels that the two articles and the observed series ask for. They are calibration, not findings."""

import numpy as np
import pytest

from sim import simulate, verdicts
from tests.conftest import loaded

SEEDS = (1, 2, 3)
RUNS, MONTHS = 8000, 12
NAMES = ("december-2023", "november-2024", "pressure-for-talks")


@pytest.fixture(scope="module", params=SEEDS)
def results(request):
    return {name: simulate(loaded(name), RUNS, MONTHS, request.param) for name in NAMES}


def happened(result, outcome):
    return float((~np.isnan(result[f"first_{outcome}"])).mean())


def test_december_2023_is_deadlock_and_fatigue(results):
    result = results["december-2023"]
    assert 0.10 <= happened(result, "talks") <= 0.40
    assert happened(result, "signature") < 0.005
    front = result["front_km2"].values
    assert ((front[:, -1] - front[:, 0] >= -1500) & (front[:, -1] - front[:, 0] <= 6000)).mean() >= 0.9
    fatigue = result["fatigue"].sel(actor="ukraine").values
    assert (fatigue[:, -1] > fatigue[:, 0]).mean() >= 0.95
    for actor in ("russia", "ukraine"):
        assert np.median(result["fatigue"].sel(actor=actor, month=11).values) > 0.5


def test_november_2024_without_and_with_pressure(results):
    assert 0.15 <= happened(results["november-2024"], "talks") <= 0.45
    assert happened(results["november-2024"], "signature") < 0.03
    assert 0.50 <= happened(results["pressure-for-talks"], "talks") <= 0.85
    assert 0.02 <= happened(results["pressure-for-talks"], "signature") <= 0.15


def test_russia_refuses_land_for_nato(results):
    for result in results.values():
        assert verdicts(result)["land_for_nato"]["russia"]["accepts"] < 0.02


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_dropping_the_nato_line_alone_does_not_change_that(name, seed):
    scenario = loaded(name)
    lines = scenario.actors["russia"].red_lines
    dropped = {
        f"actors.russia.red_lines.{line}.at_least": 0.0 for line, entry in lines.items() if entry.issue == "alignment"
    }
    assert dropped
    result = simulate(scenario, 2000, MONTHS, seed, changes=dropped)
    assert verdicts(result)["land_for_nato"]["russia"]["accepts"] < 0.05


def test_a_side_accepts_its_own_maximal_terms(results):
    for result in results.values():
        found = verdicts(result)
        assert found["ru_maximal"]["russia"]["accepts"] >= 0.95
        assert found["ua_ten_point"]["ukraine"]["accepts"] >= 0.95
