"""Scenario file: the scenario as text, checked, compared, tried and written through forms."""

import streamlit as st

from dashboard.session.state import Question
from dashboard.text import common, glossary
from dashboard.views.editor import panels as editor
from dashboard.views.editor import text

question: Question = st.session_state["question"]
st.title(common.PAGES["editor"], anchor=False, help=glossary.words("levers"))
st.markdown(text.EDITOR_INTRO)
draft = editor.begin(question.name)
scenario, problems = editor.problems_of(draft)
editor.elsewhere(question.name)
editor.buttons(draft, scenario is not None, question.name)
left, right = st.columns([3, 2])
with left:
    editor.area(draft, problems)
with right:
    editor.beside(draft, scenario, problems)
    editor.look_up()
    editor.upload()
editor.difference(draft)
editor.form(scenario)
editor.schema()
