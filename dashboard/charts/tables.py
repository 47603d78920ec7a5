"""Tables of the scenario and of whole results, for reading and for download: pure functions, no Streamlit."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from dashboard.charts.frames import LEVELS, quantiles
from dashboard.text import plain
from sim import names_along, numbers, optional_parameters, parameters

if TYPE_CHECKING:
    from sim import Scenario

BASES = ("assumption", "calibrated", "source")
"""Order in which the bases of numbers are listed: what rests on least comes first."""


def events(scenario: Scenario, calendar_months: list[str]) -> pd.DataFrame:
    """The dated events within the horizon, numbered in order of time."""
    dated = sorted((event.on, event.label) for event in scenario.events.values() if event.on in calendar_months)
    rows = [
        {"month": calendar_months.index(on), "calendar": on, "event": label, "mark": str(number)}
        for number, (on, label) in enumerate(dated, start=1)
    ]
    return _readable(pd.DataFrame(rows, columns=["month", "calendar", "event", "mark"]))


def every_number(scenario: Scenario, changes: Mapping[str, float | bool]) -> pd.DataFrame:
    """Every parameter with its value, unit, basis, source, note and date of checking; assumptions first."""
    known = parameters(scenario)
    if changes.keys() - known.keys():
        added = optional_parameters(scenario)
        known = {**known, **{path: added[path] for path in changes if path in added}}
    rows = []
    for path, parameter in known.items():
        quantity = parameter.quantity
        rows.append(
            {
                "number": path,
                "value": _shown(changes.get(path, parameter.value)),
                "unit": parameter.unit,
                "basis": quantity.basis if quantity else "assumption",
                "varies": "yes" if quantity and quantity.uncertain else "",
                "moved": "yes" if path in changes else "",
                "source": (quantity.source or "") if quantity else "",
                "standpoint": _standpoint(scenario, quantity.source if quantity else None),
                "note": quantity.note if quantity else "",
                "checked": (quantity.checked or "") if quantity else "",
                "meaning": parameter.text,
            }
        )
    table = pd.DataFrame(rows)
    order = table["basis"].map({basis: rank for rank, basis in enumerate(BASES)})
    table = table.assign(order=order).sort_values("order", kind="stable").drop(columns="order")
    return _readable(table.reset_index(drop=True))


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its words as they may be shown."""
    return table.map(lambda entry: plain.shown(entry) if isinstance(entry, str) else entry)


def _standpoint(scenario: Scenario, source: str | None) -> str:
    """Whose view a source gives."""
    return scenario.sources[source].standpoint if source in scenario.sources else ""


def _shown(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else numbers.plain(value, 6)


def matching(table: pd.DataFrame, words: str, bases: list[str]) -> pd.DataFrame:
    """The rows with one of the bases and all the words, in any column."""
    table = table[table["basis"].isin(bases)] if bases and "basis" in table else table
    text = table.astype(str).agg(" ".join, axis=1).str.lower() if len(table) else pd.Series(dtype=str)
    for word in words.lower().split():
        keep = text.str.contains(word, regex=False)
        table, text = table[keep], text[keep]
    return table


def bibliography(scenario: Scenario) -> pd.DataFrame:
    """The sources: who says it, from which standpoint, where."""
    rows = [
        {
            "source": name,
            "title": source.title,
            "author": source.author,
            "publisher": source.publisher,
            "date": source.date,
            "standpoint": source.standpoint,
            "kind": source.kind,
            "address": source.address,
            "note": source.note,
        }
        for name, source in scenario.sources.items()
    ]
    columns = ["source", "title", "author", "publisher", "date", "standpoint", "kind", "address", "note"]
    return _readable(pd.DataFrame(rows, columns=columns))


def facts(scenario: Scenario) -> pd.DataFrame:
    """The claims of the sources, and the numbers that rest on them."""
    rows = [
        {
            "claim": fact.text,
            "figure": "" if fact.value is None else f"{numbers.plain(fact.value.value, 6)} {fact.measured_in}",
            "source": fact.source,
            "standpoint": _standpoint(scenario, fact.source),
            "used by": ", ".join(fact.used_by),
        }
        for fact in scenario.facts.values()
    ]
    return _readable(pd.DataFrame(rows, columns=["claim", "figure", "source", "standpoint", "used by"]))


def runs(dataset: xr.Dataset) -> pd.DataFrame:
    """One row per run: what happened first when, how it stands in the end, on which terms, with which deals and offers."""
    table = pd.DataFrame({"run": dataset["run"].values})
    for name in (name for name in dataset.data_vars if str(name).startswith("first_")):
        table[name] = dataset[name].values
    flags = dataset["phase"].attrs
    names = dict(zip(flags["flag_values"], flags["flag_meanings"].split(), strict=True))
    table["phase.end"] = [names[code] for code in dataset["phase"].transpose("run", "month").values[:, -1].tolist()]
    table["agreement_proposal"] = dataset["agreement_proposal"].values
    for dim, variables in {"deal": ("deals_signed", "deals_broken"), "offer": ("offer_taken",)}.items():
        for variable in variables:
            for name in names_along(dataset, dim):
                table[f"{variable}.{name}"] = dataset[variable].sel({dim: name}).values
    for issue in names_along(dataset, "issue"):
        table[f"terms.{issue}"] = dataset["terms"].sel(issue=issue).values
    for name in ("front_km2", "escalation", "ripeness", "zopa"):
        table[f"{name}.end"] = dataset[name].transpose("run", "month").values[:, -1]
    return table


def units(dataset: xr.Dataset) -> dict[str, str]:
    """Units of the columns of `runs`."""
    columns = [str(name) for name in runs(dataset.isel(run=slice(1)))]
    kinds = {name: dataset.variables.get(name.partition(".")[0]) for name in columns}
    return {name: str(kind.attrs.get("units", "")) for name, kind in kinds.items() if kind is not None}


def monthly_quantiles(dataset: xr.Dataset) -> pd.DataFrame:
    """Quantiles of every monthly variable, one row per variable, actor and month, in the model's units."""
    parts = []
    months = [str(month) for month in dataset["calendar"].values]
    for name, variable in dataset.data_vars.items():
        if "run" not in variable.dims or "month" not in variable.dims or name == "phase":
            continue
        other = next((dim for dim in variable.dims if dim not in ("run", "month")), None)
        for key in dataset[other].values if other else [""]:
            array = variable.sel({other: key}) if other else variable
            levels = quantiles(array.transpose("run", "month").values.astype(float))
            if np.isnan(levels).all():
                continue
            part = pd.DataFrame(dict(zip(LEVELS, levels, strict=True)))
            part.insert(0, "month", np.arange(len(part)))
            part.insert(1, "calendar", months)
            part.insert(0, "actor", str(key))
            part.insert(0, "unit", variable.attrs.get("units", ""))
            part.insert(0, "variable", str(name))
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def to_parquet(table: pd.DataFrame, about: Mapping[str, object]) -> bytes:
    """The table as Parquet, with what made it in the metadata."""
    buffer = io.BytesIO()
    table.attrs = {key: str(value) for key, value in about.items()}
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
