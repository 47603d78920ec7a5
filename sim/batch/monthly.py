"""Shares, moments and quantiles by point and month, and how those of a point's parts are put together."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.batch.prepare import Batch
from sim.batch.tables import monthly_columns, quantile_name, quantities_of, schema, shares_of
from sim.ensemble.outcomes import QUANTILES, wilson_intervals
from sim.model.arrays import Array

NODES = (np.arange(200) + 0.5) / 200
"""Quantiles that stand for a part of a point's runs, so that quantiles of the whole can be found: at most half a percentage point off."""


@dataclass(frozen=True)
class Monthly:
    """Counts and moments over the runs of each point; arrays of shape (points, months + 1, variables)."""

    points: NDArray[np.int32]
    runs: NDArray[np.int32]
    """Runs that are counted, a number."""
    shares: NDArray[np.str_]
    counts: NDArray[np.int32]
    """Runs in which something holds, (points, months + 1, shares)."""
    quantities: NDArray[np.str_]
    sums: Array
    squares: Array
    quantiles: Array
    """(points, months + 1, quantities, quantiles): those of `QUANTILES`, or `NODES` for a part of a point's runs."""

    def dumps(self) -> bytes:
        """As bytes; `loads` reads them."""
        stream = io.BytesIO()
        np.savez_compressed(stream, **{field.name: getattr(self, field.name) for field in fields(self)})
        return stream.getvalue()

    @classmethod
    def loads(cls, data: bytes) -> Monthly:
        """From bytes."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})


class Statistics:
    """Collects the statistics of a block month by month."""

    def __init__(
        self, points: NDArray[np.int32], runs: int, months: int, shares: list[str], quantities: list[str], whole: bool
    ):
        shape = (len(points), months + 1)
        self.shape, self.shares, self.quantities = (len(points), runs), shares, quantities
        self.at = np.array(QUANTILES) if whole else NODES
        self.found = Monthly(
            points,
            np.array(runs, dtype=np.int32),
            np.array(shares, dtype=str),
            np.zeros((*shape, len(shares)), dtype=np.int32),
            np.array(quantities, dtype=str),
            np.zeros((*shape, len(quantities))),
            np.zeros((*shape, len(quantities))),
            np.zeros((*shape, len(quantities), len(self.at)), dtype=np.float32),
        )

    def count(self, month: int, share: str, holds: NDArray[np.bool_]) -> None:
        """Note in which runs something holds; shape (rows,), the runs of a point together."""
        self.found.counts[:, month, self.shares.index(share)] = np.count_nonzero(holds.reshape(self.shape), axis=1)

    def note(self, month: int, quantity: str, values: Array) -> None:
        """Note the values of a quantity; shape (rows,)."""
        place, values = self.quantities.index(quantity), np.sort(values.reshape(self.shape), axis=1)
        self.found.sums[:, month, place] = values.sum(axis=1)
        self.found.squares[:, month, place] = np.square(values).sum(axis=1)
        self.found.quantiles[:, month, place] = _interpolated(values, self.at)


def _interpolated(ordered: Array, at: Array) -> Array:
    """Quantiles along the last axis of ordered values, as `numpy.quantile` interpolates them."""
    where = at * (ordered.shape[-1] - 1)
    below = np.floor(where).astype(int)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    low, high = ordered[..., below], ordered[..., above]
    return np.asarray(low + (high - low) * (where - below))


def merged(parts: Sequence[Monthly]) -> Monthly:
    """The parts of one point's runs as a whole: counts and moments exactly, quantiles from the parts' `NODES`."""
    if len(parts) == 1 and parts[0].quantiles.shape[-1] == len(QUANTILES):
        return parts[0]
    first = parts[0]
    runs = np.array([int(part.runs) for part in parts])
    nodes = np.concatenate([part.quantiles for part in parts], axis=-1)
    weights = np.repeat(runs / len(NODES), len(NODES))
    order = np.argsort(nodes, axis=-1, kind="stable")
    nodes = np.take_along_axis(nodes, order, axis=-1)
    below = np.cumsum(weights[order], axis=-1) - weights[order] / 2
    found = np.empty((*nodes.shape[:-1], len(QUANTILES)), dtype=np.float32)
    for place in np.ndindex(nodes.shape[:-1]):
        found[place] = np.interp(np.array(QUANTILES) * runs.sum(), below[place], nodes[place])
    return Monthly(
        first.points,
        np.array(runs.sum(), dtype=np.int32),
        first.shares,
        np.sum([part.counts for part in parts], axis=0, dtype=np.int32),
        first.quantities,
        np.sum([part.sums for part in parts], axis=0),
        np.sum([part.squares for part in parts], axis=0),
        found,
    )


def by_point(found: Iterable[Monthly]) -> Iterator[list[Monthly]]:
    """The parts of each point that is cut into several, and the blocks of whole points, in order."""
    parts: list[Monthly] = []
    for one in found:
        if parts and (len(one.points) > 1 or one.points[0] != parts[0].points[0]):
            yield parts
            parts = []
        parts.append(one)
    if parts:
        yield parts


def monthly_table(batch: Batch, found: Monthly) -> pa.Table:
    """Lines of `monthly.parquet`, by point, month and variable."""
    names = [*shares_of(batch), *quantities_of(batch)]
    points, months = found.counts.shape[:2]
    here = [*found.shares, *found.quantities]
    is_share = np.tile(np.arange(len(here)) < len(found.shares), points * months)
    runs = int(found.runs)
    low, high = wilson_intervals(found.counts, np.array(runs))
    mean = found.sums / runs
    sd = np.sqrt(np.maximum(found.squares / runs - np.square(mean), 0.0))

    def column(values: Array, of_shares: bool, kind: pa.DataType) -> pa.Array:
        """Values of shares, or of quantities; empty for the others."""
        whole = np.zeros((points, months, len(here)))
        whole[..., : len(found.shares)] = values if of_shares else 0.0
        if not of_shares:
            whole[..., len(found.shares) :] = values
        return pa.array(whole.ravel(), type=pa.float64(), mask=(is_share != of_shares) | np.isnan(whole.ravel())).cast(
            kind
        )

    codes = np.tile(np.array([names.index(name) for name in here], dtype=np.int16), points * months)
    share, number = pa.float64(), pa.float32()
    data = {
        "point": np.repeat(found.points, months * len(here)),
        "month": np.tile(np.repeat(np.arange(months, dtype=np.int16), len(here)), points),
        "variable": pa.DictionaryArray.from_arrays(codes, names),
        "runs": np.full(codes.size, runs, dtype=np.int32),
        "share": column(found.counts / runs, True, share),
        "low": column(low, True, share),
        "high": column(high, True, share),
        "mean": column(mean, False, number),
        "sd": column(sd, False, number),
    }
    for place, quantile in enumerate(QUANTILES):
        data[quantile_name(quantile)] = column(found.quantiles[..., place], False, number)
    return pa.table(data, schema=schema(monthly_columns(batch)))
