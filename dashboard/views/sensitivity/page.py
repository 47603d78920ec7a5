"""Sensitivity: each lever at both ends of its range, one at a time."""

import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.parts import pickers
from dashboard.session import results
from dashboard.session.state import Question
from dashboard.text import common, errors, glossary, many_points
from dashboard.views.sensitivity import panels, text

question: Question = st.session_state["question"]
scenario, known = results.load(question.name)
st.title(common.PAGES["sensitivity"], anchor=False, help=glossary.words("sensitivity"))
st.markdown(text.INTRO)

if len(scenario.levers) < 2:
    st.info(many_points.NO_LEVERS)
    st.stop()
left, right = st.columns([3, 1])
outcome = pickers.outcome(left)
runs = pickers.runs(right, "sensitivity_runs", 500)
st.caption(many_points.size_of_points(runs, question.months, question.seed))
try:
    asked = sim.change(scenario, dict(question.changes))
    canvas.counted_over(many_points.counted_at_each(scenario.title, runs, question.months, question.seed))
    panels.draw(question, asked, known, outcome, runs)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()
panels.sobol(question, known, scenario, outcome, runs)
