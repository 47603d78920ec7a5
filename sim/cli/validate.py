"""`parley validate`: every problem of scenario files."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.paths import SOURCE
from sim.cli.render import warn
from sim.errors import InputError, Problem, one_line


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", parser=SOURCE, help="Scenario files or names.")],
) -> None:
    """Check scenario files; every problem is shown with its line."""
    from sim.scenario.reading import load_scenario

    problems: list[Problem] = []
    for name in files:
        try:
            scenario = load_scenario(name)
            counts = (
                f"{len(scenario.actors)} actors, {len(scenario.proposals)} proposals, {len(scenario.levers)} levers"
            )
            print(f"{one_line(name)}: valid ({counts})")
            warn(scenario.warnings)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
