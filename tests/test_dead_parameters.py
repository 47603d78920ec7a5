"""Every numeric parameter moves some outcome; the exceptions are named with their reason."""

import re

import numpy as np

from sim import load_scenario, parameters, simulate

# Parameters without any effect in both scenarios below, by pattern, each with its reason.
EXEMPT: dict[str, str] = {
    r"issues\.\w+\.anchors\.\w+\.(at|km2)": "a name for a point acts through the positions that use it",
    r"actors\.russia\.capability\.from_aid": "no sponsor supports this side",
    r"actors\.eu\.fatigue\.growth_diversion": "no other war diverts this sponsor",
    r"actors\.russia\.red_lines\.\w+\.(released_to|release\.(level|rate))": "its public stays far below the release condition",
    r"actors\.ukraine\.red_lines\.territory\.at_most": "any bound below the line of contact excludes the same deals",
    r"actors\.ukraine\.preferences\.forces\.feared": "nothing on this issue is promised to this side",
    r"agreement\.ceasefire_factor": "no bare ceasefire is signed in these runs",
    r"events\.mediators_alarmed\.when\.width": "an event happens at the half-way point, whatever the width",
}


def moved(parameter):
    if isinstance(parameter.value, bool):
        return not parameter.value
    if parameter.unit == "levels":
        return 31
    span = max(abs(parameter.value), 5000.0 if parameter.unit == "km2" else 0.25)
    for step in (0.5, -0.5, 0.1, -0.1):
        if parameter.accepts(parameter.value + step * span):
            return parameter.value + step * span
    raise AssertionError(f"{parameter.path} cannot be moved")


def differs(one, other):
    return any(
        not np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f")
        for name in one.data_vars
    )


def dead_parameters(name, candidates=None, months=12, runs=512):
    scenario = load_scenario(name)
    base = simulate(scenario, runs, months, record="full")
    return {
        path
        for path, parameter in parameters(scenario).items()
        if (candidates is None or path in candidates)
        and not differs(base, simulate(scenario, runs, months, record="full", changes={path: moved(parameter)}))
    }


def test_every_parameter_moves_something():
    dead = dead_parameters("pressure-for-talks")
    dead = dead_parameters("pressure-for-talks", dead, months=24, runs=3000)
    dead = dead_parameters("december-2023", dead)
    unexplained = {path for path in dead if not any(re.fullmatch(pattern, path) for pattern in EXEMPT)}
    assert not unexplained
