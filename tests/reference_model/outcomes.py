"""Many runs of the scalar model, and what each of them came to."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from sim.scenario.schema import Scenario
from sim.vocabulary import FIRSTS, PHASES
from tests.reference_model.belligerents import Belligerent
from tests.reference_model.model import AGREEMENT, ScalarModel
from tests.reference_model.sponsors import Sponsor

OF_SIDES = (
    "fatigue",
    "concession_readiness",
    "reservation",
    "losses",
    "belief",
    "optimism",
    "trust",
    "margin",
    "capability",
)
OF_SPONSORS = ("fatigue", "aid", "gate", "diversion")


def simulate_scalar(scenario: Scenario, runs: int, months: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Outcomes of many runs by name, each of shape (runs,); NaN where a run has none."""
    rows = [outcomes(ScalarModel(scenario, seed * 1_000_003 + run), months) for run in range(runs)]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def outcomes(model: ScalarModel, months: int) -> dict[str, float]:
    """Play one run to the horizon."""
    over_time: Counter[str] = Counter()
    for _ in range(months):
        model.step()
        for sponsor in model.sponsors:
            over_time[f"months open {sponsor.name}"] += sponsor.gate
            over_time[f"side payments {sponsor.name}"] += sponsor.side_payments
            for member in sponsor.voters():
                over_time[f"votes {member.ballot} {member.name}"] += 1
    row = {f"ever {name}": float(name in model.first) for name in FIRSTS}
    row |= {f"month of {name}": float(model.first.get(name, math.nan)) for name in FIRSTS}
    row |= {f"ends in {phase}": float(model.phase == phase) for phase in PHASES}
    row |= {name: float(getattr(model, name)) for name in ("front_km2", "escalation", "ripeness")}
    row |= {name: float(getattr(model, name)) for name in ("aid_expected", "aid_deliveries")}
    row["zopa"] = float(model.table.zopa)
    for actor in model.actors.values():
        if isinstance(actor, Belligerent):
            row |= {f"{name} {actor.name}": getattr(actor, name) for name in OF_SIDES}
        elif isinstance(actor, Sponsor):
            row |= {f"{name} {actor.name}": getattr(actor, name) for name in OF_SPONSORS}
            counted = ["months open", "side payments"]
            row |= {f"{name} {actor.name}": over_time[f"{name} {actor.name}"] for name in counted}
            names = [f"votes {vote} {member.name}" for member in actor.voters() for vote in ("yes", "no")]
            row |= {name: over_time[name] / months for name in names}
        else:
            row[f"engagement {actor.name}"] = actor.engagement
    for deal in model.deals:
        row |= {f"in force {deal.name}": float(deal.in_force), f"months of {deal.name}": float(deal.months_in_force)}
        row |= {f"signed {deal.name}": float(deal.times_signed), f"broken {deal.name}": float(deal.times_broken)}
    for name in model.p.offers:
        row |= {f"made {name}": float(name in model.offers.made), f"taken {name}": float(name in model.offers.taken)}
    return row | of_the_settlement(model)


def of_the_settlement(model: ScalarModel) -> dict[str, float]:
    """The first agreement: its terms, whether it was a named proposal, and how surely it holds for five years."""
    reached, signed = AGREEMENT in model.first, model.settlement
    row = {"holds 60 months": math.nan}
    if reached:
        row["holds 60 months"] = math.exp(-sum(signed.hazard / math.sqrt(1 + age / 12) for age in range(60)))
    for name in model.p.proposals:
        row[f"signs {name}"] = float(signed.proposal == name) if reached else math.nan
    for k, issue in enumerate(model.table.issues):
        row[f"terms {issue}"] = signed.terms[k] if reached else math.nan
    return row
