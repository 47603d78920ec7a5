"""The chart of the page Sensitivity, as a Vega-Lite specification without data."""

from __future__ import annotations

import functools

import altair as alt

from dashboard.charts import vega
from dashboard.charts.palette import BASELINE, WORLD
from dashboard.charts.vega import Spec
from dashboard.text import captions


@functools.lru_cache(maxsize=64)
def tornado(limit: float, bars: int) -> Spec:
    """Two bars a lever, filled where it stands at its highest and hollow at its lowest, each with its interval."""
    x = alt.X(
        "difference:Q",
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=alt.Axis(
            title=captions.TIPS["runs_in_100_more_or_fewer"],
            tickCount=5,
            labelExpr="datum.value == 0 ? '0' : format(datum.value, '+~f')",
        ),
    )
    # The names stand inside, above the bars, so that a phone has room for both.
    inside = alt.Axis(
        title=None,
        labelAlign="left",
        labelPadding=-2,
        labelOffset=-13,
        labelLimit=330,
        labelFontSize=13,
        labelOverlap=False,
        ticks=False,
        domain=False,
        zindex=1,
    )
    y = alt.Y("lever:N", sort=None, axis=inside)
    rows = ["name", "high", "low"]
    offset = alt.YOffset("end:N", sort=rows, scale=alt.Scale(domain=rows, paddingInner=0.2))
    tips = [
        alt.Tooltip("lever:N", title=captions.TIPS["lever"]),
        alt.Tooltip("value:N", title=captions.TIPS["moved_to"]),
        alt.Tooltip("difference:Q", title=captions.TIPS["difference_in_100"], format="+.1f"),
        alt.Tooltip("low:Q", title=captions.TIPS["from"], format="+.1f"),
        alt.Tooltip("high:Q", title=captions.TIPS["to"], format="+.1f"),
        alt.Tooltip("share:Q", title=captions.TIPS["runs_in_100"], format=".1f"),
    ]
    layers = []
    for end, opacity in (("high", 1.0), ("low", 0.0)):
        bar = alt.Chart().transform_filter(f"datum.end == '{end}'")
        bar = bar.mark_bar(color=WORLD, fillOpacity=opacity, stroke=WORLD, strokeWidth=1.6)
        layers.append(bar.encode(x=x, x2=alt.datum(0), y=y, yOffset=offset, tooltip=tips))
    zero = alt.Chart().mark_rule(color=BASELINE, strokeWidth=1.2).encode(x=alt.datum(0))
    interval = alt.Chart().mark_rule(color=BASELINE, strokeWidth=1.4)
    layers += [zero, interval.encode(x=alt.X("low:Q"), x2="high:Q", y=y, yOffset=offset, tooltip=tips)]
    return vega.finish(alt.layer(*layers), 42 * bars + 50)
