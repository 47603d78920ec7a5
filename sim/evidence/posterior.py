"""Posterior draws as a small CSV file: a line a draw, a column a parameter, and above them how they came about."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Mark, Problem, choices, shorten
from sim.evidence.calibration import Calibration
from sim.model.parameters import differs_by_run
from sim.scenario.documents import bytes_of, shown
from sim.scenario.levers import parameters
from sim.scenario.schema import Scenario

Array = NDArray[np.float64]
MOST_PROBLEMS = 50


def posterior_text(calibration: Calibration, about: Mapping[str, object]) -> str:
    """The file's text. `about` is written above the table, one line each; numbers have six digits."""
    kept, text = calibration.kept, io.StringIO()
    for name, value in about.items():
        text.write(f"# {name}: {' '.join(str(value).split())}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(kept)
    writer.writerows([f"{value:.6g}" for value in row] for row in zip(*kept.values(), strict=True))
    return text.getvalue()


def read_posterior(path: Path, scenario: Scenario) -> dict[str, Array]:
    """Draws by path, each of shape (draws,), from a file, for a scenario that has their parameters.

    Raises InputError with file, line and column of every problem.
    """
    name, problems = shown(path), list[Problem]()
    try:
        lines = bytes_of(path).decode("utf-8-sig").splitlines()
        rows = [(number, next(csv.reader([line], strict=True))) for number, line in enumerate(lines, 1)
                if line.strip() and not line.startswith("#")]  # fmt: skip
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(f"the file is not CSV in UTF-8: {error}", Mark(name, 1, 1))]) from None
    if len(rows) < 2:
        raise InputError([Problem("no draws; allowed: a line of paths, then a line a draw", Mark(name, 1, 1))])
    paths, known = [cell.strip() for cell in rows[0][1]], parameters(scenario)
    for place, path_ in enumerate(paths):
        at = Mark(name, rows[0][0], 1 + sum(len(cell) + 1 for cell in rows[0][1][:place]))
        if path_ not in known:
            problems.append(Problem(f"unknown parameter {shorten(path_)}; {choices(path_, known, most=4)}", at))
        elif known[path_].quantity is None or not differs_by_run(scenario, path_):
            problems.append(Problem(f"{path_} cannot differ from run to run", at))
        elif path_ in paths[:place]:
            problems.append(Problem(f"{path_} appears twice", at))
    if problems:
        raise InputError(problems)
    table = np.empty((len(rows) - 1, len(paths)))
    for line, (number, cells) in enumerate(rows[1:]):
        if len(cells) != len(paths):
            found = f"found {len(cells)} cells; allowed: {len(paths)}, one a column"
            problems.append(Problem(found, Mark(name, number, 1)))
            continue
        for place, cell in enumerate(cells):
            value, about = _number(cell), known[paths[place]]
            if value is None or not about.accepts(value):
                at = Mark(name, number, 1 + sum(len(c) + 1 for c in cells[:place]))
                problems.append(Problem(f"{about.path}: found {shorten(cell)}; allowed: {about.allowed}", at))
                continue
            table[line, place] = value
    if problems:
        raise InputError(problems[:MOST_PROBLEMS])
    return {path: table[:, place] for place, path in enumerate(paths)}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
