"""Texts of scenarios that readers edit or upload: kept for a while for all sessions, checked, compared, changed through forms."""

from __future__ import annotations

import difflib
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

import sim
from dashboard.text import common, errors

PREFIX = "edited-"
IS_DRAFT = re.compile(rf"{PREFIX}[0-9a-f]{{20}}")
MOST_BYTES = 1024 * 1024
"""As the reader of scenarios has it."""
KEPT = 64
KEPT_BYTES = 16 * 1024 * 1024
DIFF_LINES = 400
COMPARED = 20_000
"""Lines of two texts that are compared."""
NAME_IN_MESSAGES = "scenario"


@dataclass(frozen=True)
class Draft:
    """A text that somebody tries, and the scenario that it began as."""

    text: str
    origin: str


class Shelf:
    """Drafts by name, the least recently used dropped first; shared by all sessions."""

    def __init__(self, most: int = KEPT, most_bytes: int = KEPT_BYTES) -> None:
        self.most, self.most_bytes = most, most_bytes
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, draft: Draft) -> str:
        """Keep a draft; its name follows from its text. Raises InputError for one that is too long."""
        if _bytes(draft) > MOST_BYTES:
            raise sim.InputError(errors.too_long("the text", _bytes(draft), MOST_BYTES))
        name = name_of(draft.text)
        with self._lock:
            self._drafts[name] = draft
            self._drafts.move_to_end(name)
            while len(self._drafts) > self.most or sum(map(_bytes, self._drafts.values())) > self.most_bytes:
                self._drafts.popitem(last=False)
        return name

    def get(self, name: str) -> Draft | None:
        """A draft, if it is still kept."""
        with self._lock:
            if name in self._drafts:
                self._drafts.move_to_end(name)
            return self._drafts.get(name)


def _bytes(draft: Draft) -> int:
    return len(draft.text.encode("utf-8", "surrogatepass"))


def name_of(text: str) -> str:
    """Name of a text in the address bar: too long to be guessed, equal for equal texts."""
    return PREFIX + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def is_draft(name: str) -> bool:
    """Whether a scenario's name is that of a draft."""
    return IS_DRAFT.fullmatch(name) is not None


def file_of(name: str) -> str:
    """What the command line calls a scenario: a draft is the file that its text is saved as."""
    return f"{name}.yaml" if is_draft(name) else name


def read_upload(data: bytes) -> str:
    """The text of a file that was sent. Raises InputError when it is too long or no text."""
    if len(data) > MOST_BYTES:
        raise sim.InputError(errors.too_long("the file", len(data), MOST_BYTES))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise sim.InputError(errors.NO_UTF_8) from None


