from pathlib import Path

import pytest

from sim import Scenario, load_scenario

SMALL = Path(__file__).parent / "data" / "small.yaml"
WORLD = Path(__file__).parent / "data" / "world.yaml"
"""Another invented conflict, in which everything that a scenario may have acts."""


@pytest.fixture(scope="session")
def small() -> Scenario:
    """A small invented scenario: two sides, a patron, an envoy."""
    return load_scenario(SMALL)
