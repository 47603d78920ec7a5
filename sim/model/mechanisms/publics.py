"""M5: publics, measured as poll shares.

Mueller 1973 (casualties), Gartner and Segura 1998, Berinsky 2009. Growth acts on the share that is not yet tired, so that no share
is pushed against its bound.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.model.conditions import ramp
from sim.model.draws import Array

LOWEST, HIGHEST = 0.001, 0.999


def stalemate(advance: Array, p: SimpleNamespace) -> Array:
    """1 in a month without movement, falling to 0 as the front moves either way."""
    return np.asarray(np.exp(-np.square(advance / p.stalemate_km2)))


def _moved(share: Array, rise: Array, fall: Array, p: SimpleNamespace, shock: Array) -> Array:
    pull = 0.0 if p.usual_level is None else p.return_rate * (p.usual_level - share)
    return np.clip(share + (1 - share) * rise - share * fall + pull + _noise(share, p, shock), LOWEST, HIGHEST)


def _noise(share: Array, p: SimpleNamespace, shock: Array) -> Array:
    """Poll noise, which shrinks towards the ends, as a share's must."""
    return np.asarray(p.noise * shock * np.minimum(1.0, 4 * share * (1 - share)))


def belligerent_fatigue(
    share: Array,
    p: SimpleNamespace,
    opinion: SimpleNamespace,
    *,
    advance: Array,
    intensity: Array,
    fighting: Array,
    shock: Array,
) -> Array:
    """Share that wants the war ended after this month; `advance` is the side's own gain in km², `intensity` of losses is 1 at the start."""
    rise = (p.growth_losses * intensity + p.growth_stalemate * stalemate(advance, opinion)) * fighting
    fall = p.relief * np.maximum(advance, 0.0) / opinion.gains_km2 + opinion.peace_decay * (1 - fighting)
    return _moved(share, rise, fall, p, shock)


def sponsor_fatigue(
    share: Array,
    p: SimpleNamespace,
    opinion: SimpleNamespace,
    *,
    advance: Array,
    threat: Array,
    diversion: Array,
    fighting: Array,
    shock: Array,
) -> Array:
    """Share opposed to further aid after this month."""
    still = stalemate(advance, opinion)
    rise = (p.growth_losses + p.growth_stalemate * still + p.growth_diversion * diversion) * fighting
    fall = p.relief * ramp(threat, opinion.threat_from, opinion.threat_width)
    return _moved(share, rise, fall, p, shock)


def concession_readiness(share: Array, p: SimpleNamespace, aid_expected: Array, fighting: Array, shock: Array) -> Array:
    """Share ready for territorial concessions after this month: grows while expected aid falls short."""
    shortfall = ramp(-aid_expected, -p.aid_below_eur_bn, p.aid_width_eur_bn)
    rise = (1 - share) * p.growth * shortfall * fighting
    return np.clip(share + rise + _noise(share, p, shock), LOWEST, HIGHEST)
