"""A tree as a model: every problem at its place, all of them at once.

What is faulty is mended by a stand-in or taken out, so that the rest and its references are checked in the same pass. What may follow
only from something mended is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import InputError, Mark, Problem, more_than
from sim.scenario.findings import Finding, Found, Path
from sim.scenario.problems import cut_off, describe, keys_of, tag
from sim.scenario.standins import NOTHING, likely_role, stand_in
from sim.scenario.yaml_tree import Node

MOST_PROBLEMS = 200
MOST_ROUNDS = 30

Model = TypeVar("Model", bound=BaseModel)


def validated(tree: Node, model: type[Model], dangling: Callable[[Model], Iterable[Found]] = lambda _: ()) -> Model:
    """The tree as a model whose references hold; `dangling` finds those that do not.

    Raises InputError with every problem found, in the order of the file: the first MOST_PROBLEMS where there are more.
    """
    mended = _Mended(tree.plain())
    problems: list[tuple[Mark, Callable[[], str]]] = []
    found = None
    for _ in range(MOST_ROUNDS):
        try:
            found = model.model_validate(mended.data)
            break
        except ValidationError as error:
            details = error.errors(include_url=False)
            for detail in details:
                if not mended.may_explain(keys_of(detail["loc"])):
                    problems.append((place_of(tree, _finding(detail, tree)), partial(describe, detail, model)))
            if not all(mended.mend(detail, model) for detail in details):
                break
    problems = _first(problems)
    if found is not None:
        told = (Finding(*finding) for finding in dangling(found))
        apart = (finding for finding in told if not mended.explains(finding))
        problems += [
            (place_of(tree, finding), partial(_sentence, finding)) for finding in islice(apart, MOST_PROBLEMS + 1)
        ]
    if problems or found is None:
        raise InputError(_told(problems))
    return found


def located(tree: Node, findings: Iterable[Finding]) -> list[Problem]:
    """Findings about a valid model at their places, in the order of the file."""
    return _told([(place_of(tree, finding), partial(_sentence, finding)) for finding in findings])


def _sentence(finding: Finding) -> str:
    return f"{'.'.join(map(str, finding.path))}: {finding.message}"


def place_of(tree: Node, finding: Finding) -> Mark:
    """Where a finding is to be mended: its own entry, or in a variant the entry of the variant that causes it."""
    mark = tree.find(finding.path)[1]
    if mark.file == tree.mark.file:
        return mark
    causes = (tree.mark_of(cause) for cause in finding.causes)
    return next((cause for cause in causes if cause is not None and cause.file == tree.mark.file), mark)


def _first(problems: list[tuple[Mark, Callable[[], str]]]) -> list[tuple[Mark, Callable[[], str]]]:
    """As many as are told, in the order of the file, and one more; messages are made only for these, for each may seek a near name."""
    return sorted(problems, key=lambda entry: (entry[0].file, entry[0].line, entry[0].column))[: MOST_PROBLEMS + 1]


def _told(problems: list[tuple[Mark, Callable[[], str]]]) -> list[Problem]:
    first = _first(problems)
    told = list(dict.fromkeys(Problem(message(), mark) for mark, message in first[:MOST_PROBLEMS]))
    if len(first) > MOST_PROBLEMS:
        told.append(more_than(MOST_PROBLEMS, first[MOST_PROBLEMS][0]))
    return told


class _Mended:
    """Plain data in which faulty entries are replaced by stand-ins or taken out, and which entries those are."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.tried: set[Path] = set()
        self.places: set[Path] = set()
        self.above: set[Path] = set()
        self.gutted: set[Path] = set()
        """Sections of which an entry was taken out."""

    def covers(self, path: Path) -> bool:
        """Whether an entry, or a section that it stands in, was mended."""
        return any(path[:length] in self.places for length in range(len(path) + 1))

    def may_explain(self, path: Path) -> bool:
        """Whether what the schema says of an entry may come only from something mended at, above or below it."""
        return path in self.above or self.covers(path)

    def explains(self, finding: Finding) -> bool:
        """Whether a finding may come only from something mended."""
        rests_on = (finding.path, *finding.causes)
        return finding.path in self.gutted or any(
            self.covers(path) or (*path, "value") in self.places for path in rests_on
        )

    def mend(self, detail: Any, model: type[BaseModel]) -> bool:
        """Put a stand-in where something is wrong, or take it out. False when nothing would be left."""
        path = keys_of(detail["loc"])
        if detail["type"] == "extra_forbidden" and cut_off(path[-1], detail.get("input")):
            self._note_before(path)
        if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
            return self._give_role(path)
        if detail["type"] != "extra_forbidden" and path and path not in self.tried:
            value = stand_in(detail, model)
            if value is not NOTHING and self._put(path, value, meant=detail["type"] == "literal_error"):
                return True
        if detail["type"] == "missing" or (detail["type"] == "literal_error" and len(path) > 1):
            path = path[:-1]  # without its kind, nothing can be said of the rest of the entry
        return self._take_out(path)

    def _give_role(self, path: Path) -> bool:
        entry = self._at(path)
        role = likely_role(entry) if isinstance(entry, dict) and (*path, "role") not in self.tried else None
        return self._put((*path, "role"), role, meant="role" in entry) if role else self._take_out(path)

    def _at(self, path: Path) -> Any:
        """What stands at a path, or NOTHING."""
        here = self.data
        for part in path:
            entries: Any = here if isinstance(here, dict) else dict(enumerate(here)) if isinstance(here, list) else {}
            here = entries.get(part, NOTHING)
        return here

    def _put(self, path: Path, value: Any, meant: bool) -> bool:
        """Put a stand-in at a path. What is taken to be `meant` by a misspelt word counts as if it had been written."""
        section = self._at(path[:-1])
        if self._at(path) is not NOTHING or isinstance(section, dict):
            section[path[-1]] = value
            self.tried.add(path)
            if not meant:
                self._note(path)
            return True
        return False

    def _take_out(self, path: Path) -> bool:
        """Take out the entry at a path, or the list that it stands in; the nearest section that exists where it does not."""
        while path and (self._at(path) is NOTHING or isinstance(self._at(path[:-1]), list)):
            path = path[:-1]
        if not path:
            return False
        del self._at(path[:-1])[path[-1]]
        self._note(path)
        self.gutted.add(path[:-1])
        return True

    def _note_before(self, path: Path) -> None:
        """Note the entry before one: it was cut off by a comma, so its value is not the one that was meant."""
        keys = list(self._at(path[:-1]))
        number = keys.index(path[-1])
        if number:
            self._note((*path[:-1], keys[number - 1]))

    def _note(self, path: Path) -> None:
        self.places.add(path)
        self.above.update(path[:length] for length in range(len(path)))


def _finding(detail: Any, tree: Node) -> Finding:
    """Where the schema finds a fault; what decides whether it is one are the role of an actor and the other keys of a rule's section."""
    path, key = keys_of(detail["loc"]), (detail.get("ctx") or {}).get("key")
    if isinstance(key, str):
        section = tree.find(path)[0].value
        beside = tuple((*path, other) for other in section) if isinstance(section, dict) else ()
        return Finding((*path, key), "", beside)
    causes = ((*path[:-1], "role"),) if detail["type"] == "extra_forbidden" else ()
    return Finding((*path, *tag(detail)), "", causes)
