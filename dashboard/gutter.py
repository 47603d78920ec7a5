"""Line numbers beside the text that is edited, with marks at the lines that have a problem: a style, no script."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

LINE, TOP, WIDTH, FONT = 20, 10, 52, 13
"""Pixels: height of a line, space above the first, width of the column, size of the digits."""
MOST_LINES = 3000


def style(key: str, lines: int, marked: Collection[int]) -> str:
    """A style sheet for the text area of a key. Nothing in it comes from the text but its number of lines."""
    count = min(lines, MOST_LINES)
    rows = "".join(_row(number, number in marked) for number in range(1, count + 1))
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{count * LINE}" font-family="monospace" '
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
