"""On u₂ = 1 − u₁² with nothing without agreement: Nash point 0.57735, 0.66667; Kalai–Smorodinsky point 0.618034, 0.618034.

Nash 1950, The Bargaining Problem, Econometrica 18 (2): 155–162; Kalai and Smorodinsky 1975, Other Solutions to Nash's Bargaining Problem,
Econometrica 43 (3): 513–518. By calculus: u₁ = 1/√3, and u = (√5 − 1)/2 from u = 1 − u².
"""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim import InputError
from tests.published.bargaining_solutions import Point, kalai_smorodinsky, nash
from tests.published.engine import along, solved

NASH, KALAI_SMORODINSKY = (0.57735, 0.66667), (0.618034, 0.618034)


def curve(u):
    return 1 - u**2


def test_both_points_are_as_published():
    assert nash(curve, 1) == pytest.approx(NASH, abs=5e-6)
    assert kalai_smorodinsky(curve, 1) == pytest.approx(KALAI_SMORODINSKY, abs=5e-7)


@given(st.floats(0, 0.6), st.floats(0, 0.5), st.floats(1, 4))
def test_no_point_of_a_fine_grid_does_better(first, second, power):
    """On other frontiers and with other disagreement points."""
    disagreement = Point(first, second)

    def frontier(u):
        return 1 - u**power

    grid = np.linspace(first, 1, 4001)
    gains = np.stack([grid - first, frontier(grid) - second])
    grid, gains = grid[gains[1] >= 0], gains[:, gains[1] >= 0]
    if gains.size == 0 or gains[1].max() < 0.01:
        return
    point = nash(frontier, 1, disagreement)
    assert (point.first - first) * (point.second - second) >= gains.prod(axis=0).max() - 1e-9
    shares = gains / gains.max(axis=1, keepdims=True)
    point = kalai_smorodinsky(frontier, 1, disagreement)
    assert point.first == pytest.approx(grid[shares.min(axis=0).argmax()], abs=0.002)


@given(st.floats(0.1, 10), st.floats(0.1, 10))
def test_units_do_not_matter(one, two):
    """Both solutions are independent of the units of utility."""
    for solution in (nash, kalai_smorodinsky):
        plain = solution(curve, 1)
        assert solution(lambda u: two * curve(u / one), one) == pytest.approx((one * plain.first, two * plain.second))


def test_what_leaves_nothing_to_gain_is_refused():
    for solution in (nash, kalai_smorodinsky):
        for nowhere in (Point(0.9, 0.5), Point(0, 1), Point(1, 0), Point(2, 0)):
            with pytest.raises(InputError, match="a point below the frontier"):
                solution(curve, 1, nowhere)


def test_the_engine_comes_to_the_same_points_as_its_segments_grow_finer():
    """The engine's values are piecewise linear: issues as segments of the curve, walked by its search of the package space."""
    off = []
    for segments in (3, 30, 300, 3000):
        point, surplus = solved(along(curve, segments), np.zeros(2))
        assert point.second <= curve(point.first) + 1e-12, "on or inside the curve"
        off.append((abs(point.first - 3**-0.5), abs(surplus - KALAI_SMORODINSKY[0])))
    by_nash, by_shares = np.array(off).T
    for segments, one, other in zip((3, 30, 300, 3000), by_nash, by_shares, strict=True):
        assert one <= 1 / segments and other <= 0.5 / segments**2 + 5e-7
    assert point == pytest.approx(NASH, abs=5e-4)
    assert surplus == pytest.approx(KALAI_SMORODINSKY[0], abs=1e-6)


def test_the_engine_takes_disagreement_into_account():
    disagreement = Point(0.3, 0.2)
    point, _ = solved(along(curve, 2000), np.array(disagreement))
    assert point == pytest.approx(nash(curve, 1, disagreement), abs=1e-3)


@given(st.integers(1, 12), st.floats(0, 0.4), st.floats(0, 0.4), st.floats(1.1, 4))
def test_the_engine_is_exact_on_a_frontier_of_few_segments(segments, first, second, power):
    """Against the general solution on the same segments; and no point of a fine grid has a larger smaller surplus."""
    ends = np.linspace(0, 1, segments + 1)

    def frontier(u):
        return np.interp(u, ends, 1 - ends**power)

    point, surplus = solved(along(lambda u: 1 - u**power, segments), np.array([first, second]))
    grid = np.linspace(first, 1, 20_001)
    smaller = np.minimum(grid - first, frontier(grid) - second).max()
    assert smaller - 1e-9 <= surplus <= smaller + 1e-3
    if surplus > 0.01:
        assert point == pytest.approx(nash(frontier, 1, Point(first, second)), abs=1e-5)
