"""Words of the sidebar."""

from __future__ import annotations

from dashboard.text import markdown

SCENARIO = "Scenario"
RESET = "Reset all"
MEMBERS = "Members"
MEMBERS_NOTE = (
    "Turn members round: **against** sets the stance of their leaders to {against}, **in favour** to {favour}. Their publics "
    "stay as they are."
)
SIDES = {"against": "Against", "favour": "In favour"}
NOBODY = "As in the file"
SETTINGS_HEADING = "Runs, months, seed"
SETTINGS = {
    "runs": ("Runs", "More runs make the intervals narrower and take longer."),
    "months": ("Months", "How far to look ahead."),
    "seed": ("Seed", "The same seed gives the same draws, and so the same figures."),
}


def changed(levers: int, members: int = 0) -> str:
    """How many levers are off the scenario's values, and how many members are turned."""
    parts = [
        f"{count} {what}{'s' if count > 1 else ''} {done}"
        for count, what, done in ((levers, "lever", "moved"), (members, "member", "turned"))
        if count
    ]
    return f"**{', '.join(parts)}**" if parts else "As in the file"


def members(turned: int) -> str:
    """Heading of the members."""
    return MEMBERS + (f" ({turned} turned)" if turned else "")


def group(name: str, moved: int) -> str:
    """Heading of a group of levers."""
    return markdown.escape(name) + (f" ({moved} moved)" if moved else "")


def was(value: str) -> str:
    """Mark under a lever that has been moved."""
    return f"● moved; the file has {value}"


def overruled(side: str) -> str:
    """Mark under a lever on the stance of a member that is turned."""
    return f"● set under {MEMBERS}: {SIDES[side].lower()}"


def lever_help(words: str, unit: str, basis: str, source: str, note: str) -> str:
    """Help of a lever: what it means, and what its value in the file rests on."""
    rests = {"source": f"read in {markdown.escape(source)}", "calibrated": "fitted to a series"}.get(
        basis, "an assumption"
    )
    parts = [markdown.escape(words), f"Unit: {markdown.escape(unit)}.", f"The value in the file is {rests}."]
    return "\n\n".join([*parts, markdown.escape(note)] if note else parts)


UNDO, REDO = "Undo", "Redo"
TAKE_BACK = "Take this lever back to the value of the file."
