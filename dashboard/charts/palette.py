"""Colours: one for each actor on every page, readable on light and dark ground."""

from __future__ import annotations

from collections.abc import Iterable

ACTORS = {
    "russia": "#AC473E",
    "ukraine": "#C28400",
    "us": "#416A99",
    "eu": "#B86DFF",
    "uk": "#7B5A64",
    "global_south": "#28A090",
}
DOTTED = frozenset({ACTORS["uk"]})
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
ENDS = {"at_war": BLANK, "ceasefire": "#CFE0F5", "agreement": "#86B8EA", "low_activity": "#E0C98A"}
"""Fill of each way in which a run can stand; a victory has the colour of the side that prevails."""
VICTORIES = ("victory_0", "victory_1")


def of_actors(names: Iterable[str]) -> dict[str, str]:
    """A colour for each actor: its own, or the next that nobody else in the scenario has."""
    names = list(names)
    taken = {ACTORS[name] for name in names if name in ACTORS}
    free = [colour for colour in ACTORS.values() if colour not in taken] or list(ACTORS.values())
    colours: dict[str, str] = {}
    for name in names:
        others = sum(known not in ACTORS for known in colours)
        colours[name] = ACTORS.get(name, free[others % len(free)])
    return colours


def of_ends(names: Iterable[str], sides: tuple[str, str]) -> dict[str, str]:
    """A fill for each end; `sides` are the colours of the two sides by pole."""
    return {name: {**ENDS, **dict(zip(VICTORIES, sides, strict=True))}.get(name, BASELINE) for name in names}


def ink(fill: str) -> str:
    """Black or white, whichever reads better on a fill."""
    values = [int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#FFFFFF"
