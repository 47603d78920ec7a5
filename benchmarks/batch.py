# ruff: noqa: E402 - the number of threads must be set before numpy and numba are imported
"""Speed, memory and disk of batches: beside a loop of `simulate`, beside `mesa.batch_run`, by workers, and up to a million runs.

python -m benchmarks.batch [--quick]
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from rich.console import Console
from rich.table import Table

from sim import Scenario, change, load_scenario, simulate
from sim.batch.blocks import blocks_of
from sim.batch.executors import Executor, InProcess, Workers
from sim.batch.prepare import Batch, batch_of
from sim.batch.run import run
from sim.batch.work import work
from tests.reference_model import ScalarModel

HERE = Path(__file__).parent
SCENARIO = "november-2024"
AXES = ("actors.us.capacity_eur_bn", "actors.russia.war_cost")
LEAST_OVER_LOOP, LEAST_OVER_MESA, LEAST_BY_WORKERS, MOST_MB, MOST_BEND = 5.0, 50.0, 1.7, 1000.0, 0.2

PEAK = """
import json, sys, tempfile, time
from pathlib import Path
from benchmarks.batch import grid
from sim import load_scenario
from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.run import run
from sim.batch.work import work
if __name__ == "__main__":
    batch = grid(load_scenario(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), 200)
    blocks = blocks_of(batch)
    work(batch, blocks[0])
    with tempfile.TemporaryDirectory() as folder:
        start, cpu = time.perf_counter(), time.process_time()
        run(batch, Path(folder) / "out", InProcess(), blocks)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    print(json.dumps({"wall_seconds": wall, "cpu_seconds": cpu, "peak_mb": peak, "bytes": size}))
"""


def grid(scenario: Scenario, first: int, second: int, runs: int) -> Batch:
    """A grid over two levers, 24 months."""
    axes = {path: {"points": points} for path, points in zip(AXES, (first, second), strict=True)}
    return batch_of(scenario, {"design": {"grid": axes}, "runs": runs, "months": 24})


def wall(job: Callable[[], Any]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def cpu(job: Callable[[], Any]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def stored(batch: Batch, executor: Executor) -> None:
    """The whole work of a batch, tables and all."""
    with tempfile.TemporaryDirectory() as folder:
        run(batch, Path(folder) / "out", executor, blocks_of(batch))


class Collected(ScalarModel):
    """The scalar model with a collector, which `mesa.batch_run` asks for."""

    def __init__(self, scenario: Scenario, rng: Any = None, **_: Any) -> None:
        super().__init__(scenario, seed=int(np.random.default_rng(rng).integers(2**31)))
        self.datacollector = mesa.DataCollector(model_reporters={"phase": "phase", "front_km2": "front_km2"})
        self.datacollector.collect(self)

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


def mesa_batch(scenarios: list[Scenario], iterations: int) -> None:
    """The same work for some points, as Mesa does it."""
    mesa.batch_run(
        Collected,
        {"scenario": scenarios},
        iterations=iterations,
        max_steps=24,
        data_collection_period=-1,
        number_processes=1,
        display_progress=False,
    )


def beside_others(scenario: Scenario, points: int, sampled: int, iterations: int) -> dict[str, Any]:
    """CPU time of a run: in a batch, in a loop of `simulate` over some of its points, and under `mesa.batch_run`."""
    batch = grid(scenario, points, points, 200)
    work(batch, blocks_of(batch)[0])
    simulate(scenario, 200, 24)
    some = [batch.points.at(int(number)) for number in np.linspace(0, batch.size - 1, sampled)]
    batch_seconds = cpu(lambda: stored(batch, InProcess()))
    loop_seconds = cpu(lambda: [simulate(scenario, 200, 24, changes=changes) for changes in some])
    moved = [change(scenario, changes) for changes in some[:: max(1, len(some) // 4)]]
    mesa_seconds = cpu(lambda: mesa_batch(moved, iterations))
    batch_run, loop_run = batch_seconds / batch.runs, loop_seconds / (200 * len(some))
    mesa_run = mesa_seconds / (iterations * len(moved))
    return {
        "points": batch.size,
        "runs_per_point": 200,
        "batch_runs_per_second": 1 / batch_run,
        "loop_points": len(some),
        "loop_runs_per_second": 1 / loop_run,
        "mesa_runs": iterations * len(moved),
        "mesa_runs_per_second": 1 / mesa_run,
        "batch_over_loop": loop_run / batch_run,
        "batch_over_mesa": mesa_run / batch_run,
    }


def by_workers(scenario: Scenario, points: int) -> dict[str, Any]:
    """Wall time of the same batch with one worker process and with two, their start included."""
    batch = grid(scenario, points, points, 200)
    one, two = (wall(lambda n=number: stored(batch, Workers(n))) for number in (1, 2))
    return {
        "runs": batch.runs,
        "one_seconds": one,
        "two_seconds": two,
        "two_over_one": one / two,
        "cores": os.cpu_count(),
    }


def growth(sizes: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Time, memory and disk of batches of growing size, each in a fresh process."""
    found = []
    for first, second in sizes:
        command = [sys.executable, "-c", PEAK, SCENARIO, str(first), str(second)]
        output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent).stdout
        row = json.loads(output)
        runs = first * second * 200
        found.append(
            {"runs": runs, **row, "runs_per_second": runs / row["wall_seconds"], "bytes_per_run": row["bytes"] / runs}
        )
    return found


