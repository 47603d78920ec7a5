"""The engine against an independent scalar model of the same mechanisms."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sim import simulate
from sim.model.bargaining.search import Table, search
from tests.conftest import SMALL, WORLD, loaded
from tests.model.bargaining.test_search import random_table
from tests.reference_model import Stake, View, Zone, search as scalar_search, simulate_scalar
from tests.reference_model.compare import differences, engine_outcomes

SIZES = {SMALL: (1200, 4000, 18), WORLD: (1000, 16_384, 24)}
"""Runs of the scalar model, runs of the engine, and months."""


class Both(NamedTuple):
    """Outcomes of both models by name, each of shape (runs,)."""

    scalar: dict[str, np.ndarray]
    engine: dict[str, np.ndarray]

    @property
    def errors(self) -> dict[str, float]:
        """Differences in standard errors, for outcomes that enough runs have."""
        return {found.outcome: found.errors for found in differences(self.scalar, self.engine)}


@cache
def simulated(path: Path) -> Both:
    scalar_runs, runs, months = SIZES[path]
    scenario = loaded(path)
    scalar = simulate_scalar(scenario, scalar_runs, months, seed=3)
    return Both(scalar, engine_outcomes(simulate(scenario, runs, months, seed=3, record="full")))


FILES = pytest.mark.parametrize("path", SIZES, ids=lambda path: path.stem)


@FILES
def test_means_agree_within_four_standard_errors(path: Path) -> None:
    assert {name: errors for name, errors in simulated(path).errors.items() if not abs(errors) < 4} == {}


@FILES
def test_both_have_the_same_outcomes(path: Path) -> None:
    both = simulated(path)
    assert both.scalar.keys() == both.engine.keys()


def test_every_outcome_of_the_world_is_compared() -> None:
    both = simulated(WORLD)
    assert len(both.errors) > 100
    assert both.scalar.keys() - both.errors.keys() == {"concession_readiness ridge"}  # it has none


def test_everything_happens_in_the_world() -> None:
    """What never or always happens would agree without saying anything."""
    share = {name: np.nanmean(values > 0) for name, values in simulated(WORLD).engine.items()}
    happenings = [name for name in share if name.startswith(("ever ", "signed ", "broken ", "made ", "taken "))]
    happenings += ["side payments league", "signs swap", "diversion guild", "gate league", "gate guild", "zopa"]
    happenings += [f"votes {vote} league.quarry" for vote in ("yes", "no")]
    assert {name: share[name] for name in happenings if not 0.01 < share[name] < 1} == {}
    assert {name: x for name, x in share.items() if name.startswith("ends in ") and not 0.01 < x < 0.99} == {}


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
