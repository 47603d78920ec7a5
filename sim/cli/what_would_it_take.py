"""`parley what-would-it-take`: the cheapest lever moves with which an outcome reaches a share of runs."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.paths import SOURCE
from sim.errors import InputError
from sim.vocabulary import OUTCOMES


def what_would_it_take(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", parser=SOURCE, help="Name of a shipped scenario, or a YAML file.")
    ],
    outcome: Annotated[str, typer.Option(help=f"One of: {', '.join(OUTCOMES)}.")] = "agreement",
    by: Annotated[
        int | None, typer.Option(metavar="MONTH", help="Month by which it happens; the scenario's last by default.")
    ] = None,
    reach: Annotated[float | None, typer.Option(metavar="SHARE", help="Share of runs to reach, such as 0.5.")] = None,
    at_most: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Instead: share of runs to bring the outcome down to.")
    ] = None,
    levers: Annotated[
        str | None, typer.Option(metavar="PATH,PATH…", help="Levers that may be moved; all by default.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Start from a scenario with a parameter moved; repeatable."),
    ] = None,
    runs: Annotated[int, typer.Option(help="Runs in which a set is verified.")] = 4000,
    seed: Annotated[int, typer.Option(help="Seed of the verification; the search draws others.")] = 1,
    most: Annotated[int, typer.Option(metavar="K", help="Most answers.")] = 5,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Worker processes; by default one a core. 1 works in this process."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """The fewest and smallest moves of levers with which an outcome reaches a share of runs."""
    from sim.analysis import what_would_it_take as analysis
    from sim.cli.options import asked_for
    from sim.cli.render import show, working
    from sim.report.reach import finding
    from sim.version import code_version

    asked = asked_for(scenario, set_)
    paths = None if levers is None else [path.strip() for path in levers.split(",") if path.strip()]
    if (reach is None) == (at_most is None):
        raise InputError("give either --reach, a share of runs such as 0.5, or --at-most, a share to bring it down to")
    if paths == []:
        raise InputError("--levers names no lever; give paths with commas between them")
    with working("Reading") as tell:
        found = analysis.what_would_it_take(
            asked,
            outcome,
            reach,
            at_most,
            by,
            paths,
            None,
            runs,
            seed,
            most,
            workers or os.cpu_count() or 1,
            lambda doing, points, _: tell(f"{points:,} points so far; {doing}"),
        )
    about = {"scenario": Path(scenario).stem, "title": asked.title, "scenario_hash": asked.digest()}
    content = {**about, "runs": runs, "seed": seed, "version": code_version(), **asdict(found)}
    show(content if as_json else finding(asked, _words(scenario, set_), found), as_json)


def _words(scenario: str, pairs: list[str] | None) -> str:
    """The scenario and its changes, as a command repeats them."""
    return " ".join([scenario, *(f"--set {pair}" for pair in pairs or [])])
