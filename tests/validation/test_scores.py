"""Scores are proper, zero on the spot, and agree with closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from sim.validation.hindcast.scores import brier, crps, crps_normal, log_score, mean_with_interval, within

numbers = st.floats(-1e6, 1e6, allow_nan=False)
forecasts = st.lists(numbers, min_size=1, max_size=30)


@given(forecasts, numbers)
def test_the_score_is_never_negative(members, observed):
    assert crps(members, observed) >= 0


@given(numbers, st.integers(1, 20))
def test_a_point_forecast_on_the_spot_scores_zero(value, count):
    assert crps([value] * count, value) == 0


@given(numbers, numbers)
def test_a_point_forecast_scores_its_absolute_error(forecast, observed):
    assert crps([forecast], observed) == pytest.approx(abs(forecast - observed))


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.floats(-60, 60))
def test_the_score_is_the_area_between_the_distribution_and_the_step_at_the_observation(members, observed):
    points = np.unique([*members, observed])
    heights = [(np.mean(np.array(members) <= a) - (a >= observed)) ** 2 for a in points[:-1]]
    assert crps(members, observed) == pytest.approx(float(np.dot(heights, np.diff(points))), abs=1e-9)


def test_many_draws_from_a_normal_score_as_its_closed_form():
    draws = np.random.default_rng(1).normal(3, 2, 200_000)
    for observed in (-4.0, 2.0, 3.0, 9.0):
        assert crps(draws, observed) == pytest.approx(float(crps_normal(3, 2, observed)), abs=0.02)


@pytest.mark.parametrize("observed", [-1.0, 0.3, 4.0])
def test_the_closed_form_is_the_integral(observed):
    low = quad(lambda x: norm.cdf(x, 1, 2) ** 2, -30, observed)[0]
    high = quad(lambda x: (1 - norm.cdf(x, 1, 2)) ** 2, observed, 40)[0]
    assert float(crps_normal(1, 2, observed)) == pytest.approx(low + high, rel=1e-6)


def test_few_draws_are_scored_without_bias_when_asked():
    """The score of small ensembles, averaged, is that of the distribution they come from; the plain one punishes them."""
    random = np.random.default_rng(2)
    small = random.normal(0, 1, (20_000, 4))
    truth = float(crps_normal(0, 1, 0.5))
    fair = np.mean([crps(members, 0.5, fair=True) for members in small])
    plain = np.mean([crps(members, 0.5) for members in small])
    assert fair == pytest.approx(truth, abs=0.01)
    assert plain - truth == pytest.approx(1 / (4 * np.sqrt(np.pi)), abs=0.01)


@settings(max_examples=20)
@given(st.floats(-2, 2), st.floats(0.3, 3))
def test_on_average_no_normal_forecast_beats_the_true_one(mean, sd):
    observed = np.random.default_rng(3).normal(0, 1, 20_000)
    truth, other = (crps_normal(m, s, observed) for m, s in ((0, 1), (mean, sd)))
    step = other - truth
    assert step.mean() > -4 * step.std() / np.sqrt(step.size) - 1e-12


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_scores_of_events_are_proper(truth, said):
    for score in (brier, log_score):
        expected = [truth * score(p, True) + (1 - truth) * score(p, False) for p in (truth, said)]
        assert expected[0] <= expected[1] + 1e-12


def test_what_was_called_impossible_costs_everything():
    assert log_score(0.0, True) == float("inf") and log_score(0.0, False) == 0
    assert brier(1.0, False) == 1 and brier(0.25, True) == 0.5625


def test_bands_of_a_calibrated_forecast_hold_what_they_say():
    random = np.random.default_rng(4)
    members = random.normal(0, 1, 2000)
    observed = random.normal(0, 1, 4000)
    for share in (0.5, 0.9):
        assert np.mean([within(members, y, share) for y in observed]) == pytest.approx(share, abs=0.04)


def test_an_interval_resamples_whole_clusters():
    mean, low, high = mean_with_interval([10.0, 10.0, -20.0], [10, 10, 10])
    assert mean == 0 and low == -2 and high == 1
    assert mean_with_interval([4.0, 2.0], [2, 1]) == (2.0, None, None)
    random = np.random.default_rng(5)
    steps = random.normal(0.5, 1, 200)
    mean, low, high = mean_with_interval(steps, np.ones(200))
    assert high - low == pytest.approx(2 * 1.96 * steps.std() / np.sqrt(200), rel=0.1)
