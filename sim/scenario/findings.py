"""What a check of a scenario finds: where, what, and which other entries it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.errors import choices, shorten

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """A problem of an entry. `causes` are the paths of other entries without which it would be none."""

    path: Path
    message: str
    causes: tuple[Path, ...] = ()


Found = Finding | tuple[Path, str]
"""A finding that rests on its own entry only may be a plain pair."""


def unknown(path: Path, what: str, found: object, allowed: Iterable[str], *causes: Path) -> Finding:
    """A name that points nowhere, with the nearest one that exists; `causes` are where it would have to point."""
    return Finding(path, f"unknown {what} {shorten(found)}; {choices(found, allowed)}", causes)
