"""Map: an outcome over two levers, on a grid that becomes finer while one looks."""

import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.session import results
from dashboard.session.state import Question
from dashboard.text import common, errors, glossary, many_points
from dashboard.views.map import panels, text

question: Question = st.session_state["question"]
scenario, known = results.load(question.name)
st.title(common.PAGES["map"], anchor=False, help=glossary.words("map"))
st.markdown(text.INTRO)

if len(scenario.levers) < 2:
    st.info(many_points.NO_LEVERS)
    st.stop()
choice = panels.choose(scenario)
st.caption(many_points.size_of_points(choice.runs, question.months, question.seed))
if choice.paths[0] == choice.paths[1]:
    st.warning(text.TWICE)
    st.stop()
try:
    canvas.counted_over(many_points.counted_at_each(scenario.title, choice.runs, question.months, question.seed))
    panels.draw(question, sim.change(scenario, dict(question.changes)), known, choice)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
