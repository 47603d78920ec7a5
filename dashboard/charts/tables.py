"""Tables of the scenario and of whole results, for reading and for download: pure functions, no Streamlit."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.text import plain

if TYPE_CHECKING:
    pass


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its words as they may be shown."""
    return table.map(lambda entry: plain.shown(entry) if isinstance(entry, str) else entry)


def matching(table: pd.DataFrame, words: str, bases: list[str]) -> pd.DataFrame:
    """The rows with one of the bases and all the words, in any column."""
    table = table[table["basis"].isin(bases)] if bases and "basis" in table else table
    text = table.astype(str).agg(" ".join, axis=1).str.lower() if len(table) else pd.Series(dtype=str)
    for word in words.lower().split():
        keep = text.str.contains(word, regex=False)
        table, text = table[keep], text[keep]
    return table


def to_parquet(table: pd.DataFrame, about: Mapping[str, object]) -> bytes:
    """The table as Parquet, with what made it in the metadata."""
    buffer = io.BytesIO()
    table.attrs = {key: str(value) for key, value in about.items()}
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
