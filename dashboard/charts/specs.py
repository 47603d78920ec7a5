"""Charts as Vega-Lite specifications without data, written in Altair and built once.

Those over months keep to what `dashboard.drawing` can draw: filters by field, and axes that list their values.
"""

from __future__ import annotations

import functools
import json
import math
from typing import Any

import altair as alt

from dashboard.charts.palette import BALLOTS, BASELINE, BLANK, DOTTED, REASONS, WORLD
from dashboard.text import captions

Spec = dict[str, Any]
DASH = [4, 3]
UNNAMED = frozenset({"rule", "point", "line"})
"""Marks that a screen reader passes over: without rows they would be an image without a name, and the chart's own name says them."""


def _months(start: str, months: int) -> alt.X:
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


def _line(base: alt.Chart, colour: str, **more: Any) -> alt.Chart:
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


def _y(field: str, low: float, high: float) -> alt.Y:
    axis = alt.Axis(title=None, values=ticks(low, high), format=",~r")
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[low, high], nice=False), axis=axis)


def _known(field: str) -> alt.Chart:
    """A chart of the rows that have the field."""
    return alt.Chart().transform_filter(alt.FieldValidPredicate(field=field, valid=True))


def _when() -> alt.Tooltip:
    return alt.Tooltip("calendar:N", title=captions.TIPS["month"])


def _events(x: alt.X) -> list[alt.Chart]:
    """Numbered vertical rules for the rows that are events."""
    chart = _known("event")
    tip = [_when(), alt.Tooltip("event:N", title=captions.TIPS["event"])]
    rule = chart.mark_rule(color=BASELINE, strokeWidth=1, opacity=0.55).encode(x=x, tooltip=tip)
    number = chart.mark_text(color=BASELINE, baseline="bottom", dy=-2, fontSize=12).encode(
        x=x, y=alt.value(0), text="mark:N", tooltip=tip
    )
    return [rule, number]


def _hover(x: alt.X, tooltip: list[alt.Tooltip], marked: str) -> alt.Chart:
    """A wide invisible rule on every month that carries the tooltip."""
    return _known(marked).mark_rule(opacity=0, strokeWidth=14).encode(x=x, tooltip=tooltip)


@functools.cache
def fan(colour: str, ends: tuple[float, float], start: str, months: int) -> Spec:
    """Median, the middle 50 and the middle 90 of 100 runs, with the baseline's median dashed beneath."""
    x = _months(start, months)
    low, high = ends
    base = _known("q50")
    wide = base.mark_area(color=colour, opacity=0.2, clip=True).encode(x=x, y=_y("q05", low, high), y2="q95:Q")
    narrow = base.mark_area(color=colour, opacity=0.36, clip=True).encode(x=x, y=_y("q25", low, high), y2="q75:Q")
    dashed = base.mark_line(color=BASELINE, strokeDash=DASH, strokeWidth=2, clip=True).encode(
        x=x, y=_y("baseline", low, high)
    )
    middle = _line(base, colour, clip=True).encode(x=x, y=_y("q50", low, high))
    number = ",.2~f" if high <= 20 else ",.0f"
    tips = [_when()] + [
        alt.Tooltip(f"{field}:Q", title=title, format=number) for field, title in captions.FAN_TIPS.items()
    ]
    layers = [wide, narrow, dashed, middle, *_events(x), _hover(x, tips, "q50")]
    return _finish(alt.layer(*layers), 180)


@functools.cache
def shares(colour: str, start: str, months: int) -> Spec:
    """Runs in 100 for which something holds, by month, against the dashed baseline."""
    x = _months(start, months)
    base = _known("now")
    area = base.mark_area(color=colour, opacity=0.25).encode(x=x, y=_y("now", 0, 100))
    dashed = base.mark_line(color=BASELINE, strokeDash=DASH, strokeWidth=2).encode(x=x, y=_y("baseline", 0, 100))
    line = _line(base, colour).encode(x=x, y=_y("now", 0, 100))
    tips = [
        _when(),
        alt.Tooltip("now:Q", title=captions.TIPS["runs_in_100"], format=".0f"),
        alt.Tooltip("baseline:Q", title=captions.TIPS["baseline"], format=".0f"),
    ]
    return _finish(alt.layer(area, dashed, line, *_events(x), _hover(x, tips, "now")), 150)


@functools.cache
def ends(fills: tuple[tuple[str, str], ...], start: str, months: int) -> Spec:
    """Layers that sum to 100 runs, one per end with its fill; dashed lines where the baseline's layers end."""
    x = _months(start, months)
    labels, colours = [label for label, _ in fills], [fill for _, fill in fills]
    base = _known("share")
    fill = alt.Fill("end:N", scale=alt.Scale(domain=labels, range=colours), sort=labels, legend=None)
    layer = base.mark_area(stroke=BASELINE, strokeWidth=0.6).encode(x=x, y=_y("from", 0, 100), y2="to:Q", fill=fill)
    edge = base.mark_line(color=BASELINE, strokeDash=DASH, strokeWidth=2).encode(
        x=x, y=_y("edge", 0, 100), detail="end:N"
    )
    # Letters on no fill take the grey of the other marks, those on a fill are black.
    ink = alt.condition(
        alt.FieldOneOfPredicate("end", [label for label, colour in fills if colour == BLANK]),
        alt.value(BASELINE),
        alt.value("#000000"),
    )
    name = (
        _known("lettered")
        .mark_text(align="right", dx=-8, fontSize=13)
        .encode(x=x, y=_y("middle", 0, 100), text="lettered:N", color=ink)
    )
    tips = [
        _when(),
        alt.Tooltip("end:N", title=captions.TIPS["the_run_stands_at"]),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".1f"),
        alt.Tooltip("was:Q", title=captions.TIPS["baseline"], format=".1f"),
    ]
    hover = base.mark_rule(opacity=0, strokeWidth=14).encode(x=x, y=_y("from", 0, 100), y2="to:Q", tooltip=tips)
    return _finish(alt.layer(layer, edge, name, *_events(x), hover), 200)


