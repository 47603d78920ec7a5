"""Common random numbers: a draw is addressed by (seed, stream, month, run).

Runs come in fixed blocks of 1,024. Each (seed, stream, block) has a generator of its own that is filled month by month, always the
whole block. So a draw does not depend on the number of runs, the horizon, the process, or on which other streams exist, and two
scenarios differ by their causes and not by chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from sim.model.arrays import Array

BLOCK = 1024


class Draws(Protocol):
    """Random draws of some runs, the only source of chance in a model."""

    runs: int

    def normal(self, stream: str, month: int) -> Array:
        """Standard normal draws of shape (runs,) for a month; months of a stream are asked for in order."""
        ...

    def uniform(self, stream: str, month: int) -> Array:
        """Uniform draws in [0, 1) of shape (runs,) for a month; months of a stream are asked for in order."""
        ...


class Noise:
    """The draws of some runs, beginning with the first of a block.

    `runs` may span several blocks; of the last one the runs that are not wanted are drawn and dropped.
    """

    def __init__(self, seed: int, block: int, runs: int = BLOCK) -> None:
        if runs < 1:
            raise ValueError(f"at least one run, not {runs}")
        self.seed = seed
        self.blocks = range(block, block + -(-runs // BLOCK))
        self.runs = runs
        self._streams: dict[str, tuple[list[np.random.Generator], int]] = {}

    def normal(self, stream: str, month: int) -> Array:
        """Standard normal draws of shape (runs,) for a month; months of a stream are asked for in order."""
        return self._draw(f"normal:{stream}", month, np.random.Generator.standard_normal)

    def uniform(self, stream: str, month: int) -> Array:
        """Uniform draws in [0, 1) of shape (runs,) for a month; months of a stream are asked for in order."""
        return self._draw(f"uniform:{stream}", month, np.random.Generator.random)

    def _draw(self, stream: str, month: int, draw: Callable[..., Array]) -> Array:
        generators, filled = self._streams.get(stream) or (self._generators(stream), 0)
        if month < filled:
            raise ValueError(f"month {month} of stream {stream!r} was drawn before")
        drawn = np.empty(len(generators) * BLOCK)
        for _ in range(filled, month + 1):
            for number, generator in enumerate(generators):
                draw(generator, out=drawn[number * BLOCK : (number + 1) * BLOCK])
        self._streams[stream] = (generators, month + 1)
        return drawn[: self.runs]

    def _generators(self, stream: str) -> list[np.random.Generator]:
        return [self._generator(stream, block) for block in self.blocks]

    def _generator(self, stream: str, block: int) -> np.random.Generator:
        address = f"{self.seed}/{stream}/{block}".encode()
        key = int.from_bytes(hashlib.blake2b(address, digest_size=16).digest(), "little")
        return np.random.Generator(np.random.SFC64(key))


class SharedNoise:
    """Common random numbers: every point of a design has the same draws; the runs of a point stand together."""

    def __init__(self, noise: Noise, points: int) -> None:
        self.noise, self.points = noise, points
        self.runs = noise.runs * points

    def normal(self, stream: str, month: int) -> Array:
        """Standard normal draws of shape (runs,)."""
        return np.tile(self.noise.normal(stream, month), self.points)

    def uniform(self, stream: str, month: int) -> Array:
        """Uniform draws in [0, 1) of shape (runs,)."""
        return np.tile(self.noise.uniform(stream, month), self.points)


class SeparateNoise:
    """Draws of its own for every point of a design; the runs of a point stand together."""

    def __init__(self, noises: Sequence[Noise]) -> None:
        self.noises = noises
        self.runs = sum(noise.runs for noise in noises)

    def normal(self, stream: str, month: int) -> Array:
        """Standard normal draws of shape (runs,)."""
        return np.concatenate([noise.normal(stream, month) for noise in self.noises])

    def uniform(self, stream: str, month: int) -> Array:
        """Uniform draws in [0, 1) of shape (runs,)."""
        return np.concatenate([noise.uniform(stream, month) for noise in self.noises])
