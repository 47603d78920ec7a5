"""Fitted draws of a scenario's numbers from a file: `draws: NAME` at a number takes the column of NAME.csv that has its dotted path."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.errors import InputError, Mark, Problem, choices, shorten
from sim.scenario.documents import NAME, from_file, shipped_folder
from sim.scenario.yaml_tree import MOST_BYTES, Node

KEY = "draws"


def filled_in(tree: Node, folders: Sequence[Path]) -> Node:
    """The tree with lists of numbers for the names of files, which are looked up in `folders`, then among the shipped ones.

    Raises InputError with every name that is unknown, every number without a column, and everything that is wrong in a file.
    """
    problems: list[Problem] = []
    tables: dict[str, dict[str, list[Node]]] = {}

    def column(named: Node, path: str) -> Node:
        name = str(named.value)
        if name not in tables:
            try:
                tables[name] = from_file(_columns, _file(name, folders, named.mark))
            except InputError as error:
                problems.extend(error.problems)
                tables[name] = {}
        columns = tables[name]
        if path in columns:
            return Node(columns[path], named.mark)
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
        raise InputError(problems)
    return tree


def _file(name: str, folders: Sequence[Path], mark: Mark) -> Path:
    shipped = shipped_folder("data") / "calibration"
    if NAME.match(name):
        for folder in (*folders, shipped):
            path = (folder / f"{name}.csv").resolve()
            if path.is_file() and path.is_relative_to(folder.resolve()):
                return path
    known = sorted(path.stem for path in shipped.glob("*.csv"))
    raise InputError(
        [
            Problem(
                f"draws: found {shorten(name)}; allowed: the name of a CSV file beside this one; {choices(name, known)}",
                mark,
            )
        ]
    )


def _columns(data: bytes, name: str) -> dict[str, list[Node]]:
    """Columns of a file by their heads; lines that begin with # are remarks. `name` is how messages call the file."""
    if len(data) > MOST_BYTES:
        raise InputError([Problem(f"the file is larger than {MOST_BYTES:,} bytes", Mark(name, 1, 1))])
    try:
        rows = [
            (number, next(csv.reader([line], strict=True)))
            for number, line in enumerate(data.decode("utf-8-sig").splitlines(), 1)
            if line.strip() and not line.startswith("#")
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(f"the file is not CSV in UTF-8: {error}", Mark(name, 1, 1))]) from None
    if len(rows) < 3:
        raise InputError(
            [Problem("fewer than two draws; allowed: a line of paths, then a line a draw", Mark(name, 1, 1))]
        )
    heads = [cell.strip() for cell in rows[0][1]]
    columns: dict[str, list[Node]] = {head: [] for head in heads}
    if len(columns) < len(heads):
        raise InputError([Problem("a path appears twice", Mark(name, rows[0][0], 1))])
    for number, cells in rows[1:]:
        mark = Mark(name, number, 1)
        if len(cells) != len(heads):
            raise InputError([Problem(f"found {len(cells)} cells; allowed: {len(heads)}, one a column", mark)])
        for head, cell in zip(heads, cells, strict=True):
            try:
                columns[head].append(Node(float(cell), mark))
            except ValueError:
                raise InputError([Problem(f"{head}: found {shorten(cell)}; allowed: a number", mark)]) from None
    return columns
