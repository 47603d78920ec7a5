"""About: how to read the figures, and what they cannot say."""

import streamlit as st

import sim
from dashboard.text import common, glossary
from dashboard.views.about import text
from sim import vocabulary

st.title(common.PAGES["about"], anchor=False)
st.markdown(text.ABOUT)
st.header(text.EVIDENCE_HEADING, anchor=False)
st.markdown(text.EVIDENCE)
st.header(text.SCHEDULE_HEADING, anchor=False)
st.markdown(text.SCHEDULE_INTRO)
steps = [{"step": step.title, "what happens": step.text, "reads": ", ".join(step.reads), "writes": ", ".join(step.writes)}
         for step in sim.SCHEDULE]  # fmt: skip
st.dataframe(steps, hide_index=True, column_config={"what happens": st.column_config.TextColumn(width="large")},
             alt=text.SCHEDULE_HEADING)  # fmt: skip
WORDS = (
    (text.GLOSSARY_HEADING, glossary.GLOSSARY.items()),
    (text.REASONS_HEADING, ((label, vocabulary.VERDICTS[code].help) for code, label in common.REASONS.items())),
    (
        text.DEAL_REASONS_HEADING,
        ((label, vocabulary.VERDICTS[code].on_issue().help) for code, label in common.DEAL_REASONS.items()),
    ),
    (text.VOTES_ABOUT, vocabulary.VOTES.values()),
)
for heading, entries in WORDS:
    st.header(heading, anchor=False)
    st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in entries))
