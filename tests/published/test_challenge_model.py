"""Ten states on emission standards, weighted median after rounds 1 to 8: 8.4 9.9 9.9 9.9 9.9 7.4 8.8 9.6; mean: 7.4 7.5 7.6 7.3 7.3 7.4
7.5 7.6.

Scholz, Calbert and Smith 2011, Unravelling Bueno De Mesquita's Group Decision Model, Journal of Theoretical Politics 23 (4): 510–531.
Inputs and figures were read from public replications of the article, not from the article. Round 2 does not match.
"""

import json

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import InputError
from tests.published import challenge
from tests.published.challenge import Actors, median, play

MEDIANS = [8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6]
MEANS = [7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6]
STATES = Actors(
    capability=np.array([8, 8, 3, 16, 16, 16, 16, 5, 5, 8]) / 100,
    position=np.array([4, 7, 4, 4, 10, 10, 10, 7, 4, 7.0]),
    salience=np.array([80, 40, 20, 80, 60, 60, 90, 10, 100, 70]) / 100,
)


@pytest.fixture(scope="module")
def course():
    return play(STATES, 8)


def test_before_any_challenge_the_median_is_seven(course):
    assert course.median[0] == 7
    assert (course.position[0] == STATES.position).all()
    assert json.loads(json.dumps(course.data()))["median"] == course.median.tolist()


@pytest.mark.parametrize("number", [1, 3, 4, 5, 6, 7, 8])
def test_the_median_is_as_published(course, number):
    assert course.median[number] == pytest.approx(MEDIANS[number - 1], abs=0.08)


@pytest.mark.parametrize("number", range(1, 9))
def test_the_mean_is_as_published(course, number):
    assert course.mean[number] == pytest.approx(MEANS[number - 1], abs=0.08)


def test_the_median_of_round_2_does_not_match(course):
    """Published is 9.9; we have 9.61, and 9.96 only a round later. If this test fails, the replication has become better: say so."""
    assert course.median[2] == pytest.approx(9.61, abs=0.005)
    assert abs(course.median[2] - MEDIANS[1]) > 0.25


def random_actors(seed, count):
    rng = np.random.default_rng(seed)
    return Actors(rng.uniform(0.1, 1, count), rng.uniform(0, 10, count), rng.uniform(0.1, 1, count))


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 9))
def test_nobody_leaves_the_range_of_positions(seed, count):
    actors = random_actors(seed, count)
    course = play(actors, 6)
    assert np.isfinite(course.position).all()
    low, high = actors.position.min() - 1e-9, actors.position.max() + 1e-9
    assert ((course.position >= low) & (course.position <= high)).all()


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 7), st.floats(0.5, 20), st.floats(-50, 50), st.floats(0.1, 10))
def test_units_of_scale_and_capability_do_not_matter(seed, count, unit, shift, strength):
    actors = random_actors(seed, count)
    other = Actors(strength * actors.capability, shift + unit * actors.position, actors.salience)
    np.testing.assert_allclose(play(other, 1).position, shift + unit * play(actors, 1).position, atol=1e-6)


def test_who_agrees_stays_where_it_is():
    same = Actors(np.array([1, 2]), np.array([3.0, 3.0]), np.array([0.5, 1]))
    assert (play(same, 4).position == 3).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=9))
def test_half_of_all_influence_stands_on_either_side_of_the_median(placed):
    position, influence = np.array(placed, dtype=float).T
    found = median(position, influence)
    assert found in position
    assert influence[position <= found].sum() >= influence.sum() / 2 - 1e-9
    assert influence[position >= found].sum() >= influence.sum() / 2 - 1e-9


def test_risk_attitudes_go_from_one_half_to_two():
    rng = np.random.default_rng(3)
    exponents = challenge.risk_exponents(rng.normal(size=(6, 6)))
    assert (exponents.min(), exponents.max()) == pytest.approx((0.5, 2))
    assert (challenge.risk_exponents(np.zeros((3, 3))) == 1).all()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"salience": np.array([0.5, 1.5])}, "largest salience: found 1.5"),
        ({"capability": np.array([-1, 1])}, "smallest capability: found -1"),
        ({"capability": np.zeros(2)}, "no actor with both above 0"),
        ({"position": np.array([1.0, np.nan])}, "position: found nan"),
        ({"position": np.array([1.0])}, "position: found a table of 1; allowed: 2"),
    ],
)
def test_what_is_out_of_range_is_refused(changed, said):
    two = Actors(np.ones(2), np.array([0.0, 1.0]), np.ones(2))
    with pytest.raises(InputError, match=said):
        play(two._replace(**changed), 1)
