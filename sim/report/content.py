"""What a report says, as plain data: the answer, the scenarios one by one, what everything rests on, and how it was computed."""

from __future__ import annotations

from shlex import quote
from typing import Any

import numpy as np

from sim.batch.results import Results
from sim.numbers import hundred, interval
from sim.report.answers import about, answer
from sim.report.assumptions import assumptions, facts, sources
from sim.report.effects import differences
from sim.report.layout import known_to, layout_of, points_of, pooled, reference_of
from sim.report.shares import by_point, happened
from sim.report.words import draws_or_points, size_of, value_of
from sim.vocabulary import OUTCOMES

MOST_CELLS = 3000
"""Cells of a table of points; beyond, the points are in the CSV files only."""


def content(results: Results) -> dict[str, Any]:
    """Everything that the page says but its charts; plain data that JSON can hold."""
    batch, manifest = results.batch, results.manifest
    experiment, identity = batch.experiment, manifest.get("identity", {})
    return {
        "title": experiment.title,
        "question": experiment.question,
        "months": batch.months,
        "runs_per_point": experiment.runs,
        "size": size_of(batch),
        "draws": draws_or_points(batch),
        "layout": layout_of(batch),
        "pooled": pooled(batch),
        "design": experiment.design.kind if experiment.design else None,
        "common_random_numbers": experiment.common_random_numbers,
        "set": dict(experiment.set),
        "failed": manifest.get("failed", []),
        "answers": {outcome: answer(results, outcome) for outcome in experiment.outcomes},
        "scenarios": [about(results, name) for name in batch.scenarios],
        "points_table": points_table(results),
        "assumptions": assumptions(batch),
        "facts": facts(batch),
        "sources": sources(batch),
        "commands": commands(results),
        "computed": {
            "runs": results.runs.num_rows,
            "seed": experiment.seed,
            "started": manifest.get("started", ""),
            "finished": manifest.get("finished", ""),
            "version": identity.get("version of Parley", ""),
            "code": identity.get("code", ""),
            "scenarios": identity.get("scenarios", {}),
            "environment": {
                **manifest.get("environment", {}),
                **{name: identity.get(f"version of {name}", "") for name in ("numba", "numpy", "scipy")},
            },
        },
    }


def points_table(results: Results) -> dict[str, Any] | None:
    """Every point with the share of each outcome, and its difference to the reference point; None where it would be endless."""
    batch = results.batch
    outcomes, paths = batch.experiment.outcomes, list(batch.points.columns)
    compared = layout_of(batch) == "lines"
    width = 1 + len(paths) + len(outcomes) * (1 + compared)
    if batch.points.size == 1 or batch.size * width > MOST_CELLS:
        return None
    found = {outcome: by_point(results, happened(results, outcome)) for outcome in outcomes}
    rows = []
    for name, scenario in batch.scenarios.items():
        known, first, reference = known_to(scenario), points_of(batch, name).start, reference_of(batch, name).place
        steps = {outcome: differences(results, name, outcome) for outcome in outcomes} if compared else {}
        for place in range(batch.points.size):
            at = batch.points.at(place)
            cells = [value_of(known[path], at[path]) if path in at else "·" for path in paths]
            for outcome in outcomes:
                line = found[outcome].iloc[first + place]
                cells.append(_share(line["share"], line["low"], line["high"]))
                if compared:
                    cells.append(_step(*steps[outcome].iloc[place]))
            rows.append({"point": first + place, "scenario": name, "cells": cells, "reference": place == reference})
    heads = [
        head
        for outcome in outcomes
        for head in (OUTCOMES[outcome].label, *(("difference to the reference point",) if compared else ()))
    ]
    return {"paths": paths, "heads": heads, "rows": rows}


def _share(share: float, low: float, high: float) -> str:
    return "no runs" if np.isnan(share) else f"{hundred(share)} ({interval(low, high)})"


def _step(difference: float, low: float, high: float) -> str:
    if np.isnan(difference):
        return "no runs"
    return "—" if low == high == 0 else f"{100 * difference:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def commands(results: Results) -> dict[str, Any]:
    """Commands that go on from here, to be given in the folder of the batch."""
    batch, files = results.batch, {name: f"scenarios/{quote(name)}.yaml" for name in results.batch.scenarios}
    sample = batch.experiment.design and (batch.experiment.design.sobol or batch.experiment.design.morris)
    asked = f"--reach 0.5 --by {batch.months}"
    return {
        "again": "parley batch experiment.yaml --out again",
        "tables": "parley report . --csv tables",
        "levers": f"parley levers {next(iter(files.values()))} --all",
        "sensitivity": "parley sensitivity ." if sample else "",
        "what_would_it_take": [
            {"scenario": name, "command": f"parley what-would-it-take {file} --outcome {outcome} {asked}"}
            for name, file in files.items()
            for outcome in batch.experiment.outcomes
        ],
    }
