"""Batch: the tables of many points, from a folder or from files."""

import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.text import common, glossary, markdown
from dashboard.views.batch import panels, text

st.title(common.PAGES["batch"], anchor=False, help=glossary.words("batch"))
st.markdown(text.INTRO)
try:
    name, opened = panels.choose()
except sim.InputError as error:
    st.error(markdown.escape(error))
    st.stop()
if opened is not None:
    canvas.counted_over(text.counted_in_batch(name, len(opened.points), len(opened.runs)), one_question=False)
    panels.outcome(opened)
    panels.ends_and_blockers(opened)
    panels.again(name)
