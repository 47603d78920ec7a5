"""`parley batch`: run an experiment file, and see how far a batch has come."""

from __future__ import annotations

import json
import os
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli.options import Command
from sim.cli.paths import PATH, SOURCE
from sim.cli.render import say
from sim.errors import InputError
from sim.machine import in_words

if TYPE_CHECKING:
    from sim.batch.blocks import Block
    from sim.batch.executors import Executor
    from sim.batch.prepare import Batch
    from sim.batch.run import Plan

LOG_EVERY = 10.0
"""Seconds between two log lines where the output is no terminal."""
LONG = 120.0
"""Seconds without a finished block after which that is said."""


class _RunUnlessNamed(TyperGroup):
    """`parley batch EXPERIMENT` means `parley batch run EXPERIMENT`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take `run` where the first word is no command of the group."""
        if args and args[0] not in self.commands:
            args = ["run", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Let options of `run` stand before the experiment."""
        if args and args[0].startswith("-") and args[0] not in ("--help", "-h"):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_RunUnlessNamed,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Run an experiment: many points of many parameters, resumable.\n\n"
    "`parley batch EXPERIMENT --out DIR` is short for `parley batch run …`.",
)


@app.command(name="run", cls=Command)
def run_batch(
    experiment: Annotated[
        str, typer.Argument(metavar="EXPERIMENT", parser=SOURCE, help="Name of a shipped experiment, or a YAML file.")
    ],
    out: Annotated[Path | None, typer.Option(metavar="DIR", parser=PATH, help="Folder for the results.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and stop.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a batch that was interrupted.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Worker processes; by default one a core. 1 works in this process."),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Work on a dask cluster, such as tcp://127.0.0.1:8786; `local` starts one."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Run an experiment and write its tables into a folder."""
    from sim.batch.manifest import check_folder
    from sim.batch.prepare import load_batch
    from sim.batch.room import check_disk
    from sim.batch.run import nothing_left, plan, run

    if dask is not None and workers is not None:
        raise InputError("--workers and --dask exclude each other; a cluster has workers of its own")
    if out is None and not dry_run:
        raise InputError("--out is missing; give a folder for the results, or --dry-run to see the plan only")
    if out is not None and not dry_run:
        check_folder(out, resume)
    batch = load_batch(experiment)
    count = workers or os.cpu_count() or 1
    done = nothing_left(batch, out) if resume and out is not None else None
    planned = done or plan(batch, 0 if dask else count)
    left = blocks_left(out, planned) if resume and out is not None else None
    if not as_json:
        say(plan_text(batch, planned, count, out, left), error=not dry_run)
    if out is not None:
        check_disk(batch, planned.sizes, out)
    if dry_run or out is None:
        if as_json:
            print(json.dumps(plan_data(batch, planned, count), indent=2, ensure_ascii=False))
        return
    shown = Progress(batch, planned)
    try:
        with shown:
            executor = executor_of(1, None, 1) if done else executor_of(count, dask, len(planned.blocks))
            store = run(batch, out, executor, planned.blocks, resume, shown.update, partial(say, error=True))
    except KeyboardInterrupt:
        again = f"parley batch {experiment} --out {out} --resume"
        say(f"stopped; what is done is kept. To go on:\n  {again}", error=True)
        raise
    failed = store.manifest["failed"]
    if as_json:
        print(json.dumps({"folder": str(out), **plan_data(batch, planned, count), "failed": failed}, indent=2))
    else:
        say(done_text(batch, out, failed))
    if failed:
        raise typer.Exit(1)


@app.command(name="list")
def list_experiments(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """List the shipped experiments and the question each asks."""
    from sim.scenario.documents import headings

    found = headings("experiments")
    if as_json:
        print(json.dumps(found, indent=2))
        return
    say("\n".join(f"{name}\n  {one['title']}: {one['question']}" for name, one in found.items()))


@app.command(name="status")
def batch_status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=PATH, help="Folder of a batch.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Tell how far a batch has come."""
    from sim.batch.manifest import batch_status

    found = batch_status(folder)
    if as_json:
        print(json.dumps(found, indent=2))
        return
    share = found["blocks_done"] / max(found["blocks"], 1)
    say(f"{folder}: {found['state']}, {found['blocks_done']:,} of {found['blocks']:,} blocks done ({share:.0%})")
    say(
        f"{found['points']:,} points, {found['runs']:,} runs; started {found['started']}, finished {found['finished'] or 'not yet'}"
    )
    for entry in found["failed"]:
        say(failure(entry))
    if found["state"] == "interrupted":
        say(f"to go on:\n  parley batch EXPERIMENT --out {folder} --resume")


def executor_of(workers: int, dask: str | None, blocks: int) -> Executor:
    """Who computes: this process, worker processes or a cluster."""
    from sim.batch.executors import Dask, InProcess, Workers

    if dask is not None:
        return Dask(dask, tell=partial(say, error=True))
    return InProcess() if min(workers, blocks) == 1 else Workers(workers)


def plan_data(batch: Batch, planned: Plan, workers: int) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "scenarios": list(batch.scenarios),
        "points": planned.points,
        "runs_per_point": batch.experiment.runs,
        "runs": planned.runs,
        "months": planned.months,
        "blocks": len(planned.blocks),
        "estimated_seconds": round(planned.seconds / workers, 1),
        "estimated_bytes": round(planned.sizes.tables),
        "memory_bytes": planned.memory,
    }


def blocks_left(folder: Path, planned: Plan) -> int:
    """Blocks of a batch that are not in its folder yet; all where it holds none."""
    from sim.batch.manifest import MANIFEST, batch_status

    done = batch_status(folder)["blocks_done"] if (folder / MANIFEST).exists() else 0
    return max(0, len(planned.blocks) - done)


def plan_text(batch: Batch, planned: Plan, workers: int, out: Path | None, left: int | None = None) -> str:
    """The plan in words; `left` are the blocks that are still to be done of a batch that goes on."""
    experiment = batch.experiment
    design = experiment.design.kind.replace("_", " ") if experiment.design else "each scenario as it is"
    moved, blocks = len(batch.points.columns), len(planned.blocks)
    seconds = planned.seconds / workers * (1 if left is None else left / blocks)
    todo = f"{blocks:,} blocks" if left is None else f"{left:,} of {blocks:,} blocks are left"
    todo += f", about {duration(seconds)} with {workers} worker{'s' * (workers != 1)} (estimated from a short trial)"
    if left == 0:
        todo = f"all {blocks:,} block{'s are' if blocks != 1 else ' is'} done"
    lines = [
        experiment.title,
        f"  scenarios   {', '.join(batch.scenarios)}",
        f"  design      {design}" + (f" over {moved} parameter{'s' * (moved != 1)}" if moved else ""),
        f"  size        {planned.points:,} points × {experiment.runs:,} runs = {planned.runs:,} runs of {planned.months} months",
        f"  work        {todo}",
        f"  memory      up to {in_words(planned.memory)}",
        f"  tables      about {in_words(planned.sizes.tables)}" + (f" in {out}" if out else ""),
    ]
    return "\n".join(lines)


def done_text(batch: Batch, out: Path, failed: list[dict[str, Any]]) -> str:
    """What was written, the shares of the first points, and blocks that failed."""
    from sim.batch.results import measure, read_results
    from sim.batch.room import check_tables
    from sim.vocabulary import OUTCOMES

    tables = ", monthly.parquet" if batch.experiment.monthly else ""
    columns = ["point", *(OUTCOMES[name].first for name in batch.experiment.outcomes)]
    try:
        check_tables(batch, columns)
    except InputError as refused:
        return "\n".join(
            [
                f"{batch.size:,} points in {out}: points.parquet, runs.parquet{tables}",
                f"  {refused}",
                *map(failure, failed),
            ]
        )
    results = read_results(out, columns)
    lines = [f"{batch.size:,} points, {results.runs.num_rows:,} runs in {out}: points.parquet, runs.parquet{tables}"]
    for outcome in batch.experiment.outcomes:
        found = measure(results, outcome)
        low, high = found["value"].min(), found["value"].max()
        error = (found["high"] - found["low"]).max() / 2
        between = f"from {100 * low:.1f} to {100 * high:.1f}" if batch.size > 1 else f"{100 * low:.1f}"
        lines.append(
            f"  {outcome} by month {batch.months}: {between} in 100 runs of a point (Monte Carlo error at most ±{100 * error:.1f})"
        )
    return "\n".join([*lines, *map(failure, failed), f"  next: parley report {out}"])


def failure(entry: dict[str, Any]) -> str:
    """A block that failed, in words."""
    points = entry["points"]
    shown = ", ".join(map(str, points[:10])) + (f", … ({len(points)} in all)" if len(points) > 10 else "")
    return f"  block {entry['block']} failed three times ({entry['reason']}); missing are points {shown}"


def duration(seconds: float) -> str:
    """A time in words, such as `3 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class Progress:
    """A bar on a terminal, else a log line now and then: points done, runs a second, time left. It says when nothing gets done."""

    def __init__(self, batch: Batch, planned: Plan) -> None:
        from rich import progress
        from rich.console import Console

        self.batch, self.planned = batch, planned
        self.console = Console(stderr=True)
        columns = (
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.TextColumn("{task.fields[text]}"),
            progress.TimeRemainingColumn(),
        )
        self.bar = progress.Progress(
            *columns, console=self.console, transient=True, disable=not self.console.is_terminal
        )
        self.task = self.bar.add_task("Simulating", total=len(planned.blocks), text="")
        self.runs, self.started, self.logged = 0, time.monotonic(), time.monotonic()
        self.latest, self.over = self.started, threading.Event()

    def __enter__(self) -> Progress:
        self.bar.start()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.bar.stop()

    def _watch(self) -> None:
        """Say so when no block gets done for long, whatever keeps it."""
        while not self.over.wait(LONG):
            since = time.monotonic() - self.latest
            if since >= LONG:
                say(f"no block was finished for {duration(since)}; Ctrl-C keeps what is done", error=True)

    def update(self, block: Block, done: int, total: int) -> None:
        """Show that a block is done."""
        self.runs += block.rows
        self.latest = time.monotonic()
        elapsed = max(time.monotonic() - self.started, 1e-9)
        rate = self.runs / elapsed
        points = round(self.batch.size * done / total)
        text = f"{points:,} of {self.batch.size:,} points, {rate:,.0f} runs/s"
        self.bar.update(self.task, completed=done, text=text)
        if not self.console.is_terminal and (time.monotonic() - self.logged > LOG_EVERY or done == total):
            self.logged = time.monotonic()
            left = duration((total - done) * elapsed / max(self.runs / block.rows, 1)) if done < total else "nothing"
            say(f"{done:,} of {total:,} blocks, {text}, {left} left", error=True)
