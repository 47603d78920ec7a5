"""Explanations: what opens a zone is what a simulation without the lines gives, members are named, stories read."""

import json
import re
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import (
    InputError,
    chosen_run,
    explain,
    line_names,
    scenario_names,
    simulate,
    tell,
    without_lines,
)
from sim.explanation.refusals import Refusals
from sim.explanation.relaxation import Relaxations
from sim.explanation.zones import zone_opens
from sim.model.draws import Noise
from sim.model.model import NegotiationModel
from tests.conftest import SMALL, WORLD, loaded

RUNS, MONTHS = 400, 15
NAMES = ["pressure-for-talks", "december-2023", str(WORLD)]


@cache
def gathered(name):
    relaxations = Relaxations()
    relaxations.follow(NegotiationModel(loaded(name), Noise(1, 0, RUNS)), MONTHS, Refusals().look)
    return relaxations


@cache
def simulated(name, lines):
    return zone_opens(simulate(without_lines(loaded(name), lines), RUNS, MONTHS))


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_are_those_of_the_scenario(name):
    assert set(gathered(name).names) == set(line_names(loaded(name)))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_reported_as_opened_is_what_a_simulation_without_the_lines_gives_run_by_run(name):
    relaxations = gathered(name)
    assert np.array_equal(relaxations.opened, simulated(name, ()))
    sets = (
        [(line,) for line in relaxations.names]
        + list(combinations(relaxations.names, 2))[::5]
        + [tuple(relaxations.names)]
    )
    for lines in sets:
        assert np.array_equal(relaxations.opened_without(lines), simulated(name, lines)), lines


@given(data=st.data())
@settings(max_examples=60)
def test_removing_one_more_line_never_lowers_what_is_opened(data):
    relaxations = gathered(data.draw(st.sampled_from(NAMES)))
    removed = data.draw(st.sets(st.sampled_from(relaxations.names)))
    more = data.draw(st.sampled_from(relaxations.names))
    fewer, opened = relaxations.opened_without(removed), relaxations.opened_without(removed | {more})
    assert not (fewer & ~opened).any()


@pytest.mark.parametrize("name", NAMES)
def test_sets_are_sorted_and_the_smallest_comes_first(name):
    sizes = gathered(name).by_size()
    for names, opened in (entry for tried in sizes for entry in tried):
        assert np.array_equal(opened, gathered(name).opened_without(names)), names
    for number, tried in enumerate(sizes, start=1):
        counts = [int(mask.sum()) for _, mask in tried]
        assert counts == sorted(counts, reverse=True)
        assert all(len(lines) == number for lines, _ in tried)
    best = [int(tried[0][1].sum()) for tried in sizes]
    assert best == sorted(best)


@pytest.fixture(scope="module")
def december():
    return explain(loaded("december-2023"), 600, 12)


def test_explain_names_the_members_that_block(december):
    eu = december["decisions"]["eu"]
    assert eu["members"]["eu.hungary"]["blocks"] > 0.2 >= eu["members"]["eu.slovakia"]["blocks"]
    assert eu["members"]["eu.hungary"]["alone"] <= eu["members"]["eu.hungary"]["blocks"]
    assert eu["members"]["eu.germany"]["blocks"] == 0
    us = december["decisions"]["us"]["members"]
    assert us["us.senate.democrats"]["blocks"] == 0 < us["us.house.republican_sceptics"]["blocks"]
    terms = december["proposals"]["ru_maximal"]
    assert {"eu.poland", "eu.estonia"} <= set(terms["members"]) and "eu.hungary" not in terms["members"]
    assert terms["members"]["eu.poland"] == 1.0


def test_explain_says_who_refuses_and_why(december):
    for name, entry in december["proposals"].items():
        for actor, shares in entry["actors"].items():
            assert sum(shares.values()) == pytest.approx(1, abs=1e-4), (name, actor)
    assert december["proposals"]["land_for_nato"]["actors"]["russia"]["red_line"] == 1.0
    assert december["proposals"]["land_for_nato"]["lines"]["russia.nato_membership"] == 1.0
    assert december["proposals"]["land_for_nato"]["accepted_without_lines"] < 0.05
    assert december["proposals"]["energy_truce"]["actors"]["russia"]["not_believed"] > 0.5
    assert set(december["members"]) >= set(december["decisions"]["eu"]["members"])
    json.dumps(december, allow_nan=False)


