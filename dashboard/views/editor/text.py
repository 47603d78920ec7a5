"""Words of the page Scenario file."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.text import markdown

INTRO = (
    "The scenario as text. Nothing is saved on the server: **Try it** makes the text the scenario of all pages of this visit, "
    "**Download** keeps it. Ctrl+Enter, or a click beside the text, checks it."
)
TEXT = "Text of the scenario, YAML"
TRY = "Try it"
TRYING = "This text is the scenario of all pages now. Its address can be shared while the server keeps it; to keep it, download it."
SEE_IT = "See how its runs end"
TEXT_BACK = "Take back"
TEXT_BACK_HELP = "Back to the text before it was last replaced: by a form, an upload, or another scenario."
DOWNLOAD = "Download"
WRITE_OUT = "Write out in full"
WRITE_OUT_HELP = (
    "Replace the text by the whole scenario, with everything that it takes from the one it extends. Comments are lost."
)
UPLOAD = "Open a YAML file"
UPLOAD_HELP = "A scenario of at most 1 MB. It replaces the text; “Take back” brings the old one back."
FORM_HEADING = "Change a member, an event or a red line through a form"
FORM_NOTE = "A form changes the text and leaves its comments and its order alone. What is left empty stays as it is."
FORM_BROKEN = "Mend the text first: a form can only write into a text that can be read."
FORM_KINDS = {"member": "Member of a bloc", "event": "Event", "red_line": "Red line"}
FORM_OWNERS = {"member": "Bloc", "event": "", "red_line": "Party"}
FORM_ENTRY = "Entry"
FORM_NEW = "A new one"
FORM_NAME = "Short name, for a new one"
FORM_NAME_HELP = "Lower-case letters, digits and _, such as new_member. The text calls the entry so."
FORM_WRITE = "Write into the text"
FORM_NO_NAME = "A new entry needs a short name of lower-case letters, digits and _."
FORM_NOTHING = "Nothing was changed in the form."
FORM_EXAMPLES = {
    "on": "2025-03",
    "when": "{variable: escalation, above: 0.8, width: 0.05}",
    "set": "{gate.us: true}",
    "add": "{escalation: 0.1}",
    "adopt": "[name_of_a_policy]",
    "at_least": "a number from 0 to 1, or a named point of the issue",
    "at_most": "a number from 0 to 1, or a named point of the issue",
    "applies_to": "[settlement, ceasefire]",
}
LOOK_UP = "Look up a key"
LOOK_UP_HELP = (
    "Type a part of its name: what the key means, its unit and what is allowed. All keys are in the table below."
)
LOOK_UP_EXAMPLE = "such as: stance"
SCHEMA_HEADING = "What may stand in the text"
SCHEMA_NOTE = "Every key with its meaning. NAME stands for a name that you choose."
DIFF_NONE = "The text is that of the file."
DIFF_HEADING = "What is changed"


def reads(title: str, levers: int, actors: int, issues: int) -> str:
    """That a text is a scenario."""
    return f"**{markdown.escape(title)}** can be simulated: {actors} actors, {issues} issues, {levers} levers."


def problems(count: int) -> str:
    """How many problems a text has."""
    return (
        f"**{count} problem{'s' * (count != 1)}** to mend before it can be tried; the text is kept as it is. "
        "Mend each in the text, or in the line below it."
    )


def problem(message: str, line: int | None, column: int | None, elsewhere: str) -> str:
    """A problem with its place."""
    place = f"Line {line}, column {column}" if line else "Somewhere"
    return f"**{place}**{f' of {markdown.escape(elsewhere)}' if elsewhere else ''}: {markdown.escape(message)}"


def in_short(reason: str, meant: str | None) -> str:
    """A problem in a few words, for the end of its line."""
    words = f"{meant}?" if meant else reason
    return words if len(words) <= 48 else words[:47] + "…"


def line(number: int) -> str:
    """Field that holds one line of the text."""
    return f"Line {number}"


def write_meant(word: str) -> str:
    """Button that writes the word that seems to be meant."""
    return f"Write {markdown.escape(word)}"


def key_told(name: str, meaning: str, unit: str, allowed: str, place: str = "", default: str = "") -> str:
    """What may stand under a key, on one line."""
    parts = [
        f"**{markdown.escape(name)}**"
        + (f" in {markdown.escape(place)}" if place else "")
        + (f": {markdown.escape(meaning)}" if meaning else ".")
    ]
    parts += [f"Unit: {markdown.escape(unit)}."] if unit else []
    parts += [f"Allowed: {markdown.escape(allowed)}."] if allowed else []
    parts += [f"Unless given: {markdown.escape(default)}."] if default else []
    return " ".join(parts)


def more_problems(count: int) -> str:
    """Problems that are not shown."""
    return f"… and {count} more."


def kept(origin: str) -> str:
    """That the text belongs to another scenario than the one picked."""
    return f"The text below began as {markdown.escape(origin)} and is changed. It is kept until you replace it."


def load(name: str) -> str:
    """Button that replaces the text."""
    return f"Show the text of {markdown.escape(name)}"


def diff(origin: str, added: int, removed: int) -> str:
    """Heading of the difference."""
    return f"{DIFF_HEADING}: {added} line{'s' * (added != 1)} added, {removed} taken out, against {markdown.escape(origin)}"


def key_help(meaning: str, unit: str, allowed: str, choices: Sequence[str]) -> str:
    """Help of a field of a form."""
    parts = [
        markdown.escape(meaning),
        f"Unit: {markdown.escape(unit)}." if unit else "",
        f"Allowed: {markdown.escape(allowed)}." if allowed else "",
    ]
    parts += [f"One of: {markdown.escape(', '.join(choices))}."] if choices else []
    return "\n\n".join(part for part in parts if part)


def schema_alt(count: int) -> str:
    """The table of keys in words."""
    return f"Table of {count} keys that a scenario may have, with meaning, unit, allowed values and default."
