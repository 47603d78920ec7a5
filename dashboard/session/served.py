"""The reader's own file that the server offers: under its short name, so that no path of the machine reaches an address or a page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sim
from dashboard.text import errors


def wanted() -> str:
    """What the variable PARLEY_SCENARIO asks for: the name of a shipped scenario, or the short name of a file; empty for nothing."""
    said = os.environ.get("PARLEY_SCENARIO", "")
    if not said or said in sim.scenario_names():
        return said
    name = Path(said).name
    return f"{name}.yaml" if name in sim.scenario_names() else name


def source(name: str) -> str:
    """What a scenario is loaded by: the path of the file that the server offers under this name, else the name itself."""
    return os.environ["PARLEY_SCENARIO"] if name and name == wanted() else name


@contextmanager
def without_paths(name: str) -> Iterator[str]:
    """What a scenario is loaded by; what is wrong with a reader's own file is said without the folder in which it lies."""
    path = source(name)
    try:
        yield path
    except sim.InputError as error:
        if path == name:
            raise
        if not Path(path).is_file():
            raise sim.InputError(errors.file_gone(name)) from None
        raise sim.InputError([_bare(problem, Path(path)) for problem in error.problems]) from None


def _bare(problem: sim.Problem, path: Path) -> sim.Problem:
    message, mark = problem.message, problem.mark
    folder = path.resolve().parent
    for prefix in {f"{place}{os.sep}" for place in (path.parent, folder, os.path.relpath(folder))}:
        message = message.replace(prefix, "")
        mark = mark and replace(mark, file=mark.file.removeprefix(prefix))
    return replace(problem, message=message, mark=mark)
