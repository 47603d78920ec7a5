"""Charts as Vega-Lite specifications without data, written in Altair and built once.

Those over months keep to what `dashboard.charts.drawing` can draw: filters by field, and axes that list their values.
"""

from __future__ import annotations

import functools
import json
import math
from typing import Any

import altair as alt

from dashboard.charts.palette import BASELINE, DOTTED, REASONS
from dashboard.text import captions

Spec = dict[str, Any]
DASH = [4, 3]
UNNAMED = frozenset({"rule", "point", "line"})
"""Marks that a screen reader passes over: without rows they would be an image without a name, and the chart's own name says them."""


def months_axis(start: str, months: int) -> alt.X:
    """An axis of calendar months over the number of months since the start."""
    year, first = map(int, start.split("-"))
    every = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 5), 120)
    values = range(0, months + 1, every)
    counts = (year * 12 + first - 1 + value for value in values)
    names = [f"{captions.MONTH_NAMES[count % 12]} {count // 12 % 100:02d}" for count in counts]
    axis = alt.Axis(
        values=list(values),
        labelExpr=f"{json.dumps(dict(zip(map(str, values), names, strict=True)))}[datum.value]",
        labelFlush=True,
        labelOverlap=True,
        grid=False,
        title=None,
    )
    return alt.X("month:Q", scale=alt.Scale(domain=[0, months], nice=False), axis=axis)


def actor_line(base: alt.Chart, colour: str, **more: Any) -> alt.Chart:
    """A line in an actor's colour, with the colour's second key."""
    dots = alt.OverlayMarkDef(color=colour, size=14) if colour in DOTTED else False
    return base.mark_line(color=colour, strokeWidth=2.2, point=dots, **more)


def ticks(low: float, high: float, count: int = 3) -> list[float]:
    """About so many round values between two, as d3 picks them."""
    step = 10.0 ** math.floor(math.log10((high - low) / count))
    over = (high - low) / count / step
    step *= next(factor for factor, least in ((10, 50**0.5), (5, 10**0.5), (2, 2**0.5), (1, 0)) if over >= least)
    return [
        round(number * step, 9) for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    ]


def values_axis(field: str, low: float, high: float) -> alt.Y:
    axis = alt.Axis(title=None, values=ticks(low, high), format=",~r")
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[low, high], nice=False), axis=axis)


def known(field: str) -> alt.Chart:
    """A chart of the rows that have the field."""
    return alt.Chart().transform_filter(alt.FieldValidPredicate(field=field, valid=True))


def month_tip() -> alt.Tooltip:
    return alt.Tooltip("calendar:N", title=captions.TIPS["month"])


def event_marks(x: alt.X) -> list[alt.Chart]:
    """Numbered vertical rules for the rows that are events."""
    chart = known("event")
    tip = [month_tip(), alt.Tooltip("event:N", title=captions.TIPS["event"])]
    rule = chart.mark_rule(color=BASELINE, strokeWidth=1, opacity=0.55).encode(x=x, tooltip=tip)
    number = chart.mark_text(color=BASELINE, baseline="bottom", dy=-2, fontSize=12).encode(
        x=x, y=alt.value(0), text="mark:N", tooltip=tip
    )
    return [rule, number]


def hover(x: alt.X, tooltip: list[alt.Tooltip], marked: str) -> alt.Chart:
    """A wide invisible rule on every month that carries the tooltip."""
    return known(marked).mark_rule(opacity=0, strokeWidth=14).encode(x=x, tooltip=tooltip)


def bands(
    base: alt.Chart, x: alt.X, colour: str, ends: tuple[float, float], wide: float, narrow: float
) -> list[alt.Chart]:
    """The middle 90 and the middle 50 of 100 runs as areas, with the opacity of each."""
    return [
        base.mark_area(color=colour, opacity=opacity, clip=True).encode(x=x, y=values_axis(low, *ends), y2=f"{high}:Q")
        for low, high, opacity in (("q05", "q95", wide), ("q25", "q75", narrow))
    ]


