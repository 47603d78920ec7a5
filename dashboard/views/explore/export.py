"""Downloads, and the command that gives the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

import sim
from dashboard.charts.tables import to_parquet
from dashboard.session import drafts, results, served, share
from dashboard.session.results import Result
from dashboard.session.state import Question
from dashboard.sidebar import controls
from dashboard.text import common
from dashboard.views.explore import tables, text


@st.fragment(key=controls.TAKE)
def section() -> None:
    """Buttons that make their file when they are pressed, the command and the link; nothing is made before the box is opened."""
    box = st.expander(text.EXPORT_HEADING, key=controls.TAKE, on_change="rerun", icon=":material/ios_share:")
    if not box.open:
        return
    question = st.session_state["question"]
    try:
        now = results.answer(question)
    except sim.InputError:  # which the page says
        return
    with box:
        _offered(question, now)


def _offered(question: Question, now: Result) -> None:
    stem = f"{Path(question.name).stem}-{now.scenario.digest()[:8]}-seed{question.seed}"
    levers = sim.levers_text(dict(question.changes))
    about = {"scenario": question.name, **now.dataset.attrs, "levers": levers}
    written = {"scenario": question.name, "seed": question.seed, "levers": levers}
    files: dict[str, Callable[[], str | bytes]] = {
        "parquet": lambda: to_parquet(tables.runs(now.dataset), about),
        "csv": lambda: sim.csv_bytes(tables.runs(now.dataset), tables.units(now.dataset), written),
        "quantiles.csv": lambda: sim.csv_bytes(tables.monthly_quantiles(now.dataset), {"month": "months"}, written),
        "yaml": lambda: sim.to_yaml(now.scenario),
    }
    with st.container(horizontal=True):
        for ending, make in files.items():
            st.download_button(
                text.DOWNLOADS[ending],
                make,
                file_name=f"{stem}.{ending}",
                key=f"save {ending}",
                on_click="ignore",
                icon=":material/download:",
            )
    st.caption(_command_note(question.name))
    changes = dict(question.changes)
    st.code(
        common.command(drafts.file_of(question.name), changes, question.runs, question.months, question.seed),
        language="bash",
        wrap_lines=True,
    )
    st.caption(text.SHARE)
    here = str(st.context.url or "").split("?")[0]
    known = results.load(question.name)
    st.code(f"{here.rstrip('/')}/?{share.address(question, *known)}", language=None, wrap_lines=True)


def _command_note(name: str) -> str:
    if drafts.is_draft(name):
        return text.COMMAND_NOTE_DRAFT
    return text.COMMAND_NOTE if served.source(name) == name else text.COMMAND_NOTE_FILE
