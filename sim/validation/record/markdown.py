"""Tables and numbers as the page of evidence shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines
    )


def number(value: float, signed: bool = False) -> str:
    """A number as the page shows it."""
    digits = 0 if abs(value) >= 100 else 2
    return f"{value:{'+' if signed else ''},.{digits}f}".replace("-", "−")


def in_hundred(found: Mapping[str, float], digits: int = 1) -> str:
    """A simulated share with its interval, in 100."""
    return f"{_cut(found['value'], digits)} ({_cut(max(found['low'], 0.0), digits)} to {_cut(min(found['high'], 1.0), digits)})"


def _cut(share: float, digits: int) -> str:
    return f"{100 * share:.{digits}f}"
