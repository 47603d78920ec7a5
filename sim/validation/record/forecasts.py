"""The hindcast's part of the record: scores of the model and of naive forecasts, each with its Monte Carlo interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.model.parameters import Shifts
from sim.scenario.schema import Scenario
from sim.validation.calibration.priors import load_priors
from sim.validation.figures import over_ensembles
from sim.validation.hindcast.forecasts import MODEL, hindcast, rolling_origins
from sim.validation.hindcast.refit import Refit
from sim.validation.hindcast.track_record import summarise_hindcast
from sim.validation.observed.origins import Origin
from sim.validation.observed.reading import Observed

ENSEMBLES, RUNS = 4, 1000
"""Independent ensembles whose scatter is the Monte Carlo error of a score, and the runs of each from every origin."""
DRAWS = 8192
"""Draws from the prior where the speeds of change are fitted anew at every origin."""


def hindcast_record(
    scenario: Scenario,
    observed: Observed,
    quick: bool = False,
    runs: int = RUNS,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Scores from the scenario's own start, and, unless `quick`, from origins every three months: as the scenario stands, and with its
    speeds of change fitted anew at every origin. Raises InputError like `hindcast`.
    """
    record = {"one": _of_origins(scenario, observed, [scenario.start], runs, progress)}
    if not quick:
        origins = rolling_origins(observed, observed.last_month)
        anew = Refit(scenario, observed, load_priors(), DRAWS)
        record["rolling"] = _of_origins(scenario, observed, origins, runs, progress)
        record["refit"] = _of_origins(scenario, observed, origins, runs, progress, anew.of(runs))
        record["refit"]["fitted"] = {month: len(paths) for month, paths in anew.fitted.items()}
    return record


def _of_origins(
    scenario: Scenario,
    observed: Observed,
    origins: Sequence[str],
    runs: int,
    progress: Callable[[str], None],
    shifts: Callable[[Origin], Shifts] | None = None,
) -> dict[str, Any]:
    found = []
    for seed in range(1, ENSEMBLES + 1):
        progress(f"hindcast from {len(origins)} origins, ensemble {seed} of {ENSEMBLES}")
        scored = hindcast(scenario, observed, origins, runs=runs, seed=seed, shifts=shifts)
        found.append(summarise_hindcast(scenario, observed, scored, seed=1))
    first = found[0]
    return {
        "origins": list(origins),
        "last": first["last"],
        "months": first["months"],
        "runs": runs * ENSEMBLES,
        "calibrated": len(first["calibrated"]),
        "coverage": _coverage([one["coverage"] for one in found]),
        "series": {name: _series([one["series"][name] for one in found]) for name in first["series"]},
        "events": {name: _event([one["events"][name] for one in found]) for name in first["events"]},
        "not_scored": first["not_scored"],
    }


def _series(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = found[0]
    forecasts = {}
    for kind, scores in first["forecasts"].items():
        of_model = {
            score: over_ensembles([one["forecasts"][kind][score] for one in found])
            for score in ("crps", "bias", "coverage_50", "coverage_90")
        }
        forecasts[kind] = of_model if kind == MODEL else dict(scores)
        if kind != MODEL:
            forecasts[kind]["model_less"] = _difference([one["model_less"][kind] for one in found])
    entry = {key: first[key] for key in ("label", "unit", "cases", "independent")}
    entry["forecasts"] = forecasts
    if "coverage" in first:
        entry["coverage"] = _coverage([one["coverage"] for one in found])
    if "without_unusual" in first:
        others = [{**one["without_unusual"], "label": first["label"], "unit": first["unit"]} for one in found]
        entry["without_unusual"] = {"months": list(first["without_unusual"]["months"]), **_series(others)}
    return entry


def _coverage(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    counts = {key: found[0][key] for key in ("cases", "widened")}
    shares = ("raw_50", "raw_90", "widened_50", "widened_90", "factor")
    return counts | {key: over_ensembles([float(one[key]) for one in found]) for key in shares}


def _difference(found: Sequence[dict[str, float | None]]) -> dict[str, Any]:
    """Model less naive forecast: the mean with its Monte Carlo interval, and the wider one over origins."""
    entry: dict[str, Any] = {"mean": over_ensembles([float(one["difference"] or 0.0) for one in found])}
    for end in ("low", "high"):
        values = [one[end] for one in found]
        if None not in values:
            entry[f"origins_{end}"] = over_ensembles([float(value or 0.0) for value in values])
    return entry


def _event(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = found[0]
    forecasts = {}
    for kind, scores in first["forecasts"].items():
        several = {score: over_ensembles([one["forecasts"][kind][score] for one in found]) for score in scores}
        forecasts[kind] = several if kind == MODEL else dict(scores)
    return {**{key: first[key] for key in ("label", "windows", "happened", "independent")}, "forecasts": forecasts}
