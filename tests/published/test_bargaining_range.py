"""The range from p − c_A to p + c_B: 0.5 to 0.8 at p = 0.6, c_A = 0.1, c_B = 0.2, half of whose width is 0.15.

Fearon 1995, Rationalist Explanations for War, International Organization 49 (3): 379–414, gives the formula; the numbers are an example.
"""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim import InputError
from sim.model.bargaining.search import search
from tests.published.bargaining_range import bargaining_range
from tests.published.engine import game

SHARE, COST = st.floats(0, 1), st.floats(0, 0.8)


def test_the_example():
    found = bargaining_range(0.6, 0.1, 0.2)
    assert found == pytest.approx((0.5, 0.8))
    assert found.width == pytest.approx(0.3)


@given(SHARE, COST, COST)
def test_it_holds_just_the_divisions_that_both_prefer_to_war(win, cost_a, cost_b):
    low, high = bargaining_range(win, cost_a, cost_b)
    for x in np.linspace(0, 1, 101):
        both = min(x - (win - cost_a), (1 - x) - (1 - win - cost_b))
        if abs(both) > 1e-9:
            assert (low <= x <= high) == (both > 0)


@given(SHARE, COST, COST)
def test_the_engine_finds_the_same_range(win, cost_a, cost_b):
    """Its largest smaller surplus over war is half of the range, before the ends of the stake cut it."""
    need = np.array([1 - win - cost_b, win - cost_a])
    surplus = search(game(np.ones((2, 1)), need)).surplus[0]
    middle = np.clip(win + (cost_b - cost_a) / 2, 0, 1)
    assert surplus == pytest.approx(min(middle - need[1], 1 - middle - need[0]), abs=1e-12)
    if 0 < win - cost_a and win + cost_b < 1:
        assert surplus == pytest.approx(bargaining_range(win, cost_a, cost_b).width / 2, abs=1e-12)


def test_the_engine_finds_no_zone_where_both_hope_for_more_than_there_is():
    """Where each side counts on victory at 0.8 and war costs 0.1, no division satisfies both: −0.2 at best for the worse-off."""
    assert search(game(np.ones((2, 1)), np.array([0.7, 0.7]))).surplus[0] == pytest.approx(-0.2)


@pytest.mark.parametrize("numbers", [(1.2, 0.1, 0.1), (0.5, -0.1, 0.1), (0.5, 0.1, float("inf"))])
def test_other_numbers_are_refused(numbers):
    with pytest.raises(InputError, match=r"found .*allowed"):
        bargaining_range(*numbers)
