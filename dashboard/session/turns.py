"""Whose work is done next: one piece at a time, short ones first, those who had little before those who had much.

Two simulations at once take longer than one after the other, and twice the memory; two pages drawn at once take longer too, because
one process of Python does one thing at a time. Long work is done in pieces, and gives way between them to whoever has the better
claim; the work of a reader who has left, or has asked for something else meanwhile, is ended there.

Whoever is here earns a little time each second, up to `MOST_EARNED`, and pays for what is done: a reader who looks at answers has some
to spend at each move, while somebody who has just come, or asks without a pause, waits until nobody with a better claim does.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, get_script_run_ctx

import sim

EARNED = 0.25
"""Seconds of work that a reader earns in a second of being here."""
MOST_EARNED = 2.0
"""Seconds of work that a reader can have earned."""
MOST_OWED = 10.0
"""Seconds of work beyond what is earned that count at most."""
FORGOTTEN = 300.0
"""Seconds after which a reader who asks for nothing is forgotten."""
PATIENCE = 0.25
"""What a second of waiting is worth, in seconds of work: everybody is served in the end, and few can force their way."""
UNDISTURBED = 0.5
"""Seconds of work by which another claim must be better to end a turn that has begun."""
STUCK = 20.0
"""Seconds after which a page that draws and never gives way is no longer waited for."""
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
    """Since when it waits or works."""
    worked: float = 0.0
    """Seconds of work of its thread when it was last charged."""
    begun: bool = False
    idle: bool = False
    """Whether it waits, or is away."""


@dataclass
class _Account:
    """Seconds of work that a reader had earned at a time, less what was done."""

    seconds: float
    at: float

    def now(self, time_now: float) -> float:
        return min(MOST_EARNED, self.seconds + EARNED * (time_now - self.at))


@dataclass
class Turns:
    """A queue for one kind of work."""

    clock: Callable[[], float] = time.monotonic
    worked: Callable[[], float] = time.thread_time
    """Seconds of work of this thread, which is what is charged: not what others made it wait."""
    stuck: float = math.inf
    """Seconds after which work that never gives way is no longer waited for."""
    leaves: Turns | None = None
    """A turn of which kind is given to others meanwhile."""
    _waiting: list[_Waiting] = field(default_factory=list)
    _doing: _Waiting | None = None
    _large: _Waiting | None = None
    """The large piece of work that is begun and not finished."""
    _accounts: dict[str, _Account] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _mine: threading.local = field(default_factory=threading.local)

    @contextmanager
    def turn(self, seconds: float = 1.0, memory: int = 0) -> Iterator[Callable[[], None]]:
        """Wait for one's turn, with work that takes about so many seconds and bytes.

        What is yielded is to be called between pieces of the work: it gives way where others have the better claim, and is called
        between the months of what is simulated. Within a turn of the same thread another is none.
        """
        if self._own() is not None:
            yield still_wanted
            return
        one = _Waiting(_reader(), seconds, memory > LARGE, self.clock())
        with (
            self.leaves.away() if self.leaves else nullcontext(),
            self._one(one),
            sim.between_months(self._between_pieces) if self.leaves else nullcontext(),
        ):
            yield self._between_pieces

    @contextmanager
    def _one(self, one: _Waiting) -> Iterator[None]:
        self._mine.one = one
        try:
            self._wait(one)
            yield
        finally:
            self._mine.one = None
            with self._changed:
                self._stop(one)
                if self._large is one:
                    self._large = None
                now = self.clock()
                self._accounts = {name: had for name, had in self._accounts.items() if now - had.at < FORGOTTEN}

    def give_way(self) -> None:
        """Let somebody with a better claim go first; nothing outside a turn."""
        one = self._own()
        if one is None or one.idle:
            return
        with self._changed:
            if self._doing is one:
                self._charge(one)
                best = min(map(self._claim, filter(self._may, self._waiting)), default=math.inf)
                if best >= self._claim(one) - UNDISTURBED:
                    return
        self._wait(one)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Give one's turn to others while waiting for something else, and take it again after that."""
        one = self._own()
        if one is None:
            yield
            return
        with self._changed:
            self._stop(one)
            one.idle = True
        try:
            yield
        finally:
            self._wait(one, leaving=sys.exception() is not None)

    def _between_pieces(self) -> None:
        still_wanted()
        self.give_way()

    def _own(self) -> _Waiting | None:
        return getattr(self._mine, "one", None)

    def _wait(self, one: _Waiting, leaving: bool = False) -> None:
        """Wait for a turn; with `leaving` also where nobody wants the work any more, because it is being ended already."""
        with self._changed:
            self._stop(one)
            one.since, one.idle = self.clock(), True
            self._waiting.append(one)
        try:
            while not self._begins(one):
                if not leaving:
                    still_wanted()
        finally:
            with self._changed:
                one.idle = False
                if one in self._waiting:
                    self._waiting.remove(one)

    def _begins(self, one: _Waiting) -> bool:
        with self._changed:
            first = min(filter(self._may, self._waiting), key=self._claim, default=None)
            if first is one and (self._doing is None or self.clock() - self._doing.since > self.stuck):
                self._doing, one.begun, one.since, one.worked = one, True, self.clock(), self.worked()
                self._large = one if one.large else self._large
                return True
            self._changed.wait(LOOK)
            return False

    def _stop(self, one: _Waiting) -> None:
        if self._doing is one:
            self._charge(one)
            self._doing = None
        self._changed.notify_all()

    def _may(self, one: _Waiting) -> bool:
        return not one.large or one.begun or self._large is None

    def _claim(self, one: _Waiting) -> float:
        """The less the better: what one asks for, less what one has earned and has waited."""
        now = self.clock()
        account = self._accounts.get(one.reader)
        earned = max(account.now(now), -MOST_OWED) if account else 0.0
        waited = 0.0 if one is self._doing else PATIENCE * (now - one.since)
        return min(one.seconds, LONG) + (HELD_BACK if one.reader == NOBODY else 0.0) - earned - waited

    def _charge(self, one: _Waiting) -> None:
        """Take what the work has cost since it began or was last charged from what its reader has earned."""
        now, worked = self.clock(), self.worked()
        before = self._accounts.get(one.reader, _Account(0.0, now))
        self._accounts[one.reader] = _Account(max(before.now(now), -MOST_OWED) - (worked - one.worked), now)
        one.since, one.worked = now, worked


