"""Shared by the tests of the dashboard: a result and a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from benchmarks.browser import dashboard, free_port, served
from tests.conftest import loaded


@pytest.fixture(scope="session")
def scenario():
    return loaded("november-2024")


@pytest.fixture(scope="session")
def result(scenario):
    return sim.simulate(scenario, runs=300, months=8, seed=3)


@pytest.fixture(scope="session")
def signed(scenario):
    """A result in which some runs sign."""
    easy = {"actors.russia.war_cost": 0.6, "actors.ukraine.war_cost": 0.6}
    return sim.simulate(scenario, runs=1500, months=18, seed=3, changes=easy)


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The dashboard, started in another directory as `parley dashboard` starts it."""
    port, place = free_port(), tmp_path_factory.mktemp("elsewhere")
    log, here = place / "server.log", str(Path(sim.__file__).parents[1])
    try:
        with (
            log.open("w") as out,
            served(dashboard(port), port, out, place, PARLEY_RUNS="400", PYTHONPATH=here) as address,
        ):
            yield address
    except RuntimeError as error:
        pytest.fail(f"{error}:\n{log.read_text()}")
    said = log.read_text()
    assert "Traceback" not in said, said
    assert "is not taken" not in said, f"what the page itself sends is refused:\n{said}"