@functools.cache
def ballots(votes: tuple[tuple[str, str], ...], bars: int) -> Spec:
    """Stacked bars, one per member: how it votes in 100 run-months, and at the right in how many it blocks."""
    labels = [name for _, name in votes]
    fills = [BALLOTS[vote][0] for vote, _ in votes]
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 120], nice=False),
        axis=alt.Axis(
            title=None,
            values=[0, 50, 112],
            labelExpr=f"datum.value == 112 ? {quoted(captions.BLOCKS)} : datum.value",
            labelOverlap=False,
            grid=False,
            ticks=False,
        ),
    )
    axis = alt.Axis(title=None, labelLimit=220, labelOverlap=False, labelFlush=False, ticks=False, domain=False)
    y = alt.Y("member:N", sort=None, axis=axis)
    tips = [
        alt.Tooltip("member:N", title=captions.TIPS["member"]),
        alt.Tooltip("vote:N", title=captions.TIPS["vote"]),
        alt.Tooltip("share:Q", title=captions.TIPS["run_months_in_100"], format=".1f"),
        alt.Tooltip("blocks:Q", title=captions.TIPS["blocks_in_100"], format=".1f"),
    ]
    bar = (
        alt.Chart()
        .transform_filter("datum.share > 0")
        .mark_bar(height=13, stroke=BASELINE, strokeWidth=0.6)
        .encode(
            x=x,
            x2="to:Q",
            y=y,
            color=alt.Color("vote:N", scale=alt.Scale(domain=labels, range=fills), legend=None),
            tooltip=tips,
        )
    )
    told = (
        alt.Chart()
        .transform_filter(f"datum.vote == {quoted(labels[0])}")
        .mark_text(color=BASELINE, fontSize=13)
        .encode(x=alt.datum(112), y=y, text="told:N")
    )
    return _finish(alt.layer(bar, told), 17 * bars + 44)


@functools.cache
def dots(start: str, months: int, rows: int) -> Spec:
    """Fifty dots over the months, diamonds for ceasefires; the runs that sign nothing hollow in a block at the right."""
    x = _months(start, months)
    x["shorthand"] = "x:Q"
    x["scale"] = alt.Scale(domain=[-0.5, months * 1.38 + 0.8], nice=False)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[0, rows + 1.5], nice=False), axis=None)
    tips = [
        alt.Tooltip("outcome:N", title=captions.TIPS["first_signature"]),
        alt.Tooltip("calendar:N", title=captions.TIPS["month"]),
    ]
    signed = [
        alt.Chart()
        .transform_filter(alt.FieldEqualPredicate(field="outcome", equal=outcome))
        .mark_point(shape=shape, filled=True, color=WORLD, opacity=1, size=110 if rows <= 11 else 40)
        .encode(x=x, y=y, tooltip=tips)
        for outcome, shape in (("agreement", "circle"), ("ceasefire", "diamond"))
    ]
    unsigned = (
        alt.Chart()
        .transform_filter(alt.FieldEqualPredicate(field="outcome", equal=captions.NOTHING_SIGNED))
        .mark_point(color=BASELINE, filled=False, opacity=1, size=85 if rows <= 11 else 34, strokeWidth=1.6)
        .encode(x=x, y=y, tooltip=tips)
    )
    name = (
        _known("lettered")
        .mark_text(color=BASELINE, align="left", baseline="bottom", dx=-6, dy=-10, fontSize=13)
        .encode(x=x, y=y, text="lettered:N")
    )
    return _finish(alt.layer(*signed, unsigned, name), 180)


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
    return _finish(alt.layer(bar, word).resolve_scale(color="independent"), 28 * bars + 46)


@functools.cache
def terms(anchors: tuple[tuple[float, str], ...]) -> Spec:
    """Where signed deals lie on an issue's scale; the named points of the scale label the axis."""
    names = " : ".join(f"abs(datum.value - {at:.6f}) < 1e-6 ? {quoted(label)}" for at, label in anchors)
    axis = alt.Axis(
        values=[at for at, _ in anchors],
        labelExpr=f"{names} : ''",
        labelLimit=190,
        labelOverlap=False,
        title=None,
        domain=False,
    )
    y = alt.Y("low:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(title=None, tickCount=4))
    tips = [
        alt.Tooltip("low:Q", title=captions.TIPS["scale_from"], format=".2f"),
        alt.Tooltip("high:Q", title=captions.TIPS["scale_to"], format=".2f"),
        alt.Tooltip("share:Q", title=captions.TIPS["deals_in_100"], format=".0f"),
    ]
    bar = (
        alt.Chart()
        .mark_rect(color=WORLD, stroke=BASELINE, strokeWidth=0.4)
        .encode(x=x, x2=alt.datum(0), y=y, y2="high:Q", tooltip=tips)
    )
    return _finish(bar, 190)


def quoted(words: str) -> str:
    """Text as a string of the Vega expression language."""
    safe = "".join(letter if letter.isprintable() else " " for letter in words)
    return "'" + safe.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _finish(chart: alt.Chart | alt.LayerChart, height: int) -> Spec:
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
