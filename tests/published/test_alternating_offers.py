"""Shares of the first to propose: 0.526316 at discount factors 0.9 and 0.9, 0.714286 at 0.9 and 0.8.

Rubinstein 1982, Perfect Equilibrium in a Bargaining Model, Econometrica 50 (1): 97–109: (1 − δ₂) / (1 − δ₁δ₂).
"""

import pytest
from hypothesis import given, strategies as st

from sim import InputError
from tests.published.alternating_offers import division

PATIENCE = st.floats(0, 0.99)


@pytest.mark.parametrize(("patience", "share"), [((0.9, 0.9), 0.526316), ((0.9, 0.8), 0.714286)])
def test_the_first_to_propose_has_the_published_share(patience, share):
    assert division(*patience).first == pytest.approx(share, abs=5e-7)


def by_backward_induction(one, two, periods):
    """Share of the first to propose when talks end with nothing after so many periods; the last to propose takes all."""
    share, proposer = 1.0, (periods - 1) % 2
    for _ in range(periods - 1):
        share = 1 - (one, two)[proposer] * share  # leaves the next proposer what waiting is worth to it
        proposer = 1 - proposer
    return share


@given(PATIENCE, PATIENCE)
def test_it_is_the_limit_of_ever_longer_talks(one, two):
    """Ståhl 1972, Bargaining Theory: the same game with an end, solved from the end."""
    assert division(one, two).first == pytest.approx(by_backward_induction(one, two, 4000), abs=1e-6)


@given(PATIENCE, PATIENCE)
def test_each_leaves_the_other_what_waiting_is_worth_to_it(one, two):
    mine, theirs = division(one, two), division(two, one)
    assert mine.second == pytest.approx(two * theirs.first, abs=1e-12)
    assert sum(mine) == pytest.approx(1)


@pytest.mark.parametrize("patience", [(1, 1), (-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_other_discount_factors_are_refused(patience):
    with pytest.raises(InputError, match=r"found .*allowed"):
        division(*patience)
