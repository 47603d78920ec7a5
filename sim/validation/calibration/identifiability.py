"""Which numbers of a baseline decide, which do nothing, where an outcome stands on an edge, and how much observation could tell apart.

One Morris design moves every number of a scenario that can differ from run to run, by rules that are the same for all of them, so that
nobody picks what is tested (Morris 1991; Campolongo et al. 2007). Sobol indices follow for the strongest few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.ranking import sensitivities
from sim.analysis.sensitivity import morris_effects
from sim.analysis.wording import Measure
from sim.batch.executors import Executor
from sim.batch.experiment import Range
from sim.batch.points import Points
from sim.batch.prepare import Batch, batch_of
from sim.batch.results import Results, by_run, compute
from sim.ensemble.outcomes import paired
from sim.model.parameters import differs_by_run
from sim.scenario.levers import Parameter, parameters
from sim.scenario.schema import Scenario
from sim.validation.figures import figure
from sim.vocabulary import OUTCOMES

Array = NDArray[np.float64]
SPAN, AROUND_ZERO = 0.25, 0.05
"""How far a number without a stated spread is moved each way: as a share of it, and for a zero in its unit."""
ZERO_KM2 = 2000.0
EDGE_MOVE, EDGE = 0.05, 0.05
"""A knife-edge: a number whose move by this share moves the share of an outcome by more than this much."""
SHOWN, SOBOL = 15, 5
"""Parameters that are listed for each outcome, and that get Sobol indices."""
TOP = 10
"""So many of the strongest are held against those of a second seed."""
MEASURES = ("talks", "agreement", "last.zopa", "last.front_km2")
"""Outcomes of which the effects are told."""
OBSERVED = ("front_km2", "aid.", "fatigue.", "concession_readiness.")
"""Beginnings of the variables that are observed in a war."""
Progress = Callable[[str], None]


def ranges(scenario: Scenario) -> dict[str, Range]:
    """The ends between which each number without a spread of its own is moved; those with one move within its middle 95 %."""
    found = {}
    for path, parameter in movable(scenario).items():
        assert parameter.quantity is not None
        if not parameter.quantity.uncertain:
            low, high = _around(parameter, SPAN)
            if low < high:
                found[path] = Range(low=low, high=high)
    return found


def movable(scenario: Scenario) -> dict[str, Parameter]:
    """The numbers of a scenario that can differ from run to run. Offers that are not on the table are left out."""
    idle = tuple(f"offers.{name}." for name, offer in scenario.offers.items() if not offer.active)
    return {
        path: parameter
        for path, parameter in parameters(scenario).items()
        if parameter.quantity is not None and differs_by_run(scenario, path) and not path.startswith(idle)
    }


def _around(parameter: Parameter, share: float) -> tuple[float, float]:
    value = float(parameter.value)
    zero = ZERO_KM2 if parameter.unit == "km2" else AROUND_ZERO
    step = share * abs(value) if value else zero * share / SPAN
    low, high = value - step, value + step
    return (
        low if parameter.low is None else max(low, parameter.low),
        high if parameter.high is None else min(high, parameter.high),
    )


def screening(
    scenario: Scenario,
    trajectories: int,
    runs: int,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Elementary effects of every movable number: the strongest for each of `MEASURES`, the dead, and what observation could tell apart.

    The design is drawn again under the next seed, with other trajectories and other runs; `stable` says how many of the strongest of
    each outcome both seeds name.
    """
    results = _trajectories(scenario, trajectories, runs, seed, executor, progress)
    again = _trajectories(scenario, trajectories, runs, seed + 1, executor, progress)
    names = list(results.batch.points.columns)
    inputs = results.points[names].to_numpy(dtype=float)
    strongest, stable = {}, {}
    for name in MEASURES:
        effects, others = _effects(results, name, seed), _effects(again, name, seed)
        strongest[name] = {} if effects is None else _strongest(effects)
        stable[name] = 0 if effects is None or others is None else len(_first(effects, TOP) & _first(others, TOP))
    return {
        "title": scenario.title,
        "numbers": len(names),
        "fixed": sum(1 for p in parameters(scenario).values() if p.quantity is not None) - len(names),
        "trajectories": trajectories,
        "runs": runs,
        "simulated": int(results.batch.runs + again.batch.runs),
        "strongest": strongest,
        "stable": {"of": TOP, "shared": stable},
        "dead": dead(results, names),
        "observation": told_apart(results, names, inputs, seed),
    }


