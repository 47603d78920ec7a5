"""Sobol indices and Morris effects, and the error of finite runs beside them.

That Sobol indices are those of a function with known ones is in `tests/published/test_ishigami.py`.
"""

import math
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings, strategies as st

from sim import load_scenario
from sim.analysis.ranking import sensitivities
from sim.analysis.sensitivity import (
    LARGE,
    LEVELS,
    Chance,
    chance_of,
    morris_effects,
    sobol_indices,
    spread_of,
    whole_groups,
)
from sim.analysis.wording import Measure
from sim.batch.points import unit_sample
from sim.batch.prepare import batch_of
from sim.batch.results import compute
from tests.conftest import SMALL
from tests.published.test_ishigami import NAMES, ishigami, laid_out


def test_morris_effects_are_those_that_can_be_worked_out_on_four_levels():
    """A step goes from −π to π/3 or from −π/3 to π. So sin x rises by √3/2 either way, and sin² x changes by 3/4 up or down."""
    inputs = laid_out("morris", 600)
    found = morris_effects(inputs, ishigami(inputs), NAMES)
    step = LEVELS / (2 * (LEVELS - 1))
    rise, fourth = math.sqrt(3) / 2 / step, np.array([math.pi**4, (math.pi / 3) ** 4])
    assert found.loc["x2", "mu_star"] == pytest.approx(7 * 0.75 / step)
    assert found.loc["x1", "mu"] == pytest.approx(rise * (1 + 0.1 * fourth.mean()), rel=0.1)
    assert found.loc["x3", "mu_star"] == pytest.approx(0.1 * -np.diff(fourth)[0] * rise / 2, rel=0.1)
    for name in ("x2", "x3"):
        assert abs(found.loc[name, "mu"]) < 0.15 * found.loc[name, "mu_star"], "up here and down there"
        assert found.loc[name, "sigma"] > found.loc[name, "mu_star"]
    assert found.loc["x1", "mu"] == found.loc["x1", "mu_star"], "never down"
    assert (found["mu_star_low"] <= found["mu_star"]).all() and (found["mu_star"] <= found["mu_star_high"]).all()


def test_a_morris_effect_has_the_sign_of_the_value_and_not_of_the_quantile():
    unit = unit_sample("morris", ["down", "still"], 8, seed=3)
    inputs = np.stack([-5 * unit[:, 0], unit[:, 1]], axis=1)
    found = morris_effects(inputs, 2 * inputs[:, 0], ["down", "still"])
    assert found.loc["down", "mu"] == pytest.approx(10), "twice the whole range of 5"
    assert found.loc["still", ["mu", "mu_star", "sigma"]].tolist() == [0, 0, 0]


def test_a_step_that_a_bound_holds_back_has_no_effect():
    unit = unit_sample("morris", ["held", "free"], 8, seed=3)
    inputs = np.stack([np.minimum(unit[:, 0], 0.1), unit[:, 1]], axis=1)
    inputs[:, 0] = 0.1
    found = morris_effects(inputs, inputs.sum(axis=1), ["held", "free"])
    assert found.loc["held", "mu_star"] == 0
    assert found.loc["free", "mu"] == pytest.approx(1)


@pytest.mark.parametrize("seed", [0, 1])
def test_analyses_are_reproducible_and_silent(seed, capfd):
    inputs, values = laid_out("morris", 10), ishigami(laid_out("sobol", 16))
    assert sobol_indices(values, NAMES, seed).equals(sobol_indices(values, NAMES, seed))
    outcome = ishigami(inputs)
    assert morris_effects(inputs, outcome, NAMES, seed).equals(morris_effects(inputs, outcome, NAMES, seed))
    assert capfd.readouterr() == ("", "")


def test_what_does_not_vary_has_no_indices():
    assert sobol_indices(np.full(40, 0.25), NAMES) is None
    assert morris_effects(laid_out("morris", 10), np.full(40, 0.25), NAMES) is None
    rare = np.zeros(8 * 5)
    rare[2] = 1.0  # neither a first nor a last point of a base sample, of which the variance is taken
    assert sobol_indices(rare, NAMES) is None
    assert sobol_indices(np.array([]), NAMES) is None


def test_groups_with_an_unknown_value_go_whole():
    values = np.arange(12.0)
    values[5] = np.nan
    assert whole_groups(values, 4).tolist() == [True] * 4 + [False] * 4 + [True] * 4


def table_of(points, runs, of_point, of_run, of_both, seed=0):
    """An outcome that is the sum of a part of the point, one of the run and one of both, with these standard deviations."""
    draw = np.random.default_rng(seed).standard_normal
    return of_point * draw((points, 1)) + of_run * draw((1, runs)) + of_both * draw((points, runs))


