"""Names that are read side by side are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol


class Labelled(Protocol):
    """An entry of a scenario that has a label."""

    @property
    def label(self) -> str:
        """What readers call it."""


def distinct_names(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by key; where several are alike, the key stands behind each: `Guard (north)` and `Guard (south)`."""
    return dict(zip(labels, told_apart(labels.items()), strict=True))


def labels_of(entries: Mapping[str, Labelled]) -> dict[str, str]:
    """Labels of actors, issues, proposals and the like by key, told apart."""
    return distinct_names({key: entry.label for key, entry in entries.items()})


def told_apart(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Labels of pairs of key and label; those that are alike get their key, and a number where that is alike too."""
    found = list(pairs)
    often = Counter(label for _, label in found)
    named = [label if often[label] == 1 else f"{label} ({key})" for key, label in found]
    again, seen = Counter(named), Counter[str]()
    for place, name in enumerate(named):
        if again[name] > 1:
            seen[name] += 1
            named[place] = f"{name} {seen[name]}"
    return named
