"""From one run of an ensemble to tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

import sim
from dashboard.charts import fans

ANSWERS = ["proposal", "actor", "answer", "code", "worth"]


def line(dataset: xr.Dataset, values: np.ndarray, run: int) -> pd.DataFrame:
    """One run by month over the quantiles of all; `values` (run, month)."""
    levels = fans.quantiles(values)
    columns = {"month": np.arange(dataset.sizes["month"]), "calendar": fans.calendar(dataset)}
    return pd.DataFrame({**columns, **dict(zip(fans.LEVELS, levels, strict=True)), "run": values[run]})


def phases(dataset: xr.Dataset, run: int) -> list[str]:
    """Name of the phase at the end of each month."""
    flags = dataset["phase"].attrs
    names = dict(zip(flags["flag_values"], flags["flag_meanings"].split(), strict=True))
    return [names[code] for code in dataset["phase"].transpose("run", "month").values[run].tolist()]


def strip(names: Sequence[str], labels: Mapping[str, str], calendar: Sequence[str]) -> pd.DataFrame:
    """Where a run stands, as stretches of months with the same phase."""
    rows, start = [], 0
    for name, stretch in groupby(names):
        length = len(list(stretch))
        end = start + length
        rows.append(
            {
                "phase": labels[name],
                "from": max(start - 0.5, 0.0),
                "to": min(end - 0.5, len(names) - 1.0),
                "since": calendar[start],
                "until": calendar[end - 1],
            }
        )
        start = end
    table = pd.DataFrame(rows, columns=["phase", "from", "to", "since", "until"])
    return table.assign(middle=(table["from"] + table["to"]) / 2)


def story(entries: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, list[Mapping[str, Any]]]]:
    """The entries month by month: number, calendar month, what happened."""
    return [
        (month, calendar, list(group))
        for (month, calendar), group in groupby(entries, key=lambda entry: (entry["month"], entry["calendar"]))
    ]


def answers(one: xr.Dataset, month: int, names: Mapping[str, str], deal_names: Mapping[str, str]) -> pd.DataFrame:
    """What everybody with a say answers to every proposal in one run and month, with its worth to the sides in points.

    `one` is a dataset of a single run recorded in full; `names` gives words for the verdicts, `deal_names` for those on deals on an issue.
    """
    proposals, deals = sim.names_along(one, "proposal"), sim.names_along(one, "deal")
    if not proposals:
        return pd.DataFrame(columns=ANSWERS)
    flags = one["verdict"].attrs
    words = dict(zip(flags["flag_values"], flags["flag_meanings"].split(), strict=True))
    verdicts = one["verdict"].transpose("run", "month", "proposal", "actor").values[0, month]
    worth = one["proposal_worth"].transpose("run", "month", "proposal", "actor").values[0, month]
    rows = []
    for place, proposal in enumerate(proposals):
        said = deal_names if proposal in deals else names
        for number, actor in enumerate(one["actor_label"].values):
            code = words[int(verdicts[place, number])]
            if code in said:
                rows.append(
                    {
                        "proposal": proposal,
                        "actor": str(actor),
                        "answer": said[code],
                        "code": code,
                        "worth": float(worth[place, number]) * 100,
                    }
                )
    return pd.DataFrame(rows, columns=ANSWERS)
