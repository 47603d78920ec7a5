import os
import shutil
from pathlib import Path

import pytest

from sim import Scenario, load_scenario

SMALL = Path(__file__).parent / "data" / "small.yaml"
WORLD = Path(__file__).parent / "data" / "world.yaml"
"""Another invented conflict, in which everything that a scenario may have acts."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def small() -> Scenario:
    """A small invented scenario: two sides, a patron, an envoy."""
    return load_scenario(SMALL)


@pytest.fixture(scope="session")
def browser():
    """A real Chromium; without one the tests are skipped, except on a build server, where they fail."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("PARLEY_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell(f"NO BROWSER TESTS: none of {', '.join(BROWSERS)} found; PARLEY_CHROMIUM may name one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
