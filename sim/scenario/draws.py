"""Fitted draws of a scenario's numbers from a file: `draws: NAME` at a number takes the column of NAME.csv that has its dotted path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sim.errors import InputError, Mark, Problem, choices, first_of, shorten
from sim.scenario.csv_reading import MOST_BYTES, MOST_PROBLEMS, check_cells, lines_of, repeated
from sim.scenario.documents import NAME, bare, from_file, shipped_folder
from sim.scenario.files import Folder
from sim.scenario.numerals import number
from sim.scenario.quantity import MOST_DRAWS
from sim.scenario.yaml_tree import Node

KEY = "draws"


def filled_in(tree: Node, folders: Sequence[Folder]) -> Node:
    """The tree with lists of numbers for the names of files, which are looked up in `folders`, then among the shipped ones.

    Raises InputError with every name that is unknown, every number without a column, and everything that is wrong in a file.
    """
    problems: list[Problem] = []
    tables: dict[str, dict[str, list[float]]] = {}

    def column(named: Node, path: str) -> Node:
        name = bare(str(named.value), (".csv",))
        if name not in tables:
            try:
                tables[name] = from_file(_columns, *_file(name, folders, named.mark), MOST_BYTES)
            except InputError as error:
                problems.extend(error.problems)
                tables[name] = {}
        columns = tables[name]
        if path in columns:
            return Node([Node(value, named.mark) for value in columns[path]], named.mark)
        if columns:
            problems.append(Problem(f"{path}: no column in {name}.csv; {choices(path, columns, most=4)}", named.mark))
        return named

    def filled(node: Node, path: str) -> Node:
        below = f"{path}." if path else ""
        if isinstance(node.value, list):
            return replace(node, value=[filled(entry, f"{below}{place}") for place, entry in enumerate(node.value)])
        if not isinstance(node.value, dict):
            return node
        entries = {key: filled(entry, f"{below}{key}") for key, entry in node.value.items()}
        if KEY in entries and isinstance(entries[KEY].value, str):
            entries[KEY] = column(entries[KEY], path)
        return replace(node, value=entries)

    tree = filled(tree, "")
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    return tree


def names_of_draws(tree: Node) -> Iterator[str]:
    """Names of the files of draws that a tree asks for."""
    if isinstance(tree.value, list):
        for part in tree.value:
            yield from names_of_draws(part)
    elif isinstance(tree.value, dict):
        for key, part in tree.value.items():
            if key == KEY and isinstance(part.value, str):
                yield bare(part.value, (".csv",))
            yield from names_of_draws(part)


def _file(name: str, folders: Sequence[Folder], mark: Mark) -> tuple[Path, str]:
    """A file of draws, and how messages call it."""
    shipped = shipped_folder("data") / "calibration"
    if NAME.match(name):
        for folder in (*folders, Folder(shipped)):
            path = folder.file(f"{name}.csv")
            if path is not None:
                return path, folder.shown(path)
    known = sorted(path.stem for path in shipped.glob("*.csv"))
    raise InputError(
        [
            Problem(
                f"draws: found {shorten(name)}; allowed: the name of a CSV file beside this one; {choices(name, known)}",
                mark,
            )
        ]
    )


def _columns(data: bytes, name: str) -> dict[str, list[float]]:
    """Columns of a file by their heads. `name` is how messages call the file."""
    problems: list[Problem] = []
    lines = lines_of(data, name, problems, MOST_BYTES)
    head = next(lines, None)
    heads = head.cells if head else []
    columns: dict[str, list[float]] = {path: [] for path in heads}
    if head and (twice := list(repeated(head))):
        raise InputError(twice)
    count = 0
    for line in lines:
        assert head is not None
        count += 1
        if count > MOST_DRAWS:
            problems.append(Problem(f"more than {MOST_DRAWS:,} draws; allowed: at most {MOST_DRAWS:,}", line.mark()))
        if len(problems) > MOST_PROBLEMS or count > MOST_DRAWS:
            break
        if not check_cells(line, head, problems):
            continue
        for place, (path, cell) in enumerate(zip(heads, line.cells, strict=True)):
            try:
                columns[path].append(number(cell))
            except ValueError as error:
                problems.append(Problem(f"{path}: {error}", line.mark(place)))
    if not problems and count < 2:
        problems.append(Problem("fewer than two draws; allowed: a line of paths, then a line a draw", Mark(name, 1, 1)))
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    return columns
