"""An outcome by point: what is known, what is not, and of which parameters."""

import numpy as np
import pyarrow as pa
import pytest

from sim import load_scenario, parameters
from sim.batch.points import quantile
from sim.batch.prepare import batch_of, load_batch, recordable
from sim.batch.results import check_table, compute, measure, measure_runs, measures
from sim.batch.tables import monthly_columns, run_columns
from sim.errors import InputError
from sim.vocabulary import OUTCOMES
from tests.conftest import SMALL, WORLD


def test_a_mean_over_no_runs_is_not_zero(tmp_path):
    """A variable that only one of two scenarios has: its mean is not known in the other."""
    file = tmp_path / "both.yaml"
    file.write_text(
        f"title: Two worlds\nscenarios: ['{SMALL}', '{WORLD}']\nruns: 20\nmonths: 3\nrecord: [fatigue.patron]\nmonthly: false\n"
    )
    found = measure(compute(load_batch(file)), "last.fatigue.patron")
    assert found["value"][0] > 0 and found["runs"][0] == 20
    assert found["runs"][1] == 0
    assert np.isnan(found.loc[1, ["value", "low", "high", "error"]].astype(float)).all()


def test_an_uncertainty_is_drawn_around_the_value_that_set_gives():
    scenario, path = load_scenario(WORLD), "actors.shore.war_cost"
    spread = parameters(scenario)[path].quantity
    design = {"latin_hypercube": {"points": 64, "uncertainties": [path]}}
    batch = batch_of(scenario, {"design": design, "set": {path: 2 * spread.value}})
    middle = np.median(batch.points.columns[path])
    assert middle == pytest.approx(2 * quantile(spread, np.array(0.5)), rel=0.05)


def test_every_variable_that_may_be_recorded_has_a_value_at_every_point():
    scenario = load_scenario(WORLD)
    names = recordable({"world": scenario})
    results = compute(batch_of(scenario, {"runs": 8, "months": 2, "record": names}))
    assert measures(results) == [*OUTCOMES, *(f"last.{name}" for name in names)]
    assert measure(results, "last.month")["value"].tolist() == [2]


WRONG = {
    "point as words": (lambda runs: put(runs, "point", pa.array(["a"] * len(runs))), "'point' holds string"),
    "empty point": (lambda runs: put(runs, "point", pa.nulls(len(runs), pa.int32())), "'point' has empty cells"),
    "point beyond": (lambda runs: put(runs, "point", pa.array([2**31 - 1] * len(runs), pa.int32())), "allowed: 0 to 2"),
    "point below": (lambda runs: put(runs, "point", pa.array([-1] * len(runs), pa.int32())), "allowed: 0 to 2"),
    "no point": (lambda runs: runs.drop_columns(["point"]), "'point' is missing"),
    "twice": (lambda runs: runs.append_column("first_talks", runs["first_talks"]), "'first_talks' is there twice"),
    "months as words": (
        lambda runs: put(runs, "first_talks", pa.array(["x"] * len(runs))),
        "'first_talks' holds string",
    ),
}


def put(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


@pytest.fixture(scope="module")
def swept():
    return compute(batch_of(SMALL, {"runs": 4, "months": 2, "design": {"sweep": {"actors.highland.pressure": [0, 1]}}}))


@pytest.mark.parametrize("name", WRONG)
def test_a_table_of_another_shape_is_refused_by_its_column(swept, name):
    spoil, said = WRONG[name]
    spoiled = spoil(swept.runs)
    with pytest.raises(InputError, match=said):
        measure_runs(spoiled, swept.batch.size, "talks")
    with pytest.raises(InputError, match=rf"runs\.parquet: the column .*{said}"):
        check_table(spoiled, run_columns(swept.batch), "runs.parquet", swept.batch)


def test_a_table_without_lines_has_no_values_and_what_was_computed_fits(swept):
    check_table(swept.runs, run_columns(swept.batch), "runs.parquet", swept.batch)
    check_table(swept.monthly, monthly_columns(swept.batch), "monthly.parquet", swept.batch)
    found = measure_runs(swept.runs.slice(0, 0), swept.batch.size, "talks")
    assert found["runs"].tolist() == [0, 0, 0] and found["value"].isna().all()
