"""Compare: saved settings survive the address bar, tables agree with the library, and the page shows them."""

import itertools
import json

import altair as alt
import pytest
from hypothesis import given, strategies as some
from streamlit.testing.v1 import AppTest

import sim
from dashboard.session import members, state
from dashboard.views.compare import frames as comparison, settings, specs as comparison_specs, text
from tests.pages import charts_said, opened

SCENARIO = sim.load_scenario("november-2024")
KNOWN = sim.parameters(SCENARIO)
ASKED = state.Question("november-2024", (), 200, 3, 7)
COST = "actors.russia.war_cost"
UNSAID = next(member.path for member in members.flippable(SCENARIO)["eu"] if member.path not in KNOWN)
"""Stance of a member that the file leaves to its bloc."""


@given(
    some.dictionaries(some.sampled_from(list(SCENARIO.levers)), some.floats(-2, 50)),
    some.lists(some.sampled_from(["slovakia", "hungary"]), unique=True),
    some.text(max_size=60),
)
def test_a_setting_outlasts_the_address_bar(moved, against, name):
    asked = state.read(
        "november-2024", SCENARIO, KNOWN, {**moved, "eu.against": against, "runs": 200, "months": 3, "seed": 7}
    )
    line = settings.encode(name, asked)
    again = settings.decode(line, SCENARIO, KNOWN, ASKED)
    assert (again.name, dict(again.changes)) == (asked.name, dict(asked.changes))
    assert (again.runs, again.months, again.seed) == (200, 3, 7)
    assert settings.head(line) == (settings.tidy(name), "november-2024")


@given(some.text(max_size=200))
def test_a_foreign_line_gives_a_question_that_can_be_asked(line):
    asked = settings.decode(line, SCENARIO, KNOWN, ASKED)
    sim.change(SCENARIO, dict(asked.changes))


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "<script>", "true", "", "9999"])
def test_a_foreign_value_settles(value):
    asked = settings.decode(f"x~november-2024~{COST}:{value}~months:9~no.such:1", SCENARIO, KNOWN, ASKED)
    assert {path for path, _ in asked.changes} <= {COST}
    assert state.Range.of(SCENARIO.levers[COST], KNOWN[COST]).high >= dict(asked.changes).get(COST, 0)
    assert (asked.runs, asked.months, asked.seed) == (200, 3, 7)


def test_only_known_scenarios_and_few_settings_are_kept():
    lines = ["a~/etc/passwd", "b~november-2024", "b~december-2023", "~november-2024", "december-2023~november-2024"]
    known = ["november-2024", "december-2023"]
    assert settings.kept(lines, known) == {"b": "b~november-2024"}
    assert len(settings.kept([f"n{number}~november-2024" for number in range(9)], known)) == settings.MOST


@pytest.mark.parametrize(
    ("picked", "moved", "shown"),
    [
        ([], False, ["a", "b"]),
        ([], True, ["a", settings.NOW]),
        (["a"], True, ["a", settings.NOW]),
        (["a"], False, ["a", "b"]),
        (["b"], True, [settings.NOW, "b"]),
        (["b"], False, ["a", "b"]),
        ([settings.NOW], False, ["a", settings.NOW]),
        (["c", "a", "c"], True, ["c", "a"]),
        (["a", "b", "c", settings.NOW, "d"], True, ["a", "b", "c", settings.NOW]),
    ],
)
def test_there_is_always_something_to_compare(picked, moved, shown):
    asked = state.Question("a", (("x", 1.0),) if moved else (), 1, 1, 1)
    assert settings.side_by_side(picked, asked, ["a", "b", "c", "d"]) == shown


def test_lines_agree_with_the_library(result, signed):
    table = comparison.lines({"A": result, "B": signed}, "talks")
    for letter, dataset in {"A": result, "B": signed}.items():
        rows = table[table["letter"] == letter]
        assert rows["share"].to_numpy() == pytest.approx(sim.by_month(dataset, "talks") * 100)
        assert list(rows["label"].dropna()) == [letter]


@given(some.lists(some.floats(0, 100), min_size=1, max_size=4))
def test_letters_cover_no_other(heights):
    placed = comparison.spread(heights)
    assert all(abs(a - b) > comparison.APART - 1e-6 for a, b in itertools.combinations(placed, 2))
    assert all(0 <= place <= 100 for place in placed)


