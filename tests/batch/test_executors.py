"""Whoever computes the blocks, the tables are the same to the bit; workers that die are replaced."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from sim import load_scenario
from sim.batch import pool
from sim.batch.blocks import blocks_of
from sim.batch.executors import Dask, InProcess, Workers
from sim.batch.manifest import batch_status, read_manifest
from sim.batch.prepare import batch_of
from sim.batch.run import run
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
    assert batch_status(folder)["state"] == "finished" and not (folder / "blocks").exists()
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
    assert len(pids) <= 4 and batch_status(tmp_path / "out")["state"] == "interrupted"


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
    found = batch_status(folder)
    assert found["state"] == "finished with gaps" and found["blocks_done"] == found["blocks"] - 1
    (failure,) = read_manifest(folder)["failed"]
    assert failure["reason"] == reason and failure["points"] == [int(point) for point in blocks[1].points]
    run(batch, folder, InProcess(), blocks, resume=True)  # the gap is filled
    assert batch_status(folder)["state"] == "finished" and hashes(folder) == wanted


class Cluster:
    """A scheduler and workers, each a process of its own on loopback."""

    def __init__(self, workers, *options):
        command = "distributed.cli.dask_scheduler --host 127.0.0.1 --port 0 --no-dashboard"
        self.processes = [self.started(command.split(), subprocess.PIPE)]
        ready = "Scheduler at:"
        self.address = next(line.split(ready)[1].strip() for line in self.processes[0].stdout if ready in line)
        command = f"distributed.cli.dask_worker {self.address} --nthreads 1 --no-dashboard --nworkers 1"
        self.processes += [self.started([*command.split(), *options], subprocess.DEVNULL) for _ in range(workers)]

    @staticmethod
    def started(command, output):
        return subprocess.Popen([sys.executable, "-m", *command], stdout=output, stderr=subprocess.STDOUT, text=True)

    def kill(self, processes):
        for process in processes:
            process.kill()
            process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:  # on a busy machine a worker takes long to say goodbye
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def cluster():
    with Cluster(2) as found:
        yield found.address


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


def test_a_cluster_without_workers_is_waited_for_and_then_told(batch, tmp_path, monkeypatch):
    monkeypatch.setenv("PARLEY_TEST_MARKER", str(tmp_path / "marker"))
    told = []
    with Cluster(1, "--no-nanny") as found:

        def kill_all(*_):
            found.kill(found.processes[1:])

        dask = Dask(found.address, jobs.waits, told.append, patience=1)
        with closing(Dask(found.address, patience=500).results(batch, blocks_of(batch)[:1])) as first:
            assert next(first)[0].number == 0  # the worker is there
        with pytest.raises(InputError, match=r"has had no workers for 1 seconds; start some with `dask worker tcp:"):
            run(batch, tmp_path / "out", dask, blocks_of(batch), progress=kill_all)
        assert "has no workers; waiting" in told[-1]
        assert batch_status(tmp_path / "out")["blocks_done"] == 1


def test_a_scheduler_that_dies_is_told(batch, tmp_path, monkeypatch):
    monkeypatch.setenv("PARLEY_TEST_MARKER", str(tmp_path / "marker"))
    with Cluster(1, "--no-nanny") as found:

        def kill_it(*_):
            found.kill(found.processes[:1])

        dask = Dask(found.address, jobs.waits, patience=500)
        with pytest.raises(InputError, match="is gone; what was finished is kept"):
            run(batch, tmp_path / "out", dask, blocks_of(batch), progress=kill_it)
    assert batch_status(tmp_path / "out")["blocks_done"] == 1


def test_workers_with_another_code_are_refused(batch, tmp_path, cluster):
    dask = Dask(cluster, patience=500)
    dask.code = "mine"
    with pytest.raises(InputError, match=r"has another code of Parley, \w+ instead of mine"):
        run(batch, tmp_path / "out", dask, blocks_of(batch))


def test_a_local_cluster_is_reached_by_nobody_else(batch, wanted, tmp_path):
    """Every port on which this process or one that it started listens, while it works, is on loopback, and none serves a page."""
    seen, others = set(), set(listening())

    def look(*_):
        seen.update(set(listening()) - others)

    run(batch, tmp_path / "out", Dask("local"), blocks_of(batch), progress=look)
    assert hashes(tmp_path / "out") == wanted
    assert seen and {address for address, _ in seen} == {"127.0.0.1"} and 8787 not in {port for _, port in seen}


def listening():
    """Addresses and ports on which this process and its children listen."""
    import psutil

    here = psutil.Process()
    for process in [here, *here.children(recursive=True)]:
        with suppress(psutil.Error):
            yield from (tuple(one.laddr) for one in process.net_connections("tcp") if one.status == "LISTEN")


@pytest.mark.parametrize(
    ("address", "why"),
    [("tcp://127.0.0.1:9", "OSError"), ("tls://127.0.0.1:9", "TLS"), ("smoke://x", "unknown address scheme")],
)
def test_an_address_where_nobody_answers_is_a_clear_error(batch, tmp_path, address, why):
    with pytest.raises(InputError, match=f"no scheduler answers at '{re.escape(address)}' .*{why}"):
        run(batch, tmp_path / "out", Dask(address, patience=1), blocks_of(batch))
