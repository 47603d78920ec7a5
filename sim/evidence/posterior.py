"""Posterior draws as a small CSV file: a line a draw, a column a parameter, and above them how they came about."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
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
SPREAD = "sd:"
"""Before the path of a parameter of which a column holds the standard deviation between runs."""
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Posterior:
    """Draws of parameters by path, all of shape (draws,); those of `spreads` are standard deviations between runs."""

    draws: Mapping[str, Array]
    spreads: frozenset[str] = field(default_factory=frozenset)


def posterior_of(calibration: Calibration, everything: bool = False) -> Posterior:
    """The draws of what the data say something about, or of `everything` that was fitted."""
    draws = calibration.identified
    if everything:
        draws = {path: entry.draws for path, entry in calibration.parameters.items() if entry.draws is not None}
    return Posterior(draws, calibration.spreads & draws.keys())


def posterior_text(calibration: Calibration, about: Mapping[str, object]) -> str:
    """The file's text. `about` is written above the table, one line each; numbers have six digits."""
    found, text = posterior_of(calibration), io.StringIO()
    for name, value in about.items():
        text.write(f"# {name}: {' '.join(str(value).split())}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([f"{SPREAD}{path}" if path in found.spreads else path for path in found.draws])
    writer.writerows([f"{value:.6g}" for value in row] for row in zip(*found.draws.values(), strict=True))
    return text.getvalue()


def read_posterior(path: Path, scenario: Scenario) -> Posterior:
    """Draws from a file, for a scenario that has their parameters. Raises InputError with file, line and column of every problem."""
    name, problems = shown(path), list[Problem]()
    try:
        lines = bytes_of(path).decode("utf-8-sig").splitlines()
        rows = [(number, next(csv.reader([line], strict=True))) for number, line in enumerate(lines, 1)
                if line.strip() and not line.startswith("#")]  # fmt: skip
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(f"the file is not CSV in UTF-8: {error}", Mark(name, 1, 1))]) from None
    if len(rows) < 2:
        raise InputError([Problem("no draws; allowed: a line of paths, then a line a draw", Mark(name, 1, 1))])
    heads, known = [cell.strip() for cell in rows[0][1]], parameters(scenario)
    paths = [head.removeprefix(SPREAD) for head in heads]
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
    table = np.empty((len(rows) - 1, len(heads)))
    for line, (number, cells) in enumerate(rows[1:]):
        if len(cells) != len(heads):
            found = f"found {len(cells)} cells; allowed: {len(heads)}, one a column"
            problems.append(Problem(found, Mark(name, number, 1)))
            continue
        for place, cell in enumerate(cells):
            is_spread = heads[place].startswith(SPREAD)
            value = _number(cell)
            if value is None or (value < 0 if is_spread else not known[paths[place]].accepts(value)):
                allowed = "a number from 0 on" if is_spread else known[paths[place]].allowed
                at = Mark(name, number, 1 + sum(len(c) + 1 for c in cells[:place]))
                problems.append(Problem(f"{heads[place]}: found {shorten(cell)}; allowed: {allowed}", at))
                continue
            table[line, place] = value
    if problems:
        raise InputError(problems[:MOST_PROBLEMS])
    spreads = frozenset(path for head, path in zip(heads, paths, strict=True) if head != path)
    return Posterior({path: table[:, place] for place, path in enumerate(paths)}, spreads)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
