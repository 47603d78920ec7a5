"""`parley explain`: why there is no deal, or one run told as a story."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, Months, ScenarioArgument, Seed, Set, asked_for
from sim.cli.render import show, working
from sim.errors import InputError, choices, shorten

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def explain(
    scenario: ScenarioArgument,
    proposal: Annotated[str | None, typer.Option(help="Only this proposal.")] = None,
    run_: Annotated[
        str | None,
        typer.Option("--run", metavar="K", help="Tell one run as a story: run K, or median, earliest, collapse."),
    ] = None,
    runs: Annotated[int, typer.Option(help="Number of simulated runs.")] = 1024,
    months: Months = None,
    seed: Seed = 1,
    set_: Set = None,
    as_json: AsJson = False,
) -> None:
    """Why there is no deal: who refuses what, which members block, and the smallest relaxation that would open a zone."""
    from sim.explanation.why import explain as why
    from sim.report.reasons import reasons, story

    asked = asked_for(scenario, set_)
    if proposal is not None and proposal not in asked.proposals:
        raise InputError(f"--proposal: unknown proposal {shorten(proposal)}; {choices(proposal, asked.proposals)}")
    if run_ is not None:
        if proposal is not None:
            raise InputError("--proposal is about the reasons, --run tells a story: give one of them")
        told = _story(asked, run_, runs, months, seed)
        show(told if as_json else story(told), as_json)
        return
    with working("Simulating") as doing:
        because = why(asked, runs, months, seed, turn=proposal is None, doing=doing)
    found = {"scenario": Path(scenario).stem, **because}
    if proposal is not None:
        found["proposals"] = {proposal: found["proposals"][proposal]}
    show(found if as_json else reasons(asked, found, proposal), as_json)


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
