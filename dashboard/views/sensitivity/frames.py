"""What each lever does on its own, as tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sim
from dashboard.charts import fans
from dashboard.session import ensembles, state
from sim import numbers

if TYPE_CHECKING:
    from sim import Parameter, Scenario

COLUMNS = ["lever", "path", "end", "value", "difference", "low", "high", "share"]


def ends(scenario: Scenario, known: Mapping[str, Parameter], moved: Mapping[str, float | bool]) -> list[ensembles.End]:
    """Both ends of every lever, without the one at which it stands. `known` are the file's parameters, `moved` the sliders."""
    found = []
    for path, lever in scenario.levers.items():
        parameter = known[path]
        now = float(moved.get(path, parameter.value))
        switch = isinstance(parameter.value, bool)
        reach = None if switch else state.Range.of(lever, parameter)
        for end, value in zip(("low", "high"), (reach.low, reach.high) if reach else (0.0, 1.0), strict=True):
            told = ("on" if value else "off") if switch else f"{numbers.plain(value, 4)} ({parameter.unit})"
            if value != now:
                found.append(ensembles.End(path, end, value, told))
    return found


def effects(
    found: Sequence[ensembles.End], happened: NDArray[np.bool_], before: NDArray[np.bool_], labels: Mapping[str, str]
) -> pd.DataFrame:
    """Paired differences in runs of 100, the lever with the largest first.

    `happened` is (ends, runs), for as many of the ends as are there; `before` (runs,) for the sliders as they stand.
    """
    rows = []
    for end, after in zip(found, happened, strict=False):
        change = sim.paired(before, after)
        told = {name: 100 * change[name] for name in ("difference", "low", "high")}
        rows.append({"lever": labels[end.path], "path": end.path, "end": end.end, "value": end.told, **told}
                    | {"share": 100 * change["changed"]})  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    size = table["difference"].abs().groupby(table["path"]).transform("max")
    return table.assign(size=size).sort_values("size", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def unseen(table: pd.DataFrame) -> list[str]:
    """Levers of which no interval leaves out zero."""
    seen = (table["low"] > 0) | (table["high"] < 0)
    return [str(lever) for lever, rows in seen.groupby(table["lever"], sort=False) if not rows.any()]


def reach(table: pd.DataFrame) -> float:
    """A round limit of the axis on both sides."""
    return fans.rungs(0.0, float(table[["low", "high"]].abs().to_numpy().max(initial=1.0)), floor=0.0)[1]
