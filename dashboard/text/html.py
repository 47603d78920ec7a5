"""Pieces of HTML: cards of figures, keys to colours, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from dashboard.text import markdown, plain as plain_words
from sim import numbers


def ends_table(frame: pd.DataFrame, fills: Mapping[str, str], meanings: Mapping[str, str], runs: int) -> str:
    """The ends in the last month as an HTML table: fill, name, runs in 100, baseline, meaning; the key to the layers."""
    known = frame[frame["share"].notna()]
    last = known[known["month"] == known["month"].max()]
    chip = '<span style="display:inline-block;width:12px;height:12px;border:1px solid #808080;background:{}"></span>'
    cell = '<td style="padding:2px 8px 2px 0;vertical-align:top;text-align:{};white-space:{}">{}</td>'
    head = (f"In {last['calendar'].iloc[0]}", "Runs", "Baseline")
    rows = ["<td></td>" + "".join(f'<th style="padding:0 8px 4px 0;text-align:left">{word}</th>' for word in head)]
    for row in last.itertuples():
        counts = (numbers.brief(row.share / 100, runs), numbers.brief(row.was / 100, runs))
        name = f'<span title="{plain_words.as_html(meanings[row.end])}">{plain_words.as_html(row.end)}</span>'
        cells = [("left", "nowrap", chip.format(fills[row.end])), ("left", "normal", name)]
        cells += [("left", "nowrap", told) for told in counts]
        rows.append("".join(cell.format(*entry) for entry in cells))
    return f'<table style="border:none">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def legend(fills: Mapping[str, tuple[str, str]], names: Mapping[str, str]) -> str:
    """The key to bars, as lettered chips in the order of the bars."""
    style = "background:{};color:{};padding:1px 8px;margin:0 6px 4px 0;border-radius:3px;display:inline-block"
    chips = (f'<span style="{style.format(*fills[code])}">{name}</span>' for code, name in names.items())
    return "".join(chips)


def cards(entries: Iterable[tuple[str, str, str]]) -> str:
    """Figures with what they are and what is known of them, as a list of cards in HTML: one element, which is quick to draw again."""
    frame = "border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:.5rem;padding:.8rem 1rem"
    told = []
    for label, figure, words in entries:
        told.append(
            f'<div class="card" style="{frame}"><dt style="font-size:.875rem">{plain_words.as_html(label)}</dt>'
            f'<dd class="figure" style="font-size:1.3rem;margin:.2rem 0 .5rem">{plain_words.as_html(figure)}</dd>'
            f'<dd class="note" style="font-size:.875rem;margin:0">{markdown.bold(words)}</dd></div>'
        )
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(max(min(11.5rem,45%),22%),1fr));gap:.75rem;margin:0;padding:0"
    return f'<dl class="cards" style="{grid}">{"".join(told)}</dl>'
