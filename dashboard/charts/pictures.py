"""From a result beside its baseline to rows of finished pictures: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sim
from dashboard.charts import drawing, frames, palette, specs
from dashboard.charts.images import Chart
from dashboard.text import captions, html, markdown
from dashboard.views.explore import text as explore_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from dashboard.charts.specs import Spec
    from dashboard.session.results import Result


@dataclass(frozen=True)
class Picture:
    """A part of a row: HTML, and the chart in it, if there is one."""

    html: str
    chart: Chart | None = None


@dataclass(frozen=True)
class Row:
    """Pictures side by side as one piece of HTML, and the charts in it."""

    html: str
    charts: tuple[Chart, ...]


def picture(
    name: str, table: pd.DataFrame, spec: Spec, *, alt: str, key: str, note: str = "", title: str = ""
) -> Picture:
    """A course; `name` is its title as plain text, `title` what stands above it, in Markdown, `note` how to read it."""
    return Picture(drawing.paint(spec, table, alt, key, markdown.bold(title)), Chart(name, table, spec, alt, note))


def row(parts: Sequence[Picture], widths: Sequence[int] = ()) -> Row:
    """Pictures side by side, on a phone below each other."""
    columns = " ".join(f"minmax(0,{width}fr)" for width in widths or [1] * len(parts))
    cells = "".join(f"<div>{part.html}</div>" for part in parts)
    return Row(
        f'<div class="row" style="--columns:{columns}">{cells}</div>', tuple(part.chart for part in parts if part.chart)
    )


def below(*rows: Row) -> Row:
    """Rows below each other as one."""
    return Row("".join(each.html for each in rows), tuple(chart for each in rows for chart in each.charts))


def outcome(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """How the runs stand, when something is signed, and the talks."""
    return below(ends(now, baseline, events), signatures(now, baseline, events))


def ends(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """Every way in which the runs stand, month by month, and in the last month as a table."""
    counted, dataset = now.summary["ends"], now.dataset
    colours = palette.of_actors(now.scenario.actors)
    sides = [colours[side] for side in now.scenario.belligerents()]
    fills = palette.of_ends(counted, (sides[0], sides[1]))
    by_label = {counted[name]["label"]: fill for name, fill in fills.items()}
    table = frames.ends(counted, baseline.summary["ends"], frames.calendar(dataset), events)
    spec = specs.ends(tuple(by_label.items()), now.scenario.start, dataset.sizes["month"] - 1)
    alt = explore_text.ends_alt(table)
    layers = picture(explore_text.ENDS_HEADING, table, spec, alt=alt, key="ends", note=explore_text.ENDS_NOTE)
    meanings = {end["label"]: end["text"] for end in counted.values()}
    return row([layers, Picture(html.ends_table(table, by_label, meanings, dataset.sizes["run"]))], [3, 2])


def signatures(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """When the first ceasefire or agreement comes, and the share of runs in talks."""
    dataset = now.dataset
    horizon, start = dataset.sizes["month"] - 1, now.scenario.start
    first = dataset["first_signature"].values
    ceasefire = dataset["first_ceasefire"].values == first
    dots = frames.dots(first, horizon, frames.calendar(dataset), ceasefire)
    signed = now.summary["shares"]["signature"]
    alt, spec = explore_text.dots_alt(dots, horizon), specs.dots(start, horizon, frames.stack(dots))
    title = explore_text.dots_title(signed["share"], signed["runs"])
    when = picture(explore_text.DOTS_NAME, dots, spec, alt=alt, key="dots", note=explore_text.DOTS_NOTE, title=title)
    talks, before = (frames.in_phase(result.dataset, "talks") for result in (now, baseline))
    return row([when, share(now, explore_text.IN_TALKS, talks, before, events=events, key="in_talks")], [2, 1])


def world(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """Front, escalation and ripeness."""
    side = now.scenario.actors[now.scenario.belligerents()[1]].label
    front = frames.fan(now.dataset, baseline.dataset, "front_km2", events)
    front[[*frames.LEVELS, "baseline"]] /= 1000
    title = explore_text.FANS["front_km2"].format(side=markdown.escape(side))
    return row(
        [
            fan(now, title, front, ends=frames.domain([front]), colour=palette.WORLD, key="fan_front_km2"),
            _index(now, baseline, events, "escalation", "fan_escalation"),
            _index(now, baseline, events, "ripeness", "fan_ripeness"),
        ]
    )


def ripeness(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """Ripeness and what it is made of."""
    names = ("stalemate", "way_out", "ripeness")
    return row([_index(now, baseline, events, name, f"fan_part_{name}") for name in names])


def _index(now: Result, baseline: Result, events: pd.DataFrame, name: str, key: str) -> Picture:
    table = frames.fan(now.dataset, baseline.dataset, name, events)
    return fan(now, explore_text.FANS[name], table, ends=(0.0, 1.0), colour=palette.WORLD, key=key)


def fatigue(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """Fatigue, a picture for each actor that has a public."""
    return _each(now, baseline, events, "fatigue", "actor", (0.0, 100.0))


def aid(now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """Aid, a picture for each donor, on one scale."""
    return _each(now, baseline, events, "aid_eur_bn", "donor", None)


def _each(
    now: Result, baseline: Result, events: pd.DataFrame, variable: str, dim: str, ends: tuple[float, float] | None
) -> Row:
    colours, actors = palette.of_actors(now.scenario.actors), now.scenario.actors
    tables = {
        str(name): frames.fan(now.dataset, baseline.dataset, variable, events, **{dim: str(name)})
        for name in sim.names_along(now.dataset, dim)
    }
    tables = {name: table for name, table in tables.items() if table["q50"].notna().any()}
    ends = ends or frames.domain(tables.values(), floor=0.0)
    parts = []
    for name, table in tables.items():
        title, key = (
            explore_text.FANS[variable].format(actor=markdown.escape(actors[name].label)),
            f"fan_{variable}_{name}",
        )
        about = explore_text.FAN_ABOUT[variable]
        parts.append(fan(now, title, table, ends=ends, colour=colours[name], key=key, about=about))
    return row(parts, [1] * max(len(parts), 3))


def fan(
    now: Result, title: str, table: pd.DataFrame, *, ends: tuple[float, float], colour: str, key: str, about: str = ""
) -> Picture:
    """Quantiles by month; `about` goes before the title where that stands alone."""
    spec = specs.fan(colour, ends, now.scenario.start, now.dataset.sizes["month"] - 1)
    name = markdown.plain(about + title)
    alt = captions.fan_alt(name, table)
    return picture(name, table, spec, alt=alt, key=key, note=captions.FAN_NOTE, title=f"**{title}**")


def share(
    now: Result,
    title: str,
    shares: np.ndarray,
    before: np.ndarray,
    *,
    key: str,
    events: pd.DataFrame,
    colour: str = palette.WORLD,
    about: str = "",
    name: str = "",
) -> Picture:
    """A share of runs by month with the baseline's; `name` is that of the chart, if its title says more."""
    table = frames.shares(shares, before, frames.calendar(now.dataset), events)
    spec = specs.shares(colour, now.scenario.start, now.dataset.sizes["month"] - 1)
    told = markdown.plain(about + title)
    alt = captions.shares_alt(told, table)
    return picture(name or told, table, spec, alt=alt, key=key, note=captions.SHARES_NOTE, title=title)


ROWS: dict[str, Callable[[Result, Result, pd.DataFrame], Row]] = {
    make.__name__: make for make in (outcome, world, ripeness, fatigue, aid)
}
"""Rows that need a result, its baseline and the events only."""
