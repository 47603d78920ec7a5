"""The engine against an independent scalar model of the same mechanisms."""

import numpy as np
import pytest

from benchmarks.compare import differences, engine_outcomes
from benchmarks.scalar_mesa import Stake, View, Zone, simulate_scalar
from benchmarks.scalar_mesa import search as scalar_search
from sim import Scenario, simulate
from sim.model.packages import Table, search
from tests.test_packages import random_table

MONTHS = 18


@pytest.fixture(scope="module")
def both(small: Scenario) -> dict[str, float]:
    scalar = simulate_scalar(small, 1200, MONTHS, seed=3)
    engine = engine_outcomes(simulate(small, runs=4000, months=MONTHS, seed=3))
    return {found.outcome: found.errors for found in differences(scalar, engine)}


def test_means_agree_within_four_standard_errors(both: dict[str, float]) -> None:
    assert {name: errors for name, errors in both.items() if not abs(errors) < 4} == {}


def test_every_outcome_is_compared(both: dict[str, float]) -> None:
    world = {"talks", "agreement", "collapse", "zopa", "front_km2", "escalation", "ripeness"}
    actors = {"fatigue lowland", "fatigue highland", "fatigue patron", "reservation lowland", "reservation highland"}
    assert both.keys() == world | actors | {"aid patron", "terms border", "terms status", "terms guards"}


def of_run(table: Table, run: int) -> Zone:
    """The scalar search of one run of an engine's table."""
    issues, stakes = table.low.shape[1], []
    for side in range(2):
        views = []
        for k in range(issues):
            mine = np.flatnonzero((table.line_side == side) & (table.line_issue == k))
            lines = [(table.line_sign[n], table.line_bound[run, n], table.line_cost[run, n]) for n in mine]
            ideal = table.ideal[run, side, k]
            span = max(ideal, 1 - ideal)
            weight, promised, feared = (x[run, side, k] for x in (table.weight, table.promised, table.feared))
            views.append(View(weight, ideal, span, promised, feared, lines))
        rest = (table.doubt, table.guaranteed, table.neutral, table.need)
        stakes.append(Stake(side, views, *(x[run, side] for x in rest)))
    box = list(zip(table.low[run], table.high[run], strict=True))
    margins = tuple(table.margin[run])
    levels = len(table.levels)
    return scalar_search(stakes, box, table.guarantee, levels, table.neutral_share[run], margins=margins)


def assert_same(table: Table) -> None:
    found = search(table, want_terms=True)
    for run in range(len(found.surplus)):
        zone = of_run(table, run)
        assert zone.surplus == pytest.approx(found.surplus[run], abs=1e-9)
        assert zone.product == pytest.approx(found.product[run], abs=1e-9)
        assert zone.smaller == pytest.approx(found.smaller[run], abs=1e-6)
        if zone.terms is not None:
            assert zone.terms == pytest.approx(found.terms[run], abs=1e-6)


def test_both_searches_find_the_same_packages() -> None:
    assert_same(random_table(11, runs=200, issues=4, levels=7))


def rounded(table: Table) -> Table:
    """The table with places in tenths, as people write them, so that kinks coincide up to rounding."""
    names = ("ideal", "feared", "low", "high", "line_bound")
    return table._replace(**{name: np.round(getattr(table, name), 1) for name in names})


def test_both_searches_agree_on_round_numbers() -> None:
    assert_same(rounded(random_table(11, runs=200, issues=4, levels=7)))


def test_both_searches_agree_where_side_1_does_not_care() -> None:
    table = random_table(11, runs=200, issues=4, levels=7)
    table.weight[:, 1, 0] = 0
    assert_same(table._replace(weight=table.weight / table.weight.sum(axis=2, keepdims=True)))


def test_both_searches_agree_where_the_sides_want_the_others_end() -> None:
    table = random_table(11, runs=200, issues=4, levels=7)
    table.ideal[:, :, 0] = table.ideal[:, ::-1, 0].copy()
    assert_same(table)