def test_the_relaxation_that_is_named_is_verified(december):
    zone = december["zone"]
    assert sum(share["share"] for share in zone["lines_needed"].values()) <= 1 + 1e-9
    for entry in zone["relaxations"]:
        best = entry["sets"][0]
        assert best["simulated"] == best["share"]
        assert best["low"] <= best["share"] <= best["high"]
    assert zone["relaxations"][0]["size"] == 1
    assert zone["relaxations"][0]["sets"][0]["share"] >= zone["opens"]["share"]


def test_explain_is_the_same_in_blocks_and_refuses_nonsense():
    small = loaded(SMALL)
    one = explain(small, 300, 6)
    assert one == explain(small, 300, 6)
    with pytest.raises(InputError, match="runs"):
        explain(small, 0, 6)
    with pytest.raises(InputError, match="unknown line"):
        without_lines(small, ["lowland.bordr"])


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_without_a_line_still_loads_and_runs(name):
    scenario = loaded(name)
    for line in line_names(scenario):
        without = without_lines(scenario, [line])
        assert line not in line_names(without)
    simulate(without_lines(scenario, line_names(scenario)), 20, 3)


# Stories


@pytest.mark.parametrize("name", [str(SMALL), *scenario_names()])
def test_a_story_agrees_with_the_run_of_the_ensemble(name):
    scenario = loaded(name)
    result = simulate(scenario, 40, 18, seed=5, record="full")
    for run in (0, 7, 39):
        told = tell(scenario, run, 18, seed=5)
        one = result.isel(run=run)
        kinds = {}
        for entry in told["entries"]:
            kinds.setdefault(entry["kind"], []).append(entry)
        text = " ".join(entry["text"] for entry in told["entries"])
        talks = one["first_talks"].item()
        opened = [entry["month"] for entry in told["entries"] if entry["text"].startswith("Talks open.")]
        assert opened[:1] == ([] if np.isnan(talks) else [talks])
        signed = [entry["month"] for entry in told["entries"] if entry["text"].startswith("They sign")]
        first = one["first_signature"].item()
        assert signed[:1] == ([] if np.isnan(first) else [first])
        happened = one["event_happens"].sum().item()
        assert len(kinds.get("event", [])) == happened
        deals = sum(entry["text"].startswith("Both sides sign") for entry in kinds.get("deal", []))
        assert deals == (one["deals_signed"].sum().item() if "deals_signed" in one else 0)
        assert told["entries"][-1]["kind"] == "end"
        assert [entry["month"] for entry in told["entries"]] == sorted(entry["month"] for entry in told["entries"])
        assert not re.search(r"\bnan\b|None(?!”)|\{|\}", text), text
        assert all(entry["text"][0].isupper() or entry["text"][0] == "“" for entry in told["entries"])
        json.dumps(told, allow_nan=False)


def test_a_story_of_an_end_tells_the_end():
    scenario = loaded(WORLD)
    result = simulate(scenario, 600, 24)
    for first, words in (
        ("victory", "prevails"),
        ("collapse", "fails"),
        ("ceasefire", "a ceasefire"),
        ("low_activity", "fades"),
    ):
        run = int(np.nanargmin(result[f"first_{first}"].values))
        told = tell(scenario, run, 24)
        month = result[f"first_{first}"].values[run]
        at = " ".join(entry["text"] for entry in told["entries"] if entry["month"] == month)
        assert words in at, (first, at)


def test_runs_are_chosen_by_what_is_said_of_them():
    nan = np.nan
    signed, collapsed = np.array([nan, 5, 2, nan, 9]), np.array([nan, nan, 7, nan, nan])
    assert chosen_run(signed, collapsed, "earliest") == 2
    assert chosen_run(signed, collapsed, "collapse") == 2
    assert chosen_run(signed, collapsed, "median") == 4
    with pytest.raises(InputError, match="no run"):
        chosen_run(np.full(3, nan), np.full(3, nan), "earliest")
    with pytest.raises(InputError, match="allowed"):
        chosen_run(signed, collapsed, "best")


@pytest.mark.parametrize("run", [-1, 1.5, True])
def test_a_story_of_no_run_is_refused(run):
    with pytest.raises(InputError, match="run"):
        tell(loaded(SMALL), run)
