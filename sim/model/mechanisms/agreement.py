"""M11 and M12: signature, and how long an agreement lasts. Nash 1950; Fortna 2003/2004, Werner 1999, Walter 1997."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.draws import Array


def signing_chance(surplus: Array, p: SimpleNamespace) -> Array:
    """Chance to sign this month: zero without a zone, then rising with the worse-off side's surplus."""
    chance = p.signing_base + p.signing_surplus * np.minimum(1.0, surplus / p.surplus_scale)
    return np.where(surplus >= 0, np.clip(chance, 0.0, 1.0), 0.0)


def collapse_hazard(
    cover: Array, smaller_surplus: Array, balance: Array, ceasefire: Array, p: SimpleNamespace
) -> Array:
    """Hazard in the first month; `cover` is the stronger of the two guarantees as it stands, 0-1."""
    log_change = (
        -p.collapse_guarantee * cover
        - p.collapse_surplus * np.maximum(smaller_surplus, 0.0)
        + p.collapse_imbalance * np.maximum(np.abs(balance) - p.collapse_imbalance_from, 0.0)
    )
    return np.asarray(p.collapse_hazard * np.exp(log_change) * np.where(ceasefire, p.ceasefire_factor, 1.0))


def collapse_chance(hazard: Array, age_months: Array) -> Array:
    """Chance to collapse this month: the hazard falls with the square root of the agreement's age."""
    return np.asarray(-np.expm1(-hazard / np.sqrt(1 + age_months / 12)))


def survival(hazard: Array, months: int) -> Array:
    """Share of agreements with this first-month hazard that last so many months."""
    return np.asarray(np.exp(-hazard * (1 / np.sqrt(1 + np.arange(months) / 12)).sum()))
