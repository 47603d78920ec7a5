"""From a result to tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
DOTS = 50
ROWS = 10
OUTCOMES = {"talks": "first_talks", "agreement": "first_agreement", "collapse": "first_collapse"}
SHARES = frozenset({"fatigue", "concession_readiness"})
"""Variables shown in per cent."""


def calendar(dataset: xr.Dataset) -> list[str]:
    """The calendar month of every step, as 'YYYY-MM'."""
    return [str(month) for month in dataset["calendar"].values]


def quantiles(values: np.ndarray) -> np.ndarray:
    """The five quantiles of (run, month) values, ignoring missing ones; all-missing months stay missing."""
    if not np.isnan(values).any():
        return np.quantile(values, list(LEVELS.values()), axis=0)
    shape = (len(LEVELS), values.shape[1])
    result = np.full(shape, np.nan)
    known = ~np.isnan(values).all(axis=0)
    if known.any():
        result[:, known] = np.nanquantile(values[:, known], list(LEVELS.values()), axis=0)
    return result


def series(dataset: xr.Dataset, variable: str, **where: str) -> np.ndarray:
    """A variable as (run, month), for one actor or donor where it has them, in the unit that is shown."""
    array = dataset[variable].sel(where) if where else dataset[variable]
    values = array.transpose("run", "month").values
    return values * 100 if variable in SHARES else values


def fan(now: xr.Dataset, baseline: xr.Dataset, variable: str, events: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Quantiles by month, the baseline's median beside them, and one row per dated event."""
    levels = quantiles(series(now, variable, **where))
    dashed = levels[2] if baseline is now else quantiles(series(baseline, variable, **where))[2]
    table = pd.DataFrame(dict(zip(LEVELS, levels, strict=True)))
    table.insert(0, "month", np.arange(len(table)))
    table.insert(1, "calendar", calendar(now))
    table["baseline"] = dashed
    return _with_events(table, events)


def _with_events(table: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
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


def dots(months_of_agreement: np.ndarray, horizon: int, calendar_months: Sequence[str]) -> pd.DataFrame:
    """Fifty equally likely runs, each a dot at its month of agreement; those without one stand apart."""
    reached = np.sort(np.where(np.isnan(months_of_agreement), np.inf, months_of_agreement))
    places = (np.arange(DOTS) + 0.5) / DOTS * len(reached)
    picked = reached[np.minimum(places.astype(int), len(reached) - 1)]
    width = max(1, math.ceil(horizon / 18))
    rows: list[dict[str, object]] = []
    heights: dict[float, int] = {}
    unsigned = 0
    for month in picked:
        if math.isinf(month) or month > horizon:
            column, row = divmod(unsigned, ROWS)
            unsigned += 1
            x = horizon * 1.1 + 0.5 + column * horizon / 20
            rows.append({"x": x, "row": row + 0.5, "outcome": "no agreement", "calendar": "—"})
            continue
        bin_ = min(math.floor(month / width) * width, horizon)
        heights[bin_] = heights.get(bin_, 0) + 1
        last = calendar_months[min(bin_ + width - 1, horizon)]
        when = calendar_months[bin_] if width == 1 else f"{calendar_months[bin_]} to {last}"
        rows.append({"x": bin_ + (width - 1) / 2, "row": heights[bin_] - 0.5, "outcome": "agreement", "calendar": when})
    return pd.DataFrame(rows)


def stack(frame: pd.DataFrame) -> int:
    """Height of the dots in rows, in few sizes so that the axis stays put."""
    highest = frame["row"].max() + 0.5
    return next(size for size in (ROWS + 1, 2 * ROWS, 3 * ROWS, DOTS) if highest <= size)


def phases(now: xr.Dataset, baseline: xr.Dataset, code: int, events: pd.DataFrame) -> pd.DataFrame:
    """Runs in 100 that are in a phase, by month, with the baseline."""
    table = pd.DataFrame({"month": np.arange(now.sizes["month"]), "calendar": calendar(now)})
    table["now"] = _in_phase(now, code)
    table["baseline"] = _in_phase(baseline, code)
    return _with_events(table, events)


def _in_phase(dataset: xr.Dataset, code: int) -> np.ndarray:
    share: np.ndarray = (dataset["phase"].transpose("run", "month").values == code).mean(axis=0) * 100
    return share


def blockers(dataset: xr.Dataset, proposal: str, month: int, names: Mapping[str, str]) -> pd.DataFrame:
    """What each actor with a say answers to a proposal, in runs of 100; `names` are the codes in order."""
    shares = dataset["verdict_share"].transpose("month", "proposal", "actor", "code")
    where = list(dataset["proposal"].values).index(proposal)
    table = shares.values[month, where]
    codes = [list(dataset["code"].values).index(code) for code in names]
    rows = []
    for label, answers in zip(dataset["actor_label"].values, table[:, codes].tolist(), strict=True):
        if any(math.isnan(share) for share in answers):
            continue
        start = 0.0
        for order, (code, name) in enumerate(names.items()):
            share = answers[order] * 100
            rows.append(
                {
                    "actor": str(label),
                    "reason": name,
                    "code": code,
                    "order": order,
                    "share": share,
                    "from": start,
                    "to": start + share,
                    "middle": start + share / 2,
                }
            )
            start += share
    columns = ["actor", "reason", "code", "order", "share", "from", "to", "middle"]
    return pd.DataFrame(rows, columns=columns)


def terms(dataset: xr.Dataset, issue: str, bins: int = 20) -> pd.DataFrame:
    """Where on an issue's scale the signed deals lie: deals in 100, by twentieth of the scale."""
    values = dataset["terms"].sel(issue=issue).values
    values = values[~np.isnan(values)]
    counts, edges = np.histogram(values, bins=bins, range=(0, 1))
    share = counts / max(len(values), 1) * 100
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": share, "deals": counts})
