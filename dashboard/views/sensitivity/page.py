"""Sensitivity: each lever at both ends of its range, one at a time."""

import streamlit as st

import sim
from dashboard.charts import canvas as charts
from dashboard.parts import pickers
from dashboard.session import results
from dashboard.session.state import Question
from dashboard.text import common as text
from dashboard.views.sensitivity import panels as sensitivity_panels

question: Question = st.session_state["question"]
scenario, known = results.load(question.name)
st.title(text.PAGES["sensitivity"], anchor=False, help=text.words("sensitivity"))
st.markdown(text.SENSITIVITY_INTRO)

if len(scenario.levers) < 2:
    st.info(text.NO_LEVERS)
    st.stop()
left, right = st.columns([3, 1])
outcome = pickers.outcome(left)
runs = pickers.runs(right, "sensitivity_runs", 500)
st.caption(text.size_of_points(runs, question.months, question.seed))
try:
    asked = sim.change(scenario, dict(question.changes))
    charts.counted_over(text.counted_at_each(scenario.title, runs, question.months, question.seed))
    sensitivity_panels.draw(question, asked, known, outcome, runs)
except sim.InputError as error:
    st.error(text.problems(error.problems))
    st.stop()
sensitivity_panels.sobol(question, known, scenario, outcome, runs)
