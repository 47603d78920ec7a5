"""The package search against brute force, and the artefacts it must not have."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import simulate
from sim.model.bargaining.appraisal import ACCEPTS, Limits, appraise
from sim.model.bargaining.search import EMPTY, Table, search


def random_table(seed: int, runs: int = 20, issues: int = 3, levels: int = 5, lines: int = 2) -> Table:
    rng = np.random.default_rng(seed)
    weight = rng.uniform(0.05, 1, (runs, 2, issues))
    weight /= weight.sum(axis=2, keepdims=True)
    ideal = np.stack([rng.uniform(0, 0.4, (runs, issues)), rng.uniform(0.6, 1, (runs, issues))], axis=1)
    low, high = rng.uniform(0, 0.4, (runs, issues)), rng.uniform(0.5, 1, (runs, issues))
    low[:, -1], high[:, -1] = 0, 1
    return Table(
        weight,
        ideal,
        rng.uniform(0, 1, (runs, 2, issues)),
        rng.uniform(0, 1, (runs, 2, issues)),
        rng.uniform(0, 1, (runs, 2)),
        rng.uniform(0, 0.6, (runs, 2)),
        rng.uniform(0, 0.6, (runs, 2)),
        rng.uniform(0, 1, runs),
        rng.uniform(0.2, 0.6, (runs, 2)),
        rng.uniform(0, 0.05, (runs, 2)),
        low,
        high,
        rng.uniform(0.2, 0.8, (runs, lines)),
        rng.uniform(0, 0.6, (runs, lines)),
        np.arange(lines) % 2,
        rng.integers(0, issues - 1, lines),
        np.where(np.arange(lines) % 2, 1.0, -1.0),
        np.ones(runs, dtype=bool),
        issues - 1,
        np.linspace(0, 1, levels),
    )


def brute_force(table: Table, run: int, points: int = 41) -> tuple[float, float]:
    """Largest smaller surplus and largest Nash product over a fine grid, straight from the definitions."""
    issues = table.low.shape[1]
    axes = [np.linspace(table.low[run, k], table.high[run, k], points) for k in range(issues - 1)]
    best, product = EMPTY, -1.0
    for level in table.levels:
        grid = np.array([(*x, level) for x in itertools.product(*axes)])
        surplus = []
        for side in range(2):
            ideal, weight = table.ideal[run, side], table.weight[run, side]
            span = np.maximum(ideal, 1 - ideal)
            v = 1 - np.abs(grid - ideal) / span
            fear = 1 - np.abs(table.feared[run, side] - ideal) / span
            promise = (weight * table.promised[run, side] * np.maximum(v - fear, 0)).sum(axis=1)
            protection = 1 - level if side == 0 else level
            doubt = table.doubt[run, side] * (1 - table.guaranteed[run, side] * protection)
            doubt *= 1 - table.neutral[run, side] * table.neutral_share[run]
            value = (weight * v).sum(axis=1) - doubt * promise
            for line in range(table.line_side.size):
                if table.line_side[line] == side:
                    x = grid[:, table.line_issue[line]]
                    beyond = np.maximum(table.line_sign[line] * (table.line_bound[run, line] - x), 0)
                    value -= table.line_cost[run, line] * beyond
            surplus.append(value - table.need[run, side])
        above = np.minimum(surplus[0] - table.margin[run, 0], surplus[1] - table.margin[run, 1])
        best = max(best, above.max())
        allowed = above >= 0
        if allowed.any():
            product = max(product, (surplus[0] * surplus[1])[allowed].max())
    return best, product


@pytest.mark.parametrize("seed", range(6))
def test_the_walk_finds_what_a_fine_grid_finds(seed):
    table = random_table(seed)
    found = search(table, want_terms=True)
    for run in range(table.low.shape[0]):
        best, product = brute_force(table, run)
        assert found.surplus[run] >= best - 1e-9
        assert found.surplus[run] <= best + 0.03
        if product >= 0:
            assert found.product[run] >= product - 1e-9
            assert found.product[run] <= product + 0.02


@pytest.mark.parametrize("seed", range(6))
def test_the_nash_terms_have_the_value_that_is_claimed(seed):
    table = random_table(seed, runs=200)
    found = search(table, want_terms=True)
    signed = found.product >= 0
    assert signed.any()
    terms = np.where(signed[:, None], found.terms, table.low)[:, None, :]
    assert (found.terms[signed] >= table.low[signed] - 1e-12).all()
    assert (found.terms[signed] <= table.high[signed] + 1e-12).all()
    none = np.empty(0, dtype=np.int64)
    limits = Limits(none, none, np.empty(0), np.empty((200, 0)))
    is_open, neutral = np.zeros((1, 3), dtype=bool), table.neutral_share[:, None]
    judged = appraise(table, limits, np.array([0, 1]), terms, is_open, neutral)
    surplus = judged.worth[:, 0]
    assert (judged.verdict[signed] == ACCEPTS).all() or np.isclose(surplus, table.margin).any()
    assert np.allclose(surplus.prod(axis=1)[signed], found.product[signed])
    assert np.allclose(surplus.min(axis=1)[signed], found.smaller[signed])
    assert (surplus[signed] >= table.margin[signed] - 1e-9).all()


@given(seed=st.integers(0, 10**6), shrink=st.floats(0, 0.5), cost=st.floats(0, 2))
@settings(max_examples=60)
def test_a_tighter_box_or_a_dearer_line_never_enlarges_the_surplus(seed, shrink, cost):
    table = random_table(seed, runs=30)
    tighter = table._replace(
        low=np.where(np.arange(3) < 2, table.low + shrink, table.low), line_cost=table.line_cost + cost
    )
    assert (search(tighter).surplus <= search(table).surplus + 1e-12).all()


def test_an_empty_box_has_no_zone():
    table = random_table(1)
    low = table.low.copy()
    low[:, 0] = table.high[:, 0] + 0.1
    found = search(table._replace(low=low), want_terms=True)
    assert (found.surplus == EMPTY).all() and np.isnan(found.terms).all()


def test_more_guarantee_levels_change_no_share_beyond_chance(small):
    runs = 4000
    coarse = simulate(small, runs, months=18)
    fine = simulate(small, runs, months=18, changes={"agreement.guarantee_levels": 81})
    for name in ("first_talks", "first_agreement"):
        one, other = (~np.isnan(d[name].values) for d in (coarse, fine))
        assert abs(one.mean() - other.mean()) < 2 * np.sqrt(max(one.mean() * (1 - one.mean()), 1e-4) / runs)


def test_a_proposal_inside_the_zone_adds_nothing_to_the_hazard(small):
    """Listing a package that the search finds anyway must not make signing likelier."""
    data = small.model_dump(mode="json", exclude_none=True)
    for number in range(5):
        data["proposals"][f"copy_{number}"] = {
            "label": "copy", "neutral": 0.3, "terms": {"border": 0.5, "status": 0.5, "guards": 0.5},
        }  # fmt: skip
    more = simulate(type(small).model_validate(data), 2000)
    plain = simulate(small, 2000)
    assert np.array_equal(more["first_agreement"].values, plain["first_agreement"].values, equal_nan=True)
