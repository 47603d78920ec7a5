"""M4: what a side believes of the war.

Blainey 1973 (optimism), Wagner 2000, Filson and Werner 2002, Slantchev 2003 (convergence), Powell 2004.
"""

from __future__ import annotations

import numpy as np

from sim.model.conditions import logistic
from sim.model.draws import Array
from sim.model.parameters import Value


def aid_doubt(aid_share: Array, comfort: Value, effect: Value) -> Array:
    """Shift against the supported side when expected aid, as a share of the reference, falls short. Log ratio."""
    return np.asarray(effect * (comfort - aid_share))


def outcome_chances(own_balance: Array, width: Value, steepness: Value) -> tuple[Array, Array]:
    """Believed chances of victory and of defeat; what is left is stalemate. `own_balance` is positive in the side's favour."""
    return logistic((own_balance - width) / steepness), logistic((-own_balance - width) / steepness)
