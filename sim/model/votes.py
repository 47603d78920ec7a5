"""Ballots and the rules that count them. Putnam 1988, Krehbiel 1998, Tsebelis 2002.

Abstentions are not counted, under any rule. So whatever passes under unanimity passes under every other rule too.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from sim.model.noise import Array
from sim.model.parameters import Value

Ballots = NDArray[np.int8]
Mask = NDArray[np.bool_]

NO, ABSTAINS, YES = -1, 0, 1
BALLOTS = {"yes": YES, "abstains": ABSTAINS, "no": NO}


def ballot(support: Array, opt_out: Value) -> Ballots:
    """Yes with support above zero, abstention while no more than `opt_out` is missing, else no. Shape (runs,)."""
    return (support > 0).astype(np.int8) - (support < -opt_out).astype(np.int8)


def passes(ballots: Sequence[Ballots], weights: Sequence[Value], rule: SimpleNamespace) -> Mask:
    """Whether a vote passes, shape (runs,); one array of ballots and one weight a member. Nothing passes without a yes."""
    runs = ballots[0].shape
    yes, no = np.zeros(runs), np.zeros(runs)
    heavy_yes, heavy_no = np.zeros(runs), np.zeros(runs)
    for cast, weight in zip(ballots, weights, strict=True):
        for_it, against = cast == YES, cast == NO
        yes += for_it
        no += against
        heavy_yes += for_it * weight
        heavy_no += against * weight
    some = yes > 0
    if rule.rule == "unanimity":
        return some & (no == 0)
    if rule.rule == "majority":
        return yes > no
    if rule.rule == "weighted":
        return some & ((heavy_yes > heavy_no) | (no == 0))
    passed = some
    if rule.share_of_members is not None:
        passed = passed & (yes >= rule.share_of_members * (yes + no))
    if rule.share_of_weight is not None:
        passed = passed & (heavy_yes >= rule.share_of_weight * (heavy_yes + heavy_no))
    return passed


def bound_of(bounds: Sequence[Array], weights: Sequence[Value], rule: SimpleNamespace, sign: float) -> Array:
    """The bound of a body whose members have these: the furthest position that it would let pass, shape (runs,).

    `sign` is +1 for lower bounds and -1 for upper ones. A member votes for every position within its own bound.
    """
    if rule.rule == "unanimity":
        return np.asarray((np.maximum if sign > 0 else np.minimum).reduce(bounds))
    best = np.full(bounds[0].shape, np.inf if sign > 0 else -np.inf)
    for candidate in bounds:
        cast = [np.where(sign * (candidate - bound) >= 0, YES, NO).astype(np.int8) for bound in bounds]
        let_pass = passes(cast, weights, rule)
        looser = sign * (best - candidate) > 0
        best = np.where(let_pass & looser, candidate, best)
    return best
