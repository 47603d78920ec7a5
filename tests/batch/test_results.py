"""An outcome by point: what is known, what is not, and of which parameters."""

import numpy as np
import pytest

from sim import load_scenario, parameters
from sim.batch.points import quantile
from sim.batch.prepare import batch_of, load_batch, recordable
from sim.batch.results import compute, measure, measures
from sim.outcomes import OUTCOMES
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
