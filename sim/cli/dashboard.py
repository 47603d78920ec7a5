"""`parley dashboard`: open the dashboard."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.paths import SOURCE


def dashboard(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", parser=SOURCE, help="Scenario to open with.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port of the local server.", min=1, max=65535)] = None,
) -> None:
    """Open the dashboard in the browser."""
    from dashboard.launch import run as launch
    from sim.scenario.reading import load_scenario

    if scenario is not None:
        load_scenario(scenario)
    launch(scenario, port)
