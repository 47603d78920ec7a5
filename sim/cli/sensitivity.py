"""`parley sensitivity`: which parameters move an outcome, beside how much of it is chance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.options import AsJson
from sim.cli.points import By, Out, Outcome, Resume, Source, Workers, simulated
from sim.cli.render import show
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.ranking import Sensitivity
    from sim.analysis.wording import Measure
    from sim.batch.prepare import Batch
    from sim.tables import Table


def sensitivity(
    experiment: Source,
    outcome: Outcome = None,
    by: By = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Which parameters move an outcome most: Sobol indices or Morris effects, beside the Monte Carlo error.

    The design of the experiment is `sobol` or `morris`. `docs/sensitivity.md` tells how to read the answer.
    """
    from sim.analysis.ranking import RANKED_BY, sensitivities
    from sim.analysis.wording import measure_of

    def check(batch: Batch) -> None:
        kind = batch.experiment.design.kind if batch.experiment.design else "none"
        if kind not in RANKED_BY:
            allowed = ", ".join(RANKED_BY)
            raise InputError(f"{experiment}: found the design {kind}; `parley sensitivity` allows: {allowed}")
        measure_of(batch, outcome, by)

    results = simulated(experiment, out, resume, workers, check, quiet=as_json)
    asked = measure_of(results.batch, outcome, by)
    found = sensitivities(results, asked)
    show(data(results.batch, asked, found) if as_json else text(results.batch, asked, found), as_json)
    if out is not None and results.manifest["failed"]:
        raise typer.Exit(1)


def data(batch: Batch, asked: Measure, found: list[Sensitivity]) -> dict[str, Any]:
    """The answer as plain data; shares are from 0 to 1."""
    from sim.analysis.wording import label_of

    scenarios = {}
    for one in found:
        chance = None
        if one.chance is not None and one.indices is not None:
            chance = {**asdict(one.chance), "share": one.chance.share, "runs_needed": one.chance.runs_needed}
        ranked = [] if one.indices is None else one.indices.to_dict(orient="index").items()
        scenarios[one.scenario] = {
            "points": one.points,
            "points_left_out": one.left_out,
            "uncertain_numbers_not_sampled": one.not_sampled,
            "spread": one.spread,
            "upper_bound": one.highest,
            "chance": chance,
            "parameters": [
                {"path": path, "label": label_of(batch.scenarios[one.scenario], path), **line} for path, line in ranked
            ],
        }
    design = batch.experiment.design
    return {
        "title": batch.experiment.title,
        "design": design.kind if design else None,
        "outcome": asked.name,
        "by": asked.by,
        "unit": "share of runs" if asked.is_share else asked.unit,
        "runs_per_point": batch.experiment.runs,
        "common_random_numbers": batch.experiment.common_random_numbers,
        "scenarios": scenarios,
    }


def text(batch: Batch, asked: Measure, found: list[Sensitivity]) -> Iterator[Any]:
    """The answer in words and tables."""
    experiment = batch.experiment
    yield f"{experiment.title}\n{experiment.question}".strip()
    for one in found:
        yield f"\n{one.scenario}: {batch.scenarios[one.scenario].title}\n{asked.words}; {_size(batch, one)}"
        if one.spread is None:
            yield "No point has a value, so there is nothing to rank."
        elif one.indices is None:
            yield _constant(batch, asked, one)
        else:
            yield from _ranking(batch, asked, one)
    yield (
        "\nThese are shares of simulated runs under the scenario's stated assumptions, and the indices hold for the ranges that the "
        "experiment gives."
    )


def _size(batch: Batch, one: Sensitivity) -> str:
    said = f"{one.points:,} points, {batch.experiment.runs:,} runs each."
    if one.left_out:
        said += f" {one.left_out:,} points are left out, because they or points that belong to them have runs without a value."
    return said


def _constant(batch: Batch, asked: Measure, one: Sensitivity) -> str:
    assert one.spread is not None
    told = "It is the same at every point that counts, so there is no variance to share out and nothing to rank"
    if asked.is_share and one.spread["largest"] == 0:
        return f"It happens in 0 of {batch.experiment.runs:,} runs at every point (at most {asked.amount(one.highest)} of a point). {told}."
    return f"{told}: {asked.amount(one.spread['mean'])}."


