"""How a command prints its answer."""

from __future__ import annotations

import json
from typing import Any


def show(content: Any, as_json: bool) -> None:
    """Print one JSON object, or parts of text and tables one after the other."""
    if as_json:
        print(json.dumps(content, ensure_ascii=False, allow_nan=False))
        return
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=140)
    for part in content:
        console.print(part)
