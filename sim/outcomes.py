"""What a dataset says: shares with intervals, quantiles, terms, who refuses what, and paired comparisons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.model.packages import VERDICTS

OUTCOMES = {"talks": "first_talks", "agreement": "first_agreement", "collapse": "first_collapse"}
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
Z95 = 1.959963984540054


def wilson(count: int, runs: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927); it stays within 0 and 1, also for 0 of N."""
    share, z2 = count / runs, Z95**2
    centre = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = Z95 / (1 + z2 / runs) * math.sqrt(share * (1 - share) / runs + z2 / (4 * runs**2))
    return (0.0 if count == 0 else max(0.0, centre - half)), (1.0 if count == runs else min(1.0, centre + half))


def share_of(happened: NDArray[np.bool_]) -> dict[str, float | int]:
    """A share of runs with its Wilson 95 % interval: {share, low, high, runs}."""
    runs, count = int(happened.size), int(happened.sum())
    low, high = wilson(count, runs)
    return {"share": count / runs, "low": low, "high": high, "runs": runs}


def by_month(dataset: xr.Dataset, outcome: str) -> NDArray[np.float64]:
    """Share of runs in which the outcome has happened by each month, shape (months + 1,)."""
    first = dataset[OUTCOMES[outcome]].values
    months = dataset["month"].values
    return np.asarray((first[:, None] <= months[None, :]).mean(axis=0))


def quantiles_of(values: NDArray[np.float64]) -> dict[str, list[float]]:
    """Quantiles over runs by month of an array (runs, months + 1)."""
    found = np.quantile(values, QUANTILES, axis=0)
    return {f"{q:g}": [round(float(x), 6) for x in row] for q, row in zip(QUANTILES, found, strict=True)}


def quantiles(dataset: xr.Dataset) -> dict[str, dict[str, list[float]]]:
    """Quantiles of the main observables by month: `{variable: {quantile: [month 0, …]}}`."""
    found = {name: quantiles_of(dataset[name].values) for name in ("front_km2", "escalation", "ripeness")}
    for name in ("fatigue", "concession_readiness", "losses"):
        for actor in dataset["actor"].values:
            values = dataset[name].sel(actor=actor).values
            if not np.isnan(values).all():
                found[f"{name}.{actor}"] = quantiles_of(values)
    for donor in dataset["donor"].values:
        found[f"aid_eur_bn.{donor}"] = quantiles_of(dataset["aid_eur_bn"].sel(donor=donor).values)
    return found


def verdicts(dataset: xr.Dataset) -> dict[str, dict[str, dict[str, float]]]:
    """Shares over run-months, month 0 included: `{proposal: {actor: {verdict: share}}}`, for actors with a say."""
    mean = dataset["verdict_share"].mean("month")
    found: dict[str, dict[str, dict[str, float]]] = {}
    for proposal in dataset["proposal"].values:
        found[str(proposal)] = {}
        for actor in dataset["actor"].values:
            shares = mean.sel(proposal=proposal, actor=actor).values
            if not np.isnan(shares).any():
                found[str(proposal)][str(actor)] = {
                    code: round(float(x), 6) for code, x in zip(VERDICTS, shares, strict=True)
                }
    return found


def summarise(dataset: xr.Dataset, scenario: str = "") -> dict[str, Any]:
    """The answer as one plain object: shares with Wilson intervals, monthly shares, quantiles and verdicts."""
    attributes = dataset.attrs
    return {
        "scenario": scenario,
        "title": attributes["title"],
        "runs": attributes["runs"],
        "months": attributes["months"],
        "seed": attributes["seed"],
        "scenario_hash": attributes["scenario_hash"],
        "version": attributes["version"],
        "shares": {name: share_of(~np.isnan(dataset[first].values)) for name, first in OUTCOMES.items()},
        "monthly": {name: [round(float(x), 6) for x in by_month(dataset, name)] for name in OUTCOMES},
        "quantiles": quantiles(dataset),
        "proposals": verdicts(dataset),
        "terms": terms(dataset),
    }


def terms(dataset: xr.Dataset) -> dict[str, dict[str, float]]:
    """Quantiles of the terms of the first agreements by issue, on the scale 0-1; empty when none was signed."""
    signed = dataset["terms"].values[~np.isnan(dataset["first_agreement"].values)]
    if not len(signed):
        return {}
    found = np.quantile(signed, QUANTILES, axis=0)
    return {
        str(issue): {f"{q:g}": round(float(found[i, k]), 6) for i, q in enumerate(QUANTILES)}
        for k, issue in enumerate(dataset["issue"].values)
    }


def compare(baseline: xr.Dataset, changed: xr.Dataset) -> dict[str, dict[str, float]]:
    """Paired differences of the shares, run by run under the same draws.

    Both datasets must have the same runs and seed. Per outcome: baseline, changed, difference and its 95 % interval; where no run
    differs, the interval is the rule of three (3 / N). Raises ValueError when the runs do not pair.
    """
    if baseline.sizes["run"] != changed.sizes["run"] or baseline.attrs["seed"] != changed.attrs["seed"]:
        raise ValueError("paired comparison needs the same runs and seed")
    found = {}
    horizon = min(baseline.sizes["month"], changed.sizes["month"]) - 1
    for name, first in OUTCOMES.items():
        before, after = (dataset[first].values <= horizon for dataset in (baseline, changed))
        step = after.astype(float) - before
        half = Z95 * float(step.std()) / math.sqrt(step.size) if step.any() else 3 / step.size
        mean = float(step.mean())
        found[name] = {
            "baseline": float(before.mean()),
            "changed": float(after.mean()),
            "difference": mean,
            "low": max(-1.0, mean - half),
            "high": min(1.0, mean + half),
        }
    return found
