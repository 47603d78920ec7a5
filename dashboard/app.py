"""Entry point of the dashboard: set-up, scenario picker and navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import sim
from dashboard import controls, results, text

st.set_page_config(page_title=text.TITLE, page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")

page = st.navigation(
    [
        st.Page("views/explore.py", title=text.PAGES["explore"], icon=":material/tune:", default=True),
        st.Page("views/deals.py", title=text.PAGES["deals"], icon=":material/handshake:"),
        st.Page("views/course.py", title=text.PAGES["course"], icon=":material/timeline:"),
        st.Page("views/compare.py", title=text.PAGES["compare"], icon=":material/compare_arrows:"),
        st.Page("views/editor.py", title=text.PAGES["editor"], icon=":material/edit_document:"),
        st.Page("views/sources.py", title=text.PAGES["sources"], icon=":material/library_books:"),
        st.Page("views/about.py", title=text.PAGES["about"], icon=":material/info:"),
    ],
    position="top",
)
name = controls.pick_scenario()
try:
    scenario, known = results.load(name)
except sim.InputError as error:
    st.error(text.problems(error.problems))
    st.stop()
st.session_state["question"] = controls.ask(name, scenario, known)
page.run()
