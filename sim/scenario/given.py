"""What callers from Python hand over, in the form that the library works with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError, shorten
from sim.scenario.schema import Scenario


def scenario_given(given: Scenario | str | Path) -> Scenario:
    """A scenario, or the one that a name or path stands for. Raises InputError like `load_scenario`."""
    if isinstance(given, Scenario):
        return given
    if isinstance(given, (str, os.PathLike)):
        from sim.scenario.reading import load_scenario  # which changes scenarios, so it cannot be imported above

        return load_scenario(Path(given) if isinstance(given, os.PathLike) else given)
    raise InputError(f"scenario: expected a Scenario, a name or a path, found {shorten(given)}")


def mapping_given(name: str, given: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """An argument that maps names to values, empty where it is left out. Raises InputError for anything else."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise InputError(f"{name}: expected a mapping from names to values, found {shorten(given)}")
    return given


def plain(value: Any) -> Any:
    """Numbers and arrays of numpy as Python's own, at any depth; everything else as it is."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.tolist() if hasattr(value, "dtype") and hasattr(value, "tolist") else value
