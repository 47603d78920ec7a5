"""Scenario discovery: boxes that are there are found, boxes that are not there are not, and both on points held out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from sim.analysis import discovery
from sim.analysis.discovery import (
    FEWEST,
    LEVEL,
    difference_with_interval,
    discover,
    inside,
    mean_with_interval,
    peeled,
    quasi_p_values,
    significant,
)
from sim.analysis.peeling import best_box

NAMES = list("abcde")


def cube(points, seed=1):
    return pd.DataFrame(np.random.default_rng(seed).random((points, len(NAMES))), columns=NAMES)


def test_a_box_is_found_with_its_edges_and_holds_on_points_held_out():
    inputs = cube(1000)
    cases = ((inputs.a > 0.6) & (inputs.b < 0.4)).to_numpy()
    found = discover(inputs, cases)
    (box,) = found.boxes
    assert set(box.limits) == {"a", "b"}
    assert box.limits["a"] == (pytest.approx(0.6, abs=0.03), np.inf)
    assert box.limits["b"] == (-np.inf, pytest.approx(0.4, abs=0.03))
    assert box.held_out.coverage > 0.9 and box.held_out.density > 0.9
    assert box.held_out.points == 500 and box.held_out.cases == pytest.approx(cases.sum() / 2, abs=1)
    assert max(box.quasi_p.values()) < LEVEL and "0 points of interest are left" in found.why_no_more


def test_a_second_box_is_looked_for_where_the_first_is_not():
    inputs = cube(3000)
    cases = ((inputs.a > 0.7) & (inputs.b > 0.5) | (inputs.c < 0.15)).to_numpy()
    found = discover(inputs, cases)
    assert [set(box.limits) for box in found.boxes[:2]] == [{"c"}, {"a", "b"}]
    assert not np.any([one.members & other.members for one, other in [found.boxes[:2]]])
    together = np.any([box.members for box in found.boxes], axis=0)
    assert (cases & together).sum() > 0.9 * cases.sum()


def test_a_noisy_box_in_few_points_is_hardly_ever_missed():
    """Thin slices alone miss it in about one set of points in ten, because lucky slices of other parameters look better."""
    found = []
    for seed in range(1000, 1030):
        inputs, name = cube(200, seed), NAMES[seed % 5]
        cases = np.random.default_rng(seed).random(200) < np.where(inputs[name] > 0.6, 0.9, 0.1)
        boxes = discover(inputs, cases, seed).boxes
        found.append(bool(boxes) and name in boxes[0].limits)
    assert np.mean(found) >= 0.95


def test_where_nothing_is_no_box_is_claimed():
    """Cases strewn at random: fewer boxes are claimed than the level of the test on points held out would allow by itself."""
    claimed = [
        bool(discover(cube(300, seed), np.random.default_rng(seed).random(300) < 0.3, seed).boxes) for seed in range(40)
    ]
    assert np.mean(claimed) <= LEVEL


@pytest.mark.parametrize("count", [0, FEWEST, 2 * FEWEST - 1])
def test_too_few_cases_make_no_box(count):
    inputs = cube(400)
    cases = np.argsort(inputs.a.to_numpy()).argsort() < count
    found = discover(inputs, cases)
    assert found.boxes == [] and f"at least {FEWEST}" in found.why_no_more


def test_enough_cases_make_a_box():
    inputs = cube(400)
    (box,) = discover(inputs, np.argsort(inputs.a.to_numpy()).argsort() < 2 * FEWEST + 2).boxes
    assert set(box.limits) == {"a"}


def test_where_every_point_is_a_case_there_is_no_limit_to_draw():
    assert discover(cube(200), np.ones(200, dtype=bool)).boxes == []


def test_a_box_that_the_points_held_out_do_not_bear_out_is_refused(monkeypatch):
    inputs = cube(400)
    held_out = np.arange(400) % 2 == 1
    monkeypatch.setattr(discovery, "_half", lambda cases, seed: held_out)
    cases = np.where(held_out, inputs.a < 0.5, inputs.a > 0.5)
    found = discover(inputs, cases)
    assert found.boxes == [] and found.refused is not None
    assert found.refused.finding.density > 0.9
    assert found.refused.held_out.density < 0.1
    assert found.refused.held_out_p > LEVEL


def test_a_limit_that_does_nothing_is_dropped():
    inputs = cube(600)
    cases = (inputs.a > 0.5).to_numpy()
    limits = {"a": (0.5, np.inf), "d": (0.02, np.inf)}
    assert quasi_p_values(inputs, cases, limits)["d"] > LEVEL
    assert significant(inputs, cases, limits) == {"a": (0.5, np.inf)}


def test_a_quasi_p_value_is_the_chance_of_as_many_cases_at_the_share_of_the_box_without_the_limit():
    inputs = pd.DataFrame({"a": [0.1, 0.4, 0.6, 0.7, 0.8, 0.9], "b": [0.5, 0.5, 0.5, 0.5, 0.5, 0.1]})
    cases = np.array([False, False, True, True, False, True])
    limits = {"a": (0.5, np.inf), "b": (0.3, np.inf)}
    # In the box: 3 points, 2 cases. Without the limit on a 2 of 5 points are cases, without that on b 3 of 4.
    found = quasi_p_values(inputs, cases, limits)
    assert found["a"] == pytest.approx(3 * 0.4**2 * 0.6 + 0.4**3)
    assert found["b"] == pytest.approx(3 * 0.75**2 * 0.25 + 0.75**3)


def test_few_levels_and_switches_can_be_limited():
    generator = np.random.default_rng(1)
    inputs = pd.DataFrame(
        {"level": generator.integers(0, 5, 600) / 4, "switch": generator.integers(0, 2, 600).astype(float)}
    )
    cases = ((inputs.level >= 0.75) & (inputs.switch == 1)).to_numpy()
    limits = peeled(inputs, cases)
    assert limits == {"level": (pytest.approx(0.625), np.inf), "switch": (0.5, np.inf)}
    assert (inside(inputs, limits) == cases).all()


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_counts_add_up(seed):
    generator = np.random.default_rng(seed)
    inputs = cube(300, seed)
    cases = generator.random(300) < np.where(inputs[NAMES[seed % 5]] > 0.6, 0.98, 0.02)
    found = discover(inputs, cases, seed)
    assert found.boxes
    for box in found.boxes:
        for counts, half in ((box.finding, ~found.held_out), (box.held_out, found.held_out)):
            assert counts.points == half.sum() == 150
            assert counts.inside == (box.members & half).sum()
            assert counts.cases_inside == (box.members & cases & half).sum() <= counts.cases == (cases & half).sum()
            assert counts.density * counts.mass == pytest.approx(counts.coverage * counts.cases / counts.points)


def outcomes_of(points, runs, shared, seed):
    """Runs in which something happens: more often at some points than at others and, if shared, in some runs than in others."""
    draw = np.random.default_rng(seed).standard_normal
    luck = draw((1, runs)) if shared else draw((points, runs))
    return (0.7 * draw((points, 1)) + luck > 0).astype(float)


@pytest.mark.parametrize("shared", [True, False])
def test_the_interval_of_a_mean_over_points_holds_the_truth_as_often_as_it_says(shared):
    """The truth is one half. Points differ and runs are shared, so an interval of points × runs independent runs is far too narrow."""
    found = [mean_with_interval(outcomes_of(30, 40, shared, seed), shared, share=True) for seed in range(400)]
    held = np.mean([one["low"] <= 0.5 <= one["high"] for one in found])
    assert 0.92 < held < 0.995
    naive = 1.96 * np.sqrt(0.25 / (30 * 40))
    assert np.mean([abs(one["value"] - 0.5) <= naive for one in found]) < 0.7


def test_the_interval_of_none_has_an_upper_end_and_that_of_all_a_lower_one():
    none = mean_with_interval(np.zeros((40, 100)), True, share=True)
    every = mean_with_interval(np.ones((40, 100)), True, share=True)
    assert (none["value"], none["low"]) == (0, 0) and none["high"] == pytest.approx(3.84 / 43.84, abs=0.001)
    assert (every["value"], every["high"]) == (1, 1) and every["low"] == pytest.approx(1 - none["high"])
    one = mean_with_interval(np.array([[1.0, 0.0, 0.0]]), True, share=True)
    assert one["high"] - one["low"] > 0.6, "one point says little about points"
    assert np.isnan(mean_with_interval(np.zeros((0, 10)), True, share=True)["value"])


def test_a_mean_that_is_no_share_may_lie_anywhere():
    found = mean_with_interval(1000 + outcomes_of(30, 40, True, 1), True, share=False)
    assert found["low"] < found["value"] < found["high"] and found["low"] > 999


@pytest.mark.parametrize("shared", [True, False])
def test_the_interval_of_a_difference_holds_the_truth_as_often_as_it_says(shared):
    """Both sets of points are drawn alike, so the truth is none."""
    found = []
    for seed in range(400):
        outcomes = outcomes_of(60, 40, shared, seed)
        found.append(difference_with_interval(outcomes[:20], outcomes[20:], shared))
    assert 0.92 < np.mean([one["low"] <= 0 <= one["high"] for one in found]) < 0.995


def test_luck_that_both_share_cancels_in_a_difference():
    draws = 10 * np.random.default_rng(1).standard_normal((1, 50))
    low, high = (draws + at * np.linspace(0.9, 1.1, 30)[:, None] for at in (1, 2))
    found = difference_with_interval(high, low, common_random_numbers=True)
    assert found["low"] == pytest.approx(1, abs=0.1) and found["low"] > 0.9
    one, other = (mean_with_interval(values, True, share=False) for values in (high, low))
    assert one["low"] < other["high"], "while the intervals of the two overlap"
    assert np.isnan(difference_with_interval(high, low[:0], True)["value"])


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 9), st.sampled_from(discovery.SLICES))
def test_limits_of_a_box_enclose_its_members_and_it_scores_no_less_than_the_whole_space(seed, levels, slice_):
    generator = np.random.default_rng(seed)
    inputs = np.column_stack([generator.random(80), generator.integers(0, levels, 80), np.ones(80)])
    cases = generator.random(80) < np.where(inputs[:, 0] > 0.5, 0.8, 0.2)
    box = best_box(inputs, cases, slice_)
    assert (box.members == ((inputs >= box.low) & (inputs <= box.high)).all(axis=1)).all()
    assert box.score(cases) >= 2 * cases.sum() / (len(cases) + cases.sum())
    assert not np.isfinite([box.low[2], box.high[2]]).any(), "a parameter that does not vary has no limit"
