"""Untrusted YAML to a tree of plain values that remember where they stand.

The tree is built from parser events with an explicit stack: no tag constructs anything, aliases are counted as often as they are
used, and size and depth are limited before any memory is spent on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.scanner import Scanner, ScannerError

from sim.errors import InputError, Mark, Problem, shorten
from sim.scenario.files import decoded, end_of

MOST_DEPTH = 50
MOST_TAG = 200
MOST_NODES = 50_000

_INT = re.compile(r"[-+]?[0-9]{1,300}$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?$")
_WORDS: dict[str, bool | float | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    ".inf": float("inf"),
    "-.inf": float("-inf"),
    ".nan": float("nan"),
}

Scalar = str | int | float | bool | None

_SYNTAX = {
    "expected <block end>": "not indented like its section, whose entries begin in one column",
    "'\\t' that cannot start any token": "found a tab; indent with spaces",
    "mapping values are not allowed here": (
        "a colon with a space after it ends a key; put text that has one in quotes, or indent the line less"
    ),
    "could not find expected ':'": "a key needs a colon with a space after it",
}
"""What slips of the hand look like to the parser, and what they are."""


@dataclass
class Node:
    """A value of the tree with its place; for mappings also the place of each key, and of each null that took an entry of the base out."""

    value: dict[str, Node] | list[Node] | Scalar
    mark: Mark
    keys: dict[str, Mark] = field(default_factory=dict)
    removed: dict[str, Mark] = field(default_factory=dict)
    size: int = 1
    height: int = 1
    closed: bool = True

    def plain(self) -> Any:
        """The value as plain data."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def find(self, path: Sequence[str | int]) -> tuple[Node, Mark]:
        """The deepest node on the path that exists, and the place to point at.

        Parts that the tree does not have (such as the tag of a union) are passed over.
        """
        node, mark = self, self.mark
        for part in path:
            if (found := node._entry(part)) is not None:
                node, mark = found
            elif isinstance(node.value, dict) and part in node.removed:
                return node, node.removed[str(part)]
        return node, mark

    def mark_of(self, path: Sequence[str | int]) -> Mark | None:
        """The place of an entry, or of the null that took it out; None where neither stands."""
        node, mark = self, self.mark
        for part in path:
            if (found := node._entry(part)) is None:
                return node.removed.get(str(part))
            node, mark = found
        return mark

    def _entry(self, part: str | int) -> tuple[Node, Mark] | None:
        """What stands at a key or place, and where; None for nothing."""
        if isinstance(self.value, dict) and part in self.value:
            return self.value[str(part)], self.keys.get(str(part), self.mark)
        if isinstance(self.value, list) and isinstance(part, int) and part < len(self.value):
            return self.value[part], self.value[part].mark
        return None


def parse(data: bytes | str, name: str) -> Node:
    """Read one YAML document whose top level is a mapping.

    `name` is how the file is called in messages. Raises InputError with the place of the first problem.
    """
    return _Builder(name).build(decoded(data, name))


