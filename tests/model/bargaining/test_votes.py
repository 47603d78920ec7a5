"""Rules of decision: what passes, what a member's bound does to its bloc, and which rule is easier than which."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim.model.bargaining.votes import ABSTAINS, NO, YES, ballot, bound_of, passes


def rule(name: str, members: float | None = None, weight: float | None = None) -> SimpleNamespace:
    return SimpleNamespace(rule=name, share_of_members=members, share_of_weight=weight)


UNANIMITY, MAJORITY, WEIGHTED = rule("unanimity"), rule("majority"), rule("weighted")
QUALIFIED = rule("qualified_majority", 0.55, 0.65)


def vote(cast: str, how: SimpleNamespace, weights: list[float] | None = None) -> bool:
    """One run; `+` yes, `0` abstains, `-` no."""
    ballots = [np.array([{"+": YES, "0": ABSTAINS, "-": NO}[one]], dtype=np.int8) for one in cast]
    return bool(passes(ballots, weights or [1.0] * len(cast), how)[0])


@pytest.mark.parametrize(
    ("cast", "how", "weights", "passed"),
    [
        ("+++", UNANIMITY, None, True),
        ("++-", UNANIMITY, None, False),
        ("+00", UNANIMITY, None, True),
        ("000", UNANIMITY, None, False),
        ("++-", MAJORITY, None, True),
        ("+-", MAJORITY, None, False),
        ("+0-", MAJORITY, None, False),
        ("+--", WEIGHTED, [5, 1, 1], True),
        ("+--", WEIGHTED, [2, 1, 1], False),
        ("+00", WEIGHTED, [0, 1, 1], True),
        ("+" * 11 + "-" * 9, QUALIFIED, None, False),
        ("+" * 13 + "-" * 7, QUALIFIED, None, True),
        ("+" * 11 + "-" * 9, rule("qualified_majority", members=0.55), None, True),
        ("+" * 10 + "-" * 10, rule("qualified_majority", members=0.55), None, False),
        ("++--", rule("qualified_majority", weight=0.6), [35, 25, 20, 20], True),
        ("+---", rule("qualified_majority", weight=0.6), [59, 11, 10, 20], False),
    ],
)
def test_what_passes(cast, how, weights, passed):
    assert vote(cast, how, weights) is passed


def test_a_ballot_follows_support():
    support = np.array([0.1, 0.0, -0.1, -0.2, -0.3])
    assert ballot(support, 0.2).tolist() == [YES, ABSTAINS, ABSTAINS, ABSTAINS, NO]
    assert ballot(support, 0.0).tolist() == [YES, ABSTAINS, NO, NO, NO]


def random_votes(seed: int, members: int, runs: int = 200):
    rng = np.random.default_rng(seed)
    lean = rng.choice([0.05, 0.5, 0.9, 0.99])
    cast = rng.choice([YES, ABSTAINS, NO], (members, runs), p=[lean, (1 - lean) / 2, (1 - lean) / 2]).astype(np.int8)
    return list(cast), list(rng.choice([0.0, 1.0, 3.0, 80.0], members))


shares = st.floats(0, 1)


@given(seed=st.integers(0, 10**6), members=st.integers(1, 30), of_members=shares, of_weight=shares)
@settings(max_examples=200)
def test_unanimity_is_never_easier_than_any_other_rule(seed, members, of_members, of_weight):
    cast, weights = random_votes(seed, members)
    strict = passes(cast, weights, UNANIMITY)
    for other in (MAJORITY, WEIGHTED, rule("qualified_majority", of_members, of_weight)):
        assert not (strict & ~passes(cast, weights, other)).any(), other


@given(
    seed=st.integers(0, 10**6),
    members=st.integers(1, 12),
    which=st.sampled_from([UNANIMITY, MAJORITY, WEIGHTED, QUALIFIED]),
)
@settings(max_examples=150)
def test_one_more_yes_never_defeats_a_vote(seed, members, which):
    cast, weights = random_votes(seed, members)
    before = passes(cast, weights, which)
    turned = [np.full_like(cast[0], YES), *cast[1:]]
    assert not (before & ~passes(turned, weights, which)).any()


@given(seed=st.integers(0, 10**6), members=st.integers(1, 8), sign=st.sampled_from([1.0, -1.0]),
       which=st.sampled_from([UNANIMITY, MAJORITY, WEIGHTED, QUALIFIED]))  # fmt: skip
@settings(max_examples=150)
def test_a_bloc_lets_pass_exactly_what_its_rule_lets_pass(seed, members, sign, which):
    rng = np.random.default_rng(seed)
    bounds = list(rng.uniform(0, 1, (members, 50)))
    weights = list(rng.choice([1.0, 2.0, 10.0], members))
    bound = bound_of(bounds, weights, which, sign)
    for place in np.linspace(0.01, 0.99, 23):
        cast = [np.where(sign * (place - own) >= 0, YES, NO).astype(np.int8) for own in bounds]
        assert np.array_equal(passes(cast, weights, which), sign * (place - bound) >= 0)
