"""Explore: move levers and see how the runs end, against the baseline."""

import streamlit as st

import sim
from dashboard import charts, controls, export, panels, results, tables, text


@st.fragment(key=controls.ANSWER)
def answer(name: str) -> None:
    """What the levers ask, drawn again at each move without the rest of the page."""
    question = controls.answering(name)
    scenario, _ = results.load(name)
    charts.begin(question, scenario.title)
    try:
        baseline, now = results.answer(question, changed=False), results.answer(question)
    except sim.InputError as error:
        st.error(text.problems(error.problems))
        return
    panels.headline(now, results.compare(baseline, now) if question.changes else None)
    st.caption(text.size(question.runs, question.months, question.seed))
    events = tables.events(scenario, results.months(scenario.start, question.months))
    for tab, parts in zip(panels.tabs(), panels.SECTIONS.values(), strict=True):
        if tab.open:  # what is not looked at is neither computed nor sent
            with tab:
                for part in parts:
                    part(now, baseline, events)
    charts.downloads()
    export.section(question, now)
    controls.look_ahead(question)


name: str = st.session_state["question"].name
scenario, _ = results.load(name)
st.title(text.escape(scenario.question), anchor=False)
answer(name)
if scenario.summary:
    with st.expander(text.SITUATION):
        st.markdown(text.escape(scenario.summary))
