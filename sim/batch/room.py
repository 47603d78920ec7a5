"""Whether a batch fits the machine: memory for its points, workers and tables, and disk for what it writes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sim.batch.blocks import ROWS
from sim.batch.points import COPIES
from sim.batch.prepare import Batch
from sim.batch.sizes import Sizes, measured, with_runs
from sim.batch.tables import Column, monthly_columns, quantities_of, run_columns, shares_of
from sim.ensemble.simulate import bytes_a_run
from sim.errors import InputError
from sim.machine import fewer, free_disk, free_memory, in_words

PROCESS = 250 * 2**20
"""Bytes of a worker process before it works: the libraries."""
WORD = 24
"""Bytes of a word in a table."""
HELD = 3
"""How often a table is held at once while it is put together or read."""


def check_memory(batch: Batch, workers: int) -> None:
    """Refuse a batch whose points or worker processes need more memory than there is with an InputError; 0 workers are elsewhere."""
    free, needed = free_memory(), memory_of(batch, workers)
    if needed > free:
        fit = bisect_right(range(1, workers), free, key=lambda fewer: memory_of(batch, fewer))
        raise InputError(
            f"{batch.size:,} points with {workers} worker{'s' * (workers != 1)} need about {in_words(needed)} of memory; "
            f"there are {in_words(free)}, enough for {fit} worker{'s' * (fit != 1)}"
        )


def check_disk(batch: Batch, sizes: Sizes, folder: Path) -> None:
    """Refuse a batch whose files do not fit into `folder` with an InputError that says how many runs do."""
    try:
        free = free_disk(folder) + sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except OSError:
        return  # what cannot be used is told when it is
    if sizes.most <= free:
        return
    can = _enough(batch, _fit(batch, sizes.most, free), "give a folder with more room")
    raise InputError(
        f"runs: the batch needs about {in_words(sizes.most)} of disk while it is written; in {folder} there are {in_words(free)}, {can}"
    )


def check_tables(batch: Batch, columns: Sequence[str] | None = None) -> None:
    """Refuse tables that memory cannot hold with an InputError that says how many runs it can."""

    def needed(runs: int) -> int:
        return HELD * table_bytes(with_runs(batch, runs), columns)

    runs, free = batch.experiment.runs, free_memory()
    if needed(runs) > free:
        can = _enough(batch, fewer(bisect_right(range(1, runs), free, key=needed)), "use fewer points")
        raise InputError(
            f"runs: the tables of {batch.runs:,} runs need about {in_words(needed(runs))} of memory at once; "
            f"there are {in_words(free)}, {can}"
        )


def _enough(batch: Batch, runs: int, instead: str) -> str:
    if runs:
        return f"enough for {runs:,} run{'s' * (runs != 1)} a point"
    monthly = "leave out the months with `monthly: false`, or " if batch.experiment.monthly else ""
    return f"not enough for any number of runs; {monthly}{instead}"


def _fit(batch: Batch, needed: int, free: int) -> int:
    """Runs a point with which a batch fits that does not as it is; 0 for none.

    Sizes grow with the runs, but not in proportion, so each guess is tried.
    """
    fewest = measured(with_runs(batch, 1)).most
    if fewest > free:
        return 0
    runs = batch.experiment.runs
    while runs > 1:
        runs = min(runs - 1, 1 + int((runs - 1) * (free - fewest) / max(needed - fewest, 1)))
        needed = measured(with_runs(batch, runs)).most
        if needed <= free:
            return runs
    return 1


def memory_of(batch: Batch, workers: int) -> int:
    """Bytes that the points and so many worker processes take at most."""
    points = point_bytes(batch)
    return points + workers * (worker_bytes(batch) + 2 * points // COPIES)


def point_bytes(batch: Batch) -> int:
    """Memory that the points take while they are laid out, cut into blocks and written."""
    return COPIES * 8 * batch.size * (len(batch.points.columns) + 3)


def worker_bytes(batch: Batch) -> int:
    """Memory of one worker at a block."""
    model = max(map(bytes_a_run, batch.scenarios.values()))
    moved, recorded = 8 * len(batch.points.columns), _row(run_columns(batch), None)
    return PROCESS + ROWS * (model + HELD * (moved + recorded))


def table_bytes(batch: Batch, columns: Sequence[str] | None = None) -> int:
    """Memory of the table of runs, or of some of its columns, and then without what happens by month."""
    runs = batch.runs * _row(run_columns(batch), columns)
    if columns is not None or not batch.experiment.monthly:
        return runs
    variables = len(shares_of(batch)) + len(quantities_of(batch))
    return runs + batch.size * (batch.months + 1) * variables * _row(monthly_columns(batch), None)


def _row(columns: dict[str, Column], chosen: Sequence[str] | None) -> int:
    return sum(_width(column.type) for name, column in columns.items() if chosen is None or name in chosen)


def _width(kind: pa.DataType) -> int:
    return (
        WORD
        if pa.types.is_string(kind)
        else 1 + int((kind.index_type if pa.types.is_dictionary(kind) else kind).bit_width) // 8
    )
