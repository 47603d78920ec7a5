"""Sources: every number of the scenario with what it rests on, the bibliography and its claims."""

import streamlit as st

import sim
from dashboard.charts.tables import matching
from dashboard.session import results
from dashboard.session.state import Question
from dashboard.text import common, errors, markdown
from dashboard.views.sources import panels, tables, text

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)

st.title(common.PAGES["sources"], anchor=False)
st.markdown(f"{markdown.escape(scenario.title)}. {text.INTRO}")
with st.container(horizontal=True, vertical_alignment="bottom"):
    words = st.text_input(common.FILTER, key="filter", placeholder=text.FILTER_EXAMPLE, max_chars=100)
    bases = st.pills(text.BASIS, tables.BASES, selection_mode="multi", key="basis")
numbers = tables.every_number(scenario, dict(question.changes))
found = matching(numbers, words or "", list(bases or []))
counts = {basis: int((numbers["basis"] == basis).sum()) for basis in tables.BASES}
st.caption(text.numbers_shown(len(found), len(numbers), counts))
st.dataframe(
    found,
    hide_index=True,
    height=480,
    column_config={
        "varies": st.column_config.TextColumn(help=text.VARIES),
        "moved": st.column_config.TextColumn(help=text.MOVED),
        "standpoint": st.column_config.TextColumn(help=text.STANDPOINT),
        "checked": st.column_config.TextColumn(help=text.CHECKED),
        "note": st.column_config.TextColumn(width="large"),
        "meaning": st.column_config.TextColumn(width="large"),
    },
    alt=text.numbers_alt(len(found)),
)

try:
    panels.influences(question, sim.change(scenario, dict(question.changes)))
except sim.InputError as error:
    st.error(errors.problems(error.problems))

st.header(text.CLAIMS, anchor=False)
facts = matching(tables.facts(scenario), words or "", [])
st.dataframe(
    facts,
    hide_index=True,
    column_config={"claim": st.column_config.TextColumn(width="large")},
    alt=text.claims_alt(len(facts)),
)

st.header(text.BIBLIOGRAPHY, anchor=False)
st.caption(text.STANDPOINT)
bibliography = matching(tables.bibliography(scenario), words or "", [])
st.dataframe(
    bibliography,
    hide_index=True,
    column_order=["source", "title", "author", "standpoint", "date", "publisher", "kind", "address", "note"],
    alt=text.bibliography_alt(len(bibliography)),
)
