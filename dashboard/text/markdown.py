"""Words of a scenario within Markdown, and Markdown as it is read out."""

from __future__ import annotations

import re

from dashboard.text import plain as plain_words

ESCAPED = re.compile(r"([\\`*_{}\[\]<>#+!|~$:&]|(?<=^\d)[.)]|^-)")
LINKED = re.compile(r"(?<=[a-z0-9])(?=://|@)|(?<=www)(?=\.)", re.IGNORECASE)
"""Where an address in the text would become a link, whatever is escaped."""


def escape(words: object) -> str:
    """Words of a scenario as plain text within Markdown: no links, images, formulas, icons or emphasis."""
    return ESCAPED.sub(r"\\\1", LINKED.sub(plain_words.JOINER, plain_words.shown(" ".join(str(words).split()))))


def plain(words: str) -> str:
    """Escaped words as they are read out: without the marks of Markdown."""
    return re.sub(r"\\(.)|\*", r"\1", words)


def bold(words: str) -> str:
    """Words with **stress** as HTML, with the marks of Markdown as they are read."""
    stressed = re.sub(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*", r"<strong>\1</strong>", plain_words.as_html(words))
    return re.sub(r"\\(.)", r"\1", stressed)
