"""What is computed once and kept for all readers, with one bound in bytes for all of it; the least recently used goes first.

Streamlit's caches count entries, not bytes, and any page may empty them. Here a value is never copied: nobody may write to it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import xarray as xr
from pydantic import BaseModel

from dashboard.session import state, turns

Kept = TypeVar("Kept")
Given = ParamSpec("Given")
AT_LEAST = 1000
"""Bytes that a value counts at least."""
DEEP = 6
"""Levels of dictionaries, lists and classes that are looked into for arrays."""


@dataclass
class _Value:
    value: Any
    size: int


class Store:
    """Values by key. One that is being computed is waited for, as long as the reader who waits is there."""

    def __init__(self, most: Callable[[], int]) -> None:
        self.most = most
        self.size = 0
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self._making: set[Hashable] = set()
        self._changed = threading.Condition()

    def get(self, key: Hashable, make: Callable[[], Kept], size: Callable[[Kept], int]) -> Kept:
        """The value of a key, made if it is not there. What `make` raises is raised, and not kept."""
        while True:
            with self._changed:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key].value
                if key not in self._making:
                    self._making.add(key)
                    break
            with turns.drawing.away():
                self._until_made(key)
        try:
            made = make()
            self._keep(key, _Value(made, max(size(made), AT_LEAST)))
            return made
        finally:
            with self._changed:
                self._making.discard(key)
                self._changed.notify_all()

    def _until_made(self, key: Hashable) -> None:
        while True:
            with self._changed:
                if key not in self._making:
                    return
                self._changed.wait(turns.LOOK)
            turns.still_wanted()

    def _keep(self, key: Hashable, value: _Value) -> None:
        with self._changed:
            self._values[key] = value
            self.size += value.size
            while self.size > self.most() and self._values:
                self.size -= self._values.popitem(last=False)[1].size

    def forget(self, kind: str) -> None:
        """Forget all values of a kind."""
        with self._changed:
            for key in [key for key in self._values if isinstance(key, tuple) and key[0] == kind]:
                self.size -= self._values.pop(key).size


def size_of(value: Any, deep: int = DEEP, seen: set[int] | None = None) -> int:
    """Bytes of the arrays, tables and words in a value, each counted once; a scenario counts for itself, where it is read."""
    seen = set() if seen is None else seen
    if id(value) in seen or isinstance(value, BaseModel):
        return 8
    seen.add(id(value))
    if isinstance(value, (np.ndarray, pa.Table, xr.Dataset)):
        return int(value.nbytes)
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, (str, bytes)):
        return len(value)
    if deep == 0 or value is None or isinstance(value, (bool, int, float)):
        return 8
    if isinstance(value, Mapping):
        return sum(size_of(entry, deep - 1, seen) + 100 for entry in value.values())
    if isinstance(value, (list, tuple, set)):
        return sum(size_of(entry, deep - 1, seen) + 8 for entry in value)
    named = {one.name for one in fields(value)} if is_dataclass(value) else set()
    named |= set(getattr(value, "__dict__", ()))
    return 100 + sum(size_of(getattr(value, name, None), deep - 1, seen) for name in named)


shared = Store(lambda: state.budget() // 2)
"""For all sessions."""


def once(
    size: Callable[[Any], int] = size_of,
) -> Callable[[Callable[Given, Kept]], Callable[Given, Kept]]:
    """Keep what a function gives by its arguments, of which those whose name begins with `_` only serve to compute it."""

    def kept(function: Callable[Given, Kept]) -> Callable[Given, Kept]:
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        count = sum(not name.startswith("_") for name in names)
        kind = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def found(*given: Given.args, **_: Given.kwargs) -> Kept:
            return shared.get((kind, *given[:count]), lambda: function(*given), size)

        found.clear = lambda: shared.forget(kind)  # type: ignore[attr-defined]
        return found

    return kept
