"""About: how to read the figures, and what they cannot say."""

import streamlit as st

from dashboard import prose, text

st.title("About", anchor=False)
st.markdown(prose.ABOUT)
st.subheader("Words", anchor=False)
st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in text.GLOSSARY.items()))
st.subheader("Answers to a proposal", anchor=False)
st.markdown("\n".join(f"- **{text.REASONS[code]}**: {meaning}" for code, meaning in text.REASON_HELP.items()))