def test_bars_sum_to_a_hundred(signed):
    table = comparison.ends({"A": sim.ends(signed)})
    assert table["share"].sum() == pytest.approx(100)
    assert dict(zip(table["end"], table["share"] * 15, strict=True)) == {
        name: pytest.approx(end["runs"][-1]) for name, end in sim.ends(signed).items()
    }


def test_what_differs_is_what_was_changed():
    changes = {COST: 0.4, UNSAID: members.STANCES["against"]}
    table = comparison.differing({"A": SCENARIO, "B": sim.change(SCENARIO, changes)})
    assert set(table["what"]) == set(changes)
    assert table.iloc[0]["what"] == COST and table.iloc[0]["B"] == "0.4"
    assert table.iloc[1]["A"] == comparison.ABSENT
    assert comparison.differing({"A": SCENARIO, "B": SCENARIO}).empty


def test_parts_that_only_some_have_are_listed_once():
    table = comparison.differing({"A": SCENARIO, "B": sim.load_scenario("winter-war-1940")})
    assert "actors.russia" in set(table["what"]) and not table["what"].str.startswith("actors.russia.").any()
    assert "start" in set(table["what"])


@pytest.mark.parametrize("spec", [comparison_specs.lines("2024-11", 12), comparison_specs.lines(None, 40),
                                  comparison_specs.ends((("at_war", "transparent"), ("victory_0", "#AC473E")), 3)])  # fmt: skip
def test_specification_is_valid_and_holds_no_data(spec):
    alt.LayerChart.from_dict({"data": {"name": "rows"}, **spec})
    assert '"data"' not in json.dumps(spec)


def compared(**query) -> AppTest:
    app = opened("november-2024", months="3", runs="200", **query)
    app.switch_page("views/compare/page.py").run()
    assert not app.exception and not app.error
    return app


def test_page_and_library_give_the_same_differences():
    line = f"costly~november-2024~{COST}:0.4"
    app = compared(saved=line, compare=["aid-surge", "costly"])
    before = sim.simulate(sim.load_scenario("aid-surge"), runs=200, months=3, seed=1)
    after = sim.simulate(SCENARIO, runs=200, months=3, seed=1, changes={COST: 0.4})
    told = "\n".join(entry.value for entry in app.markdown)
    change, share = sim.compare(before, after)["talks"], sim.summarise(after)["shares"]["talks"]
    assert text.compared("B", share, change) in told
    assert f"--set {COST}=0.4 " in app.code[0].value and app.code[0].value.startswith("parley run aid-surge ")
    assert len(charts_said(app)) == 5
    assert all(len(words) > 20 for words in charts_said(app))


def save_as(app: AppTest, name: str) -> None:
    app.text_input(key="name of setting").set_value(name)
    next(button for button in app.button if button.label == text.SAVE).click().run()


def test_sliders_are_saved_and_forgotten():
    app = compared(**{COST: "0.4"})
    for number in range(settings.MOST):
        save_as(app, f"~mine {number}")
        assert not app.exception and app.session_state["name of setting"] == ""
    assert app.multiselect(key="compare").value == [f"mine {number}" for number in range(settings.MOST)]
    assert next(button for button in app.button if button.label == text.SAVE).disabled
    app.button(key="remove 1").click().run()
    assert app.multiselect(key="compare").value == ["mine 0", "mine 2", "mine 3"]
    assert [settings.head(line)[0] for line in app.session_state["saved"]] == ["mine 0", "mine 2", "mine 3"]


def test_a_name_that_is_taken_is_told():
    app = compared(**{COST: "0.4"})
    save_as(app, "aid-surge")
    assert app.warning[0].value == text.SAVED_TAKEN and not app.session_state["saved"]


def test_names_stay_words():
    app = compared(saved="![x](http://127.0.0.1:9/a.png)~november-2024", compare=["![x](http //127.0.0.1 9/a.png)"])
    told = [entry.value for entry in app.markdown] + [button.label for button in app.button]
    assert any("\\!\\[x\\]" in value for value in told) and not any("![x]" in value for value in told)
