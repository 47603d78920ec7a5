"""YAML files of any kind: found by name, and laid over what they extend."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from sim.errors import InputError, Problem, choices, shorten
from sim.scenario.files import MOST_BYTES, Folder, bytes_of, shown
from sim.scenario.quantity import PROVENANCE
from sim.scenario.yaml_tree import Node, parse

MOST_EXTENDS = 8
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}$")
ENDINGS = (".yaml", ".yml")
SIGNS = {
    "experiments": ("scenarios",),
    "scenarios": ("actors", "issues", "war", "proposals", "events", "policies", "levers", "adopted"),
}
"""Keys that only one kind of file has."""
Content = TypeVar("Content")

BIBLIOGRAPHY = "sources"


def shipped_folder(kind: str = "scenarios") -> Path:
    """Folder of the files that come with Parley: in a checkout, or inside the installed package."""
    checkout = Path(__file__).resolve().parents[2] / kind
    return checkout if checkout.is_dir() else Path(__file__).resolve().parents[1] / f"shipped_{kind}"


def names_in(folder: Path, only: frozenset[str] | None = None) -> list[str]:
    """Names of the YAML files of a folder, or of some of them."""
    files = (path for end in ENDINGS for path in folder.glob(f"*{end}") if only is None or path.name in only)
    return sorted({path.stem for path in files} - {BIBLIOGRAPHY})


def bare(name: str, endings: Sequence[str] = ENDINGS) -> str:
    """A name without the ending of its file, which people write too."""
    return name[: -len(Path(name).suffix)] if Path(name).suffix in endings else name


def yaml_in(folder: Folder, name: str) -> Path | None:
    """The YAML file of a name in a folder, or None when there is none that may be read."""
    return next((path for end in ENDINGS if (path := folder.file(f"{name}{end}"))), None)


def headings(kind: str = "scenarios") -> dict[str, dict[str, str]]:
    """Title and question of every shipped file of a kind, by name, read from the text alone."""
    folder = shipped_folder(kind)
    found = {}
    for name in names_in(folder):
        tree = extended(tree_of(folder / f"{name}.yaml"), [Folder(folder)], [name], kind).plain()
        found[name] = {key: str(tree.get(key, "")) for key in ("title", "question")}
    return found


def locate(name_or_path: str, kind: str = "scenarios") -> Path:
    """The file of a name or path; a name is looked up beside the user, then among the shipped ones.

    Raises InputError when there is none or it cannot be looked at.
    """
    try:
        return _found(name_or_path, kind)
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"cannot read {shorten(name_or_path)}: {getattr(error, 'strerror', None) or error}") from None


def _found(name_or_path: str, kind: str) -> Path:
    one, known = kind.removesuffix("s"), names_in(shipped_folder(kind))
    if not name_or_path:
        raise InputError(f"the name of the {one} is empty; {choices('', known)}")
    if NAME.match(name_or_path):
        for folder in (Path.cwd() / kind, shipped_folder(kind)):
            for end in ENDINGS:
                path = folder / f"{name_or_path}{end}"
                if path.is_file():
                    return path.resolve()
        path = Path(name_or_path)
        if not path.is_file():
            raise InputError(f"no {one} named {name_or_path!r}; {choices(name_or_path, known)}")
    path = Path(name_or_path)
    if path.is_dir():
        raise InputError(f"{shorten(name_or_path)} is a folder; give one {one} file")
    if path.is_fifo():
        return path  # a pipe such as /dev/stdin; what it resolves to has no name that can be opened
    if not path.is_file():
        raise InputError(f"no file {shorten(name_or_path)}; {choices(path.stem, known)}")
    return path.resolve()


def from_file(read: Callable[[bytes, str], Content], path: Path, name: str = "", most: int = MOST_BYTES) -> Content:
    """What `read` makes of a file's bytes, at most `most`, and of its name in messages (its path by default); nobody may change it.

    A shipped file is read once in a process, since most scenarios extend one; what a user brings is kept by nothing. Raises InputError
    as `read` does, and when the file cannot be opened.
    """
    shipped = any(path.is_relative_to(shipped_folder(kind)) for kind in ("scenarios", "experiments", "data"))
    name = name or shown(path)
    return (_once if shipped else _now)(read, bytes_of(path, most, name), name)


def _now(read: Callable[[bytes, str], Content], data: bytes, name: str) -> Content:
    return read(data, name)


_once = lru_cache(maxsize=32)(_now)


def tree_of(path: Path, name: str = "") -> Node:
    """The tree of a YAML file, which messages call by `name`. Raises InputError when it cannot be read or parsed."""
    return from_file(parse, path, name)


def check_kind(tree: Node, kind: str) -> None:
    """Refuse a file of another kind with one InputError instead of a list of its keys."""
    assert isinstance(tree.value, dict)
    for other, signs in SIGNS.items():
        sign = next((key for key in signs if key in tree.value), None)
        if other != kind and sign is not None:
            told = f"this file is read as {article(kind.removesuffix('s'))}, but `{sign}` is a key of {other}"
            raise InputError([Problem(told, tree.keys[sign])])


def article(word: str) -> str:
    """A word with its indefinite article."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def extended(tree: Node, folders: Sequence[Folder], chain: list[str], kind: str = "scenarios") -> Node:
    """The tree laid over the file that it `extends`, and so on; `chain` names the files so far.

    Raises InputError for an unknown name, a circle, or a chain that is too long.
    """
    one = kind.removesuffix("s")
    assert isinstance(tree.value, dict)
    parent = tree.value.get("extends")
    if parent is None:
        return tree
    tree = Node({key: node for key, node in tree.value.items() if key != "extends"}, tree.mark, tree.keys)
    name = parent.value
    name = bare(name) if isinstance(name, str) else name
    if not isinstance(name, str) or not NAME.match(name):
        message = f"extends: found {shorten(parent.plain())}; allowed: the name of {article(one)} beside this one"
        raise InputError([Problem(message, parent.mark)])
    if name in chain or len(chain) > MOST_EXTENDS:
        steps = " → ".join([*chain, name])
        reason = "in a circle" if name in chain else f"more than {MOST_EXTENDS} times"
        raise InputError([Problem(f"extends goes {reason}: {steps}", parent.mark)])
    for folder in folders:
        path = yaml_in(folder, name)
        if path is not None:
            if Path(chain[0]).resolve() == path:
                raise InputError([Problem(f"extends goes in a circle: {name} extends itself", parent.mark)])
            base = extended(tree_of(path, folder.shown(path)), folders, [*chain, name], kind)
            return merged(base, tree)
    known = [known for folder in folders for known in names_in(folder.path, folder.only)]
    raise InputError([Problem(f"extends: no {one} {name!r}; {choices(name, dict.fromkeys(known))}", parent.mark)])


def merged(base: Node, variant: Node) -> Node:
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
    entries, keys, removed = dict(base.value), dict(base.keys), dict(base.removed)
    if "value" in variant.value:
        for key in PROVENANCE:
            entries.pop(key, None)
    for key, node in variant.value.items():
        if node.value is None and key in base.value:
            entries.pop(key, None)
            removed[key] = variant.keys.get(key, node.mark)
            continue
        removed.pop(key, None)
        entries[key] = merged(entries[key], node) if key in entries else node
        keys[key] = variant.keys.get(key, node.mark)
    return Node(entries, variant.mark, keys, removed)
