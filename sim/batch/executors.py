"""Who computes the blocks: this process, worker processes of this machine, or a cluster that dask runs.

An executor only decides where and when; what a block yields depends on the experiment alone. Each yields blocks in the order in which
they are done, with the result or, after three attempts, the reason why there is none.
"""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, closing, contextmanager
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from sim.batch.blocks import Block
from sim.batch.identity import code_hash
from sim.batch.pool import ATTEMPTS, Died, Pool, reason
from sim.batch.prepare import Batch
from sim.batch.work import Result, work
from sim.errors import InputError

CONNECT = 20.0
"""Seconds within which a scheduler has to answer, at first or when the connection was lost."""
LOOK = 2.0
"""Seconds without a block after which a cluster is asked whether it still has workers."""

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
            why = ""
            for _ in range(ATTEMPTS):
                try:
                    yield block, self.job(batch, block)
                    break
                except Exception as error:
                    why = reason(error)
            else:
                yield block, why


class Workers:
    """Processes of this machine, each with a block at a time, so that one that dies is known by its block and is replaced."""

    def __init__(self, number: int, job: Work = work) -> None:
        self.number, self.job = number, job

    def results(self, batch: Batch, blocks: Iterable[Block]) -> Generator[Done, None, None]:
        """Yield the blocks as they are done. Raises InputError when no worker can be started."""
        ordered = list(blocks)
        with closing(Pool(self.number, (_keep, (batch, self.job)))) as pool:
            for number, answer in pool.answers([(_compute, (block,)) for block in ordered]):
                yield ordered[number], reason(answer) if isinstance(answer, Exception) else answer


_kept: list[tuple[Batch, Work]] = []


def _keep(batch: Batch, job: Work) -> None:
    """In a new worker: keep the batch."""
    _kept[:] = [(batch, job)]


def _compute(block: Block) -> Result:
    batch, job = _kept[0]
    return job(batch, block)


@contextmanager
def mapping(workers: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """A `map` over worker processes that stay between calls, for many small batches; with one worker, over this process.

    Raises InputError when workers die.
    """
    if workers == 1:
        yield map
        return
    with closing(Pool(workers)) as pool:

        def over(function: Callable[..., Any], *given: Iterable[Any]) -> list[Any]:
            found = dict(pool.answers([(function, arguments) for arguments in zip(*given, strict=False)]))
            for answer in found.values():
                if isinstance(answer, Died):
                    raise InputError("a worker process died, perhaps for want of memory; fewer workers need less")
                if isinstance(answer, Exception):
                    raise answer
            return [found[number] for number in range(len(found))]

        yield over


class Dask:
    """A cluster: one that exists at an address such as `tcp://127.0.0.1:8786`, or, with `local`, one that is started here.

    `tell` is called with a line for the user when the cluster keeps the batch waiting, for `patience` seconds at most.
    """

    def __init__(
        self, address: str, job: Work = work, tell: Callable[[str], None] = lambda _: None, patience: float = 60.0
    ) -> None:
        self.address, self.job, self.tell, self.patience = address, job, tell, patience
        self.code = code_hash()

    def results(self, batch: Batch, blocks: Iterable[Block]) -> Generator[Done, None, None]:
        """Yield the blocks as they are done. dask gives a block of a worker that died to another one.

        Raises InputError when no scheduler answers, the scheduler goes, there are no workers, or they have another code than this.
        """
        distributed = _distributed()
        with ExitStack() as stack:
            client = stack.enter_context(self._client(distributed, stack))
            self._wait_for_workers(client)
            self._check_code(client)
            # The batch is the result of a task: it is made again when the worker that holds it dies.
            shared = client.submit(pickle.loads, pickle.dumps(batch), pure=False)
            done: SimpleQueue[Any] = SimpleQueue()
            futures = {}
            for block in blocks:
                future = client.submit(
                    _compute_there, self.job, self.code, shared, block, pure=False, retries=ATTEMPTS - 1
                )
                futures[future] = block
                future.add_done_callback(done.put)
            while futures:
                try:
                    future = done.get(timeout=LOOK)
                except Empty:
                    self._wait_for_workers(client)
                    continue
                if future.status == "cancelled":
                    raise self._gone()
                if future.status not in (
                    "finished",
                    "error",
                ):  # its worker died with the result: another makes it again
                    future.add_done_callback(done.put)
                    continue
                error = future.exception()
                yield futures.pop(future), future.result() if error is None else reason(error)
                future.release()

    def _wait_for_workers(self, client: Any) -> None:
        """Return when the cluster has a worker. Raises InputError when it has none for too long, or when it is gone."""
        began, told = time.monotonic(), False
        while not self._workers(client):
            if time.monotonic() - began > self.patience:
                raise InputError(
                    f"dask: the scheduler at {self.address} has had no workers for {self.patience:.0f} seconds; start some with "
                    f"`dask worker {self.address}`"
                )
            if not told:
                self.tell(f"the scheduler at {self.address} has no workers; waiting for some")
                told = True
            time.sleep(min(0.2, self.patience / 10))

    def _workers(self, client: Any) -> Any:
        if client.status != "running":
            raise self._gone()
        try:
            return client.nthreads()
        except (OSError, TimeoutError, CancelledError):
            raise self._gone() from None

    def _gone(self) -> InputError:
        return InputError(f"dask: the scheduler at {self.address} is gone; what was finished is kept")

    def _check_code(self, client: Any) -> None:
        """Refuse a cluster that computes with another code than this one."""
        for worker, there in client.run(code_hash, on_error="return").items():
            if isinstance(there, (ImportError, AttributeError)):
                raise InputError(f"dask: the worker {worker} cannot load Parley ({there}); install it there")
            if isinstance(there, str) and there != self.code:
                raise InputError(
                    f"dask: the worker {worker} has another code of Parley, {there} instead of {self.code}; install the same"
                )

    def _client(self, distributed: Any, stack: ExitStack) -> Any:
        stack.enter_context(_quiet())
        if self.address == "local":
            return distributed.Client(stack.enter_context(_local_cluster(distributed)))
        try:
            return distributed.Client(self.address, timeout=min(self.patience, CONNECT))
        except Exception as error:  # of the address, the network, certificates or another version of dask
            raise InputError(f"dask: no scheduler answers at {self.address!r} ({reason(error)})") from None


def _compute_there(job: Work, code: str, batch: Batch, block: Block) -> Result:
    """On a worker of a cluster, which may have come after the others were asked for their code."""
    if code_hash() != code:
        raise RuntimeError(f"a worker has another code of Parley, {code_hash()} instead of {code}")
    return job(batch, block)


@contextmanager
def _local_cluster(distributed: Any) -> Iterator[Any]:
    """Worker processes of this machine, which only it can reach, and no pages about them."""
    import dask

    here = "127.0.0.1"
    no_pages: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
    with (
        dask.config.set(no_pages),
        distributed.LocalCluster(
            host=here, threads_per_worker=1, dashboard_address=f"{here}:0", silence_logs=logging.CRITICAL
        ) as cluster,
    ):
        yield cluster


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what dask logs of lost connections from the terminal; what matters of it is told in one line."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError(
            "dask: the package distributed is missing; pip install 'parley[cluster]' installs it"
        ) from None
    return distributed
