"""From a result to tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from dashboard.charts import tables
from sim import Scenario

LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
SHARES = frozenset({"fatigue", "concession_readiness"})
"""Variables shown in per cent."""


def calendar(dataset: xr.Dataset) -> list[str]:
    """The calendar month of every step, as 'YYYY-MM'."""
    return [str(month) for month in dataset["calendar"].values]


def quantiles(values: np.ndarray, levels: Iterable[float] = tuple(LEVELS.values())) -> np.ndarray:
    """Quantiles of (run, month) values, ignoring missing ones; all-missing months stay missing."""
    levels = list(levels)
    if not np.isnan(values).any():
        return np.quantile(values, levels, axis=0)
    result = np.full((len(levels), values.shape[1]), np.nan)
    known = ~np.isnan(values).all(axis=0)
    if known.any():
        result[:, known] = np.nanquantile(values[:, known], levels, axis=0)
    return result


def series(dataset: xr.Dataset, variable: str, **where: str) -> np.ndarray:
    """A variable as (run, month), for one actor or sponsor where it has them, in the unit that is shown."""
    array = dataset[variable].sel(where) if where else dataset[variable]
    values = array.transpose("run", "month").values
    return values * 100 if variable in SHARES else values


def fan(now: xr.Dataset, baseline: xr.Dataset, variable: str, events: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Quantiles by month, the baseline's median beside them, and one row per dated event."""
    levels = quantiles(series(now, variable, **where))
    dashed = levels[2] if baseline is now else quantiles(series(baseline, variable, **where), [0.5])[0]
    columns = {"month": np.arange(now.sizes["month"]), "calendar": calendar(now)}
    return with_events(pd.DataFrame({**columns, **dict(zip(LEVELS, levels, strict=True)), "baseline": dashed}), events)


def with_events(table: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    table["event"], table["mark"] = None, None
    if events.empty:
        return table
    return pd.concat([table, events[["month", "calendar", "event", "mark"]]], ignore_index=True)


def rungs(lowest: float, highest: float, *, floor: float | None = None) -> tuple[float, float]:
    """A round range around some values that stays put while they move a little."""
    if not (math.isfinite(lowest) and math.isfinite(highest)):
        return (0.0, 1.0)
    low = lowest if floor is None else floor
    span = max(highest - low, abs(highest) * 1e-3, 1e-3)
    step = 10 ** math.floor(math.log10(span))
    step = next(step * factor for factor in (0.5, 1, 2, 5) if span / (step * factor) <= 4)
    bottom = floor if floor is not None else math.floor((low - span * 0.1) / step) * step
    return (round(bottom, 9), round(math.ceil((highest + span * 0.1) / step) * step, 9))


def domain(frames: Iterable[pd.DataFrame], *, floor: float | None = None) -> tuple[float, float]:
    """One range for several fans, so that they can be compared."""
    tables = [table[["q05", "q95", "baseline"]].to_numpy(float) for table in frames]
    values = np.concatenate(tables) if tables else np.array([[np.nan]])
    if np.isnan(values).all():
        return (0.0, 1.0)
    return rungs(float(np.nanmin(values)), float(np.nanmax(values)), floor=floor)


def shares(now: np.ndarray, baseline: np.ndarray, calendar_months: Sequence[str], events: pd.DataFrame) -> pd.DataFrame:
    """Shares of runs by month, told in runs of 100, with the baseline beside them."""
    table = pd.DataFrame({"month": np.arange(len(calendar_months)), "calendar": calendar_months})
    table["now"], table["baseline"] = np.asarray(now) * 100, np.asarray(baseline) * 100
    return with_events(table, events)


def stacked(shares: Iterable[float]) -> Iterator[dict[str, float]]:
    """Shares as the parts of a bar of 100 runs: how large each is, where it begins and ends, and its middle."""
    start = 0.0
    for share in shares:
        size = share * 100
        yield {"share": size, "from": start, "to": start + size, "middle": start + size / 2}
        start += size


def answers(given: Iterable[tuple[str, Sequence[float]]], names: Mapping[str, str]) -> pd.DataFrame:
    """Bars of 100 runs, one per actor: shares of its answers in the order of `names`; who has no say is left out."""
    rows = [
        {"actor": label, "reason": name, "code": code, "order": order, **part}
        for label, shares in given
        if not any(math.isnan(share) for share in shares)
        for order, ((code, name), part) in enumerate(zip(names.items(), stacked(shares), strict=True))
    ]
    return pd.DataFrame(rows, columns=["actor", "reason", "code", "order", "share", "from", "to", "middle"])


def events(scenario: Scenario, calendar_months: list[str]) -> pd.DataFrame:
    """The dated events within the horizon, numbered in order of time."""
    dated = sorted((event.on, event.label) for event in scenario.events.values() if event.on in calendar_months)
    rows = [
        {"month": calendar_months.index(on), "calendar": on, "event": label, "mark": str(number)}
        for number, (on, label) in enumerate(dated, start=1)
    ]
    return tables.readable(pd.DataFrame(rows, columns=["month", "calendar", "event", "mark"]))
