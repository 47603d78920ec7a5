"""Sources: every number of the scenario with what it rests on, the bibliography and its claims."""

import streamlit as st

from dashboard import results, tables, text
from dashboard.state import Question

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)

st.title("Sources", anchor=False)
st.markdown(f"{text.escape(scenario.title)}. {text.SOURCES_INTRO}")
with st.container(horizontal=True, vertical_alignment="bottom"):
    words = st.text_input("Filter", key="filter", placeholder="words that must occur, such as: aid us", max_chars=100)
    bases = st.pills("Basis", tables.BASES, selection_mode="multi", key="basis")
numbers = tables.numbers(scenario, dict(question.changes))
found = tables.matching(numbers, words or "", list(bases or []))
counts = ", ".join(f"{(numbers['basis'] == basis).sum()} {basis}" for basis in tables.BASES)
st.caption(f"{len(found)} of {len(numbers)} numbers shown ({counts}).")
st.dataframe(
    found,
    hide_index=True,
    height=480,
    column_config={
        "varies": st.column_config.CheckboxColumn("varies", help="Drawn afresh in every run"),
        "changed": st.column_config.CheckboxColumn("moved", help="Moved here with a lever"),
        "note": st.column_config.TextColumn(width="large"),
        "meaning": st.column_config.TextColumn(width="large"),
    },
    alt=f"Table of {len(found)} numbers of the scenario with value, unit, basis, source and note.",
)

st.subheader("Claims of the sources", anchor=False)
facts = tables.matching(tables.facts(scenario), words or "", [])
st.dataframe(
    facts,
    hide_index=True,
    column_config={"claim": st.column_config.TextColumn(width="large")},
    alt=f"Table of {len(facts)} claims of the sources.",
)

st.subheader("Bibliography", anchor=False)
st.caption("The standpoint says whose view a source gives.")
bibliography = tables.matching(tables.bibliography(scenario), words or "", [])
st.dataframe(
    bibliography,
    hide_index=True,
    column_order=["source", "title", "author", "standpoint", "date", "publisher", "kind", "address", "note"],
    alt=f"Bibliography of {len(bibliography)} sources with their standpoint.",
)
