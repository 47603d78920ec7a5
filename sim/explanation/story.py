"""One run told as a dated story: who did what, why, and which numbers stood behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.ensemble.recording import verdicts_of
from sim.ensemble.simulate import MOST_RUNS, check_size, whole_number
from sim.errors import InputError, choices, shorten
from sim.explanation.happenings import AGENDA, Look
from sim.model.draws import BLOCK, Noise
from sim.model.model import NegotiationModel
from sim.numbers import listed
from sim.scenario.levers import change
from sim.scenario.schema import Scenario, calendar_month
from sim.vocabulary import ENDS, PHASES, VERDICTS, End


@dataclass(frozen=True)
class Entry:
    """Something that happens in a month: a sentence or two, and the numbers that it rests on."""

    month: int
    calendar: str
    kind: str
    text: str
    numbers: dict[str, float | str] = field(default_factory=dict)


def tell(
    scenario: Scenario | str | Path,
    run: int,
    months: int | None = None,
    seed: int = 1,
    changes: Mapping[str, float | bool] | None = None,
) -> dict[str, Any]:
    """The story of run `run` of an ensemble, as plain data: `entries` in order of time, and how it ends.

    Raises InputError for a run, horizon or seed that is out of range, and like `sim.change`.
    """
    scenario = change(scenario, changes)
    months = scenario.months if months is None else months
    run = whole_number("run", run, 0, MOST_RUNS - 1)
    _, months, seed = check_size(1, months, seed)
    block, index = divmod(run, BLOCK)
    model = NegotiationModel(scenario, Noise(seed, block, index + 1))
    look = Look(model.world, index)
    entries = list(_month(scenario, look, 0))
    for month in range(1, months + 1):
        look.remember()
        model.step()
        entries += _month(scenario, look, month)
    end = ENDS[list(PHASES.values())[look.phase].end]
    sides = {
        "pole_0": scenario.actors[model.world.sides[0].name].label,
        "pole_1": scenario.actors[model.world.sides[1].name].label,
    }
    last = Entry(months, calendar_month(scenario.start, months), "end", _closing(scenario, look, end.named(sides)))
    return {
        "title": scenario.title,
        "run": run,
        "seed": seed,
        "months": months,
        "scenario_hash": scenario.digest(),
        "end": end.key,
        "end_label": end.named(sides).label,
        "entries": [asdict(entry) for entry in [*entries, last]],
    }


def _month(scenario: Scenario, look: Look, month: int) -> Iterator[Entry]:
    calendar = calendar_month(scenario.start, month)
    for kind, find in AGENDA:
        for text, numbers in find(look):
            yield Entry(month, calendar, kind, text, numbers)


def _closing(scenario: Scenario, look: Look, end: End) -> str:
    text = f"{end.label}. {end.help}"
    if end.key == "at_war":
        text += " " + _nearest_deal(scenario, look)
    return text


def _nearest_deal(scenario: Scenario, look: Look) -> str:
    """The settlement or ceasefire on the table that leaves the worse-off side best off, and who refuses it why."""
    refusals: dict[str, dict[str, str]] = {name: {} for name in scenario.proposals_of("settlement", "ceasefire")}
    codes = list(VERDICTS)
    for proposal, actor, verdict in verdicts_of(look.world):
        code = codes[int(verdict[look.index])]
        if proposal in refusals and code != "accepts":
            refusals[proposal][actor] = code
    if not refusals:
        return "No proposal is on the table."
    worth = look.world.table.appraisal.worth[look.index].min(axis=1)
    order = {name: number for number, name in enumerate(look.world.table.proposals)}
    name = max(refusals, key=lambda key: float(worth[order[key]]))
    label = scenario.proposals[name].label
    if not refusals[name]:
        return f"“{label}” would be accepted by everybody, but nobody has signed it yet."
    why = listed(
        f"{scenario.actors[actor].label} refuses because {VERDICTS[code].clause}"
        for actor, code in refusals[name].items()
    )
    return f"The proposal that is nearest to acceptance is “{label}”: {why}."


CHOICES = ("median", "earliest", "collapse")
"""Words for a run."""


def chosen_run(first_signature: Any, first_collapse: Any, which: str) -> int:
    """Number of a run by what is said of it: `median`, `earliest` deal, a `collapse`, or the first one of the ensemble.

    Both arrays have shape (runs,). `median` is the run whose signature comes in the middle of all runs, never counted last.
    Raises InputError when no run is of that kind.
    """
    if which not in CHOICES:
        raise InputError(f"run: found {shorten(which)}; {choices(which, ['a number', *CHOICES])}")
    signed = np.where(np.isnan(first_signature), np.inf, first_signature)
    if which == "median":
        return int(np.argsort(signed, kind="stable")[len(signed) // 2])
    wanted = first_signature if which == "earliest" else first_collapse
    if np.isnan(wanted).all():
        raise InputError(f"run: no run of the ensemble is of the kind {which!r}; ask for a number")
    return int(np.nanargmin(wanted))
