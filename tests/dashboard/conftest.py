"""Shared by the tests of the dashboard: a result and a server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The dashboard, started in another directory as `parley dashboard` starts it."""
    port, place = free_port(), tmp_path_factory.mktemp("elsewhere")
    log = place / "server.log"
    start = f"from dashboard.launch import run; run('november-2024', {port})"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", start],
            stdout=out,
            stderr=out,
            cwd=place,
            env={**os.environ, "PARLEY_RUNS": "400", "PYTHONPATH": str(Path(sim.__file__).parents[1])},
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in log.read_text(), log.read_text()


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(150):
        if process.poll() is not None:
            pytest.fail(f"the dashboard did not start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the dashboard did not answer")
