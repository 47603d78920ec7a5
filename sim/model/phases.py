"""Where a run stands, month by month, as codes: the phases of a war.

Every run stands in exactly one phase at the end of every month, so the shares of all phases sum to one. `sim/vocabulary.py` has their
names, and the ends of the war that they count as.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.model.arrays import Mask
from sim.vocabulary import PHASES

WAR, TALKS, CEASEFIRE, AGREEMENT, LOW_ACTIVITY, VICTORY_0, VICTORY_1 = range(len(PHASES))
ABSORBING = (VICTORY_0, VICTORY_1)
"""Phases that are never left."""

Phase = NDArray[np.integer[Any]]


def is_fighting(phase: Phase) -> Mask:
    """Runs in which the war goes on."""
    return np.asarray((phase == WAR) | (phase == TALKS))


def is_unsettled(phase: Phase) -> Mask:
    """Runs in which the war is neither settled nor won, though the front may be at rest."""
    return np.asarray((phase != AGREEMENT) & ~is_absorbing(phase))


def at_table(phase: Phase) -> Mask:
    """Runs in which the sides talk about a settlement: in talks, or under a ceasefire."""
    return np.asarray((phase == TALKS) | (phase == CEASEFIRE))


def is_absorbing(phase: Phase) -> Mask:
    """Runs that have ended for good."""
    return np.asarray((phase == VICTORY_0) | (phase == VICTORY_1))
