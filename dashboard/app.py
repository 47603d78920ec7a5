"""Entry point of the dashboard: set-up, scenario picker and navigation."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

import sim
from dashboard import look
from dashboard.charts import canvas
from dashboard.session import incoming, results, share
from dashboard.sidebar import controls
from dashboard.text import common, errors

st.set_page_config(page_title=common.TITLE, page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")

# Pages by heading of the navigation, each with its icon; the first is the one that opens.
PAGES = {
    "what_if": {"explore": "tune", "compare": "compare_arrows", "course": "timeline"},
    "which_deal": {"deals": "handshake", "reach": "flag"},
    "what_matters": {"map": "map", "sensitivity": "bar_chart", "batch": "grid_on"},
    "scenario": {"editor": "edit_document", "sources": "library_books", "about": "info"},
}


@st.cache_resource(show_spinner=False)
def _keep_what_is_loaded() -> None:
    """Once in a process: take what the first page has loaded out of the garbage collection.

    Streamlit collects garbage after every run of the script, and while it looks through all that numpy, numba and the scenarios have
    made, which is never garbage, nothing reaches the browser: some 0.2 s at each press of a key.
    """
    gc.collect()
    gc.freeze()


incoming.check()
share.read_address()
look.dress()
page = st.navigation(
    {
        common.HEADINGS[heading]: [
            st.Page(
                f"views/{name}/page.py",
                title=common.PAGES[name],
                url_path=name,
                icon=f":material/{icon}:",
                default=name == "explore",
            )
            for name, icon in pages.items()
        ]
        for heading, pages in PAGES.items()
    },
    position="top",
)
name = controls.pick_scenario()
try:
    scenario, known = results.load(name)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()
st.session_state["look"] = None  # until the page says that it draws its answer in a fragment
question = st.session_state["question"] = controls.ask(name, scenario, known)
canvas.begin(question, scenario.title)
page.run()
canvas.downloads()
_keep_what_is_loaded()
