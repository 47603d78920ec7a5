"""Compare: up to four scenarios or settings of the levers on one scale."""

import streamlit as st

import sim
from dashboard.charts import canvas as charts
from dashboard.session.state import Question
from dashboard.text import common, errors, glossary
from dashboard.views.compare import panels as comparison_panels
from dashboard.views.compare import text

question: Question = st.session_state["question"]
st.title(common.PAGES["compare"], anchor=False, help=glossary.words("compare"))
st.markdown(text.COMPARE_INTRO)

try:
    entries = comparison_panels.entries(question)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()

charts.counted_over(
    text.counted_side_by_side([(e.letter, e.label) for e in entries], question.runs, question.months, question.seed),
    one_question=False,
)
comparison_panels.headline(entries)
st.caption(common.size(question.runs, question.months, question.seed))
comparison_panels.by_month(entries)
comparison_panels.ends(entries)
comparison_panels.fronts(entries)
comparison_panels.differs(entries)
comparison_panels.commands(entries)
