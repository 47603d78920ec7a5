"""Whose red lines hold up an agreement, and how the answer turns when war costs and the military balance move.

The share of runs that end in an agreement is found as things stand, without the lines of one side, without those of the other, and without
any. Which removal raises it more is no finding by itself: it follows from what each side can get by fighting on, which rests on the costs
of the war and the balance of forces, and no source measures those (Fearon 1995). So the answer is always given under several of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.outcomes import paired, share_of
from sim.ensemble.simulate import simulate
from sim.explanation.zones import zone_opens
from sim.scenario.actors import Belligerent
from sim.scenario.levers import change, get, parameters
from sim.scenario.relaxing import without_lines
from sim.scenario.schema import Scenario

COSTLIER, WEAKER = 3.0, 0.8
"""Factors of a side's war cost, and of the capability that it starts with and can sustain."""
AS_IT_IS = "as_it_is"
OUTCOMES = {"agreement": "an agreement is signed", "zone": "a zone of agreement opens"}
Mask = NDArray[np.bool_]


def variants(scenario: Scenario) -> dict[str, tuple[str, dict[str, float | bool]]]:
    """Other war costs and balances of forces: name to words and changes. Values stop at what a scenario allows."""
    sides = scenario.belligerents()
    labels = {name: scenario.actors[name].label for name in sides}
    costs = {name: _factor(scenario, {f"actors.{name}.war_cost": COSTLIER}) for name in sides}
    forces = {name: _factor(scenario, {f"actors.{name}.capability.{part}": WEAKER for part in ("initial", "base")})
              for name in sides}  # fmt: skip
    found: dict[str, tuple[str, dict[str, float | bool]]] = {
        AS_IT_IS: ("as the scenario stands", {}),
        "costs_swapped": ("war costs swapped", _swapped(scenario, sides, "war_cost")),
    }
    for name in sides:
        found[f"{name}_costlier"] = (f"war costs {labels[name]} {COSTLIER:g} times as much", costs[name])
        found[f"{name}_weaker"] = (f"{labels[name]} has {100 * (1 - WEAKER):.0f} % less capability", forces[name])
        both = (
            f"war costs {labels[name]} {COSTLIER:g} times as much and it has {100 * (1 - WEAKER):.0f} % less capability"
        )
        found[f"{name}_both"] = (both, {**costs[name], **forces[name]})
    pressure = _swapped(scenario, sides, "pressure")
    if len(set(pressure.values())) > 1:
        found["pressure_swapped"] = ("outside pressure swapped", pressure)
        for name in sides:
            words, changes = found[f"{name}_both"]
            found[f"{name}_all"] = (f"{words}, and outside pressure swapped", {**changes, **pressure})
    return found


def _factor(scenario: Scenario, factors: dict[str, float]) -> dict[str, float | bool]:
    known = parameters(scenario)
    moved: dict[str, float | bool] = {}
    for path, factor in factors.items():
        if path in known:
            high = known[path].high
            value = float(known[path].value) * factor
            moved[path] = value if high is None else min(value, high)
    return moved


def _swapped(scenario: Scenario, sides: Sequence[str], field: str) -> dict[str, float | bool]:
    first, second = (f"actors.{name}.{field}" for name in sides)
    return {first: get(scenario, second), second: get(scenario, first)}


def attribution(
    scenario: Scenario,
    runs: int = 1000,
    months: int | None = None,
    seed: int = 1,
    only: Sequence[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """For every variant the shares as it stands and without lines, and whose lines matter more; runs are paired throughout.

    `more` is the side whose lines, taken away, raise the share of runs with an agreement more; where the 95 % interval of the
    paired difference of the two removals holds 0, it is None.

    Raises InputError like `simulate`.
    """
    sides = scenario.belligerents()
    found = {}
    for name, (words, changes) in variants(scenario).items():
        if only is None or name in only:
            progress(words)
            found[name] = {
                "words": words,
                "changes": changes,
                **_of(change(scenario, changes), sides, runs, months, seed),
            }
    return {"sides": {name: scenario.actors[name].label for name in sides}, "runs": runs, "variants": found}


def _of(scenario: Scenario, sides: Sequence[str], runs: int, months: int | None, seed: int) -> dict[str, Any]:
    removed = {
        "as_it_stands": [],
        **{name: _lines(scenario, [name]) for name in sides},
        "no_lines": _lines(scenario, sides),
    }
    happened: dict[str, dict[str, Mask]] = {outcome: {} for outcome in OUTCOMES}
    for name, lines in removed.items():
        result = simulate(without_lines(scenario, lines) if lines else scenario, runs, months, seed)
        for outcome, mask in _outcomes(result):
            happened[outcome][name] = mask
    entry: dict[str, Any] = {}
    for outcome, masks in happened.items():
        step = paired(masks[sides[0]], masks[sides[1]])  # above 0: the second side's lines matter more
        more = sides[1] if step["low"] > 0 else sides[0] if step["high"] < 0 else None
        entry[outcome] = {"shares": {name: share_of(mask) for name, mask in masks.items()}, "more": more}
    return entry


def _outcomes(result: xr.Dataset) -> Iterator[tuple[str, Mask]]:
    yield "agreement", ~np.isnan(result["first_agreement"].values)
    yield "zone", zone_opens(result)


def _lines(scenario: Scenario, sides: Sequence[str]) -> list[str]:
    found = []
    for name in sides:
        actor = scenario.actors[name]
        assert isinstance(actor, Belligerent)
        found += [f"{name}.{line}" for line in actor.red_lines]
    return found


def turning(found: dict[str, Any], outcome: str = "agreement") -> str:
    """One sentence: whose lines matter more as things stand, and in which variants that is otherwise."""
    names = found["sides"]
    answers = {name: entry[outcome]["more"] for name, entry in found["variants"].items()}

    def words(side: str | None) -> str:
        return "neither side's lines stand out" if side is None else f"the lines of {names[side]} matter more"

    own = answers[AS_IT_IS]
    others = {side: [found["variants"][name]["words"] for name, answer in answers.items() if answer == side and name != AS_IT_IS]
              for side in (*names, None) if side != own}  # fmt: skip
    told = "; ".join(f"{words(side)} if {', or if '.join(which)}" for side, which in others.items() if which)
    start = f"As the scenario stands {words(own)} for whether {OUTCOMES[outcome]}"
    return (
        f"{start}; {told}."
        if told
        else f"{start}, and so in each of {len(answers) - 1} variants of war costs and forces."
    )
