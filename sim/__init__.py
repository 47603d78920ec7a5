"""Parley: a negotiation-scenario simulator.

>>> from sim import simulate, summarise
>>> result = simulate("november-2024", runs=1000, changes={"actors.us.capacity_eur_bn": 1.0})
>>> summarise(result)["shares"]["talks"]

Wherever a scenario is asked for, the name of a shipped one (`scenario_names`) or the path of a file will do. Input that cannot be
used raises `InputError`, which is a ValueError and carries every problem found.
"""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

_HOMES = {
    name.name: home.module
    for home in ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")).body
    if isinstance(home, ast.ImportFrom) and home.module
    for name in home.names
}
"""Every public name and the module that it lies in, as the stub beside this file says; type checkers read the same."""
__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that reading a scenario does not wait for the engine."""
    if name == "__version__":
        return import_module("sim.version").code_version()
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, whether or not they have been used."""
    return sorted({*globals(), *__all__, "__version__"})
