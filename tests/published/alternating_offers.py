"""Alternating offers: two parties divide a stake of 1 and take turns to propose.

Delay costs: a share that is agreed a period later is worth `patience` times as much. Of all subgame-perfect equilibria there is one, with
agreement at once.

Literature: Rubinstein 1982, Perfect Equilibrium in a Bargaining Model, Econometrica 50 (1): 97–109.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.errors import InputError
from tests.published.checks import within


class Division(NamedTuple):
    """Shares of a stake of 1: of the party that proposes first, and of the one that answers."""

    first: float
    second: float


def division(patience_first: float, patience_second: float) -> Division:
    """What the parties agree on at once.

    `patience_first` and `patience_second` are discount factors per period, from 0 (nothing later counts) to 1. Raises InputError outside
    that range and where both are 1, for then no division is singled out.
    """
    one, two = within("patience_first", patience_first, 0, 1), within("patience_second", patience_second, 0, 1)
    if one == two == 1:
        raise InputError("patience_first and patience_second: found 1 and 1; allowed: at most one of them is 1")
    first = (1 - two) / (1 - one * two)
    return Division(first, 1 - first)
