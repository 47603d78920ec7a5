"""Explore: move levers and see how the runs end, against the baseline."""

import streamlit as st

import sim
from dashboard import controls, export, panels, results, tables, text
from dashboard.state import Question

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)
st.title(text.escape(scenario.question), anchor=False)

try:
    baseline, now = results.answer(question, changed=False), results.answer(question)
except sim.InputError as error:
    st.error(text.problems(error.problems))
    st.stop()

panels.headline(now, results.compare(baseline, now) if question.changes else None)
st.caption(text.size(question.runs, question.months, question.seed))
events = tables.events(scenario, results.months(scenario.start, question.months))
for tab, parts in zip(panels.tabs(), panels.SECTIONS.values(), strict=True):
    if tab.open:  # what is not looked at is neither computed nor sent
        with tab:
            for part in parts:
                part(now, baseline, events)
export.section(question, now)
if scenario.summary:
    with st.expander(text.SITUATION):
        st.markdown(text.escape(scenario.summary))
controls.look_ahead(question)
