"""What the theme cannot say: a few rules of style for the whole page."""

from __future__ import annotations

import streamlit as st

from dashboard.charts import drawing

CSS = """
/* On its primary colour Streamlit always writes in white, which nobody can read on the light blue of the dark scheme. */
.stApp [data-testid^="stBaseButton-primary"]:not(:disabled),
.stApp [data-testid="stMultiSelectTagsContainer"] [data-tag],
.stApp [data-testid="stMultiSelectTagsContainer"] [data-tag] button {
    color: light-dark(#FFFFFF, #171614);
}
/* The colours in which Streamlit sets off the words of a command or a file are too pale on light ground. */
.stApp [data-testid="stCode"] .token { color: inherit; }
/* A row of choices goes on in the next line where it would be cut off on a phone. */
/* There the room above the title is that of the bar on top, and no more. */
@media (max-width: 640px) {
    .stApp [data-testid="stMainBlockContainer"] { padding-top: 3.75rem; }
    .stApp [data-testid="stButtonGroup"] [role="radiogroup"] { flex-wrap: wrap; }
}
"""


def dress() -> None:
    """Apply the rules; an element of style alone takes no room."""
    st.html(f"<style>{CSS}{drawing.CSS}</style>")