def _reader() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else NOBODY


def still_wanted() -> None:
    """End the run of the page here if its reader has left or has asked for something else: any look at the session does that."""
    if get_script_run_ctx(suppress_warning=True):
        _ = "question" in st.session_state


drawing = Turns(stuck=STUCK)
"""For the runs of the pages' scripts. Whoever waits for a simulation, for a text to be read or for what another computes, is away."""
simulating = Turns(leaves=drawing)
"""For what is simulated: most of the work, in pieces."""
reading = Turns(leaves=drawing)
"""For what is read, checked and told, in one piece each; beside simulations, so that neither waits for the other."""


FRAGMENT, AGAIN, FIRST = 0.3, 1.0, 3.0
"""Seconds that a run of a script takes, about: of a part of a page, of a page somebody is on, of the first one."""


def draw_in_turns() -> None:
    """Let Streamlit run one page's script at a time, which gives way wherever it sends something.

    Streamlit gives every reader a thread; two dozen of them share one interpreter evenly, so that each waits for all. It has no setting
    and no hook for that, hence these two methods of its own, which are there in the versions that `constraints.txt` and the tests pin.
    """
    run, look = ScriptRunner._run_script, ScriptRunner._maybe_handle_execution_control_request

    def run_in_turn(self: ScriptRunner, asked: RerunData) -> None:
        known = asked.widget_states is not None and len(asked.widget_states.widgets) > 0
        with drawing.turn(FRAGMENT if asked.fragment_id_queue else AGAIN if known else FIRST):
            run(self, asked)

    def look_and_give_way(self: ScriptRunner) -> None:
        look(self)
        if self._execing and self._is_in_script_thread():
            drawing.give_way()

    ScriptRunner._run_script = run_in_turn
    ScriptRunner._maybe_handle_execution_control_request = look_and_give_way
