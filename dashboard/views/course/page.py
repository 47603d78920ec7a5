"""One run of the ensemble, told month by month beside its lines."""

import streamlit as st

import sim
from dashboard.charts import fans
from dashboard.session import drafts, results
from dashboard.session.state import Question
from dashboard.text import errors
from dashboard.views.course import panels, text

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)
st.title(text.TITLE, anchor=False)
try:
    asked = sim.change(scenario, dict(question.changes))
    now = results.simulate(asked, question.runs, question.months, question.seed)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()

run = panels.pick(now.dataset)
story, one = results.course(asked, run, question.months, question.seed)
panels.heading(now.dataset, run, story)
shown = panels.month(fans.calendar(now.dataset))
left, right = st.columns([3, 2], gap="large")
with left:
    panels.lines(now, run, shown)
    panels.reasons(now, one, story, shown)
with right:
    panels.tale(story, shown)
st.caption(text.STORY_COMMAND_NOTE)
size = question.runs, question.months, question.seed
st.code(
    text.story_command(drafts.file_of(question.name), dict(question.changes), run, *size),
    language="bash",
    wrap_lines=True,
)
