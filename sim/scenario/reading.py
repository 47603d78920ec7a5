"""YAML text to a checked Scenario: `extends`, the bibliography, and every error with its place."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from sim.errors import InputError, Problem, choices, shorten
from sim.scenario.levers import change
from sim.scenario.problems import describe
from sim.scenario.quantity import PROVENANCE
from sim.scenario.references import cited, dangling
from sim.scenario.schema import Scenario, as_data
from sim.scenario.yaml_tree import MOST_BYTES, Node, parse

BIBLIOGRAPHY = "sources.yaml"
MOST_EXTENDS = 8
KEPT = frozenset({"label", "title", "question", "help", "group", "text", "terms"})
"""Keys that `to_yaml` writes even when they are empty, because a scenario must have them."""
Loc = tuple[str | int, ...]
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}$")


def shipped_folder() -> Path:
    """Folder of the scenarios that come with Parley: in a checkout, or inside the installed package."""
    checkout = Path(__file__).resolve().parents[2] / "scenarios"
    return checkout if checkout.is_dir() else Path(__file__).resolve().parents[1] / "shipped_scenarios"


def scenario_names(folder: Path | None = None) -> list[str]:
    """Names of the scenarios in a folder (default: the shipped ones)."""
    folder = folder or shipped_folder()
    return sorted(path.stem for path in folder.glob("*.yaml") if path.name != BIBLIOGRAPHY)


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a shipped scenario by name, or any scenario file by path.

    Raises InputError with every problem found, each as file:line:column.
    """
    path = _locate(str(name_or_path))
    folders = [path.parent, shipped_folder()]
    return _read(_bytes(path), _shown(path), folders)


def read_scenario(text: str | bytes, name: str = "scenario", folder: Path | None = None) -> Scenario:
    """Read a scenario from text, such as an upload; `extends` finds scenarios of `folder` (default: the shipped ones).

    Raises InputError like `load_scenario`.
    """
    return _read(text, name, [folder or shipped_folder()])


