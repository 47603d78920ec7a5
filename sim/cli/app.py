"""The application: options that stand before a command, and the commands, a module each."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli import (
    batch,
    calibrate,
    compare,
    dashboard,
    discover,
    evidence,
    explain,
    hindcast,
    levers,
    report,
    run,
    scenarios,
    schedule,
    schema,
    sensitivity,
    validate,
    what_would_it_take,
)
from sim.cli.options import Command

app = typer.Typer(
    name="parley",
    help="Simulate negotiation scenarios: whether talks open, whether anyone signs, on which terms, who said no and why.\n\n"
    "SCENARIO is the name of a shipped scenario (see `parley scenarios`) or the path of a YAML file.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from sim.version import code_version

        print(f"parley {code_version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options that stand before a command."""


for command in (
    run.run,
    compare.compare,
    explain.explain,
    validate.validate,
    levers.levers,
    schedule.schedule,
    schema.schema,
    scenarios.scenarios,
    dashboard.dashboard,
    report.report,
    what_would_it_take.what_would_it_take,
    sensitivity.sensitivity,
    discover.discover,
    hindcast.hindcast,
    calibrate.calibrate,
    evidence.evidence,
):
    app.command(name=command.__name__.replace("_", "-"), cls=Command)(command)
app.add_typer(batch.app, name="batch")
