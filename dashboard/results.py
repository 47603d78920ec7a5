"""Scenarios and results, computed once and shared by all sessions; nobody may write to them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
import xarray as xr

import sim
from dashboard import drafts, frames, tables

if TYPE_CHECKING:
    from sim import Parameter, Scenario

RESULTS_KEPT = 8


@dataclass(frozen=True)
class Result:
    """A simulation with what is said about it: outcomes, ends, members, deals and offers, as `sim` counts them."""

    scenario: Scenario
    dataset: xr.Dataset
    summary: Mapping[str, Any]


def choices() -> tuple[list[str], str]:
    """Scenarios to choose from, and the one shown first: the variable PARLEY_SCENARIO, a name or a file."""
    names = list(sim.scenario_names())
    wanted = os.environ.get("PARLEY_SCENARIO", "")
    if wanted and wanted not in names:
        names.insert(0, wanted)
    usual = "november-2024" if "november-2024" in names else names[0]
    return names, wanted or usual


@st.cache_resource(max_entries=64, show_spinner=False)
def _load(name: str, changed_at: float) -> tuple[Scenario, Mapping[str, Parameter]]:
    scenario = sim.load_scenario(name)
    return scenario, sim.parameters(scenario)


@st.cache_resource(show_spinner=False)
def shelf() -> drafts.Shelf:
    """The texts that readers try, for all sessions."""
    return drafts.Shelf()


@st.cache_resource(max_entries=32, show_spinner=False)
def _read(text: str, folder: Path | None) -> tuple[Scenario, Mapping[str, Parameter]] | tuple[Any, ...]:
    try:
        scenario = sim.read_scenario(text, drafts.NAME_IN_MESSAGES, folder)
    except sim.InputError as error:
        return error.problems
    return scenario, sim.parameters(scenario)


def read(draft: drafts.Draft) -> tuple[Scenario, Mapping[str, Parameter]]:
    """The scenario of a text and its parameters. Raises InputError with every problem at its place."""
    path = Path(draft.origin)
    found = _read(draft.text, path.parent if path.is_file() else None)
    if found and isinstance(found[0], sim.Scenario):
        return found
    raise sim.InputError(found)


@st.cache_resource(max_entries=32, show_spinner=False)
def _original(name: str, changed_at: float) -> str:
    return sim.scenario_text(name)


def original(name: str) -> str:
    """The text of a scenario's own file. Raises InputError."""
    return _original(name, _changed_at(name))


def _changed_at(name: str) -> float:
    path = Path(name)
    return path.stat().st_mtime if path.is_file() else 0.0


def load(name: str) -> tuple[Scenario, Mapping[str, Parameter]]:
    """A scenario and its parameters; a file is read again when it has changed, a draft while it is kept. Raises InputError."""
    if drafts.is_draft(name):
        draft = shelf().get(name)
        if draft is None:
            raise sim.InputError(f"{name} is no longer kept here")
        return read(draft)
    return _load(name, _changed_at(name))


@st.cache_resource(max_entries=RESULTS_KEPT, show_spinner=False)
def _simulate(digest: str, runs: int, months: int, seed: int, _scenario: Scenario) -> Result:
    dataset = sim.simulate(_scenario, runs=runs, months=months, seed=seed)
    summary = {
        "shares": {name: sim.share_of(dataset[first].notnull().values) for name, first in frames.OUTCOMES.items()},
        "ends": sim.ends(dataset),
        "members": sim.blocking_members(dataset),
        "deals": sim.deals(dataset),
        "offers": sim.offers(dataset),
    }
    for variable in dataset.variables.values():
        if isinstance(variable.data, frames.np.ndarray):
            variable.data.flags.writeable = False
    return Result(_scenario, dataset, summary)


def simulate(scenario: Scenario, runs: int, months: int, seed: int) -> Result:
    """The result of a scenario, from the shared store if somebody has asked before."""
    return _simulate(scenario.digest(), runs, months, seed, scenario)


@st.cache_resource(max_entries=RESULTS_KEPT, show_spinner=False)
def _compare(before: tuple[Any, ...], after: tuple[Any, ...], _before: Result, _after: Result) -> Mapping[str, Any]:
    return sim.compare(_before.dataset, _after.dataset)


def compare(before: Result, after: Result) -> Mapping[str, Any]:
    """Baseline against change, run by run."""
    keys = [
        (
            result.scenario.digest(),
            *(result.dataset.attrs[key] for key in ("runs", "seed")),
            result.dataset.sizes["month"],
        )
        for result in (before, after)
    ]
    return _compare(keys[0], keys[1], before, after)


@st.cache_resource(max_entries=64, show_spinner=False)
def months(start: str, horizon: int) -> list[str]:
    """The calendar months from the start to the horizon."""
    year, month = map(int, start.split("-"))
    counts = [year * 12 + month - 1 + step for step in range(horizon + 1)]
    return [f"{count // 12:04d}-{count % 12 + 1:02d}" for count in counts]


__all__ = ["Result", "choices", "compare", "load", "months", "original", "read", "shelf", "simulate", "tables"]
