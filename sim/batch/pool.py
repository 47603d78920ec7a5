"""Worker processes of this machine that are sent one call at a time, and whose death is noticed whenever it comes.

Each has a pipe whose other end only it holds: one that dies, while it starts, works or answers, leaves the end of the file there. Nothing
is sent to a process before it has said that it listens, so nobody waits for one that is gone. (The pools of the standard library write
into pipes whose reading end they hold themselves, and wait for ever.)
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from sim.errors import InputError

ATTEMPTS = 3
"""How often a call is tried before it is given up, and how many processes in a row may die while they start."""
SINGLE_THREADED = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)

Call = tuple[Callable[..., Any], tuple[Any, ...]]
STARTING, PREPARING, IDLE = -3, -2, -1


class Died(Exception):
    """A worker process died during a call."""

    def __str__(self) -> str:
        return "the worker process died"


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    call: int = STARTING
    """Number of the call that it was sent, or what it does otherwise."""

    def send(self, call: int, message: bytes) -> None:
        """Send a call; one that has died shows when its answer is read."""
        self.call = call
        with suppress(OSError):
            self.pipe.send_bytes(message)


class Pool:
    """Some worker processes, started when there is work for them. `first` is called in each before anything else."""

    def __init__(self, number: int, first: Call | None = None) -> None:
        self.number, self.workers = number, list[_Worker]()
        self.first = None if first is None else pickle.dumps(first)
        self.stillborn, self.reason = 0, str(Died())

    def answers(self, calls: Sequence[Call]) -> Generator[tuple[int, Any], None, None]:
        """Yield the number of each call with what it returned, as they are done; the exception where it fails three times.

        Raises InputError when no worker process can be started.
        """
        waiting, failures = deque(range(len(calls))), Counter[int]()
        while waiting or any(worker.call >= 0 for worker in self.workers):
            self._staff(len(waiting))
            for worker in self.workers:
                if waiting and worker.call == IDLE:
                    number = waiting.popleft()
                    worker.send(number, pickle.dumps(calls[number]))
            for pipe in wait([worker.pipe for worker in self.workers]):
                worker = next(one for one in self.workers if one.pipe is pipe)
                number, answer = worker.call, self._answer(worker)
                if number < 0:
                    continue
                failures[number] += isinstance(answer, Exception)
                if isinstance(answer, Exception) and failures[number] < ATTEMPTS:
                    waiting.append(number)
                else:
                    yield number, answer

    def _staff(self, waiting: int) -> None:
        """Start workers in the place of those that died, unless one after the other dies while it starts."""
        idle = sum(worker.call < 0 for worker in self.workers)
        while len(self.workers) < self.number and idle < waiting and self.stillborn < ATTEMPTS:
            self.workers.append(_started())
            idle += 1
        if not self.workers:
            raise InputError(
                f"{ATTEMPTS} worker processes in a row ended while they started ({self.reason}), perhaps for want of memory; "
                "fewer workers need less"
            )

    def _answer(self, worker: _Worker) -> Any:
        """What a worker says, or that it died; it is idle then, at its first call, or gone."""
        before = worker.call
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            answer = Died()
        if before == STARTING and self.first is not None and not isinstance(answer, Exception):
            worker.send(PREPARING, self.first)
            return None
        worker.call = IDLE
        gone = isinstance(answer, Died) or (before < IDLE and isinstance(answer, Exception))
        if gone:
            self.workers.remove(worker)
            _end(worker)
        if before < IDLE:
            self.stillborn = self.stillborn + 1 if gone else 0
            self.reason = reason(answer) if gone else self.reason
        return answer

    def close(self) -> None:
        """End the processes at once; what they have not finished is lost."""
        for worker in self.workers:
            _end(worker)
        self.workers.clear()


def reason(error: BaseException) -> str:
    """Why a call failed, in words."""
    return str(error) if isinstance(error, Died) else f"{type(error).__name__}: {error}"


def _started() -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    try:
        with _single_threaded():
            process.start()
    except OSError as error:
        raise InputError(f"cannot start a worker process: {error.strerror or error}") from None
    finally:
        theirs.close()
    return _Worker(process, ours)


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _serve(pipe: Connection) -> None:
    """In a new process: say that it listens, then answer each call."""
    _follow_parent()
    answer: Any = None
    while True:
        pipe.send(answer)
        try:
            message = pipe.recv_bytes()
        except EOFError:
            return
        try:
            function, arguments = pickle.loads(message)
            answer = function(*arguments)
        except Exception as error:
            answer = _portable(error)


def _portable(error: Exception) -> Exception:
    """The error, or one like it where another process could not read it."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(reason(error))
    return error


def _follow_parent() -> None:
    """Leave Ctrl-C to the process that started this one, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Start processes whose numerical libraries use one thread each, so that workers do not compete."""
    before = {name: os.environ.get(name) for name in SINGLE_THREADED}
    os.environ.update(SINGLE_THREADED)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
