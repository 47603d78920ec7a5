"""Outcomes and parameters in words, as both analyses and their tables use them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.batch.prepare import Batch, unit_of
from sim.batch.results import check_measure
from sim.numbers import plain, tenths
from sim.scenario.levers import Parameter, optional_parameters, parameters
from sim.scenario.schema import Scenario
from sim.vocabulary import OUTCOMES


@dataclass(frozen=True)
class Measure:
    """An outcome that is asked for: one of `OUTCOMES` by a month, or a recorded variable at the horizon."""

    name: str
    by: int

    @property
    def is_share(self) -> bool:
        """Whether its value is a share of runs; else it is a mean over runs."""
        return self.name in OUTCOMES

    @property
    def words(self) -> str:
        """What it says."""
        if self.is_share:
            return f"{OUTCOMES[self.name].label} by month {self.by}"
        return f"{self.name.removeprefix('last.')} at month {self.by}, mean over runs"

    @property
    def unit(self) -> str:
        """What its numbers are counted in."""
        return "in 100 runs" if self.is_share else unit_of(self.name.removeprefix("last."))

    def number(self, value: float) -> str:
        """A value without its unit."""
        if not math.isfinite(value):
            return "·"
        return tenths(value) if self.is_share else plain(value, 4)

    def amount(self, value: float) -> str:
        """A value with its unit."""
        return f"{self.number(value)} {self.unit}"


def measure_of(batch: Batch, outcome: str | None, by: int | None) -> Measure:
    """What is asked of a batch: by default the first outcome of its experiment, by its horizon.

    Raises InputError for a name or a month that the batch does not have.
    """
    name = batch.experiment.outcomes[0] if outcome is None else outcome
    return Measure(name, check_measure(batch, name, by))


def known_parameters(scenario: Scenario) -> dict[str, Parameter]:
    """Everything that a design can move, by path."""
    return {**optional_parameters(scenario), **parameters(scenario)}


def label_of(scenario: Scenario, path: str) -> str:
    """A parameter in words: the label of its lever, or the first clause of what its field says."""
    if path in scenario.levers:
        return scenario.levers[path].label
    return known_parameters(scenario)[path].text.split(";")[0].split(". ")[0].rstrip(".")
