"""The reader's own file that the server offers: under its short name, so that no path of the machine reaches an address or a page."""

from __future__ import annotations

import os
from pathlib import Path

import sim


def wanted() -> str:
    """What the variable PARLEY_SCENARIO asks for: the name of a shipped scenario, or the short name of a file; empty for nothing."""
    said = os.environ.get("PARLEY_SCENARIO", "")
    if not said or said in sim.scenario_names():
        return said
    name = Path(said).name
    return f"{name}.yaml" if name in sim.scenario_names() else name


def source(name: str) -> str:
    """What a scenario is loaded by: the path of the file that the server offers under this name, else the name itself."""
    return os.environ["PARLEY_SCENARIO"] if name and name == wanted() else name
