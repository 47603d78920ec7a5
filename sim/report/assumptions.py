"""What a batch rests on: the parameters that it moves and the levers, the claims of the sources, and the sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.batch.prepare import Batch
from sim.report.layout import known_to
from sim.report.words import name_of, number, spread_of, value_of
from sim.scenario.schema import Scenario, Source

LINK = re.compile(r"https?://[^\s]+$")
BASIS = {
    "source": "read in a source",
    "calibrated": "fitted to a series",
    "assumption": "assumption",
}


def assumptions(batch: Batch) -> list[dict[str, Any]]:
    """Every parameter that the design or the experiment moves, then every lever: value, unit, basis, source and note.

    Scenarios that agree on one share an entry; `scenarios` names them where they differ.
    """
    moved = dict.fromkeys([*batch.points.columns, *batch.experiment.set])
    found: dict[tuple[str, str], dict[str, Any]] = {}
    paths = dict.fromkeys([*moved, *(path for one in batch.scenarios.values() for path in one.levers)])
    for path in paths:
        for name, scenario in batch.scenarios.items():
            entry = _entry(batch, scenario, path)
            if entry is not None:
                same = found.setdefault((path, repr(entry)), {**entry, "moved": _moved(batch, path), "scenarios": []})
                same["scenarios"].append(name)
    return [_without_names(batch, entry) for entry in found.values()]


def _without_names(batch: Batch, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of all scenarios names none."""
    everywhere = len(entry["scenarios"]) == len(batch.scenarios)
    return {**entry, "scenarios": [] if everywhere else entry["scenarios"]}


def _entry(batch: Batch, scenario: Scenario, path: str) -> dict[str, Any] | None:
    known = known_to(scenario).get(path)
    if known is None:
        return None
    quantity = known.quantity
    source = scenario.sources.get(quantity.source) if quantity and quantity.source else None
    basis = BASIS[quantity.basis if quantity else "assumption"]
    return {
        "path": path,
        "label": name_of(batch, path),
        "value": value_of(known, float(known.value)),
        "spread": spread_of(quantity),
        "unit": "" if known.unit == "true or false" else known.unit.replace("km2", "km²"),
        "basis": f"{basis}, after" if source and basis == BASIS["assumption"] else basis,
        "source": in_words(source) if source else "",
        "note": quantity.note if quantity else "",
    }


def _moved(batch: Batch, path: str) -> str:
    """What the design does with a parameter, in words."""
    values = batch.points.columns.get(path)
    if values is None:
        return "set for all points" if path in batch.experiment.set else ""
    given = np.unique(values[~np.isnan(values)])
    if path in batch.points.pinned:
        return f"drawn from its own distribution, {number(given.min())} to {number(given.max())}"
    known = known_to(next(iter(batch.scenarios.values())))[path]
    if given.size <= 6:
        return "moved to " + ", ".join(value_of(known, value) for value in given)
    return f"moved over {number(given.min())} to {number(given.max())} ({given.size:,} values)"


def facts(batch: Batch) -> list[dict[str, Any]]:
    """Claims of the sources that the scenarios rest on: text, figure, source, and the parameters that rest on them."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for scenario in batch.scenarios.values():
        for fact in scenario.facts.values():
            source = scenario.sources.get(fact.source)
            told = in_words(source) if source else fact.source
            figure = f"{number(fact.value.value)} ({fact.measured_in})" if fact.value else ""
            entry = found.setdefault(
                (fact.text, told), {"text": fact.text, "figure": figure, "source": told, "used_by": []}
            )
            entry["used_by"] += [path for path in fact.used_by if path not in entry["used_by"]]
    return list(found.values())


def in_words(source: Source) -> str:
    """A source as it is cited: author, title, date and whose view it is."""
    return f"{source.author}: {source.title} ({source.date}; {source.standpoint})"


def sources(batch: Batch) -> list[dict[str, Any]]:
    """The sources that parameters or facts of the batch cite, each once; `link` only where the address is one of the web."""
    cited: dict[str, Source] = {}
    for scenario in batch.scenarios.values():
        for name in _cited(batch, scenario):
            if name in scenario.sources:
                cited.setdefault(in_words(scenario.sources[name]), scenario.sources[name])
    return [
        {
            "citation": citation,
            "publisher": source.publisher,
            "kind": source.kind,
            "note": source.note,
            "address": source.address,
            "link": source.address if LINK.match(source.address) else "",
        }
        for citation, source in cited.items()
    ]


def _cited(batch: Batch, scenario: Scenario) -> Mapping[str, None]:
    known = known_to(scenario)
    paths = [*batch.points.columns, *batch.experiment.set, *scenario.levers]
    quantities = [known[path].quantity for path in paths if path in known]
    found = [quantity.source for quantity in quantities if quantity and quantity.source]
    return dict.fromkeys([*found, *(fact.source for fact in scenario.facts.values())])
