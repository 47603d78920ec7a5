"""The outcomes that the engine and the scalar model have in common, and how far their means are apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr

from sim.ensemble.outcomes import names_along
from sim.model.bargaining.votes import BALLOTS
from sim.vocabulary import FIRSTS, PHASES
from tests.reference_model.outcomes import OF_SIDES, OF_SPONSORS


class Difference(NamedTuple):
    """Means of one outcome, and their difference in Monte Carlo standard errors."""

    outcome: str
    scalar: float
    engine: float
    errors: float


Outcome = tuple[str, np.ndarray]
"""Name and values of shape (runs,)."""


def engine_outcomes(result: xr.Dataset) -> dict[str, np.ndarray]:
    """Outcomes of `simulate(..., record="full")` under the names of `simulate_scalar`, each of shape (runs,)."""
    found = [*_of_the_world(result), *_of_actors(result), *_of_members(result), *_of_deals(result)]
    return {name: np.asarray(values, dtype=float) for name, values in found}


def _of_the_world(result: xr.Dataset) -> Iterator[Outcome]:
    end = result.isel(month=-1)
    for name in FIRSTS:
        yield f"ever {name}", end[f"first_{name}"].notnull()
        yield f"month of {name}", end[f"first_{name}"]
    for code, phase in enumerate(PHASES):
        yield f"ends in {phase}", end.phase == code
    for name in ("front_km2", "escalation", "ripeness", "aid_expected", "aid_deliveries", "zopa"):
        yield name, end[name]


def _of_actors(result: xr.Dataset) -> Iterator[Outcome]:
    end, after = result.isel(month=-1), result.isel(month=slice(1, None))
    sponsors = names_along(result, "sponsor")
    for actor in map(str, result.actor.values):
        mine, over_time = end.sel(actor=actor), after.sel(actor=actor)
        if actor in sponsors:
            aid = end.aid_eur_bn.sel(sponsor=actor)
            yield from ((f"{name} {actor}", aid if name == "aid" else mine[name]) for name in OF_SPONSORS)
            yield f"months open {actor}", over_time.gate.sum("month")
            yield f"side payments {actor}", over_time.side_payments.sum("month")
        elif mine.engagement.isnull().all():
            yield from ((f"{name} {actor}", mine[name]) for name in OF_SIDES)
        else:
            yield f"engagement {actor}", mine.engagement


def _of_members(result: xr.Dataset) -> Iterator[Outcome]:
    for member in names_along(result, "member"):
        cast = result.ballot.sel(member=member).isel(month=slice(1, None))
        for vote in ("yes", "no"):
            yield f"votes {vote} {member}", (cast == BALLOTS[vote]).mean("month")


def _of_deals(result: xr.Dataset) -> Iterator[Outcome]:
    end = result.isel(month=-1)
    for deal in names_along(result, "deal"):
        yield f"in force {deal}", end.deal_in_force.sel(deal=deal)
        yield f"months of {deal}", result.deal_in_force.sel(deal=deal).sum("month")
        yield f"signed {deal}", result.deals_signed.sel(deal=deal)
        yield f"broken {deal}", result.deals_broken.sel(deal=deal)
    for offer in names_along(result, "offer"):
        # The dataset counts the runs and does not say which; their mean and its error need no more.
        runs = result.sizes["run"]
        yield f"made {offer}", np.arange(runs) < round(float(end.offer_share.sel(offer=offer)) * runs)
        yield f"taken {offer}", result.offer_taken.sel(offer=offer)
    signed = end.first_agreement.notnull()
    for place, proposal in enumerate(names_along(result, "proposal")):
        yield f"signs {proposal}", (end.agreement_proposal == place).where(signed)
    yield "holds 60 months", end.agreement_holds_60
    for issue in map(str, result.issue.values):
        yield f"terms {issue}", end.terms.sel(issue=issue)


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
