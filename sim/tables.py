"""Plain tables that fit any terminal: text folds at words, numbers, dates and keys stay whole.

Where the columns do not fit beside each other, those left over follow below in a table of their own that begins with the same keys, as
R prints wide frames; where not even one column fits beside the keys, rows are told one below the other. Nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

from sim.errors import one_line

GAP = 2
"""Columns of the terminal between two columns of a table."""
READABLE = 20
"""Width below which folded text is no longer pleasant to read; a column that has less to say takes less."""

Cell = str | Sequence[str]
"""The text of a cell, or its lines."""


@dataclass
class Column:
    """A column: its heading, whether numbers stand in it (to the right, never folded), and its cells as lines."""

    heading: str
    right: bool
    whole: bool
    cells: list[list[str]] = field(default_factory=list)

    @property
    def most(self) -> int:
        """Width at which nothing folds."""
        return max(cell_len(line) for lines in ([self.heading], *self.cells) for line in lines)

    @property
    def least(self) -> int:
        """Width below which a word or a number would break."""
        lines = [line for cell in self.cells for line in cell]
        parts = lines if self.whole else [_indent(line) + word for line in lines for word in line.split()]
        longest = max(map(cell_len, [*parts, *self.heading.split()]), default=0)
        return longest if self.whole else max(longest, min(READABLE, self.most))


class Table:
    """A table as plain as can be: a title, one rule under the head, keys in the first columns."""

    def __init__(self, title: str | None = None, keys: int = 1) -> None:
        self.title = title
        self.keys = keys
        self.columns: list[Column] = []
        self.breaks: set[int] = set()

    def add_column(self, heading: str = "", justify: Literal["left", "right"] = "left", whole: bool = False) -> None:
        """Add a column. Cells at the right, and those of a column that is `whole`, are never folded."""
        self.columns.append(Column(one_line(heading), justify == "right", whole or justify == "right"))

    def add_row(self, *cells: Cell, end_section: bool = False) -> None:
        """Add a row; after the end of a section a line stays free. Cells that are missing stay empty."""
        for number, column in enumerate(self.columns):
            cell = cells[number] if number < len(cells) else ""
            column.cells.append([one_line(line) for line in ([cell] if isinstance(cell, str) else cell)])
        if end_section:
            self.breaks.add(len(self.columns[0].cells))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        width = options.max_width
        if self.title:
            for line in _folded(console, one_line(self.title), width):
                yield Text(line, style="bold")
        keys = self.columns[: self.keys]
        if any(_width([*keys, column]) > width for column in self.columns[self.keys :]):
            yield from self._stacked(console, width)
            return
        for shown in self._panels(width):
            widths = _shared_out(shown, width)
            yield from self._head(console, shown, widths)
            for row in range(len(shown[0].cells)):
                yield from _beside(console, shown, widths, [column.cells[row] for column in shown])
                if row + 1 in self.breaks and row + 1 < len(shown[0].cells):
                    yield Text("")
            yield Text("")

    def _panels(self, width: int) -> Iterator[list[Column]]:
        """The columns in groups that fit, each led by the keys."""
        keys, rest = self.columns[: self.keys], self.columns[self.keys :]
        group: list[Column] = []
        for column in rest:
            if group and _width([*keys, *group, column]) > width:
                yield [*keys, *group]
                group = []
            group.append(column)
        yield [*keys, *group]

    def _stacked(self, console: Console, width: int) -> Iterator[Text]:
        """A row below the other: the keys, then a line for each cell that says something."""
        for column in filter(lambda column: column.heading, self.columns[: self.keys]):
            yield Text(column.heading, style="bold")
        for row in range(len(self.columns[0].cells)):
            for number, column in enumerate(self.columns):
                head = "" if number < self.keys else f"  {column.heading}: " if column.heading else "  "
                for line in filter(None, column.cells[row]):
                    for part in _folded(console, head + line, width):
                        yield Text(part, no_wrap=True, overflow="ignore")
        yield Text("")

    def _head(self, console: Console, shown: list[Column], widths: list[int]) -> Iterator[Text]:
        if not any(column.heading for column in shown):
            return
        for line in _beside(console, shown, widths, [[column.heading] for column in shown]):
            yield Text(line.plain, style="bold")
        yield Text("─" * (sum(widths) + GAP * (len(widths) - 1)))


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _folded(console: Console, line: str, width: int) -> list[str]:
    """A line folded at words; what goes on is set in as its start is."""
    start = _indent(line)
    rest = line[len(start) :]
    if " " not in rest:  # a path or a key
        return [line]
    found = Text(rest).wrap(console, max(width - len(start), 1), overflow="fold")
    return [start + part.plain.rstrip() for part in found] or [""]


def _width(columns: Sequence[Column]) -> int:
    return sum(column.least for column in columns) + GAP * (len(columns) - 1)


def _shared_out(columns: list[Column], width: int) -> list[int]:
    """Widths of the columns: the least first, what is left to those that fold most."""
    widths = [column.least for column in columns]
    most = [column.most for column in columns]
    spare = width - sum(widths) - GAP * (len(columns) - 1)
    while spare > 0 and widths != most:
        widest = max(range(len(widths)), key=lambda at: most[at] / max(widths[at], 1))
        widths[widest] += 1
        spare -= 1
    return widths


def _beside(console: Console, columns: list[Column], widths: list[int], cells: list[list[str]]) -> Iterator[Text]:
    """The lines of one row."""
    folded = [
        [line for one in lines for line in _folded(console, one, width)]
        for lines, width in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, folded))):
        parts = []
        for column, width, lines in zip(columns, widths, folded, strict=True):
            line = lines[number] if number < len(lines) else ""
            space = " " * (width - cell_len(line))
            parts.append(space + line if column.right else line + space)
        yield Text((" " * GAP).join(parts).rstrip(), no_wrap=True, overflow="ignore")
