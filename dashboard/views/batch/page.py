"""Batch: the tables of many points, from a folder or from files."""

import streamlit as st

import sim
from dashboard.charts import canvas as charts
from dashboard.text import common, glossary, markdown
from dashboard.views.batch import panels as batch_panels
from dashboard.views.batch import text

st.title(common.PAGES["batch"], anchor=False, help=glossary.words("batch"))
st.markdown(text.BATCH_INTRO)
try:
    name, opened = batch_panels.choose()
except sim.InputError as error:
    st.error(markdown.escape(error))
    st.stop()
if opened is not None:
    charts.counted_over(text.counted_in_batch(name, len(opened.points), len(opened.runs)), one_question=False)
    batch_panels.outcome(opened)
    batch_panels.ends_and_blockers(opened)
    batch_panels.again(name)
