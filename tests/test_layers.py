"""Imports run downwards only and never in a circle, library code names no flag of the command line, and the engine names no country."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAYERS = (
    {"scenario"},
    {"model", "colours"},
    {"ensemble"},
    {"batch", "explanation", "play"},
    {"analysis"},
    {"report", "validation"},
    {"cli"},
)
"""Packages of `sim` from the lowest, and files beside them that know of one; other files, such as errors and vocabulary, are below all."""
UPWARDS = ("sim.scenario.given", "sim.scenario.reading")
"""The one import inside a function that closes a circle: whoever hands over a name means the scenario that is read for it."""
LEVEL = {package: level for level, packages in enumerate(LAYERS, 1) for package in packages}
MOST_LINES = 400
LONG = {"vocabulary.py"}
"""Catalogues: files that only say what there is."""


def imports(path: Path, when_run: bool = False) -> set[str]:
    """Modules that a file imports, with `from a import b` as both; with `when_run` without those for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    types = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    left_out = {id(node) for block in types for node in ast.walk(block)} if when_run else set()
    found = set()
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if when_run else set()
    return found


def in_sim() -> dict[str, Path]:
    """The modules of `sim` by name; a package goes by its own."""
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules("sim")}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def imported(tree: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    """The modules of `sim` that are imported below a node; a name that is a module counts as that module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in known else node.module


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected components of more than one node (Tarjan 1972)."""
    found: list[list[str]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        stack.append(name)
        for other in graph[name]:
            if other not in number:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], number[other])
        if lowest[name] == number[name]:
            component = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(component) > 1:
                found.append(sorted(component))

    for name in graph:
        if name not in number:
            visit(name)
    return found


def graph_of(in_functions: bool) -> dict[str, set[str]]:
    """Who imports whom in `sim`, at the top of a module or also inside functions. The public face imports by name what is asked for."""
    known = in_sim()
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not in_functions:
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    node.body = []
        graph[name] = set(imported(tree, known)) - {name} if name != "sim" else set()
    return graph


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_nothing_under_sim_imports_streamlit_or_the_dashboard_but_the_command_that_opens_it():
    for path in modules("sim"):
        for name in imports(path):
            assert not name.startswith(("streamlit", "altair")), path
            if name.startswith("dashboard"):
                assert path == ROOT / "sim/cli/dashboard.py", path


def test_packages_look_only_down():
    for name, others in graph_of(in_functions=True).items():
        package = name.split(".")[1] if "." in name else ""
        for other in others - {"sim"}:
            below = other.split(".")[1]
            assert package == below or LEVEL.get(below, 0) < LEVEL.get(package, 0) or not LEVEL.get(below), (
                name,
                other,
            )


def test_every_package_of_sim_has_its_layer():
    assert {path.parent.name for path in (ROOT / "sim").glob("*/__init__.py")} <= set(LEVEL)


def test_no_import_goes_in_a_circle():
    found = circles(graph_of(in_functions=False))
    assert found == []


def test_no_import_inside_a_function_closes_a_circle_but_the_one_that_is_named():
    graph = graph_of(in_functions=True)
    importer, what = UPWARDS
    assert what in graph[importer], "no longer needed"
    graph[importer].remove(what)
    assert circles(graph) == []


def test_a_circle_is_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]


def test_no_module_is_longer_than_can_be_read_at_once():
    for path in [*modules("sim"), *modules("dashboard")]:
        length = len(path.read_text(encoding="utf-8").splitlines())
        assert length <= MOST_LINES or path.name in LONG, (path, length)


def test_only_the_command_line_and_reports_name_flags():
    """Library code says the name of a parameter; `sim.cli.options.Command` says its flag.

    A whole command that can be copied may stand anywhere; `var(--ink)` is a colour of a style sheet."""
    for path in modules("sim"):
        if path.relative_to(ROOT / "sim").parts[0] in ("cli", "report"):
            continue
        text = re.sub(r"`parley [^`]*`", "", path.read_text(encoding="utf-8"))
        found = re.findall(r"(?<![-\w(])--[a-z][a-z-]*", text)
        assert not found, (path, found)


