"""Words of the page Sources."""

from __future__ import annotations

from collections.abc import Mapping

INTRO = (
    "Every number of the scenario, with what it rests on. **Assumptions come first**, because they are the "
    "numbers to doubt first; then those fitted to a series, then those read in a source."
)
VARIES = "Drawn afresh in every run."
MOVED = "Moved here with a lever."
FILTER_EXAMPLE = "words that must occur, such as: aid us"
BASIS = "Basis"
CLAIMS = "Claims of the sources"
BIBLIOGRAPHY = "Bibliography"
STANDPOINT = "The standpoint says whose view a source gives."
CHECKED = "When somebody last looked the number up in its source."
INFLUENCE_HEADING = "Which outcome each number moves most"
INFLUENCE_ASK = "Move every number"
INFLUENCE_BY = "Difference in runs of 100, run by run against the scenario as it stands, with its 95 % interval"


def numbers_shown(found: int, total: int, bases: Mapping[str, int]) -> str:
    """How many numbers there are, and what they rest on."""
    counts = ", ".join(f"{basis}: {count}" for basis, count in bases.items())
    return f"{found} of {total} numbers shown. Of all, by basis – {counts}."


def numbers_alt(count: int) -> str:
    """The table of numbers in words."""
    return f"Table of {count} numbers of the scenario with value, unit, basis, source and note."


def claims_alt(count: int) -> str:
    """The table of claims in words."""
    return f"Table of {count} claims of the sources."


def bibliography_alt(count: int) -> str:
    """The bibliography in words."""
    return f"Bibliography of {count} sources with their standpoint."


def influence_intro(numbers: int, runs: int, months: int) -> str:
    """What will be done, and how it is to be read."""
    return (
        f"Each of the {numbers} numbers is moved by itself, a fifth down and up, over {runs} runs of {months} months with the same draws, "
        "and the outcome is named that moves most. A number without a line moves nothing that so few runs can show. A fifth is the same "
        "step for all, not what is likely; numbers also act together, which the page *Sensitivity* and `parley sensitivity` show."
    )


def influence_told(moving: int, numbers: int) -> str:
    """How many numbers move something, and how many of them chance alone would."""
    return (
        f"**{moving} of {numbers} numbers** move an outcome so that the interval leaves out zero. With so many intervals a few do so by "
        "chance; read the large ones."
    )
