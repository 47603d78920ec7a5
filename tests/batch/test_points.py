"""Designs laid out as points, and points simulated in one ensemble exactly as one by one."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import change, load_scenario, parameters, simulate
from sim.batch.blocks import ROWS, blocks_of
from sim.batch.points import Points, points_of, quantile, uncertain, unit_sample
from sim.batch.prepare import batch_of
from sim.batch.results import compute, measure
from sim.errors import InputError
from sim.model.parameters import differs_by_run
from sim.scenario.quantity import Quantity
from sim.vocabulary import OUTCOMES
from tests.conftest import SMALL, WORLD

WAR_COST, PRESSURE = "actors.highland.war_cost", "actors.highland.pressure"


def other_value(parameter):
    """A value that the parameter may have and has not."""
    if isinstance(parameter.value, bool):
        return not parameter.value
    if parameter.quantity is None:
        return parameter.value + 1
    tries = (parameter.value * 1.3 + 0.05, parameter.value * 0.7 - 0.02, parameter.value * 1.02)
    return next((value for value in tries if parameter.accepts(value)), parameter.value)


def chosen(scenario, number, seed):
    """Some parameters of every kind, and the values to try."""
    known, generator = parameters(scenario), np.random.default_rng(seed)
    fixed = [path for path in known if not differs_by_run(scenario, path)]
    switches = [path for path, entry in known.items() if isinstance(entry.value, bool) and path not in fixed]
    spread = [path for path in uncertain([scenario]) if path not in fixed]
    rest = [path for path in known if path not in {*fixed, *switches, *spread}]
    some = [
        *switches,
        *fixed[:3],
        *fixed[-2:],
        *generator.permutation(spread)[:8],
        *generator.permutation(rest)[:number],
    ]
    found = {}
    for path in some:
        value = other_value(known[path])
        try:
            change(scenario, {path: value})
        except InputError:
            continue
        found[path] = value
    return found


@pytest.mark.parametrize(("file", "number"), [(SMALL, 60), (WORLD, 60)])
def test_a_point_of_a_batch_is_the_simulation_of_the_changed_scenario_to_the_bit(file, number):
    scenario = load_scenario(file)
    moves = chosen(scenario, number, seed=4)
    runs, months = 96, 7
    columns = {path: np.full(len(moves) + 1, np.nan) for path in moves}
    for place, (path, value) in enumerate(moves.items()):
        columns[path][place] = float(value)
    batch = batch_of(scenario, {"runs": runs, "months": months}, Points(columns, size=len(moves) + 1))
    assert len(blocks_of(batch)) > 1  # some of what is moved cannot differ within a model
    found = compute(batch).runs.to_pandas()
    for place, changes in enumerate([*({path: value} for path, value in moves.items()), {}]):
        alone = simulate(scenario, runs, months, changes=changes)
        lines = found[found["point"] == place].sort_values("run")
        for variable in (word.first for word in OUTCOMES.values()):
            assert np.array_equal(lines[variable].to_numpy(float), alone[variable].values, equal_nan=True), (
                changes,
                variable,
            )
        front = alone["front_km2"].values[:, -1].astype(np.float32)
        assert np.array_equal(lines["last.front_km2"].to_numpy(np.float32), front), changes
        for column, issue in enumerate(alone["issue"].values):
            terms = alone["terms"].values[:, column].astype(np.float32)
            assert np.array_equal(lines[f"terms.{issue}"].to_numpy(np.float32), terms, equal_nan=True), changes


def test_a_pinned_value_takes_the_spread_away():
    scenario = load_scenario(WORLD)
    path = uncertain([scenario])[0]
    value = parameters(scenario)[path].value
    bare = scenario.model_dump(mode="json", exclude_none=True)
    here = bare
    for part in path.split(".")[:-1]:
        here = here[part]
    here[path.rpartition(".")[2]] = value
    fixed = simulate(type(scenario).model_validate(bare), 64, 6)
    batch = batch_of(scenario, {"runs": 64, "months": 6}, Points({path: np.array([value])}, frozenset([path]), 1))
    found = compute(batch).runs.to_pandas()
    assert np.array_equal(
        found["last.front_km2"].to_numpy(np.float32), fixed["front_km2"].values[:, -1].astype(np.float32)
    )
    spread = compute(batch_of(scenario, {"runs": 64, "months": 6})).runs.to_pandas()
    assert not found.equals(spread)


def test_monthly_statistics_are_those_of_the_simulation():
    scenario = load_scenario(WORLD)
    results = compute(
        batch_of(scenario, {"runs": 300, "months": 6, "design": {"grid": {WAR_COST_OF(scenario): [0.1, 0.3]}}})
    )
    alone = simulate(scenario, 300, 6, changes={WAR_COST_OF(scenario): 0.3})
    lines = results.monthly.to_pandas().query("point == 1").set_index(["variable", "month"])
    front = alone["front_km2"].values
    for month in (0, 3, 6):
        row = lines.loc[("front_km2", month)]
        wanted = np.quantile(front[:, month], [0.05, 0.25, 0.5, 0.75, 0.95])
        assert np.allclose(row[["q05", "q25", "q50", "q75", "q95"]].to_numpy(float), wanted, rtol=1e-6)
        assert row["mean"] == pytest.approx(front[:, month].mean(), rel=1e-6)
        assert row["sd"] == pytest.approx(front[:, month].std(), rel=1e-4, abs=0.5)
        talks = lines.loc[("happened.talks", month)]
        assert talks["share"] == (alone["first_talks"].values <= month).mean()
        assert talks["low"] <= talks["share"] <= talks["high"]
    ends = [name for name in lines.index.levels[0] if name.startswith("end.")]
    assert np.allclose(sum(lines.loc[name]["share"] for name in ends), 1.0)


def WAR_COST_OF(scenario):
    return f"actors.{scenario.belligerents()[0]}.war_cost"


def test_a_point_that_spans_several_blocks_is_put_together():
    scenario = load_scenario(SMALL)
    runs = ROWS + 700
    batch = batch_of(scenario, {"runs": runs, "months": 3, "record": ["front_km2", "escalation"]})
    assert [block.runs for block in blocks_of(batch)] == [ROWS, 700]
    results, alone = compute(batch), simulate(scenario, runs, 3)
    assert np.array_equal(
        results.runs["last.front_km2"].to_numpy(), alone["front_km2"].values[:, -1].astype(np.float32)
    )
    row = results.monthly.to_pandas().set_index(["variable", "month"]).loc[("front_km2", 3)]
    values = np.sort(alone["front_km2"].values[:, 3])
    for name, share in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        assert abs(np.searchsorted(values, row[name]) / runs - share) < 0.005  # pooled within half a percentage point
    assert row["runs"] == runs and row["mean"] == pytest.approx(values.mean(), rel=1e-6)


def test_common_random_numbers_can_be_left_out():
    scenario = load_scenario(SMALL)
    alike = Points({WAR_COST: np.array([0.1, 0.1])}, size=2)
    shared, own = (
        compute(batch_of(scenario, {"runs": 50, "months": 4, "common_random_numbers": common}, alike)).runs.to_pandas()
        for common in (True, False)
    )
    for found, equal in ((shared, True), (own, False)):
        first, second = (found[found["point"] == point]["last.front_km2"].to_numpy() for point in (0, 1))
        assert np.array_equal(first, second) == equal


def test_designs_have_the_points_that_they_say():
    scenario = load_scenario(SMALL)

    def laid_out(design):
        return batch_of(scenario, {"design": design}).points

    grid = laid_out({"grid": {WAR_COST: [0.1, 0.2, 0.3], PRESSURE: {"points": 2}}})
    assert grid.size == 6
    assert list(zip(grid.columns[WAR_COST], grid.columns[PRESSURE], strict=True))[:3] == [
        (0.1, 0.0),
        (0.1, 1.0),
        (0.2, 0.0),
    ]
    sweep = laid_out({"sweep": {WAR_COST: [0.1, 0.2], PRESSURE: {"low": 0, "high": 0.5, "points": 3}}})
    assert sweep.size == 6 and sweep.at(0) == {} and sweep.at(1) == {WAR_COST: 0.1} and sweep.at(5) == {PRESSURE: 0.5}
    product = laid_out({"product": [{"grid": {WAR_COST: [0.1, 0.2]}}, {"sweep": {PRESSURE: [0.4]}}]})
    assert [product.at(number) for number in range(4)] == [
        {WAR_COST: 0.1},
        {WAR_COST: 0.1, PRESSURE: 0.4},
        {WAR_COST: 0.2},
        {WAR_COST: 0.2, PRESSURE: 0.4},
    ]
    spread = laid_out({"latin_hypercube": {"points": 10, "levers": {PRESSURE: {}, WAR_COST: {"low": 0, "high": 0.2}}}})
    for path, high in ((PRESSURE, 1.0), (WAR_COST, 0.2)):  # one value in each tenth of the range
        assert np.array_equal(np.sort(np.floor(spread.columns[path] / high * 10)), np.arange(10))
    sample = {"points": 8, "levers": {PRESSURE: {}, WAR_COST: {"low": 0, "high": 0.2}}}
    assert laid_out({"sobol": sample}).size == 8 * (2 + 2)
    assert laid_out({"morris": sample}).size == 8 * (2 + 1)


def test_uncertainties_are_drawn_from_their_own_distributions_and_pinned():
    scenario = load_scenario(WORLD)
    paths = uncertain([scenario])
    points = batch_of(scenario, {"design": {"latin_hypercube": {"points": 400, "uncertainties": "all"}}}).points
    assert set(points.columns) == set(paths) == points.pinned
    known = parameters(scenario)
    for path, values in points.columns.items():
        assert all(known[path].accepts(value) for value in values), path
        assert abs(np.median(values) - known[path].value) < 0.2 * np.ptp(values), path


@given(
    value=st.floats(0.05, 3),
    spread=st.sampled_from(["sd", "relative_sd", "range", "triangular"]),
    size=st.floats(0.01, 0.5),
)
@settings(max_examples=40)
def test_quantiles_of_a_number_grow_and_stay_in_its_support(value, spread, size):
    ends = {"low": value * (1 - size), "high": value * (1 + 2 * size)}
    data = {
        "sd": {"value": value, "sd": size},
        "relative_sd": {"value": value, "relative_sd": size},
        "range": {"value": value, **ends},
        "triangular": {"triangular": [ends["low"], value, ends["high"]]},
    }[spread]
    number = Quantity.model_validate(data)
    found = quantile(number, np.linspace(0, 1, 21))
    assert np.isfinite(found).all() and (np.diff(found) >= 0).all()
    if number.support:
        assert found[0] >= number.support[0] - 1e-9 and found[-1] <= number.support[1] + 1e-9
    else:
        assert found[10] == pytest.approx(value)


def test_samples_depend_on_the_seed_alone():
    for kind in ("latin_hypercube", "sobol", "morris"):
        first, same, other = (unit_sample(kind, ["a", "b"], 8, seed) for seed in (1, 1, 2))
        assert np.array_equal(first, same) and not np.array_equal(first, other)
        assert ((first >= 0) & (first <= 1)).all()


def test_no_design_is_the_scenario_as_it_is():
    scenario = load_scenario(SMALL)
    assert points_of(None, [scenario], 1, {}).size == 1
    results = compute(batch_of(scenario, {"runs": 80, "months": 4}))
    share = (simulate(scenario, 80, 4)["first_talks"].values <= 4).mean()
    assert measure(results, "talks")["value"].tolist() == [share]
    assert measure(results, "talks", by=0)["value"][0] <= share
