"""Which outcome each number of a scenario moves most, one number at a time: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sim
from dashboard.tornado import End

if TYPE_CHECKING:
    from sim import Parameter, Scenario

SHARE = 0.2
"""How far a number is moved down and up, as a share of its value; of its range, or of 1 if that is less, where it is zero."""
RUNS = 200


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
    best: dict[str, dict[str, object]] = {}
    for place, end in enumerate(found, start=1):
        row = best.setdefault(
            end.path, {"number": end.path, "moves": "", "by": 0.0, "low": 0.0, "high": 0.0, "when": ""}
        )
        for outcome, label in labels.items():
            before, after = happened[outcome][0], happened[outcome][place]
            if (before == after).all():
                continue
            change = sim.paired(before, after)
            seen = change["low"] > 0 or change["high"] < 0
            if seen and abs(change["difference"]) * 100 > abs(float(str(row["by"]))):
                told = {"by": 100 * change["difference"], "low": 100 * change["low"], "high": 100 * change["high"]}
                row |= {"moves": label, "when": end.told, **told}
    table = pd.DataFrame(best.values(), columns=["number", "moves", "by", "low", "high", "when"])
    size = table["by"].abs()
    return (
        table.assign(size=size)
        .sort_values("size", ascending=False, kind="stable", ignore_index=True)
        .drop(columns="size")
    )
