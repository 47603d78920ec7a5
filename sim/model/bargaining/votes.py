"""Ballots and the rules that count them. Putnam 1988, Krehbiel 1998, Tsebelis 2002.

Abstentions are not counted, under any rule. So whatever passes under unanimity passes under every other rule too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.model import sections
from sim.model.arrays import Array, Mask, Value

Ballots = NDArray[np.int8]

NO, ABSTAINS, YES = -1, 0, 1
TOLERANCE = 1e-9
"""So that eleven of twenty are a share of 0.55, whatever rounding says."""
BALLOTS = {"yes": YES, "abstains": ABSTAINS, "no": NO}


def ballot(support: Array, opt_out: Value) -> Ballots:
    """Yes with support above zero, abstention while no more than `opt_out` is missing, else no. Shape (runs,)."""
    return np.asarray((support > 0).view(np.int8) - (support < -opt_out).view(np.int8))


def as_ballot(yes: Mask) -> Ballots:
    """The ballot of a body that has made up its mind: yes or no, shape (runs,)."""
    return np.where(yes, YES, NO).astype(np.int8)


def passes(ballots: Sequence[Ballots], weights: Sequence[Value], rule: sections.VotingRule) -> Mask:
    """Whether a vote passes, shape (runs,); one array of ballots and one weight a member. Nothing passes without a yes."""
    cast = np.stack(ballots)
    some: Mask = cast.max(axis=0) == YES
    unopposed: Mask = cast.min(axis=0) > NO
    if rule.rule == "unanimity":
        return some & unopposed
    if rule.rule == "majority":
        return np.asarray(cast.sum(axis=0, dtype=np.int16) > 0)
    if rule.rule == "weighted":
        lead = sum(weight * one for one, weight in zip(cast, weights, strict=True))
        return some & (np.asarray(lead > 0) | unopposed)
    passed = some
    voting = cast != ABSTAINS
    if rule.share_of_members is not None:
        needed = rule.share_of_members * voting.sum(axis=0)
        passed = passed & ((cast == YES).sum(axis=0) >= needed - TOLERANCE)
    if rule.share_of_weight is not None:
        voted = sum(weight * one for one, weight in zip(voting, weights, strict=True))
        lead = sum(weight * one for one, weight in zip(cast, weights, strict=True))
        passed = passed & ((voted + lead) / 2 >= rule.share_of_weight * voted - TOLERANCE)
    return passed


def bound_of(bounds: Sequence[Array], weights: Sequence[Value], rule: sections.VotingRule, sign: float) -> Array:
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
