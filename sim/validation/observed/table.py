"""Untrusted CSV files as rows whose every field knows its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Mark, Problem, choices, first_of, shorten
from sim.scenario.csv_reading import MOST_BYTES, MOST_PROBLEMS, Line, check_cells, lines_of, repeated
from sim.scenario.files import bytes_of, shown

MOST_ROWS = 50_000


@dataclass(frozen=True)
class Field:
    """The text of a cell, without blanks at its ends, and where it begins."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Row:
    """A line of a table: its fields by column."""

    line: Line
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> Field:
        place = self.columns[column]
        return Field(self.line.cells[place], self.line.mark(place))

    def text(self, column: str) -> str:
        """The text of a column; empty where the table has no such column."""
        return self.line.cells[self.columns[column]] if column in self.columns else ""

    @property
    def mark(self) -> Mark:
        """Where the row begins."""
        return self.line.mark()


def read_table(path: Path, required: Sequence[str], optional: Sequence[str]) -> list[Row]:
    """The rows of a CSV file in UTF-8 with a header line; a field may not run over several lines.

    Raises InputError with every problem at its place: a file that cannot be read, is too large or holds no row, an unknown,
    missing or repeated column, a line with another number of fields, broken quotes.
    """
    name = shown(path)
    problems: list[Problem] = []
    rows: list[Row] = []
    lines = lines_of(bytes_of(path, MOST_BYTES), name, problems)
    head = next(lines, None)
    if head is None:
        raise InputError(problems or [_without_rows("is empty", name)])
    problems += _of_header(head, required, optional)
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    columns = {column: place for place, column in enumerate(head.cells)}
    for line in lines:
        if check_cells(line, head, problems):
            rows.append(Row(line, columns))
        if len(rows) > MOST_ROWS:
            problems.append(Problem(f"allowed: at most {MOST_ROWS:,} rows", line.mark()))
        if len(rows) > MOST_ROWS or len(problems) > MOST_PROBLEMS:
            break
    if not problems and not rows:
        problems.append(_without_rows("has a header and no rows", name))
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    return rows


def _without_rows(what: str, name: str) -> Problem:
    return Problem(f"the file {what}; allowed: a header line and at least one row", Mark(name, 1, 1))


def _of_header(head: Line, required: Sequence[str], optional: Sequence[str]) -> Iterator[Problem]:
    allowed = [*required, *optional]
    for place, column in enumerate(head.cells):
        if column not in allowed:
            yield Problem(f"unknown column {shorten(column)}; {choices(column, allowed)}", head.mark(place))
    yield from repeated(head)
    for column in required:
        if column not in head.cells:
            yield Problem(f"column {column!r} is missing; needed: {', '.join(required)}", head.mark())
