"""simulate(): a scenario over many runs, as a labelled dataset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from sim.ensemble.recording import Record, Recorder, member_names
from sim.errors import InputError, shorten
from sim.machine import fewer, free_memory, in_words
from sim.model.draws import BLOCK, Noise
from sim.model.model import NegotiationModel
from sim.model.parameters import NONE, Shifts
from sim.scenario.levers import change
from sim.scenario.relaxing import line_names
from sim.scenario.schema import MOST_MONTHS, Scenario

AT_ONCE = 4 * BLOCK
"""Runs that one model holds: more fit the caches less well, fewer spend more time on calls."""
MARGIN, SPARE = 1.1, 16 * 2**20
"""What is added to the memory of an ensemble for tables made of it: a factor, and bytes."""
MOST_RUNS = 10_000_000


def simulate(
    scenario: Scenario | str | Path,
    runs: int = 4000,
    months: int | None = None,
    seed: int = 1,
    changes: Mapping[str, float | bool] | None = None,
    record: Record = "summary",
    progress: Callable[[int], None] | None = None,
    first_run: int = 0,
    shifts: Shifts = NONE,
    most_bytes: int | None = None,
) -> xr.Dataset:
    """Simulate a scenario.

    Args:
        scenario: what is asked: a scenario, the name of a shipped one, or the path of a file.
        runs: number of runs; run k has the same draws whatever this number is.
        months: horizon; the scenario's own by default. Month 0 is the start.
        seed: seed of all draws.
        changes: new values of parameters by dotted path, such as `{"actors.us.capacity_eur_bn": 1.0}`; see `sim.parameters`.
        record: `summary`, or `full`, which adds verdicts run by run and the inner state of the actors.
        progress: called with the number of runs finished after each block.
        first_run: number of the first run, from 0, to look at some runs of a larger ensemble.
        shifts: parameters that differ from run to run, arrays of shape (runs,); not together with `first_run`.
        most_bytes: memory that it may take, for a server that gives each reader a part; by default what the machine has left.

    Returns:
        Dataset with dimensions run, month, actor, sponsor, member, issue, proposal, deal, offer, code and vote; units and
        descriptions in the attributes. A dimension along which the scenario has nothing is left out, with its variables.
        See `docs/odd.md` for what each variable means.

    Raises:
        InputError: for a scenario that cannot be read, an unknown path, a value, seed or number of runs or months out of range, or
            more memory than there is.

    """
    if not isinstance(record, str) or record not in ("summary", "full"):
        raise InputError(f"record: found {shorten(record)}; allowed: summary, full")
    scenario = change(scenario, changes)
    months = scenario.months if months is None else months
    runs, months, seed = check_size(runs, months, seed)
    first_run = whole_number("first_run", first_run, 0, MOST_RUNS - runs)
    check_memory(scenario, runs, months, record, most_bytes)
    if first_run and shifts != NONE:
        raise ValueError("runs that differ by design begin with the first")
    recorder = Recorder(scenario, runs, months, record)
    done = 0
    while done < runs:
        block, offset = divmod(first_run + done, BLOCK)
        wanted = min(AT_ONCE, offset + runs - done)
        model = NegotiationModel(scenario, Noise(seed, block, wanted), shifts.only(slice(done, done + wanted)))
        try:
            done += recorder.follow(model, done, offset)
        finally:
            model.release()
        if progress:
            progress(done)
    return recorder.dataset(seed, first_run)


def memory_of(scenario: Scenario, runs: int, months: int, record: Record = "summary") -> int:
    """Bytes that `simulate` takes at most: what it records, and one model of a block of runs."""
    recorded = Recorder(scenario, runs, months, record).bytes
    return int(MARGIN * (recorded + min(AT_ONCE, -(-runs // BLOCK) * BLOCK) * bytes_a_run(scenario))) + SPARE


def bytes_a_run(scenario: Scenario) -> int:
    """Bytes that a model holds for each of its runs, fitted to what shipped and very large scenarios were measured to take."""
    issues, proposals, lines = len(scenario.issues), len(scenario.proposals), len(line_names(scenario))
    numbers = 60 * len(scenario.actors) + 10 * len(member_names(scenario)) + 6 * lines
    numbers += 10 * (len(scenario.events) + len(scenario.offers))
    return 8 * (numbers + issues * (24 + proposals) + (6 + len(scenario.actors) // 2) * proposals)


def check_memory(
    scenario: Scenario,
    runs: int,
    months: int,
    record: Record = "summary",
    most_bytes: int | None = None,
    ensembles: int = 1,
) -> None:
    """Refuse ensembles that need more memory than they may take with an InputError that says how many runs would fit.

    `most_bytes` is by default what the machine has left.
    """
    most = free_memory() if most_bytes is None else most_bytes
    needed = ensembles * memory_of(scenario, runs, months, record)
    if needed <= most:
        return
    fit = fewer(
        bisect_right(range(1, runs), most, key=lambda few: ensembles * memory_of(scenario, few, months, record))
    )
    size = f"{len(scenario.actors)} actors, {len(scenario.issues)} issues, {len(scenario.proposals)} proposals"
    there = "there are" if most_bytes is None else "allowed are"
    can = f"enough for {fit:,} runs" if fit else "not enough for a single run"
    raise InputError(
        f"runs: {runs:,} runs over {months} months ({size}) need about {in_words(needed)} of memory; {there} {in_words(most)}, {can}"
        + ("; `parley batch` computes more, block by block on disk" if fit else "")
    )


def check_size(runs: int, months: int, seed: int) -> tuple[int, int, int]:
    """A number of runs, a horizon and a seed as plain numbers. Raises InputError for one that is out of range."""
    return (
        whole_number("runs", runs, 1, MOST_RUNS),
        whole_number("months", months, 1, MOST_MONTHS),
        whole_number("seed", seed, 0, 2**63),
    )


def whole_number(name: str, value: int, low: int, most: int) -> int:
    """A whole number within bounds, of numpy or of Python. Raises InputError for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= most:
        raise InputError(f"{name}: found {shorten(value)}; allowed: a whole number from {low:,} to {most:,}")
    return int(value)
