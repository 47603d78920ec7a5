"""Whoever computes the blocks, the tables are the same to the bit; workers that die are replaced."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from sim import load_scenario
from sim.batch import pool
from sim.batch.blocks import blocks_of
from sim.batch.executors import Dask, InProcess, Workers
from sim.batch.prepare import batch_of
from sim.batch.run import run
from sim.batch.store import read_manifest, status
from sim.errors import InputError
from tests.batch import jobs
from tests.conftest import SMALL

TABLES = ("points.parquet", "runs.parquet", "monthly.parquet")


@pytest.fixture(scope="module")
def batch():
    design = {
        "grid": {
            "actors.highland.war_cost": {"low": 0.05, "high": 0.4, "points": 5},
            "issues.border.anchors.river.at": [0.4, 0.5],
        }
    }
    return batch_of(load_scenario(SMALL), {"runs": 900, "months": 5, "design": design})


def hashes(folder):
    return [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES]


@pytest.fixture(scope="module")
def wanted(batch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wanted") / "out"
    run(batch, folder, InProcess(), blocks_of(batch))
    assert status(folder)["state"] == "finished" and not (folder / "blocks").exists()
    return hashes(folder)


def test_workers_and_order_do_not_change_the_tables(batch, wanted, tmp_path):
    run(batch, tmp_path / "two", Workers(2), blocks_of(batch))
    assert hashes(tmp_path / "two") == wanted

    class Backwards:
        def results(self, batch, blocks):
            yield from InProcess().results(batch, reversed(list(blocks)))

    run(batch, tmp_path / "backwards", Backwards(), blocks_of(batch))
    assert hashes(tmp_path / "backwards") == wanted


@pytest.mark.parametrize("job", [jobs.dies_once, jobs.dies_while_it_answers])
def test_a_worker_that_dies_is_replaced(batch, wanted, tmp_path, monkeypatch, job):
    monkeypatch.setenv("PARLEY_TEST_MARKER", str(tmp_path / "marker"))
    run(batch, tmp_path / "out", Workers(2, job), blocks_of(batch))
    assert (tmp_path / "marker").exists()
    assert hashes(tmp_path / "out") == wanted


def dying(monkeypatch, deaths):
    """Kill so many of the next worker processes while they start; holds the pids of all."""
    started, pids = pool._started, []

    def start():
        worker = started()
        pids.append(worker.process.pid)
        if len(pids) <= deaths:
            os.kill(pids[-1], signal.SIGKILL)
        return worker

    monkeypatch.setattr(pool, "_started", start)
    return pids


def test_a_worker_that_dies_while_it_starts_is_replaced(batch, wanted, tmp_path, monkeypatch):
    large = replace(batch, files={"ballast.csv": bytes(1 << 20)})  # more than a pipe holds
    pids = dying(monkeypatch, 2)
    run(large, tmp_path / "out", Workers(1), blocks_of(batch))
    assert hashes(tmp_path / "out") == wanted and len(pids) == 3


def test_workers_that_all_die_while_they_start_are_an_error(batch, tmp_path, monkeypatch):
    pids = dying(monkeypatch, 100)
    with pytest.raises(InputError, match="3 worker processes in a row ended while they started"):
        run(batch, tmp_path / "out", Workers(2), blocks_of(batch))
    assert len(pids) <= 4 and status(tmp_path / "out")["state"] == "interrupted"


@pytest.mark.parametrize(
    ("executor", "reason"),
    [
        (Workers(1, jobs.always_dies), "the worker process died"),
        (InProcess(jobs.always_fails), "ArithmeticError: no such number"),
    ],
)
def test_a_block_that_fails_three_times_is_reported_and_the_rest_goes_on(batch, wanted, tmp_path, executor, reason):
    folder = tmp_path / "out"
    blocks = blocks_of(batch)
    run(batch, folder, executor, blocks)
    found = status(folder)
    assert found["state"] == "finished with gaps" and found["blocks_done"] == found["blocks"] - 1
    (failure,) = read_manifest(folder)["failed"]
    assert failure["reason"] == reason and failure["points"] == [int(point) for point in blocks[1].points]
    run(batch, folder, InProcess(), blocks, resume=True)  # the gap is filled
    assert status(folder)["state"] == "finished" and hashes(folder) == wanted


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two workers, each a process of its own on loopback, and the scheduler's address."""
    started, ready = [], "Scheduler at:"
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    scheduler = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    started.append(scheduler)
    address = next(line.split(ready)[1].strip() for line in scheduler.stdout if ready in line)
    for _ in range(2):
        worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--nworkers", "1"]
        started.append(
            subprocess.Popen([sys.executable, "-m", *worker], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
    yield address
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:  # on a busy machine a worker takes long to say goodbye
            process.kill()
            process.wait()


def test_a_cluster_that_exists_gives_the_same_tables_also_when_a_worker_is_killed(
    batch, wanted, cluster, tmp_path, monkeypatch
):
    run(batch, tmp_path / "out", Dask(cluster), blocks_of(batch))
    assert hashes(tmp_path / "out") == wanted

    import distributed

    def kill_one(block, done, total):
        if done == 1:
            with distributed.Client(cluster) as client:
                pids = client.run(lambda: __import__("os").getpid())
                victim = next(iter(pids))
                client.run(lambda: __import__("os")._exit(9), workers=[victim], on_error="ignore")

    run(batch, tmp_path / "killed", Dask(cluster), blocks_of(batch), progress=kill_one)
    assert hashes(tmp_path / "killed") == wanted


def test_an_address_where_nobody_answers_is_a_clear_error(batch, tmp_path):
    start = time.monotonic()
    with pytest.raises(InputError, match=r"no scheduler answers at 'tcp://127\.0\.0\.1:9'"):
        run(batch, tmp_path / "out", Dask("tcp://127.0.0.1:9"), blocks_of(batch))
    assert time.monotonic() - start < 60