def to_yaml(scenario: Scenario) -> str:
    """The whole scenario as YAML text that reads back to the same scenario."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 120
    stream = io.StringIO()
    writer.dump(_compact(as_data(scenario)), stream)
    return stream.getvalue()


def _compact(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _compact(entry) for key, entry in value.items() if entry or entry not in ("", {}, []) or key in KEPT
        }
    return [_compact(entry) for entry in value] if isinstance(value, list) else value


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _locate(name_or_path: str) -> Path:
    try:
        return _found(name_or_path)
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"cannot read {shorten(name_or_path)}: {getattr(error, 'strerror', None) or error}") from None


def _found(name_or_path: str) -> Path:
    if _NAME.match(name_or_path):
        for folder in (Path.cwd() / "scenarios", shipped_folder()):
            path = folder / f"{name_or_path}.yaml"
            if path.is_file():
                return path.resolve()
        path = Path(name_or_path)
        if not path.is_file():
            raise InputError(f"no scenario named {name_or_path!r}; {choices(name_or_path, scenario_names())}")
    path = Path(name_or_path)
    if path.is_dir():
        raise InputError(f"{shorten(name_or_path)} is a folder; give one scenario file")
    if not path.is_file():
        raise InputError(f"no file {shorten(name_or_path)}; {choices(path.stem, scenario_names())}")
    return path.resolve()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {_shown(path)}: {error.strerror}") from None


def _read(data: str | bytes, name: str, folders: Sequence[Path]) -> Scenario:
    tree = _extended(parse(data, name), folders, [name])
    for folder in reversed(folders):
        path = folder / BIBLIOGRAPHY
        if path.is_file():
            entries = parse(_bytes(path), _shown(path))
            tree = _merge(Node({"sources": entries}, entries.mark, {"sources": entries.mark}), tree)
    return _checked(tree)


def _extended(tree: Node, folders: Sequence[Path], chain: list[str]) -> Node:
    assert isinstance(tree.value, dict)
    parent = tree.value.pop("extends", None)
    if parent is None:
        return tree
    name = parent.value
    if not isinstance(name, str) or not _NAME.match(name):
        message = f"extends: found {shorten(parent.plain())}; allowed: the name of a scenario beside this one"
        raise InputError([Problem(message, parent.mark)])
    if name in chain or len(chain) > MOST_EXTENDS:
        steps = " → ".join([*chain, name])
        reason = "in a circle" if name in chain else f"more than {MOST_EXTENDS} times"
        raise InputError([Problem(f"extends goes {reason}: {steps}", parent.mark)])
    for folder in folders:
        path = folder / f"{name}.yaml"
        path = path.resolve() if path.is_file() else path
        if path.is_file() and path.is_relative_to(folder.resolve()):
            if Path(chain[0]).resolve() == path:
                raise InputError([Problem(f"extends goes in a circle: {name} extends itself", parent.mark)])
            base = _extended(parse(_bytes(path), _shown(path)), folders, [*chain, name])
            return _merge(base, tree)
    known = [known for folder in folders for known in scenario_names(folder)]
    raise InputError([Problem(f"extends: no scenario {name!r}; {choices(name, dict.fromkeys(known))}", parent.mark)])


def _merge(base: Node, variant: Node) -> Node:
    """The base with the variant's entries laid over it.

    Mappings merge, null removes an entry. A new value of a number keeps its spread but not the provenance of the old one.
    """
    if not isinstance(base.value, dict):
        return variant
    if not isinstance(variant.value, dict):
        is_number = isinstance(variant.value, (int, float)) and not isinstance(variant.value, bool)
        if "value" not in base.value or not is_number:
            return variant
        variant = Node({"value": variant}, variant.mark, {"value": variant.mark})
    assert isinstance(variant.value, dict)
    merged, keys = dict(base.value), dict(base.keys)
    if "value" in variant.value:
        for key in PROVENANCE:
            merged.pop(key, None)
    for key, node in variant.value.items():
        if node.value is None and key in base.value:
            merged.pop(key, None)
            continue
        merged[key] = _merge(merged[key], node) if key in merged else node
        keys[key] = variant.keys.get(key, node.mark)
    return Node(merged, variant.mark, keys)


def _checked(tree: Node) -> Scenario:
    problems: dict[Problem, None] = {}
    scenario = None
    remaining = tree.plain()
    taken_out: set[Loc] = set()
    removed: set[Loc] = set()
    for _ in range(20):
        try:
            scenario = Scenario.model_validate(remaining)
            break
        except ValidationError as error:
            details = error.errors()
            for detail in details:
                loc = _real(detail["loc"])
                if not _follows(loc, taken_out):
                    problems.setdefault(Problem(describe(detail), tree.find((*loc, *_key(detail)))[1]))
            taken_out |= {_real(detail["loc"]) for detail in details}
            pruned = [_prune(remaining, detail) for detail in details]
            removed |= set(pruned)
            if () in pruned:
                break
    if scenario is not None:
        for path, message in dangling(scenario):
            if _follows(path, removed) or _names(message, removed):
                continue
            where = ".".join(map(str, path))
            problems.setdefault(Problem(f"{where}: {message}", tree.find(path)[1]))
    if problems or scenario is None:
        raise InputError(sorted(problems, key=lambda p: (p.mark.file, p.mark.line, p.mark.column) if p.mark else ("",)))
    used = {source for _, source in cited(scenario)}
    kept = {name: entry for name, entry in scenario.sources.items() if name in used}
    scenario = scenario.model_copy(update={"sources": kept})
    for policy in scenario.adopted:
        scenario = change(scenario, scenario.policies[policy].set)
    return scenario.model_copy(update={"adopted": []})


def _follows(path: Loc, taken_out: set[Loc]) -> bool:
    """Whether a problem may come only from a fault at or below its place that was taken out before."""
    return any(loc[: len(path)] == path for loc in taken_out)


def _names(message: str, removed: set[Loc]) -> bool:
    """Whether a message calls unknown what was taken out before."""
    found = re.match(r"unknown [^']*'([^']*)'", message)
    if not found:
        return False
    name = found[1]
    paths = [".".join(map(str, path)) for path in removed]
    return any(f"{name}.".startswith(f"{path}.") or path.endswith(f".{name.rpartition('.')[2]}") for path in paths)


def _key(detail: Any) -> Loc:
    """The key of a section that a rule about the whole section is about, where it names one."""
    key = (detail.get("ctx") or {}).get("key")
    return (key,) if isinstance(key, str) else ()


def _real(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return tuple(part for part in loc if part != "[key]")


def _prune(data: Any, detail: Any) -> Loc:
    """Take the faulty entry out, so that the rest can be checked too. Returns its path; empty when all must go."""
    path: list[Any] = list(_real(detail["loc"]))
    if detail["type"] == "missing" or (detail["type"] == "literal_error" and len(path) > 1):
        path = path[:-1]  # without its kind, nothing can be said of the rest of the entry
    trail: list[tuple[Any, Any]] = []
    here: Any = data
    for part in path:
        if (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        ):
            trail.append((here, part))
            here = here[part]
    if not trail:
        return ()
    container, key = trail[-1]
    if isinstance(container, list):
        container[int(key)] = None
        return _prune(data, {"loc": tuple(path[:-1]), "type": "list"}) if len(trail) > 1 else ()
    del container[key]
    return tuple(part for _, part in trail)