@functools.cache
def fan(colour: str, ends: tuple[float, float], start: str, months: int) -> Spec:
    """Median, the middle 50 and the middle 90 of 100 runs, with the baseline's median dashed beneath."""
    x = months_axis(start, months)
    base = known("q50")
    dashed = base.mark_line(color=BASELINE, strokeDash=DASH, strokeWidth=2, clip=True).encode(
        x=x, y=values_axis("baseline", *ends)
    )
    middle = actor_line(base, colour, clip=True).encode(x=x, y=values_axis("q50", *ends))
    number = ",.2~f" if ends[1] <= 20 else ",.0f"
    tips = [month_tip()] + [
        alt.Tooltip(f"{field}:Q", title=title, format=number) for field, title in captions.FAN_TIPS.items()
    ]
    layers = [*bands(base, x, colour, ends, 0.2, 0.36), dashed, middle, *event_marks(x), hover(x, tips, "q50")]
    return finish(alt.layer(*layers), 180)


@functools.cache
def shares(colour: str, start: str, months: int) -> Spec:
    """Runs in 100 for which something holds, by month, against the dashed baseline."""
    x = months_axis(start, months)
    base = known("now")
    area = base.mark_area(color=colour, opacity=0.25).encode(x=x, y=values_axis("now", 0, 100))
    dashed = base.mark_line(color=BASELINE, strokeDash=DASH, strokeWidth=2).encode(
        x=x, y=values_axis("baseline", 0, 100)
    )
    line = actor_line(base, colour).encode(x=x, y=values_axis("now", 0, 100))
    tips = [
        month_tip(),
        alt.Tooltip("now:Q", title=captions.TIPS["runs_in_100"], format=".0f"),
        alt.Tooltip("baseline:Q", title=captions.TIPS["baseline"], format=".0f"),
    ]
    return finish(alt.layer(area, dashed, line, *event_marks(x), hover(x, tips, "now")), 150)


@functools.cache
def blockers(names: tuple[tuple[str, str], ...], bars: int) -> Spec:
    """Stacked bars, one per actor: the answers to a proposal in runs of 100, lettered where there is room."""
    labels = [name for _, name in names]
    fills = [REASONS[code][0] for code, _ in names]
    inks = [REASONS[code][1] for code, _ in names]
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(title=None, tickCount=4))
    y = alt.Y(
        "actor:N", sort=None, axis=alt.Axis(title=None, labelLimit=150, labelFlush=False, ticks=False, domain=False)
    )
    tips = [
        alt.Tooltip("actor:N", title=captions.TIPS["actor"]),
        alt.Tooltip("reason:N", title=captions.TIPS["answer"]),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".1f"),
    ]
    base = alt.Chart().transform_filter("datum.share > 0")
    colour = alt.Color("reason:N", scale=alt.Scale(domain=labels, range=fills), legend=None)
    bar = base.mark_bar(height=22, stroke=BASELINE, strokeWidth=0.6).encode(
        x=x, x2="to:Q", y=y, color=colour, tooltip=tips
    )
    ink = alt.Color("reason:N", scale=alt.Scale(domain=labels, range=inks), legend=None)
    word = (
        alt.Chart()
        .transform_filter("datum.share / 100 * width > 7 * length(datum.reason)")
        .mark_text(fontSize=12, limit=150)
        .encode(x=alt.X("middle:Q"), y=y, text="reason:N", color=ink, tooltip=tips)
    )
    return finish(alt.layer(bar, word).resolve_scale(color="independent"), 28 * bars + 46)


def quoted(words: str) -> str:
    """Text as a string of the Vega expression language."""
    safe = "".join(letter if letter.isprintable() else " " for letter in words)
    return "'" + safe.replace("\\", "\\\\").replace("'", "\\'") + "'"


def finish(chart: alt.Chart | alt.LayerChart, height: int) -> Spec:
    """The specification as a dict without data, theme or version, which Streamlit adds."""
    spec: Spec = _bare(chart.properties(height=height).to_dict())
    for layer in spec.get("layer", []):
        if layer["mark"]["type"] in UNNAMED:
            layer["mark"]["aria"] = False
    return spec


def _bare(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: _bare(value) for key, value in part.items() if key not in ("data", "datasets", "config", "$schema")
        }
    return [_bare(value) for value in part] if isinstance(part, list) else part
