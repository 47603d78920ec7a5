"""Batch: the tables of many points, from a folder or from files."""

import streamlit as st

import sim
from dashboard import batch_panels, text

st.title(text.PAGES["batch"], anchor=False)
st.markdown(text.BATCH_INTRO)
try:
    name, opened = batch_panels.choose()
except sim.InputError as error:
    st.error(text.escape(error))
    st.stop()
if opened is not None:
    batch_panels.outcome(opened)
    batch_panels.ends_and_blockers(opened)
    batch_panels.again(name)
