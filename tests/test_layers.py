"""Imports run downwards only, and the engine names no country."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_nothing_under_sim_imports_streamlit_or_the_dashboard_but_the_command_that_opens_it():
    for path in modules("sim"):
        for name in imports(path):
            assert not name.startswith(("streamlit", "altair")), path
            if name.startswith("dashboard"):
                assert path == ROOT / "sim/cli/dashboard.py", path


def test_scenario_knows_nothing_of_arrays_or_mesa():
    for path in modules("sim/scenario"):
        for name in imports(path):
            assert not name.startswith(("numpy", "mesa", "numba", "xarray", "pandas", "sim.model")), (path, name)


def test_model_reads_no_file_and_looks_only_down():
    for path in modules("sim/model"):
        for name in imports(path):
            assert not name.startswith(("pathlib", "io", "ruamel", "sim.ensemble")), (path, name)
            assert name != "sim.scenario.reading", path


def test_dashboard_uses_the_public_face_only():
    for path in modules("dashboard"):
        for name in imports(path):
            assert name == "sim" or not name.startswith("sim."), (path, name)


def test_the_engine_names_no_country():
    """Examples such as `fatigue.ukraine` in docstrings are the only exception."""
    for path in modules("sim"):
        text = re.sub(r"\w+\.ukraine", "", path.read_text(encoding="utf-8").lower())
        assert not re.search(r"\b(russian?|ukrain\w+|moscow|kyiv|nato|kremlin)\b", text), path
