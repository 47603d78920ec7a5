"""Whoever computes the blocks, the tables are the same to the bit; workers that die are replaced."""

import hashlib
import subprocess
import sys
import time

import pytest

from sim import load_scenario
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


def test_a_worker_that_dies_is_replaced(batch, wanted, tmp_path, monkeypatch):
    monkeypatch.setenv("PARLEY_TEST_MARKER", str(tmp_path / "marker"))
    run(batch, tmp_path / "out", Workers(2, jobs.dies_once), blocks_of(batch))
    assert (tmp_path / "marker").exists()
    assert hashes(tmp_path / "out") == wanted


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
