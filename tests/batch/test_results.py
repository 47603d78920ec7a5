"""What is read back from a batch is what was run, and a point without runs has no value."""

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import batch_of, load_batch
from sim.batch.results import compute, measure, read_results
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


def test_a_point_whose_block_failed_has_no_value_and_no_runs(small):
    experiment = {"runs": 20, "months": 6, "design": {"grid": {"actors.highland.pressure": [0.1, 0.5]}}}
    whole = compute(batch_of(small, experiment))
    torn = replace(whole, runs=whole.runs.filter(pc.equal(whole.runs["point"], 1)))
    for name in ("talks", "last.escalation"):
        found = measure(torn, name)
        assert found["runs"].tolist() == [0, 20]
        assert found.loc[0, ["value", "low", "high", "error"]].isna().all()
        assert found.loc[1].equals(measure(whole, name).loc[1])
