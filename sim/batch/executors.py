"""Who computes the blocks: this process, worker processes of this machine, or a cluster that dask runs.

An executor only decides where and when; what a block yields depends on the experiment alone. Each yields blocks in the order in which
they are done, with the result or, after three attempts, the reason why there is none.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Protocol

from sim.batch.blocks import Block
from sim.batch.prepare import Batch
from sim.batch.work import Result, work
from sim.errors import InputError
from sim.recording import code_version

ATTEMPTS = 3
"""How often a block is tried before it is given up."""
SINGLE_THREADED = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)

Work = Callable[[Batch, Block], Result]
Done = tuple[Block, Result | str]


class Executor(Protocol):
    """Computes blocks in any order."""

    def results(self, batch: Batch, blocks: Iterable[Block]) -> Generator[Done, None, None]:
        """Yield every block with its result, or with the reason why it failed. Closing the generator stops the work."""
        ...


class InProcess:
    """One block after the other, here."""

    def __init__(self, job: Work = work) -> None:
        self.job = job

    def results(self, batch: Batch, blocks: Iterable[Block]) -> Generator[Done, None, None]:
        """Yield the blocks in order."""
        for block in blocks:
            reason = ""
            for _ in range(ATTEMPTS):
                try:
                    yield block, self.job(batch, block)
                    break
                except Exception as error:
                    reason = _reason(error)
            else:
                yield block, reason


class Workers:
    """Processes of this machine, each with a block at a time, so that one that dies is known by its block and is replaced."""

    def __init__(self, number: int, job: Work = work) -> None:
        self.number, self.job = number, job

    def results(self, batch: Batch, blocks: Iterable[Block]) -> Generator[Done, None, None]:
        """Yield the blocks as they are done."""
        waiting = list(reversed(list(blocks)))
        tried: dict[int, int] = {}
        workers = [_Worker(batch, self.job) for _ in range(min(self.number, len(waiting)))]
        busy: dict[Future[Result], tuple[_Worker, Block]] = {}
        try:
            while waiting or busy:
                for worker in workers:
                    if waiting and all(other is not worker for other, _ in busy.values()):
                        block = waiting.pop()
                        busy[worker.start(block)] = worker, block
                for future in wait(busy, return_when=FIRST_COMPLETED).done:
                    worker, block = busy.pop(future)
                    error = future.exception()
                    if error is None:
                        yield block, future.result()
                        continue
                    if isinstance(error, BrokenProcessPool):
                        workers[workers.index(worker)] = worker.replaced()
                    tried[block.number] = tried.get(block.number, 0) + 1
                    if tried[block.number] < ATTEMPTS:
                        waiting.append(block)
                    else:
                        yield block, _reason(error)
        finally:
            for worker in workers:
                worker.stop()


_batch: Batch | None = None
_job: Work = work


def _prepare(batch: Batch, job: Work) -> None:
    """In a new worker: keep the batch."""
    global _batch, _job
    _follow_parent()
    _batch, _job = batch, job


def _follow_parent() -> None:
    """In a new worker: leave Ctrl-C to the process that started it, and do not outlive that process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _compute(block: Block) -> Result:
    assert _batch is not None
    return _job(_batch, block)


class _Worker:
    """A pool of one process."""

    def __init__(self, batch: Batch, job: Work) -> None:
        self.batch, self.job = batch, job
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(1, context, _prepare, (batch, job))
        with _single_threaded():
            self.process = self.pool.submit(os.getpid)

    def start(self, block: Block) -> Future[Result]:
        """Begin a block; a worker that died before gives a future that says so."""
        try:
            return self.pool.submit(_compute, block)
        except BrokenProcessPool as error:
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

    def replaced(self) -> _Worker:
        """A new worker in the place of one that died."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        return _Worker(self.batch, self.job)

    def stop(self) -> None:
        """End the process at once; a block that it has not finished is lost."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        if self.process.done() and not self.process.cancelled() and self.process.exception() is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.result(), signal.SIGTERM)


@contextmanager
def mapping(workers: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """A `map` over worker processes that stay between calls, for many small batches; with one worker, over this process.

    Raises InputError when a worker dies.
    """
    if workers == 1:
        yield map
        return
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _follow_parent)
    try:
        with _single_threaded():
            pool.submit(os.getpid)
        yield pool.map
    except BrokenProcessPool:
        raise InputError("a worker process died, perhaps for want of memory; fewer workers need less") from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


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


class Dask:
    """A cluster: one that exists at an address such as `tcp://127.0.0.1:8786`, or, with `local`, one that is started here."""

    def __init__(self, address: str, job: Work = work) -> None:
        self.address, self.job = address, job

    def results(self, batch: Batch, blocks: Iterable[Block]) -> Generator[Done, None, None]:
        """Yield the blocks as they are done. dask gives a block of a worker that died to another one."""
        distributed = _distributed()
        with ExitStack() as stack:
            client = stack.enter_context(self._client(distributed, stack))
            there = client.submit(code_version, pure=False).result(timeout=30)
            if there != code_version():
                raise InputError(
                    f"--dask: the cluster has version {there} of Parley, here is {code_version()}; install the same"
                )
            shared = client.scatter(batch, broadcast=True, hash=False)
            futures = {
                client.submit(self.job, shared, block, pure=False, retries=ATTEMPTS - 1): block for block in blocks
            }
            for future in distributed.as_completed(list(futures)):
                block = futures.pop(future)
                error = future.exception()
                yield block, future.result() if error is None else _reason(error)
                future.release()

    def _client(self, distributed: Any, stack: ExitStack) -> Any:
        if self.address == "local":
            cluster = stack.enter_context(
                distributed.LocalCluster(threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR)
            )
            return distributed.Client(cluster)
        try:
            return distributed.Client(self.address, timeout=5)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(f"--dask: no scheduler answers at {self.address!r} ({_reason(error)})") from None


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError("--dask needs the package distributed: pip install 'parley[cluster]'") from None
    return distributed


def _reason(error: BaseException) -> str:
    if isinstance(error, BrokenProcessPool):
        return "the worker process died"
    return f"{type(error).__name__}: {error}"
