"""The page One run: tables, charts, and the page itself."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import sim
from dashboard.charts import fans
from dashboard.text import common, markdown
from dashboard.views.course import frames as course_frames, specs as course_specs, text
from tests.pages import charts_said, check_specification, fresh

EASY = {"actors.russia.war_cost": "0.6", "actors.ukraine.war_cost": "0.6"}


def test_line_is_the_run_over_all_runs(result):
    values = fans.series(result, "fatigue", actor="ukraine")
    table = course_frames.line(result, values, 7)
    np.testing.assert_array_equal(table["run"], values[7])
    assert table["q50"].iloc[5] == pytest.approx(np.median(values[:, 5]))
    assert "this run from" in text.line_alt("Fatigue", table)


def test_aid_is_the_sum_over_sponsors(result):
    total = sim.aid_of_all(result)
    assert total[3, 2] == pytest.approx(float(result["aid_eur_bn"].sel(month=2).values[3].sum()))


def test_strip_covers_every_month_once(signed):
    run = int(np.nanargmin(signed["first_signature"].values))
    names = course_frames.phases(signed, run)
    labels = {name: name.upper() for name in text.PHASES}
    table = course_frames.strip(names, labels, fans.calendar(signed))
    assert table["from"].iloc[0] == 0 and table["to"].iloc[-1] == signed.sizes["month"] - 1
    np.testing.assert_array_equal(table["to"].iloc[:-1], table["from"].iloc[1:])
    assert (table["phase"] != table["phase"].shift()).all() and len(table) > 1
    assert table["since"].iloc[0] in text.strip_alt(table)


def test_answers_are_those_of_the_run(scenario):
    one = sim.simulate(scenario, 1, 3, seed=2, record="full", first_run=5)
    many = sim.simulate(scenario, 8, 3, seed=2, record="full")
    table = course_frames.answers(one, 2, common.REASONS, common.DEAL_REASONS)
    worth = many["proposal_worth"].sel(month=2, proposal="six_point_freeze", actor="russia").values[5] * 100
    row = table[(table["proposal"] == "six_point_freeze") & (table["actor"] == "Russia")].iloc[0]
    assert row["worth"] == pytest.approx(worth)
    assert set(table["proposal"]) == set(scenario.proposals)
    deals = table[table["proposal"].isin(scenario.proposals_of("issue"))]
    assert set(deals["answer"]) <= set(common.DEAL_REASONS.values())
    assert "Global South" not in set(table["actor"])


SPECS = {
    "line": lambda: course_specs.line("#AC473E", (0.0, 100.0), "2024-11", 12),
    "strip": lambda: course_specs.strip((("War", "transparent"), ("A 'quoted' end", "#86B8EA")), "2024-11", 12),
}


@pytest.mark.parametrize("name", SPECS)
def test_specification_is_valid_built_once_and_without_data(name):
    check_specification(SPECS[name])


def test_words_of_a_scenario_stay_words():
    entry = {"kind": "event", "text": "![x](http://h/p.png)", "numbers": {"[a]": 1.5, "b": "<i>"}}
    assert "\\!\\[x\\]" in text.entry(entry) and "\\[a\\] 1.5" in text.behind(entry) and "\\<i\\>" in text.behind(entry)


# The page


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "300")


def opened(name="november-2024", **query) -> AppTest:
    app = fresh()
    for key, value in {"scenario": name, "months": "8", **query}.items():
        app.query_params[key] = value
    app.run().switch_page("views/course/page.py").run()
    assert not app.exception and not app.error, (app.exception, app.error)
    return app


def told(app: AppTest) -> str:
    return "\n".join(entry.value for entry in app.markdown)


@pytest.mark.parametrize("name", sim.scenario_names())
def test_page_opens_with_words_for_every_chart(name):
    app = opened(name, months="3")
    alts = charts_said(app)
    assert len(alts) >= 4 and all(len(words) > 20 for words in alts)


def test_story_is_the_one_that_is_told_elsewhere():
    app = opened(**{"course.pick": "By number", "course.run": "17", "seed": "5"})
    story = sim.tell(sim.load_scenario("november-2024"), 17, 8, seed=5)
    assert "**Run 17 of 300**" in told(app)
    for entry in story["entries"]:
        assert markdown.escape(entry["text"]) in told(app)
    assert "parley explain november-2024 --runs 300 --months 8 --seed 5 --run 17" in [code.value for code in app.code]


def test_runs_are_chosen_as_the_library_chooses_them():
    app = opened(**EASY)
    changes = {path: float(value) for path, value in EASY.items()}
    result = sim.simulate(sim.load_scenario("november-2024"), 300, 8, seed=1, changes=changes)
    first = result["first_signature"].values, result["first_collapse"].values
    for label, which in text.PICKS.items():
        if which != "number":
            app.segmented_control(key="course.pick").set_value(label).run()
            try:
                assert f"**Run {sim.chosen_run(*first, which)} of 300**" in told(app)
                assert not app.info
            except sim.InputError:
                assert app.info


def test_random_button_shows_another_run_by_its_number():
    app = opened()
    app.button(key="course_random").click().run()
    assert app.segmented_control(key="course.pick").value == "By number"
    assert f"**Run {app.number_input(key='course.run').value} of 300**" in told(app)


def test_another_run_is_never_the_one_that_is_shown(monkeypatch):
    monkeypatch.setattr("random.randrange", lambda below: 0)
    for shown in ("0", "7"):
        app = opened(**{"course.pick": "By number", "course.run": shown})
        app.button(key="course_random").click().run()
        assert not app.exception and app.number_input(key="course.run").value == (1 if shown == "0" else 0)


def test_foreign_values_in_the_address_fall_back():
    app = opened(**{"course.pick": "Best run", "course.run": "99999", "course.month": "1999-01"})
    assert app.segmented_control(key="course.pick").value == "Middle run"
    assert app.select_slider(key="course.month").value == "2025-07"


def test_the_month_that_is_read_changes_the_answers():
    app = opened(**{"course.month": "2024-12"})
    assert any("in 2024-12" in entry.value for entry in app.header)
    app.number_input(key="months").set_value(1).run()
    app.select_slider(key="course.month").set_value("2024-11").run()
    assert not app.exception and any("in 2024-11" in entry.value for entry in app.header)


def test_fewer_runs_keep_a_number_that_exists():
    app = opened(**{"course.pick": "By number", "course.run": "250"})
    app.number_input(key="runs").set_value(100).run()
    assert not app.exception and "of 100**" in told(app)