def difference(before: str, after: str) -> tuple[str, int, int]:
    """What was changed, as a unified diff, with the numbers of lines added and taken out."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) + len(new) > COMPARED:  # the time grows with the square
        return f"… more than {COMPARED:,} lines in both", max(len(new) - len(old), 0), max(len(old) - len(new), 0)
    lines = list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    if len(lines) > DIFF_LINES:
        lines = [*lines[:DIFF_LINES], f"… {len(lines) - DIFF_LINES:,} more lines"]
    return "\n".join(lines), added, removed


def line_of(text: str, number: int) -> str:
    """A line by its number, from 1; empty for one that is not there."""
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def with_line(text: str, number: int, new: str) -> str:
    """The text with another line in the place of the one that has this number; as it was where there is none any more."""
    lines = text.splitlines(keepends=True)
    if number > len(lines):
        return text
    old = lines[number - 1]
    lines[number - 1] = new + old[len(old.splitlines()[0]) :]
    return "".join(lines)


def put_right(text: str, problem: sim.Problem) -> str | None:
    """The text with the word that seems to be meant in the place of the wrong one; None where that is not known."""
    if not (problem.meant and problem.wrong and problem.mark):
        return None
    number, start = problem.mark.line, problem.mark.column - 1
    line = line_of(text, number)
    found = re.compile(rf"(?<![\w.-]){re.escape(problem.wrong)}(?![\w.-])").search(line, start)
    return with_line(text, number, line[: found.start()] + problem.meant + line[found.end() :]) if found else None


def key_of(problem: sim.Problem) -> sim.Key | None:
    """The key that a problem is about, or that seems to be meant, as the schema has it."""
    *above, name = problem.path
    if name == problem.wrong:
        name = problem.meant or ""
    return next((key for key in sim.keys_at(above) if key.name == name), None)


@dataclass(frozen=True)
class Form:
    """One kind of entry that a form can write: where the entries stand, and which keys the form asks for."""

    kind: str
    owner: str
    """Name of the actor; empty for what belongs to the scenario."""
    place: tuple[str, ...]
    """Path of the section that holds the entries."""
    entries: Mapping[str, Mapping[str, Any]]
    """Entries that are there already, as plain data."""
    keys: tuple[sim.Key, ...]


def forms(scenario: sim.Scenario) -> dict[str, list[Form]]:
    """The entries that can be written through a form: members of each bloc, events, red lines of each belligerent."""
    found: dict[str, list[Form]] = {"member": [], "event": [], "red_line": []}
    for name, actor in scenario.actors.items():
        if actor.role == "belligerent":
            keys = sim.keys_at(("actors", name, actor.role, "red_lines", "NAME"))
            found["red_line"].append(_form("red_line", name, ("actors", name, "red_lines"), actor.red_lines, keys))
        elif actor.members:
            found["member"] += _bodies(name, actor.role, ("actors", name), actor)
    found["event"].append(_form("event", "", ("events",), scenario.events, sim.keys_at(("events", "NAME"))))
    return {kind: some for kind, some in found.items() if some}


def _bodies(owner: str, role: str, place: tuple[str, ...], body: Any) -> list[Form]:
    """A bloc, and the chambers in it that have members of their own."""
    keys = sim.keys_at(("actors", owner, role, "members", "NAME"))
    here = [_form("member", ".".join(place[1:]).replace(".members", ""), (*place, "members"), body.members, keys)]
    for name, member in body.members.items():
        if getattr(member, "members", None):
            here += _bodies(owner, role, (*place, "members", name), member)
    return here


ASKED = {
    "member": (
        "label", "weight", "stance", "fatigue_gap", "threat_perception", "bilateral_eur_bn", "engagement", "growth",
        "gathers", "note",
    ),
    "event": ("label", "on", "when", "once", "chance", "set", "add", "adopt", "note"),
    "red_line": ("issue", "kind", "at_least", "at_most", "applies_to", "note"),
}  # fmt: skip
"""Keys that a form asks for; the others are written in the text."""


def _form(kind: str, owner: str, place: tuple[str, ...], entries: Mapping[str, Any], keys: Sequence[sim.Key]) -> Form:
    plain = {name: entry.model_dump(mode="json", exclude_none=True) for name, entry in entries.items()}
    return Form(kind, owner, place, plain, tuple(key for key in keys if key.name in ASKED[kind]))


def shown(key: sim.Key, entry: Mapping[str, Any]) -> str:
    """What an entry has under a key, as it is typed into a form; empty for nothing."""
    return in_words(entry.get(key.name))


def in_words(value: Any) -> str:
    """A plain value on one line, as YAML has it."""
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, dict):
        if "value" in value:
            return in_words(value["value"])
        if len(value) <= 3 and "anchor" in value:
            return str(value["anchor"])
        if "at" in value:
            return in_words(value["at"])
        if value.get("open") is True:
            return "open"
        inner = ((name, in_words(entry)) for name, entry in value.items() if entry is not False)
        return "{" + ", ".join(f"{name}: {words}" for name, words in inner if words) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_words, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def entry_from(form: Form, before: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """What a form changes: the keys whose words differ from those that were there, as plain data.

    Raises InputError naming the key when the words are no value of its kind.
    """
    found: dict[str, Any] = {}
    for key in form.keys:
        words = " ".join(typed.get(key.name, "").split())
        if words and words != shown(key, before):
            found[key.name] = words if key.kind in ("text", "choice") else sim.plain_value(words, key.name)
    return found


def schema_table() -> pd.DataFrame:
    """Every key that a scenario may have, with what it means."""
    rows = [
        {
            "section": place or common.TOP,
            "key": key.name,
            "meaning": key.meaning,
            "unit": key.unit,
            "allowed": key.allowed or common.KINDS[key.kind],
            "default": common.NEEDED if key.required else in_words(key.default),
        }
        for place, key in sim.schema_keys()
    ]
    return pd.DataFrame(rows)