def test_scenario_knows_nothing_of_arrays_or_mesa():
    for path in modules("sim/scenario"):
        for name in imports(path):
            assert not name.startswith(("numpy", "mesa", "numba", "xarray", "pandas", "sim.model")), (path, name)


def test_model_reads_no_file_and_looks_only_down():
    for path in modules("sim/model"):
        for name in imports(path):
            assert not name.startswith(("pathlib", "io", "ruamel", "sim.ensemble")), (path, name)
            assert name != "sim.scenario.reading", path


def test_mechanisms_know_the_world_and_neither_actors_nor_the_model():
    for path in modules("sim/model/mechanisms"):
        for name in imports(path):
            assert not name.startswith(("mesa", "sim.model.actors", "sim.model.model", "sim.model.month")), (path, name)


def test_actors_know_neither_world_nor_mechanisms():
    for path in modules("sim/model/actors"):
        for name in imports(path):
            assert not name.startswith(("sim.model.world", "sim.model.mechanisms", "sim.model.model")), (path, name)


def test_bargaining_knows_neither_world_nor_actors():
    for path in modules("sim/model/bargaining"):
        for name in imports(path):
            above = ("sim.model.world", "sim.model.actors", "sim.model.mechanisms", "sim.model.model")
            assert not name.startswith(above), (path, name)


def test_nothing_knows_which_protocol_is_at_work():
    for path in modules("sim"):
        for name in imports(path):
            assert not name.startswith("sim.model.bargaining.protocols"), (path, name)


def test_the_model_has_no_circle_not_even_of_types():
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in modules("sim/model")}
    left = {module: _named(path) & known.keys() - {module} for module, path in known.items()}
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]
    assert not left


def _named(path: Path) -> set[str]:
    """Modules that a file imports for whatever use, with `from a import b` as both."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return imports(path) | {f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def test_parameters_of_the_model_are_typed():
    for path in modules("sim/model"):
        assert "SimpleNamespace" not in path.read_text(encoding="utf-8"), path


def test_modules_of_the_model_are_short():
    for path in modules("sim/model"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_the_product_needs_neither_tests_nor_benchmarks():
    for path in [*modules("sim"), *modules("dashboard")]:
        for name in imports(path):
            assert name.split(".")[0] not in ("tests", "benchmarks", "docs"), (path, name)


def test_dashboard_uses_the_public_face_only():
    for path in modules("dashboard"):
        for name in imports(path):
            assert name == "sim" or not name.startswith("sim."), (path, name)


DASHBOARD = ("text", "session", "charts", "parts", "sidebar", "views")
"""Folders of the dashboard: each knows those before it only, and a page no other page."""


def test_the_dashboard_s_folders_look_down_only():
    for path in modules("dashboard"):
        folder, *rest = path.relative_to(ROOT / "dashboard").parts
        known = DASHBOARD[: DASHBOARD.index(folder) + 1] if rest else ()
        for name in imports(path, when_run=True):
            if rest and name.startswith("dashboard."):
                assert name.split(".")[1] in known, (path, name)
                if folder == "views" and name.startswith("dashboard.views"):
                    assert name.split(".")[2:3] == rest[:1], (path, name)


def test_the_dashboard_has_no_circle():
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in modules("dashboard")}
    left = {module: imports(path, when_run=True) & known.keys() - {module} for module, path in known.items()}
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]
    assert not left


def test_modules_of_the_dashboard_are_short_but_for_catalogues_of_words():
    for path in modules("dashboard"):
        if path.name != "text.py":
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_the_engine_names_no_country():
    """Examples such as `fatigue.ukraine` in docstrings are the only exception."""
    for path in modules("sim"):
        text = re.sub(r"\w+\.ukraine", "", path.read_text(encoding="utf-8").lower())
        assert not re.search(r"\b(russian?|ukrain\w+|moscow|kyiv|nato|kremlin)\b", text), path
