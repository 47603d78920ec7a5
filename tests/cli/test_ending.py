"""How a command ends when something is in its way: limits of the machine are no bugs, and bugs say how to report them."""

import errno
import os
import subprocess
import sys

import pytest

from sim.cli.ending import DEBUG, ending
from tests.conftest import SMALL, inside

ROOT = SMALL.parents[2]
S = "tests/data/small.yaml"
PARLEY = [sys.executable, "-m", "sim.cli"]


def failing(monkeypatch, error: BaseException):
    def fail(*_):
        raise error

    monkeypatch.setattr("sim.scenario.reading.load_scenario", fail)
    return inside("validate", S)


@pytest.mark.parametrize(
    "code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EAGAIN, errno.EIO]
)
def test_limits_of_the_system_are_told_as_such(monkeypatch, code):
    for error in (OSError(code, os.strerror(code)), OSError(code, os.strerror(code), "results/runs.parquet")):
        found = failing(monkeypatch, error)
        assert found.returncode == 2
        assert found.stderr.startswith("error: ") and found.stderr.count("\n") == 1
        assert "internal error" not in found.stderr
        assert error.filename is None or error.filename in found.stderr


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("Unable to allocate 8.0 GiB"),
        RuntimeError("can't start new thread"),
        ImportError("libx.so: failed to map segment from shared object"),
    ],
)
def test_too_little_memory_is_told_as_such(monkeypatch, error):
    found = failing(monkeypatch, error)
    assert found.returncode == 2 and "too little memory" in found.stderr and "internal" not in found.stderr


def test_a_fault_says_whom_to_tell_and_shows_where_it_is_on_request(monkeypatch):
    monkeypatch.delenv(DEBUG, raising=False)
    found = failing(monkeypatch, RuntimeError("surprise"))
    assert found.returncode == 1
    assert found.stderr.startswith("error: internal error: RuntimeError: surprise") and "Traceback" not in found.stderr
    assert f"{DEBUG}=1" in found.stderr
    monkeypatch.setenv(DEBUG, "1")
    found = failing(monkeypatch, RuntimeError("surprise"))
    assert found.returncode == 1 and found.stderr.startswith("Traceback") and "in fail" in found.stderr


def test_a_library_that_gives_up_when_the_reader_leaves_is_no_failure():
    try:
        try:
            raise BrokenPipeError
        except BrokenPipeError:
            raise SystemExit(1) from None
    except SystemExit as stop:
        assert ending(stop) == ("", 0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["levers", S, "--json"], ["schema"], ["schedule"]])
def test_a_full_disk_under_the_output_is_one_line(arguments):
    with open("/dev/full", "w") as full:
        found = subprocess.run(
            [*PARLEY, *arguments], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1 and "the disk is full" in found.stderr


@pytest.mark.parametrize("arguments", [["schema"], ["levers", "november-2024", "--all"], ["--help"]])
def test_a_reader_that_goes_away_is_no_failure(arguments):
    with subprocess.Popen([*PARLEY, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        err = running.stderr.read().decode()
        running.wait()
    assert (running.returncode, err) == (0, "")
