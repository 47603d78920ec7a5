"""Numbers as they are told: at the ends as in the middle, and the same on the command line, in reports and in the dashboard."""

import math
import re

import pytest
from hypothesis import given, strategies as st

from dashboard.text import figures
from sim.ensemble.outcomes import wilson
from sim.numbers import (
    count_words,
    counted,
    difference,
    difference_words,
    hundred,
    in_unit,
    interval,
    of_hundred,
    plain,
    tenths,
    unit_words,
    whole,
)
from sim.scenario.quantity import describe_range

FEW = [1e-6, 0.0004, 0.0049, 0.005]
"""Shares that round to 0 in 100; 5 of 1,000 lies half way."""
COUNTS = st.integers(1, 10_000_000).flatmap(lambda runs: st.tuples(st.integers(0, runs), st.just(runs)))
ODD = re.compile(r"e[+-]?\d|\bnan\b|\binf\b|[-−]0(?![.\d])|[-−]0\.0*(?!\d)", re.IGNORECASE)


def value(told: str) -> float:
    return float(told.replace(",", "").replace("−", "-").lstrip("<"))


@given(COUNTS)
def test_a_share_is_told_plainly_and_lies_in_its_interval_as_told(count):
    happened, runs = count
    share, bounds = happened / runs, wilson(*count)
    said = (
        [form(share) for form in (hundred, whole, of_hundred, tenths)]
        + [counted(share, runs), count_words(share, runs)]
        + [interval(*bounds)]
    )
    assert not [words for words in said if ODD.search(words)]
    low, high = interval(*bounds).split(" to ")
    assert value(low) <= value(hundred(share)) <= value(high)
    assert ("at most" in count_words(share, runs)) == (happened == 0)
    assert ("at least" in count_words(share, runs)) == (happened == runs)


@given(COUNTS)
def test_both_ends_of_an_interval_have_one_precision(count):
    """But those that are exact: none and all."""
    ends = [end for end in interval(*wilson(*count)).split(" to ") if end not in ("0", "100", "<0.001")]
    assert len({len(end.partition(".")[2]) for end in ends}) <= 1


@given(st.integers(1, 10_000_000))
def test_the_bound_of_none_is_that_of_wilson(runs):
    assert f"at most {hundred(wilson(0, runs)[1])} in 100" in count_words(0.0, runs)
    assert f"at least {hundred(wilson(runs, runs)[0])} in 100" in count_words(1.0, runs)


def test_ranges_of_a_scenario_have_no_exponent():
    assert describe_range(0, 2e7) == "0 to 20000000" and describe_range(None, 1e-7) == "at most 0.0000001"


def test_quantities_are_told_in_their_units():
    told = [f"{in_unit(value, unit)} {unit_words(unit)}" for value, unit in (
        (466012.4, "km2"), (0.314, "share of respondents"), (1234.0, "people a month"), (2.06, "EUR bn a month"), (0.4, "index 0-1"),
    )]  # fmt: skip
    assert told == ["466,012 km²", "31 % of respondents", "1,000 people a month", "2.1 EUR bn a month", "0.40 0-1"]


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_difference_is_told_with_one_decimal_and_lies_in_its_interval(change, below, above):
    said = difference_words(change, change - below, change + above)
    assert not ODD.search(said.replace("0.0", "zero"))
    low, high = said.partition("(")[2].rstrip(")").split(" to ")
    assert value(low) <= value(difference(change)) <= value(high)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_has_no_exponent_and_keeps_its_digits(number):
    told = plain(number)
    assert not ODD.search(told)
    if 1e-11 < abs(number) < 1e14:
        assert value(told) == pytest.approx(number, rel=1e-5)
        assert plain(number, separated=False) == told.replace(",", "")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.00012, "0.00012"),
        (1_500_000, "1,500,000"),
        (-0.02, "-0.02"),
        (math.nan, "no value"),
        (math.inf, "infinite"),
        (1e300, "1·10^300"),
    ],
)
def test_numbers_at_the_ends(number, told):
    assert plain(number) == told


@pytest.mark.parametrize("share", FEW)
def test_what_happens_in_a_few_runs_is_not_told_as_none(share):
    assert whole(share) == "<1"
    assert of_hundred(share) == "fewer than 1 of 100"


@pytest.mark.parametrize("share", [1 - few for few in FEW[:-1]])
def test_what_happens_in_almost_all_runs_is_not_told_as_all(share):
    assert whole(share) == ">99"
    assert of_hundred(share) == "more than 99 of 100"


@pytest.mark.parametrize("share", [*FEW, 0.0096, 0.0099])
def test_fewer_than_one_in_100_is_told_by_a_number_below_one(share):
    told = count_words(share, 1000)
    assert told.startswith("fewer than 1 in 100 runs (") and 0 < value(told.split("(")[1].rstrip(")")) < 1


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0051, "<1"), (0.0099, "<1"), (0.00996, "1"), (0.015, "2"), (0.06, "6"), (1.0, "100"), (0.0, "·")],
)
def test_a_count_is_the_nearest_one(share, said):
    assert whole(share) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0"),
        (1, "100"),
        (0.42, "42"),
        (0.0042, "0.42"),
        (0.00004, "0.004"),
        (0.998, "99.8"),
        (0.99999, "99.9"),
        (math.nan, "no runs"),
    ],
)
def test_a_number_in_100_hides_neither_few_nor_almost_all(share, said):
    assert hundred(share) == said


def test_none_and_all_of_n_runs_have_a_bound():
    assert count_words(0.0, 2000) == "none of 2,000 runs (at most 0.19 in 100)"
    assert count_words(1.0, 2000) == "all 2,000 runs (at least 99.8 in 100)"
    assert of_hundred(0.0) == "none of 100" and of_hundred(1.0) == "all of 100"


def test_a_share_next_to_one_in_100_is_one_in_100():
    assert count_words(0.00999, 10_000) == count_words(0.01, 10_000) == "1 in 100 runs"


@given(COUNTS)
def test_the_dashboard_tells_shares_as_the_command_line_does(count):
    share = dict(zip(("low", "high"), wilson(*count), strict=True), share=count[0] / count[1], runs=count[1])
    assert figures.told(share) == f"**{counted(share['share'], count[1])}** ({interval(*wilson(*count))})"


@given(st.floats(0, 1))
def test_a_table_and_a_sentence_say_the_same(share):
    assert (whole(share) == "<1") == (counted(share, 10_000) == "fewer than 1 in 100 runs")
    assert (whole(share) == ">99") == (counted(share, 10_000) == "more than 99 in 100 runs")
