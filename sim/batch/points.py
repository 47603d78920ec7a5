"""Points of a design as a table: a column a parameter, a line a point."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import lognorm, norm, qmc, triang

from sim.batch.experiment import MOST_POINTS, Axis, Design, Range, Sample, Values
from sim.errors import InputError, Mark, Problem, choices, first_of, shorten
from sim.machine import free_memory, in_words
from sim.model.arrays import Array
from sim.model.parameters import about
from sim.scenario.csv_reading import MOST_PROBLEMS, check_cells, lines_of, repeated
from sim.scenario.levers import Parameter, parameters
from sim.scenario.numerals import number
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario

MIDDLE = 0.95
"""Share of an uncertain number's distribution, around its middle, that Morris trajectories walk through: their ends are real values."""
COPIES = 8
"""How often the numbers of all points are held at once, at most, while they are laid out and written."""
EDGE = 1e-6
"""How near a sampled quantile may come to 0 or 1, so that a normal number stays finite."""
MOST_LIST_BYTES = 64 * 1024 * 1024
"""Of a list of points: a million lines with some eight numbers each."""


@dataclass(frozen=True)
class Points:
    """Values by path, each of shape (points,); NaN leaves a scenario's own. Those of `pinned` are draws that take the spread away."""

    columns: Mapping[str, Array]
    pinned: frozenset[str] = field(default_factory=frozenset)
    size: int = 1

    def at(self, number: int) -> dict[str, float]:
        """What the point moves, by path."""
        return {path: float(values[number]) for path, values in self.columns.items() if not np.isnan(values[number])}

    def only(self, rows: slice | NDArray[np.integer[Any]]) -> Points:
        """Some of the points."""
        columns = {path: values[rows] for path, values in self.columns.items()}
        return Points(columns, self.pinned, len(np.arange(self.size)[rows]))


AS_IS = Points({})
"""One point that moves nothing."""


def points_of(design: Design | None, scenarios: Sequence[Scenario], seed: int, listed: Mapping[str, Points]) -> Points:
    """The points of a design. `listed` holds what the CSV files say, by name.

    Raises InputError when there are too many.
    """
    if design is None:
        return AS_IS
    if design.grid is not None:
        return product([_line(path, axis, scenarios) for path, axis in design.grid.items()])
    if design.sweep is not None:
        return _sweep({path: values_of(path, axis, scenarios) for path, axis in design.sweep.items()})
    if design.list is not None:
        return listed[design.list.file]
    if design.product is not None:
        return product([points_of(part, scenarios, seed, listed) for part in design.product])
    sample = design.latin_hypercube or design.sobol or design.morris
    assert sample is not None
    return _sampled(design.kind, sample, scenarios, seed)


def _line(path: str, axis: Axis, scenarios: Sequence[Scenario]) -> Points:
    values = values_of(path, axis, scenarios)
    return Points({path: values}, size=len(values))


def values_of(path: str, axis: Axis, scenarios: Sequence[Scenario]) -> Array:
    """The values of an axis as floats; true is 1."""
    if isinstance(axis, Values):
        return np.linspace(*range_of(path, axis, scenarios), axis.points)
    return np.array([float(value) for value in axis])


def range_of(path: str, given: Range, scenarios: Sequence[Scenario]) -> tuple[float, float]:
    """Ends of a range: its own, or those of the lever in the first scenario that has it. Raises KeyError where none has."""
    if given.low is not None and given.high is not None:
        return given.low, given.high
    for scenario in scenarios:
        if path in scenario.levers:
            return scenario.levers[path].low, scenario.levers[path].high
    raise KeyError(path)


def product(parts: Sequence[Points]) -> Points:
    """Every combination; the last part varies fastest."""
    size = check_number(prod(part.size for part in parts), sum(len(part.columns) for part in parts))
    columns: dict[str, Array] = {}
    outer = 1
    for part in parts:
        inner = size // (outer * part.size)
        for path, values in part.columns.items():
            columns[path] = np.tile(np.repeat(values, inner), outer)
        outer *= part.size
    return Points(columns, frozenset(itertools.chain.from_iterable(part.pinned for part in parts)), size)


def check_number(size: int, parameters: int) -> int:
    """Refuse a number of points that is too large, or too large for memory, with an InputError."""
    if size > MOST_POINTS:
        raise InputError(f"design: {size:,} points; allowed: at most {MOST_POINTS:,}")
    needed, free = 8 * COPIES * size * parameters, free_memory()
    if needed > free:
        raise InputError(
            f"design: {size:,} points over {parameters:,} parameters need about {in_words(needed)} of memory; "
            f"there are {in_words(free)}, enough for {int(size * free / needed):,} points"
        )
    return size


def _sweep(axes: Mapping[str, Array]) -> Points:
    size = 1 + sum(len(values) for values in axes.values())
    columns, first = {}, 1
    for path, values in axes.items():
        columns[path] = np.full(size, np.nan)
        columns[path][first : first + len(values)] = values
        first += len(values)
    return Points(columns, size=size)


