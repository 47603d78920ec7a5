"""Tables of the page Explore: pure functions, no Streamlit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

import sim
from dashboard.charts import fans
from dashboard.text import captions, plain

DOTS = 50
ROWS = 10
LETTERED = 8
"""Runs in 100 from which a layer has room for its name."""


def dots(
    signed_in: np.ndarray, horizon: int, calendar_months: Sequence[str], ceasefire: np.ndarray | None = None
) -> pd.DataFrame:
    """Fifty equally likely runs, each a dot at the month of its first signature; those without one stand apart.

    `signed_in` has the month by run and `ceasefire` whether it is a ceasefire; without it, all are agreements.
    """
    reached = np.where(np.isnan(signed_in), np.inf, signed_in)
    only = np.zeros(len(reached), dtype=bool) if ceasefire is None else ceasefire
    order = np.lexsort((only, reached))
    places = (np.arange(DOTS) + 0.5) / DOTS * len(reached)
    picked = order[np.minimum(places.astype(int), len(reached) - 1)]
    width = max(1, math.ceil(horizon / 18))
    rows: list[dict[str, object]] = []
    heights: dict[float, int] = {}
    unsigned = 0
    for month, kind in zip(reached[picked], only[picked], strict=True):
        if math.isinf(month) or month > horizon:
            column, row = divmod(unsigned, ROWS)
            unsigned += 1
            x = horizon * 1.1 + 0.5 + column * horizon / 20
            rows.append({"x": x, "row": row + 0.5, "outcome": captions.NOTHING_SIGNED, "calendar": "—"})
            continue
        bin_ = min(math.floor(month / width) * width, horizon)
        heights[bin_] = heights.get(bin_, 0) + 1
        last = calendar_months[min(bin_ + width - 1, horizon)]
        when = calendar_months[bin_] if width == 1 else f"{calendar_months[bin_]} to {last}"
        outcome = "ceasefire" if kind else "agreement"
        rows.append({"x": bin_ + (width - 1) / 2, "row": heights[bin_] - 0.5, "outcome": outcome, "calendar": when})
    first = sum(heights.values())
    for place, row_of in enumerate(rows):
        above_first_column = place == min(first + ROWS, len(rows)) - 1 >= first
        row_of["lettered"] = captions.NOTHING_SIGNED if above_first_column else None
    return pd.DataFrame(rows)


def stack(frame: pd.DataFrame) -> int:
    """Height of the dots in rows, in few sizes so that the axis stays put."""
    highest = frame["row"].max() + 0.5
    return next(size for size in (ROWS + 1, 2 * ROWS, 3 * ROWS, DOTS) if highest <= size)


def in_phase(dataset: xr.Dataset, phase: str) -> np.ndarray:
    """Share of runs in a phase by month; the phases are named by the dataset."""
    flags = dataset["phase"].attrs
    code = dict(zip(flags["flag_meanings"].split(), flags["flag_values"], strict=True))[phase]
    share: np.ndarray = (dataset["phase"].transpose("run", "month").values == code).mean(axis=0)
    return share


def middle_90(values: np.ndarray) -> tuple[float, float]:
    """Ends of the range that holds the middle 90 of 100 runs."""
    low, high = np.quantile(values, [fans.LEVELS["q05"], fans.LEVELS["q95"]])
    return float(low), float(high)


def gives(dataset: xr.Dataset, sponsor: str) -> np.ndarray:
    """Share of runs by month in which a decision of the sponsor to give is in force."""
    share: np.ndarray = dataset["gate"].sel(actor=sponsor).transpose("run", "month").values.mean(axis=0)
    return share


def ends(
    now: Mapping[str, Mapping[str, Any]],
    baseline: Mapping[str, Mapping[str, Any]],
    calendar_months: Sequence[str],
    events: pd.DataFrame,
) -> pd.DataFrame:
    """How the runs stand by month: one row per end and month, stacked in runs of 100, with the baseline's edges.

    `now` and `baseline` are what `sim.ends` counts. `edge` is where the baseline's layer ends; the last layer has none.
    """
    counts, before = (np.array([end["runs"] for end in side.values()], dtype=float) for side in (now, baseline))
    share, was = (table / table.sum(axis=0) * 100 for table in (counts, before))
    top, edge = share.cumsum(axis=0), was.cumsum(axis=0)
    edge[-1] = np.nan
    number, months = share.shape
    table = pd.DataFrame(
        {
            "month": np.tile(np.arange(months), number),
            "calendar": list(calendar_months) * number,
            "end": np.repeat([end["label"] for end in now.values()], months),
            "share": share.ravel(),
            "was": was.ravel(),
            "from": (top - share).ravel(),
            "to": top.ravel(),
            "edge": edge.ravel(),
        }
    )
    table["middle"] = (table["from"] + table["to"]) / 2
    table["lettered"] = np.where((table["month"] == months - 1) & (table["share"] >= LETTERED), table["end"], None)
    return fans.with_events(table, events)


def ballots(counted: Mapping[str, Mapping[str, Any]], names: Sequence[str], votes: Mapping[str, str]) -> pd.DataFrame:
    """How members vote in 100 run-months, as bars, and in how many they block.

    `counted` is what `sim.blocking_members` counts; `votes` names the ways to vote in the order of the bars.
    """
    labels = plain.distinct([counted[name]["label"] for name in names])
    rows = [
        {"member": label, "vote": votes[vote], **part, "blocks": counted[name]["blocks"] * 100}
        for name, label in zip(names, labels, strict=True)
        for vote, part in zip(votes, fans.stacked(counted[name][vote] for vote in votes), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["member", "vote", "share", "from", "to", "blocks"])
    table["told"] = [f"{blocks:.0f}" if blocks >= 0.5 else "" for blocks in table["blocks"]]
    return table


def parts(names: Sequence[str], most: int) -> list[list[str]]:
    """Names in as few lists of nearly equal length as hold at most so many each."""
    count = max(1, math.ceil(len(names) / most))
    size = math.ceil(len(names) / count)
    return [list(names[first : first + size]) for first in range(0, len(names), size)] if names else []


def blockers(dataset: xr.Dataset, proposal: str, month: int, names: Mapping[str, str]) -> pd.DataFrame:
    """What each actor with a say answers to a proposal, in runs of 100; `names` are the codes in order."""
    shares = dataset["verdict_share"].transpose("month", "proposal", "actor", "code")
    where = sim.names_along(dataset, "proposal").index(proposal)
    table = shares.values[month, where]
    codes = [list(dataset["code"].values).index(code) for code in names]
    labels = (str(label) for label in dataset["actor_label"].values)
    return fans.answers(zip(labels, table[:, codes].tolist(), strict=True), names)


def terms(dataset: xr.Dataset, issue: str, bins: int = 20) -> pd.DataFrame:
    """Where on an issue's scale the signed deals lie: deals in 100, by twentieth of the scale."""
    values = dataset["terms"].sel(issue=issue).values
    values = values[~np.isnan(values)]
    counts, edges = np.histogram(values, bins=bins, range=(0, 1))
    share = counts / max(len(values), 1) * 100
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": share, "deals": counts})
