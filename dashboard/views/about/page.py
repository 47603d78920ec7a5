"""About: how to read the figures, and what they cannot say."""

import streamlit as st

import sim
from dashboard.text import common, glossary
from dashboard.views.about import text
from dashboard.views.about import text as prose

st.title(common.PAGES["about"], anchor=False)
st.markdown(prose.ABOUT)
st.header(text.EVIDENCE_HEADING, anchor=False)
st.markdown(text.EVIDENCE)
st.header(text.SCHEDULE_HEADING, anchor=False)
st.markdown(text.SCHEDULE_INTRO)
steps = [{"step": step.title, "what happens": step.text, "reads": ", ".join(step.reads), "writes": ", ".join(step.writes)}
         for step in sim.SCHEDULE]  # fmt: skip
st.dataframe(steps, hide_index=True, column_config={"what happens": st.column_config.TextColumn(width="large")},
             alt=text.SCHEDULE_HEADING)  # fmt: skip
st.header(text.GLOSSARY_HEADING, anchor=False)
st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in glossary.GLOSSARY.items()))
st.header(text.REASONS_HEADING, anchor=False)
st.markdown("\n".join(f"- **{common.REASONS[code]}**: {meaning}" for code, meaning in text.REASON_HELP.items()))
st.header(text.DEAL_REASONS_HEADING, anchor=False)
st.markdown(
    "\n".join(f"- **{common.DEAL_REASONS[code]}**: {meaning}" for code, meaning in text.DEAL_REASON_HELP.items())
)
st.header(text.VOTES_ABOUT, anchor=False)
st.markdown("\n".join(f"- **{common.VOTES[vote]}**: {meaning}" for vote, meaning in text.VOTE_HELP.items()))
