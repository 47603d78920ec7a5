"""An outcome by point: what is known, what is not, and of which parameters."""

import numpy as np
import pytest

from sim import load_scenario, parameters
from sim.batch.points import quantile
from sim.batch.prepare import batch_of
from tests.conftest import WORLD


def test_an_uncertainty_is_drawn_around_the_value_that_set_gives():
    scenario, path = load_scenario(WORLD), "actors.shore.war_cost"
    spread = parameters(scenario)[path].quantity
    design = {"latin_hypercube": {"points": 64, "uncertainties": [path]}}
    batch = batch_of(scenario, {"design": design, "set": {path: 2 * spread.value}})
    middle = np.median(batch.points.columns[path])
    assert middle == pytest.approx(2 * quantile(spread, np.array(0.5)), rel=0.05)
