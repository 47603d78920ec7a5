"""Which numbers and switches of a scenario move nothing at all, and moving them."""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from sim import Scenario, parameters, simulate
from sim.scenario.levers import Parameter

EVERYWHERE: dict[str, str] = {
    r"issues\.\w+\.anchors\.\w+\.(at|km2)": "a name for a point acts through the positions that use it",
    r"(events|offers)\.\w+\.when\.width": "what happens from the half-way point on does not depend on the width",
}
"""Parameters without any effect in every scenario, by pattern, each with its reason."""


def moved(parameter: Parameter, far: bool) -> Iterator[float | bool]:
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
    return any(
        not np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f")
        for name in one.data_vars
    )


def still_dead(
    scenario: Scenario, paths: Iterable[str], runs: int, months: int | None = None, far: bool = False
) -> list[str]:
    """Those of the parameters at `paths` that move nothing at all in so many runs."""
    entries = parameters(scenario)
    base = simulate(scenario, runs, months, record="full")
    return [
        path
        for path in paths
        if not any(
            differs(base, simulate(scenario, runs, months, record="full", changes={path: value}))
            for value in moved(entries[path], far)
        )
    ]


def unexplained(dead: list[str], exempt: dict[str, str]) -> list[str]:
    for pattern in exempt:
        assert any(re.fullmatch(pattern, path) for path in dead), f"{pattern} is not dead: the exception can go"
    return [path for path in dead if not any(re.fullmatch(pattern, path) for pattern in exempt)]
