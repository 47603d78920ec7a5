"""`parley hindcast`: validation against what was observed after a month, beside naive forecasts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.paths import PATH, SOURCE
from sim.errors import InputError, choices, shorten


def hindcast(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", parser=SOURCE, help="Name of a shipped scenario, or a YAML file.")
    ] = "december-2023",
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="YYYY-MM", help="Month at whose end the forecast is made; the scenario's start."
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Last month that is scored; that of the observations.")
    ] = None,
    months: Annotated[int, typer.Option(help="Horizon in months; shorter where the observations end.")] = 12,
    origins: Annotated[
        str,
        typer.Option(
            metavar="one|rolling", help="One origin, or one every three months, from --from or early in the war on."
        ),
    ] = "one",
    observed: Annotated[
        Path | None, typer.Option(metavar="DIR", parser=PATH, help="Folder of CSV files in the form of data/observed.")
    ] = None,
    runs: Annotated[int, typer.Option(help="Number of simulated runs from every origin.")] = 2000,
    seed: Annotated[int, typer.Option(help="Seed of all draws.")] = 1,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="PATH=VALUE", help="Move a parameter; what a series sets at the origin comes after."
        ),
    ] = None,
    draws: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", parser=PATH, help="Runs take posterior draws, as `parley calibrate --out` writes them."
        ),
    ] = None,
    refit: Annotated[
        bool,
        typer.Option(
            "--refit",
            help="Calibrate anew at every origin, with what was known then; what cannot be fitted yet runs through its prior.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Forecast past months with what was known then, and score it beside naive forecasts."""
    from sim.cli.options import asked_for
    from sim.cli.render import show, working
    from sim.validation.calibration.fitting import joint_shifts
    from sim.validation.calibration.posterior import read_posterior
    from sim.validation.calibration.priors import load_priors
    from sim.validation.hindcast.forecasts import hindcast as run, rolling_origins
    from sim.validation.hindcast.refit import Refit
    from sim.validation.hindcast.report import record
    from sim.validation.hindcast.track_record import summarise_hindcast
    from sim.validation.observed.reading import is_date, load_observed
    from sim.version import code_version

    if origins not in ("one", "rolling"):
        raise InputError(f"--origins: found {shorten(origins)}; {choices(origins, ('one', 'rolling'))}")
    for name, month in (("--from", from_), ("--to", to)):
        if month is not None and not (is_date(month) and len(month) == 7):
            raise InputError(f"{name}: found {shorten(month)}; allowed: YYYY-MM, such as 2023-12")
    asked = asked_for(scenario, set_)
    series = load_observed(observed)
    last = series.last_month if to is None else to
    at = rolling_origins(series, last, from_) if origins == "rolling" else [from_ or asked.start]
    if draws is not None and refit:
        raise InputError("--draws and --refit exclude each other")
    taken = None if draws is None else joint_shifts(read_posterior(draws, asked), runs)
    anew = Refit(asked, series, load_priors(), seed=seed) if refit else None
    with working("Simulating") as tell:
        found = run(
            asked, series, at, last, months, runs, seed,
            lambda done: tell(f"{done} of {len(at)} origins done"), anew.of(runs) if anew else taken,
        )  # fmt: skip
    content = {
        "scenario": Path(scenario).stem,
        "title": asked.title,
        "start": asked.start,
        "scenario_hash": asked.digest(),
        "runs": runs,
        "seed": seed,
        "version": code_version(),
        "draws": None if draws is None else draws.name,
        "refitted": anew.fitted if anew else None,
        **summarise_hindcast(asked, series, found, seed),
    }
    show(content if as_json else record(content), as_json)
