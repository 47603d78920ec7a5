"""What a command about points looks at: an experiment that is simulated now, or the folder of a finished batch."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.batch import Progress, executor_of, failure, plan_text
from sim.cli.paths import PATH, SOURCE
from sim.cli.render import say
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.batch.prepare import Batch
    from sim.batch.results import Results

Source = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT",
        parser=SOURCE,
        help="Name of a shipped experiment, a YAML file, or the folder of a finished batch.",
    ),
]
Outcome = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What to look at: talks, agreement, …, or last.VARIABLE for a recorded variable at the horizon. "
        "Default: the first of the experiment's outcomes.",
    ),
]
By = Annotated[int | None, typer.Option(metavar="MONTH", help="Month by which it happens. Default: the horizon.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", parser=PATH, help="Keep the batch in this folder, as `parley batch` does.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a batch in that folder that was interrupted.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="Worker processes; by default one a core. 1 works in this process.")
]


def simulated(
    source: str,
    out: Path | None,
    resume: bool,
    workers: int | None,
    check: Callable[[Batch], Any],
    quiet: bool,
) -> Results:
    """The tables of a batch. `check` may refuse it before anything is simulated; `quiet` prints no plan.

    Raises InputError for an experiment or folder that cannot be read, or a folder that cannot be written to.
    """
    from sim.batch.manifest import check_folder
    from sim.batch.prepare import load_batch
    from sim.batch.results import compute, read_results
    from sim.batch.room import check_disk, check_tables
    from sim.batch.run import nothing_left, plan, run

    if Path(source).is_dir():
        if out is not None or resume or workers is not None:
            raise InputError(
                f"{source} holds a batch that is done; --out, --resume and --workers go with an experiment"
            )
        results = read_results(source)
        check(results.batch)
        return results
    if resume and out is None:
        raise InputError("--resume needs --out, the folder of the batch to go on with")
    if out is not None:
        check_folder(out, resume)
    batch = load_batch(source)
    check(batch)
    check_tables(batch)
    count = workers or os.cpu_count() or 1
    done = nothing_left(batch, out) if resume and out is not None else None
    planned = done or plan(batch, count)
    if out is not None:
        check_disk(batch, planned.sizes, out)
    if not quiet:
        say(plan_text(batch, planned, count, out, 0 if done else None), error=True)
    executor = executor_of(1 if done else count, None, len(planned.blocks))
    shown = Progress(batch, planned)
    with shown:
        if out is None:
            return compute(batch, executor, shown.update)
        store = run(batch, out, executor, planned.blocks, resume, shown.update, partial(say, error=True))
    for entry in store.manifest["failed"]:
        say(failure(entry), error=True)
    return read_results(out)
