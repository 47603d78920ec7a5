"""Ballots, the rules that count them, and how far a body that votes would go."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

NO, ABSTAINS, YES = "no", "abstains", "yes"
ROUNDING = 1e-9


def ballot(support: float, opt_out: float) -> str:
    """Who is for it votes yes; who misses little support stays out; who misses more votes no."""
    if support > 0:
        return YES
    return NO if support < -opt_out else ABSTAINS


def passes(ballots: Sequence[str], weights: Sequence[float], rule: SimpleNamespace) -> bool:
    """Whether a vote passes. Abstentions do not count, and nothing passes without a yes."""
    votes = list(zip(ballots, weights, strict=True))
    for_it = [weight for cast, weight in votes if cast == YES]
    against = [weight for cast, weight in votes if cast == NO]
    if not for_it:
        return False
    if not against:
        return True
    if rule.rule == "unanimity":
        return False
    if rule.rule == "majority":
        return len(for_it) > len(against)
    if rule.rule == "weighted":
        return sum(for_it) > sum(against)
    enough = True
    if rule.share_of_members is not None:
        enough &= len(for_it) >= rule.share_of_members * (len(for_it) + len(against)) - ROUNDING
    if rule.share_of_weight is not None:
        enough &= sum(for_it) >= rule.share_of_weight * (sum(for_it) + sum(against)) - ROUNDING
    return enough


def furthest(bounds: Sequence[float], weights: Sequence[float], rule: SimpleNamespace, sign: float) -> float:
    """The loosest bound that a body would let pass, where every member lets pass what lies within its own.

    `sign` is +1 for lower bounds and -1 for upper ones.
    """
    passing = [
        place
        for place in set(bounds)
        if passes([YES if sign * (place - bound) >= 0 else NO for bound in bounds], weights, rule)
    ]
    return min(passing) if sign > 0 else max(passing)
