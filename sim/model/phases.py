"""Where a run stands, month by month: the phases of a war and its ends. Each is defined here and nowhere else.

Every run stands in exactly one phase at the end of every month, so the shares of all phases sum to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

WAR, TALKS, CEASEFIRE, AGREEMENT, LOW_ACTIVITY, VICTORY_0, VICTORY_1 = range(7)
PHASES = ("war", "talks", "ceasefire", "agreement", "low_activity", "victory_0", "victory_1")
ABSORBING = (VICTORY_0, VICTORY_1)
"""Phases that are never left."""

Phase = NDArray[np.integer[Any]]


class End(NamedTuple):
    """A way in which a war can stand, in a reader's words; `{pole_0}` and `{pole_1}` are the names of the sides."""

    phases: tuple[int, ...]
    label: str
    text: str


ENDS: Mapping[str, End] = {
    "at_war": End((WAR, TALKS), "Still at war", "The fighting goes on, whether or not talks are under way."),
    "ceasefire": End(
        (CEASEFIRE,),
        "Ceasefire",
        "A signed ceasefire holds that was meant to last at least 30 days: the front stands still and the war is not settled.",
    ),
    "agreement": End(
        (AGREEMENT,), "Agreement", "A signed settlement holds that ends the war, whatever it leaves open."
    ),
    "low_activity": End(
        (LOW_ACTIVITY,), "Faded", "The fighting has faded to low activity without any signature; it may flare up again."
    ),
    "victory_0": End(
        (VICTORY_0,),
        "{pole_0} prevails",
        "{pole_0} has won on the battlefield or {pole_1} can fight no longer; a run that ends so stays so.",
    ),
    "victory_1": End(
        (VICTORY_1,),
        "{pole_1} prevails",
        "{pole_1} has won on the battlefield or {pole_0} can fight no longer; a run that ends so stays so.",
    ),
}
"""How a war can stand at the end of a month. The phases of all of them together are all phases, each once."""


def is_fighting(phase: Phase) -> NDArray[np.bool_]:
    """Runs in which the war goes on."""
    return (phase == WAR) | (phase == TALKS)


def is_unsettled(phase: Phase) -> NDArray[np.bool_]:
    """Runs in which the war is neither settled nor won, though the front may be at rest."""
    return (phase != AGREEMENT) & ~is_absorbing(phase)


def at_table(phase: Phase) -> NDArray[np.bool_]:
    """Runs in which the sides talk about a settlement: in talks, or under a ceasefire."""
    return (phase == TALKS) | (phase == CEASEFIRE)


def is_absorbing(phase: Phase) -> NDArray[np.bool_]:
    """Runs that have ended for good."""
    return (phase == VICTORY_0) | (phase == VICTORY_1)
