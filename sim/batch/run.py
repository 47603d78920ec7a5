"""A batch from plan to tables: what it will take, then the work."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from sim.batch.blocks import Block, blocks_of
from sim.batch.executors import Executor
from sim.batch.monthly import Monthly, monthly_table
from sim.batch.prepare import Batch
from sim.batch.room import check_memory, memory_of
from sim.batch.store import Store
from sim.batch.work import Result, work
from sim.outcomes import QUANTILES

TRIAL_MONTHS = 4
"""Months of the trial that the estimate rests on."""


@dataclass(frozen=True)
class Plan:
    """What a batch will do and take."""

    blocks: Sequence[Block]
    points: int
    runs: int
    months: int
    seconds: float
    """Estimated computing time of one worker."""
    bytes: float
    """Estimated size of the tables."""
    memory: int
    """Bytes of memory that the points and the workers take at most."""


def plan(batch: Batch, workers: int = 1) -> Plan:
    """Cut a batch into blocks and estimate what it takes with so many worker processes here, from a short trial on this machine.

    Raises InputError when it is too large for the memory of this machine.
    """
    check_memory(batch, max(workers, 1))
    blocks = blocks_of(batch)
    first = blocks[0]
    trial = replace(batch, months=min(TRIAL_MONTHS, batch.months))
    work(trial, first)  # warm: compiled code is read, caches are filled
    start = time.perf_counter()
    result = work(trial, first)
    took = time.perf_counter() - start
    row = took * (batch.months + 1) / (trial.months + 1) / first.rows
    size = _size(trial, result, first)
    months = (batch.months + 1) / (trial.months + 1)
    total = size[0] * batch.runs + size[1] * months * batch.size
    return Plan(blocks, batch.size, batch.runs, batch.months, row * batch.runs, total, memory_of(batch, workers))


def _size(batch: Batch, result: Result, block: Block) -> tuple[float, float]:
    """Bytes on disk of a run, and of a point's months in the trial."""

    def measured(table: pa.Table) -> int:
        stream = io.BytesIO()
        parquet.write_table(table, stream, compression="zstd")
        return len(stream.getvalue())

    runs = measured(result.runs) / block.rows
    if result.monthly is None:
        return runs, 0.0
    return runs, measured(monthly_table(batch, _whole(result.monthly))) / len(block.points)


def _whole(found: Monthly) -> Monthly:
    return replace(found, quantiles=found.quantiles[..., : len(QUANTILES)])


def run(
    batch: Batch,
    folder: Path,
    executor: Executor,
    blocks: Sequence[Block],
    resume: bool = False,
    progress: Callable[[Block, int, int], None] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Store:
    """Simulate the blocks of a batch that are missing in a folder, and write its tables.

    `progress` is called after each block with the number of blocks done and of all, `tell` with a line
    for each damage that is found and mended.

    Raises InputError when the folder cannot be used or written to; what was finished stays in it.
    """
    store = Store(folder, batch, blocks, tell)
    with store.held(resume):
        missing = store.missing()
        done, total = len(store.blocks) - len(missing), len(store.blocks)
        found = executor.results(store.batch, missing)
        try:
            for block, result in found:
                if isinstance(result, str):
                    store.fail(block, result)
                    store.save()
                else:
                    store.add(block, result)
                done += 1
                if progress:
                    progress(block, done, total)
        finally:
            found.close()
        if not store.finished:
            store.finish()
    return store
