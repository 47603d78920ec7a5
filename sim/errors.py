"""Errors that reach a user: one clear message each, with the place and a way to mend it."""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

_HARMLESS = "\n\u200c\u200d"
"""Line ends, and the joiners that some scripts and emoji need."""
_FOUND = re.compile(r"(?:(?:expected [^']*, )?found|unknown [^']*|no \w+) '([^']+)'")
MOST_SHOWN = 100
"""Characters of an allowed word in a message."""
LONGEST_GUESSED = 80
CANDIDATES = 8
_GUESSES: ContextVar[list[int] | None] = ContextVar("guesses", default=None)
"""How many names may still be guessed; None for any number."""
_MEANT = re.compile(r"; did you mean '([^']+)'\?")


@dataclass(frozen=True)
class Mark:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    message: str
    mark: Mark | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", one_line(self.message))

    def __str__(self) -> str:
        return f"{self.mark}: {self.message}" if self.mark else self.message

    # What a message says in its fixed words, for those who offer to mend it.

    @property
    def path(self) -> tuple[str, ...]:
        """The path of keys with which the message about an entry of a file begins."""
        return tuple(self.message.partition(": ")[0].split("."))

    @property
    def reason(self) -> str:
        """What is wrong, without that path."""
        return self.message.partition(": ")[2] or self.message

    @property
    def wrong(self) -> str | None:
        """The word that cannot stand there."""
        if self.reason.startswith("unknown key"):
            return self.path[-1]
        found = _FOUND.match(self.reason)
        return found[1] if found else None

    @property
    def meant(self) -> str | None:
        """The word that is taken to be meant, where `choices` found one."""
        found = _MEANT.search(self.message)
        return found[1] if found else None


class InputError(ValueError):
    """Input that cannot be used. Carries every problem found, each located where it can be."""

    def __init__(self, problems: str | Sequence[Problem]) -> None:
        self.problems = (Problem(problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(found: object, allowed: Iterable[str]) -> str | None:
    """The allowed word that looks most like the one found, or None when none does."""
    words = {word.lower()[:LONGEST_GUESSED]: word for word in allowed}
    word = str(found)[:LONGEST_GUESSED].lower()
    near = heapq.nlargest(CANDIDATES, words, key=lambda other: _likeness(word, other))
    matches = difflib.get_close_matches(word, near, n=1, cutoff=0.5)
    return words[matches[0]] if matches else None


def _likeness(a: str, b: str) -> float:
    """Share of pairs of neighbouring letters that two words have in common: cheap, to choose whom to compare with care."""
    pairs, others = _pairs(a), _pairs(b)
    return len(pairs & others) / (len(pairs) + len(others))


@lru_cache(maxsize=20_000)
def _pairs(word: str) -> frozenset[str]:
    ended = f"\n{word}\n"
    return frozenset(ended[at : at + 2] for at in range(len(ended) - 1))


@contextmanager
def few_guesses(most: int = 20) -> Iterator[None]:
    """Within, `choices` guesses what was meant `most` times only, so that refusing a file costs no more than reading it."""
    token = _GUESSES.set([most])
    try:
        yield
    finally:
        _GUESSES.reset(token)


def _may_guess() -> bool:
    left = _GUESSES.get()
    if left is None:
        return True
    left[0] -= 1
    return left[0] >= 0


def first_of(problems: Sequence[Problem], most: int) -> list[Problem]:
    """The first problems, and where there are more a last one that says so."""
    return [*problems[:most], more_than(most, problems[most].mark)] if len(problems) > most else list(problems)


def more_than(most: int, mark: Mark | None) -> Problem:
    """What is said where more problems begin than are told."""
    return Problem(f"these are the first {most} problems; mend them to see the rest", mark)


def choices(found: object, allowed: Iterable[str], most: int = 12) -> str:
    """'allowed: a, b, c; did you mean b?', shortened when there are many."""
    words = list(allowed)
    guess = nearest(found, words) if _may_guess() else None
    guess = None if guess == found else guess
    shown = ", ".join(word[:MOST_SHOWN] for word in words[:most]) + (
        f", … ({len(words)} in all)" if len(words) > most else ""
    )
    return f"allowed: {shown or 'nothing'}" + (f"; did you mean {guess!r}?" if guess else "")


def printable(text: str) -> str:
    """Text whose control characters and marks that turn the direction of writing are spelled out; lines and all kinds of spaces stay."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _HARMLESS or category(c) == "Zs" else repr(c)[1:-1] for c in text)


def one_line(text: str, most: int = 2000) -> str:
    """Printable text without line breaks, which keys of a file may hold, and not endless."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:most])
    return shown + "…" if len(text) > most else shown


def shorten(value: object, most: int = 60) -> str:
    """A value as it may be shown in a message: one line, not too long."""
    text = repr(value[: most + 1] if isinstance(value, str) else value)
    return text if len(text) <= most else text[: most - 1] + "…"
