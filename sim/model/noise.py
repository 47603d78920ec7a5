"""Common random numbers: a draw is addressed by (seed, stream, month, run).

Runs come in fixed blocks of 1,024. Each (seed, stream, block) has a generator of its own that is filled month by month, always the
whole block. So a draw does not depend on the number of runs, the horizon, the process, or on which other streams exist, and two
scenarios differ by their causes and not by luck.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BLOCK = 1024


class Noise:
    """The draws of one block of runs.

    `runs` is how many of the block's 1,024 runs are wanted; the others are drawn and dropped.
    """

    def __init__(self, seed: int, block: int, runs: int = BLOCK) -> None:
        if not 1 <= runs <= BLOCK:
            raise ValueError(f"a block has 1 to {BLOCK} runs, not {runs}")
        self.seed = seed
        self.block = block
        self.runs = runs
        self._streams: dict[str, tuple[np.random.Generator, int]] = {}

    def normal(self, stream: str, month: int) -> Array:
        """Standard normal draws of shape (runs,) for a month; months of a stream are asked for in order."""
        return self._draw(f"normal:{stream}", month, np.random.Generator.standard_normal)

    def uniform(self, stream: str, month: int) -> Array:
        """Uniform draws in [0, 1) of shape (runs,) for a month; months of a stream are asked for in order."""
        return self._draw(f"uniform:{stream}", month, np.random.Generator.random)

    def _draw(self, stream: str, month: int, draw: Callable[[np.random.Generator, int], Array]) -> Array:
        generator, filled = self._streams.get(stream) or (self._generator(stream), 0)
        if month < filled:
            raise ValueError(f"month {month} of stream {stream!r} was drawn before")
        for _ in range(filled, month):
            draw(generator, BLOCK)
        self._streams[stream] = (generator, month + 1)
        return draw(generator, BLOCK)[: self.runs]

    def _generator(self, stream: str) -> np.random.Generator:
        address = f"{self.seed}/{stream}/{self.block}".encode()
        key = int.from_bytes(hashlib.blake2b(address, digest_size=16).digest(), "little")
        return np.random.Generator(np.random.SFC64(key))
