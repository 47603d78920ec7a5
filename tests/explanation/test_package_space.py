"""Packages held against an ensemble: verdicts and values of the engine, the best package, the contract curve, a proposal added."""

from functools import cache

import numpy as np
import pytest

from sim import InputError, load_scenario, package_space, read_scenario, simulate, to_yaml, with_proposal
from tests.conftest import SMALL

MONTHS, RUNS = 9, 300
TERMS = {
    "territory": {"front_km2": 0},
    "alignment": 0.6,
    "guarantees": "monitors",
    "sanctions": 0.3,
    "forces": 0.1,
    "assets": 0.3,
}
LEADS = np.linspace(-0.5, 0.5, 11)


@cache
def scenario():
    return load_scenario("november-2024")


@cache
def space():
    return package_space(scenario(), RUNS, MONTHS, seed=4)


def added(scope="settlement", **terms):
    return with_proposal(scenario(), "mine", "Mine", {**TERMS, **terms}, scope, 0.4)


@pytest.mark.parametrize("scope", ["settlement", "ceasefire"])
def test_a_package_is_judged_as_if_it_lay_on_the_table(scope):
    built = added(scope)
    result = simulate(built, RUNS, MONTHS, seed=4, record="full").sel(proposal="mine")
    for month, judged in enumerate(space().judge_all(built.proposals["mine"])):
        unsigned = np.flatnonzero(result["first_signature"].fillna(np.inf).values >= month)
        runs, mine, _ = np.intersect1d(space().states[month].runs, unsigned, return_indices=True)[:3]
        assert runs.size > RUNS / 2
        now = result.sel(month=month)
        for number, side in enumerate(space().sides):
            np.testing.assert_array_equal(
                judged.worth[mine, number], now["proposal_worth"].sel(actor=side).values[runs]
            )
        for number, judge in enumerate(space().judges):
            own, theirs = judged.verdict[mine, number], now["verdict"].sel(actor=judge).values[runs]
            # What a side asks above the war depends on what has been offered to it, and so on the package itself.
            hold_out = [space().codes.index(code) for code in ("accepts", "haggling")]
            differ = own != theirs
            assert np.isin(own[differ], hold_out).all() and np.isin(theirs[differ], hold_out).all()
            if month == 0:
                assert not differ.any()


def test_counted_runs_are_at_war_and_unsigned():
    result = simulate(scenario(), RUNS, MONTHS, seed=4)
    for month in range(1, MONTHS + 1):
        names = result["phase"].attrs["flag_meanings"].split()
        fighting = np.isin(result["phase"].values[:, month - 1], [names.index("war"), names.index("talks")])
        unsigned = result["first_signature"].fillna(np.inf).values >= month
        np.testing.assert_array_equal(space().states[month].runs, np.flatnonzero(fighting & unsigned))


@pytest.mark.parametrize("scope", ["settlement", "ceasefire"])
def test_no_point_of_the_contract_curve_is_better_for_both_than_another(scope):
    curve = space().frontier(MONTHS, scope, LEADS)
    known = curve[~np.isnan(curve).any(axis=(1, 2))]
    assert len(known)
    assert (np.diff(known[:, :, 0], axis=1) >= -1e-9).all() and (np.diff(known[:, :, 1], axis=1) <= 1e-9).all()
    assert (space().frontier(MONTHS, scope, LEADS, with_lines=False) >= np.nan_to_num(curve, nan=-9) - 1e-9).all()


def test_no_package_beats_the_contract_curve_without_lines():
    free = space().frontier(MONTHS, "settlement", np.array([0.0]), with_lines=False)[:, 0, 0]
    share = scenario().credibility.neutral.negotiated_share.value
    # Guarantees by more neutral states than the search assumes are out of its reach.
    tried = [entry for entry in scenario().proposals_of("settlement").values() if entry.neutral.value <= share]
    assert len(tried) > 3
    worst_off = [space().judge(MONTHS, proposal).worth.min(axis=1) for proposal in tried]
    assert (np.max(worst_off, axis=0) <= free + 0.005).all()


def test_there_is_no_best_package_where_hard_lines_cross():
    best, lines = space().best(MONTHS, "settlement"), space().states[MONTHS].lines
    low, high = np.zeros(best.terms.shape), np.ones(best.terms.shape)
    for line in lines:
        if line.cost is None and "settlement" in line.scopes:
            side, tighter = (low, np.maximum) if line.sign > 0 else (high, np.minimum)
            side[:, line.issue] = tighter(side[:, line.issue], line.bound)
    crossed = (low > high).any(axis=1)
    assert 0 < crossed.sum() < crossed.size
    np.testing.assert_array_equal(np.isnan(best.terms).any(axis=1), crossed)
    np.testing.assert_array_equal(np.isnan(space().frontier(MONTHS, "settlement", LEADS)).any(axis=(1, 2)), crossed)


