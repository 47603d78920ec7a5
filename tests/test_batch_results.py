"""What is read back from a batch is what was run."""

import numpy as np

from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import load_batch
from sim.batch.results import read_results
from sim.batch.run import run
from tests.conftest import WORLD


def test_a_set_parameter_is_drawn_around_its_new_value_also_when_the_batch_is_read_back(tmp_path):
    (tmp_path / "drawn.yaml").write_text(
        f"""title: Drawn around another value
scenarios: [{WORLD}]
set: {{actors.shore.war_cost: 0.5}}
design: {{latin_hypercube: {{points: 8, uncertainties: [actors.shore.war_cost]}}}}
runs: 4
months: 1
""",
        encoding="utf-8",
    )
    batch = load_batch(tmp_path / "drawn.yaml")
    drawn = batch.points.columns["actors.shore.war_cost"]
    assert (drawn < 0.5).sum() == 4, "the median of the draws is the value that was set"
    run(batch, tmp_path / "out", InProcess(), blocks_of(batch))
    results = read_results(tmp_path / "out")
    assert np.array_equal(results.batch.points.columns["actors.shore.war_cost"], drawn)
    assert np.array_equal(results.points["actors.shore.war_cost"], drawn)
