"""M8: red lines and how they are released. Fearon 1994 (audience costs), Putnam 1988 (win-set), Tsebelis 2002."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from sim.model.conditions import evaluate
from sim.model.draws import Array
from sim.model.parameters import Value


def follow(state: Array, rule: SimpleNamespace, variable: Callable[[str], Value]) -> Array:
    """Release state after a month: it closes a share of the gap to its condition."""
    return np.asarray(state + rule.rate * (evaluate(rule.when, variable) - state))


def bound_in_force(line: SimpleNamespace, state: Array, place: Callable[[SimpleNamespace], Value]) -> Array:
    """Bound of a hard line, shape (runs,): the released bound where the state passed its level and that bound is looser."""
    bound = np.broadcast_to(place(line.at_least or line.at_most), state.shape)
    if line.released_to is None or line.release is None:
        return np.asarray(bound)
    looser = np.minimum if line.at_least else np.maximum
    return np.where(state >= line.release.level, looser(bound, place(line.released_to)), bound)
