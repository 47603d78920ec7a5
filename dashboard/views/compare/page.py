"""Compare: up to four scenarios or settings of the levers on one scale."""

import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.session.state import Question
from dashboard.text import common, errors, glossary
from dashboard.views.compare import panels, text

question: Question = st.session_state["question"]
st.title(common.PAGES["compare"], anchor=False, help=glossary.words("compare"))
st.markdown(text.INTRO)

try:
    entries = panels.entries(question)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()

canvas.counted_over(
    text.counted_side_by_side([(e.letter, e.label) for e in entries], question.runs, question.months, question.seed),
    one_question=False,
)
panels.headline(entries)
st.caption(common.size(question.runs, question.months, question.seed))
panels.by_month(entries)
panels.ends(entries)
panels.fronts(entries)
panels.differs(entries)
panels.commands(entries)
