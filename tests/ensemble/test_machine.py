"""The machine's limits are known before the work: what it has left, and what an ensemble takes of it."""

import re
import resource
import tracemalloc

import pytest

from sim import machine, simulate
from sim.ensemble.simulate import SPARE, check_memory, memory_of
from sim.errors import InputError
from sim.explanation.why import HELD, explain
from tests.conftest import SMALL, WORLD, inside, loaded
from tests.wide import wide


def peak(scenario, runs, months, record="summary"):
    """Bytes that arrays and objects take at once while it is simulated."""
    simulate(scenario, 8, 1)  # what is made once
    tracemalloc.start()
    try:
        simulate(scenario, runs, months, record=record)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("scenario", "runs", "months", "record"),
    [
        (lambda: loaded(SMALL), 6000, 12, "summary"),
        (lambda: loaded(WORLD), 3000, 6, "full"),
        (lambda: loaded("november-2024"), 1024, 2, "summary"),
        (lambda: wide(issues=120, proposals=15), 1024, 1, "summary"),
        (lambda: wide(issues=5, proposals=150), 1024, 1, "full"),
        (lambda: wide(members=200, base=WORLD), 1024, 1, "summary"),
    ],
)
def test_what_is_said_to_be_needed_is_needed(scenario, runs, months, record):
    given = scenario()
    took, said = peak(given, runs, months, record), memory_of(given, runs, months, record) - SPARE
    assert took < said < 2.5 * took


def test_what_does_not_fit_is_refused_with_the_number_that_does(small):
    needed = memory_of(small, 5000, 12)
    simulate(small, 20, 1, most_bytes=needed)
    with pytest.raises(
        InputError, match=r"runs: 1,000,000 runs over 12 months .* need about .* enough for [\d,]+ runs"
    ) as found:
        simulate(small, 1_000_000, 12, most_bytes=needed)
    fit = int(re.search(r"enough for ([\d,]+) runs", str(found.value))[1].replace(",", ""))
    check_memory(small, fit, 12, most_bytes=needed)
    with pytest.raises(InputError):
        check_memory(small, fit + 1, 12, most_bytes=needed)


def test_two_ensembles_that_are_held_at_once_need_twice_as_much(small, monkeypatch):
    monkeypatch.setattr("sim.ensemble.simulate.free_memory", lambda: int(1.5 * memory_of(small, 20_000, 12)))
    assert inside("run", str(SMALL), "--runs", "20000").returncode == 0
    refused = inside("compare", str(SMALL), str(SMALL), "--runs", "20000")
    assert refused.returncode == 2 and "enough for" in refused.stderr


@pytest.mark.parametrize(("name", "runs", "months"), [(SMALL, 1024, 12), (SMALL, 8192, 12), ("november-2024", 128, 2)])
def test_an_explanation_takes_no_more_than_is_said(name, runs, months):
    scenario = loaded(name)
    explain(scenario, 8, 1)  # what is made once
    tracemalloc.start()
    try:
        explain(scenario, runs, months, verify=False)
        took = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert took < HELD * (memory_of(scenario, runs, months) - SPARE)


def test_an_explanation_that_memory_cannot_hold_is_refused_before_the_work(small, monkeypatch):
    monkeypatch.setattr("sim.ensemble.simulate.free_memory", lambda: HELD * memory_of(small, 9000, 12))
    monkeypatch.setattr("sim.explanation.why.NegotiationModel", lambda *_: pytest.fail("simulated"))
    refused = inside("explain", str(SMALL), "--runs", "50000", "--months", "12")
    assert refused.returncode == 2
    fit = int(re.search(r"enough for ([\d,]+) runs", refused.stderr)[1].replace(",", ""))
    assert fit == 9000
    check_memory(small, fit, 12, ensembles=HELD)


def test_a_search_that_memory_cannot_hold_is_refused_before_the_work(monkeypatch):
    monkeypatch.setattr("sim.batch.room.free_memory", lambda: 10**7)
    monkeypatch.setattr("sim.batch.executors.work", lambda *_: pytest.fail("simulated"))
    asked = ["what-would-it-take", str(SMALL), "--reach", "0.5", "--runs", "1000000", "--workers", "1"]
    refused = inside(*asked)
    assert refused.returncode == 2 and "enough for" in refused.stderr


def test_a_scenario_too_wide_for_any_run_is_refused():
    with pytest.raises(InputError, match=r"1503 issues, 15 proposals.*not enough for a single run"):
        check_memory(wide(issues=1500, proposals=15), 200, 1, most_bytes=2**28)


def test_free_memory_is_the_least_of_machine_container_and_process(tmp_path, monkeypatch):
    (tmp_path / "meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable: 5000000 kB\n")
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "cgroup").write_text("0::/outer/inner\n")
    inner = tmp_path / "fs" / "outer" / "inner"
    inner.mkdir(parents=True)
    monkeypatch.setattr(machine, "PROC", tmp_path)
    monkeypatch.setattr(machine, "CGROUPS", tmp_path / "fs")
    assert machine.free_memory() == 5_000_000 * 1024
    for folder, most in ((inner, "max"), (inner.parent, "2000000000")):
        (folder / "memory.max").write_text(f"{most}\n")
        (folder / "memory.current").write_text("1500000000\n")
        (folder / "memory.stat").write_text("anon 7\ninactive_file 300000000\n")
    assert machine.free_memory() == 800_000_000
    (tmp_path / "self" / "statm").write_text("1000 10 10 0 0 0 0\n")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (500_000_000, resource.RLIM_INFINITY))
    assert machine.free_memory() == 500_000_000 - 1000 * resource.getpagesize()


def test_a_machine_that_tells_nothing_refuses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "PROC", tmp_path)
    assert machine.free_memory() > 2**60
