"""Explore: move levers and see how the runs end, against the baseline."""

import streamlit as st

import sim
from dashboard import export, panels, results, tables, text
from dashboard.state import Question

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)
st.title(text.escape(scenario.question), anchor=False)

try:
    asked = sim.change(scenario, dict(question.changes))
    baseline = results.simulate(scenario, question.runs, question.months, question.seed)
    now = results.simulate(asked, question.runs, question.months, question.seed)
except sim.InputError as error:
    st.error(text.problems(error.problems))
    st.stop()

panels.headline(now, results.compare(baseline, now) if question.changes else None)
st.caption(text.size(question.runs, question.months, question.seed))
events = tables.events(scenario, results.months(scenario.start, question.months))
panels.ends(now, baseline, events)
panels.course(now, baseline, events)
panels.fans(now, baseline, events)
panels.votes(now, baseline, events)
panels.proposals(now, baseline, events)
panels.terms(now)
export.section(question, now)
if scenario.summary:
    with st.expander(text.SITUATION):
        st.markdown(text.escape(scenario.summary))
