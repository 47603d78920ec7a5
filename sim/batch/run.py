"""A batch from plan to tables: what it will take, then the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.batch.blocks import Block, blocks_of
from sim.batch.executors import Executor
from sim.batch.manifest import MANIFEST, is_whole
from sim.batch.prepare import Batch
from sim.batch.room import check_memory, memory_of
from sim.batch.sizes import Sizes, sizes_of, trial_of
from sim.batch.store import TABLES, Store
from sim.batch.work import work


@dataclass(frozen=True)
class Plan:
    """What a batch will do and take."""

    blocks: Sequence[Block]
    points: int
    runs: int
    months: int
    seconds: float
    """Estimated computing time of one worker."""
    sizes: Sizes
    """Estimated bytes on disk."""
    memory: int
    """Bytes of memory that the points and the workers take at most."""


def plan(batch: Batch, workers: int = 1) -> Plan:
    """Cut a batch into blocks and estimate what it takes with so many worker processes here, from a short trial on this machine.

    Raises InputError when it is too large for the memory of this machine.
    """
    check_memory(batch, max(workers, 1))
    blocks = blocks_of(batch)
    first = blocks[0]
    trial = trial_of(batch)
    work(trial, first)  # warm: compiled code is read, caches are filled
    start = time.perf_counter()
    result = work(trial, first)
    took = time.perf_counter() - start
    row = took * (batch.months + 1) / (trial.months + 1) / first.rows
    sizes, memory = sizes_of(batch, blocks, result), memory_of(batch, workers)
    return Plan(blocks, batch.size, batch.runs, batch.months, row * batch.runs, sizes, memory)


def nothing_left(batch: Batch, folder: Path) -> Plan | None:
    """The plan of a batch that is finished in a folder and whole, for which no trial is needed; None where work is left.

    Raises InputError for a folder whose manifest cannot be read.
    """
    if not (folder / MANIFEST).exists() or not is_whole(folder):
        return None
    tables = sum((folder / name).stat().st_size for name in TABLES if (folder / name).exists())
    return Plan(blocks_of(batch), batch.size, batch.runs, batch.months, 0.0, Sizes(tables, 0), memory_of(batch, 1))


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
