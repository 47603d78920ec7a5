"""Numbers as people write them: read strictly, and told what was meant where another country's or a spreadsheet's habit is clear."""

from __future__ import annotations

import math
import re

from sim.errors import shorten

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?")
_GROUPS = re.compile("(?<=[0-9])[ \u00a0\u2009\u202f'’_](?=[0-9]{3}(?![0-9]))")
_QUOTES = "\"'“”„‟‘’‚«»"
_MINUS = str.maketrans("−–‐‑", "----")
_SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def number(text: str) -> float:
    """The finite number that a text is, with a decimal point and no separators. Raises ValueError with a message."""
    found = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(found):
        raise ValueError(f"expected a number, found {shorten(text)}{meant(text)}")
    return found


def meant(found: object, switch: bool = False) -> str:
    """What was meant by something that is no number (or, with `switch`, neither true nor false), as the end of a message; often nothing."""
    if not isinstance(found, str) or len(found) > 60:
        return ""
    bare = found.strip().strip(_QUOTES).strip()
    if switch and bare.lower() in _SWITCHES:
        return f"; did you mean {_SWITCHES[bare.lower()]!r}?"
    percent = bare.endswith("%")
    plain = _pointed(bare.rstrip("% \u00a0\u202f").translate(_MINUS))
    if re.fullmatch(r"-?[1-9][0-9]{0,2},[0-9]{3}", plain):
        return f"; write {plain.replace(',', '')}, or {plain.replace(',', '.')} with a decimal point"
    if not _NUMBER.fullmatch(plain):
        return ""
    if percent:
        return f"; without the percent sign: {float(plain) / 100:.12g} as a share, {plain} in percent"
    return f"; did you mean {plain!r}?" if plain != found else "; write it without quotes"


def _pointed(text: str) -> str:
    """With a decimal point and without separators of thousands, where it is clear which is which."""
    text = _GROUPS.sub("", text)
    commas, points = text.count(","), text.count(".")
    if commas == 1 and (points > 1 or (points and text.rfind(",") > text.rfind("."))):
        return text.replace(".", "").replace(",", ".")
    if commas == 1 and not points:
        return text if re.fullmatch(r"-?[1-9][0-9]{0,2},[0-9]{3}", text) else text.replace(",", ".")
    if commas:
        return text.replace(",", "")
    return text.replace(".", "") if points > 1 else text
