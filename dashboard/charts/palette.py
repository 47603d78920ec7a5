"""Colours: those of actors and ends are chosen by `sim`, the others here, readable on light and dark ground."""

from __future__ import annotations

import sim
from sim import Scenario

DOTTED = frozenset({"#7B5A64"})
"""Colours that some eyes may take for another of the actors': their lines carry dots as a second key."""
WORLD = "#6F87A6"
"""What belongs to no actor."""
PACKAGE = "#D1477A"
"""What the reader builds or picks: a package, a run."""
BASELINE = "#808080"
GROUNDS = ("#FFFFFF", "#171614")
COMPARED = (BASELINE, "#4060BF", "#DD643C", "#229BC3")
"""What stands side by side, the reference first; lines carry a dash and a letter each as well."""

REASONS = {
    "accepts": ("#DCE3EA", "#000000"),
    "haggling": ("#E4D53E", "#000000"),
    "not_believed": ("#614C9F", "#FFFFFF"),
    "worse_than_war": ("#FA8496", "#000000"),
    "red_line": ("#8C2F2A", "#FFFFFF"),
    "third_party": ("#638EC1", "#000000"),
}
"""Fill and lettering of each answer to a proposal; neighbours in a bar differ in lightness."""

BALLOTS = {"yes": ("#DCE3EA", "#000000"), "abstains": ("#8FA9C6", "#000000"), "no": ("#33587F", "#FFFFFF")}
"""Fill and lettering of each way to vote: one hue, darker the more it stands in the way."""

BLANK = "transparent"
"""What the war has while it goes on; the other ends have fills, and a victory the colour of the side that prevails."""


def of_ends(scenario: Scenario) -> dict[str, str]:
    """A fill for each end in the order in which they are stacked."""
    return {"at_war": BLANK, **sim.end_colours(scenario)}


def ink(fill: str) -> str:
    """Black or white, whichever reads better on a fill."""
    values = [int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#FFFFFF"
