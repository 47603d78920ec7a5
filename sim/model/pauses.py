"""What is done between two months of whatever is simulated, such as letting somebody else go first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_between: ContextVar[Callable[[], None] | None] = ContextVar("between_months", default=None)


@contextmanager
def between_months(do: Callable[[], None]) -> Iterator[None]:
    """Call `do` before every month that this thread simulates; what it raises ends the simulation."""
    before = _between.set(do)
    try:
        yield
    finally:
        _between.reset(before)


def pause() -> None:
    """Do what is asked for between two months."""
    if (do := _between.get()) is not None:
        do()
