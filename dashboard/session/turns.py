"""Whose work is done next: one piece at a time, short ones first, those who had little before those who had much.

Two simulations at once take longer than one after the other, and twice the memory. A long one is done in pieces, and gives way between
them to whoever has the better claim; the work of a reader who has left, or has asked for something else meanwhile, is ended there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

FORGOTTEN = 60.0
"""Seconds after which what somebody had counts as nothing."""
LOOK = 0.1
"""Seconds after which whoever waits looks whether the reader is still there."""
NOBODY = ""
"""Whose work is done ahead, for whoever may ask for it: after everybody else's."""
HELD_BACK = 10.0
"""Seconds that it is held back."""
LONG = 10.0
"""Seconds beyond which work that is asked for counts as no longer: it is done in pieces."""
LARGE = 64 * 1024 * 1024
"""Bytes from which on only one piece of work is begun before another is finished."""


@dataclass(eq=False)
class _Waiting:
    reader: str
    seconds: float
    large: bool
    since: float
    begun: bool = False


@dataclass
class _Had:
    """Seconds that a reader has had, and until when they count."""

    seconds: float = 0.0
    at: float = 0.0

    def now(self, time_now: float) -> float:
        return self.seconds * max(0.0, 1 - (time_now - self.at) / FORGOTTEN)


@dataclass
class Turns:
    """A queue for one kind of work."""

    clock: Callable[[], float] = time.monotonic
    _waiting: list[_Waiting] = field(default_factory=list)
    _doing: _Waiting | None = None
    _large: _Waiting | None = None
    """The large piece of work that is begun and not finished."""
    _had: dict[str, _Had] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _mine: threading.local = field(default_factory=threading.local)

    @contextmanager
    def turn(self, seconds: float = 1.0, memory: int = 0) -> Iterator[Callable[[], None]]:
        """Wait for one's turn, with work that takes about so many seconds and bytes.

        What is yielded is to be called between pieces of the work: it gives way where others have the better claim. Within a turn of
        the same thread another is none.
        """
        if getattr(self._mine, "busy", False):
            yield still_wanted
            return
        one = _Waiting(_reader(), seconds, memory > LARGE, self.clock())
        self._mine.busy = True
        try:
            self._wait(one)
            began = self.clock()

            def give_way() -> None:
                nonlocal began
                still_wanted()
                with self._changed:
                    self._charge(one, began)
                    first = min([*self._waiting, one], key=self._claim)
                if first is not one:
                    self._wait(one)
                began = self.clock()

            try:
                yield give_way
            finally:
                with self._changed:
                    self._charge(one, began)
                    if self._doing is one:
                        self._doing = None
        finally:
            self._mine.busy = False
            with self._changed:
                if one in self._waiting:
                    self._waiting.remove(one)
                if self._large is one:
                    self._large = None
                self._changed.notify_all()

    def _wait(self, one: _Waiting) -> None:
        with self._changed:
            one.since = self.clock()
            if self._doing is one:
                self._doing = None
            self._waiting.append(one)
            self._changed.notify_all()
        while True:
            with self._changed:
                if self._doing is None and min(filter(self._may, self._waiting), key=self._claim, default=None) is one:
                    self._waiting.remove(one)
                    self._doing, one.begun = one, True
                    self._large = one if one.large else self._large
                    return
                self._changed.wait(LOOK)
            still_wanted()

    def _may(self, one: _Waiting) -> bool:
        return not one.large or one.begun or self._large is None

    def _claim(self, one: _Waiting) -> float:
        """The less the better: what one had, what one asks for, less what one has waited."""
        now = self.clock()
        had = self._had.get(one.reader, _Had()).now(now)
        return had + min(one.seconds, LONG) + (HELD_BACK if one.reader == NOBODY else 0.0) - (now - one.since)

    def _charge(self, one: _Waiting, began: float) -> None:
        now = self.clock()
        self._had = {reader: had for reader, had in self._had.items() if now - had.at < FORGOTTEN}
        before = self._had.get(one.reader, _Had())
        self._had[one.reader] = _Had(before.now(now) + now - began, now)


def _reader() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else NOBODY


def still_wanted() -> None:
    """End the run of the page here if its reader has left or has asked for something else: any look at the session does that."""
    if get_script_run_ctx(suppress_warning=True):
        _ = "question" in st.session_state


simulating = Turns()
"""For what is simulated: most of the work, in pieces."""
reading = Turns()
"""For what is read, checked and told, in one piece each; beside simulations, so that neither waits for the other."""
