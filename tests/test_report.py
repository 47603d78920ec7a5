"""Counts as they are told: what has happened in a few runs is never told as in none of them."""

import pytest

from sim.explanation.phrases import in_100
from sim.explanation.report import hundred
from sim.report import _hundred, count_words

FEW = [1e-6, 0.0004, 0.0049, 0.005]
"""Shares that round to 0 in 100; 5 of 1,000 lies half way."""


@pytest.mark.parametrize("share", FEW)
def test_what_happens_in_a_few_runs_is_not_told_as_none(share):
    assert _hundred(share) == "<1"
    assert hundred(share) == "fewer than 1 of 100"
    assert in_100(share) == "less than 1 in 100"


@pytest.mark.parametrize("share", [*FEW, 0.0096, 0.0099])
def test_fewer_than_one_in_100_is_told_by_a_number_below_one(share):
    told = count_words(share, 1000, 0.02)
    assert told.startswith("fewer than 1 in 100 runs (") and 0 < float(told.split("(")[1].split()[0]) < 1


@pytest.mark.parametrize(("share", "said"), [(0.0051, "1"), (0.015, "2"), (0.06, "6"), (1.0, "100"), (0.0, "·")])
def test_a_count_is_the_nearest_one(share, said):
    assert _hundred(share) == said


def test_what_never_happens_has_an_upper_bound():
    assert count_words(0.0, 2000, 0.0019) == "0 of 2,000 runs (at most 0.19 in 100)"
    assert hundred(0.0) == "none of 100"


def test_a_share_next_to_one_in_100_is_one_in_100():
    assert count_words(0.00999, 10_000, 0.012) == count_words(0.01, 10_000, 0.012) == "1 in 100 runs"
