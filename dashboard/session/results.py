"""Scenarios and results, computed once and shared by all sessions; nobody may write to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
import xarray as xr

import sim
from dashboard.session import drafts, kept, served, state, turns
from dashboard.session.state import Question
from dashboard.text import errors
from sim import vocabulary

if TYPE_CHECKING:
    from sim import PackageSpace, Parameter, Scenario

RUN_MONTHS = 100_000
"""Run-months that are simulated in a second, about."""
LETTERS = 100_000
"""Letters of a scenario that are read in a second, about."""
Key = tuple[str, int, int, int]
"""Digest of the scenario, runs, months, seed."""
SPACE = (1000, 24_000)
"""Runs, and run-months, that are looked at to judge packages, at most."""


LEADS = np.linspace(-0.6, 0.6, 49)
"""By how much side 0 is ahead of side 1 at the points of the contract curve that are drawn."""


@dataclass(frozen=True)
class Result:
    """A simulation with what is said about it: outcomes, ends, members, deals and offers, as `sim` counts them."""

    scenario: Scenario
    dataset: xr.Dataset
    summary: Mapping[str, Any]
    key: Key
    """What tells it from every other result."""


def choices() -> tuple[list[str], str]:
    """Scenarios to choose from, and the one shown first, which the variable PARLEY_SCENARIO says."""
    names = list(sim.scenario_names())
    wanted = served.wanted()
    if wanted and wanted not in names:
        names.insert(0, wanted)
    usual = "november-2024" if "november-2024" in names else names[0]
    return names, wanted or usual


@st.cache_resource(max_entries=64, show_spinner=False)
def _load(name: str, changed_at: float) -> tuple[Scenario, Mapping[str, Parameter]]:
    with served.without_paths(name) as path:
        scenario = sim.load_scenario(path)
    return scenario, sim.parameters(scenario)


_shelf = drafts.Shelf()


def shelf() -> drafts.Shelf:
    """The texts that readers try, for all sessions. No cache of Streamlit's: what empties those must not take anybody's text."""
    return _shelf


def _size(found: tuple[Any, ...]) -> int:
    """Bytes of a scenario, by its numbers, as measured; or of its problems."""
    if not isinstance(found[0], sim.Scenario):
        return kept.size_of(found)
    numbers = len(found[1]) if isinstance(found[1], Mapping) else len(sim.parameters(found[0]))
    return 1_000_000 + 4_000 * numbers


@kept.once(_size)
def _read(name: str, origin: Path | None, _text: str) -> tuple[Scenario, Mapping[str, Parameter]] | tuple[Any, ...]:
    try:
        with turns.reading.turn(len(_text) / LETTERS):
            scenario = sim.read_scenario(_text, drafts.NAME_IN_MESSAGES, origin=origin)
    except sim.InputError as error:
        return error.problems
    return scenario, sim.parameters(scenario)


def read(draft: drafts.Draft) -> tuple[Scenario, Mapping[str, Parameter]]:
    """The scenario of a text and its parameters. Raises InputError with every problem at its place."""
    path = Path(served.source(draft.origin))
    found = _read(drafts.name_of(draft.text), path if path.is_file() else None, draft.text)
    if found and isinstance(found[0], sim.Scenario):
        return found
    raise sim.InputError(found)


@st.cache_resource(max_entries=32, show_spinner=False)
def _original(name: str, changed_at: float) -> str:
    with served.without_paths(name) as path:
        return sim.scenario_text(path)


def original(name: str) -> str:
    """The text of a scenario's own file. Raises InputError."""
    return _original(name, _age(name))


def _age(name: str) -> float:
    path = Path(served.source(name))
    return path.stat().st_mtime if path.is_file() else 0.0


def load(name: str) -> tuple[Scenario, Mapping[str, Parameter]]:
    """A scenario and its parameters; a file is read again when it has changed, a draft while it is kept. Raises InputError."""
    if drafts.is_draft(name):
        draft = shelf().get(name)
        if draft is None:
            raise sim.InputError(errors.no_longer_kept(name))
        return read(draft)
    return _load(name, _age(name))


