"""`parley discover`: in which boxes of the sampled parameters an outcome is common."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson
from sim.cli.points import By, Out, Outcome, Resume, Source, Workers, simulated
from sim.cli.render import show
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.boxes import Boxes
    from sim.analysis.discovery import Box, Counts
    from sim.analysis.wording import Measure
    from sim.batch.prepare import Batch
    from sim.tables import Table

AtLeast = Annotated[
    float | None,
    typer.Option(
        metavar="VALUE",
        help="What makes a point one of interest: a share of its runs of at least so much, 0.5 by default; "
        "for last.VARIABLE a mean, which must be given.",
    ),
]


def discover(
    experiment: Source,
    outcome: Outcome = None,
    at_least: AtLeast = None,
    by: By = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Where an outcome is common: boxes of parameters that hold most points with it (scenario discovery with PRIM).

    A case is a point: it is of interest when at least half of its runs, or `--at-least`, have the outcome. Boxes are found on one half of
    the points and measured on the other. The design is `latin_hypercube`, `sobol`, `grid` or `list`. `docs/sensitivity.md` tells how to
    read the answer.
    """
    from sim.analysis.boxes import SPREAD_OUT, boxes_of, kinds_of
    from sim.analysis.wording import measure_of

    def check(batch: Batch) -> None:
        for kind in kinds_of(batch.experiment.design):
            if kind not in SPREAD_OUT:
                raise InputError(
                    f"{experiment}: found the design {kind}; `parley discover` allows: {', '.join(SPREAD_OUT)}, "
                    "whose points move several parameters at once"
                )
        _threshold(measure_of(batch, outcome, by), at_least)

    results = simulated(experiment, out, resume, workers, check, quiet=as_json)
    asked = measure_of(results.batch, outcome, by)
    threshold = _threshold(asked, at_least)
    found = boxes_of(results, asked, threshold)
    show(data(results.batch, asked, found) if as_json else text(results.batch, asked, found), as_json)
    if out is not None and results.manifest["failed"]:
        raise typer.Exit(1)


def _threshold(asked: Measure, at_least: float | None) -> float:
    if not asked.is_share:
        if at_least is None or not math.isfinite(at_least):
            raise InputError(
                f"--at-least: give a value of {asked.name} ({asked.unit}) from which on a point is of interest"
            )
        return at_least
    if at_least is None:
        return 0.5
    if not 0 < at_least <= 1:
        raise InputError(f"--at-least: found {at_least:g}; allowed: a share of runs above 0 and up to 1, such as 0.5")
    return at_least


def data(batch: Batch, asked: Measure, found: list[Boxes]) -> dict[str, Any]:
    """The answer as plain data; shares are from 0 to 1, an open side of a limit is null."""
    return {
        "title": batch.experiment.title,
        "design": batch.experiment.design.kind if batch.experiment.design else None,
        "outcome": asked.name,
        "by": asked.by,
        "unit": "share of runs" if asked.is_share else asked.unit,
        "runs_per_point": batch.experiment.runs,
        "scenarios": {one.scenario: _scenario_data(batch, one) for one in found},
    }


def _scenario_data(batch: Batch, one: Boxes) -> dict[str, Any]:
    told = one.discovery
    return {
        "at_least": one.at_least,
        "points": one.points,
        "points_left_out": one.left_out,
        "points_of_interest": one.cases,
        "points_near_the_threshold": one.near,
        "boxes": [
            {**_box_data(batch, one, box), "held_out_means": {name: _finite(mean) for name, mean in means.items()}}
            for box, means in zip(told.boxes if told else [], one.means, strict=True)
        ],
        "why_no_more": told.why_no_more if told else "no point has a value",
        "refused": _box_data(batch, one, told.refused) if told and told.refused else None,
    }


def _box_data(batch: Batch, one: Boxes, box: Box) -> dict[str, Any]:
    from sim.analysis.wording import known_parameters, label_of

    scenario = batch.scenarios[one.scenario]
    known = known_parameters(scenario)
    return {
        "limits": [
            {
                "path": path,
                "label": label_of(scenario, path),
                "unit": known[path].unit,
                **_finite({"low": ends[0], "high": ends[1]}),
                "sampled": list(one.sampled[path]),
                "quasi_p": box.quasi_p[path],
            }
            for path, ends in box.limits.items()
        ],
        "finding": _counts_data(box.finding),
        "held_out": {**_counts_data(box.held_out), "p": box.held_out_p},
    }


def _counts_data(counts: Counts) -> dict[str, float | None]:
    numbers = ("points", "cases", "inside", "cases_inside", "coverage", "density", "mass")
    return _finite({name: getattr(counts, name) for name in numbers})


