"""Whose lines matter is told under several war costs and balances of forces, and the sentence follows from the shares."""

from copy import deepcopy

import pytest

from sim import change, explain, simulate
from sim.explanation.attribution import AS_IT_IS, attribution, turning, variants
from sim.scenario.levers import get
from sim.scenario.relaxing import without_lines
from tests.conftest import loaded

FEW = (AS_IT_IS, "russia_both")


@pytest.fixture(scope="module")
def found():
    return attribution(loaded("pressure-for-talks"), 200, only=FEW)


def test_the_shares_are_those_of_simulations_without_the_lines(found):
    scenario = loaded("pressure-for-talks")
    lines = [f"ukraine.{line}" for line in scenario.actors["ukraine"].red_lines]
    result = simulate(without_lines(scenario, lines), 200)
    share = found["variants"][AS_IT_IS]["agreement"]["shares"]["ukraine"]["share"]
    assert share == result["first_agreement"].notnull().mean().item() > 0


def test_variants_move_costs_forces_and_pressure_and_stay_allowed():
    scenario = loaded("pressure-for-talks")
    made = variants(scenario)
    assert {"costs_swapped", "russia_both", "ukraine_both", "pressure_swapped", "russia_all"} <= set(made)
    for words, changes in made.values():
        assert words and change(scenario, changes)
    swapped = change(scenario, made["costs_swapped"][1])
    assert get(swapped, "actors.russia.war_cost") == get(scenario, "actors.ukraine.war_cost")
    assert "pressure_swapped" not in variants(loaded("november-2024"))


def test_the_answer_is_about_the_paired_difference(found):
    entry = found["variants"][AS_IT_IS]["agreement"]
    shares = {side: entry["shares"][side]["share"] for side in found["sides"]}
    assert entry["more"] == max(shares, key=shares.get)


def test_the_sentence_names_every_variant_that_turns(found):
    told = deepcopy(found)
    for name, more in ((AS_IT_IS, "ukraine"), ("russia_both", "russia")):
        told["variants"][name]["agreement"]["more"] = more
    text = turning(told)
    assert text.startswith("As the scenario stands the lines of Ukraine matter more")
    assert f"the lines of Russia matter more if {told['variants']['russia_both']['words']}" in text
    told["variants"]["russia_both"]["agreement"]["more"] = "ukraine"
    assert "and so in each of 1 variants" in turning(told)


def test_explain_tells_it_when_asked(small):
    told = explain(small, 60, verify=False, turn=True)["attribution"]
    assert told["runs"] == 60 and len(told["variants"]) == 4 and told["words"].endswith(".")
    assert "attribution" not in explain(small, 60, verify=False)
