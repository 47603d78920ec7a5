"""Every published figure beside what our code gives."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.sensitivity import sobol_indices
from sim.batch.points import unit_sample
from tests.published import challenge, figures as published, pce
from tests.published.alternating_offers import division
from tests.published.bargaining_range import bargaining_range
from tests.published.bargaining_solutions import kalai_smorodinsky, nash
from tests.published.engine import along, solved

EXACT = 5e-7
"""Tolerance for closed forms that are given with six decimals."""
FOUR_DECIMALS = 5.0001e-5
"""Half a unit of the last digit where four decimals are printed."""
LAST_DIGIT = 0.1
"""Tolerance for a table with one decimal that seems to cut some figures and to round others: one unit of its last digit."""
SEGMENTS = 1000
"""Straight segments by which the engine's frontier follows the curve."""
SIX, FOUR = (6, 6), (4, 4)
ESTIMATE = 0.02
"""Tolerance for indices that are estimated from 4,096 points."""


@dataclass(frozen=True)
class Row:
    """One oracle: figures as published, and ours in the same order."""

    name: str
    source: str
    published: tuple[float, ...]
    ours: tuple[float, ...]
    tolerance: float
    decimals: int
    """Decimals with which ours are shown."""
    published_decimals: int
    """Decimals with which they were published, or that a formula is worked out to."""
    note: str = ""

    @property
    def difference(self) -> float:
        """The largest difference between a published figure and ours."""
        return max(abs(a - b) for a, b in zip(self.published, self.ours, strict=True))

    @property
    def matches(self) -> bool:
        """Whether every figure is as published, within the tolerance."""
        return self.difference <= self.tolerance

    def data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {
            **asdict(self), "published": list(self.published), "ours": list(self.ours), "difference": self.difference,
            "matches": self.matches,
        }  # fmt: skip


def table() -> list[Row]:
    """All oracles, those that do not match included."""
    return [*_bargaining(), *_engine(), *_challenge(), *_condorcet(), *_ishigami()]


def _row(
    name: str,
    source: str,
    figures: Iterable[float],
    ours: Iterable[float],
    tolerance: float,
    decimals: tuple[int, int],
    note: str = "",
) -> Row:
    return Row(name, source, tuple(map(float, figures)), tuple(map(float, ours)), tolerance, *decimals, note)


def _bargaining() -> Iterator[Row]:
    for patience, share in (((0.9, 0.9), 0.526316), ((0.9, 0.8), 0.714286)):
        name = f"alternating offers, discount factors {patience[0]} and {patience[1]}: share of the first to propose"
        yield _row(name, published.RUBINSTEIN, [share], [division(*patience).first], EXACT, SIX)
    name = "bargaining range p − c_A to p + c_B at p = 0.6, c_A = 0.1, c_B = 0.2"
    yield _row(name, published.FEARON, [0.5, 0.8], bargaining_range(0.6, 0.1, 0.2), EXACT, SIX)
    name = "Nash point on u₂ = 1 − u₁²"
    yield _row(name, published.NASH, [1 / math.sqrt(3), 2 / 3], nash(_parabola, 1.0), EXACT, SIX)
    golden = (math.sqrt(5) - 1) / 2
    name = "Kalai–Smorodinsky point on u₂ = 1 − u₁²"
    yield _row(name, published.KALAI_SMORODINSKY, [golden] * 2, kalai_smorodinsky(_parabola, 1.0), EXACT, SIX)


def _engine() -> Iterator[Row]:
    """The engine's search: its frontier is made of straight segments, so it comes close as their number grows."""
    point, surplus = solved(along(_parabola, SEGMENTS), np.zeros(2))
    tolerance = 1 / SEGMENTS
    note = f"curve by {SEGMENTS:,} straight segments"
    name = "the engine's Nash point on u₂ = 1 − u₁²"
    yield _row(name, published.NASH, [1 / math.sqrt(3), 2 / 3], point, tolerance, SIX, note)
    name = "the engine's largest smaller surplus on u₂ = 1 − u₁², which is the Kalai–Smorodinsky point where both can gain the same"
    golden = (math.sqrt(5) - 1) / 2
    yield _row(name, published.KALAI_SMORODINSKY, [golden], [surplus], tolerance, SIX, note)
    win, cost_a, cost_b = 0.6, 0.1, 0.2
    _, surplus = solved(np.ones((2, 1)), np.array([1 - win - cost_b, win - cost_a]))
    name = (
        "the engine's largest smaller surplus over war at p = 0.6, c_A = 0.1, c_B = 0.2: half of the bargaining range"
    )
    yield _row(name, published.FEARON, [(cost_a + cost_b) / 2], [surplus], EXACT, SIX)


def _parabola(first: Any) -> Any:
    return 1 - first**2


def _challenge() -> Iterator[Row]:
    course = challenge.play(published.EMISSION_STANDARDS, len(published.MEDIANS))
    medians = np.array(published.MEDIANS)
    second = np.arange(medians.size) == 1
    name = "challenge model, ten states on emission standards: weighted median after"
    yield _row(
        f"{name} rounds 1, 3 to 8", published.SCHOLZ, medians[~second], course.median[1:][~second], LAST_DIGIT, (2, 1)
    )
    note = "cause unknown, see below"
    yield _row(
        f"{name} round 2", published.SCHOLZ, medians[second], course.median[1:][second], LAST_DIGIT, (2, 1), note
    )
    name = name.replace("median", "mean")
    yield _row(f"{name} rounds 1 to 8", published.SCHOLZ, published.MEANS, course.mean[1:], LAST_DIGIT, (2, 1))


def _condorcet() -> Iterator[Row]:
    for limit in pce.LIMITS:
        ours = pce.distribution(published.TWO_OPTIONS, limit)
        note = "follows by definition; the run does not print it" if limit == "conditional" else ""
        name = f"probabilistic Condorcet election, two options, {limit}"
        yield _row(name, published.KTAB, published.TWO_OPTIONS_STAND, ours, FOUR_DECIMALS, FOUR, note)
    for limit, figures in published.THREE_OPTIONS_STAND.items():
        ours = pce.distribution(published.THREE_OPTIONS, limit)
        name = f"probabilistic Condorcet election, three options, {limit}"
        yield _row(name, published.KTAB, figures, ours, FOUR_DECIMALS, FOUR)


def _ishigami() -> Iterator[Row]:
    names = ["x1", "x2", "x3"]
    x = math.pi * (2 * unit_sample("sobol", names, 4096, seed=1) - 1)
    found = sobol_indices(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]), names)
    assert found is not None
    note = "estimated from 4,096 points"
    for kind, figures in (("first", published.ISHIGAMI_FIRST), ("total", published.ISHIGAMI_TOTAL)):
        name = (
            f"Ishigami's function, a = 7, b = 0.1: {kind}-order indices"
            if kind == "first"
            else "Ishigami's function: total indices"
        )
        yield _row(name, published.ISHIGAMI, figures, found[kind].to_numpy(), ESTIMATE, FOUR, note)
