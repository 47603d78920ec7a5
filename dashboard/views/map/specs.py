"""The chart of the page Map, as a Vega-Lite specification without data."""

from __future__ import annotations

import functools
from typing import NamedTuple

import altair as alt

from dashboard.charts import vega
from dashboard.charts.vega import Spec
from dashboard.text import captions

TURN = 48
"""Runs in 100 from which black reads better on viridis than white."""


class Axis(NamedTuple):
    """A lever as an axis of the map."""

    title: str
    low: float
    """Where the first cell begins."""
    high: float
    """Where the last one ends."""
    switch: bool


def _scaled(field: str, axis: Axis, kind: type[alt.X] | type[alt.Y]) -> alt.X | alt.Y:
    labels = (
        alt.Axis(title=axis.title, values=[0, 1], labelExpr="datum.value ? 'on' : 'off'", grid=False)
        if axis.switch
        else alt.Axis(title=axis.title, tickCount=6, grid=False, labelOverlap=True)
    )
    return kind(f"{field}:Q", scale=alt.Scale(domain=[axis.low, axis.high], nice=False, zero=False), axis=labels)


@functools.lru_cache(maxsize=64)
def cells(across: Axis, up: Axis, lettered: bool) -> Spec:
    """Cells from dark (0 in 100 runs) to light (100), a line around those that reach a level, a ring where the sliders stand."""
    x, y = _scaled("x_from", across, alt.X), _scaled("y_from", up, alt.Y)
    colour = alt.Color(
        "share:Q",
        scale=alt.Scale(scheme="viridis", domain=[0, 100]),
        legend=alt.Legend(
            orient="top", title=captions.TIPS["runs_in_100"], values=[0, 25, 50, 75, 100], gradientLength=220
        ),
    )
    tips = [
        alt.Tooltip("x:Q", title=across.title, format=",.4~f"),
        alt.Tooltip("y:Q", title=up.title, format=",.4~f"),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".1f"),
        alt.Tooltip("low:Q", title=captions.TIPS["from"], format=".1f"),
        alt.Tooltip("high:Q", title=captions.TIPS["to"], format=".1f"),
    ]
    box = {"x": x, "x2": "x_to:Q", "y": y, "y2": "y_to:Q"}
    cell = alt.Chart().transform_filter("datum.kind == 'cell'").mark_rect()
    layers = [cell.encode(**box, color=colour, tooltip=tips)]
    if lettered:
        ink = alt.condition(f"datum.share < {TURN}", alt.value("#FFFFFF"), alt.value("#000000"))
        word = alt.Chart().transform_filter("datum.kind == 'cell'").mark_text(fontSize=13)
        layers.append(word.encode(x="x:Q", y="y:Q", text="told:N", color=ink, tooltip=tips))
    for ink, width in (("#FFFFFF", 5), ("#000000", 2.2)):
        side = (
            alt.Chart()
            .transform_filter("datum.kind == 'edge'")
            .mark_rule(color=ink, strokeWidth=width, strokeCap="square")
        )
        layers.append(side.encode(**box))
    for ink, width in (("#FFFFFF", 6), ("#000000", 2.5)):
        ring = alt.Chart().transform_filter("datum.kind == 'now'")
        ring = ring.mark_point(shape="circle", size=320, filled=False, stroke=ink, strokeWidth=width, opacity=1)
        layers.append(ring.encode(x="x:Q", y="y:Q"))
    return vega.finish(alt.layer(*layers), 460)
