"""Charts of the page Deals as Vega-Lite specifications without data, written in Altair and built once."""

from __future__ import annotations

import functools

import altair as alt

from dashboard.charts import vega
from dashboard.charts.palette import BASELINE, PACKAGE, WORLD
from dashboard.charts.vega import Spec
from dashboard.text import captions
from dashboard.views.deals import text

ROW = 40


@functools.cache
def worth(colour: str, ends: tuple[float, float], start: str, months: int) -> Spec:
    """Value of a package above fighting on: median, the middle 50 and 90 of 100 runs, and the line at which it equals the war."""
    x = vega.months_axis(start, months)
    base = alt.Chart().transform_filter("isValid(datum.q50)")
    bands = vega.bands(base, x, colour, ends, 0.2, 0.36)
    middle = vega.actor_line(base, colour, clip=True).encode(x=x, y=vega.values_axis("q50", *ends))
    zero = alt.Chart().transform_filter("datum.month == 0")
    rule = zero.mark_rule(color=BASELINE, strokeDash=vega.DASH, strokeWidth=2).encode(y=alt.datum(0))
    named = zero.mark_text(
        text=text.FIGHTING_ON, color=BASELINE, align="left", baseline="bottom", dx=3, dy=-2, fontSize=12
    ).encode(x=alt.value(0), y=alt.datum(0))
    tips = [vega.month_tip()] + [
        alt.Tooltip(f"{field}:Q", title=title, format="+.1f") for field, title in captions.QUANTILES.items()
    ]
    return vega.finish(alt.layer(*bands, rule, named, middle, vega.hover(x, tips, "q50")), 170)


@functools.cache
def gaps(ends: tuple[float, float], rows: int) -> Spec:
    """How far a package lies within every line: the middle run as a mark, the middle 90 of 100 runs as a bar; the lines at 0."""
    y = alt.Y("line:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    axis = alt.Axis(
        title=None, tickCount=5, grid=False, labelExpr=f"datum.value == 0 ? '{text.THE_LINE}' : datum.label"
    )
    x = alt.X("middle:Q", scale=alt.Scale(domain=list(ends), nice=False), axis=axis)
    tips = [
        alt.Tooltip("line:N", title=captions.TIPS["line"]),
        alt.Tooltip("way:N", title=captions.TIPS["allows"]),
        alt.Tooltip("bound:Q", title=captions.TIPS["of_the_scale"], format=".2f"),
        alt.Tooltip("kind:N", title=captions.TIPS["kind"]),
        alt.Tooltip("middle:Q", title=captions.TIPS["within_it_by_points"], format="+.0f"),
        alt.Tooltip("beyond:Q", title=captions.TIPS["runs_in_100_beyond_it"], format=".0f"),
    ]
    base = alt.Chart()
    bar = base.mark_rule(color=WORLD, strokeWidth=6, opacity=0.45, yOffset=9, clip=True).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=list(ends), nice=False), axis=axis), x2="high:Q", y=y
    )
    marks = [
        base.transform_filter(f"datum.middle {sign} 0")
        .mark_point(shape=shape, filled=True, color=colour, size=110, opacity=1, yOffset=9, clip=True)
        .encode(x=x, y=y)
        for sign, shape, colour in ((">=", "circle", WORLD), ("<", "cross", PACKAGE))
    ]
    zero = base.mark_rule(color=BASELINE, strokeWidth=1.5, opacity=0.6).encode(x=alt.datum(0))
    name = base.mark_text(
        align="left", baseline="bottom", color=BASELINE, fontSize=13, dy=1, limit=alt.ExprRef("width")
    ).encode(x=alt.value(2), y=y, text="told:N")
    hover = base.mark_rule(opacity=0, strokeWidth=ROW - 4).encode(
        x=alt.value(0), x2=alt.value("width"), y=y, tooltip=tips
    )
    return vega.finish(alt.layer(zero, bar, *marks, name, hover), ROW * rows + 30)


@functools.cache
def zone(ends_0: tuple[float, float], ends_1: tuple[float, float], label_0: str, label_1: str) -> Spec:
    """Value to one side against value to the other: the quadrant in which both gain, the contract curve with bands, packages."""
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=list(ends_0), nice=False),
        axis=alt.Axis(title=label_0, tickCount=6, format="+~f", grid=False),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=list(ends_1), nice=False),
        axis=alt.Axis(title=label_1, tickCount=6, format="+~f", grid=False),
    )
    base = alt.Chart()

    def of(kind: str) -> alt.Chart:
        return base.transform_filter(f"datum.kind == '{kind}'")

    one = of("package")
    both = one.mark_rect(color=WORLD, opacity=0.16, aria=False).encode(
        x=alt.datum(0), x2=alt.datum(ends_0[1]), y=alt.datum(0), y2=alt.datum(ends_1[1])
    )
    axes = [
        one.mark_rule(color=BASELINE, strokeWidth=1.5).encode(x=alt.datum(0)),
        one.mark_rule(color=BASELINE, strokeWidth=1.5).encode(y=alt.datum(0)),
    ]
    bands = [
        of(kind)
        .mark_line(interpolate="linear-closed", filled=True, fill=WORLD, fillOpacity=opacity, strokeWidth=0, clip=True)
        .encode(x=x, y=y, order="order:Q")
        for kind, opacity in (("wide", 0.22), ("narrow", 0.3))
    ]
    free = (
        of("free")
        .mark_line(color=BASELINE, strokeDash=vega.DASH, strokeWidth=2, clip=True)
        .encode(x=x, y=y, order="order:Q")
    )
    line = of("curve").mark_line(color=WORLD, strokeWidth=2.6, clip=True).encode(x=x, y=y, order="order:Q")
    tips = [
        alt.Tooltip("label:N", title=captions.TIPS["package"]),
        alt.Tooltip("x:Q", title=label_0, format="+.1f"),
        alt.Tooltip("y:Q", title=label_1, format="+.1f"),
    ]
    cloud = of("cloud").mark_point(filled=True, color=PACKAGE, size=14, opacity=0.35, clip=True).encode(x=x, y=y)
    others = (
        of("other")
        .mark_point(filled=False, color=BASELINE, size=60, opacity=1, strokeWidth=1.6, clip=True)
        .encode(x=x, y=y, tooltip=tips)
    )
    best = of("best").mark_point(
        shape="diamond", filled=True, color=WORLD, stroke="#000000", strokeWidth=1, size=190, opacity=1, clip=True
    )
    package = one.mark_point(
        shape="square", filled=True, color=PACKAGE, stroke="#FFFFFF", strokeWidth=1, size=190, opacity=1, clip=True
    )
    told = [
        of(kind)
        .mark_text(align="left", dx=11, color=BASELINE, fontSize=13, fontWeight="bold", clip=True)
        .encode(x=x, y=y, text="label:N")
        for kind in ("best", "package")
    ]
    layers = [both, *bands, *axes, free, line, cloud, others, best.encode(x=x, y=y, tooltip=tips)]
    return vega.finish(alt.layer(*layers, package.encode(x=x, y=y, tooltip=tips), *told), 420)
