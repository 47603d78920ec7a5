"""Charts of the page Explore as Vega-Lite specifications without data, written in Altair and built once."""

from __future__ import annotations

import functools

import altair as alt

from dashboard.charts import vega
from dashboard.charts.palette import BALLOTS, BASELINE, BLANK, WORLD
from dashboard.text import captions


@functools.cache
def ends(fills: tuple[tuple[str, str], ...], start: str, months: int) -> vega.Spec:
    """Layers that sum to 100 runs, one per end with its fill; dashed lines where the baseline's layers end."""
    x = vega.months_axis(start, months)
    labels, colours = [label for label, _ in fills], [fill for _, fill in fills]
    base = vega.known("share")
    fill = alt.Fill("end:N", scale=alt.Scale(domain=labels, range=colours), sort=labels, legend=None)
    layer = base.mark_area(stroke=BASELINE, strokeWidth=0.6).encode(
        x=x, y=vega.values_axis("from", 0, 100), y2="to:Q", fill=fill
    )
    edge = base.mark_line(color=BASELINE, strokeDash=vega.DASH, strokeWidth=2).encode(
        x=x, y=vega.values_axis("edge", 0, 100), detail="end:N"
    )
    # Letters on no fill take the grey of the other marks, those on a fill are black.
    ink = alt.condition(
        alt.FieldOneOfPredicate("end", [label for label, colour in fills if colour == BLANK]),
        alt.value(BASELINE),
        alt.value("#000000"),
    )
    name = (
        vega.known("lettered")
        .mark_text(align="right", dx=-8, fontSize=13)
        .encode(x=x, y=vega.values_axis("middle", 0, 100), text="lettered:N", color=ink)
    )
    tips = [
        vega.month_tip(),
        alt.Tooltip("end:N", title=captions.TIPS["the_run_stands_at"]),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".1f"),
        alt.Tooltip("was:Q", title=captions.TIPS["baseline"], format=".1f"),
    ]
    hover = base.mark_rule(opacity=0, strokeWidth=14).encode(
        x=x, y=vega.values_axis("from", 0, 100), y2="to:Q", tooltip=tips
    )
    return vega.finish(alt.layer(layer, edge, name, *vega.event_marks(x), hover), 200)


@functools.cache
def ballots(votes: tuple[tuple[str, str], ...], bars: int) -> vega.Spec:
    """Stacked bars, one per member: how it votes in 100 run-months, and at the right in how many it blocks."""
    labels = [name for _, name in votes]
    fills = [BALLOTS[vote][0] for vote, _ in votes]
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 120], nice=False),
        axis=alt.Axis(
            title=None,
            values=[0, 50, 112],
            labelExpr=f"datum.value == 112 ? {vega.quoted(captions.BLOCKS)} : datum.value",
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
        .transform_filter(f"datum.vote == {vega.quoted(labels[0])}")
        .mark_text(color=BASELINE, fontSize=13)
        .encode(x=alt.datum(112), y=y, text="told:N")
    )
    return vega.finish(alt.layer(bar, told), 17 * bars + 44)


@functools.cache
def dots(start: str, months: int, rows: int) -> vega.Spec:
    """Fifty dots over the months, diamonds for ceasefires; the runs that sign nothing hollow in a block at the right."""
    x = vega.months_axis(start, months)
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
        vega.known("lettered")
        .mark_text(color=BASELINE, align="left", baseline="bottom", dx=-6, dy=-10, fontSize=13)
        .encode(x=x, y=y, text="lettered:N")
    )
    return vega.finish(alt.layer(*signed, unsigned, name), 180)


@functools.cache
def terms(anchors: tuple[tuple[float, str], ...]) -> vega.Spec:
    """Where signed deals lie on an issue's scale; the named points of the scale label the axis."""
    names = " : ".join(f"abs(datum.value - {at:.6f}) < 1e-6 ? {vega.quoted(label)}" for at, label in anchors)
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
    return vega.finish(bar, 190)
