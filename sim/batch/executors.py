"""Who computes the blocks: this process, worker processes of this machine, or a cluster that dask runs.

An executor only decides where and when; what a block yields depends on the experiment alone. Each yields blocks in the order in which
they are done, with the result or, after three attempts, the reason why there is none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any, Protocol

from sim.batch.blocks import Block
from sim.batch.pool import ATTEMPTS, Died, Pool, reason
from sim.batch.prepare import Batch
from sim.batch.work import Result, work
from sim.errors import InputError
from sim.version import code_version

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
                yield block, future.result() if error is None else reason(error)
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
            raise InputError(f"--dask: no scheduler answers at {self.address!r} ({reason(error)})") from None


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError("--dask needs the package distributed: pip install 'parley[cluster]'") from None
    return distributed
