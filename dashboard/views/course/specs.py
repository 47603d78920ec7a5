"""Charts of the page One run as Vega-Lite specifications without data, written in Altair and built once."""

from __future__ import annotations

import functools
from typing import Any

import altair as alt

from dashboard.charts import vega
from dashboard.charts.palette import BASELINE, BLANK, WORLD
from dashboard.charts.vega import Spec
from dashboard.text import captions

STRIP = 34
"""Height of the strip of phases without its axis."""


def _cursor(x: alt.X, **where: Any) -> alt.Chart:
    """The month that is read."""
    return (
        alt.Chart()
        .transform_filter("datum.month == datum.shown")
        .mark_rule(color=BASELINE, strokeWidth=6, opacity=0.3)
        .encode(x=x, **where)
    )


@functools.cache
def line(colour: str, ends: tuple[float, float], start: str, months: int) -> Spec:
    """One run over the middle 50 and the middle 90 of 100 runs; a broad rule marks the month that is read."""
    x = vega.months_axis(start, months)
    base = alt.Chart().transform_filter("isValid(datum.q50)")
    bands = vega.bands(base, x, WORLD, ends, 0.16, 0.22)
    run = vega.actor_line(base, colour, clip=True).encode(x=x, y=vega.values_axis("run", *ends))
    number = ",.2~f" if ends[1] <= 20 else ",.0f"
    tips = [vega.month_tip()] + [
        alt.Tooltip(f"{field}:Q", title=title, format=number)
        for field, title in {"run": captions.TIPS["this_run"], **captions.QUANTILES}.items()
    ]
    return vega.finish(alt.layer(*bands, _cursor(x), run, vega.hover(x, tips, "q50")), 130)


@functools.cache
def strip(fills: tuple[tuple[str, str], ...], start: str, months: int) -> Spec:
    """Where the run stands, one stretch per phase, lettered where there is room."""
    x = vega.months_axis(start, months)
    labels, colours = [label for label, _ in fills], [colour for _, colour in fills]
    x_from, x_to = x.copy(), alt.X2("to:Q")
    x_from["shorthand"] = "from:Q"
    fill = alt.Fill("phase:N", scale=alt.Scale(domain=labels, range=colours), sort=labels, legend=None)
    tips = [
        alt.Tooltip("phase:N", title=captions.TIPS["the_run_stands_at"]),
        alt.Tooltip("since:N", title=captions.TIPS["from"]),
        alt.Tooltip("until:N", title=captions.TIPS["to_the_end_of"]),
    ]
    base = alt.Chart().transform_filter("isValid(datum.from)")
    bar = base.mark_rect(stroke=BASELINE, strokeWidth=1).encode(
        x=x_from, x2=x_to, y=alt.value(0), y2=alt.value(STRIP), fill=fill, tooltip=tips
    )
    ink = alt.condition(
        alt.FieldOneOfPredicate("phase", [label for label, colour in fills if colour == BLANK]),
        alt.value(BASELINE),
        alt.value("#000000"),
    )
    x_middle = x.copy()
    x_middle["shorthand"] = "middle:Q"
    name = (
        base.transform_filter(f"(datum.to - datum.from) / {months} * width > 7.5 * length(datum.phase)")
        .mark_text(fontSize=13)
        .encode(x=x_middle, y=alt.value(STRIP / 2), text="phase:N", color=ink, tooltip=tips)
    )
    return vega.finish(alt.layer(bar, name, _cursor(x, y=alt.value(0), y2=alt.value(STRIP))), STRIP + 40)
