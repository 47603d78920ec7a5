"""Old addresses keep working: each version of the address bar has a small function from the version before it.

To change the meaning of a parameter, append a function to MIGRATIONS; the version counts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

Query = dict[str, list[str]]
Migration = Callable[[Query], Query]


def _without_paths(query: Query) -> Query:
    """A file that the server offers was named by its path, and is named by the end of that."""
    found = dict(query)
    settings = query.get("saved", [])
    names = {line.partition("~")[0] for line in settings}
    for key in {"scenario", "compare"} & set(query):
        found[key] = [value if value in names else _end(value) for value in query[key]]
    if settings:
        parts = (line.split("~") for line in settings)
        found["saved"] = ["~".join([*part[:1], *map(_end, part[1:2]), *part[2:]]) for part in parts]
    return found


def _end(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


MIGRATIONS: tuple[Migration, ...] = (_without_paths,)
"""From version 1 to 2, from 2 to 3, and so on; pure functions of all parameters but the version."""
KEY = "v"
VERSION = 1 + len(MIGRATIONS)


def version_of(query: Mapping[str, Sequence[str]]) -> int:
    """The version of an address: 1 where it has none or none that makes sense."""
    said = (list(query.get(KEY, ())) or ["1"])[-1]
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 6 else 1


def migrate(query: Mapping[str, Sequence[str]], migrations: Sequence[Migration] = MIGRATIONS) -> Query:
    """The parameters in today's meaning, with today's version; those of a version yet to come are left as they are."""
    newest = 1 + len(migrations)
    found = {key: list(values) for key, values in query.items() if key != KEY}
    for step in migrations[version_of(query) - 1 :]:
        found = step(found)
    return {KEY: [str(newest)], **found}


def is_newer(query: Mapping[str, Sequence[str]], newest: int = VERSION) -> bool:
    """Whether the address was written by a later version than this."""
    return version_of(query) > newest
