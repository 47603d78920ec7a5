"""The outcomes that the engine and the scalar model have in common, and how far their means are apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr


class Difference(NamedTuple):
    """Means of one outcome, and their difference in Monte Carlo standard errors."""

    outcome: str
    scalar: float
    engine: float
    errors: float


def engine_outcomes(result: xr.Dataset) -> dict[str, np.ndarray]:
    """Outcomes of `simulate` under the names of `simulate_scalar`, each of shape (runs,)."""
    end = result.isel(month=-1)
    found = {
        name: end[f"first_{name}"].notnull().to_numpy().astype(float) for name in ("talks", "agreement", "collapse")
    }
    found |= {name: end[name].to_numpy().astype(float) for name in ("zopa", "front_km2", "escalation", "ripeness")}
    for variable in ("fatigue", "reservation"):
        found |= {f"{variable} {actor}": end[variable].sel(actor=actor).to_numpy() for actor in end.actor.values}
    found |= {f"aid {donor}": end.aid_eur_bn.sel(donor=donor).to_numpy() for donor in end.donor.values}
    return found | {f"terms {issue}": end.terms.sel(issue=issue).to_numpy() for issue in end.issue.values}


def differences(scalar: dict[str, np.ndarray], engine: dict[str, np.ndarray], least: int = 20) -> list[Difference]:
    """Every outcome that at least so many runs of both have."""
    found = []
    for name in scalar:
        ours, theirs = (values[name][~np.isnan(values[name])] for values in (scalar, engine))
        if min(ours.size, theirs.size) < least:
            continue
        gap = float(ours.mean() - theirs.mean())
        # Pooled, so that an outcome that happens in no run of the smaller sample still has an error.
        squares = ours.var() * ours.size + theirs.var() * theirs.size
        spread = squares / (ours.size + theirs.size - 2)
        error = float(np.sqrt(spread * (1 / ours.size + 1 / theirs.size)))
        errors = gap / error if error > 1e-12 else (0.0 if abs(gap) < 1e-9 else np.inf)
        found.append(Difference(name, float(ours.mean()), float(theirs.mean()), errors))
    return found