class _Scanner(Scanner):
    def scan_tag(self) -> Any:
        """A tag; a long one is refused here, since the parser takes the square of its length to decode it."""
        token = super().scan_tag()
        if len(token.value[1]) > MOST_TAG:
            told = f"the tag {token.value[1][:60]!r} is not allowed; write plain values"
            raise ScannerError(None, None, told, token.start_mark)
        return token


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.anchors: dict[str, Node] = {}
        self.stack: list[tuple[Node, str | None, Mark | None]] = []
        self.nodes = 0

    def build(self, text: str) -> Node:
        root: Node | None = None
        documents = 0
        for event in self._events(text):
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fail("a second document begins here; allowed: one document a file", event)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                self._close()
            elif isinstance(event, (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent)):
                node = self._node(event)
                if not self.stack:
                    root = node
                self._place(node, event)
        if root is None or not isinstance(root.value, dict):
            found = "an empty file" if root is None or root.value is None else f"{shorten(root.plain())}"
            raise InputError([Problem(f"expected a mapping with named entries, found {found}", Mark(self.name, 1, 1))])
        return root

    def _events(self, text: str) -> Iterator[Any]:
        reader = YAML(typ="safe", pure=True)
        reader.Scanner = _Scanner
        try:
            yield from reader.parse(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Mark(self.name, mark.line + 1, mark.column + 1) if mark else Mark(self.name, 1, 1)
            reason = " ".join(str(part) for part in (error.context, error.problem) if part)
            told = next((f"{words} ({reason})" for sign, words in _SYNTAX.items() if sign in reason), reason)
            raise InputError([Problem(f"not valid YAML: {told}", place)]) from None
        except (YAMLError, ValueError, RecursionError) as error:
            reason = " ".join(str(error).split())[:200]
            place = end_of(text[: getattr(error, "position", 0)], self.name)
            raise InputError([Problem(f"not valid YAML: {reason}", place)]) from None

    def _mark(self, event: Any) -> Mark:
        return Mark(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _fail(self, message: str, event: Any) -> None:
        raise InputError([Problem(message, self._mark(event))])

    def _node(self, event: Any) -> Node:
        mark = self._mark(event)
        if isinstance(event, AliasEvent):
            target = self.anchors.get(event.anchor)
            if target is None or not target.closed:
                self._fail(f"the alias *{event.anchor} refers to nothing complete", event)
            assert target is not None
            self._count(target.size, target.height, event)
            return target
        if event.tag not in (None, "!") and str(event.tag) != "!":
            self._fail(f"the tag {str(event.tag)[:60]!r} is not allowed; write plain values", event)
        self._count(1, 1, event)
        if isinstance(event, ScalarEvent):
            if not event.value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in event.value):
                self._fail("half a character (\\ud800 to \\udfff); write the whole character", event)
            plain = event.style in (None, "")
            node = Node(self._scalar(event.value) if plain else event.value, mark)
        elif isinstance(event, MappingStartEvent):
            node = Node({}, mark, closed=False)
        else:
            node = Node([], mark, closed=False)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _count(self, size: int, height: int, event: Any) -> None:
        self.nodes += size
        if self.nodes > MOST_NODES:
            self._fail(f"more than {MOST_NODES:,} values, aliases counted each time they are used", event)
        if len(self.stack) + height > MOST_DEPTH:
            self._fail(f"nested more than {MOST_DEPTH} deep", event)

    @staticmethod
    def _scalar(text: str) -> Scalar:
        word = text.lower()
        if word in _WORDS:
            return _WORDS[word]
        if _INT.match(text):
            return int(text)
        return float(text) if _FLOAT.match(text) else text

    def _place(self, node: Node, event: Any) -> None:
        if self.stack:
            parent, key, key_mark = self.stack[-1]
            if isinstance(parent.value, list):
                parent.value.append(node)
            elif key is None:
                self._take_key(parent, node, event)
            else:
                assert isinstance(parent.value, dict) and key_mark is not None
                parent.value[key] = node
                parent.keys[key] = key_mark
                self.stack[-1] = (parent, None, None)
        if not node.closed:
            self.stack.append((node, None, None))

    def _take_key(self, parent: Node, node: Node, event: Any) -> None:
        if not isinstance(event, ScalarEvent):
            self._fail("a key must be a plain word", event)
        key = str(event.value)
        if key == "<<" and event.style in (None, ""):
            self._fail(
                "merge keys (<<) are not read; write the entries out here, or `key: *name` for each value that is shared",
                event,
            )
        assert isinstance(parent.value, dict)
        if key in parent.value:
            first = parent.keys[key]
            self._fail(f"the key {shorten(key)} stands here a second time; the first is in line {first.line}", event)
        self.nodes -= 1
        self.stack[-1] = (parent, key, node.mark)

    def _close(self) -> None:
        node, _, _ = self.stack.pop()
        children = list(node.value.values()) if isinstance(node.value, dict) else node.value
        assert isinstance(children, list)
        node.size = 1 + sum(child.size for child in children)
        node.height = 1 + max((child.height for child in children), default=0)
        node.closed = True
