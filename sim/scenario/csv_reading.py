"""Untrusted CSV text as lines whose cells know their place: the one reader of lists of points, draws and observed series."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import InputError, Mark, Problem, shorten
from sim.scenario.files import decoded

MOST_BYTES = 4 * 1024 * 1024
MOST_CELL = 2_000
MOST_PROBLEMS = 50

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its cells without blanks at their ends, and where it stands."""

    cells: list[str]
    text: str
    file: str
    number: int
    """Counted from 1 over all lines of the file."""

    def mark(self, cell: int = 0) -> Mark:
        """Where a cell begins: commas within quotes separate nothing."""
        begins, quoted = [1], False
        for at, character in enumerate(self.text, 1):
            if character == '"':
                quoted = not quoted
            elif character == "," and not quoted:
                begins.append(at + 1)
        return Mark(self.file, self.number, begins[min(cell, len(begins) - 1)])


def lines_of(data: bytes, name: str, problems: list[Problem], most: int = MOST_BYTES) -> Iterator[Line]:
    """The lines of CSV text that hold something; those that begin with # are remarks, and no cell runs over several lines.

    `name` is how messages call the file. A line that cannot be read is left out and added to `problems`. Raises InputError for what is
    no text of at most `most` bytes, for control characters, and where something else than commas separates the columns.
    """
    first = True
    for number, ended in enumerate(io.StringIO(decoded(data, name, most), newline=None), 1):
        text = ended.removesuffix("\n")
        if not text.strip() or text.startswith("#"):
            continue
        strange = None if text.isprintable() else next((at for at, c in enumerate(text, 1) if _strange(c)), None)
        if strange is not None:
            raise InputError([Problem("found a control character; allowed: text", Mark(name, number, strange))])
        try:
            cells = _cells(text)
        except csv.Error as error:
            problems.append(Problem(f"broken line: {error}", Mark(name, number, 1)))
            first = False
            continue
        if first and len(cells) == 1:
            _check_separator(text, Mark(name, number, 1))
        first = False
        if any(cells):
            yield Line(cells, text, name, number)


def _strange(character: str) -> bool:
    return not character.isprintable() and character != "\t" and unicodedata.category(character) != "Zs"


def _cells(text: str) -> list[str]:
    cells = next(csv.reader([text], strict=True)) if '"' in text else text.split(",")
    if len(text) > MOST_CELL and any(len(cell) > MOST_CELL for cell in cells):
        raise csv.Error(f"a cell is longer than {MOST_CELL:,} characters")
    return [cell.strip() for cell in cells]


def _check_separator(text: str, mark: Mark) -> None:
    for sign, words in _SEPARATORS.items():
        if sign in text:
            told = f"the columns are separated by {words}; allowed: a comma between columns, and a point in decimal numbers"
            raise InputError([Problem(told, mark)])


def repeated(head: Line) -> Iterator[Problem]:
    """A problem for each column of a head that stands there before."""
    seen: set[str] = set()
    for place, column in enumerate(head.cells):
        if column in seen:
            yield Problem(f"the column {shorten(column)} appears twice", head.mark(place))
        seen.add(column)


def check_cells(line: Line, head: Line, problems: list[Problem]) -> bool:
    """Whether a line has a cell for each column of the head; if not, that is added to `problems`."""
    if len(line.cells) == len(head.cells):
        return True
    found = f"found {len(line.cells)} cells; allowed: {len(head.cells)}, one a column"
    comma = "; a decimal comma separates cells" if len(line.cells) == 2 * len(head.cells) else ""
    problems.append(Problem(f"{found}{comma}", line.mark()))
    return False
