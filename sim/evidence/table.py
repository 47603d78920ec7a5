"""Untrusted CSV files as rows whose every field knows its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Mark, Problem, choices, shorten
from sim.scenario.documents import shown

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 50_000
MOST_FIELD = 2_000
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Field:
    """The text of a cell, without blanks at its ends, and where it begins."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Row:
    """A line of a table: its fields by column."""

    fields: dict[str, Field]

    def __getitem__(self, column: str) -> Field:
        return self.fields[column]

    def text(self, column: str) -> str:
        """The text of a column; empty where the table has no such column."""
        return self.fields[column].text if column in self.fields else ""

    @property
    def mark(self) -> Mark:
        """Where the row begins."""
        return next(iter(self.fields.values())).mark


def read_table(path: Path, required: Sequence[str], optional: Sequence[str]) -> list[Row]:
    """The rows of a CSV file in UTF-8 with a header line; a field may not run over several lines.

    Raises InputError with every problem at its place: a file that cannot be read, is too large or holds no row, an unknown,
    missing or repeated column, a line with another number of fields, broken quotes.
    """
    name = shown(path)
    problems: list[Problem] = []
    rows: list[Row] = []
    header: list[Field] | None = None
    for number, line in _lines(path, name):
        try:
            fields = _fields(line, name, number)
        except csv.Error as error:
            problems.append(Problem(f"broken line: {error}", Mark(name, number, 1)))
            fields = []
        if header is None:
            if problems:
                break
            header = fields
            problems += _of_header(header, required, optional)
            if problems:
                break
        elif fields:
            if len(fields) == len(header):
                rows.append(Row({column.text: field for column, field in zip(header, fields, strict=True)}))
            else:
                found = f"found {len(fields)} fields; allowed: {len(header)}, as in the header"
                problems.append(Problem(found, Mark(name, number, 1)))
        if len(rows) > MOST_ROWS or len(problems) > MOST_PROBLEMS:
            problems.append(Problem(f"allowed: at most {MOST_ROWS:,} rows", Mark(name, number, 1)))
            break
    if not problems and not rows:
        what = "is empty" if header is None else "has a header and no rows"
        problems.append(Problem(f"the file {what}; allowed: a header line and at least one row", Mark(name, 1, 1)))
    if problems:
        raise InputError(problems[:MOST_PROBLEMS])
    return rows


def _lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers. Raises InputError for what is no text of a sensible size."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise InputError(f"{name}: the file is too large; allowed: at most {MOST_BYTES // 1024:,} kB")
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            line = raw.rstrip(b"\r").decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError([Problem("expected text in UTF-8", Mark(name, number, error.start + 1))]) from None
        strange = next((at for at, c in enumerate(line, 1) if not c.isprintable() and c != "\t"), None)
        if strange is not None:
            raise InputError([Problem("found a control character; allowed: text", Mark(name, number, strange))])
        if line.strip():
            yield number, line


def _fields(line: str, name: str, number: int) -> list[Field]:
    """The fields of a line. Raises csv.Error where quotes are broken or a field is endless."""
    texts = next(csv.reader([line], strict=True))
    if any(len(text) > MOST_FIELD for text in texts):
        raise csv.Error(f"a field is longer than {MOST_FIELD:,} characters")
    return [Field(text.strip(), Mark(name, number, at)) for text, at in zip(texts, _columns(line), strict=True)]


def _columns(line: str) -> list[int]:
    """Where the fields of a line begin, counted from 1: commas within quotes separate nothing."""
    begins, quoted = [1], False
    for at, character in enumerate(line, 1):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            begins.append(at + 1)
    return begins


def _of_header(header: Sequence[Field], required: Sequence[str], optional: Sequence[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    allowed = [*required, *optional]
    for field in header:
        if field.text in seen:
            yield Problem(f"column {shorten(field.text)} is there twice", field.mark)
        elif field.text not in allowed:
            yield Problem(f"unknown column {shorten(field.text)}; {choices(field.text, allowed)}", field.mark)
        seen.add(field.text)
    for column in required:
        if column not in seen:
            yield Problem(f"column {column!r} is missing; needed: {', '.join(required)}", header[0].mark)
