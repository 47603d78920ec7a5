"""The part of the record on sensitivity: both baselines screened, the dead explained, edges, and Sobol indices of the strongest few."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from sim.batch.executors import Workers
from sim.scenario.documents import shipped_folder, tree_of
from sim.scenario.quantity import Section
from sim.scenario.reading import load_scenario
from sim.scenario.validating import validated
from sim.validation.calibration.identifiability import SOBOL, edges, indices, screening, still_dead

FILE = "idle.yaml"
TRAJECTORIES, RUNS = 10, 32
EDGE_RUNS, DEAD_RUNS, DEAD_MONTHS = 1000, 300, 24
BASE_SAMPLES, SOBOL_RUNS = 128, 96


class IdleFile(Section):
    """Reasons for numbers that move nothing, by pattern."""

    format: Literal[1] = 1
    reasons: dict[str, str] = Field(min_length=1)


def load_reasons(path: Path | None = None) -> dict[str, str]:
    """Reasons by pattern, by default the shipped ones. Raises InputError with every problem at its line."""
    path = shipped_folder("data") / "evidence" / FILE if path is None else path
    return dict(validated(tree_of(path), IdleFile).reasons)


def sensitivity_record(
    baselines: Sequence[str],
    pressed: str,
    trajectories: int = TRAJECTORIES,
    runs: int = RUNS,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Both baselines screened by one Morris design each; what is dead in both is tried again under pressure, over a longer time."""
    workers = Workers(max(1, os.cpu_count() or 1))
    screened = {name: screening(load_scenario(name), trajectories, runs, 1, workers, progress) for name in baselines}
    first = screened[baselines[0]]["dead"]
    dead = [path for path in first if all(path in entry["dead"] for entry in screened.values())]
    progress("numbers that move nothing")
    strict = still_dead(load_scenario(pressed), dead, DEAD_RUNS, DEAD_MONTHS)
    found: dict[str, Any] = {"screened": {}, "edges": {}, "sobol": {}}
    for name, entry in screened.items():
        found["screened"][name] = {**entry, "dead": len(entry["dead"])}
        strongest = list(entry["strongest"]["talks"])[:SOBOL]
        progress(f"Sobol indices, {name}")
        found["sobol"][name] = indices(load_scenario(name), strongest, "talks", BASE_SAMPLES, SOBOL_RUNS)
    listed = list(dict.fromkeys(path for one in screened.values() for top in one["strongest"].values() for path in top))
    for name in (*baselines, pressed):
        found["edges"][name] = edges(load_scenario(name), listed, EDGE_RUNS, progress=progress)
    return {
        **found,
        "dead": {"in_both": len(dead), "runs": DEAD_RUNS, "months": DEAD_MONTHS, "reasons": explained(strict)},
    }


def explained(paths: Sequence[str], reasons: dict[str, str] | None = None) -> dict[str, str]:
    """Each of some numbers with the reason why it may stand; empty where there is none."""
    known = load_reasons() if reasons is None else reasons
    return {path: next((why for pattern, why in known.items() if re.fullmatch(pattern, path)), "") for path in paths}
