"""What makes two batches one: what was asked, and the code that answers it."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.batch.prepare import Batch
from sim.batch.tables import SCHEMA_VERSION
from sim.version import code_version

ROOTS = ("sim.batch.work", "sim.batch.store")
"""The modules that compute a block and put the tables together; all that they import decides the tables too."""
BY_NAME = "sim.model.bargaining.protocols"
"""Where modules lie that are imported by a name that a scenario gives."""
_IMPORT = re.compile(r"^[ \t]*(?:from ([\w.]+) import (\([^)]*\)|[^\n(]*)|import ([\w., ]+))$", re.MULTILINE)
_NAME = re.compile(r"\w+(?: as \w+)?")


@cache
def code_hash() -> str:
    """Hash of the code that decides the tables, so that a changed engine is noticed though its version is not.

    It is made of what each module holds, in an order that does not depend on the names of modules: where a file moves, and the
    imports follow it, the hash stays.
    """
    contents = sorted(
        hashlib.sha256(text.encode()).digest() for path in modules() if (text := _without_places(_text(path)))
    )
    return hashlib.sha256(b"".join(contents)).hexdigest()[:16]


def modules() -> set[Path]:
    """The files that decide the tables: those of `ROOTS` and `BY_NAME`, and all of `sim` that they import, also inside functions."""
    top = Path(__file__).resolve().parents[1]
    found: set[Path] = set()
    waiting = [*ROOTS, *(f"{BY_NAME}.{path.stem}" for path in top.parent.joinpath(*BY_NAME.split(".")).glob("*.py"))]
    while waiting:
        path = top.parent.joinpath(*waiting.pop().split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if path in found or path == top / "__init__.py" or not path.is_file():  # the public face computes nothing
            continue
        found.add(path)
        for home, names, plain in _IMPORT.findall(_text(path)):
            named = [
                home,
                *(f"{home}.{name.split()[0]}" for name in _NAME.findall(names)),
                *re.findall(r"[\w.]+", plain),
            ]
            waiting.extend(name for name in named if name.startswith("sim"))
    return found


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _without_places(source: str) -> str:
    """A module without the places that its names are imported from, and without empty lines."""
    names = sorted(name for _, names, plain in _IMPORT.findall(source) for name in _NAME.findall(names or plain))
    lines = (line.rstrip() for line in _IMPORT.sub("", source).splitlines() if line.strip())
    return "\n".join([*names, *lines])


def identity(batch: Batch) -> dict[str, Any]:
    """What was asked, and what answers it: two batches of one identity have the same tables.

    Points are no part of it. They follow from the design, to the last bits, which differ between processors.
    """
    return {
        "experiment": batch.experiment.digest(),
        "scenarios": {name: scenario.digest() for name, scenario in batch.scenarios.items()},
        "lists": {name: hashlib.sha256(content).hexdigest()[:16] for name, content in batch.files.items()},
        "points": f"{batch.points.size} a scenario over {len(batch.points.columns)} parameters",
        "runs": batch.experiment.runs,
        "months": batch.months,
        "seed": batch.experiment.seed,
        "schema version": SCHEMA_VERSION,
        "version of Parley": code_version(),
        "code": code_hash(),
        **{f"version of {name}": version(name) for name in ("numba", "numpy", "scipy")},
    }
