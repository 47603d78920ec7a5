"""A step of the month, as a mechanism declares it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.model.world import World

CONDITIONS = "any variable in a condition"


@dataclass(frozen=True)
class Step:
    """One step of a month: what does it, and the variables that it reads and writes.

    `records` are those that a simulation keeps of it, `inner` those that it keeps in full only; what has other dimensions than run,
    month and actor the recorder takes by itself. A step `at_start` is done in month 0 too: what everybody thinks of where things stand.
    """

    title: str
    run: Callable[[World], None]
    text: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    at_start: bool = False

    @property
    def name(self) -> str:
        """The step's name in code."""
        return self.run.__name__

    def data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {
            "title": self.title,
            "step": self.name,
            "text": self.text,
            "reads": list(self.reads),
            "writes": list(self.writes),
            "records": [*self.records, *self.inner],
        }