def _ranking(batch: Batch, asked: Measure, one: Sensitivity) -> Iterator[Any]:
    assert one.spread is not None and one.chance is not None and one.indices is not None
    design = batch.experiment.design
    sobol = design is not None and design.kind == "sobol"
    yield _spread(asked, one.spread, sobol)
    yield from _chance(batch, asked, one)
    key = "total" if sobol else "mu_star"
    moving, still = one.indices[one.indices[key] != 0], one.indices.index[one.indices[key] == 0]
    yield ""
    yield _sobol_table(batch, one.scenario, moving) if sobol else _morris_table(batch, asked, one.scenario, moving)
    if len(still):
        yield f"No effect at any point: {', '.join(still)}."
    if sobol:
        yield _first_order(float(one.indices["first"].sum()))


def _spread(asked: Measure, spread: dict[str, float], sobol: bool) -> str:
    middle = f"{asked.number(spread['0.05'])} and {asked.amount(spread['0.95'])}"
    whose = (
        "Parameter uncertainty" if sobol else "Over the points of the trajectories, which visit ends and middles alike"
    )
    return (
        f"{whose}: from point to point the outcome has a mean of {asked.amount(spread['mean'])} and a standard deviation of "
        f"{asked.number(spread['sd'])}; 90 of 100 points lie between {middle}, all between {asked.number(spread['smallest'])} and "
        f"{asked.number(spread['largest'])}."
    )


def _chance(batch: Batch, asked: Measure, one: Sensitivity) -> Iterator[str]:
    chance = one.chance
    assert chance is not None
    error = f"{asked.number(chance.error)} (standard error, from {chance.runs:,} runs)"
    said = f"Chance: the value of a point has a Monte Carlo error of {error}. "
    if chance.paired is None:
        said += f"That makes {_percent(chance.alone)} of the variance over points."
    else:
        said += (
            f"With draws of their own that would be {_percent(chance.alone)} of the variance over points. Here run k has the same "
            f"draws at every point: luck that all points share does not tell them apart, and {_percent(chance.paired)} is chance."
        )
    if one.not_sampled:
        numbers = "1 uncertain number is" if one.not_sampled == 1 else f"{one.not_sampled} uncertain numbers are"
        said += f" {numbers} not drawn by the design; they differ from run to run and count as chance."
    yield said
    if chance.large:
        needed = chance.runs_needed
        more = f"with about {needed:,} runs a point it would be 10 %" if needed else "nothing but chance is seen"
        yield f"Warning: chance blurs these indices; {more}. Raise `runs` before a rank is quoted."


def _percent(share: float) -> str:
    if math.isinf(share):
        return "all"
    if 0 < share < 0.005:
        return "less than 1 %"
    return f"{100 * share:.0f} %"


def _index(value: float) -> str:
    """A Sobol index, which estimates may put below zero."""
    from sim.numbers import MINUS

    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", MINUS)


def _sobol_table(batch: Batch, scenario: str, lines: Any) -> Table:
    table = _table("Share of the variance over points (95 % interval)", "first order", "total")
    for path, line in lines.iterrows():
        cells = (
            "{} ({} to {})".format(*(_index(line[key]) for key in (name, f"{name}_low", f"{name}_high")))
            for name in ("first", "total")
        )
        table.add_row(_name(batch, scenario, path), *cells)
    return table


def _morris_table(batch: Batch, asked: Measure, scenario: str, lines: Any) -> Table:
    title = f"Change of the outcome when a parameter moves through its whole range, {asked.unit}"
    table = _table(title, "mean size, μ* (95 %)", "mean, μ", "spread, σ")
    for path, line in lines.iterrows():
        star, low, high = (asked.number(line[name]) for name in ("mu_star", "mu_star_low", "mu_star_high"))
        mean = asked.number(line["mu"])
        signed = mean if mean.startswith("-") else f"+{mean}"
        table.add_row(_name(batch, scenario, path), f"{star} ({low} to {high})", signed, asked.number(line["sigma"]))
    return table


def _table(title: str, *columns: str) -> Table:
    from sim.tables import Table

    table = Table(title)
    table.add_column("parameter")
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _name(batch: Batch, scenario: str, path: str) -> list[str]:
    from sim.analysis.wording import label_of

    return [label_of(batch.scenarios[scenario], path), f"  {path}"]


def _first_order(total: float) -> str:
    said = f"First-order indices sum to {total:.2f}. "
    if total > 1:
        return said + "In truth they cannot pass 1: the excess is error of estimation, as wide as the intervals say."
    return (
        said + "At 1 the parameters act one by one; what is missing to 1 lies in how they act together, and in chance."
    )
