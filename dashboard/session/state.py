"""What is asked: levers moved, members turned, runs, months and seed, checked again whatever the address bar said."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.session import members

if TYPE_CHECKING:
    from sim import Parameter, Scenario

RUNS = (100, 10_000)
MONTHS = (1, 120)
SEEDS = (0, 2**31 - 1)


@dataclass(frozen=True)
class Question:
    """One thing to simulate; equal questions have equal answers."""

    name: str
    changes: tuple[tuple[str, float | bool], ...]
    runs: int
    months: int
    seed: int


@dataclass(frozen=True)
class Range:
    """The slider of a lever: ends, step and the file's value, all within what the parameter allows."""

    low: float
    high: float
    step: float
    default: float

    @classmethod
    def of(cls, lever: Any, parameter: Parameter) -> Range:
        default = float(parameter.value)
        low = lever.low if parameter.low is None else max(lever.low, parameter.low)
        high = lever.high if parameter.high is None else min(lever.high, parameter.high)
        return cls(float(min(low, default)), float(max(high, default)), float(lever.step), default)

    @property
    def decimals(self) -> int:
        """Decimals that tell all positions apart."""
        numbers = (self.low, self.step, self.default)
        return next((d for d in range(7) if all(abs(round(n, d) - n) < 1e-9 for n in numbers)), 6)

    def settle(self, value: object) -> float:
        """The nearest position of the slider to a value; the file's value for what is no number."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            return self.default
        value = min(max(float(value), self.low), self.high)
        if abs(value - self.default) < self.step / 2 * (1 - 1e-9):
            return self.default
        steps = round((value - self.low) / self.step)
        return round(min(self.low + steps * self.step, self.high), self.decimals)


def default_runs() -> int:
    """Number of runs when nobody says otherwise; the variable PARLEY_RUNS sets it."""
    return whole(os.environ.get("PARLEY_RUNS"), RUNS, 2000)


def most_run_months() -> int:
    """Most runs × months of one simulation here; the variable PARLEY_MOST_RUN_MONTHS sets it."""
    return whole(os.environ.get("PARLEY_MOST_RUN_MONTHS"), (RUNS[0] * MONTHS[1], RUNS[1] * MONTHS[1]), 240_000)


def most_run_months_of_points() -> int:
    """Most runs × months × points of one page with many points; the variable PARLEY_MOST_RUN_MONTHS_OF_POINTS sets it."""
    return whole(os.environ.get("PARLEY_MOST_RUN_MONTHS_OF_POINTS"), (1_000_000, 10**9), 12_000_000)


def budget() -> int:
    """Bytes that what is kept and computed for all readers may take; the variable PARLEY_MEMORY says it in MB."""
    return whole(os.environ.get("PARLEY_MEMORY"), (200, 1_000_000), 1000) * 1_000_000


def most_bytes() -> int:
    """Bytes that one simulation may take."""
    return budget() // 4


def runs_that_fit(asked: int, points: int, months: int) -> int:
    """How many of the runs asked for at each point are simulated here."""
    return min(asked, most_run_months_of_points() // (points * months))


def whole(value: object, ends: tuple[int, int], default: int) -> int:
    """A whole number within its ends, or the default for what is none."""
    try:
        number = int(str(value))
    except ValueError:
        return default
    return min(max(number, ends[0]), ends[1])


def untaken(
    scenario: Scenario, known: Mapping[str, Parameter], query: Mapping[str, str]
) -> list[tuple[str, str, str, str]]:
    """What an address asks for and the sidebar has not: label, what is asked, the lowest and the highest value allowed."""
    found = []
    for key, (low, high) in {"runs": RUNS, "months": MONTHS, "seed": SEEDS}.items():
        if key in query and not _lies(query[key], low, high):
            found.append((key, query[key], f"{low:,}", f"{high:,}"))
    for path, lever in scenario.levers.items():
        if path not in query:
            continue
        if isinstance(known[path].value, bool):
            if query[path].lower() not in ("true", "false"):
                found.append((lever.label, query[path], "false", "true"))
            continue
        reach = Range.of(lever, known[path])
        if not _lies(query[path], reach.low, reach.high):
            ends = (f"{end:.{reach.decimals}f}" for end in (reach.low, reach.high))
            found.append((lever.label, query[path], *ends))
    return found


def _lies(words: str, low: float, high: float) -> bool:
    try:
        return low <= float(words) <= high
    except ValueError:
        return False


def read(name: str, scenario: Scenario, known: Mapping[str, Parameter], raw: Mapping[str, object]) -> Question:
    """The question behind raw values of widgets or the address bar, of which none is trusted.

    A member that is turned stands where it is put, whatever a lever on its stance says.
    """
    changes: dict[str, float | bool] = {}
    for path, lever in scenario.levers.items():
        parameter = known[path]
        if path not in raw:
            continue
        value = raw[path]
        if isinstance(parameter.value, bool):
            if isinstance(value, bool) and value != parameter.value:
                changes[path] = value
            continue
        settled = Range.of(lever, parameter).settle(value)
        if settled != float(parameter.value):
            changes[path] = int(settled) if isinstance(parameter.value, int) else settled
    for path, side in members.turned(members.flippable(scenario), raw).items():
        changes[path] = members.STANCES[side]
    months = whole(raw.get("months"), MONTHS, scenario.months)
    return Question(
        name,
        tuple(changes.items()),
        min(whole(raw.get("runs"), RUNS, default_runs()), most_run_months() // months),
        months,
        whole(raw.get("seed"), SEEDS, 1),
    )