def test_the_best_package_is_worth_what_the_search_says():
    best = space().best(MONTHS, "ceasefire")
    zone = best.surplus >= 0
    assert zone.any() and not zone.all()
    assert (best.worth[zone] >= -1e-9).all()
    short = ~zone & (best.surplus > -1)
    np.testing.assert_allclose(best.worth[short].min(axis=1), best.surplus[short], atol=1e-6)


def test_a_line_is_as_far_as_its_bound():
    proposal = added().proposals["mine"]
    gaps = {(gap.name, gap.sign): gap for gap in space().gaps(0, proposal)}
    nato = gaps["russia.nato_membership", 1.0]
    assert nato.hard
    np.testing.assert_allclose(nato.slack, 0.6 - nato.bound)
    assert not gaps["ukraine.neutrality", -1.0].hard
    red = space().codes.index("red_line")
    for side in space().sides:
        crossed = np.logical_or.reduce([g.slack < 0 for g in gaps.values() if g.owner == side and g.hard])
        verdict = space().judge(0, proposal).verdict[:, space().judges.index(side)]
        np.testing.assert_array_equal(verdict == red, crossed)
    undecided = added(alignment="open").proposals["mine"]
    assert not any(gap.issue == "alignment" for gap in space().gaps(0, undecided))


def test_gains_are_differences_of_worth():
    proposal, best = added("ceasefire").proposals["mine"], space().best(3, "ceasefire")
    gains = space().gains(3, proposal, best.terms)
    run = int(np.flatnonzero(~np.isnan(best.terms).any(axis=1))[0])
    number = space().issues.index("forces")
    moved = added("ceasefire", forces=float(best.terms[run, number])).proposals["mine"]
    difference = space().judge(3, moved).worth[run] - space().judge(3, proposal).worth[run]
    np.testing.assert_allclose(gains[run, number], difference, atol=1e-12)


def test_fewer_lines_open_more():
    found = space().relax(MONTHS)
    assert found[0]["lines"] == [] and all(entry["runs"] == space().states[MONTHS].runs.size for entry in found)
    opens = [entry["opens"] for entry in found]
    assert opens == sorted(opens) and opens[-1] > opens[0]


def test_what_cannot_be_looked_at_is_refused():
    with pytest.raises(InputError, match="runs: found 100000"):
        package_space(scenario(), 100_000)
    with pytest.raises(InputError, match="month: found 99"):
        space().judge(99, added().proposals["mine"])
    with pytest.raises(InputError, match="scope: found 'peace'"):
        space().best(0, "peace")


def test_an_added_proposal_is_as_if_written_in_the_file():
    built = added()
    again = read_scenario(to_yaml(built))
    assert again.digest() == built.digest()
    a, b = (simulate(each, 50, 4, seed=2) for each in (built, again))
    np.testing.assert_array_equal(a["verdict_share"].values, b["verdict_share"].values)
    assert scenario().proposals.keys() | {"mine"} == built.proposals.keys() and "mine" not in scenario().proposals


@pytest.mark.parametrize(
    ("name", "terms", "scope", "said"),
    [
        ("mine", {"territory": 0.5}, "settlement", "alignment: is missing; add a term"),
        ("mine", {**TERMS, "sanctions": 1.5}, "settlement", "sanctions"),
        ("mine", {**TERMS, "guarantees": "moniters"}, "settlement", "did you mean 'monitors'"),
        ("mine", {**TERMS, "nowhere": 0.5}, "settlement", "nowhere"),
        ("mine", {**TERMS, "prisoners": 0.5}, "settlement", "prisoners"),
        ("mine", TERMS, "peace", "scope"),
        ("No name", TERMS, "settlement", "No name"),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused(name, terms, scope, said):
    with pytest.raises(InputError, match=said):
        with_proposal(scenario(), name, "Mine", terms, scope)


def test_a_small_scenario_has_a_space_too():
    small = load_scenario(SMALL)
    found = package_space(small, 40, 3)
    for proposal in small.proposals_of("settlement", "ceasefire").values():
        assert len(found.judge_all(proposal)) == 4
    assert found.best(3, "settlement").terms.shape[1] == len(small.settled_together())
