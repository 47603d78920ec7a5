"""A chart as a file: an image that explains itself, and its data. No Streamlit.

Images are drawn by vl-convert, which carries Vega: in this process, without a browser and without the network.
"""

from __future__ import annotations

import copy
import json
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import sim
from dashboard.charts import tables
from dashboard.charts.palette import BASELINE, GROUNDS
from dashboard.charts.vega import Spec, quoted

WIDTH = 680
"""Pixels across the drawing, without axis labels."""
SCALE = 2
"""Pixels of a PNG to a pixel of the drawing, so that it is sharp in print."""
LETTERS = 112
"""Letters in a line above the drawing."""
SHAPES = str.maketrans({"●": "disc", "◆": "diamond", "○": "ring", "■": "square", "✚": "cross"})
"""Words for signs that the typeface of the images lacks."""
FILLED = frozenset({"bar", "area", "rect"})
INK, FAINT = "#1F1E1B", "#E4E2DC"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
CONFIG: dict[str, Any] = {
    "font": FONT,
    "padding": 18,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": FAINT,
        "domainColor": BASELINE,
        "tickColor": BASELINE,
    },
    "title": {
        "anchor": "start",
        "frame": "group",
        "color": INK,
        "fontSize": 17,
        "subtitleColor": INK,
        "subtitleFontSize": 12,
        "subtitleLineHeight": 16,
        "subtitlePadding": 6,
        "offset": 14,
    },
    "legend": {
        "orient": "bottom",
        "title": None,
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "labelLimit": 220,
        "columns": 3,
        "symbolType": "square",
        "symbolStrokeColor": BASELINE,
        "symbolStrokeWidth": 0.6,
    },
}
"""The look of an image: light ground, as the pages have it."""


@dataclass(frozen=True)
class Chart:
    """A chart as it was drawn: its data, its specification, and the words that belong to it."""

    name: str
    table: pd.DataFrame
    spec: Spec
    says: str
    """What it shows, with figures."""
    note: str = ""
    """How to read it."""
    labels: Mapping[str, str] | None = None
    """Words for the values of its fill, if these are not words already."""
    origin: Mapping[str, str | int] = field(default_factory=dict)
    """Scenario, seed and levers, where these are one."""


def complete(chart: Chart, about: str) -> Spec:
    """The specification with data, title, what it shows, how to read it and what is counted: a file needs all of them inside."""
    lines = [
        line
        for part in (chart.says, chart.note, about)
        if part
        for line in textwrap.wrap(part.translate(SHAPES), LETTERS)
    ]
    return {
        **_with_key(chart.spec, chart.labels or {}),
        "data": {"values": json.loads(chart.table.to_json(orient="records"))},
        "width": WIDTH,
        "background": GROUNDS[0],
        "title": {"text": textwrap.wrap(chart.name, 72), "subtitle": lines},
        "config": CONFIG,
    }


def _with_key(spec: Spec, labels: Mapping[str, str]) -> Spec:
    """A copy whose fills have their key, which the pages have in words beside the chart."""
    spec = copy.deepcopy(spec)
    for part in [spec, *spec.get("layer", [])]:
        if part.get("mark", {}).get("type") not in FILLED:
            continue
        for channel in ("fill", "color"):
            coded = part.get("encoding", {}).get(channel, {})
            if "legend" in coded and coded["legend"] is None:
                words = " : ".join(f"datum.label == {quoted(key)} ? {quoted(word)}" for key, word in labels.items())
                coded["legend"] = {"labelExpr": f"{words} : datum.label"} if words else {}
                return spec
    return spec


def svg(chart: Chart, about: str) -> str:
    """As drawing."""
    import vl_convert  # here, because few readers need it and it brings a whole engine for Vega

    return str(vl_convert.vegalite_to_svg(complete(chart, about), allowed_base_urls=[]))


def png(chart: Chart, about: str) -> bytes:
    """As picture."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(complete(chart, about), scale=SCALE, allowed_base_urls=[]))


def csv(chart: Chart, about: str) -> bytes:
    """The data of the chart, with what the axes say in the head, and on every line what it shows and over what it is counted."""
    return sim.csv_bytes(chart.table, _axes(chart.spec), {"chart": chart.name, "counted over": about, **chart.origin})


def _axes(spec: Spec) -> dict[str, str]:
    """What a specification's axes and tips say of the columns that hold numbers: column to title, the axes before the tips."""
    found: dict[str, str] = {}
    codings = [part.get("encoding", {}) for part in (spec, *spec.get("layer", []))]
    channels = [[coding[name]] for coding in codings for name in ("x", "y") if name in coding]
    channels += [coding["tooltip"] for coding in codings if isinstance(coding.get("tooltip"), list)]
    for channel in (entry for group in channels for entry in group):
        title = channel.get("title") or (channel.get("axis") or {}).get("title")
        if channel.get("type") == "quantitative" and "field" in channel and isinstance(title, str):
            found.setdefault(channel["field"], title)
    return found


def parquet(chart: Chart, about: str) -> bytes:
    """The data of the chart, with the words that belong to it."""
    return tables.to_parquet(chart.table.copy(), {"chart": chart.name, "shows": chart.says, "about": about})


FILES: dict[str, Callable[[Chart, str], str | bytes]] = {"png": png, "svg": svg, "csv": csv, "parquet": parquet}
"""How each kind of file is made."""


def slug(name: str) -> str:
    """A name as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "chart"
