"""Explore: move levers and see how the runs end, against the baseline."""

import streamlit as st

import sim
from dashboard.charts import canvas, fans
from dashboard.session import results
from dashboard.session.results import Result
from dashboard.sidebar import controls
from dashboard.text import common, errors, markdown
from dashboard.views.explore import export, panels, text


def answers() -> tuple[Result, Result]:
    """The file as it is, and what the levers ask. Raises InputError."""
    question = st.session_state["question"]
    return results.answer(question, changed=False), results.answer(question)


# A lever that is moved draws these two again, and nothing else of the page: the browser takes longer for the boxes around the
# figures than for the figures.
@st.fragment(key=controls.ANSWER)
def headline(name: str) -> None:
    """What the levers ask, in figures."""
    question = controls.answering(name)
    canvas.begin(question, results.load(name)[0].title)
    try:
        baseline, now = answers()
    except sim.InputError as error:
        st.error(errors.problems(error.problems))
        return
    panels.headline(now, results.compare(baseline, now) if question.changes else None)
    st.caption(common.size(question.runs, question.months, question.seed))


@st.fragment(key=controls.SECTION)
def section(name: str, open_one: str) -> None:
    """The charts of the open tab."""
    question, (scenario, _) = st.session_state["question"], results.load(name)
    try:
        baseline, now = answers()
    except sim.InputError:  # which the headline says
        return
    events = fans.events(scenario, results.months(scenario.start, question.months))
    for part in panels.SECTIONS[open_one]:
        part(now, baseline, events)
    controls.look_ahead(question, lambda following: panels.prepare(open_one, following, baseline, events))


name: str = st.session_state["question"].name
scenario, _ = results.load(name)
st.title(markdown.escape(scenario.question), anchor=False)
headline(name)
for tab, one in zip(panels.tabs(), panels.SECTIONS, strict=True):
    if tab.open:  # what is not looked at is neither computed nor sent
        with tab:
            section(name, one)
canvas.downloads()
export.section()
if scenario.summary:
    with st.expander(text.SITUATION):
        st.markdown(markdown.escape(scenario.summary))
