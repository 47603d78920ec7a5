"""`parley run`: simulate a scenario and print the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import AsJson, Months, Runs, ScenarioArgument, Seed, Set, asked_for, parse_changes
from sim.cli.paths import PATH
from sim.cli.render import say, show
from sim.cli.simulating import simulated
from sim.errors import InputError


def run(
    scenario: ScenarioArgument,
    runs: Runs = 4000,
    months: Months = None,
    seed: Seed = 1,
    set_: Set = None,
    run_: Annotated[
        int | None, typer.Option("--run", help="Show one run, month by month: run K of the ensemble.")
    ] = None,
    as_json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", parser=PATH, help="Write the results into a new folder.")
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="With --out: CSV that Excel reads with all its letters.")
    ] = False,
) -> None:
    """Simulate a scenario and print the answer."""
    from sim.ensemble.outcomes import summarise
    from sim.ensemble.simulate import simulate
    from sim.report import folder, terminal

    if excel and out is None:
        raise InputError("--excel is about the CSV file that --out writes, so it goes with --out")
    if out is not None:
        folder.check_folder(out)
    if run_ is not None:
        if run_ < 0:
            raise InputError(f"--run: found {run_}; allowed: a run number from 0")
        if out is not None:
            raise InputError("--out writes the whole ensemble, so it does not go with --run; use --run with --json")
        asked = asked_for(scenario, set_)
        one = simulate(asked, 1, months, seed, record="full", first_run=run_)
        show(terminal.run_data(one) if as_json else terminal.one_run(asked, one), as_json)
        return
    asked, result = simulated(scenario, runs, months, seed, set_)
    if out is not None:
        folder.write_folder(out, asked, result, Path(scenario).stem, parse_changes(set_), excel)
        say(f"written: {out}", error=True)
    show(summarise(result, Path(scenario).stem) if as_json else terminal.answer(asked, result), as_json)
