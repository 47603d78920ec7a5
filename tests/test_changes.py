"""Moving parameters: paths, bounds, spread and provenance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import InputError, change, load_scenario, parameters, scenario_names
from sim.scenario.quantity import Quantity

NOVEMBER = load_scenario("november-2024")


def test_a_moved_number_keeps_its_spread_and_loses_its_source():
    before = parameters(NOVEMBER)["actors.russia.war_cost"].quantity
    after = parameters(change(NOVEMBER, {"actors.russia.war_cost": 0.3}))["actors.russia.war_cost"].quantity
    assert after.value == 0.3 and after.relative_sd == before.relative_sd
    assert after.basis == "assumption" and after.source is None and "0.11" in after.note


@given(value=st.floats(0, 1))
def test_a_range_moves_along_and_stays_within_bounds(value):
    for spread in ({"low": 0.2, "high": 0.6}, {"triangular": [0.2, 0.3, 0.6]}):
        moved = Quantity.model_validate(Quantity.model_validate(spread).within("share", 0, 1).moved_to(value)).within(
            "share", 0, 1
        )
        assert moved.value == value
        low, high = moved.support
        assert 0 <= low <= value <= high <= 1


def test_several_mistakes_are_told_together():
    with pytest.raises(InputError) as told:
        change(
            NOVEMBER,
            {"actors.rusia.war_cost": 1, "talks.base_hazard": 99, "actors.us.gate.open": 1, "war.noise_km2": "x"},
        )
    assert len(told.value.problems) == 4
    assert "did you mean 'actors.russia.war_cost'" in str(told.value)


def test_nothing_moved_is_the_same_scenario():
    assert change(NOVEMBER, {}) is NOVEMBER
    assert change(NOVEMBER, {"actors.russia.war_cost": 0.11}) is NOVEMBER


@pytest.mark.parametrize("name", scenario_names())
def test_levers_lie_on_their_steps_and_reach_both_ends(name):
    scenario = load_scenario(name)
    known = parameters(scenario)
    assert len(scenario.levers) >= 12
    for path, lever in scenario.levers.items():
        value = known[path].value
        if isinstance(value, bool):
            continue
        for number in (value, lever.high):
            steps = (number - lever.low) / lever.step
            assert abs(steps - round(steps)) < 1e-6, (path, number)
        assert lever.low <= value <= lever.high
        for end in (lever.low, lever.high):
            assert parameters(change(scenario, {path: end}))[path].value == end


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_says_where_it_comes_from(name):
    scenario = load_scenario(name)
    for path, parameter in parameters(scenario).items():
        number = parameter.quantity
        if number is None:
            continue
        assert parameter.unit and parameter.text, path
        if number.basis == "source":
            assert number.source in scenario.sources, path
        else:
            assert number.basis in ("assumption", "calibrated"), path
        if number.basis == "calibrated":
            assert number.note, path


FACTS = {
    "december-2023": [40_000, 125_000, 16_000, 60, 2.11, -87, 50],
    "november-2024": [1_000, 235, 40, 100],
}


@pytest.mark.parametrize("name", FACTS)
def test_the_figures_of_the_articles_are_in_the_file(name):
    facts = load_scenario(name).facts
    figures = {fact.value.value for fact in facts.values() if fact.value is not None}
    for figure in FACTS[name]:
        assert figure in figures or abs(figure) in {abs(x) for x in figures} or figure / 100 in figures, figure
    words = " ".join(fact.text for fact in facts.values()).lower()
    for word in {
        "december-2023": ["avdiivka", "deadlock", "october", "senate", "israel", "hungary", "slovakia", "poland", "italy",
                          "rheinmetall", "crimea", "donetsk", "prisoner", "2024"],
        "november-2024": ["kursk", "september", "atacms", "oreshnik", "bottomless", "france", "minsk", "security", "six-point"],
    }[name]:  # fmt: skip
        assert word in words, word