@kept.once()
def _simulate(digest: str, runs: int, months: int, seed: int, _scenario: Scenario) -> Result:
    needed = sim.memory_of(_scenario, runs, months)
    with turns.simulating.turn(runs * months / RUN_MONTHS, needed):
        dataset = sim.simulate(_scenario, runs, months, seed, most_bytes=state.most_bytes())
    summary = {
        "shares": {
            name: sim.share_of(dataset[outcome.first].notnull().values) for name, outcome in vocabulary.FIRSTS.items()
        },
        "ends": sim.ends(dataset),
        "members": sim.blocking_members(dataset),
        "deals": sim.deals(dataset),
        "offers": sim.offers(dataset),
        "standing": _standing(dataset),
    }
    for variable in dataset.variables.values():
        if isinstance(variable.data, np.ndarray):
            variable.data.flags.writeable = False
    return Result(_scenario, dataset, summary, (digest, runs, months, seed))


def _standing(dataset: xr.Dataset) -> dict[str, np.ndarray]:
    """Run by run, what the headline says of the last month: still at war, a side prevails, the front, all aid."""
    found = sim.standing(dataset)
    return {
        "at_war": found["at_war"],
        "prevails": found["victory_0"] | found["victory_1"],
        "front": found["front_km2"] / 1000,
        "aid": found["aid_eur_bn"],
    }


def simulate(scenario: Scenario, runs: int, months: int, seed: int) -> Result:
    """The result of a scenario, from the shared store if somebody has asked before."""
    return _simulate(scenario.digest(), runs, months, seed, scenario)


@kept.once(_size)
def _changed(name: str, changed_at: float, changes: tuple[tuple[str, float | bool], ...]) -> tuple[Scenario, str]:
    scenario = sim.change(load(name)[0], dict(changes))
    return scenario, scenario.digest()


def answer(question: Question, changed: bool = True) -> Result:
    """The result of a question; with `changed` false, of the file as it is. Raises InputError."""
    changes = question.changes if changed else ()
    scenario, digest = _changed(question.name, _age(question.name), changes)
    return _simulate(digest, question.runs, question.months, question.seed, scenario)


@kept.once()
def _compare(before: Key, after: Key, _before: Result, _after: Result) -> Mapping[str, Any]:
    stood, stands = (result.summary["standing"] for result in (_before, _after))
    now = {name: sim.paired(stood[name], stands[name]) for name in stands}
    return {**sim.compare(_before.dataset, _after.dataset), **now}


def compare(before: Result, after: Result) -> Mapping[str, Any]:
    """Baseline against change, run by run."""
    return _compare(before.key, after.key, before, after)


@kept.once()
def _space(digest: str, runs: int, months: int, seed: int, _scenario: Scenario) -> PackageSpace:
    sim.check_memory(_scenario, runs, months, "full", state.most_bytes())
    with turns.reading.turn(runs * months / RUN_MONTHS):
        return sim.package_space(_scenario, runs, months, seed)


def space(scenario: Scenario, runs: int, months: int, seed: int) -> PackageSpace:
    """What is at the table in every month, for as many of the runs as are looked at."""
    looked_at = min(runs, SPACE[0], max(SPACE[1] // (months + 1), 1))
    return _space(scenario.digest(), looked_at, months, seed, scenario)


@kept.once()
def _zone(digest: str, size: tuple[int, int, int], month: int, scope: str, _space: PackageSpace) -> Mapping[str, Any]:
    return {
        "best": _space.best(month, scope),
        "curve": _space.frontier(month, scope, LEADS),
        "free": _space.frontier(month, scope, LEADS, with_lines=False),
        "relax": _space.relax(month),
    }


def zone(space: PackageSpace, month: int, scope: str) -> Mapping[str, Any]:
    """The best packages, the contract curve with and without lines, and the smallest relaxation in a month."""
    size = space.runs, space.months, space.seed
    return _zone(space.scenario.digest(), size, month, scope, space)


@kept.once()
def _course(digest: str, run: int, months: int, seed: int, _scenario: Scenario) -> tuple[Mapping[str, Any], xr.Dataset]:
    with turns.reading.turn():
        one = sim.simulate(_scenario, 1, months, seed, record="full", first_run=run, most_bytes=state.most_bytes())
        return sim.tell(_scenario, run, months, seed), one


def course(scenario: Scenario, run: int, months: int, seed: int) -> tuple[Mapping[str, Any], xr.Dataset]:
    """The story of a run, and the run recorded in full."""
    return _course(scenario.digest(), run, months, seed, scenario)


@st.cache_resource(max_entries=64, show_spinner=False)
def months(start: str, horizon: int) -> list[str]:
    """The calendar months from the start to the horizon."""
    year, month = map(int, start.split("-"))
    counts = [year * 12 + month - 1 + step for step in range(horizon + 1)]
    return [f"{count // 12:04d}-{count % 12 + 1:02d}" for count in counts]
