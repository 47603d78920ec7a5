"""What a check of a scenario finds: a path and a message."""

from __future__ import annotations

from collections.abc import Iterable

from sim.errors import choices, shorten

Path = tuple[str | int, ...]
Finding = tuple[Path, str]


def unknown(path: Path, what: str, found: object, allowed: Iterable[str]) -> Finding:
    """A name that points nowhere, with the nearest one that exists."""
    return path, f"unknown {what} {shorten(found)}; {choices(found, allowed)}"
