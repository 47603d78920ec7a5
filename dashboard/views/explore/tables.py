"""Tables of whole results, for download: pure functions, no Streamlit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from dashboard.charts.fans import LEVELS, quantiles
from sim import names_along

if TYPE_CHECKING:
    pass


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
