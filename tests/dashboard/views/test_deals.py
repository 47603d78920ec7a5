"""The page Deals: stops and packages, tables, charts, and the page itself."""

import re

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import sim
from dashboard.charts import palette
from dashboard.session import results
from dashboard.text import common
from dashboard.views.deals import frames as deal_frames, packages, specs as deal_specs, text
from sim import numbers
from tests.dashboard.charts.test_palette import contrast
from tests.pages import charts_said, check_specification, fresh

PAGE = "views/deals/page.py"
MONTHS, RUNS = 4, 100


@pytest.fixture(scope="module")
def space(scenario):
    return sim.package_space(scenario, 200, MONTHS, seed=1)


@pytest.fixture(scope="module")
def proposal(scenario):
    return packages.read(scenario, {}).added_to(scenario, "Mine").proposals[packages.NAME]


def test_stops_are_named_at_anchors_and_rise(scenario):
    for issue in scenario.settled_together().values():
        found = packages.stops(issue)
        assert list(found.values()) == sorted(set(found.values()))
        for name, anchor in issue.anchors.items():
            assert found[name.replace("_", " ")] == anchor.at.value
        assert len(found) >= packages.STEPS
        below, above = packages.said(issue, packages.standing(issue))
        assert {below, above} <= {anchor.label for anchor in issue.anchors.values()}


def test_what_is_not_touched_stays_as_it_stands(scenario):
    package = packages.read(scenario, {})
    terms = dict(package.terms)
    assert terms["territory"] == packages.AT_FRONT and terms["alignment"] == 0.45 and package.scope == "settlement"
    sim.read_scenario(sim.to_yaml(package.added_to(scenario, "As it stands")))


@pytest.mark.parametrize("foreign", ["nowhere", 3, None, "0.123", ["0.5"], True])
def test_foreign_values_count_as_the_status_quo(scenario, foreign):
    usual = packages.read(scenario, {})
    raw = {"deal.scope": foreign, "deal.neutral": "much", packages.key("alignment"): foreign}
    assert packages.read(scenario, raw) == usual
    assert packages.read(scenario, {"deal.neutral": float("nan")}) == usual
    assert packages.read(scenario, {"deal.neutral": 7.0}).neutral == 1.0


def test_controls_show_the_proposals_of_the_file(scenario, space):
    for name, entry in scenario.proposals_of(*packages.SCOPES).items():
        raw = packages.controls_of(scenario, entry, space.middle_places(0, entry))
        built = packages.read(scenario, raw).added_to(scenario, "Again").proposals[packages.NAME]
        assert built.scope == entry.scope, name
        there, here = space.middle_places(0, entry), space.middle_places(0, built)
        assert all(abs(there[issue] - here[issue]) <= 0.5 / packages.STEPS + 1e-9 for issue in there), name


def test_a_name_in_a_file_is_free_and_plain():
    assert packages.slug("Freeze & Guarantees!", {}) == "freeze_guarantees"
    assert packages.slug("7 points", {}) == packages.NAME
    assert packages.slug("Mine", {"mine": 1, "mine_2": 1}) == "mine_3"


def test_answers_sum_to_all_runs(space, proposal, scenario):
    judged = space.judge_all(proposal)
    shares = deal_frames.codes(judged, len(space.codes))
    assert np.allclose(shares.sum(axis=2), 1)
    labels = {name: scenario.actors[name].label for name in space.judges}
    table = deal_frames.answers(space, shares[MONTHS], labels, common.REASONS)
    assert table.groupby("actor")["share"].sum().round(6).eq(100).all()
    accepts = (judged[MONTHS].verdict[:, 0] == space.codes.index("accepts")).mean() * 100
    assert table.query("code == 'accepts'")["share"].iloc[0] == pytest.approx(accepts)


def test_worth_and_gaps_are_quantiles_of_runs(space, proposal, scenario):
    judged = space.judge_all(proposal)
    table = deal_frames.worth(judged, 1, space.calendar)
    assert table["q50"].iloc[2] == pytest.approx(np.median(judged[2].worth[:, 1]) * 100)
    actors = {name: actor.label for name, actor in scenario.actors.items()}
    issues = {name: issue.label for name, issue in scenario.issues.items()}
    gaps = deal_frames.gaps(space.gaps(MONTHS, proposal), actors, issues)
    assert gaps["middle"].is_monotonic_increasing and gaps["line"].is_unique
    nato = gaps[gaps["line"] == "Russia: Ukraine's alignment"].iloc[0]
    assert nato["middle"] == pytest.approx(-5) and nato["beyond"] == 100 and nato["kind"] == "hard"
    assert "beyond 2 of" in text.gaps_title(gaps) or "beyond 1 of" in text.gaps_title(gaps)
    low, high = deal_frames.reach(gaps)
    assert low <= gaps["low"].min() and high >= gaps["high"].max()
    assert "≥ 0.50 (hard): beyond in all 200" in [
        text.gap(row).split("alignment ")[-1] for row in gaps.to_dict("records")
    ]


