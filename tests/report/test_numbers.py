"""The numbers of a report: which point is the scenario's own, shares with intervals, differences, and parameters apart from chance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import spearmanr

from sim import change, compare, load_scenario, simulate, wilson
from sim.batch.prepare import batch_of
from sim.batch.results import measure
from sim.numbers import interval
from sim.report.effects import correlations, differences, spread
from sim.report.layout import independent_points, layout_of, pooled, reference_of, values_of
from sim.report.shares import by_month, by_point, happened, named, shares, terms
from sim.report.words import in_runs, nearest, size_of, titles
from sim.scenario.levers import get
from sim.vocabulary import OUTCOMES
from tests.conftest import WORLD
from tests.report.conftest import OPEN, PRESSURE

LAYOUTS = {
    "plane": "plane", "lines": "lines", "drawn": "spread", "morris": "spread", "cases": "spread", "two": "single", "single": "single",
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_points_are_shown_as_they_lie(stored, name):
    batch = stored(name).results.batch
    assert layout_of(batch) == LAYOUTS[name]
    assert pooled(batch) == (name in ("drawn", "morris"))


def test_three_axes_are_shown_as_a_spread_and_one_axis_as_a_line(small):
    axes = {"actors.highland.pressure": [0, 1], "actors.lowland.pressure": [0, 1], "escalation.initial": [0.1, 0.2]}
    assert layout_of(batch_of(small, {"design": {"grid": axes}})) == "spread"
    assert layout_of(batch_of(small, {"design": {"grid": {"escalation.initial": [0.1, 0.2]}}})) == "lines"
    product = {"product": [{"grid": {path: axes[path]}} for path in list(axes)[:2]]}
    assert layout_of(batch_of(small, {"design": product})) == "plane"


def test_the_reference_is_the_point_nearest_to_the_scenarios_own_values(stored):
    batch = stored("plane").results.batch
    reference = reference_of(batch, "world")
    assert batch.points.at(reference.place) == {PRESSURE: 0.0, OPEN: 0.0}, "own: 0.1 and false"
    assert not reference.exact
    assert nearest(batch, "world") == "the point nearest to the scenario's own values (Pressure on the ridge 0 for 0.1)"
    assert reference_of(stored("lines").results.batch, "world") == (0, 0, True)
    assert reference_of(stored("cases").results.batch, "world") == (1, 1, True)
    assert reference_of(stored("two").results.batch, "world") == (1, 0, True)
    assert not reference_of(stored("drawn").results.batch, "world").exact


def test_empty_cells_are_the_scenarios_own_values(stored):
    table = values_of(stored("cases").results.batch, "world")
    assert table[PRESSURE].tolist() == [0.2, get(load_scenario(WORLD), PRESSURE), 0.9]
    assert table[OPEN].tolist() == [1.0, 0.0, 0.0]


def test_a_number_that_the_scenario_leaves_out_counts_as_moved(small):
    path = "actors.patron.stance"
    added = "actors.highland.victory_km2"
    batch = batch_of(small, {"design": {"list": None, "grid": {added: [2000, 2500], path: [0.2, 0.5]}}})
    reference = reference_of(batch, "scenario")
    assert not reference.exact and batch.points.at(reference.place)[path] == 0.5


def test_shares_by_point_are_those_of_the_batch(stored):
    for name in ("plane", "two"):
        results = stored(name).results
        for outcome in OUTCOMES:
            ours, theirs = by_point(results, happened(results, outcome)), measure(results, outcome)
            assert np.allclose(ours["share"], theirs["value"])
            assert np.allclose(ours[["low", "high"]], theirs[["low", "high"]])


def test_shares_are_those_of_the_reference_point_with_the_range_over_points(stored):
    results = stored("plane").results
    flags = {"talks": happened(results, "talks"), "never": np.zeros(results.runs.num_rows, dtype=bool)}
    found = shares(results, "world", flags).set_index("name")
    runs = results.runs.to_pandas()
    at = runs[runs["point"] == reference_of(results.batch, "world").point]["first_talks"].notna()
    assert found.loc["talks", ["low", "high"]].tolist() == list(wilson(int(at.sum()), 60))
    each = runs.groupby("point")["first_talks"].agg(lambda months: months.notna().mean())
    assert found.loc["talks", ["share", "least", "most"]].tolist() == [at.mean(), each.min(), each.max()]
    assert found.loc["never", ["share", "low", "least", "most"]].tolist() == [0, 0, 0, 0]
    assert found.loc["never", "high"] == wilson(0, 60)[1] > 0


def test_shares_of_a_sample_are_those_of_all_its_runs(stored):
    results = stored("drawn").results
    talks = happened(results, "talks")
    line = shares(results, "world", {"talks": talks}).iloc[0]
    each = pd.Series(talks).groupby(results.runs["point"].to_numpy()).mean()
    assert line["share"] == talks.mean() and line["runs"] == talks.size == 24 * 40
    assert [line["least"], line["most"]] == pytest.approx(each.quantile([0.05, 0.95]).tolist())
    low, high = wilson(int(talks.sum()), talks.size)
    assert line["low"] < low < high < line["high"], (
        "runs that share draws or parameters are worth less than independent ones"
    )


def test_an_interval_over_all_points_is_no_narrower_than_equal_draws_allow(stored):
    results = stored("drawn").results
    never = shares(results, "world", {"never": np.zeros(results.runs.num_rows, dtype=bool)}).iloc[0]
    assert (never["share"], never["low"], never["high"]) == (0, 0, wilson(0, 40)[1])


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), rate=st.floats(0, 1))
def test_any_share_lies_in_its_interval(stored, seed, rate):
    results = stored("drawn").results
    flags = np.random.default_rng(seed).random(results.runs.num_rows) < rate
    line = shares(results, "world", {"any": flags}).iloc[0]
    assert 0 <= line["low"] <= line["share"] <= line["high"] <= 1
    assert line["least"] <= line["most"]


def test_independent_points_are_base_samples_and_trajectories(stored):
    assert independent_points(stored("morris").results.batch) == 3
    assert independent_points(stored("drawn").results.batch) == 24


def test_shares_by_month_are_those_of_the_monthly_table(stored):
    results = stored("plane").results
    point = reference_of(results.batch, "world").point
    monthly = results.monthly.to_pandas()
    for outcome in ("talks", "ceasefire", "agreement"):
        there = monthly[(monthly["point"] == point) & (monthly["variable"] == f"happened.{outcome}")]
        ours = by_month(results, "world", outcome)
        assert ours["month"].tolist() == list(range(11)) == there["month"].tolist()
        assert np.allclose(ours[["share", "low", "high"]], there[["share", "low", "high"]])


def test_terms_are_quantiles_over_the_agreements(stored):
    results = stored("plane").results
    count, table = terms(results, "world")
    runs = results.runs.to_pandas()
    signed = runs[runs["first_agreement"].notna()]
    assert count == len(signed) > 5
    assert table["issue"].tolist() == list(load_scenario(WORLD).settled_together())
    for line in table.to_dict("records"):
        expected = signed[f"terms.{line['issue']}"].quantile([0.05, 0.5, 0.95])
        assert [line["low"], line["middle"], line["high"]] == pytest.approx(expected.tolist(), abs=1e-6)
    assert terms(stored("morris").results, "world")[0] == 0


def test_names_are_counted_by_run(stored):
    results = stored("plane").results
    who = results.runs["refuses_most"].to_pandas()
    assert named(results, "refuses_most", "shore").sum() == (who == "shore").sum() > 0
    assert not named(results, "refuses_most", "nobody of this name").any()


# Differences and parameters


def test_differences_are_those_that_compare_finds_run_by_run(stored):
    results, world = stored("lines").results, load_scenario(WORLD)
    found = differences(results, "world", "talks")
    before = simulate(world, 80, 8, seed=1)
    for place in (1, 3, 4):
        moved = {path: bool(v) if path == OPEN else v for path, v in results.batch.points.at(place).items()}
        expected = compare(before, simulate(change(world, moved), 80, 8, seed=1))["talks"]
        assert found.iloc[place].tolist() == pytest.approx([expected[key] for key in ("difference", "low", "high")])
    assert found.iloc[0].tolist() == [0, 0, 0]


def test_where_no_run_differs_the_interval_is_the_rule_of_three(stored):
    found = differences(stored("lines").results, "world", "ceasefire")
    same = found[found["difference"] == 0].iloc[1:]
    assert len(same) and set(zip(same["low"], same["high"], strict=True)) <= {(-3 / 80, 3 / 80)}


def test_without_common_draws_the_interval_is_newcombes(stored):
    """Newcombe (1998), table II (a): 56 of 70 against 48 of 80 differ by 0.2, from 0.0524 to 0.3339."""
    from sim.report.effects import _unpaired

    lines = [
        {"share": count / runs, **dict(zip(("low", "high"), wilson(count, runs), strict=True))}
        for count, runs in ((48, 80), (56, 70))
    ]
    found = _unpaired(pd.DataFrame(lines), 0, slice(0, 2)).iloc[1]
    assert found.tolist() == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)
    apart = differences(stored("apart").results, "world", "talks")
    each = by_point(stored("apart").results, happened(stored("apart").results, "talks"))["share"]
    assert np.allclose(apart["difference"], each - each[0])


def test_correlations_are_spearmans_and_the_strongest_comes_first(stored):
    results = stored("drawn").results
    found = correlations(results, "world", "talks")
    each = by_point(results, happened(results, "talks"))["share"]
    for line in found.to_dict("records"):
        assert line["correlation"] == pytest.approx(
            spearmanr(results.batch.points.columns[line["path"]], each).statistic
        )
        assert -1 <= line["low"] < line["correlation"] < line["high"] <= 1
    assert found["correlation"].abs().is_monotonic_decreasing
    assert correlations(stored("cases").results, "world", "talks").empty, "three points are too few"


def test_the_spread_over_points_and_the_error_of_one_point_are_apart(stored):
    results = stored("drawn").results
    found = spread(results, "world", "talks")
    each = by_point(results, happened(results, "talks"))
    assert found.values.tolist() == each["share"].tolist()
    assert [found.low, found.middle, found.high] == pytest.approx(each["share"].quantile([0.05, 0.5, 0.95]).tolist())
    assert found.error == pytest.approx((each["high"] - each["low"]).median() / 2)


# Words


def test_nothing_in_n_runs_has_an_upper_bound():
    assert in_runs(0.0, *wilson(0, 500), 500) == "none of 500 runs (at most 0.76 in 100)"
    assert interval(*wilson(0, 500)) == "0 to 0.76"


def test_scenarios_of_one_title_are_told_apart(tmp_path):
    from sim.batch.prepare import load_batch

    for name in ("one", "other"):
        (tmp_path / f"{name}.yaml").write_text(WORLD.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "both.yaml").write_text("title: Both\nscenarios: [one.yaml, other.yaml]\n", encoding="utf-8")
    batch = load_batch(tmp_path / "both.yaml")
    assert titles(batch) == {"one": "Shore and ridge (one)", "other": "Shore and ridge (other)"}
    assert size_of(batch) == "2 scenarios as they are × 1,000 runs × 24 months"
