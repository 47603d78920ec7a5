"""Scenario file: the scenario as text, checked, compared, tried and written through forms."""

import streamlit as st

from dashboard.session.state import Question
from dashboard.text import common, glossary
from dashboard.views.editor import panels, text

question: Question = st.session_state["question"]
st.title(common.PAGES["editor"], anchor=False, help=glossary.words("levers"))
st.markdown(text.INTRO)
draft = panels.begin(question.name)
scenario, problems = panels.problems_of(draft)
panels.elsewhere(question.name)
panels.buttons(draft, scenario is not None, question.name)
left, right = st.columns([3, 2])
with left:
    panels.area(draft, problems)
with right:
    panels.beside(draft, scenario, problems)
    panels.look_up()
    panels.upload()
panels.difference(draft)
panels.form(scenario)
panels.schema()
