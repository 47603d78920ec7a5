import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from sim.cli import main


@dataclass(frozen=True)
class Printed:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def parley():
    """The command line in this process: `parley("sensitivity", …)` gives exit code, output and errors."""

    def run(*arguments) -> Printed:
        out, err, code = io.StringIO(), io.StringIO(), 0
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["parley", *map(str, arguments)])
            try:
                main()
            except SystemExit as stop:
                code = stop.code or 0
        return Printed(code, out.getvalue(), err.getvalue())

    return run
