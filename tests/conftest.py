from pathlib import Path

import pytest

from sim import Scenario, load_scenario

SMALL = Path(__file__).parent / "data" / "small.yaml"


@pytest.fixture(scope="session")
def small() -> Scenario:
    """A small invented scenario: two sides, a patron, an envoy."""
    return load_scenario(SMALL)
