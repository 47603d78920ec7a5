"""The results of a run as a folder of files that other programs read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from sim.csv_writing import csv_bytes, levers_text
from sim.ensemble.outcomes import names_along, quantiles, summarise
from sim.errors import InputError
from sim.scenario.reading import to_yaml
from sim.scenario.schema import Scenario
from sim.vocabulary import OUTCOMES, PHASES


def runs_frame(result: xr.Dataset) -> pd.DataFrame:
    """One row a run: when talks, agreement and collapse first came, where the front ended, the terms."""
    columns: dict[str, Any] = {"run": result["run"].values}
    columns |= {outcome.first: result[outcome.first].values for outcome in OUTCOMES.values()}
    columns["final_phase"] = pd.Categorical.from_codes(result["phase"].values[:, -1], list(PHASES))
    columns["final_front_km2"] = result["front_km2"].values[:, -1]
    columns |= {f"terms_{issue}": result["terms"].sel(issue=issue).values for issue in names_along(result, "issue")}
    proposals = names_along(result, "proposal")
    columns["agreement_proposal"] = pd.Categorical.from_codes(result["agreement_proposal"].values, proposals)
    return pd.DataFrame(columns)


def monthly_frame(result: xr.Dataset) -> pd.DataFrame:
    """Long table of quantiles: month, calendar, variable, quantile, value, unit."""
    rows = [
        (month, str(result["calendar"].values[month]), variable, float(quantile), value, _unit(result, variable))
        for variable, entry in quantiles(result).items()
        for quantile, values in entry.items()
        for month, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["month", "calendar", "variable", "quantile", "value", "unit"])


def _unit(result: xr.Dataset, variable: str) -> str:
    return str(result[variable.partition(".")[0]].attrs["units"])


def check_folder(out: Path) -> None:
    """Refuse a folder that exists and is not empty, before any work is done."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"out: {out} exists and is not an empty folder; give a new one")


def write_folder(
    out: Path,
    scenario: Scenario,
    result: xr.Dataset,
    name: str,
    moved: Mapping[str, float | bool] | None = None,
    excel: bool = False,
) -> None:
    """Write summary.json, runs.parquet, monthly.parquet, monthly.csv and scenario.yaml; all of them or nothing.

    `moved` are the parameters that were moved. With `excel` the CSV file begins with a byte order mark.
    """
    levers = dict(moved or {})
    about: dict[str, str | int] = {"scenario": name, "seed": result.attrs["seed"], "levers": levers_text(levers)}
    check_folder(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            staged = Path(temporary) / "results"
            staged.mkdir()
            text = json.dumps(
                {**summarise(result, name), "levers": levers}, ensure_ascii=False, indent=1, allow_nan=False
            )
            (staged / "summary.json").write_text(text, encoding="utf-8")
            runs, monthly = runs_frame(result), monthly_frame(result)
            for table, file in ((runs, "runs"), (monthly, "monthly")):
                table.attrs = {key: str(value) for key, value in about.items()}
                table.to_parquet(staged / f"{file}.parquet", compression="zstd", index=False)
            (staged / "monthly.csv").write_bytes(csv_bytes(monthly, {"month": "months"}, about, excel))
            (staged / "scenario.yaml").write_text(to_yaml(scenario), encoding="utf-8")
            if out.exists():
                out.rmdir()
            os.replace(staged, out)
    except OSError as error:
        raise InputError(f"out: cannot write {out}: {error.strerror}") from None
