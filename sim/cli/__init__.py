"""The command `parley`: `app` puts the commands together, a module each."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import TextIOWrapper

from sim.cli.ending import INTERRUPTED, end, flushed


def main() -> None:
    """Run the command line: exit 0 done, 2 bad input or a limit of the machine, 1 a fault or a check that fails, 130 interrupted."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        from sim.cli.app import app  # here, so that a library that memory has no room for is told as such

        code = app(standalone_mode=False)
        flushed()
        if code == INTERRUPTED:
            raise KeyboardInterrupt
    except BaseException as error:
        code = end(error)
        with suppress(OSError):
            flushed()
    if code:  # a command that found something wrong ends with `typer.Exit(1)`
        sys.exit(code)