def test_curve_and_marks_lie_where_the_runs_are(space, proposal):
    frontier, free = (space.frontier(MONTHS, "ceasefire", results.LEADS, lines) for lines in (True, False))
    table = deal_frames.curve(frontier, free)
    assert set(table["kind"]) == {"curve", "free", "wide", "narrow"}
    middle = table[table["kind"] == "curve"]
    known = frontier[~np.isnan(frontier).any(axis=(1, 2))]
    assert middle["x"].iloc[10] == pytest.approx(np.median(known[:, 10, 0]) * 100)
    assert (middle["x"] - middle["y"]).to_numpy() == pytest.approx(results.LEADS * 100)
    built, best = space.judge(MONTHS, proposal), space.best(MONTHS, "ceasefire")
    marks = deal_frames.marks(built, best, {"Other": built})
    assert set(marks["kind"]) == {"cloud", "package", "best", "other"}
    (low_0, high_0), (low_1, high_1) = deal_frames.ends(table, marks)
    package = marks[marks["kind"] == "package"].iloc[0]
    assert low_0 < min(0, package["x"]) < high_0 and low_1 < min(0, package["y"]) < high_1


def test_no_zone_is_said_with_a_bound():
    none = sim.share_of(np.zeros(400, dtype=bool))
    assert "No zone in 400 of 400 runs" in text.zone_title(none, "settlement")
    assert re.search(r"up to 0\.9|up to 1\.0|up to 1 ", text.zone_title(none, "settlement"))
    some = text.zone_title(sim.share_of(np.arange(400) < 100), "ceasefire")
    assert "25 in 100 runs" in some and "no zone in 300 of 400" in some
    assert text.no_package(400, 400) == "" and "In 400 of 400 runs" in text.no_package(0, 400)


SPECS = {
    "worth": lambda: deal_specs.worth("#AC473E", (-20.0, 20.0), "2024-11", 12),
    "gaps": lambda: deal_specs.gaps((-60.0, 60.0), 7),
    "zone": lambda: deal_specs.zone((-40.0, 40.0), (-40.0, 40.0), "Value to 'A'", "Value to B"),
}


@pytest.mark.parametrize("name", SPECS)
def test_specification_is_valid_built_once_and_without_data(name):
    check_specification(SPECS[name])


def test_the_package_is_seen_on_both_grounds():
    assert all(contrast(palette.PACKAGE, ground) >= 3 for ground in palette.GROUNDS)


def test_words_of_a_scenario_stay_words():
    frame = pd.DataFrame(
        [
            {
                "issue": "![x](http://h/p.png) | b",
                "built": 0.1,
                "best": 0.2,
                "low": 0.1,
                "high": 0.3,
                "side_0": -1.0,
                "side_1": 2.0,
            }
        ]
    )
    said = text.best_table(frame, ("*A*", "<b>"))
    assert "\\!\\[x\\]" in said and "\\|" in said and "\\*A\\*" in said and "\\<b\\>" in said
    assert "\\[" in text.stop("[a](b)", "[a](b)") and "\\[" in text.relaxation(
        [{"lines": ["l"], "opens": 1, "runs": 9}], {"l": "[x]"}
    )


# The page


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", str(RUNS))


def opened(name="november-2024", **query) -> AppTest:
    app = fresh()
    for key, value in {"scenario": name, "months": str(MONTHS), **query}.items():
        app.query_params[key] = value
    app.run().switch_page(PAGE).run()
    assert not app.exception and not app.error, (app.exception, app.error)
    return app


def told(app: AppTest) -> str:
    return "\n".join(entry.value for entry in app.markdown)


@pytest.mark.parametrize("name", sim.scenario_names())
def test_page_opens_for_both_scopes_with_words_for_every_chart(name):
    app = opened(name)
    for scope in packages.SCOPES[::-1]:
        app.segmented_control(key="deal.scope").set_value(scope).run()
        assert not app.exception and not app.error
        alts = charts_said(app)
        assert len(alts) >= 6 and all(len(words) > 20 for words in alts)


