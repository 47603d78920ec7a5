"""Words of a scenario, a file or a link as they may be shown anywhere: without marks that turn what follows, and without codes of icons."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

TURNING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls, among them those that make what follows run the other way."""
GONE = "\ufffd"
CODED = re.compile(r":(?=[a-z+-][\w+-]*[:/\[])", re.IGNORECASE)
"""Where a name between colons would become an icon or a sign, whatever is escaped, in labels and in choices alike."""
JOINER = "\u2060"


def shown(words: object) -> str:
    """The words with every such mark replaced by a sign that it is gone, and no code among them."""
    return CODED.sub(f":{JOINER}", TURNING.sub(GONE, str(words)))


def as_html(words: object) -> str:
    """The words within HTML."""
    return html.escape(TURNING.sub(GONE, str(words)))


def distinct(labels: Sequence[str]) -> list[str]:
    """The labels as they may be shown, with a number behind each that has been there before."""
    labels = [shown(label) for label in labels]
    return [label + (f" ({n})" if (n := labels[: i + 1].count(label)) > 1 else "") for i, label in enumerate(labels)]
