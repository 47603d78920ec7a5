"""Which outcome each number of a scenario moves most, one number at a time: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sim
from dashboard.session.ensembles import End

if TYPE_CHECKING:
    from sim import Parameter, Scenario

SHARE = 0.2
"""How far a number is moved down and up, as a share of its value; of its range, or of 1 if that is less, where it is zero."""
RUNS = 200


class Moved(NamedTuple):
    """A number with the outcome that it moves most; without one where nothing was seen."""

    number: str
    moves: str = ""
    by: float = 0.0
    low: float = 0.0
    high: float = 0.0
    when: str = ""


def ends(scenario: Scenario) -> list[End]:
    """Every number a fifth lower and a fifth higher, within what is allowed; a switch the other way."""
    found = []
    for path, parameter in sim.parameters(scenario).items():
        now = parameter.value
        if isinstance(now, bool):
            found.append(End(path, "high" if not now else "low", float(not now), "off" if now else "on"))
            continue
        step = SHARE * abs(now) or SHARE * _range(parameter)
        for end, moved, told in (("low", now - step, "a fifth lower"), ("high", now + step, "a fifth higher")):
            value = float(np.clip(moved, _bound(parameter.low, -np.inf), _bound(parameter.high, np.inf)))
            value = float(round(value)) if isinstance(now, int) else value
            if value != now:
                found.append(End(path, end, value, told))
    return found


def _range(parameter: Parameter) -> float:
    return 1.0 if parameter.low is None or parameter.high is None else min(1.0, float(parameter.high - parameter.low))


def _bound(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else float(value)


def most_moved(
    found: Sequence[End], happened: Mapping[str, NDArray[np.bool_]], labels: Mapping[str, str]
) -> pd.DataFrame:
    """For every number the outcome that it moves most, with the paired difference in runs of 100.

    `happened` has, by outcome, an array of shape (1 + ends, runs): the scenario as it stands, then each end. A row a number: `number`,
    `moves` (the outcome's label, empty where no interval leaves out zero), `by`, `low`, `high` and `when`, the largest first.
    """
    best = {end.path: Moved(end.path) for end in found}
    for place, end in enumerate(found, start=1):
        for outcome, label in labels.items():
            before, after = happened[outcome][0], happened[outcome][place]
            if (before == after).all():
                continue
            change = sim.paired(before, after)
            by, low, high = (100 * change[key] for key in ("difference", "low", "high"))
            if (low > 0 or high < 0) and abs(by) > abs(best[end.path].by):
                best[end.path] = Moved(end.path, label, by, low, high, end.told)
    return pd.DataFrame(sorted(best.values(), key=lambda row: -abs(row.by)), columns=Moved._fields)
