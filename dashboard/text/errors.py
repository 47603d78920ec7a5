"""What is sent or asked for and cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.text import markdown


def problems(found: Sequence[object]) -> str:
    """Why a scenario cannot be run with these values."""
    return "These values do not go together:\n\n" + "\n".join(f"- {markdown.escape(problem)}" for problem in found)


NEWER_LINK = "This link was made with a later version of Parley; what this version does not know is left out."
DRAFT_GONE = (
    "This link leads to an edited scenario that this server no longer keeps: edited texts are kept for a while only. "
    "Ask whoever sent it for the file and upload it on the page *Scenario file*."
)


def not_here(name: str) -> str:
    """That a link leads to a scenario that this server does not have."""
    shown = name if len(name) <= 80 else name[:79] + "…"
    return (
        f"This link leads to the scenario **{markdown.escape(shown)}**, which this server does not have; shown is the one that it starts "
        "with. Ask whoever sent it for the file, and upload it on the page *Scenario file*."
    )


def capped(asked: int, given: int, months: int, most: int) -> str:
    """That fewer runs are simulated than were asked for, and where more can be had."""
    return (
        f"{asked:,} runs of {months} months are more than the {most:,} run-months that this server simulates at once; "
        f"shown are {given:,} runs. For more, use your own machine: `parley batch EXPERIMENT --out DIR`, "
        "or the command under *Take it with you* with a higher `--runs`."
    )


NO_UTF_8 = "the file is not UTF-8 text; save it as UTF-8"


def too_long(what: str, length: int, most: int) -> str:
    """A file or text with too many bytes."""
    return f"{what} has {length:,} bytes; allowed: at most {most:,}"


def untaken(label: str, asked: str, low: str, high: str) -> str:
    """A value of an address that is out of range, or no value at all."""
    told = f"the link asks for {markdown.escape(repr(asked[:40]))}, which is not from {low} to {high}"
    return f"{markdown.escape(label)}: {told}; shown is what stands there without it."


def no_longer_kept(name: str) -> str:
    """A text that somebody tried too long ago."""
    return f"{name} is no longer kept here"


def file_gone(name: str) -> str:
    """The reader's own file that the server offered."""
    return f"the file {name!r} is no longer where it was"