def test_luck_that_all_points_share_is_no_chance():
    chance = chance_of(table_of(400, 50, of_point=1, of_run=10, of_both=0), common_random_numbers=True)
    assert chance.alone == pytest.approx(100 / 50, rel=0.4)
    assert chance.share == pytest.approx(0, abs=1e-12) and not chance.large


def test_the_share_of_chance_is_that_of_the_interplay_of_points_and_draws():
    chance = chance_of(table_of(2000, 50, of_point=1, of_run=5, of_both=3), common_random_numbers=True)
    truth = (9 / 50) / (1 + 9 / 50)
    assert chance.paired == pytest.approx(truth, rel=0.08)
    assert chance.large


def test_points_with_draws_of_their_own():
    chance = chance_of(table_of(2000, 50, of_point=1, of_run=0, of_both=3), common_random_numbers=False)
    assert chance.paired is None
    assert chance.share == chance.alone == pytest.approx((9 / 50) / (1 + 9 / 50), rel=0.08)
    assert chance.error == pytest.approx(3 / math.sqrt(50), rel=0.05)


@given(st.floats(0.11, 0.95), st.integers(10, 2000))
def test_the_runs_that_are_needed_bring_chance_down_to_where_it_is_small(share, runs):
    needed = Chance(runs, 0.1, share, None).runs_needed
    left = share * runs / needed
    assert left / (left + 1 - share) <= LARGE + 1e-9


def test_where_nothing_but_chance_is_seen_no_number_of_runs_is_promised():
    for share in (1.0, 1.7, math.inf, math.nan):
        chance = Chance(100, 0.1, share, None)
        assert chance.large and chance.runs_needed is None


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_spread_is_in_order(values):
    found = list(spread_of(np.array(values)).values())[2:]
    smallest, largest, *quantiles = found
    assert [smallest, *quantiles, largest] == sorted([smallest, *quantiles, largest])


# A batch: the parameters of a small scenario, one of which nothing depends on.

PRESSURE, INERT = "actors.highland.pressure", "proposals.swap.terms.guards"
TALKS = Measure("talks", 6)


def small_batch(design, **more):
    experiment = {"design": design, "runs": 60, "months": 6, "record": ["ripeness"], "monthly": False, **more}
    return compute(batch_of(load_scenario(SMALL), experiment))


@pytest.fixture(scope="module")
def morris():
    levers = {PRESSURE: {}, "actors.highland.trust": {"low": 0.1, "high": 0.6}, INERT: {"low": 0.1, "high": 0.9}}
    return small_batch({"morris": {"points": 6, "levers": levers}})


def test_pressure_opens_talks_and_a_proposal_at_the_table_does_not(morris):
    (found,) = sensitivities(morris, TALKS)
    assert found.indices.index[0] == PRESSURE and found.indices.loc[PRESSURE, "mu"] > 0
    assert found.indices.loc[INERT, "mu_star"] == 0, "with common random numbers nothing is nothing, not luck"
    assert found.points == 6 * 4 and found.left_out == 0
    assert found.chance.paired < found.chance.alone


def test_without_common_random_numbers_luck_looks_like_an_effect():
    levers = {PRESSURE: {}, INERT: {"low": 0.1, "high": 0.9}}
    (found,) = sensitivities(
        small_batch({"morris": {"points": 6, "levers": levers}}, common_random_numbers=False), TALKS
    )
    assert found.indices.loc[INERT, "mu_star"] > 0
    assert found.chance.paired is None


def test_a_point_that_is_missing_takes_its_trajectory_with_it(morris):
    holed = replace(morris, runs=morris.runs.filter(pc.not_equal(morris.runs["point"], 5)))
    (found,) = sensitivities(holed, TALKS)
    assert (found.points, found.left_out) == (20, 4)
    (same,) = sensitivities(replace(morris, runs=morris.runs.filter(pc.not_equal(morris.runs["point"], 4))), TALKS)
    assert same.indices.equals(found.indices), "both points are of the second trajectory"


def test_a_recorded_variable_can_be_asked_for(morris):
    (found,) = sensitivities(morris, Measure("last.ripeness", 6))
    assert found.indices is not None and found.spread["largest"] > found.spread["smallest"]


def test_an_outcome_that_never_happens_has_an_upper_bound_and_no_indices(morris):
    (found,) = sensitivities(morris, Measure("victory", 0))
    assert found.indices is None and found.spread["largest"] == 0
    assert found.highest == pytest.approx(3.84 / (60 + 3.84), abs=0.001), "Wilson's bound of 0 of 60"


def test_uncertain_numbers_that_the_design_draws_are_not_chance():
    design = {"sobol": {"points": 4, "uncertainties": "all"}}
    (found,) = sensitivities(small_batch(design, runs=4, months=2), Measure("talks", 2))
    (levers,) = sensitivities(
        small_batch({"sobol": {"points": 4, "levers": {PRESSURE: {}}}}, runs=4, months=2), Measure("talks", 2)
    )
    assert found.not_sampled == 0 and levers.not_sampled > 0
