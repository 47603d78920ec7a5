"""A batch too large for the machine is refused before the work; what it is said to need is what it needs."""

import re
import tracemalloc

import pytest

from sim.batch import room
from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import batch_of
from sim.batch.results import compute, read_results
from sim.batch.run import plan, run
from sim.batch.sizes import PAGE, measured, with_runs
from sim.batch.store import Store
from sim.batch.work import work
from sim.errors import InputError
from tests.conftest import SMALL, WORLD, inside, loaded

ALL = {"uncertainties": "all"}
GRID = {"grid": {"actors.highland.pressure": {"low": 0.1, "high": 0.9, "points": 5}}}


def advised(refused):
    """The number of runs that an error says there is room for."""
    return int(re.search(r"enough for ([\d,]+) run", str(refused))[1].replace(",", ""))


def peak(act):
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("points", [1, 700])
def test_a_worker_takes_no_more_than_is_said(points):
    batch = batch_of(
        loaded(WORLD), {"runs": 4096 // points, "months": 3, "design": {"latin_hypercube": {"points": points, **ALL}}}
    )
    block = blocks_of(batch)[0]
    work(batch, block)
    took, said = peak(lambda: work(batch, block)), room.worker_bytes(batch) - room.PROCESS
    assert took < said < 4 * took


@pytest.mark.parametrize(("kind", "points"), [("latin_hypercube", 20_000), ("sobol", 1024)])
def test_points_take_no_more_than_is_said(kind, points, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.batch.prepare._try_ends", lambda *_: None)  # whose work does not grow with the points
    made = []

    def begin(points):
        made.append(batch_of(loaded(WORLD), {"runs": 1, "months": 1, "design": {kind: {"points": points, **ALL}}}))
        with Store(tmp_path / str(points), made[-1], blocks_of(made[-1])).held(resume=False):
            pass

    begin(8)
    took = peak(lambda: begin(points))
    assert took < room.point_bytes(made[-1]) < 5 * took


def test_tables_and_disk_take_no_more_than_is_said(tmp_path, monkeypatch):
    design = {"latin_hypercube": {"points": 300, **ALL}}
    batch = batch_of(loaded(WORLD), {"runs": 60, "months": 12, "design": design})
    planned = plan(batch)
    monkeypatch.setattr("sim.batch.store.shutil.rmtree", lambda *_, **__: None)
    run(batch, tmp_path, InProcess(), planned.blocks)
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert written < planned.sizes.most < 4 * written
    results = read_results(tmp_path)
    assert results.runs.nbytes + results.monthly.nbytes < room.table_bytes(batch)
    some = ["point", "end"]
    assert results.runs.select(some).nbytes < room.table_bytes(batch, some)


@pytest.mark.parametrize(
    ("design", "runs", "told"),
    [
        ({"sobol": {"points": 2**19, **ALL}}, 1, r"design: 12,582,912 points; allowed: at most 1,000,000"),
        ({"morris": {"points": 10**6, **ALL}}, 1, r"design: 23,000,000 points; allowed: at most 1,000,000"),
        (
            {"grid": {"actors.ridge.pressure": {"low": 0.1, "high": 0.9, "points": 1000}}},
            10**7,
            r"allowed: at most 1,000,000, such as",
        ),
    ],
)
def test_designs_beyond_every_machine_are_refused_before_they_are_laid_out(design, runs, told):
    with pytest.raises(InputError, match=told):
        blocks_of(batch_of(loaded(WORLD), {"runs": runs, "design": design}))


def test_points_that_memory_cannot_hold_are_refused_with_the_number_that_fits(monkeypatch):
    monkeypatch.setattr("sim.batch.points.free_memory", lambda: 10**7)
    design = {"latin_hypercube": {"points": 100_000, **ALL}}
    with pytest.raises(
        InputError, match=r"design: 100,000 points over 22 parameters need about .* enough for [\d,]+ points"
    ) as found:
        batch_of(loaded(WORLD), {"design": design})
    fit = int(re.search(r"enough for ([\d,]+)", str(found.value))[1].replace(",", ""))
    design["latin_hypercube"]["points"] = fit
    assert batch_of(loaded(WORLD), {"design": design}).points.size == fit


def test_workers_and_tables_that_memory_cannot_hold_are_refused(small, monkeypatch):
    batch = batch_of(small, {"runs": 2000})
    monkeypatch.setattr(room, "free_memory", lambda: room.memory_of(batch, 3))
    room.check_memory(batch, 3)
    with pytest.raises(InputError, match=r"1 points with 64 workers need about .* enough for 3 workers"):
        plan(batch, 64)
    monkeypatch.setattr(room, "free_memory", lambda: room.HELD * room.table_bytes(batch) // 2)
    with pytest.raises(InputError, match=r"enough for [\d,]+ runs a point") as found:
        compute(batch)
    fit = advised(found.value)
    room.check_tables(with_runs(batch, fit))
    with pytest.raises(InputError):
        room.check_tables(with_runs(batch, fit + 10 ** (len(str(fit)) - 2)))  # two digits are told
    monkeypatch.setattr(room, "free_memory", lambda: room.HELD * room.table_bytes(with_runs(batch, 1)) - 1)
    with pytest.raises(InputError, match=r"not enough for any number of runs; .*monthly: false"):
        compute(batch)


@pytest.mark.parametrize("runs", [10, 400])
def test_the_runs_that_a_disk_is_said_to_have_room_for_are_accepted(small, tmp_path, monkeypatch, runs):
    batch = batch_of(small, {"runs": runs, "months": 3, "design": GRID})
    fewest, most = measured(with_runs(batch, 1)).most, measured(batch).most
    for free in (fewest, (fewest + most) // 2):
        monkeypatch.setattr(room, "free_disk", lambda _, free=free: free)
        with pytest.raises(InputError, match="enough for") as found:
            room.check_disk(batch, measured(batch), tmp_path)
        fits = with_runs(batch, advised(found.value))
        room.check_disk(fits, measured(fits), tmp_path)
    monkeypatch.setattr(room, "free_disk", lambda _: fewest - 1)
    with pytest.raises(InputError, match=r"not enough for any number of runs; .*monthly: false"):
        room.check_disk(batch, measured(batch), tmp_path)


@pytest.mark.parametrize(
    ("runs", "more"),
    [
        (10, {"design": GRID}),
        (200, {"design": GRID, "months": 36}),
        (20, {"design": {"sobol": {"points": 16, **ALL}}, "monthly": False}),
    ],
)
def test_the_files_of_a_small_batch_take_no_more_than_is_said(small, tmp_path, monkeypatch, runs, more):
    batch = batch_of(small, {"runs": runs, "months": 3, **more})
    planned = plan(batch)
    monkeypatch.setattr("sim.batch.store.shutil.rmtree", lambda *_, **__: None)
    run(batch, tmp_path, InProcess(), planned.blocks)
    pages = [-(-path.stat().st_size // PAGE) for path in tmp_path.rglob("*") if path.is_file()]
    assert PAGE * sum(pages) < planned.sizes.most < 3 * PAGE * sum(pages)


def test_a_disk_that_is_too_small_is_told_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "e.yaml").write_text(f"title: T\nscenarios: [{SMALL}]\nruns: 5000\nmonths: 3\n")
    monkeypatch.setattr(room, "free_disk", lambda _: 150_000)
    for more in (["--dry-run"], []):
        refused = inside("batch", str(tmp_path / "e.yaml"), "--out", str(tmp_path / "out"), "--workers", "1", *more)
        assert refused.returncode == 2
        assert re.search(r"need.* of disk .* enough for [\d,]+ runs a point", refused.stderr)
        assert not (tmp_path / "out").exists()
