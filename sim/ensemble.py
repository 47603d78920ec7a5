"""simulate(): a scenario over many runs, as a labelled dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from sim.errors import InputError
from sim.model.model import NegotiationModel
from sim.model.noise import BLOCK, Noise
from sim.model.parameters import NONE, Shifts
from sim.recording import Record, Recorder
from sim.scenario.levers import change
from sim.scenario.schema import Scenario

AT_ONCE = 4 * BLOCK
"""Runs that one model holds: more fit the caches less well, fewer spend more time on calls."""
MOST_RUNS, MOST_MONTHS = 10_000_000, 600


def simulate(
    scenario: Scenario,
    runs: int = 4000,
    months: int | None = None,
    seed: int = 1,
    changes: Mapping[str, float | bool] | None = None,
    record: Record = "summary",
    progress: Callable[[int], None] | None = None,
    first_run: int = 0,
    shifts: Shifts = NONE,
) -> xr.Dataset:
    """Simulate a scenario.

    Args:
        scenario: what is asked.
        runs: number of runs; run k has the same draws whatever this number is.
        months: horizon; the scenario's own by default. Month 0 is the start.
        seed: seed of all draws.
        changes: new values of parameters by dotted path.
        record: `full` adds verdicts run by run and the inner state of the actors.
        progress: called with the number of runs finished after each block.
        first_run: number of the first run, to look at some runs of a larger ensemble.
        shifts: parameters that differ from run to run, arrays of shape (runs,); not together with `first_run`.

    Returns:
        Dataset with dimensions run, month, actor, donor, member, issue, proposal, deal, offer and code; units and descriptions
        in the attributes. See `docs/odd.md` for what each variable means.

    Raises:
        InputError: for an unknown path, a value out of range, or a number of runs or months out of range.

    """
    if record not in ("summary", "full"):
        raise InputError(f"record: found {record!r}; allowed: summary, full")
    scenario = change(scenario, changes or {})
    months = scenario.months if months is None else months
    check_size(runs, months, seed)
    if first_run and shifts != NONE:
        raise ValueError("runs that differ by design begin with the first")
    recorder = Recorder(scenario, runs, months, record)
    done = 0
    while done < runs:
        block, offset = divmod(first_run + done, BLOCK)
        wanted = min(AT_ONCE, offset + runs - done)
        model = NegotiationModel(scenario, Noise(seed, block, wanted), shifts.only(slice(done, done + wanted)))
        taken = recorder.follow(model, done, offset)
        model.release()
        done += taken
        if progress:
            progress(done)
    return recorder.dataset(seed, first_run)


def check_size(runs: int, months: int, seed: int) -> None:
    """Refuse a number of runs, a horizon or a seed that is out of range with an InputError."""
    for name, value, low, most in (
        ("runs", runs, 1, MOST_RUNS),
        ("months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, 2**63),
    ):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= most:
            raise InputError(f"{name}: found {value!r}; allowed: a whole number from {low:,} to {most:,}")
