# ruff: noqa: E402 - the number of threads must be set before numpy and numba are imported
"""Speed and memory of the engine, beside the scalar model, beside the random draws alone, and with and without members of blocs.

One process, one thread.

python -m benchmarks.engine [--quick]
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
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import mesa
import numba
import numpy as np
from rich.console import Console
from rich.table import Table

from sim import Scenario, load_scenario, simulate
from sim.ensemble import simulate as ensemble
from sim.errors import InputError
from sim.model import month as the_month
from sim.model.draws import BLOCK, Noise
from sim.model.model import NegotiationModel
from sim.scenario.bloc_references import voters
from sim.scenario.schema import as_data
from tests.reference_model import simulate_scalar
from tests.reference_model.compare import Difference, differences, engine_outcomes

HERE = Path(__file__).parent
SMALL = HERE.parent / "tests" / "data" / "small.yaml"
SCENARIOS = ("november-2024", "pressure-for-talks")
WITH_MEMBERS = "november-2024"
LEAST_OVER_SCALAR, MOST_OVER_DRAWS = 25.0, 20.0

Call = tuple[str, str, int]
"""A draw: kind, stream, month."""

PEAK = """
import resource, sys
from pathlib import Path
from sim import load_scenario, simulate
simulate(load_scenario(sys.argv[1]), runs=2000, months=24)
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
peak = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
print(peak[0] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""ru_maxrss of a child is at least its parent's peak on Linux, so the process's own high-water mark comes first."""


def seconds(work: Callable[[], Any], repeats: int = 1) -> float:
    """Least CPU time of this process over some repeats; with one thread, wall time on an idle machine."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def wall(work: Callable[[], Any], repeats: int) -> float:
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def known_scenarios() -> dict[str, Scenario]:
    """The two shipped scenarios, or the invented one where they are missing."""
    found = {}
    for name in SCENARIOS:
        try:
            found[name] = load_scenario(name)
        except InputError as error:
            print(f"{name} does not load, so the invented scenario stands in: {error}", file=sys.stderr)
            found["small"] = load_scenario(SMALL)
    return found


class RecordingNoise(Noise):
    """Noise that remembers what was drawn."""

    def __init__(self, seed: int, block: int) -> None:
        super().__init__(seed, block)
        self.calls: list[Call] = []

    def normal(self, stream: str, month: int) -> np.ndarray:
        self.calls.append(("normal", stream, month))
        return super().normal(stream, month)

    def uniform(self, stream: str, month: int) -> np.ndarray:
        self.calls.append(("uniform", stream, month))
        return super().uniform(stream, month)


def draws_of(scenario: Scenario, months: int) -> list[Call]:
    """Every draw that the engine makes for a block."""
    noise = RecordingNoise(1, 0)
    model = NegotiationModel(scenario, noise)
    for _ in range(months):
        model.step()
    return noise.calls


def draw(calls: list[Call], runs: int) -> None:
    """The same draws, block by block, and nothing else."""
    for block in range(-(-runs // BLOCK)):
        noise = Noise(1, block)
        for kind, stream, month in calls:
            getattr(noise, kind)(stream, month)


def breakdown(scenario: Scenario, runs: int, months: int) -> dict[str, float]:
    """CPU seconds of each part of a simulation: set-up, the steps of the schedule, recording, and the rest."""
    spent: dict[str, float] = defaultdict(float)

    def timed(title: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            result = work(*args, **kwargs)
            spent[title] += time.process_time() - start
            return result

        return call

    def model(*args: Any) -> NegotiationModel:
        return timed("Set-up and month 0", NegotiationModel)(*args)

    record, schedule = ensemble.Recorder._record, the_month.SCHEDULE
    ensemble.NegotiationModel, ensemble.Recorder._record = model, timed("Recording", record)  # type: ignore
    the_month.SCHEDULE = tuple(replace(step, run=timed(step.title, step.run)) for step in schedule)
    try:
        total = seconds(lambda: simulate(scenario, runs=runs, months=months))
    finally:
        ensemble.NegotiationModel, ensemble.Recorder._record = NegotiationModel, record  # type: ignore
        the_month.SCHEDULE = schedule
    return {**spent, "Everything else": total - sum(spent.values())}


def peak_mb(name: str) -> float:
    """Peak memory of a fresh process that simulates 2,000 runs of 24 months, in MB."""
    target = name if name in SCENARIOS else str(SMALL)
    command = [sys.executable, "-c", PEAK, target]
    output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent).stdout
    return int(output) / (1024 if sys.platform != "darwin" else 1024**2)


class Speeds(NamedTuple):
    """CPU seconds of a run in each model, and the outcomes of the scalar one."""

    engine: float
    scalar: float
    outcomes: dict[str, np.ndarray]


def speeds(scenario: Scenario, months: int, runs: int, scalar_runs: int) -> Speeds:
    outcomes: list[dict[str, np.ndarray]] = []
    simulate(scenario, runs=BLOCK, months=months)
    engine = seconds(lambda: simulate(scenario, runs=runs, months=months), 2) / runs
    scalar = seconds(lambda: outcomes.append(simulate_scalar(scenario, scalar_runs, months))) / scalar_runs
    return Speeds(engine, scalar, outcomes[0])


def measure(scenario: Scenario, months: int, runs: int, scalar_runs: int) -> dict[str, Any]:
    """Speeds, ratios and the comparison of means at one horizon."""
    found = speeds(scenario, months, runs, scalar_runs)
    calls = draws_of(scenario, months)
    alone = seconds(lambda: draw(calls, runs), 3) / runs
    engine_means = engine_outcomes(simulate(scenario, runs=runs, months=months, record="full"))
    return {
        "months": months,
        "runs": runs,
        "scalar_runs": scalar_runs,
        "engine_runs_per_second": 1 / found.engine,
        "scalar_runs_per_second": 1 / found.scalar,
        "draws_runs_per_second": 1 / alone,
        "streams": len({call[:2] for call in calls}),
        "draws_per_run": len(calls),
        "engine_over_scalar": found.scalar / found.engine,
        "engine_time_over_draw_time": found.engine / alone,
        "means": [d._asdict() for d in differences(found.outcomes, engine_means)],
    }


def members_of(scenario: Scenario) -> int:
    """How many members vote or stand behind a mediator's proposal."""
    actors = scenario.actors.values()
    voting = sum(len(list(voters(actor))) for actor in actors)
    return voting + sum(len(actor.members) for actor in actors if actor.role == "mediator")


def without_members(scenario: Scenario) -> Scenario:
    """The scenario with plain actors in place of its blocs: a gate of chance for a vote, one purse for all members' aid."""
    data = as_data(scenario)
    # What points at members goes with them.
    data |= {"levers": {}, "facts": {}, "policies": {}}
    for name, actor in scenario.actors.items():
        plain = data["actors"][name]
        members = plain.pop("members", None)
        if members and actor.role == "sponsor":
            bilateral = sum(member.bilateral_eur_bn.value for _, member in voters(actor))
            plain["capacity_eur_bn"]["value"] += bilateral
            plain["gate"] = {"open": plain.pop("decision")["open"]}
    return Scenario.model_validate(data)


def cost_of_members(scenario: Scenario, horizons: list[dict[str, Any]], runs: int, scalar_runs: int) -> dict[str, Any]:
    """Speeds of the scenario as it is, measured before, and with plain actors, at the same horizons."""
    keys = ("months", "engine_runs_per_second", "scalar_runs_per_second", "engine_over_scalar")
    plain = []
    for row in horizons:
        found = speeds(without_members(scenario), row["months"], runs, scalar_runs)
        values = (row["months"], 1 / found.engine, 1 / found.scalar, found.scalar / found.engine)
        plain.append(dict(zip(keys, values, strict=True)))
    as_it_is = [{key: row[key] for key in keys} for row in horizons]
    return {"members": members_of(scenario), "with_members": as_it_is, "plain_actors": plain}


def show(console: Console, name: str, found: dict[str, Any]) -> None:
    """Tables of one scenario."""
    table = Table(title=f"{name}: one thread, CPU time", title_justify="left")
    for head in ("months", "engine runs/s", "scalar runs/s", "draws runs/s", "engine/scalar", "engine time/draw time"):
        table.add_column(head, justify="right")
    for row in found["horizons"]:
        over, beside = row["engine_over_scalar"], row["engine_time_over_draw_time"]
        table.add_row(
            str(row["months"]),
            f"{row['engine_runs_per_second']:,.0f}",
            f"{row['scalar_runs_per_second']:,.1f}",
            f"{row['draws_runs_per_second']:,.0f}",
            f"{over:.1f} ({'ok' if over >= LEAST_OVER_SCALAR else 'below'} {LEAST_OVER_SCALAR:g})",
            f"{beside:.1f} ({'ok' if beside <= MOST_OVER_DRAWS else 'above'} {MOST_OVER_DRAWS:g})",
        )
    console.print(table)
    console.print(
        f"simulate(2,000 runs, 24 months): {found['wall_2000x24_seconds']:.2f} s best wall time, "
        f"{found['peak_2000x24_mb']:.0f} MB peak of a fresh process\n"
    )
    table = Table("part", title=f"{name}: where the engine's time goes", title_justify="left")
    table.add_column("ms per 1,000 runs", justify="right")
    table.add_column("share", justify="right")
    total = sum(found["breakdown"].values())
    for title, spent in found["breakdown"].items():
        table.add_row(title, f"{1e6 * spent / found['breakdown_runs']:.1f}", f"{100 * spent / total:.1f} %")
    console.print(table)
    show_means(console, name, [Difference(**means) for means in found["horizons"][-1]["means"]])
    if "cost_of_members" in found:
        show_members(console, name, found["cost_of_members"])


def show_means(console: Console, name: str, means: list[Difference]) -> None:
    """The outcomes of both models but for what happens in neither; of the many ballots only how far they are apart."""
    table = Table("outcome at month 24", title=f"{name}: scalar model and engine", title_justify="left")
    for head in ("scalar", "engine", "difference in standard errors"):
        table.add_column(head, justify="right")
    ballots = [row for row in means if row.outcome.startswith("votes ")]
    for row in means:
        if row not in ballots and (row.scalar or row.engine):
            table.add_row(row.outcome, f"{row.scalar:,.4f}", f"{row.engine:,.4f}", f"{row.errors:+.2f}")
    console.print(table)
    if ballots:
        furthest = max(ballots, key=lambda row: abs(row.errors))
        console.print(
            f"{len(ballots)} shares of members' ballots; the furthest apart: {furthest.outcome}, {furthest.errors:+.2f}\n"
        )


def show_members(console: Console, name: str, found: dict[str, Any]) -> None:
    table = Table("blocs", title=f"{name}: what {found['members']} members cost", title_justify="left")
    for head in ("months", "engine runs/s", "scalar runs/s", "engine/scalar"):
        table.add_column(head, justify="right")
    for kind in ("with_members", "plain_actors"):
        for row in found[kind]:
            table.add_row(
                kind.replace("_", " "),
                str(row["months"]),
                f"{row['engine_runs_per_second']:,.0f}",
                f"{row['scalar_runs_per_second']:,.1f}",
                f"{row['engine_over_scalar']:.1f}",
            )
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs and repeats, no engine.json")
    quick = parser.parse_args().quick
    runs, scalar_runs, repeats = (2048, 40, 2) if quick else (8192, 600, 5)
    console = Console(width=None if sys.stdout.isatty() else 120)
    report: dict[str, Any] = {
        "machine": {"platform": platform.platform(), "cores": os.cpu_count(), "load_before": os.getloadavg()},
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "numba": numba.__version__,
            "mesa": mesa.__version__,
        },
        "targets": {"engine_over_scalar": LEAST_OVER_SCALAR, "engine_time_over_draw_time": MOST_OVER_DRAWS},
        "scenarios": {},
    }
    scenarios = known_scenarios()
    for name, scenario in scenarios.items():
        simulate(scenario, runs=BLOCK, months=24)  # compiles or loads the compiled search
        found: dict[str, Any] = {"peak_2000x24_mb": peak_mb(name)}
        found["wall_2000x24_seconds"] = wall(lambda s=scenario: simulate(s, runs=2000, months=24), repeats)
        found["horizons"] = [measure(scenario, months, runs, scalar_runs) for months in (12, 24)]
        found["breakdown_runs"], found["breakdown"] = runs, breakdown(scenario, runs, 24)
        if name == WITH_MEMBERS:
            found["cost_of_members"] = cost_of_members(scenario, found["horizons"], runs, scalar_runs)
        report["scenarios"][name] = found
        show(console, name, found)
    if not quick:
        (HERE / "engine.json").write_text(json.dumps(report, indent=1) + "\n")
        console.print(f"Written: {HERE / 'engine.json'}")


if __name__ == "__main__":
    main()
