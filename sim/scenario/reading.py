"""A scenario from YAML text: what it extends, the bibliography, and every error with its place."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.errors import InputError, few_guesses, shorten
from sim.scenario.consistency import impossible
from sim.scenario.documents import (
    BIBLIOGRAPHY,
    ENDINGS,
    MOST_EXTENDS,
    bare,
    check_kind,
    extended,
    locate,
    merged,
    names_in,
    shipped_folder,
    tree_of,
    yaml_in,
)
from sim.scenario.draws import filled_in, names_of_draws
from sim.scenario.files import Folder, bytes_of, decoded, shown, whole
from sim.scenario.findings import Finding, Found
from sim.scenario.given import scenario_given
from sim.scenario.levers import change
from sim.scenario.oddities import odd
from sim.scenario.references import cited, dangling
from sim.scenario.schema import Scenario, as_data
from sim.scenario.validating import located, validated
from sim.scenario.yaml_tree import Node, parse

STANDARD_INPUT = "-"

MOST_WIDTH = 2**31
KEPT = frozenset({"label", "title", "question", "help", "group", "text", "terms"})
"""Keys that `to_yaml` writes even when they are empty, because a scenario must have them."""


def scenario_names(folder: Path | None = None) -> list[str]:
    """Names of the scenarios in a folder (default: the shipped ones)."""
    return names_in(folder or shipped_folder())


@few_guesses()
def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a shipped scenario by name, or any scenario file by path; `-` is the standard input.

    What a text from a pipe extends is looked up in the working directory. Raises InputError with every problem found, each as
    file:line:column.
    """
    if str(name_or_path) == STANDARD_INPUT:
        name = "standard input"
        return read_scenario(whole(sys.stdin.buffer, name), name, Path.cwd())
    path = locate(str(name_or_path))
    return _read(tree_of(path), shown(path), Folder(Path.cwd() if path.is_fifo() else path.parent))


@few_guesses()
def read_scenario(
    text: str | bytes, name: str = "scenario", folder: str | Path | None = None, origin: Path | None = None
) -> Scenario:
    """Read a scenario from text, such as an upload; `extends` finds scenarios of `folder`, then the shipped ones.

    Instead of a folder, `origin` is the file that the text of somebody else began as: besides the shipped ones it finds the files that
    this file itself names, and nothing else that lies beside it. Raises InputError like `load_scenario`.
    """
    if not isinstance(text, str | bytes):
        raise InputError(f"text: expected the text of a scenario, found {shorten(text)}")
    tree = parse(text, name)
    if origin is not None:
        return _read(tree, name, Folder(origin.parent, frozenset(_named_by(origin))))
    return _read(tree, name, *[Folder(Path(folder))] if folder else [])


def _named_by(path: Path) -> Iterator[str]:
    """Names of the files beside a scenario that it reads: what it extends, its draws, its bibliography; as far as it can be read."""
    folder, shipped = Folder(path.parent), Folder(shipped_folder())
    yield from (f"{BIBLIOGRAPHY}{end}" for end in ENDINGS)
    found: Path | None = path
    for _ in range(MOST_EXTENDS + 1):
        try:
            tree = tree_of(found) if found is not None else None
        except InputError:
            return
        if tree is None or not isinstance(tree.value, dict):
            return
        yield from (f"{name}.csv" for name in names_of_draws(tree))
        base = tree.value["extends"].value if "extends" in tree.value else None
        if not isinstance(base, str):
            return
        yield from (f"{bare(base)}{end}" for end in ENDINGS)
        found = yaml_in(folder, bare(base)) or yaml_in(shipped, bare(base))


def scenario_text(name_or_path: str | Path) -> str:
    """The text of a scenario's own file, without what it extends. Raises InputError when it cannot be read."""
    path = locate(str(name_or_path))
    return decoded(bytes_of(path), shown(path))


def to_yaml(scenario: Scenario | str | Path) -> str:
    """The whole scenario as YAML text that reads back to the same scenario."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    content = _compact(as_data(scenario_given(scenario)))
    writer.width = (
        120 if _printable(content) else MOST_WIDTH
    )  # ruamel breaks lines with escapes where a reader adds a space
    writer.representer.add_representer(_InOneLine, _InOneLine.written)
    writer.representer.add_representer(str, _text)
    stream = io.StringIO()
    writer.dump(content, stream)
    return stream.getvalue()


class _InOneLine(list[Any]):
    """Draws, which would fill hundreds of lines."""

    @staticmethod
    def written(writer: Any, values: list[Any]) -> Any:
        return writer.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)


def _text(writer: Any, value: str) -> Any:
    """Text; with escapes where it holds a line break of other writing systems, which a reader would take for a space."""
    style = '"' if any(letter in value for letter in "\r\x85\u2028\u2029") else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _printable(value: Any) -> bool:
    """Whether all text in plain data can be written without escapes."""
    if isinstance(value, dict):
        return all(map(_printable, value.values()))
    if isinstance(value, list):
        return all(map(_printable, value))
    return not isinstance(value, str) or value.replace("\n", "").isprintable()


def _compact(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _InOneLine(entry) if key == "draws" else _compact(entry)
            for key, entry in value.items()
            if entry or entry not in ("", {}, []) or key in KEPT
        }
    return [_compact(entry) for entry in value] if isinstance(value, list) else value


def _read(tree: Node, name: str, *beside: Folder) -> Scenario:
    check_kind(tree, "scenarios")
    folders = [*beside, Folder(shipped_folder())]
    tree = extended(tree, folders, [name])
    for folder in reversed(folders):
        path = _bibliography(folder)
        if path is not None:
            entries = tree_of(path, folder.shown(path))
            tree = merged(Node({"sources": entries}, entries.mark, {"sources": entries.mark}), tree)
    return _checked(filled_in(tree, folders))


def _bibliography(folder: Folder) -> Path | None:
    path = yaml_in(folder, BIBLIOGRAPHY)
    for there in (folder.path / f"{BIBLIOGRAPHY}{end}" for end in ENDINGS):
        if path is None and there.is_file():
            raise InputError(f"{folder.shown(there)} is a link out of its folder; put the bibliography itself there")
    return path


def _checked(tree: Node) -> Scenario:
    scenario = validated(tree, Scenario, _faults)
    used = {source for _, source in cited(scenario)}
    kept = {name: entry for name, entry in scenario.sources.items() if name in used}
    scenario = scenario.model_copy(update={"sources": kept})
    for number, policy in enumerate(scenario.adopted):
        try:
            scenario = change(scenario, scenario.policies[policy].set)
        except InputError as error:
            found = [Finding(("adopted", number), f"with {policy}, {problem.message}") for problem in error.problems]
            raise InputError(located(tree, found)) from None
    scenario = scenario.model_copy(update={"adopted": []})
    scenario._warnings = tuple(located(tree, odd(scenario)))
    return scenario


def _faults(scenario: Scenario) -> Iterator[Found]:
    """Names that lead nowhere, then numbers that cannot be true together."""
    yield from dangling(scenario)
    yield from impossible(scenario)
