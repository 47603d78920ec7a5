"""What would it take: the fewest and smallest moves of levers with which an outcome reaches a share of runs."""

import streamlit as st

import sim
from dashboard.session import results
from dashboard.session.state import Question
from dashboard.text import common, errors, glossary, many_points
from dashboard.views.reach import panels, text

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)
st.title(common.PAGES["reach"], anchor=False, help=glossary.words("reach"))
st.markdown(text.INTRO)
panels.told_applied()

if not scenario.levers:
    st.info(many_points.NO_LEVERS)
    st.stop()
try:
    asked = sim.change(scenario, dict(question.changes))
    goal = panels.choose(question, asked)
    st.caption(common.size(goal.runs, goal.by, goal.seed))
    found = panels.answer(question, goal, asked)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()
if found is not None:
    panels.show(question, goal, found)
