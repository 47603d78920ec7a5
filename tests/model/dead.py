"""Which numbers and switches of a scenario move nothing at all, and moving them."""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from sim import InputError, Scenario, change, parameters, simulate
from sim.ensemble.recording import Recorder
from sim.model.draws import Noise, SharedNoise
from sim.model.model import NegotiationModel
from sim.model.parameters import Shifts, differs_by_run
from sim.scenario.levers import Parameter

EVERYWHERE: dict[str, str] = {
    r"issues\.\w+\.anchors\.\w+\.(at|km2)": "a name for a point acts through the positions that use it",
    r"(events|offers)\.\w+\.when\.width": "what happens from the half-way point on does not depend on the width",
}
"""Parameters without any effect in every scenario, by pattern, each with its reason."""
ROWS = 4096
"""Runs of all values together that one model holds."""
Move = tuple[str, float | bool]


def values_to_try(parameter: Parameter, far: bool) -> Iterator[float | bool]:
    """Another value of a parameter, half as much again; with `far` also half as much, and the ends of what is allowed."""
    value = parameter.value
    if isinstance(value, bool):
        yield not value
    elif parameter.unit == "levels":
        yield 31
    else:
        span = max(abs(value), 5000.0 if parameter.unit == "km2" else 0.25)
        steps = [step for share in (0.5, -0.5, 0.1, -0.1) if parameter.accepts(step := value + share * span)]
        ends = [
            end for end in (parameter.low, parameter.high, 10 * value) if end is not None and parameter.accepts(end)
        ]
        yield from [*steps[:2], *ends] if far else steps[:1]


def differs(one, other) -> bool:
    """Whether anything came out differently."""
    return any(
        not np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f")
        for name in one.data_vars
    )


def move_something(scenario: Scenario, moves: list[Move], runs: int, months: int | None = None) -> set[str]:
    """Paths of which some value changes something in some run, each beside the scenario as it is and under the same draws."""
    months = months or scenario.months
    alone = [move for move in moves if not differs_by_run(scenario, move[0]) and _may_be(scenario, move)]
    together = [move for move in moves if differs_by_run(scenario, move[0])]
    base = simulate(scenario, runs, months, record="full")
    found = {
        path
        for path, value in alone
        if differs(base, simulate(scenario, runs, months, record="full", changes={path: value}))
    }
    at_once = ROWS // runs - 1
    for first in range(0, len(together), at_once):
        part = [move for move in together[first : first + at_once] if move[0] not in found]
        found |= {
            path
            for (path, _), differs in zip(part, _side_by_side(scenario, part, runs, months), strict=True)
            if differs
        }
    return found


def _may_be(scenario: Scenario, move: Move) -> bool:
    """Whether a value goes with the other numbers: an anchor may not lie beyond the country."""
    try:
        change(scenario, dict([move]))
    except InputError:
        return False
    return True


def _side_by_side(scenario: Scenario, moves: list[Move], runs: int, months: int) -> np.ndarray:
    """Which of the moves change anything, all in one ensemble whose first runs are those of the scenario as it is."""
    points = len(moves) + 1
    moved = {path: np.full((points, runs), np.nan) for path, _ in moves}
    for point, (path, value) in enumerate(moves, start=1):
        moved[path][point] = value
    noise = SharedNoise(Noise(1, 0, runs), points)
    model = NegotiationModel(scenario, noise, Shifts({path: values.ravel() for path, values in moved.items()}))
    recorder = Recorder(scenario, noise.runs, months, "full")
    recorder.follow(model, 0, 0)
    found = np.zeros(points, dtype=bool)
    for name, (dims, _) in recorder.about.items():
        if dims[-1] == "run":
            values = recorder.arrays[name].reshape(-1, points, runs)
            same = values == values[:, :1]
            if values.dtype.kind == "f":
                same |= np.isnan(values) & np.isnan(values[:, :1])
            found |= ~same.all(axis=(0, 2))
    assert not found[0]
    return found[1:]


def still_dead(
    scenario: Scenario, paths: Iterable[str], runs: int, months: int | None = None, far: bool = False
) -> list[str]:
    """Those of the parameters at `paths` that move nothing at all in so many runs."""
    known, paths = parameters(scenario), list(paths)
    moving = move_something(
        scenario, [(path, value) for path in paths for value in values_to_try(known[path], far)], runs, months
    )
    return [path for path in paths if path not in moving]


def unexplained(dead: list[str], exempt: dict[str, str]) -> list[str]:
    for pattern in exempt:
        assert any(re.fullmatch(pattern, path) for path in dead), f"{pattern} is not dead: the exception can go"
    return [path for path in dead if not any(re.fullmatch(pattern, path) for pattern in exempt)]
