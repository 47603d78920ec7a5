"""How large the files of a batch become, estimated from a block that was simulated for a few months."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import feather, parquet

from sim.batch.blocks import Block, blocks_of
from sim.batch.inputs import inputs_of
from sim.batch.monthly import Monthly, monthly_table
from sim.batch.prepare import Batch
from sim.batch.work import Result, work
from sim.ensemble.outcomes import QUANTILES

TRIAL_MONTHS = 4
"""Months of the trial that the estimate rests on."""
SPREAD = 2
"""How much more than in the months of the trial the numbers of later months take at most: they differ more."""
PAGE = 4096
"""Bytes in whose multiples disks are filled."""
SMALL = 4
"""Files whose size hangs on nothing: the lock, the manifest, the copy of it that is written beside it, folders."""


@dataclass(frozen=True)
class Sizes:
    """Bytes of a batch on disk."""

    tables: float
    """Estimated size of the tables."""
    most: int
    """What the folder holds at most while the batch is written: inputs, blocks, and the tables that are made of them."""


def trial_of(batch: Batch) -> Batch:
    """The batch over its first months."""
    return replace(batch, months=min(TRIAL_MONTHS, batch.months))


def with_runs(batch: Batch, runs: int) -> Batch:
    """The batch with another number of runs a point."""
    return replace(batch, experiment=batch.experiment.model_copy(update={"runs": runs}))


def measured(batch: Batch) -> Sizes:
    """The sizes of a batch from a trial of its own."""
    blocks, trial = blocks_of(batch), trial_of(batch)
    return sizes_of(batch, blocks, work(trial, blocks[0]))


def sizes_of(batch: Batch, blocks: Sequence[Block], result: Result) -> Sizes:
    """The sizes of a batch, from what `trial_of` it yielded for its first block."""
    trial, rows = trial_of(batch), np.array([block.rows for block in blocks])
    begins, line = _line(result.runs, _parquet)
    tables, stored = [(begins, line * batch.runs)], [_line(result.runs, _feather)]
    parts = [stored[0][0] + SPREAD * stored[0][1] * rows]
    if result.monthly is not None:
        months = (batch.months + 1) / (trial.months + 1)
        first, points = result.monthly, np.array([len(block.points) for block in blocks])
        table = monthly_table(trial, replace(first, quantiles=first.quantiles[..., : len(QUANTILES)]))
        begins, line = _line(table, _parquet)
        tables.append((begins, line * table.num_rows / len(first.points) * months * batch.size))
        none, whole = len(_without_points(first).dumps()), len(first.dumps())
        parts.append(none + SPREAD * (whole - none) / len(first.points) * months * points)
    inputs = [len(content) for content in inputs_of(batch).values()]
    files: list[float | NDArray[np.float64]] = [*inputs, *(begins + SPREAD * lines for begins, lines in tables), *parts]
    most = sum(_on_disk(size) for size in files) + (len(blocks) + SMALL) * PAGE
    return Sizes(sum(map(sum, tables)), int(most))


def _without_points(found: Monthly) -> Monthly:
    arrays = ("points", "counts", "sums", "squares", "quantiles")
    return replace(found, **{name: getattr(found, name)[:0] for name in arrays})


def _on_disk(size: float | NDArray[np.float64]) -> float:
    """Bytes that files of these sizes take together."""
    return float(np.sum(np.ceil(np.asarray(size) / PAGE)) * PAGE)


def _line(table: pa.Table, written: Callable[[pa.Table], int]) -> tuple[float, float]:
    """Bytes of a table that hang on none of its lines but the first, and those of each line."""
    none, one, whole = (written(table.slice(0, lines)) for lines in (0, 1, table.num_rows))
    return (one, (whole - one) / (table.num_rows - 1)) if table.num_rows > 1 else (none, one - none)


def _parquet(table: pa.Table) -> int:
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return len(stream.getvalue())


def _feather(table: pa.Table) -> int:
    stream = io.BytesIO()
    feather.write_feather(table, stream, compression="zstd")
    return len(stream.getvalue())