def test_page_says_what_the_library_says():
    app = opened()
    app.select_slider(key="deal.alignment.at").set_value("0.6").run()
    app.select_slider(key="deal.forces.at").set_value("few").run()
    app.slider(key="deal.neutral").set_value(0.6).run()
    scenario = sim.load_scenario("november-2024")
    terms = {
        "territory": {"front_km2": 0},
        "alignment": 0.6,
        "guarantees": 0.5,
        "sanctions": 0.1,
        "forces": "few",
        "assets": 0.3,
    }
    built = sim.with_proposal(scenario, "x", "X", terms, "settlement", 0.6)
    found = sim.package_space(scenario, RUNS, MONTHS, seed=1).judge(MONTHS, built.proposals["x"])
    low, middle, high = np.quantile(found.worth[:, 0] * 100, [0.05, 0.5, 0.95])
    assert (
        f"{numbers.signed(middle)} points in the middle run; 90 of 100 runs between {numbers.signed(low)} and {numbers.signed(high)}"
        in told(app)
    )


def test_address_bar_holds_the_package_and_foreign_values_fall_back():
    app = opened(
        **{
            "deal.alignment.at": "no seat",
            "deal.territory.off": "false",
            "deal.sanctions.at": "<b>",
            "deal.month": "2024-12",
        }
    )
    assert app.select_slider(key="deal.alignment.at").value == "no seat"
    assert app.toggle(key="deal.territory.off").value is False
    assert app.select_slider(key="deal.sanctions.at").value == "0.1"
    assert app.select_slider(key="deal.month").value == "2024-12" and "In 2024-12" in told(app)


def test_a_proposal_of_the_file_and_the_best_package_move_the_sliders():
    app = opened()
    app.selectbox(key="deal_start").set_value("istanbul_neutrality").run()
    assert app.select_slider(key="deal.territory.at").value == "line february 2022"
    assert app.toggle(key="deal.territory.off").value is False and app.slider(key="deal.neutral").value == 0.2
    app.selectbox(key="deal_start").set_value("frozen_line").run()
    assert app.segmented_control(key="deal.scope").value == "ceasefire" and app.toggle(key="deal.assets.off").value
    app.button(key="deal_take_best").click().run()
    assert not app.exception and not app.toggle(key="deal.assets.off").value


def test_levers_move_the_answers_and_another_scenario_starts_afresh():
    app = opened()
    before = told(app)
    app.slider(key="actors.russia.war_cost").set_value(0.6).run()
    assert told(app) != before
    app.select_slider(key="deal.alignment.at").set_value("0.9").run()
    app.selectbox(key="scenario").set_value("december-2023").run()
    assert not app.exception and app.select_slider(key="deal.alignment.at").value == "0.45"


def test_fewer_months_keep_a_month_that_exists():
    app = opened(**{"deal.month": "2025-03"})
    app.number_input(key="months").set_value(2).run()
    assert not app.exception and app.select_slider(key="deal.month").value == "2025-01"


def test_command_and_file_belong_together():
    app = opened()
    app.text_input(key="deal_label").set_value("A *bold* plan").run()
    assert "parley run a_bold_plan.yaml --runs 100 --months 4 --seed 1" in [entry.value for entry in app.code]
    assert not app.exception


def test_the_package_can_be_tried_on_all_pages():
    app = opened(**{"actors.russia.war_cost": "0.3"})
    app.select_slider(key="deal.alignment.at").set_value("0.6").run()
    app.text_input(key="deal_label").set_value("A plan of mine").run()
    app.button(key="deal_try").click().run()
    assert not app.exception and not app.error
    tried, _ = results.load(app.selectbox(key="scenario").value)
    assert tried.proposals["a_plan_of_mine"].terms["alignment"].at.value == 0.6
    assert tried.actors["russia"].war_cost.value == 0.3
    app.switch_page("views/explore/page.py").run()
    assert not app.exception


@pytest.mark.parametrize("scope", packages.SCOPES)
def test_the_package_is_simulated_on_the_table_when_asked(scope):
    app = opened(**{"deal.alignment.at": "0.6", "actors.russia.war_cost": "0.6"})
    app.segmented_control(key="deal.scope").set_value(scope).run()
    assert "without the package" not in told(app)
    app.toggle(key="deal.trial").set_value(True).run()
    assert not app.exception
    scenario = sim.load_scenario("november-2024")
    package = packages.read(scenario, {"deal.scope": scope, packages.key("alignment"): "0.6"})
    changes = {"actors.russia.war_cost": 0.6}
    built = package.added_to(sim.change(scenario, changes), text.SAVE_DEFAULT)
    was, now = (sim.simulate(each, RUNS, MONTHS, seed=1) for each in (sim.change(scenario, changes), built))
    outcome = "agreement" if scope == "settlement" else "ceasefire"
    change = sim.compare(was, now)[outcome]
    assert f"is signed in **{numbers.counted(change['changed'], RUNS)}**, without the package in" in told(app)
