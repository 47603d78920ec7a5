"""The bargaining range: which divisions of a stake both sides prefer to war.

Side A wants the stake to be divided at a high x, side B at a low one. War gives all of it to A with some probability, to B otherwise, and
costs both sides something. Both are risk-neutral.

Literature: Fearon 1995, Rationalist Explanations for War, International Organization 49 (3): 379–414.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from tests.published.checks import within


class BargainingRange(NamedTuple):
    """Divisions from `low` to `high` on a stake from 0 to 1; A has x, B has 1 − x."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much of the stake it holds; the sum of the costs, unless the ends of the stake cut it."""
        return self.high - self.low


def bargaining_range(win: float, cost_a: float, cost_b: float) -> BargainingRange:
    """The range from p − c_A to p + c_B, cut at the ends of the stake.

    `win` is the probability that A wins, 0 to 1; `cost_a` and `cost_b` are the costs of war as shares of the stake, at least 0. Raises
    InputError outside these.
    """
    p = within("win", win, 0, 1)
    a, b = within("cost_a", cost_a, 0, math.inf), within("cost_b", cost_b, 0, math.inf)
    return BargainingRange(max(0.0, p - a), min(1.0, p + b))
