"""About: how to read the figures, and what they cannot say."""

import streamlit as st

from dashboard import prose, text

st.title(text.PAGES["about"], anchor=False)
st.markdown(prose.ABOUT)
st.subheader(text.GLOSSARY_HEADING, anchor=False)
st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in text.GLOSSARY.items()))
st.subheader(text.REASONS_HEADING, anchor=False)
st.markdown("\n".join(f"- **{text.REASONS[code]}**: {meaning}" for code, meaning in text.REASON_HELP.items()))
