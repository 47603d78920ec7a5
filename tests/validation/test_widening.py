"""Bands are widened by earlier errors only, and hold what they should when errors are alike."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.scenario.schema import calendar_month
from sim.validation.hindcast.forecasts import Case, Score
from sim.validation.hindcast.scores import reach, within
from sim.validation.hindcast.track_record import coverage
from sim.validation.hindcast.widening import FEWEST, factors


def case(origin: str, reached: float, series: str = "a", kind: str = "poll", known: str | None = None) -> Case:
    month = calendar_month(origin, 1)
    score = Score(1.0, 0.0, reached <= 1, reached <= 1, reached, reached)
    return Case(series, kind, origin, month, known or month, 0.0, {"model": score})


def test_reach_is_one_at_the_ends_of_the_band_and_agrees_with_it():
    members = np.arange(101.0)
    assert reach(members, 50, 0.9) == 0 and reach(members, 95, 0.9) == 1 and reach(members, 5, 0.9) == 1
    assert reach(members, 140, 0.9) == 2 and reach(members, 75, 0.5) == 1
    assert reach([3.0, 3.0], 4.0, 0.5) == math.inf and reach([3.0, 3.0], 3.0, 0.5) == 0
    rng = np.random.default_rng(1)
    skew = rng.gamma(1, 1, 500)
    for value in rng.gamma(1, 2, 50):
        assert (reach(skew, value, 0.9) <= 1) == within(skew, value, 0.9)


def test_the_factor_is_the_finite_sample_quantile_of_what_was_known():
    past = [case("2023-01", value) for value in np.arange(1.0, 20.0)]  # 19 errors
    now = case("2023-06", 5.0)
    assert factors(now, past) == (10.0, 18.0)
    assert factors(now, past[: FEWEST - 1]) is None
    assert factors(now, past[:FEWEST]) == (5.0, 9.0)


def test_nothing_observed_later_is_used():
    past = [case("2023-01", value) for value in np.arange(1.0, 20.0)]
    now = case("2023-06", 5.0)
    late = [case("2023-05", 1000.0, known="2023-07") for _ in range(50)]
    same = [case("2023-06", 1000.0) for _ in range(50)]
    after = [case("2023-09", 1000.0) for _ in range(50)]
    assert factors(now, [*past, *late, *same, *after]) == factors(now, past)


def test_a_series_with_few_errors_borrows_from_those_of_its_kind():
    now = case("2023-06", 5.0)
    others = [case("2023-01", 3.0, series="b") for _ in range(FEWEST)]
    assert factors(now, others) == (3.0, 3.0)
    assert factors(now, [replace(one, kind="flow") for one in others]) is None
    own = [case("2023-01", 2.0) for _ in range(FEWEST)]
    assert factors(now, [*own, *others]) == (2.0, 2.0)


def test_bands_that_are_too_narrow_by_the_same_factor_hold_their_share():
    rng = np.random.default_rng(2)
    runs = rng.normal(size=4000)
    cases = []
    for number in range(60):
        for value in 3 * rng.normal(size=20):  # the truth scatters three times as much as the runs
            score = Score(
                1.0,
                0.0,
                within(runs, value, 0.5),
                within(runs, value, 0.9),
                reach(runs, value, 0.5),
                reach(runs, value, 0.9),
            )
            origin = calendar_month("2018-01", number)
            cases.append(Case("a", "flow", origin, origin, origin, value, {"model": score}))
    found = coverage(cases, cases)
    assert found["raw_50"] < 0.3 and found["raw_90"] < 0.5
    assert (found["widened_50"], found["widened_90"]) == pytest.approx((0.5, 0.9), abs=0.04)
    assert found["factor"] == pytest.approx(3, rel=0.1) and found["widened"] == 59 * 20
