"""The command `parley`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import batch, calibrate, discover, evidence, hindcast, sensitivity, what_would_it_take
from sim.cli import report as report_page
from sim.cli.paths import PATH, SOURCE
from sim.cli.render import show as _print
from sim.cli.render import working
from sim.errors import InputError, Problem, choices, one_line, shorten
from sim.scenario.numerals import meant

if TYPE_CHECKING:
    import xarray as xr

    from sim.scenario.schema import Scenario

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


def _simulate(
    name: str, runs: int, months: int | None, seed: int, pairs: list[str] | None
) -> tuple[Scenario, xr.Dataset]:
    from sim.scenario.levers import change
    from sim.scenario.reading import load_scenario

    scenario = change(load_scenario(name), parse_changes(pairs))
    return scenario, _with_progress(scenario, runs, months, seed)


def _with_progress(scenario: Scenario, runs: int, months: int | None, seed: int) -> xr.Dataset:
    """Simulate, with a bar on a terminal once the work takes more than a second."""
    import time

    from rich.console import Console
    from rich.progress import Progress

    from sim.ensemble.simulate import simulate

    console = Console(stderr=True)
    if not console.is_terminal:
        return simulate(scenario, runs, months, seed)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Simulating", total=runs, visible=False)
        start = time.monotonic()

        def show(done: int) -> None:
            bar.update(task, completed=done, visible=time.monotonic() - start > 1)

        return simulate(scenario, runs, months, seed, progress=show)


@app.command()
def run(
    scenario: ScenarioArgument,
    runs: Runs = 4000,
    months: Months = None,
    seed: Seed = 1,
    set_: Set = None,
    run_: Annotated[
        int | None, typer.Option("--run", help="Show one course, month by month: run K of the ensemble.")
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
    from sim.report import terminal as report
    from sim.scenario.levers import change
    from sim.scenario.reading import load_scenario

    if excel and out is None:
        raise InputError("--excel is about the CSV file that --out writes, so it goes with --out")
    if out is not None:
        report.check_folder(out)
    if run_ is not None:
        if run_ < 0:
            raise InputError(f"--run: found {run_}; allowed: a run number from 0")
        if out is not None:
            raise InputError("--out writes the whole ensemble, so it does not go with --run; use --run with --json")
        asked = change(load_scenario(scenario), parse_changes(set_))
        course = simulate(asked, 1, months, seed, record="full", first_run=run_)
        _print(report.course_data(course) if as_json else report.course(asked, course), as_json)
        return
    asked, result = _simulate(scenario, runs, months, seed, set_)
    if out is not None:
        report.write_folder(out, asked, result, Path(scenario).stem, parse_changes(set_), excel)
    _print(summarise(result, Path(scenario).stem) if as_json else report.answer(asked, result), as_json)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", parser=SOURCE, help="Baseline scenario.")],
    b: Annotated[str, typer.Argument(metavar="B", parser=SOURCE, help="Scenario to hold against it.")],
    runs: Runs = 4000,
    months: Months = None,
    seed: Seed = 1,
    set_: Set = None,
    as_json: AsJson = False,
) -> None:
    """Hold two scenarios against each other, run by run under the same draws. `--set` moves parameters of B."""
    from sim.ensemble.outcomes import compare as paired
    from sim.ensemble.simulate import check_memory
    from sim.report import terminal as report
    from sim.scenario.reading import load_scenario

    base = load_scenario(a)
    horizon = base.months if months is None else months
    check_memory(base, runs, horizon, ensembles=2)
    before = _with_progress(base, runs, horizon, seed)
    changed, after = _simulate(b, runs, horizon, seed, set_)
    found = paired(before, after)
    content = {"baseline": a, "changed": b, "runs": runs, "months": horizon, "seed": seed, "outcomes": found}
    _print(content if as_json else report.comparison((a, b), base, changed, before, after, found), as_json)


@app.command()
def explain(
    scenario: ScenarioArgument,
    proposal: Annotated[str | None, typer.Option(help="Only this proposal.")] = None,
    run_: Annotated[
        str | None,
        typer.Option("--run", metavar="K", help="Tell one course as a story: run K, or median, earliest, collapse."),
    ] = None,
    runs: Annotated[int, typer.Option(help="Number of simulated runs.")] = 1024,
    months: Months = None,
    seed: Seed = 1,
    set_: Set = None,
    as_json: AsJson = False,
) -> None:
    """Why there is no deal: who refuses what, which members block, and the smallest relaxation that would open a zone."""
    from sim.explanation import report
    from sim.explanation.why import explain as why
    from sim.scenario.levers import change
    from sim.scenario.reading import load_scenario

    asked = change(load_scenario(scenario), parse_changes(set_))
    if proposal is not None and proposal not in asked.proposals:
        raise InputError(f"--proposal: unknown proposal {shorten(proposal)}; {choices(proposal, asked.proposals)}")
    if run_ is not None:
        if proposal is not None:
            raise InputError("--proposal is about the reasons, --run tells a story: give one of them")
        told = _story(asked, run_, runs, months, seed)
        _print(told if as_json else report.story(told), as_json)
        return
    with working("Simulating") as doing:
        reasons = why(asked, runs, months, seed, turn=proposal is None, doing=doing)
    found = {"scenario": Path(scenario).stem, **reasons}
    if proposal is not None:
        found["proposals"] = {proposal: found["proposals"][proposal]}
    _print(found if as_json else report.reasons(asked, found, proposal), as_json)


def _story(scenario: Scenario, which: str, runs: int, months: int | None, seed: int) -> dict[str, Any]:
    from sim.ensemble.simulate import simulate
    from sim.explanation.story import CHOICES, chosen_run, tell

    if which.lstrip("-").isdecimal():
        return tell(scenario, int(which), months, seed)
    if which not in CHOICES:
        raise InputError(f"--run: found {shorten(which)}; {choices(which, ['a number', *CHOICES])}")
    result = simulate(scenario, runs, months, seed)
    run = chosen_run(result["first_signature"].values, result["first_collapse"].values, which)
    return tell(scenario, run, months, seed)


@app.command()
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
            for warning in scenario.warnings:
                print(f"warning: {warning}", file=sys.stderr)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)


@app.command()
def levers(
    scenario: ScenarioArgument,
    everything: Annotated[bool, typer.Option("--all", help="Every parameter, not only the levers.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what can be moved with `--set`: path, value, range, unit, source."""
    from sim.report import terminal as report
    from sim.scenario.levers import parameters
    from sim.scenario.reading import load_scenario

    asked = load_scenario(scenario)
    known = parameters(asked)
    chosen = {path: entry for path, entry in known.items() if everything or path in asked.levers}
    _print(report.lever_data(asked, chosen) if as_json else report.lever_table(asked, chosen), as_json)


