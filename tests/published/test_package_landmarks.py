"""Landmarks of all packages of issues, against brute force written straight from the definitions, on random games.

Published check: two parties that divide a stake of 1 in equal steps have the middle as Nash and as Kalai–Smorodinsky point (symmetry, Nash
1950, Econometrica 18 (2): 155–162; Kalai and Smorodinsky 1975, Econometrica 43 (3): 513–518).
"""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import InputError
from tests.published.package_space import CONVENTIONS, MOST, landmarks, landmarks_of


@st.composite
def games(draw):
    """Values of issues and disagreement values; whole numbers, so that ties and exact acceptance occur."""
    parties = draw(st.integers(1, 4))
    options = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    number = st.integers(-4, 6)
    values = [
        [[draw(number) for _ in range(count)] for _ in range(parties)] for count in options
    ]  # issue, party, option
    return values, [draw(st.integers(-4, 8)) for _ in range(parties)]


def names(count):
    return [f"party {k}" for k in range(count)]


@settings(max_examples=300)
@given(games())
def test_brute_force_finds_the_same(game):
    values, base = game
    parties = range(len(base))
    found = landmarks(values, base, names(len(base)))
    packages = list(itertools.product(*(range(len(issue[0])) for issue in values)))
    worth = [[sum(issue[k][o] for issue, o in zip(values, p, strict=True)) for k in parties] for p in packages]
    assert found.worth.tolist() == worth
    assert [found.choice(number) for number in range(len(packages))] == packages

    def dominates(a, b):
        return all(x >= y for x, y in zip(a, b, strict=True)) and a != b

    efficient = [n for n, w in enumerate(worth) if not any(dominates(other, w) for other in worth)]
    assert found.pareto.tolist() == efficient
    refusers = [[k for k in parties if w[k] < base[k]] for w in worth]
    for_all = [n for n, who in enumerate(refusers) if not who]
    assert found.for_all.tolist() == for_all
    for k in parties:
        assert found.for_all_but[f"party {k}"].tolist() == [n for n, who in enumerate(refusers) if who == [k]]

    gains = {n: [w - b for w, b in zip(worth[n], base, strict=True)] for n in for_all}
    strict = [n for n in for_all if min(gains[n]) > 0]
    nash = max(strict, key=lambda n: (math.prod(gains[n]), -n), default=None)
    assert found.nash == nash
    largest = [max((gains[n][k] for n in for_all), default=0) for k in parties]
    able = [k for k in parties if largest[k] > 0]

    def ranked(n):
        return sorted(round(gains[n][k] / largest[k], 9) for k in able)

    best = max((n for n in for_all if n in efficient), key=lambda n: (ranked(n), -n), default=None)
    assert found.kalai_smorodinsky == (best if able else None)


def test_a_stake_is_divided_in_the_middle():
    share = np.linspace(0, 1, 21)
    found = landmarks([[share, share[::-1]]], [0, 0], ["north", "south"])
    assert found.pareto.size == 21 and found.nash == found.kalai_smorodinsky == 10
    shifted = landmarks([[share, share[::-1]]], [0.4, 0], ["north", "south"])
    assert shifted.worth[shifted.nash] == pytest.approx([0.7, 0.3])
    assert shifted.for_all.tolist() == list(range(8, 21)) and shifted.for_all_but["north"].tolist() == list(range(8))


def test_the_curve_of_the_closed_form_is_met_by_many_packages():
    """The frontier u₂ = 1 − u₁²: 0.57735, 0.66667 and 0.618034."""
    first = np.linspace(0, 1, 20_001)
    found = landmarks_of(np.stack([first, 1 - first**2], axis=1), [0, 0], ["one", "other"])
    assert found.worth[found.nash] == pytest.approx([0.57735, 0.66667], abs=5e-5)
    assert found.worth[found.kalai_smorodinsky] == pytest.approx([0.618034, 0.618034], abs=5e-5)


def test_sums_in_another_order_are_equal_values():
    one = landmarks([[[0.1], [0]], [[0.2, 0.3], [1, 1]]], [0.3, 0], ["a", "b"])
    assert one.for_all.tolist() == [0, 1], "0.1 + 0.2 is accepted where 0.3 is asked for"


def test_many_small_gains_do_not_vanish():
    values = [[[1, 2, 1.5]] * 2 for _ in range(3)]
    tiny = landmarks([np.array(table) * 1e-4 for table in values], [0, 0], ["a", "b"])
    assert tiny.choice(tiny.nash) == (1, 1, 1)


def test_hundreds_of_thousands_of_packages_are_no_obstacle():
    rng = np.random.default_rng(0)
    values = [rng.random((5, 8)) for _ in range(6)]
    found = landmarks(values, [3.0] * 5, names(5))
    assert len(found.worth) == 8**6
    front = found.worth[found.pareto]
    for number in rng.integers(0, 8**6, 200):
        beaten = ((front >= found.worth[number]).all(axis=1) & (front > found.worth[number]).any(axis=1)).any()
        assert beaten == (number not in found.pareto)
    assert found.nash in found.pareto and found.nash in found.for_all


def test_the_result_is_plain_data_with_its_conventions():
    data = landmarks([[[0, 1], [1, 0]]], [0.5, 0.5], ["a", "b"]).data()
    assert json.loads(json.dumps(data)) == data
    assert data["conventions"] == CONVENTIONS and data["nash"] is None
    assert data["acceptable_to_all"]["count"] == 0
    only = data["acceptable_to_all_but"]["a"]
    assert only == {"count": 1, "first": [{"package": 0, "options": [0], "worth": {"a": 0.0, "b": 1.0}}]}


@pytest.mark.parametrize(
    ("values", "base", "parties", "said"),
    [
        ([np.zeros((2, 10))] * 6, [0, 0], ["a", "b"], rf"found 1,000,000 \(10 × .*; allowed: at most {MOST:,}"),
        ([], [0], ["a"], "no issue"),
        ([[[1, 2]]], [0, 0], ["a", "b"], "values of issue 0: found a table of 1 × 2; allowed: 2 × any"),
        ([[[1, math.nan]]], [0], ["a"], "found nan"),
        ([[[1], [2]]], [0], ["a", "b"], "disagreement: found a table of 1; allowed: 2"),
        ([[[1], [2]]], [0, 0], ["a", "a"], "parties: found a, a"),
    ],
)
def test_what_does_not_fit_is_refused(values, base, parties, said):
    with pytest.raises(InputError, match=said):
        landmarks(values, base, parties)
