"""Ballots and the rules that count them. Putnam 1988, Krehbiel 1998, Tsebelis 2002.

Abstentions are not counted, under any rule. So whatever passes under unanimity passes under every other rule too.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from sim.model.draws import Array
from sim.model.parameters import Value, rows

Ballots = NDArray[np.int8]
Mask = NDArray[np.bool_]

NO, ABSTAINS, YES = -1, 0, 1
TOLERANCE = 1e-9
"""So that eleven of twenty are a share of 0.55, whatever rounding says."""
BALLOTS = {"yes": YES, "abstains": ABSTAINS, "no": NO}


def ballot(support: Array, opt_out: Value) -> Ballots:
    """Yes with support above zero, abstention while no more than `opt_out` is missing, else no. Shape (runs,)."""
    return np.asarray((support > 0).view(np.int8) - (support < -opt_out).view(np.int8))


def passes(ballots: Sequence[Ballots], weights: Sequence[Value], rule: SimpleNamespace) -> Mask:
    """Whether a vote passes, shape (runs,); one array of ballots and one weight a member. Nothing passes without a yes."""
    cast = np.stack(ballots)
    some = cast.max(axis=0) == YES
    if rule.rule == "unanimity":
        return some & (cast.min(axis=0) > NO)
    if rule.rule == "majority":
        return cast.sum(axis=0, dtype=np.int16) > 0
    unopposed = cast.min(axis=0) > NO
    if rule.rule == "weighted":
        lead = sum(weight * one for one, weight in zip(cast, weights, strict=True))
        return some & ((lead > 0) | unopposed)
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


def rule_of(rule: SimpleNamespace, index: NDArray[np.intp]) -> SimpleNamespace:
    """A rule in some runs only."""
    shares = (rule.share_of_members, rule.share_of_weight)
    members, weight = (None if share is None else rows(share, index) for share in shares)
    return SimpleNamespace(rule=rule.rule, share_of_members=members, share_of_weight=weight)


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
