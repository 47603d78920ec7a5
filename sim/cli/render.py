"""How a command prints: cleaned of what would steer a terminal, folded to its width, and through a pipe as on the screen."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from sim.errors import printable

NO_TERMINAL = 140
"""Columns of the output where no terminal is near and COLUMNS is not set."""
NARROWEST = 40
SECONDS_BETWEEN = 20.0
"""Seconds between two lines that say that work goes on, where no terminal shows it."""


class Doing(Protocol):
    """What shows on a terminal what a command is at."""

    def __call__(self, doing: str) -> None:
        """Say it."""


def show(content: Any, as_json: bool) -> None:
    """Print one JSON object, or parts of text and tables one after the other."""
    if as_json:
        print(json.dumps(content, ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console
    from rich.text import Text

    class Output(Console):
        def on_broken_pipe(self) -> None:
            """Let `sim.cli.app` end the command."""
            raise BrokenPipeError

    console = Output(width=width(), highlight=False, markup=False, emoji=False)
    for part in content:
        for line in folded(part, console.width) if isinstance(part, str) else [part]:
            shown = Text(line) if isinstance(line, str) else line
            console.print(shown, soft_wrap=True)  # lines fit already; a path that is longer stays whole


def say(text: str, error: bool = False) -> None:
    """Print text, folded; with `error` to the standard error output."""
    print("\n".join(folded(text, width())), file=sys.stderr if error else sys.stdout)


def warn(problems: Iterable[object]) -> None:
    """Tell what is odd, a line each, as errors are told: a program may read them."""
    for problem in problems:
        print(f"warning: {printable(str(problem))}", file=sys.stderr)


def width() -> int:
    """Columns to print in: COLUMNS, else those of the terminal, also when the output itself goes elsewhere, else `NO_TERMINAL`."""
    asked = os.environ.get("COLUMNS", "")
    found = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else _of_the_terminal()
    return max(found or NO_TERMINAL, NARROWEST)


def _of_the_terminal() -> int:
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            if stream is not None and (found := os.get_terminal_size(stream.fileno()).columns):
                return found
        except (OSError, ValueError):
            continue
    return 0


def folded(text: str, most: int) -> Iterator[str]:
    """The lines of a text, folded at spaces; what goes on is set a little further in. Words, paths and commands stay whole.

    Letters that take two columns count as two, and a word of them that fits nowhere is folded inside.
    """
    from rich.cells import cell_len, chop_cells

    for line in printable(text).split("\n"):
        start = line[: len(line) - len(line.lstrip(" "))]
        if cell_len(line) <= most or line.lstrip().startswith("parley "):  # a command can be copied
            yield line.rstrip()
            continue
        further = start + ("  " if start or line.startswith("- ") else "")
        current = start
        for gap, word in re.findall(r"(\s*)(\S+)", line.strip()):
            wide = cell_len(word) > max(len(word), most - len(further))
            for number, piece in enumerate(chop_cells(word, most - len(further)) if wide else [word]):
                longer = current + (gap if number == 0 else "") + piece
                if current.strip() and cell_len(longer) > most:
                    yield current
                    longer = further + piece
                current = longer
        yield current


@contextmanager
def working(first: str) -> Iterator[Doing]:
    """Tell what is being done: a line that changes on a terminal; elsewhere a line now and then, so that a log shows that work goes on."""
    from rich.console import Console
    from rich.text import Text

    from sim.model.pauses import between_months

    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(Text(first)) as status:
            yield lambda doing: status.update(Text(printable(doing)))
        return
    lines = _Lines(first)
    with between_months(lines.now_and_then):
        yield lines


class _Lines:
    """Lines on the standard error output, `SECONDS_BETWEEN` apart at least."""

    def __init__(self, doing: str) -> None:
        self.doing, self.start = doing, time.monotonic()
        self.last = self.start

    def __call__(self, doing: str) -> None:
        self.doing = doing
        self.now_and_then()

    def now_and_then(self) -> None:
        """Say what is being done, if nothing has been said for some time."""
        now = time.monotonic()
        if now - self.last >= SECONDS_BETWEEN:
            self.last = now
            say(f"{self.doing} ({now - self.start:.0f} s so far)", error=True)
