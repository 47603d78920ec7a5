import numpy as np
import pandas as pd
import pytest

import sim
from dashboard.charts import fans
from dashboard.views.explore import frames as explore_frames

NO_EVENTS = pd.DataFrame(columns=["month", "calendar", "event", "mark"])


def test_fan_has_ordered_quantiles_for_every_month(result):
    table = fans.fan(result, result, "fatigue", NO_EVENTS, actor="ukraine")
    assert list(table["month"]) == list(range(9))
    levels = table[list(fans.LEVELS)].to_numpy(float)
    assert (np.diff(levels, axis=1) >= 0).all()
    assert levels.min() > 0 and levels.max() <= 100
    assert (table["baseline"] == table["q50"]).all()


def test_fan_agrees_with_the_library(result):
    theirs = sim.summarise(result)["quantiles"]["front_km2"]
    ours = fans.fan(result, result, "front_km2", NO_EVENTS)
    for name, level in fans.LEVELS.items():
        assert ours[name].to_numpy(float) == pytest.approx(theirs[f"{level:g}"], abs=1e-5)


def test_events_become_rows_of_their_own(result):
    events = pd.DataFrame([{"month": 2, "calendar": "2025-01", "event": "Something", "mark": "1"}])
    table = fans.fan(result, result, "ripeness", events)
    assert len(table) == 10
    assert table["q50"].isna().sum() == 1 and table["event"].notna().sum() == 1


def test_actors_without_the_variable_have_no_values(result):
    table = fans.fan(result, result, "fatigue", NO_EVENTS, actor="global_south")
    assert table["q50"].isna().all()


def test_quantiles_ignore_missing_runs():
    values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    found = fans.quantiles(values)
    assert found[2, 0] == 2
    assert np.isnan(found[:, 1]).all()


def test_shares_keep_the_baseline_beside_them(result):
    table = fans.shares(explore_frames.gives(result, "eu"), np.zeros(9), fans.calendar(result), NO_EVENTS)
    assert table["now"].iloc[0] == 100 and table["baseline"].eq(0).all()
    assert table["now"].between(0, 100).all() and len(table) == 9


@pytest.mark.parametrize("ends", [(0, 1), (111_000, 118_000), (3.1, 3.1), (-5, 5), (0, 0), (1e-9, 2e-9)])
def test_rungs_hold_the_values(ends):
    low, high = fans.rungs(*ends)
    assert low <= ends[0] and high >= ends[1] and low < high


def test_rungs_stay_put_for_small_moves():
    assert fans.rungs(0, 10.0, floor=0) == fans.rungs(0, 10.3, floor=0)


def test_paired_differences_are_those_of_the_runs():
    before, after = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 5.0, 4.0])
    found = sim.paired(before, after)
    assert (found["baseline"], found["changed"], found["difference"]) == (2.5, 3.25, 0.75)
    half = 1.959964 * np.std([1, 0, 2, 0]) / 2
    assert (found["low"], found["high"]) == pytest.approx((0.75 - half, 0.75 + half))
    same = np.array([True, False] * 50)
    assert (sim.paired(same, same)["low"], sim.paired(same, same)["high"]) == (-0.03, 0.03)
    assert sim.paired(before, before)["high"] == 0
