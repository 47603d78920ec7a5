"""`parley compare`: two scenarios run by run under the same draws."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import AsJson, Months, Runs, Seed, Set, asked_for
from sim.cli.paths import SOURCE
from sim.cli.render import show
from sim.cli.simulating import simulated, with_progress


def compare(
    a: Annotated[str, typer.Argument(metavar="A", parser=SOURCE, help="Baseline scenario.")],
    b: Annotated[str, typer.Argument(metavar="B", parser=SOURCE, help="Scenario to compare with it.")],
    runs: Runs = 4000,
    months: Months = None,
    seed: Seed = 1,
    set_: Set = None,
    as_json: AsJson = False,
) -> None:
    """Compare two scenarios, run by run under the same draws. `--set` moves parameters of B."""
    from sim.ensemble.outcomes import compare as paired
    from sim.ensemble.simulate import check_memory
    from sim.report.terminal import comparison

    base = asked_for(a)
    horizon = base.months if months is None else months
    check_memory(base, runs, horizon, ensembles=2)
    before = with_progress(base, runs, horizon, seed)
    changed, after = simulated(b, runs, horizon, seed, set_)
    found = paired(before, after)
    content = {"baseline": a, "changed": b, "runs": runs, "months": horizon, "seed": seed, "outcomes": found}
    show(content if as_json else comparison((a, b), base, changed, before, after, found), as_json)
