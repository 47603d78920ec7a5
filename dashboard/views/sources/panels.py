"""A section of the page Sources: which outcome each number moves most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from dashboard.parts import steps
from dashboard.session import ensembles
from dashboard.text import glossary, many_points
from dashboard.views.sources import influence, text

if TYPE_CHECKING:
    from dashboard.session.state import Question
    from sim import Scenario

ASKED = "influence asked"


def influences(question: Question, asked: Scenario) -> None:
    """Once the reader asks, every number is moved by itself; raises InputError."""
    st.header(text.INFLUENCE_HEADING, anchor=False, help=glossary.words("influence"))
    found = influence.ends(asked)
    st.markdown(text.influence_intro(len({end.path for end in found}), influence.RUNS, question.months))
    request = (asked.digest(), question.months, question.seed)
    if st.session_state.get(ASKED) != request:
        st.button(text.INFLUENCE_ASK, key="influence ask", on_click=_ask, args=(request,), icon=":material/search:")
        return
    paths = list(dict.fromkeys(end.path for end in found))
    points = list(ensembles.points(found, paths))
    size = (influence.RUNS, question.months, question.seed)
    parts = ensembles.parts(asked, paths, points, *size)
    total = ensembles.count(len(points), influence.RUNS)
    happened: dict[str, list[np.ndarray]] = {name: [] for name in many_points.EVENTS}
    for _, first in steps.stoppable("influence", request, parts, total):
        for name, rows in happened.items():
            rows.append(ensembles.happened(first[name]))
    done = {name: np.concatenate(rows) for name, rows in happened.items() if rows}
    if not done:
        st.markdown(many_points.MAP_NOTHING)
        return
    table = influence.most_moved(found[: len(next(iter(done.values()))) - 1], done, many_points.EVENTS)
    moving = table[table["moves"] != ""]
    st.markdown(text.influence_told(len(moving), len(table)))
    st.dataframe(
        moving,
        hide_index=True,
        column_config={
            "by": st.column_config.NumberColumn(help=text.INFLUENCE_BY, format="%+.1f"),
            "low": st.column_config.NumberColumn(format="%+.1f"),
            "high": st.column_config.NumberColumn(format="%+.1f"),
        },
        alt=many_points.figures_alt(len(moving)),
    )


def _ask(request: tuple[str, int, int]) -> None:
    st.session_state[ASKED] = request
