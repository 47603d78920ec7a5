"""Line numbers beside the text that is edited, and what is wrong in a line behind it: a style, no script."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from dashboard.text import plain

LINE, TOP, WIDTH, FONT = 20, 10, 52, 13
"""Pixels: height of a line, space above the first, width of the column, size of the digits."""
LETTER, SMALL = 8.4, 7.3
"""Pixels: width of a letter of the text, and of a letter of what is wrong with it."""
MOST_LINES = 3000


def style(key: str, text: str, wrong: Mapping[int, str]) -> str:
    """A style sheet for the text area of a key. `wrong` says in a few words what is wrong in a line.

    What comes from the text is written as escaped XML and then in percent signs, so that it can end neither the image nor the style.
    """
    lines = text.split("\n")[:MOST_LINES]
    rows = "".join(_row(number, number in wrong) for number in range(1, len(lines) + 1))
    told = [_told(number, len(lines[number - 1]), words) for number, words in wrong.items() if number <= len(lines)]
    width = max([WIDTH, *(end for _, end in told)])
    rows += "".join(shown for shown, _ in told)
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{len(lines) * LINE}" font-family="monospace" '
        f'font-size="{FONT}" fill="#808080" text-anchor="end">{rows}</svg>'
    )
    return (
        f"<style>.st-key-{key} textarea {{"
        f"font: 14px/{LINE}px 'Source Code Pro', monospace; white-space: pre; overflow: auto; tab-size: 2; "
        f"padding: {TOP}px 8px {TOP}px {WIDTH + 8}px; background-repeat: no-repeat; background-attachment: local; "
        f'background-position: 0 {TOP}px; background-image: url("data:image/svg+xml,{quote(image, safe="")}");'
        "}</style>"
    )


def _row(number: int, marked: bool) -> str:
    base = (number - 1) * LINE
    band = f'<rect y="{base}" width="{WIDTH}" height="{LINE}" fill="#AC473E"/>' if marked else ""
    words = f"▶ {number}" if marked else str(number)
    fill = ' fill="#FFFFFF" font-weight="bold"' if marked else ""
    return f'{band}<text x="{WIDTH - 6}" y="{base + LINE - 5}"{fill}>{words}</text>'


def _told(number: int, length: int, words: str) -> tuple[str, int]:
    """What is wrong in a line, behind its last letter, and where that ends."""
    base, start, wide = (number - 1) * LINE, round(WIDTH + 8 + (length + 1.5) * LETTER), round(len(words) * SMALL) + 12
    band = f'<rect x="{start}" y="{base + 1}" width="{wide}" height="{LINE - 2}" rx="3" fill="#AC473E"/>'
    style = f'fill="#FFFFFF" font-size="12" text-anchor="start" textLength="{wide - 12}"'
    return f'{band}<text x="{start + 6}" y="{base + LINE - 6}" {style}>{plain.as_html(words)}</text>', start + wide
