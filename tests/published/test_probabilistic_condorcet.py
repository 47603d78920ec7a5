"""Two options with coalitions 51.212 and 19.714 stand at 0.8709 and 0.1291; three options at 0.6351 0.2148 0.1501 (uniform challenges),
0.5094 0.2796 0.2110 (incentive), 0.8659 0.1241 0.0100 (conditional).

KAPSARC Toolkit for Behavioral Analysis (KTAB), reference run KTAB/kmodel/20170530_ref-demomodel.txt of its repository, with the square
model of victory. It prints four decimals.
"""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim import InputError
from tests.published.pce import LIMITS, distribution, victory

TWO = [[0, 51.212], [19.714, 0]]
THREE = [[0, 12.099, 54.921], [10.333, 0, 27.079], [5.007, 55.047, 0]]
STANDING = {
    "uniform": [0.6351, 0.2148, 0.1501],
    "incentive": [0.5094, 0.2796, 0.2110],
    "conditional": [0.8659, 0.1241, 0.0100],
}
PRINTED = 5.0001e-5


def test_chances_of_victory_are_as_published():
    assert victory(TWO)[0, 1] == pytest.approx(0.8709, abs=PRINTED)
    published = [[0.5, 0.5782, 0.9918], [0.4218, 0.5, 0.1948], [0.0082, 0.8052, 0.5]]
    np.testing.assert_allclose(victory(THREE), published, atol=PRINTED)


@pytest.mark.parametrize("limit", LIMITS)
def test_two_options_stand_as_they_win(limit):
    assert distribution(TWO, limit) == pytest.approx([0.8709, 0.1291], abs=PRINTED)


def test_strength_as_it_is_does_not_give_the_published_figure():
    """Without the square it would be 0.722."""
    assert distribution(TWO, exponent=1)[0] == pytest.approx(0.7220, abs=PRINTED)


@pytest.mark.parametrize("limit", LIMITS)
def test_three_options_stand_as_published(limit):
    assert distribution(THREE, limit) == pytest.approx(STANDING[limit], abs=PRINTED)


def by_walking(strength, limit, steps=20_000, seed=1):
    """The share of time that options stand, by drawing challenger and winner step after step."""
    rng, beats = np.random.default_rng(seed), victory(strength)
    stands, time = 0, np.zeros(len(beats))
    for chance, luck in rng.random((steps, 2)):
        weights = np.ones(len(beats)) if limit == "uniform" else strength[:, stands] * beats[:, stands]
        if limit == "incentive":
            weights[stands] = 0
        challenger = int(np.searchsorted(np.cumsum(weights) / weights.sum(), chance))
        if luck < beats[challenger, stands]:
            stands = challenger
        time[stands] += 1
    return time / steps


@pytest.mark.parametrize("limit", ["uniform", "incentive"])
def test_the_limits_are_those_of_the_walk_they_describe(limit):
    strength = np.random.default_rng(8).uniform(1, 10, (5, 5))
    assert distribution(strength, limit) == pytest.approx(by_walking(strength, limit), abs=0.025)


@given(st.integers(0, 10**6), st.integers(1, 12), st.sampled_from(LIMITS), st.floats(0, 8))
def test_it_is_a_distribution_in_which_numbering_and_units_do_not_matter(seed, count, limit, exponent):
    rng = np.random.default_rng(seed)
    strength = rng.uniform(0.1, 10, (count, count))
    found = distribution(strength, limit, exponent)
    assert found.sum() == pytest.approx(1) and (found >= 0).all()
    order = rng.permutation(count)
    again = distribution(7 * strength[np.ix_(order, order)], limit, exponent)
    np.testing.assert_allclose(again, found[order], atol=1e-9)


@pytest.mark.parametrize("limit", LIMITS)
def test_who_wins_every_contest_for_certain_stands(limit):
    assert distribution([[0, 3, 2], [0, 0, 1], [0, 5, 0]], limit) == pytest.approx([1, 0, 0])


def test_a_circle_of_certain_victories_has_no_conditional_winner():
    circle = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert distribution(circle, "uniform") == pytest.approx([1 / 3] * 3)
    assert distribution(circle, "incentive") == pytest.approx([1 / 3] * 3)
    with pytest.raises(InputError, match="no option that can win all"):
        distribution(circle, "conditional")


@pytest.mark.parametrize(
    ("strength", "limit", "said"),
    [
        ([[0, 0], [0, 0]], "uniform", "0 on both sides between options 0 and 1"),
        ([[0, -1], [2, 0]], "uniform", "found -1; allowed: at least 0"),
        ([[0, 1, 2], [2, 0, 1]], "uniform", "a table of 2 × 3; allowed: 2 × 2"),
        (TWO, "markov", "limit: found 'markov'; allowed: uniform"),
    ],
)
def test_what_does_not_fit_is_refused(strength, limit, said):
    with pytest.raises(InputError, match=said):
        distribution(strength, limit)
