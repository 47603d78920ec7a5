"""What ships: every number says where it comes from, and the facts of the two articles are in the files."""

import pytest

from sim import parameters, scenario_names
from tests.conftest import loaded


@pytest.mark.parametrize("name", scenario_names())
def test_every_number_says_where_it_comes_from(name):
    scenario = loaded(name)
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
    facts = loaded(name).facts
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
