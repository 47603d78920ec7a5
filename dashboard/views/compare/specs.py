"""Charts of the page Compare, as Vega-Lite specifications without data."""

from __future__ import annotations

import functools

import altair as alt

from dashboard.charts import vega
from dashboard.charts.palette import BASELINE, BLANK, COMPARED, ink
from dashboard.charts.vega import Spec
from dashboard.text import captions
from dashboard.views.compare.settings import LETTERS

DASHES = ([4, 3], [1, 0], [8, 3], [2, 2])
"""A dash for each letter; the reference has that of every baseline."""


def _months(start: str | None, months: int) -> alt.X:
    """Calendar months, or months since the start where the starts differ; with room for letters at the right."""
    x = vega.months_axis(start or "2000-01", months)
    x["scale"] = alt.Scale(domain=[0, months * 1.06], nice=False)
    if start is None:
        step = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 5), 120)
        x["axis"] = alt.Axis(
            values=list(range(0, months + 1, step)), grid=False, title=captions.TIPS["months_since_the_start"]
        )
    return x


@functools.cache
def lines(start: str | None, months: int) -> Spec:
    """Runs in 100 by month, a line a letter, told apart by colour, dash and the letter at its end."""
    x = _months(start, months)
    axis = alt.Axis(title=None, tickCount=3)
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
    colour = alt.Color("letter:N", scale=alt.Scale(domain=list(LETTERS), range=list(COMPARED)), legend=None)
    dash = alt.StrokeDash("letter:N", scale=alt.Scale(domain=list(LETTERS), range=list(DASHES)), legend=None)
    tips = [
        alt.Tooltip("letter:N", title=captions.TIPS["letter"]),
        alt.Tooltip("month:Q", title=captions.TIPS["months_since_the_start"]),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".0f"),
    ]
    line = alt.Chart().mark_line(strokeWidth=2.4).encode(x=x, y=y, color=colour, strokeDash=dash)
    place = alt.Chart().mark_point(opacity=0, size=150).encode(x=x, y=y, tooltip=tips)
    letter = (
        alt.Chart()
        .transform_filter("isValid(datum.label)")
        .mark_text(align="left", dx=5, fontSize=14, fontWeight="bold")
        .encode(x=x, y=alt.Y("label_at:Q"), text="label:N", color=colour)
    )
    return vega.finish(alt.layer(line, place, letter), 200)


@functools.cache
def ends(fills: tuple[tuple[str, str], ...], bars: int) -> Spec:
    """A bar a letter that sums to 100 runs, a layer for each way in which the runs stand, lettered where there is room."""
    names, colours = [name for name, _ in fills], [fill for _, fill in fills]
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(title=None, tickCount=4))
    y = alt.Y("letter:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelFontSize=14))
    tips = [
        alt.Tooltip("letter:N", title=captions.TIPS["letter"]),
        alt.Tooltip("label:N", title=captions.TIPS["the_run_stands_at"]),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".1f"),
    ]
    fill = alt.Fill("end:N", scale=alt.Scale(domain=names, range=colours), sort=names, legend=None)
    bar = (
        alt.Chart()
        .transform_filter("datum.share > 0")
        .mark_bar(height=26, stroke=BASELINE, strokeWidth=0.8)
        .encode(x=x, x2="to:Q", y=y, fill=fill, tooltip=tips)
    )
    inks = [BASELINE if fill == BLANK else ink(fill) for fill in colours]
    letters = alt.Color("end:N", scale=alt.Scale(domain=names, range=inks), sort=names, legend=None)
    word = (
        alt.Chart()
        .transform_calculate(told="datum.label + ' ' + format(datum.share, '.0f')")
        .transform_filter("datum.share / 100 * width > 7.5 * length(datum.told)")
        .mark_text(fontSize=13)
        .encode(x="middle:Q", y=y, text="told:N", color=letters)
    )
    return vega.finish(alt.layer(bar, word).resolve_scale(color="independent"), 34 * bars + 40)
