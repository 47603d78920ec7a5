"""One block of a batch simulated: its lines of the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.batch.blocks import Block, scenario_of
from sim.batch.monthly import Monthly, Statistics
from sim.batch.points import Points
from sim.batch.prepare import Batch, recorded, unit_of
from sim.batch.tables import run_columns, schema
from sim.model.actors.sponsor import Sponsor
from sim.model.arrays import Array
from sim.model.bargaining.appraisal import ACCEPTS
from sim.model.draws import BLOCK, Draws, Noise, SeparateNoise, SharedNoise
from sim.model.model import NegotiationModel
from sim.model.parameters import Shifts
from sim.model.phases import is_unsettled
from sim.model.world import World
from sim.vocabulary import ENDS, OUTCOMES, PHASES, VARIABLES

Counts = NDArray[np.int16]
END_OF_PHASE = [phase.end for phase in PHASES.values()]


@dataclass(frozen=True)
class Result:
    """What a block yields: its lines of `runs.parquet`, and what `monthly.parquet` is made of."""

    runs: pa.Table
    monthly: Monthly | None


def work(batch: Batch, block: Block) -> Result:
    """Simulate a block to the horizon."""
    scenario, points = scenario_of(batch, block)
    model = NegotiationModel(scenario, draws(batch, block), shifts(points, block.runs))
    try:
        follower = _Follower(batch, block, model.world)
        for month in range(batch.months + 1):
            if month:
                model.step()
            follower.follow(month)
        return Result(follower.runs_table(), follower.statistics.found if follower.statistics else None)
    finally:
        model.release()


def draws(batch: Batch, block: Block) -> Draws:
    """The draws of a block: the same for each of its points, or each point's own."""
    seed, first = batch.experiment.seed, block.first_run // BLOCK
    if batch.experiment.common_random_numbers:
        return SharedNoise(Noise(seed, first, block.runs), len(block.points))
    return SeparateNoise([Noise(seed_of(seed, int(point)), first, block.runs) for point in block.points])


def seed_of(seed: int, point: int) -> int:
    """Seed of a point whose draws are its own."""
    return int.from_bytes(hashlib.blake2b(f"{seed}/point/{point}".encode(), digest_size=7).digest(), "little")


def shifts(points: Points, runs: int) -> Shifts:
    """What differs from run to run, where the runs of a point stand together."""
    spread = {path: np.repeat(values, runs) for path, values in points.columns.items() if not np.isnan(values).all()}
    return Shifts(
        {path: values for path, values in spread.items() if path not in points.pinned},
        {path: values for path, values in spread.items() if path in points.pinned},
    )


