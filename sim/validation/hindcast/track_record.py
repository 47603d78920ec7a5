"""What the cases of a hindcast say together: scores by series, paired differences to naive forecasts, how much there is to go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario.levers import parameters
from sim.scenario.schema import Scenario, calendar_month
from sim.validation.hindcast.forecasts import BASE, MODEL, Case, EventCase, Hindcast
from sim.validation.hindcast.scores import brier, log_score, mean_with_interval
from sim.validation.hindcast.widening import factors
from sim.validation.observed.reading import Observed


def summarise_hindcast(
    scenario: Scenario | str | Path, observed: Observed, found: Hindcast, seed: int = 1
) -> dict[str, Any]:
    """The record as one plain object: by series and by event, every case, every origin, and what limits its worth."""
    series = {}
    for name, entry in observed.about.series.items():
        cases = [case for case in found.cases if case.series == name]
        if not cases:
            continue
        series[name] = {"label": entry.label, "unit": entry.unit, **scores_of(cases, seed)}
        series[name]["coverage"] = coverage(cases, found.cases)
        usual = [case for case in cases if case.month not in entry.unusual]
        if 0 < len(usual) < len(cases):
            series[name]["without_unusual"] = {"months": entry.unusual, **scores_of(usual, seed)}
    events = {}
    for name, entry in observed.about.series.items():
        windows = [window for window in found.events if window.series == name]
        if windows:
            events[name] = {"label": entry.label, **scores_of_events(windows, seed)}
    scored = {name for name, entry in observed.about.series.items() if entry.output}
    return {
        "last": found.last,
        "months": found.months,
        "series": series,
        "coverage": coverage(found.cases, found.cases) if found.cases else None,
        "events": events,
        "not_scored": sorted(scored - set(series) - set(events)),
        "origins": [
            {"month": o.month, "set": o.changes, "unknown": list(o.unknown), "dropped_events": list(o.dropped)}
            for o in found.origins
        ],
        "calibrated": [
            path
            for path, parameter in parameters(scenario).items()
            if parameter.quantity is not None and parameter.quantity.basis == "calibrated"
        ],
        "cases": [asdict(case) for case in found.cases],
        "windows": [asdict(window) for window in found.events],
    }


def coverage(cases: Sequence[Case], among: Sequence[Case]) -> dict[str, float | int]:
    """Shares of cases within the model's central bands, as they come from the runs and as widened by earlier errors `among` all cases.

    `widened` counts the cases at whose origin enough earlier errors were known; `factor` is the median factor on their 90 % bands.
    """
    found = [(case.scores[MODEL], factors(case, among)) for case in cases]
    widened = [by for _, by in found if by is not None]
    return {
        "cases": len(cases),
        "raw_50": float(np.mean([score.within_50 for score, _ in found])),
        "raw_90": float(np.mean([score.within_90 for score, _ in found])),
        "widened_50": float(np.mean([score.reach_50 <= by[0] if by else score.within_50 for score, by in found])),
        "widened_90": float(np.mean([score.reach_90 <= by[1] if by else score.within_90 for score, by in found])),
        "widened": len(widened),
        "factor": float(np.median([by[1] for by in widened])) if widened else 1.0,
    }


def scores_of(cases: Sequence[Case], seed: int = 1) -> dict[str, Any]:
    """Mean scores of each forecast over the cases of one series, with the paired difference model less naive forecast.

    Its 95 % interval resamples whole origins, since the cases of one origin share their fate. Origins overlap and share months
    as well, so it is still too narrow; `independent` is the number of windows that do not overlap.
    """
    origins = sorted({case.origin for case in cases})
    forecasts = {}
    for kind in cases[0].scores:
        scores = [case.scores[kind] for case in cases]
        forecasts[kind] = {
            "crps": float(np.mean([score.crps for score in scores])),
            "bias": float(np.mean([score.error for score in scores])),
            "coverage_50": float(np.mean([score.within_50 for score in scores])),
            "coverage_90": float(np.mean([score.within_90 for score in scores])),
        }
    differences = {}
    for kind in forecasts:
        if kind != MODEL:
            by_origin = [
                [case.scores[MODEL].crps - case.scores[kind].crps for case in cases if case.origin == origin]
                for origin in origins
            ]
            mean, low, high = mean_with_interval([sum(d) for d in by_origin], [len(d) for d in by_origin], seed)
            differences[kind] = {"difference": mean, "low": low, "high": high}
    return {
        "cases": len(cases),
        "observations": len({case.month for case in cases}),
        "origins": len(origins),
        "independent": independent([(o, max(case.month for case in cases if case.origin == o)) for o in origins]),
        "forecasts": forecasts,
        "model_less": differences,
    }


def scores_of_events(windows: Sequence[EventCase], seed: int = 1) -> dict[str, Any]:
    """Brier and logarithmic scores of the model's share of runs and of the base rate, over the windows of one event.

    For the logarithm a share of N runs is (k + ½) / (N + 1), so that 0 of N is not called impossible.
    """
    forecasts = {}
    for kind in (MODEL, BASE):
        chances = [w.chances[kind] for w in windows]
        kept = [
            (c * w.runs + 0.5) / (w.runs + 1) if kind == MODEL else c for c, w in zip(chances, windows, strict=True)
        ]
        forecasts[kind] = {
            "mean_chance": float(np.mean(chances)),
            "brier": float(np.mean([brier(c, w.happened) for c, w in zip(chances, windows, strict=True)])),
            "log_score": float(np.mean([log_score(c, w.happened) for c, w in zip(kept, windows, strict=True)])),
        }
    steps = [brier(w.chances[MODEL], w.happened) - brier(w.chances[BASE], w.happened) for w in windows]
    mean, low, high = mean_with_interval(steps, [1] * len(steps), seed)
    return {
        "windows": len(windows),
        "happened": sum(w.happened for w in windows),
        "independent": independent([(w.origin, calendar_month(w.origin, w.months)) for w in windows]),
        "forecasts": forecasts,
        "model_less": {BASE: {"difference": mean, "low": low, "high": high}},
    }


def independent(windows: Sequence[tuple[str, str]]) -> int:
    """How many windows (origin, last month) of those given, in the order of time, do not overlap."""
    count, end = 0, ""
    for origin, last in sorted(windows):
        if origin >= end:
            count, end = count + 1, last
    return count
