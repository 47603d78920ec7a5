"""What is kept for all readers: bounded in bytes, made once, never a failure."""

import threading

import numpy as np
import pytest

import sim
from dashboard.session import kept, results, state
from tests.conftest import loaded


def test_the_bytes_of_all_values_are_bounded_and_the_least_recently_used_goes():
    store, made = kept.Store(lambda: 100_000), []

    def get(key, size=30_000):
        return store.get(key, lambda: made.append(key) or np.zeros(size, np.int8), kept.size_of)

    for key in "abcab":
        get(key)
    assert made == list("abc") and store.size == 90_000
    get("d")
    get("a")
    assert made == list("abcd"), "c was not asked for as lately as a"
    get("c")
    assert made == list("abcdc")
    get("huge", 200_000)
    assert store.size == 0, "what is larger than all that may be kept is given, and not kept"


def test_what_fails_is_not_kept_and_what_others_make_is_waited_for():
    store, go, made = kept.Store(lambda: 10**6), threading.Event(), []
    with pytest.raises(ValueError):
        store.get("a", lambda: int("x"), kept.size_of)

    def slowly():
        go.wait(20)
        made.append(1)
        return 7

    found = []
    threads = [threading.Thread(target=lambda: found.append(store.get("a", slowly, kept.size_of))) for _ in range(5)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(20)
    assert found == [7] * 5 and made == [1]


def test_results_and_packages_count_what_they_hold():
    scenario = loaded("november-2024")
    result = results.simulate(scenario, 200, 4, 1)
    assert kept.size_of(result) >= result.dataset.nbytes > 10**5
    small, large = (kept.size_of(results.space(scenario, runs, 4, 1)) for runs in (100, 400))
    assert large > 3 * small > 10**6
    _, known = results.load("november-2024")
    assert results._size((scenario, known)) > 10**6
    assert results._size((sim.Problem("x"),)) < 10**4


def test_what_needs_more_than_its_part_is_refused_before_it_starts(monkeypatch):
    scenario = loaded("november-2024")
    monkeypatch.setenv("PARLEY_MEMORY", "200")
    with pytest.raises(sim.InputError, match=r"allowed are 50.* MB, enough for"):
        results.simulate(scenario, 10_000, 24, 987)


def test_every_shipped_scenario_may_have_the_most_runs_of_a_page():
    for name in sim.scenario_names():
        scenario = loaded(name)
        assert max(sim.memory_of(scenario, runs, 240_000 // runs) for runs in (2000, 10_000)) <= state.most_bytes(), (
            name
        )