def _trajectories(
    scenario: Scenario, trajectories: int, runs: int, seed: int, executor: Executor | None, progress: Progress
) -> Results:
    design = {"morris": {"points": trajectories, "levers": _plain(ranges(scenario)), "uncertainties": "all"}}
    batch = batch_of(scenario, {"design": design, "runs": runs, "seed": seed, "monthly": False})
    return compute(batch, executor, lambda _, done, of: progress(f"Morris, seed {seed}, block {done} of {of}"))


def _effects(results: Results, measure: str, seed: int) -> pd.DataFrame | None:
    names = list(results.batch.points.columns)
    inputs = results.points[names].to_numpy(dtype=float)
    return morris_effects(inputs, by_run(results, measure).mean(axis=1), names, seed)


def _first(effects: pd.DataFrame, count: int) -> set[str]:
    ranked = effects[effects["mu_star"] > 0].sort_values("mu_star", ascending=False, kind="stable")
    return set(map(str, ranked.index[:count]))


def _strongest(effects: pd.DataFrame) -> dict[str, Any]:
    ranked = effects[effects["mu_star"] > 0].sort_values("mu_star", ascending=False, kind="stable").head(SHOWN)
    return {
        str(path): {
            "size": figure(row["mu_star"], row["mu_star_low"], row["mu_star_high"]),
            "mean": float(row["mu"]),
            "sigma": float(row["sigma"]),
        }
        for path, row in ranked.iterrows()
    }


def _plain(found: Mapping[str, Range]) -> dict[str, Any]:
    return {path: {"low": entry.low, "high": entry.high} for path, entry in found.items()}


def dead(results: Results, names: Sequence[str]) -> list[str]:
    """Numbers whose moves change nothing at all in any run of any trajectory, in none of the recorded columns."""
    inputs = results.points[list(names)].to_numpy(dtype=float)
    alive = np.zeros(len(names), dtype=bool)
    moved = [np.flatnonzero(step) for step in np.diff(inputs, axis=0) != 0]
    alone = [(row, which[0]) for row, which in enumerate(moved) if which.size == 1]
    for values in _codes(results):
        for row, which in alone:
            alive[which] |= bool((values[row] != values[row + 1]).any())
    return [name for name, lives in zip(names, alive, strict=True) if not lives]


def _codes(results: Results) -> Iterator[NDArray[np.intp]]:
    """Every column of the table of runs as codes of equal values, shape (points, runs); what is missing has a code of its own."""
    order = np.lexsort((results.runs["run"].to_numpy(), results.runs["point"].to_numpy()))
    for column in results.runs.column_names:
        if column not in ("point", "run"):
            codes, _ = pd.factorize(results.runs[column].to_pandas().to_numpy()[order])
            yield codes.reshape(-1, results.batch.experiment.runs)


def told_apart(results: Results, names: Sequence[str], inputs: Array, seed: int) -> dict[str, Any]:
    """How far one run of a war, observed at the horizon, could tell the numbers.

    A number's effect over its whole range is held against the scatter of single runs. `alone` counts the numbers that move some
    observable by more than that scatter; `directions` the combinations of numbers that move the observables together by more
    than it (singular values above 1), at most the number of observables.
    """
    columns = [name.removeprefix("last.") for name in results.runs.column_names if name.startswith("last.")]
    observed = [name for name in columns if name.startswith(OBSERVED)]
    effects = []
    for name in observed:
        values = by_run(results, f"last.{name}")
        scatter = float(values.std(axis=1).mean())
        found = morris_effects(inputs, values.mean(axis=1), names, seed)
        if found is not None and scatter > 0:
            effects.append(found["mu"].to_numpy() / scatter)
    matrix = np.array(effects)
    if not matrix.size:
        return {"observables": 0, "alone": {}, "directions": 0}
    most = np.abs(matrix).max(axis=0)
    order = np.argsort(-most, kind="stable")
    return {
        "observables": len(matrix),
        "alone": {names[place]: float(f"{most[place]:.3g}") for place in order if most[place] > 1},
        "directions": int((np.linalg.svd(matrix, compute_uv=False) > 1).sum()),
    }


