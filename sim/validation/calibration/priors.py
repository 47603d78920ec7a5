"""What a calibration fits: one file of blocks, each with its series, parameters and ranges."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import InputError, Problem, choices, shorten
from sim.model.parameters import differs_by_run
from sim.scenario.documents import shipped_folder, tree_of
from sim.scenario.events import YearMonth
from sim.scenario.levers import parameters
from sim.scenario.quantity import Number, Section, Switch, Whole, written
from sim.scenario.schema import Scenario
from sim.scenario.validating import validated
from sim.validation.observed.reading import Observed
from sim.validation.observed.series import SeriesName

FILE = "priors.yaml"


class Prior(Section):
    """A parameter that is fitted: uniform over a range to begin with."""

    low: Number
    high: Number
    reason: str = Field(min_length=1)
    """Why this range."""
    nuisance: Switch = False
    """Fitted along because others of its block depend on it, from a range as wide as the scenario's own spread. So its draws belong to
    theirs even where the data do not narrow it."""

    @model_validator(mode="after")
    def _a_range(self) -> Self:
        if not self.low < self.high:
            raise PydanticCustomError("range", "`low` has to lie below `high`")
        return self


class Block(Section):
    """Parameters that are fitted together, to the series that answer to them."""

    label: str
    first: YearMonth | None = None
    """Origin of its first window, where that is another one."""
    months: Whole | None = Field(default=None, ge=1, le=24)
    """Length of its windows, where that is another one."""
    series: list[SeriesName] = Field(min_length=1)
    parameters: dict[str, Prior] = Field(min_length=1)


class Priors(Section):
    """What is fitted to what, over windows that do not overlap."""

    format: Literal[1] = 1
    first: YearMonth
    """Origin of the first window."""
    months: Whole = Field(ge=1, le=24)
    """Length of every window."""
    blocks: dict[SeriesName, Block] = Field(min_length=1)

    @property
    def grids(self) -> dict[tuple[str, int], list[str]]:
        """First origin and length of windows that blocks share, with the names of these blocks, in the order of the file."""
        found: dict[tuple[str, int], list[str]] = {}
        for name, block in self.blocks.items():
            grid = (block.first or self.first, int(block.months or self.months))
            found.setdefault(grid, []).append(name)
        return found

    @property
    def parameters(self) -> dict[str, Prior]:
        """All parameters by path, block by block."""
        return {path: prior for block in self.blocks.values() for path, prior in block.parameters.items()}


def load_priors(path: Path | None = None) -> Priors:
    """The ranges that come with Parley, or those of a file. Raises InputError with every problem at its place."""
    path = path or shipped_folder("data") / "calibration" / FILE
    return validated(tree_of(path), Priors)


def check_priors(priors: Priors, scenario: Scenario, observed: Observed) -> None:
    """Refuse, with an InputError, what the scenario or the series do not have, and a series or parameter that is fitted twice."""
    problems = [Problem(message) for message in _wrong(priors, scenario, observed)]
    if problems:
        raise InputError(problems)


def _wrong(priors: Priors, scenario: Scenario, observed: Observed) -> Iterable[str]:
    known, seen = parameters(scenario), set[str]()
    spoken_of = [name for name, entry in observed.about.series.items() if entry.output and entry.kind != "event"]
    set_at_origins = {start.parameter for entry in observed.about.series.values() for start in entry.sets}
    for name, block in priors.blocks.items():
        for series in block.series:
            if series not in spoken_of:
                yield f"block {name}: no series {shorten(series)}; {choices(series, spoken_of)}"
        for entry in (*block.series, *block.parameters):
            if entry in seen:
                yield f"block {name}: {entry} is in two blocks"
            seen.add(entry)
        for path, prior in block.parameters.items():
            if path not in known:
                yield f"block {name}: unknown parameter {shorten(path)}; {choices(path, known, most=4)}"
            elif path in set_at_origins or not differs_by_run(scenario, path) or known[path].quantity is None:
                yield f"block {name}: {path} cannot be fitted; a series sets it, or it cannot differ from run to run"
            else:
                for end in (prior.low, prior.high):
                    if not known[path].accepts(end):
                        yield f"{path}: found {written(end)}; allowed: {known[path].allowed}"
