"""Posterior draws as a small CSV file: a line a draw, a column a parameter, and above them how they came about."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Mark, Problem, choices, first_of, shorten
from sim.model.parameters import differs_by_run
from sim.scenario.csv_reading import MOST_BYTES, MOST_PROBLEMS, check_cells, lines_of
from sim.scenario.files import bytes_of, shown
from sim.scenario.levers import Parameter, parameters
from sim.scenario.numerals import number
from sim.scenario.schema import Scenario
from sim.validation.calibration.fitting import Calibration

Array = NDArray[np.float64]


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
    name, problems, known = shown(path), list[Problem](), parameters(scenario)
    lines = lines_of(bytes_of(path, MOST_BYTES), name, problems)
    head = next(lines, None)
    paths = head.cells if head else []
    for place, column in enumerate(paths):
        assert head is not None
        if column not in known:
            told = f"unknown parameter {shorten(column)}; {choices(column, known, most=4)}"
        elif known[column].quantity is None or not differs_by_run(scenario, column):
            told = f"{column} cannot differ from run to run"
        elif column in paths[:place]:
            told = f"{column} appears twice"
        else:
            continue
        problems.append(Problem(told, head.mark(place)))
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    rows: list[list[float]] = []
    for line in lines:
        assert head is not None
        if check_cells(line, head, problems):
            rows.append(
                [_value(cell, known[paths[place]], line.mark, place, problems) for place, cell in enumerate(line.cells)]
            )
        if len(problems) > MOST_PROBLEMS:
            break
    if not problems and not rows:
        problems.append(Problem("no draws; allowed: a line of paths, then a line a draw", Mark(name, 1, 1)))
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    table = np.array(rows)
    return {path: table[:, place] for place, path in enumerate(paths)}


def _value(cell: str, about: Parameter, mark: Callable[[int], Mark], place: int, problems: list[Problem]) -> float:
    try:
        value = number(cell)
        if about.accepts(value):
            return value
        told = f"found {shorten(cell)}; allowed: {about.allowed}"
    except ValueError as error:
        told = str(error)
    problems.append(Problem(f"{about.path}: {told}", mark(place)))
    return math.nan
