"""The colour of an actor and of an end, the same in the dashboard, in reports and in pictures.

Told apart by every eye (CIEDE2000 under Machado 2009) and readable on light and dark ground (WCAG 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

ACTORS = ("#AC473E", "#C28400", "#416A99", "#B86DFF", "#7B5A64", "#28A090")
"""Colours of a scenario's actors, in the order of its file; beyond the last they begin again."""
NEUTRAL = "#6F87A6"
"""What belongs to no actor."""
BASELINE = "#808080"
ENDS = {"ceasefire": "#CFE0F5", "agreement": "#86B8EA", "low_activity": "#E0C98A"}
"""Fills of the ends that belong to no side; a run that is still at war has none."""


def actor_colours(scenario: Scenario) -> dict[str, str]:
    """The colour of each actor, by name."""
    return {name: ACTORS[place % len(ACTORS)] for place, name in enumerate(scenario.actors)}


def end_colours(scenario: Scenario) -> dict[str, str]:
    """The fill of each end but `at_war`, in the order of the vocabulary; a victory has the colour of the side that prevails."""
    colours = actor_colours(scenario)
    victories = {f"victory_{pole}": colours[side] for pole, side in enumerate(scenario.belligerents())}
    return {**ENDS, **victories}
