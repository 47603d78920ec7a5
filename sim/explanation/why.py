"""explain(): why there is no deal, and what would open one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.ensemble.outcomes import share_of
from sim.ensemble.recording import member_names
from sim.ensemble.simulate import AT_ONCE, check_memory, check_size, simulate
from sim.explanation.attribution import AS_IT_IS, attribution, turning
from sim.explanation.refusals import Refusals
from sim.explanation.relaxation import Relaxations
from sim.explanation.zones import zone_opens
from sim.model.draws import BLOCK, Noise
from sim.model.model import NegotiationModel
from sim.scenario.levers import change
from sim.scenario.relaxing import line_names, without_lines
from sim.scenario.schema import Scenario
from sim.version import code_version

TURNING = 256
HELD = 8
"""Ensembles that need as much memory as the months without a zone that are kept, and what is made of them, at most, as measured."""
ALTERNATIVES = 3
"""Sets of lines that are reported for each size."""


def explain(
    scenario: Scenario | str | Path,
    runs: int = 1024,
    months: int | None = None,
    seed: int = 1,
    changes: Mapping[str, float | bool] | None = None,
    verify: bool = True,
    turn: bool = False,
    progress: Callable[[int], None] | None = None,
    doing: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Who refuses what and why, which members block, and the smallest relaxation of lines that opens a zone of agreement.

    Shares of proposals, decisions and offers are over run-months before the first signature while the war goes on. Shares of
    relaxations are over runs: a zone exists in at least one such month. With `verify`, every relaxation that is named first is
    simulated, and `simulated` gives the share found there. With `turn`, `attribution` says whose lines matter more for an agreement under
    other war costs and balances of forces, from at most `TURNING` runs each. `doing` is told in words what comes next.

    Returns plain data; raises InputError like `simulate`.
    """
    scenario = change(scenario, changes)
    months = scenario.months if months is None else months
    runs, months, seed = check_size(runs, months, seed)
    check_memory(scenario, runs, months, ensembles=HELD)
    refusals, relaxations = Refusals(), Relaxations()
    doing(f"Simulating {runs:,} runs")
    for first in range(0, runs, AT_ONCE):
        model = NegotiationModel(scenario, Noise(seed, first // BLOCK, min(AT_ONCE, runs - first)))
        relaxations.follow(model, months, refusals.look)
        if progress:
            progress(min(first + AT_ONCE, runs))
    return {
        "title": scenario.title,
        "runs": runs,
        "months": months,
        "seed": seed,
        "scenario_hash": scenario.digest(),
        "version": code_version(),
        "proposals": refusals.proposals(model.world),
        "decisions": refusals.decisions(model.world),
        "offers": refusals.offers(),
        "zone": _zone(scenario, relaxations, runs, months, seed, verify, doing),
        "lines": line_names(scenario),
        "members": member_names(scenario),
        **({"attribution": _turning(scenario, min(runs, TURNING), months, seed, doing)} if turn else {}),
    }


def _turning(scenario: Scenario, runs: int, months: int, seed: int, doing: Callable[[str], None]) -> dict[str, Any]:
    few = [AS_IT_IS, "costs_swapped", *(f"{name}_both" for name in scenario.belligerents())]
    found = attribution(scenario, runs, months, seed, few, lambda words: doing(f"Whose lines matter: {words}"))
    return {**found, "words": turning(found)}


def _zone(
    scenario: Scenario,
    relaxations: Relaxations,
    runs: int,
    months: int,
    seed: int,
    verify: bool,
    doing: Callable[[str], None],
) -> dict[str, Any]:
    doing("Trying sets of red lines")
    sizes = relaxations.by_size()
    needed = np.where(relaxations.opened, 0, -1)
    for size, tried in enumerate(sizes, start=1):
        opens = np.logical_or.reduce([mask for _, mask in tried])
        needed = np.where((needed < 0) & opens, size, needed)
    found = []
    for tried in sizes:
        best: list[dict[str, Any]] = [{"lines": list(names), **share_of(mask)} for names, mask in tried[:ALTERNATIVES]]
        if verify:
            doing(f"Simulating without the best set of {len(tried[0][0])}")
            relaxed = simulate(without_lines(scenario, tried[0][0]), runs, months, seed)
            best[0]["simulated"] = float(zone_opens(relaxed).mean())
        found.append({"size": len(tried[0][0]), "sets": best, "tried": len(tried)})
    everything = relaxations.opened_without(relaxations.names)
    return {
        "opens": share_of(relaxations.opened),
        "opens_without_any_line": share_of(everything),
        "lines_needed": {str(size): share_of(needed == size) for size in range(len(sizes) + 1)},
        "relaxations": found,
    }