def bends(rows: list[dict[str, Any]]) -> dict[str, float]:
    """How far time grows from proportional, and how far from linear: a batch also has its preparation once, whatever its size."""
    runs, seconds = (np.array([row[key] for row in rows]) for key in ("runs", "cpu_seconds"))
    each, further = seconds / runs, np.diff(seconds) / np.diff(runs)
    return {
        "time_a_run_last_over_first": float(each[-1] / each[0]),
        "time_a_further_run_last_over_first": float(further[-1] / further[0]),
    }


def show(console: Console, report: dict[str, Any]) -> None:
    """What was measured, against what is aimed at."""
    others, workers, rows = report["beside_others"], report["workers"], report["growth"]

    def aimed(value: float, least: float) -> str:
        return f"{value:.1f} ({'ok' if value >= least else 'below'} {least:g})"

    table = Table(
        "",
        "runs/s",
        "batch is faster by",
        title=f"{others['points']} points × 200 runs × 24 months, one core, CPU time",
    )
    table.add_row("batch, tables written", f"{others['batch_runs_per_second']:,.0f}", "")
    table.add_row(
        "loop of simulate", f"{others['loop_runs_per_second']:,.0f}", aimed(others["batch_over_loop"], LEAST_OVER_LOOP)
    )
    table.add_row(
        "mesa.batch_run", f"{others['mesa_runs_per_second']:,.1f}", aimed(others["batch_over_mesa"], LEAST_OVER_MESA)
    )
    console.print(table)
    console.print(
        f"{workers['runs']:,} runs: {workers['one_seconds']:.1f} s with one worker, {workers['two_seconds']:.1f} s with two: "
        f"{aimed(workers['two_over_one'], LEAST_BY_WORKERS)}; load before {report['machine']['load_before'][0]:.1f}\n"
    )
    table = Table(title="Growth, one process, tables written")
    for head in ("runs", "seconds", "runs/s", "peak MB", "MB on disk", "bytes a run"):
        table.add_column(head, justify="right")
    for row in rows:
        table.add_row(
            f"{row['runs']:,}", f"{row['wall_seconds']:.1f}", f"{row['runs_per_second']:,.0f}", f"{row['peak_mb']:.0f}",
            f"{row['bytes'] / 1e6:.1f}", f"{row['bytes_per_run']:.0f}",
        )  # fmt: skip
    console.print(table)
    for key, words in (
        ("time_a_run_last_over_first", "CPU time a run, largest over smallest, preparation included"),
        ("time_a_further_run_last_over_first", "CPU time a further run, last step of size over first"),
    ):
        bend = report[key]
        verdict = "within" if abs(bend - 1) <= MOST_BEND else "not within"
        console.print(f"{words}: {bend:.2f} ({verdict} {MOST_BEND:.0%})")
    console.print(f"peak memory: {max(row['peak_mb'] for row in rows):.0f} MB (aim: below {MOST_MB:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer points and runs, no batch.json")
    quick = parser.parse_args().quick
    scenario = load_scenario(SCENARIO)
    report: dict[str, Any] = {
        "machine": {"platform": platform.platform(), "cores": os.cpu_count(), "load_before": os.getloadavg()},
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "mesa": mesa.__version__},
        "scenario": SCENARIO,
    }
    report["beside_others"] = beside_others(scenario, *((7, 7, 4) if quick else (21, 63, 40)))
    report["workers"] = by_workers(scenario, 10 if quick else 32)
    report["growth"] = growth([(5, 5), (5, 10), (10, 10)] if quick else [(5, 10), (20, 25), (50, 100)])
    report |= bends(report["growth"])
    show(Console(width=None if sys.stdout.isatty() else 120), report)
    if not quick:
        (HERE / "batch.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
