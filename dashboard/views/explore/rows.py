"""From a result beside its baseline to rows of finished pictures: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import sim
from dashboard.charts import fans, palette, pictures
from dashboard.text import html, markdown
from dashboard.views.explore import frames, specs, text

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.session.results import Result


def outcome(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """How the runs stand, when something is signed, and the talks."""
    return pictures.below(ends(now, baseline, events), signatures(now, baseline, events))


def ends(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """Every way in which the runs stand, month by month, and in the last month as a table."""
    counted, dataset = now.summary["ends"], now.dataset
    by_label = {counted[name]["label"]: fill for name, fill in palette.of_ends(now.scenario).items()}
    table = frames.ends(counted, baseline.summary["ends"], fans.calendar(dataset), events)
    spec = specs.ends(tuple(by_label.items()), now.scenario.start, dataset.sizes["month"] - 1)
    alt = text.ends_alt(table)
    layers = pictures.picture(text.ENDS_HEADING, table, spec, alt=alt, key="ends", note=text.ENDS_NOTE)
    meanings = {end["label"]: end["text"] for end in counted.values()}
    return pictures.row(
        [layers, pictures.Picture(html.ends_table(table, by_label, meanings, dataset.sizes["run"]))], [3, 2]
    )


def signatures(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """When the first ceasefire or agreement comes, and the share of runs in talks."""
    dataset = now.dataset
    horizon, start = dataset.sizes["month"] - 1, now.scenario.start
    first = dataset["first_signature"].values
    ceasefire = dataset["first_ceasefire"].values == first
    dots = frames.dots(first, horizon, fans.calendar(dataset), ceasefire)
    signed = now.summary["shares"]["signature"]
    alt, spec = text.dots_alt(dots, horizon), specs.dots(start, horizon, frames.stack(dots))
    title = text.dots_title(signed["share"], signed["runs"])
    when = pictures.picture(text.DOTS_NAME, dots, spec, alt=alt, key="dots", note=text.DOTS_NOTE, title=title)
    talks, before = (frames.in_phase(result.dataset, "talks") for result in (now, baseline))
    return pictures.row(
        [when, pictures.share(now, text.IN_TALKS, talks, before, events=events, key="in_talks")], [2, 1]
    )


def world(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """Front, escalation and ripeness."""
    side = now.scenario.actors[now.scenario.belligerents()[1]].label
    front = fans.fan(now.dataset, baseline.dataset, "front_km2", events)
    front[[*fans.LEVELS, "baseline"]] /= 1000
    title = text.FANS["front_km2"].format(side=markdown.escape(side))
    return pictures.row(
        [
            pictures.fan(now, title, front, ends=fans.domain([front]), colour=palette.WORLD, key="fan_front_km2"),
            _index(now, baseline, events, "escalation", "fan_escalation"),
            _index(now, baseline, events, "ripeness", "fan_ripeness"),
        ]
    )


def ripeness(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """Ripeness and what it is made of."""
    names = ("stalemate", "way_out", "ripeness")
    return pictures.row([_index(now, baseline, events, name, f"fan_part_{name}") for name in names])


def _index(now: Result, baseline: Result, events: pd.DataFrame, name: str, key: str) -> pictures.Picture:
    table = fans.fan(now.dataset, baseline.dataset, name, events)
    return pictures.fan(now, text.FANS[name], table, ends=(0.0, 1.0), colour=palette.WORLD, key=key)


def fatigue(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """Fatigue, a picture for each actor that has a public."""
    return _each(now, baseline, events, "fatigue", "actor", (0.0, 100.0))


def aid(now: Result, baseline: Result, events: pd.DataFrame) -> pictures.Row:
    """Aid, a picture for each sponsor, on one scale."""
    return _each(now, baseline, events, "aid_eur_bn", "sponsor", None)


def _each(
    now: Result, baseline: Result, events: pd.DataFrame, variable: str, dim: str, ends: tuple[float, float] | None
) -> pictures.Row:
    colours, actors = sim.actor_colours(now.scenario), now.scenario.actors
    tables = {
        str(name): fans.fan(now.dataset, baseline.dataset, variable, events, **{dim: str(name)})
        for name in sim.names_along(now.dataset, dim)
    }
    tables = {name: table for name, table in tables.items() if table["q50"].notna().any()}
    ends = ends or fans.domain(tables.values(), floor=0.0)
    parts = []
    for name, table in tables.items():
        title, key = markdown.escape(actors[name].label), f"fan_{variable}_{name}"
        about = text.FAN_ABOUT[variable]
        parts.append(pictures.fan(now, title, table, ends=ends, colour=colours[name], key=key, about=about))
    return pictures.row(parts, [1] * max(len(parts), 3))


SECTIONS: dict[str, tuple[Callable[[Result, Result, pd.DataFrame], pictures.Row], ...]] = {
    "outcome": (outcome, world),
    "ripeness": (ripeness,),
    "publics": (fatigue, aid),
}
"""Rows that need a result, its baseline and the events only, by the tab in which they are."""
ROWS = {make.__name__: make for makes in SECTIONS.values() for make in makes}