class _Follower:
    """Takes note of what a model does month by month."""

    def __init__(self, batch: Batch, block: Block, world: World) -> None:
        self.batch, self.block, self.world = batch, block, world
        self.recorded = [name for name in recorded(batch.experiment, batch.scenarios) if _has(world, name)]
        self.switches = [name for name in self.recorded if unit_of(name) == "0 or 1"]
        self.quantities = [name for name in self.recorded if name not in self.switches]
        self.statistics: Statistics | None = None
        if batch.experiment.monthly:
            names = [*(f"happened.{name}" for name in OUTCOMES), *(f"end.{name}" for name in ENDS), *self.switches]
            whole = block.runs == batch.experiment.runs
            self.statistics = Statistics(block.points, block.runs, batch.months, names, self.quantities, whole)
        self.refusals = np.zeros((len(world.table.judges), world.runs), dtype=np.int16)
        self.deals = np.zeros(world.runs, dtype=np.int16)
        self.gate_months = {sponsor.name: np.zeros(world.runs, dtype=np.int16) for sponsor in world.sponsors}
        self.blocked = {
            sponsor.name: np.zeros((len(list(sponsor.voters())), world.runs), dtype=np.int16)
            for sponsor in world.sponsors
            if sponsor.members
        }

    def follow(self, month: int) -> None:
        """Take note of the month that the model stands in."""
        world = self.world
        if self.statistics:
            self._count(month, self.statistics)
        for sponsor in world.sponsors if month else ():
            self.gate_months[sponsor.name] += sponsor.gate > 0.5
            for number, member in enumerate(sponsor.voters() if sponsor.members else ()):
                self.blocked[sponsor.name][number] += member.stands_in_the_way()
        for signed in world.deals.signed.values():
            self.deals += signed
        refused = (world.table.appraisal.verdict != ACCEPTS).sum(axis=1)
        self.refusals += (refused * is_unsettled(world.phase)[:, None]).T.astype(np.int16)

    def _count(self, month: int, statistics: Statistics) -> None:
        world = self.world
        for name in OUTCOMES:
            statistics.count(month, f"happened.{name}", world.first[name] <= month)
        for name, end in ENDS.items():
            statistics.count(month, f"end.{name}", np.isin(world.phase, end.codes))
        for name in self.switches:
            statistics.count(month, name, world.variable(name) > 0.5)
        for name in self.quantities:
            statistics.note(month, name, world.variable(name))

    def runs_table(self) -> pa.Table:
        """The block's lines of `runs.parquet`."""
        world, block, batch = self.world, self.block, self.batch
        runs = np.arange(block.first_run, block.first_run + block.runs, dtype=np.int32)
        data: dict[str, Any] = {
            "point": np.repeat(block.points, block.runs),
            "run": np.tile(runs, len(block.points)),
            "end": _words(END_OF_PHASE, world.phase),
            "agreement_holds_60": _numbers(world.holds_60),
            "signed": self._signed(),
            "refuses_most": _most(list(world.table.judges), self.refusals),
            "deals_signed": self.deals,
        }
        for outcome in OUTCOMES.values():
            first = world.first[outcome.key]
            never = np.isnan(first)
            data[outcome.first] = pa.array(np.where(never, 0, first).astype(np.int16), mask=never)
        for number, issue in enumerate(world.scenario.settled_together()):
            data[f"terms.{issue}"] = _numbers(world.terms[:, number])
        for name in self.recorded:
            data[f"last.{name}"] = _numbers(world.variable(name))
        for name, months in self.gate_months.items():
            data[f"gate_months.{name}"] = months
        for name, blocked in self.blocked.items():
            sponsor = world.actors[name]
            assert isinstance(sponsor, Sponsor)
            data[f"blocks_most.{name}"] = _most([member.name for member in sponsor.voters()], blocked)
        columns = run_columns(batch)
        missing = {name: pa.nulls(block.rows, column.type) for name, column in columns.items() if name not in data}
        return pa.table({name: {**data, **missing}[name] for name in columns}, schema=schema(columns))

    def _signed(self) -> pa.Array:
        names = list(self.world.table.proposals)
        place = self.world.signed_proposal_in(names)
        none = np.isnan(self.world.first["agreement"])
        return _words([*names, "package", None], np.where(none, len(names) + 1, np.where(place < 0, len(names), place)))


def _has(world: World, name: str) -> bool:
    """Whether the scenario has a variable that the batch records."""
    return name in VARIABLES or name.rpartition(".")[2] in world.actors


def _numbers(values: Array) -> pa.Array:
    """Numbers of which NaN are empty."""
    return pa.array(values.astype(np.float32), mask=np.isnan(values))


def _words(words: Sequence[str | None], codes: NDArray[Any]) -> pa.Array:
    """Words by number; None is empty."""
    return pa.array(words, pa.string()).take(pa.array(codes))


def _most(names: list[str], counts: Counts) -> pa.Array:
    """Who has the highest count in each run, the first of equals; empty where all are zero. `counts` is (names, rows)."""
    if not names:
        return pa.nulls(counts.shape[1], pa.string())
    return _words([*names, None], np.where(counts.max(axis=0) > 0, counts.argmax(axis=0), len(names)))