def edges(
    scenario: Scenario, paths: Sequence[str], runs: int, seed: int = 1, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """What a move by `EDGE_MOVE` either way does to the share of every outcome and of the runs with a zone, for some numbers, paired.

    The largest `SHOWN` differences that luck does not explain are listed; `edge` marks those beyond `EDGE` with their whole interval.
    """
    batch, moves = _one_at_a_time(scenario, paths, EDGE_MOVE, runs, scenario.months, seed)
    results = compute(batch, None, lambda _, done, of: progress(f"edges, block {done} of {of}"))
    found = []
    for name in (*OUTCOMES, "last.zopa"):
        happened = by_run(results, name) > 0.5
        for number, (path, end) in enumerate(moves, start=1):
            step = paired(happened[0], happened[number])
            if step["low"] > 0 or step["high"] < 0:
                found.append((abs(step["difference"]), f"{path} to {end:.4g}: {name.removeprefix('last.')}", step))
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    listed = {
        words: {
            "before": step["baseline"],
            "difference": figure(step["difference"], step["low"], step["high"]),
            "edge": bool(step["low"] > EDGE or step["high"] < -EDGE),
        }
        for _, words, step in found[:SHOWN]
    }
    return {"title": scenario.title, "tried": len(paths), "runs": runs, "found": listed}


def _one_at_a_time(
    scenario: Scenario, paths: Sequence[str], share: float, runs: int, months: int, seed: int
) -> tuple[Batch, list[tuple[str, float]]]:
    """A batch whose first point moves nothing, and each other one of the numbers to one end of a range."""
    known = movable(scenario)
    ends = [(path, end) for path in paths if path in known for end in _around(known[path], share)]
    moves = [(path, end) for path, end in ends if end != known[path].value]
    columns: dict[str, Array] = {}
    for number, (path, end) in enumerate(moves, start=1):
        columns.setdefault(path, np.full(len(moves) + 1, np.nan))[number] = end
    experiment = {"runs": runs, "months": months, "seed": seed, "monthly": False}
    return batch_of(scenario, experiment, Points(columns, size=len(moves) + 1)), moves


def still_dead(scenario: Scenario, paths: Sequence[str], runs: int, months: int, seed: int = 1) -> list[str]:
    """Those of some numbers that move nothing in a scenario either, by half as much and half as much again, in any recorded column."""
    batch, moves = _one_at_a_time(scenario, paths, 0.5, runs, months, seed)
    results = compute(batch)
    alive: set[str] = set()
    for values in _codes(results):
        alive |= {path for number, (path, _) in enumerate(moves, start=1) if (values[number] != values[0]).any()}
    return [path for path in paths if path not in alive]


def indices(
    scenario: Scenario, paths: Sequence[str], outcome: str, points: int, runs: int, seed: int = 1
) -> dict[str, Any]:
    """Sobol indices of an outcome for some numbers, over the ranges of the screening."""
    known = ranges(scenario)
    levers = {path: entry for path, entry in _plain(known).items() if path in paths}
    sample = {"points": points, "levers": levers, "uncertainties": [path for path in paths if path not in known]}
    batch = batch_of(scenario, {"design": {"sobol": sample}, "runs": runs, "seed": seed, "monthly": False})
    answer = sensitivities(compute(batch), Measure(outcome, batch.months))[0]
    found = {}
    for path, row in answer.indices.iterrows() if answer.indices is not None else ():
        found[str(path)] = {
            name: figure(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in ("first", "total")
        }
    chance = answer.chance.share if answer.chance is not None else np.inf
    return {
        "outcome": outcome,
        "base_samples": points,
        "runs": runs,
        "indices": found,
        "chance": float(f"{chance:.3g}") if np.isfinite(chance) else None,
    }
