"""What a command prints while it works."""

import json

import pytest

from tests.conftest import SMALL, inside


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_work_that_takes_long_is_told_where_no_terminal_shows_it(monkeypatch, seconds):
    monkeypatch.setattr("sim.cli.render.SECONDS_BETWEEN", seconds)
    done = inside("explain", str(SMALL), "--runs", "50", "--months", "3", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["runs"] == 50
    assert ("s so far" in done.stderr) == (seconds == 0)
