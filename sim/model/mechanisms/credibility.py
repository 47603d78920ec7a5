"""What a promise is worth. Powell 2006, Fearon 2004; third-party enforcement: Walter 1997, Fortna 2003."""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array
from sim.model.conditions import ramp


def guarantee_cover(aid_share: Array, p: sections.Guarantee) -> Array:
    """Share of the protected side's doubt that a full guarantee removes; half of it follows expected aid."""
    credible = p.ceiling * (0.5 + 0.5 * ramp(aid_share, p.half_at, p.width))
    return np.asarray(p.strength * credible)


def trust_after_failures(trust: Array, failures: Array) -> Array:
    """Laplace's rule: after n failures and no success the prior that a promise holds is at most 1 / (2 + n)."""
    return np.minimum(trust, 1 / (2 + failures))
