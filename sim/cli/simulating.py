"""A scenario simulated for a command, with a bar on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.options import asked_for

if TYPE_CHECKING:
    import xarray as xr

    from sim.scenario.schema import Scenario


def simulated(
    name: str, runs: int, months: int | None, seed: int, pairs: list[str] | None
) -> tuple[Scenario, xr.Dataset]:
    """A scenario by name with the parameters of `--set` moved, and its ensemble."""
    scenario = asked_for(name, pairs)
    return scenario, with_progress(scenario, runs, months, seed)


def with_progress(scenario: Scenario, runs: int, months: int | None, seed: int) -> xr.Dataset:
    """Simulate, with a bar on a terminal once the work takes more than a second."""
    import time

    from rich.console import Console
    from rich.progress import Progress

    from sim.ensemble.simulate import simulate

    console = Console(stderr=True)
    if not console.is_terminal:
        return simulate(scenario, runs, months, seed)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Simulating", total=runs, visible=False)
        start = time.monotonic()

        def show(done: int) -> None:
            bar.update(task, completed=done, visible=time.monotonic() - start > 1)

        return simulate(scenario, runs, months, seed, progress=show)
