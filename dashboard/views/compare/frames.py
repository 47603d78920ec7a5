"""Scenarios side by side, as tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

import sim
from dashboard.charts import fans
from dashboard.session.results import Result
from dashboard.text import plain
from sim import numbers

if TYPE_CHECKING:
    from dashboard.session.state import Question
    from sim import Scenario

APART = 9.0
"""Least distance of letters beside the ends of lines, in runs of 100."""
SECTIONS = ("actors", "issues", "proposals", "offers", "events")
"""Parts of a scenario whose entries may be in one file and not in another."""
ABSENT = "—"


@dataclass(frozen=True)
class Entry:
    """One of those that stand side by side."""

    letter: str
    label: str
    question: Question
    result: Result


def lines(datasets: Mapping[str, xr.Dataset], outcome: str) -> pd.DataFrame:
    """Share of runs, in 100, in which an outcome has happened by each month: a row a letter and month.

    `label` holds the letter at the last month, and `label_at` a height for it where it covers no other.
    """
    parts = []
    for letter, dataset in datasets.items():
        share = sim.by_month(dataset, outcome) * 100
        months = np.arange(len(share))
        last = np.where(months == months[-1], letter, None)
        parts.append(pd.DataFrame({"letter": letter, "month": months, "share": share, "label": last}))
    table = pd.concat(parts, ignore_index=True)
    ends = table["label"].notna()
    table["label_at"] = np.nan
    table.loc[ends, "label_at"] = spread(table.loc[ends, "share"].tolist())
    return table


def spread(heights: Sequence[float], apart: float = APART, top: float = 100.0) -> list[float]:
    """Heights moved so that neighbours are apart, none below 0 and none above the top, in the given order."""
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights, dtype=float)[order]
    for place in range(1, len(placed)):
        placed[place] = max(placed[place], placed[place - 1] + apart)
    ceiling = top
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], ceiling)
        ceiling = placed[place] - apart
    found = np.empty(len(placed))
    found[order] = placed
    return found.tolist()


def ends(counted: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> pd.DataFrame:
    """How the runs stand in the last month, stacked in 100 runs: a row a letter and end. `counted` is what `sim.ends` counts."""
    rows = []
    for letter, found in counted.items():
        last = [end["runs"][-1] for end in found.values()]
        parts = fans.stacked(count / sum(last) for count in last)
        rows += [
            {"letter": letter, "end": name, "label": end["label"], **part}
            for (name, end), part in zip(found.items(), parts, strict=True)
        ]
    return pd.DataFrame(rows)


def fans_of(entries: Sequence[Entry], variable: str) -> list[pd.DataFrame]:
    """A fan for each entry, with the middle run of the first as the baseline."""
    nothing = pd.DataFrame(columns=["month", "calendar", "event", "mark"])
    first = entries[0].result.dataset
    return [fans.fan(entry.result.dataset, first, variable, nothing) for entry in entries]


def differing(scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """What is not the same everywhere: a row a number, switch or part, a column a letter.

    Numbers are listed where everybody has what they belong to; what only some have is listed as a part, without its numbers.
    """
    known = {letter: sim.parameters(scenario) for letter, scenario in scenarios.items()}
    labels = {path: lever.label for one in scenarios.values() for path, lever in one.levers.items()}
    rows = [
        {
            "what": "start",
            "meaning": "first month",
            "unit": "",
            **{letter: one.start for letter, one in scenarios.items()},
        }
    ]
    rows += _parts(scenarios)
    shared = {(section, name) for section in SECTIONS for name in _everywhere(scenarios, section)}
    for path in dict.fromkeys(path for paths in known.values() for path in paths):
        section, name, *_ = [*path.split("."), ""]
        if section in SECTIONS and (section, name) not in shared:
            continue
        entry = next(paths[path] for paths in known.values() if path in paths)
        values = {letter: _shown(paths[path].value) if path in paths else ABSENT for letter, paths in known.items()}
        rows.append({"what": path, "meaning": labels.get(path, entry.text), "unit": entry.unit, **values})
    table = pd.DataFrame(rows, columns=["what", "meaning", "unit", *scenarios])
    table = table[table[list(scenarios)].nunique(axis=1) > 1]
    table = table.sort_values("what", key=lambda names: ~names.isin(list(labels)), kind="stable", ignore_index=True)
    return table.map(plain.shown)


def _parts(scenarios: Mapping[str, Scenario]) -> Iterator[dict[str, str]]:
    for section in SECTIONS:
        found = {letter: getattr(one, section) for letter, one in scenarios.items()}
        for name in dict.fromkeys(name for entries in found.values() for name in entries):
            label = next(entries[name].label for entries in found.values() if name in entries)
            has = {letter: "yes" if name in entries else "no" for letter, entries in found.items()}
            yield {"what": f"{section}.{name}", "meaning": label, "unit": "", **has}


def _everywhere(scenarios: Mapping[str, Scenario], section: str) -> set[str]:
    return set.intersection(*(set(getattr(one, section)) for one in scenarios.values()))


def _shown(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else numbers.plain(value, 6)
