"""Charts of the page Batch as Vega-Lite specifications without data."""

from __future__ import annotations

import functools

import altair as alt

from dashboard.charts import vega
from dashboard.charts.palette import WORLD
from dashboard.charts.vega import Spec
from dashboard.text import captions


def _tips(*first: alt.Tooltip) -> list[alt.Tooltip]:
    return [
        *first,
        alt.Tooltip("value:Q", title=captions.TIPS["value"], format=".3~g"),
        alt.Tooltip("low:Q", title=captions.TIPS["interval_from"], format=".3~g"),
        alt.Tooltip("high:Q", title=captions.TIPS["to"], format=".3~g"),
        alt.Tooltip("runs:Q", title=captions.TIPS["runs"], format=","),
    ]


@functools.lru_cache(maxsize=64)
def heat(across: str, up: str, share: bool) -> Spec:
    """A cell for every pair of values, with its number where there is room."""
    x = alt.X("x:O", title=across, axis=alt.Axis(labelAngle=0, labelOverlap=True, format=".4~g"))
    y = alt.Y("y:O", sort="descending", title=up, axis=alt.Axis(labelOverlap=True, format=".4~g"))
    scale = alt.Scale(scheme="viridis", domain=[0, 100]) if share else alt.Scale(scheme="viridis")
    legend = alt.Legend(title=None, type="gradient", orient="bottom", gradientLength=160)
    tips = _tips(alt.Tooltip("x:Q", title=across, format=".4~g"), alt.Tooltip("y:Q", title=up, format=".4~g"))
    colour = alt.Color("value:Q", scale=scale, legend=legend)
    rect = alt.Chart().mark_rect().encode(x=x, y=y, color=colour, tooltip=tips)
    ink = alt.condition("datum.light", alt.value("#FFFFFF"), alt.value("#000000"))
    number = alt.Chart().mark_text(fontSize=12).encode(x=x, y=y, text="label:N", color=ink, tooltip=tips)
    return vega.finish(alt.layer(rect, number), 380)


@functools.lru_cache(maxsize=64)
def along(across: str, share: bool) -> Spec:
    """Values along one parameter with their intervals, joined where there is one point for each value."""
    scale = alt.Scale(domain=[0, 100], nice=False) if share else alt.Scale(zero=False)
    x = alt.X("x:Q", title=across, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(grid=False))
    tips = _tips(alt.Tooltip("x:Q", title=across))
    joined = alt.Chart().transform_filter("datum.joined")
    band = joined.mark_area(color=WORLD, opacity=0.2).encode(
        x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q"
    )
    line = joined.mark_line(color=WORLD, strokeWidth=2.2).encode(x=x, y=alt.Y("value:Q", scale=scale))
    apart = alt.Chart().transform_filter("!datum.joined")
    rule = apart.mark_rule(color=WORLD, opacity=0.35).encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q")
    dot = (
        alt.Chart()
        .mark_circle(color=WORLD, size=40, opacity=1)
        .encode(x=x, y=alt.Y("value:Q", scale=scale), tooltip=tips)
    )
    return vega.finish(alt.layer(band, line, rule, dot), 300)


@functools.lru_cache(maxsize=64)
def bars() -> Spec:
    """How often each word occurs in 100 runs, with its interval."""
    y = alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=200, ticks=False, domain=False))
    scale = alt.Scale(domain=[0, 100], nice=False)
    tips = _tips(alt.Tooltip("what:N", title=captions.TIPS["what"]))
    bar = alt.Chart().mark_bar(color=WORLD, height=14).encode(
        x=alt.X("value:Q", scale=scale, title=None, axis=alt.Axis(grid=False, tickCount=3)), y=y, tooltip=tips
    )  # fmt: skip
    rule = alt.Chart().mark_rule(color="#808080", strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q", y=y, tooltip=tips
    )  # fmt: skip
    return vega.finish(alt.layer(bar, rule), alt.Step(24))
