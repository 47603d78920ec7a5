"""Which charts a batch gets beside those of its outcomes: how runs stand at the end, and variables by month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.batch.results import Results
from sim.batch.tables import quantities_of
from sim.colours import NEUTRAL, actor_colours, end_colours
from sim.drawing import About
from sim.numbers import hundred
from sim.report import charts
from sim.report.layout import reference_of
from sim.report.shares import named, shares
from sim.report.words import rounded, titles, variable_in_words
from sim.scenario.schema import Scenario
from sim.vocabulary import ENDS

MOST_SCENARIOS = 6
"""Scenarios that are drawn; the tables hold all."""
MOST_FANS = 6
"""Variables that are drawn by month."""


class Panel(NamedTuple):
    """A chart with its title and caption."""

    title: str
    svg: str
    text: str


def drawn(results: Results) -> list[str]:
    """Names of the scenarios that are drawn."""
    return list(results.batch.scenarios)[:MOST_SCENARIOS]


def id_of(results: Results, what: str, scenario: str) -> str:
    """An identifier of a scenario's chart; names of scenarios may hold anything."""
    return f"{what}-{list(results.batch.scenarios).index(scenario)}"


def sides_of(scenario: Scenario) -> dict[str, str]:
    """Names of the two sides, as labels of ends want them."""
    return dict(
        zip(("pole_0", "pole_1"), (scenario.actors[side].label for side in scenario.belligerents()), strict=True)
    )


def end_panels(results: Results) -> list[Panel]:
    """How the runs stand at the horizon; scenarios of the same two sides stand in one chart."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in drawn(results):
        groups.setdefault(tuple(sides_of(results.batch.scenarios[name]).values()), []).append(name)
    panels = []
    for place, names in enumerate(groups.values()):
        first = results.batch.scenarios[names[0]]
        found = {name: shares(results, name, {end: named(results, "end", end) for end in ENDS}) for name in names}
        labels = [end.named(sides_of(first)).label for end in ENDS.values()]
        index = pd.Index([titles(results.batch)[name] for name in names])
        table = pd.DataFrame([one["share"].to_numpy() for one in found.values()], columns=labels, index=index).dropna()
        if table.empty:
            continue
        told = "; ".join(f"{label} {hundred(share)}" for label, share in table.iloc[0].items())
        told = f"{table.index[0]}, in 100 runs: {told}."
        title = f"How the runs stand in month {results.batch.months}"
        colours = ["none", *end_colours(first).values()]
        panels.append(Panel(title, charts.ends(About(f"ends-{place}", title, told), table, colours), told))
    return panels


def fan_panels(results: Results) -> dict[str, list[Panel]]:
    """Recorded variables by month at the reference point of each drawn scenario; empty where none were recorded by month."""
    if results.monthly is None:
        return {}
    points = [reference_of(results.batch, name).point for name in drawn(results)]
    here = results.monthly.filter(pc.is_in(results.monthly["point"], pa.array(points, pa.int32())))
    return {name: list(_fans(results, name, here.to_pandas())) for name in drawn(results)}


def _fans(results: Results, scenario: str, table: pd.DataFrame) -> Iterator[Panel]:
    here = table[table["point"] == reference_of(results.batch, scenario).point].dropna(subset="q50")
    about = results.batch.scenarios[scenario]
    recorded = [name for name in quantities_of(results.batch) if (here["variable"] == name).any()]
    for place, name in enumerate(recorded[:MOST_FANS]):
        frame = here[here["variable"] == name]
        title, meaning = variable_in_words(about, name)
        last = frame.iloc[-1]
        told = (
            f"{meaning[:1].upper()}{meaning[1:]}. At the end the middle run is at {rounded(last['q50'])}, "
            f"90 of 100 runs lie between {rounded(last['q05'])} and {rounded(last['q95'])}."
        )
        of_share = meaning.endswith(("(share of respondents)", "(index 0-1)", "(share)", "(utility 0-1)"))
        svg = charts.fan(
            About(id_of(results, f"fan-{place}", scenario), f"{title} by month", told),
            frame,
            actor_colours(about).get(name.rpartition(".")[2], NEUTRAL),
            (0.0, 1.0) if of_share else None,
        )
        yield Panel(title, svg, told)
