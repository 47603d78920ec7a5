"""From a result beside its baseline to rows of finished pictures: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.charts import drawing, fans, palette, vega
from dashboard.charts.images import Chart
from dashboard.text import captions, markdown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from dashboard.charts.vega import Spec
    from dashboard.session.results import Result


@dataclass(frozen=True)
class Picture:
    """A part of a row: HTML, and the chart in it, if there is one."""

    html: str
    chart: Chart | None = None


@dataclass(frozen=True)
class Row:
    """Pictures side by side as one piece of HTML, and the charts in it."""

    html: str
    charts: tuple[Chart, ...]


def picture(
    name: str, table: pd.DataFrame, spec: Spec, *, alt: str, key: str, note: str = "", title: str = ""
) -> Picture:
    """A course; `name` is its title as plain text, `title` what stands above it, in Markdown, `note` how to read it."""
    return Picture(drawing.paint(spec, table, alt, key, markdown.bold(title)), Chart(name, table, spec, alt, note))


def row(parts: Sequence[Picture], widths: Sequence[int] = ()) -> Row:
    """Pictures side by side, on a phone below each other."""
    columns = " ".join(f"minmax(0,{width}fr)" for width in widths or [1] * len(parts))
    cells = "".join(f"<div>{part.html}</div>" for part in parts)
    return Row(
        f'<div class="row" style="--columns:{columns}">{cells}</div>', tuple(part.chart for part in parts if part.chart)
    )


def below(*rows: Row) -> Row:
    """Rows below each other as one."""
    return Row("".join(each.html for each in rows), tuple(chart for each in rows for chart in each.charts))


def fan(
    now: Result, title: str, table: pd.DataFrame, *, ends: tuple[float, float], colour: str, key: str, about: str = ""
) -> Picture:
    """Quantiles by month; `about` goes before the title where that stands alone."""
    spec = vega.fan(colour, ends, now.scenario.start, now.dataset.sizes["month"] - 1)
    name = markdown.plain(about + title)
    alt = captions.fan_alt(name, table)
    return picture(name, table, spec, alt=alt, key=key, note=captions.FAN_NOTE, title=f"**{title}**")


def share(
    now: Result,
    title: str,
    shares: np.ndarray,
    before: np.ndarray,
    *,
    key: str,
    events: pd.DataFrame,
    colour: str = palette.WORLD,
    about: str = "",
    name: str = "",
) -> Picture:
    """A share of runs by month with the baseline's; `name` is that of the chart, if its title says more."""
    table = fans.shares(shares, before, fans.calendar(now.dataset), events)
    spec = vega.shares(colour, now.scenario.start, now.dataset.sizes["month"] - 1)
    told = markdown.plain(about + title)
    alt = captions.shares_alt(told, table)
    return picture(name or told, table, spec, alt=alt, key=key, note=captions.SHARES_NOTE, title=title)