def _finite(values: dict[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in values.items()}


def text(batch: Batch, asked: Measure, found: list[Boxes]) -> Iterator[Any]:
    """The answer in words and tables."""
    yield f"{batch.experiment.title}\n{batch.experiment.question}".strip()
    for one in found:
        yield f"\n{one.scenario}: {batch.scenarios[one.scenario].title}\n{_cases(batch, asked, one)}"
        told = one.discovery
        for number, box in enumerate(told.boxes if told else [], start=1):
            yield from _box(batch, asked, one, number, box)
        if told and told.refused:
            yield from _refused(batch, one, told.refused, len(told.boxes) + 1)
        if told:
            yield f"\n{'No more boxes' if told.boxes else 'No box'}: {told.why_no_more}.{_advice(asked, one)}"
    yield (
        "\nThese are shares of simulated runs under the scenario's stated assumptions. A box says where in the sampled ranges the outcome "
        "is common, not how likely it is that the world lies there."
    )


def _cases(batch: Batch, asked: Measure, one: Boxes) -> str:
    from sim.analysis.boxes import kinds_of

    said = f"{asked.words}; {one.points:,} points, {batch.experiment.runs:,} runs each."
    if one.left_out:
        said += f" {one.left_out:,} points are left out, because they have runs without a value."
    if "sobol" in kinds_of(batch.experiment.design):
        said += " These are the points of the sobol design that are drawn independently, two of each base sample."
    if not one.points:
        return said + " No point has a value, so there is nothing to look for."
    said += f"\nPoints of interest, {asked.amount(one.at_least)} or more: {one.cases:,} of {one.points:,}."
    if one.near:
        said += f" At {one.near:,} points the 95 % interval holds this threshold, so that chance decides on which side they are."
    return said


def _advice(asked: Measure, one: Boxes) -> str:
    """A threshold that points reach, where none or too few reach the one that is asked for."""
    if one.discovery is None or one.discovery.boxes or one.cases >= one.points / 10:
        return ""
    tenth = float(sorted(one.values)[-max(1, len(one.values) // 5)])
    told = f" The highest value of a point is {asked.amount(float(one.values.max()))}"
    return (
        f"{told}; a fifth of the points reach {asked.amount(tenth)} (`--at-least {tenth:.3g}`)."
        if tenth > 0
        else f"{told}."
    )


def _box(batch: Batch, asked: Measure, one: Boxes, number: int, box: Box) -> Iterator[Any]:
    inside, outside, difference = (_interval(asked, mean) for mean in one.means[number - 1].values())
    yield f"\nBox {number}: mostly where {_where(batch, one, box)}."
    yield _limits_table(batch, one, box)
    yield _counts_table(box)
    yield f"Mean over the points held out: {inside} in the box, {outside} outside every box; a difference of {difference}."
    if batch.experiment.common_random_numbers:
        yield "Luck that both share, through equal draws, is in the first two intervals and not in that of the difference."


def _refused(batch: Batch, one: Boxes, box: Box, number: int) -> Iterator[Any]:
    yield (
        f"\nBox {number} is refused: where {_where(batch, one, box)}. It was found on one half of the points; on the other half a box "
        f"drawn blindly would hold as many points of interest with probability {box.held_out_p:.2g}."
    )


def _where(batch: Batch, one: Boxes, box: Box) -> str:
    from sim.analysis.wording import label_of

    scenario = batch.scenarios[one.scenario]
    return " and ".join(
        f"“{label_of(scenario, path)}” is {_ends(batch, one, path, ends)}" for path, ends in box.limits.items()
    )


def _ends(batch: Batch, one: Boxes, path: str, ends: tuple[float, float]) -> str:
    """Limits in words, such as `at least 0.62`."""
    from sim.analysis.wording import known_parameters

    low, high = ends
    if isinstance(known_parameters(batch.scenarios[one.scenario])[path].value, bool):
        return "true" if math.isfinite(low) else "false"
    if math.isinf(high):
        return f"at least {_value(low)}"
    return f"at most {_value(high)}" if math.isinf(low) else f"{_value(low)} to {_value(high)}"


def _value(value: float) -> str:
    from sim.numbers import plain

    return plain(round(value), 15) if abs(value) >= 1000 else plain(value, 3)


def _limits_table(batch: Batch, one: Boxes, box: Box) -> Table:
    from sim.analysis.wording import known_parameters, label_of
    from sim.tables import Table

    scenario = batch.scenarios[one.scenario]
    known = known_parameters(scenario)
    table = Table()
    table.add_column("limits")
    for name in ("in the box", "sampled", "unit", "quasi-p"):
        table.add_column(name, justify="left" if name == "unit" else "right")
    for path, ends in box.limits.items():
        low, high = one.sampled[path]
        p = box.quasi_p[path]
        table.add_row(
            [label_of(scenario, path), f"  {path}"],
            _ends(batch, one, path, ends),
            f"{_value(low)} to {_value(high)}",
            known[path].unit,
            f"{p:.3f}" if p >= 0.001 else "below 0.001",
        )
    return table


def _counts_table(box: Box) -> Table:
    from sim.tables import Table

    table = Table()
    table.add_column("points")
    for name in ("all", "in the box", "coverage", "density", "mass", "density of all"):
        table.add_column(name, justify="right")
    for name, counts in (("used to find it", box.finding), ("held out", box.held_out)):
        base = counts.cases / counts.points
        table.add_row(
            name,
            f"{counts.points:,}",
            f"{counts.inside:,}",
            f"{counts.cases_inside:,} of {counts.cases:,} = {counts.coverage:.2f}",
            f"{counts.cases_inside:,} of {counts.inside:,} = {counts.density:.2f}",
            f"{counts.mass:.2f}",
            f"{base:.2f}",
        )
    return table


def _interval(asked: Measure, found: dict[str, float]) -> str:
    if math.isnan(found["value"]):
        return "no point"
    return f"{asked.amount(found['value'])} ({asked.number(found['low'])} to {asked.number(found['high'])})"