def uncertain(scenarios: Sequence[Scenario]) -> list[str]:
    """Paths of the uncertain numbers that all the scenarios have."""
    shared = [
        {path for path, entry in parameters(one).items() if entry.quantity and entry.quantity.uncertain}
        for one in scenarios
    ]
    return [path for path in parameters(scenarios[0]) if all(path in paths for paths in shared)]


def names_of(sample: Sample, scenarios: Sequence[Scenario]) -> tuple[list[str], list[str]]:
    """Levers and uncertainties of a sample, each by path."""
    paths = uncertain(scenarios) if sample.uncertainties == "all" else list(sample.uncertainties)
    return list(sample.levers), [path for path in paths if path not in sample.levers]


def _sampled(kind: str, sample: Sample, scenarios: Sequence[Scenario], seed: int) -> Points:
    levers, uncertainties = names_of(sample, scenarios)
    names = [*levers, *uncertainties]
    check_number(sample.points * {"sobol": len(names) + 2, "morris": len(names) + 1}.get(kind, 1), len(names))
    unit = unit_sample(kind, names, sample.points, seed)
    columns = {}
    for place, path in enumerate(levers):
        low, high = range_of(path, sample.levers[path], scenarios)
        columns[path] = low + (high - low) * unit[:, place]
    for place, path in enumerate(uncertainties, start=len(levers)):
        found = parameters(scenarios[0])[path].quantity
        assert found is not None
        share = (1 - MIDDLE) / 2 + MIDDLE * unit[:, place] if kind == "morris" else unit[:, place]
        columns[path] = quantile(found, share)
    return Points(columns, frozenset(uncertainties), len(unit))


def unit_sample(kind: str, names: Sequence[str], points: int, seed: int) -> Array:
    """Points in the unit cube, shape (points of the design, names)."""
    if kind == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(points))
    from SALib.sample import morris, sobol

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    if kind == "sobol":
        return np.asarray(sobol.sample(problem, points, calc_second_order=False, seed=seed % 2**32))
    return np.asarray(morris.sample(problem, points, num_levels=4, seed=seed % 2**32))


def quantile(quantity: Quantity, share: Array) -> Array:
    """The value below which a share of an uncertain number's distribution lies, kept within the field's bounds."""
    if not quantity.uncertain:
        return np.full(share.shape, quantity.value)
    share = np.clip(share, EDGE, 1 - EDGE)
    if quantity.sd:
        found = norm.ppf(share, quantity.value, quantity.sd)
    elif quantity.relative_sd:
        found = np.sign(quantity.value) * lognorm.ppf(share, quantity.relative_sd, scale=abs(quantity.value))
    elif quantity.draws:
        found = about(quantity, np.quantile(np.asarray(quantity.draws), share), quantity.value)
    elif quantity.triangular:
        low, mode, high = quantity.triangular
        found = triang.ppf(share, (mode - low) / (high - low), low, high - low)
    else:
        assert quantity.low is not None and quantity.high is not None
        found = quantity.low + (quantity.high - quantity.low) * share
    return np.clip(found, *quantity.bounds) if any(end is not None for end in quantity.bounds) else np.asarray(found)


def read_list(data: bytes, name: str, known: Mapping[str, Parameter]) -> Points:
    """Points from CSV text of at most `MOST_LIST_BYTES`. `known` are the parameters that may be columns.

    Raises InputError with the place of every problem.
    """
    problems: list[Problem] = []
    lines = lines_of(data, name, problems, MOST_LIST_BYTES)
    head = next(lines, None)
    paths = head.cells if head else []
    for place, path in enumerate(paths):
        assert head is not None
        if path not in known:
            told = f"unknown parameter {shorten(path)}; {choices(path, known, most=4)}"
            problems.append(Problem(told, head.mark(place)))
    problems.extend(repeated(head) if head else ())
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    values = array("d")
    size = 0
    for line in lines:
        assert head is not None
        size += 1
        if size > MOST_POINTS:
            problems.append(Problem(f"more than {MOST_POINTS:,} points; allowed: at most {MOST_POINTS:,}", line.mark()))
            break
        if check_cells(line, head, problems):
            for place, cell in enumerate(line.cells):
                try:
                    values.append(_cell(cell, known[paths[place]]))
                except ValueError as error:
                    problems.append(Problem(f"{paths[place]}: {error}", line.mark(place)))
        if len(problems) > MOST_PROBLEMS:
            break
    if not problems and not size:
        problems.append(
            Problem("the file has no points; allowed: a line of paths, then a line a point", Mark(name, 1, 1))
        )
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    table = np.array(values).reshape(size, len(paths))
    return Points({path: table[:, place].copy() for place, path in enumerate(paths)}, size=size)


def _cell(text: str, parameter: Parameter) -> float:
    if not text:
        return np.nan
    value: Any = {"true": True, "false": False}.get(text.lower())
    if value is None:
        value = number(text)
        if isinstance(parameter.value, bool) and value in (0.0, 1.0):
            value = bool(value)
    if not parameter.accepts(value):
        raise ValueError(f"found {shorten(text)}; allowed: {parameter.allowed}")
    return float(value)
