import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.browser import BROWSERS, FLAGS, chromium_path
from sim import Parameter, Scenario, load_scenario, parameters, scenario_names
from sim.cli import main

settings.register_profile("parley", deadline=None)  # a busy machine is no fault
settings.load_profile("parley")

SMALL = Path(__file__).parent / "data" / "small.yaml"
WORLD = Path(__file__).parent / "data" / "world.yaml"
"""Another invented conflict, in which everything that a scenario may have acts."""

loaded = cache(load_scenario)
"""A scenario by name or path, read once in a process; nobody can change it."""


@cache
def parameters_of(name: str | Path) -> dict[str, Parameter]:
    """Its parameters by path."""
    return parameters(loaded(name))


def levers_by_home() -> dict[str, list[str]]:
    """Every lever of the shipped scenarios once: scenario to paths. What a variant takes over unchanged is left to its base."""
    found: dict[str, list[str]] = {}
    seen = set()
    for name in dict.fromkeys(["december-2023", "november-2024", *scenario_names()]):
        for path, lever in loaded(name).levers.items():
            slider = (path, lever.model_dump_json(), parameters_of(name)[path].value)
            if slider not in seen:
                seen.add(slider)
                found.setdefault(name, []).append(path)
    return found


@pytest.fixture(scope="session")
def small() -> Scenario:
    """A small invented scenario: two sides, a patron, an envoy."""
    return loaded(SMALL)


def inside(*arguments: str, columns: int = 160) -> subprocess.CompletedProcess[str]:
    """The command `parley` in this process: exit code, output, errors."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["parley", *arguments])
        patch.setenv("COLUMNS", str(columns))
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def browser():
    """A real Chromium; without one the tests are skipped, except on a build server, where they fail."""
    from playwright.sync_api import expect, sync_playwright

    path = chromium_path()
    if path is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell(f"NO BROWSER TESTS: none of {', '.join(BROWSERS)} found; PARLEY_CHROMIUM may name one")
    expect.set_options(timeout=120_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        chromium.new_context()  # the one that tests share
        yield chromium
        chromium.close()


MAIN = sys.modules["__main__"]


def pytest_runtest_teardown() -> None:
    """A page tested without a browser puts its script in the place of the main module, which new worker processes would then run."""
    sys.modules["__main__"] = MAIN
