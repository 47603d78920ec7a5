"""Change the text of a YAML file and leave everything else in it as it is: comments, order, line breaks.

Only the smallest entry that holds the change is written anew, by a round trip that keeps comments; a new entry of a section is
lines added below the others. What was written is read again and must mean what was meant.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from sim.errors import InputError, shorten
from sim.scenario.quantity import PROVENANCE
from sim.scenario.yaml_tree import Node, parse

Path = Sequence[str]
STEP = 2
"""Columns by which an entry that is added stands further in than what it belongs to."""
WIDTH = 4096
"""No line that was written by hand is broken anew."""


def write_entry(text: str, path: Path, value: Any, name: str = "scenario") -> str:
    """The text with `value` written at a path of keys; keys that are missing are added.

    A mapping is laid over the one that is there, entry by entry. A number over an entry with `value` replaces the value, keeps the
    spread and takes out the provenance of the old one, as in a variant. Raises InputError when the text is no valid YAML, or when
    something on the path is no mapping.
    """
    if not path:
        raise InputError("the path of an entry must have at least one key")
    empty = all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())
    tree = None if empty else parse(text, name)
    before: dict[str, Any] = tree.plain() if tree else {}
    meant = _laid(before, path, value)
    if meant == before:
        return text
    for written in _attempts(text, tree, path, value):
        try:
            if parse(written, name).plain() == meant:
                return written
        except InputError:
            continue
    raise InputError(f"cannot write {'.'.join(path)} into this text; write it by hand")


def plain_value(words: str, name: str = "value") -> Any:
    """A value written on one line of YAML, such as `0.4`, `[a, b]` or `{gate.us: true}`. Raises InputError."""
    try:
        return parse(f"value: {words}\n", name).plain()["value"]
    except InputError as error:
        raise InputError(f"{name}: {error.problems[0].message}") from None


def _laid(data: Any, path: Path, value: Any) -> Any:
    """Plain data with the value laid over it, as a copy."""
    if path:
        if data is not None and not isinstance(data, dict):
            raise InputError(f"cannot add {shorten(path[0])}: what it belongs to is {shorten(data)}, no mapping")
        data = data or {}
        return {**data, path[0]: _laid(data.get(path[0]), path[1:], value)}
    if isinstance(value, Mapping):
        under = data if isinstance(data, dict) else {}
        return {**under, **{key: _laid(under.get(key), (), entry) for key, entry in value.items()}}
    if _is_number(value) and isinstance(data, dict) and "value" in data:
        return {**{key: entry for key, entry in data.items() if key not in PROVENANCE}, "value": value}
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _attempts(text: str, tree: Node | None, path: Path, value: Any) -> Iterator[str]:
    """Ways to write the change, the one that touches least first."""
    if tree is None:
        yield text + ("" if not text or text.endswith("\n") else "\n") + _dumped(_nested(path, value))
        return
    known = _known(tree, path)
    lines = text.splitlines(keepends=True)
    if len(known) < len(path):
        yield from _added(lines, tree, known, path, value)
    for depth in range(len(known), 0, -1):
        yield from _rewritten(lines, tree, path, depth, value)
    whole = _round_trip(text, path, value)
    if whole is not None:
        yield whole


def _known(tree: Node, path: Path) -> Path:
    """The beginning of a path that the tree has."""
    node, known = tree, 0
    while known < len(path) and isinstance(node.value, dict) and path[known] in node.value:
        node, known = node.value[path[known]], known + 1
    return path[:known]


def _nested(path: Path, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _added(lines: list[str], tree: Node, known: Path, path: Path, value: Any) -> Iterator[str]:
    """New lines at the end of a section in block style."""
    section = tree.find(known)[0]
    rest = _nested(path[len(known) :], value)
    if not known:
        end, column = len(lines), 0
    else:
        start, end = _block(lines, tree, known)
        if not isinstance(section.value, dict) or not section.keys:
            return
        first = next(iter(section.keys.values()))
        if first.line - 1 <= start:
            return  # in flow style, behind its key
        column = first.column - 1
    body = textwrap.indent(_dumped(rest), " " * column)
    before = "".join(lines[:end])
    yield before + ("" if not before or before.endswith("\n") else "\n") + body + "".join(lines[end:])


def _rewritten(lines: list[str], tree: Node, path: Path, depth: int, value: Any) -> Iterator[str]:
    """The smallest entry that is there already, read and written with the change in it."""
    start, end = _block(lines, tree, path[:depth])
    mark = tree.find(path[:depth])[1]
    if lines[start][: mark.column - 1].strip():
        return  # within a mapping in flow style: the section around it is written anew
    margin = " " * (mark.column - 1)
    body = textwrap.dedent("".join(lines[start:end]))
    written = _round_trip(body, path[depth - 1 :], value)
    if written is not None:
        yield "".join(lines[:start]) + textwrap.indent(written, margin) + "".join(lines[end:])


def _block(lines: list[str], tree: Node, path: Path) -> tuple[int, int]:
    """Lines of an entry: from that of its key to the last one that stands further in; comments of what follows are not its own."""
    mark = tree.find(path)[1]
    start = mark.line - 1
    end = last = start + 1
    while end < len(lines):
        line = lines[end]
        margin = len(line) - len(line.lstrip(" "))
        if line.strip():
            if margin < mark.column or (margin == mark.column - 1 and not line.lstrip().startswith("- ")):
                break
            last = end + 1
        end += 1
    return start, last


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    return yaml


def _dumped(data: Any) -> str:
    stream = io.StringIO()
    _yaml().dump(data, stream)
    return stream.getvalue()


def _round_trip(text: str, path: Path, value: Any) -> str | None:
    """The text with the value laid over the entry at the path; None where the text cannot be read by itself."""
    yaml = _yaml()
    try:
        data = yaml.load(text)
    except (YAMLError, ValueError, TypeError, RecursionError):
        return None
    if not isinstance(data, CommentedMap):
        return None
    _lay(data, path, value)
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _lay(data: Any, path: Path, value: Any) -> None:
    key, rest = path[0], path[1:]
    there = data.get(key)
    if rest:
        if not isinstance(there, dict):
            data[key] = there = CommentedMap()
        _lay(there, rest, value)
    elif isinstance(value, Mapping):
        if not isinstance(there, dict):
            data[key] = dict(value)
            return
        for inner, entry in value.items():
            _lay(there, (inner,), entry)
    elif _is_number(value) and isinstance(there, dict) and "value" in there:
        for old in PROVENANCE:
            there.pop(old, None)
        there["value"] = value
    else:
        data[key] = value
