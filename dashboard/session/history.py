"""Undo and redo: what was asked before, as the values of all widgets that belong to the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 50
"""Steps that can be taken back."""

Value = float | int | bool | str | tuple[str, ...]
Asked = tuple[tuple[str, Value], ...]
"""Values by the key of their widget."""


@dataclass(frozen=True)
class History:
    """What was asked before, what is asked now, and what was taken back; the last of a list is the nearest."""

    past: tuple[Asked, ...] = ()
    now: Asked | None = None
    future: tuple[Asked, ...] = ()

    def seen(self, asked: Asked) -> History:
        """After something was asked: what differs from now is a step, and there is nothing to redo any more."""
        if asked == self.now:
            return self
        past = self.past if self.now is None else (*self.past, self.now)[-MOST:]
        return History(past, asked)

    def undone(self) -> History:
        """One step back."""
        if not self.past or self.now is None:
            return self
        return History(self.past[:-1], self.past[-1], (*self.future, self.now))

    def redone(self) -> History:
        """One step forward again."""
        if not self.future or self.now is None:
            return self
        return History((*self.past, self.now), self.future[-1], self.future[:-1])


def frozen(values: Mapping[str, object]) -> Asked:
    """Values of widgets as something that can be compared and kept."""
    return tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in values.items())  # type: ignore[misc]


def thawed(asked: Asked) -> dict[str, object]:
    """Values as widgets take them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asked}
