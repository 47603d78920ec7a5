"""What a dataset says: shares with intervals, quantiles, terms, who refuses what, and paired comparisons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import InputError, choices, shorten
from sim.numbers import Z95
from sim.vocabulary import ENDS, OUTCOMES, VERDICTS

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def check_result(dataset: xr.Dataset) -> None:
    """Refuse anything but a dataset of `simulate` with an InputError."""
    if not isinstance(dataset, xr.Dataset) or "phase" not in dataset or "seed" not in dataset.attrs:
        raise InputError(f"expected a dataset as `simulate` returns it, found {shorten(type(dataset).__name__)}")


def check_outcome(outcome: str) -> None:
    """Refuse anything but the name of an outcome with an InputError."""
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise InputError(f"outcome: found {shorten(outcome)}; {choices(outcome, OUTCOMES)}")


def names_along(dataset: xr.Dataset, dim: str) -> list[str]:
    """Names along a dimension of a dataset, such as `sponsor`; none where the scenario has nothing of the kind."""
    return [str(name) for name in dataset[dim].values] if dim in dataset.dims else []


def wilson(count: int, runs: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927); it stays within 0 and 1, also for 0 of N."""
    low, high = wilson_intervals(np.array(count), np.array(runs))
    return float(low), float(high)


def wilson_intervals(count: NDArray[Any], runs: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's 95 % intervals of many shares; arrays of one shape. Numbers need not be whole, as those of equivalent independent runs."""
    share, z2 = count / runs, Z95**2
    centre = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = Z95 / (1 + z2 / runs) * np.sqrt(share * (1 - share) / runs + z2 / (4 * runs.astype(float) ** 2))
    return (
        np.where(count == 0, 0.0, np.maximum(0.0, centre - half)),
        np.where(count == runs, 1.0, np.minimum(1.0, centre + half)),
    )


def share_of(happened: NDArray[np.bool_]) -> dict[str, float | int]:
    """A share of runs with its Wilson 95 % interval: {share, low, high, runs}."""
    runs, count = int(happened.size), int(happened.sum())
    low, high = wilson(count, runs)
    return {"share": count / runs, "low": low, "high": high, "runs": runs}


def by_month(dataset: xr.Dataset, outcome: str) -> NDArray[np.float64]:
    """Share of runs in which the outcome has happened by each month, shape (months + 1,)."""
    check_result(dataset)
    check_outcome(outcome)
    first = dataset[OUTCOMES[outcome].first].values
    months = dataset["month"].values
    return np.asarray((first[:, None] <= months[None, :]).mean(axis=0))


def ends(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """How the runs stand at the end of every month: `{end: {label, text, runs}}`, with the number of runs by month.

    The ends are those of `sim.vocabulary`; in every month their numbers sum to all runs.
    """
    check_result(dataset)
    phase = dataset["phase"].transpose("run", "month").values
    sides = {"pole_0": dataset.attrs["pole_0"], "pole_1": dataset.attrs["pole_1"]}
    return {
        name: {
            "label": end.label,
            "text": end.help,
            "runs": [int(count) for count in np.isin(phase, end.codes).sum(axis=0)],
        }
        for name, end in ((name, end.named(sides)) for name, end in ENDS.items())
    }


def blocking_members(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Share of run-months in which a member's no keeps its bloc from deciding to give, and its ballots; month 0 left out."""
    check_result(dataset)
    names = names_along(dataset, "member")
    if not names:
        return {}
    later = dataset.isel(month=slice(1, None))
    blocks = later["blocking_share"].values.mean(axis=0)
    ballots = later["ballot_share"].values.mean(axis=0)
    words = [str(vote) for vote in dataset["vote"].values]
    return {
        name: {
            "label": str(label),
            "blocks": round(float(blocks[number]), 6),
            **{word: round(float(share), 6) for word, share in zip(words, ballots[number], strict=True)},
        }
        for number, (name, label) in enumerate(zip(names, dataset["member_label"].values, strict=True))
    }


def quantiles_of(values: NDArray[np.float64]) -> dict[str, list[float]]:
    """Quantiles over runs by month of an array (runs, months + 1)."""
    found = np.quantile(values, QUANTILES, axis=0)
    return {f"{q:g}": [round(float(x), 6) for x in row] for q, row in zip(QUANTILES, found, strict=True)}


def quantiles(dataset: xr.Dataset) -> dict[str, dict[str, list[float]]]:
    """Quantiles of the main observables by month: `{variable: {quantile: [month 0, …]}}`."""
    check_result(dataset)
    found = {name: quantiles_of(dataset[name].values) for name in ("front_km2", "escalation", "ripeness")}
    for name in ("fatigue", "concession_readiness", "losses"):
        for actor in dataset["actor"].values:
            values = dataset[name].sel(actor=actor).values
            if not np.isnan(values).all():
                found[f"{name}.{actor}"] = quantiles_of(values)
    for sponsor in names_along(dataset, "sponsor"):
        found[f"aid_eur_bn.{sponsor}"] = quantiles_of(dataset["aid_eur_bn"].sel(sponsor=sponsor).values)
    return found


def verdicts(dataset: xr.Dataset) -> dict[str, dict[str, dict[str, float]]]:
    """Shares over run-months, month 0 included: `{proposal: {actor: {verdict: share}}}`, for actors with a say."""
    check_result(dataset)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for proposal in names_along(dataset, "proposal"):
        mean = dataset["verdict_share"].sel(proposal=proposal).mean("month")
        found[proposal] = {}
        for actor in dataset["actor"].values:
            shares = mean.sel(actor=actor).values
            if not np.isnan(shares).any():
                found[proposal][str(actor)] = {
                    code: round(float(x), 6) for code, x in zip(VERDICTS, shares, strict=True)
                }
    return found


def summarise(dataset: xr.Dataset, scenario: str = "") -> dict[str, Any]:
    """The answer as one plain object: shares with Wilson intervals, monthly shares, quantiles and verdicts."""
    check_result(dataset)
    attributes = dataset.attrs
    return {
        "scenario": scenario,
        "title": attributes["title"],
        "runs": attributes["runs"],
        "months": attributes["months"],
        "seed": attributes["seed"],
        "scenario_hash": attributes["scenario_hash"],
        "version": attributes["version"],
        "shares": {name: share_of(~np.isnan(dataset[outcome.first].values)) for name, outcome in OUTCOMES.items()},
        "monthly": {name: [round(float(x), 6) for x in by_month(dataset, name)] for name in OUTCOMES},
        "ends": ends(dataset),
        "quantiles": quantiles(dataset),
        "members": blocking_members(dataset),
        "deals": deals(dataset),
        "offers": offers(dataset),
        "proposals": verdicts(dataset),
        "terms": terms(dataset),
    }


def deals(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Single-issue deals: runs that ever sign one, how often it is broken, and its share in force by month."""
    check_result(dataset)
    found = {}
    for name in names_along(dataset, "deal"):
        signed = dataset["deals_signed"].sel(deal=name).values
        found[name] = {
            "signed": share_of(signed > 0),
            "broken_per_signed": float(dataset["deals_broken"].sel(deal=name).values.sum() / max(signed.sum(), 1)),
            "in_force": [round(float(x), 6) for x in dataset["deal_share"].sel(deal=name).values],
        }
    return found


def offers(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Offers of third parties: share of runs in which each is made by month, and in which a signature takes it up."""
    check_result(dataset)
    return {
        name: {
            "made": [round(float(x), 6) for x in dataset["offer_share"].sel(offer=name).values],
            "taken": share_of(dataset["offer_taken"].sel(offer=name).values),
        }
        for name in names_along(dataset, "offer")
    }


def terms(dataset: xr.Dataset) -> dict[str, dict[str, float]]:
    """Quantiles of the terms of the first agreements by issue, on the scale 0-1; empty when none was signed."""
    issues = names_along(dataset, "issue")
    signed = ~np.isnan(dataset["first_agreement"].values)
    if not issues or not signed.any():
        return {}
    found = np.quantile(dataset["terms"].values[signed], QUANTILES, axis=0)
    return {
        issue: {f"{q:g}": round(float(found[i, k]), 6) for i, q in enumerate(QUANTILES)}
        for k, issue in enumerate(issues)
    }


def compare(baseline: xr.Dataset, changed: xr.Dataset) -> dict[str, dict[str, float]]:
    """Paired differences of the shares by outcome, run by run under the same draws; see `difference`.

    Both datasets must have the same runs and seed. Raises InputError when the runs do not pair.
    """
    check_result(baseline)
    check_result(changed)
    if baseline.sizes["run"] != changed.sizes["run"] or baseline.attrs["seed"] != changed.attrs["seed"]:
        raise InputError("paired comparison needs the same runs and seed")
    horizon = min(baseline.sizes["month"], changed.sizes["month"]) - 1
    return {
        name: paired(*(dataset[outcome.first].values <= horizon for dataset in (baseline, changed)))
        for name, outcome in OUTCOMES.items()
    }


def paired(before: NDArray[Any], after: NDArray[Any]) -> dict[str, float]:
    """Means of a quantity that every run has, before and after a change, with the mean paired difference and its 95 % interval.

    For shares of runs in which no run differs, the interval is the rule of three (3 / N).
    """
    step = after.astype(float) - before
    half = Z95 * float(step.std()) / math.sqrt(step.size)
    if before.dtype == bool and not step.any():
        half = 3 / step.size
    mean, most = float(step.mean()), 1.0 if before.dtype == bool else math.inf
    return {
        "baseline": float(before.mean()),
        "changed": float(after.mean()),
        "difference": mean,
        "low": max(-most, mean - half),
        "high": min(most, mean + half),
    }


def aid_of_all(dataset: xr.Dataset) -> NDArray[np.float64]:
    """What all sponsors together give in a month, EUR bn, shape (runs, months + 1); 0 where there are none."""
    check_result(dataset)
    if not names_along(dataset, "sponsor"):
        return np.zeros((dataset.sizes["run"], dataset.sizes["month"]))
    return np.asarray(dataset["aid_eur_bn"].sum("sponsor").transpose("run", "month").values)


def standing(dataset: xr.Dataset) -> dict[str, NDArray[Any]]:
    """Where each run stands at the horizon: whether at each of the ends, the front, and the aid allocated until then.

    Arrays of shape (runs,), for means, quantiles and `paired`.
    """
    check_result(dataset)
    last = dataset["phase"].transpose("run", "month").values[:, -1]
    found: dict[str, NDArray[Any]] = {name: np.isin(last, end.codes) for name, end in ENDS.items()}
    found["front_km2"] = dataset["front_km2"].transpose("run", "month").values[:, -1]
    found["aid_eur_bn"] = aid_of_all(dataset).sum(axis=1)
    return found