@app.command()
def schedule(as_json: AsJson = False) -> None:
    """Print the order of a month: each step, what it reads and what it writes."""
    from dataclasses import asdict

    from sim.model.month import SCHEDULE
    from sim.report import terminal as report

    _print([asdict(step) for step in SCHEDULE] if as_json else report.schedule_table(SCHEDULE), as_json)


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(metavar="scenario|experiment", help="Which kind of file.")] = "scenario",
) -> None:
    """Print the JSON Schema of a scenario or experiment, for completion in an editor."""
    from sim.batch.experiment import Experiment
    from sim.scenario.json_schema import json_schema
    from sim.scenario.quantity import Section
    from sim.scenario.schema import Scenario

    models: dict[str, type[Section]] = {"scenario": Scenario, "experiment": Experiment}
    if kind not in models:
        raise InputError(f"found {shorten(kind)}; {choices(kind, models)}")
    print(json.dumps(json_schema(models[kind]), indent=2, ensure_ascii=False))


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """List the shipped scenarios and the question each asks."""
    from sim.report import terminal as report
    from sim.scenario.documents import headings

    found = headings()
    _print(found if as_json else report.scenario_table(found), as_json)


@app.command()
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


app.add_typer(batch.app, name="batch")
app.command()(report_page.report)
app.command(name="what-would-it-take")(what_would_it_take.what_would_it_take)
app.command()(sensitivity.sensitivity)
app.command()(discover.discover)
app.command()(hindcast.hindcast)
app.command()(calibrate.calibrate)
app.command()(evidence.evidence)
