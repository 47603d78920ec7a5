"""The one place that draws charts: what is drawn here can be taken away as an image and as data, on every page.

A page ends with one menu for all its charts. Its inside is drawn once it is opened, in a fragment of its own, and a file is
made when its button is pressed; so a move of a lever pays for one closed menu, however many charts there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import sim
from dashboard.charts import images
from dashboard.charts.images import Chart
from dashboard.text import captions

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from dashboard.charts.pictures import Row
    from dashboard.charts.vega import Spec
    from dashboard.session.state import Question

DRAWN = "charts drawn"
"""Key of the charts of the page in the session."""
MENU = "charts menu"
"""Key of the menu, and of the fragment that draws it."""


@dataclass
class Drawn:
    """The charts of one run of a page."""

    about: str
    """What the figures are counted over: scenario, levers, runs."""
    stem: str
    """How the names of files begin."""
    origin: Mapping[str, str | int] = field(default_factory=dict)
    """Scenario, seed and levers of what is drawn, where these are one."""
    charts: dict[str, Chart] = field(default_factory=dict)
    """By name; a chart that is drawn again, finer, takes the place of the one before."""
    offered: bool = False


def begin(question: Question, title: str) -> None:
    """Start a page, or a fragment that draws its charts again, without charts; `title` is that of the scenario."""
    size = question.runs, question.months, question.seed
    about = captions.counted_over(title, len(question.changes), *size)
    stem = Path(question.name).stem
    origin = {"scenario": stem, "seed": question.seed, "levers": sim.levers_text(dict(question.changes))}
    st.session_state[DRAWN] = Drawn(about, stem, origin)


def counted_over(about: str, one_question: bool = True) -> None:
    """Say what the page counts over, where that is something else; it may be more than the levers of one question."""
    drawn: Drawn = st.session_state[DRAWN]
    drawn.about = f"{about} {captions.CAUTION}"
    if not one_question:
        drawn.origin = {}


def row(drawn: Row) -> None:
    """Draw a row of finished pictures: one element, which is quick to draw again."""
    st.html(drawn.html)
    st.session_state[DRAWN].charts.update({chart.name: chart for chart in drawn.charts})


def draw(
    name: str,
    table: pd.DataFrame,
    spec: Spec,
    *,
    key: str,
    alt: str,
    note: str = "",
    labels: Mapping[str, str] | None = None,
    place: DeltaGenerator | None = None,
) -> None:
    """Draw a chart, and remember it for the menu.

    `name` is its title as plain text; `alt` says what it shows, `note` how to read it. `labels` are words for the values of its
    fill, if these are not words already.
    """
    (st if place is None else place).vega_lite_chart(table, spec, key=key, alt=alt)
    st.session_state[DRAWN].charts[name] = Chart(name, table, spec, alt, note, labels or {})


def downloads() -> None:
    """The menu of the page's charts, once a page; without charts there is none."""
    drawn: Drawn = st.session_state[DRAWN]
    if drawn.charts and not drawn.offered:
        drawn.offered = True
        _menu()


@st.fragment(key=MENU)
def _menu() -> None:
    menu = st.popover(captions.CHARTS, icon=":material/download:", key=MENU, on_change="rerun")
    drawn: Drawn = st.session_state[DRAWN]
    if not menu.open or not drawn.charts:
        return
    with menu:
        chart = drawn.charts[st.selectbox(captions.CHART, list(drawn.charts), key="chart to take", filter_mode=None)]
        for ending, make in images.FILES.items():
            st.download_button(
                captions.chart_file(chart.name, ending),
                lambda make=make: make(replace(chart, origin=drawn.origin), drawn.about),
                file_name=f"{drawn.stem}-{images.slug(chart.name)}.{ending}",
                key=f"chart as {ending}",
                on_click="ignore",
                icon=":material/download:",
                width="stretch",
            )
