"""Arguments and options that several commands have, and how `--set` is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from sim.cli.paths import SOURCE
from sim.errors import InputError, Problem, shorten
from sim.scenario.numerals import meant

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", parser=SOURCE, help="Name of a shipped scenario, or a YAML file.")
]
Runs = Annotated[int, typer.Option(help="Number of simulated runs.")]
Months = Annotated[int | None, typer.Option(help="Horizon in months; the scenario's own by default.")]
Seed = Annotated[int, typer.Option(help="Seed of all draws.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Move a parameter; repeat for several. See `parley levers`."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


def asked_for(name: str, pairs: list[str] | None = None) -> Scenario:
    """The scenario that a command is about, with the parameters of `--set` moved. What is odd in it is told beside the answer."""
    from sim.cli.render import warn
    from sim.scenario.levers import change
    from sim.scenario.reading import load_scenario

    scenario = change(load_scenario(name), parse_changes(pairs))
    warn(scenario.warnings)
    return scenario


def parse_changes(pairs: list[str] | None) -> dict[str, float | bool]:
    """`PATH=VALUE` pairs to changes. Raises InputError for anything else."""
    changes: dict[str, float | bool] = {}
    for pair in pairs or []:
        path, equals, text = pair.partition("=")
        if not equals or not path:
            raise InputError(f"--set: found {shorten(pair)}; allowed: PATH=VALUE, such as actors.us.capacity_eur_bn=4")
        if text.strip().lower() in ("true", "false"):
            changes[path.strip()] = text.strip().lower() == "true"
            continue
        try:
            changes[path.strip()] = float(text)
        except ValueError:
            told = f"expected a number, true or false, found {shorten(text)}{meant(text, switch=True)}"
            raise InputError(f"--set {path}: {told}") from None
    return changes


class Command(TyperCommand):
    """A command that says the flag of an option where the code that it calls says the name of a parameter."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises InputError, in words of the command line."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            raise InputError([self._with_flag(problem) for problem in error.problems]) from error

    def _with_flag(self, problem: Problem) -> Problem:
        name, colon, rest = problem.message.partition(": ")
        flags = {option.name: max(option.opts, key=len) for option in self.params if isinstance(option, TyperOption)}
        if problem.mark or not colon or name not in flags:
            return problem
        return Problem(f"{flags[name]}: {rest}")
