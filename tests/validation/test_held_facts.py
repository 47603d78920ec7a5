"""Claims are measured as they say, what was told is left out as it says, and the class follows from the figures."""

from dataclasses import dataclass

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.ensemble.outcomes import share_of
from sim.errors import InputError
from sim.scenario.levers import parameters
from sim.validation.figures import figure
from sim.validation.patterns.claims import Statement, load_claims
from sim.validation.patterns.held_facts import (
    NOT,
    ONLY_TOLD,
    WITHOUT,
    class_of,
    comes_out,
    held_facts,
    mean_of_others,
    measured,
    neutral_values,
)
from tests.conftest import loaded

RISES = {"variable": "fatigue.us", "take": "change", "above": 0, "by": 6, "in_at_least": 0.5}


@pytest.fixture(scope="module")
def december():
    return simulate(loaded("december-2023"), 200, 6)


def says(**fields):
    return Statement.model_validate({"by": 6, "in_at_least": 0.5, **fields})


def claim_file(tmp_path, text):
    path = tmp_path / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return path


ONE = """
format: 1
claims:
  tires:
    claim: Fatigue grows.
    article: zhao-2023
    scenario: december-2023
    says: {variable: fatigue.us, take: change, above: 0, by: 6, in_at_least: 0.5}
    told:
      - what: growth
        set: {actors.us.fatigue.growth_losses: 0}
        neutral: No growth.
"""


def test_every_claim_has_a_source_and_neutral_values_that_change_something():
    sources = loaded("december-2023").sources | loaded("november-2024").sources
    for name, claim in load_claims().items():
        scenario = loaded(claim.scenario)
        assert claim.article in sources, name
        for told in claim.told:
            values = neutral_values(scenario, told)
            assert values and set(values) == set(told.paths), name
            assert told.neutral, name
            known = parameters(scenario)
            assert any(values[path] != known[path].value for path in values), (name, told.what)


def test_a_statement_measures_what_it_says(december):
    fatigue = december["fatigue"].sel(actor="us").transpose("run", "month").values
    share = measured(says(**RISES), december)["value"]
    assert share == (fatigue[:, -1] > fatigue[:, 0]).mean()
    low = measured(says(variable="fatigue.us", take="average", below=0.41), december)["value"]
    assert low == (fatigue[:, 1:].mean(axis=1) < 0.41).mean()
    front = december["front_km2"].transpose("run", "month").values
    moved = measured(says(variable="front_km2", take="move", below=300), december)["value"]
    assert moved == (np.abs(front[:, -1] - front[:, 0]) < 300).mean()
    talks = measured(says(outcome="talks"), december)
    assert talks["value"] == share_of(~np.isnan(december["first_talks"].values))["share"]
    blocked = measured(says(member="eu.hungary", blocks="closed"), december)["value"]
    closed = 1 - december["gate"].sel(actor="eu").transpose("run", "month").values[:, 1:].mean()
    assert blocked == pytest.approx(
        december["blocking_share"].sel(member="eu.hungary").values[1:].mean() / closed, rel=1e-5
    )
    refuses = measured(says(actor="russia", refuses="ru_maximal"), december)["value"]
    accepts = december["verdict_share"].sel(actor="russia", proposal="ru_maximal", code="accepts").values.mean()
    assert refuses == pytest.approx(1 - accepts, abs=1e-5)


def test_comparisons_are_paired(december):
    same = measured(says(outcome="talks", in_at_least=0), december, december)
    assert same["value"] == 0 and not comes_out(says(outcome="talks", in_at_least=0), same)
    assert measured(says(**{**RISES, "take": "last"}), december, december)["value"] == 0


def test_the_neutral_value_of_a_member_is_the_mean_of_the_others():
    scenario = loaded("december-2023")
    members = {name: member for name, member in scenario.actors["eu"].members.items() if name != "hungary"}
    bloc = scenario.actors["eu"].stance.value
    stances = [member.stance.value if member.stance else bloc for member in members.values()]
    weights = [member.weight.value for member in members.values()]
    path = "actors.eu.members.hungary.stance"
    assert mean_of_others(scenario, path) == pytest.approx(np.average(stances, weights=weights))
    for wrong in ("actors.eu.members.nobody.stance", "actors.eu.stance"):
        with pytest.raises(InputError, match="no number of a member"):
            mean_of_others(scenario, wrong)


@dataclass
class Case:
    told: tuple[float, float]
    left: list[tuple[float, float]]
    expected: str


@pytest.mark.parametrize(
    "case",
    [
        Case((0.6, 0.8), [(0.6, 0.8), (0.51, 0.9)], WITHOUT),
        Case((0.6, 0.8), [(0.6, 0.8), (0.49, 0.9)], ONLY_TOLD),
        Case((0.49, 0.8), [(0.6, 0.8)], NOT),
    ],
)
def test_the_class_follows_from_the_whole_interval(case):
    def found(ends):
        return figure(sum(ends) / 2, *ends)

    entry = {
        "as_told": found(case.told),
        "without": {str(n): {"found": found(ends)} for n, ends in enumerate(case.left)},
    }
    assert class_of(says(outcome="talks"), entry) == case.expected


def test_what_was_told_decides(tmp_path):
    """A claim that restates an assumption comes out as told and not without it."""
    text = ONE.replace("actors.us.fatigue.growth_losses: 0", "actors.us.fatigue.noise: 0")
    text = text.replace("above: 0, by: 6, in_at_least: 0.5", "above: 0, by: 6, in_at_most: 0.9")
    found = held_facts(load_claims(claim_file(tmp_path, text)), runs=200)["tires"]
    assert found["as_told"] != found["without"]["1"]["found"]
    assert found["class"] == ONLY_TOLD and found["bound"] == "in fewer than 90 of 100 runs"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("variable: fatigue.us,", "outcome: talks, variable: fatigue.us,", "exactly one of"),
        (", in_at_least: 0.5", "", "in_at_least, in_at_most"),
        ("above: 0,", "", "above, below"),
        ("set: {actors.us.fatigue.growth_losses: 0}", "", "set, like, as_others"),
        ("by: 6", "by: 0", "greater than or equal to 1"),
    ],
)
def test_a_claim_that_is_incomplete_is_refused_with_its_line(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message) as caught:
        load_claims(claim_file(tmp_path, ONE.replace(old, new)))
    assert "claims.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fatigue.us,", "fatigue.nobody,", "actor: found 'nobody'"),
        ("fatigue.us,", "weather,", "unknown variable 'weather'"),
        ("growth_losses: 0", "growth: 0", "unknown parameter"),
        ("december-2023", "december-2033", "december-2033"),
    ],
)
def test_a_claim_of_what_a_scenario_does_not_have_is_refused(tmp_path, old, new, message):
    with pytest.raises(InputError, match=message):
        held_facts(load_claims(claim_file(tmp_path, ONE.replace(old, new))), runs=10)


def test_the_file_is_about_scenarios_that_ship():
    for claim in load_claims().values():
        assert load_scenario(claim.scenario)
