"""`parley schedule`: the order of a month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sim.cli.options import AsJson
from sim.cli.render import show

if TYPE_CHECKING:
    from sim.model.mechanisms.step import Step


def schedule(as_json: AsJson = False) -> None:
    """Print the order of a month: each step, what it reads and what it writes."""

    from sim.model.month import SCHEDULE

    show([step.data() for step in SCHEDULE] if as_json else _schedule_table(SCHEDULE), as_json)


def _schedule_table(steps: Iterable[Step]) -> Iterable[Any]:
    """The month as a table."""
    from sim.tables import Table

    table = Table(title="One month, in this order")
    for name in ("", "step", "what happens", "what it reads and writes"):
        table.add_column(name)
    for number, step in enumerate(steps, 1):
        told = [
            f"{does} {', '.join(names)}" for does, names in (("reads", step.reads), ("writes", step.writes)) if names
        ]
        table.add_row(str(number), step.title, step.text, told)
    yield table
