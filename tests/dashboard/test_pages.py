"""Every page opens for every shipped scenario and says what is asked."""

import pytest

import sim
from dashboard.session import members
from dashboard.sidebar import text as sidebar_text
from dashboard.text import common, markdown
from dashboard.views.explore import text as explore_text
from sim import numbers
from tests.conftest import loaded
from tests.pages import cards, charts_said, fresh, opened, said

NAMES = sim.scenario_names()
OTHER_PAGES = tuple(
    f"views/{name}/page.py"
    for name in ("deals", "compare", "course", "map", "sensitivity", "reach", "editor", "batch", "sources", "about")
)


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens(name):
    app = opened(name, months="3", map_runs="100", sensitivity_runs="100")
    assert len(cards(app)) == 8
    charts = []
    for label in explore_text.SECTIONS.values():
        app.session_state["section"] = label
        app.run()
        assert not app.exception and not app.error, label
        charts.append(len(charts_said(app)))
    assert charts[0] == 6 and all(charts[:3]), charts
    for page in OTHER_PAGES:
        app.switch_page(page).run()
        assert not app.exception and not app.error
        assert app.title[0].value


def test_every_chart_is_told_in_words():
    told = []
    for label in explore_text.SECTIONS.values():
        app = opened("november-2024", months="4", section=label)
        told += charts_said(app)
    assert len(told) > 30
    assert all(len(words) > 20 for words in told), told


def test_page_and_library_give_the_same_numbers():
    app = opened("november-2024", months="6", runs="300", seed="5")
    path, value = "actors.russia.war_cost", 0.4
    app.slider(key=path).set_value(value).run()
    result = sim.simulate(loaded("november-2024"), runs=300, months=6, seed=5, changes={path: value})
    shares = sim.summarise(result)["shares"]
    assert cards(app)[0] == f"{round(shares['talks']['share'] * 100)} in 100"
    for figure, outcome in zip(cards(app), common.OUTCOMES, strict=False):
        assert figure == numbers.brief(shares[outcome]["share"], 300)
    assert "300 simulated runs of 6 months, seed 5" in app.caption[0].value


def test_address_bar_moves_levers():
    app = opened("november-2024", months="2", **{"actors.russia.war_cost": "0.4"})
    assert app.slider(key="actors.russia.war_cost").value == 0.4
    assert "--set actors.russia.war_cost=0.4 " in app.code[0].value
    assert any("1 lever moved" in entry.value for entry in app.markdown)


@pytest.mark.parametrize("bad", ["9999", "abc", "nan", "<script>", "-1", ""])
def test_bad_links_fall_back(bad):
    app = opened("november-2024", months="2", **{"actors.russia.war_cost": bad})
    assert not app.error and cards(app)


def test_off_step_values_settle():
    app = opened("november-2024", months="2", **{"actors.russia.war_cost": "0.40321"})
    assert "--set actors.russia.war_cost=0.4 " in app.code[0].value


@pytest.mark.parametrize("query", [{"runs": "99999999"}, {"seed": "x"}, {"months": "0"}, {"scenario": "no-such"}])
def test_bad_settings_fall_back(query):
    app = opened(query.pop("scenario", "november-2024"), **{"months": "2", **query})
    assert not app.error and len(cards(app)) == 8


def test_reset_takes_all_levers_back():
    app = opened("november-2024", months="2")
    for path in ("actors.russia.war_cost", "actors.ukraine.war_cost"):
        app.slider(key=path).set_value(0.5).run().run()
    assert app.code[0].value.count("--set") == 2
    app.button(key="reset").click().run()
    assert "--set" not in app.code[0].value
    assert any(entry.value == "As in the file" for entry in app.markdown)


@pytest.mark.skipif(len(NAMES) < 2, reason="one scenario only")
def test_another_scenario_starts_from_its_own_file():
    first, second = "november-2024", next(name for name in NAMES if name != "november-2024")
    app = opened(first, months="2")
    app.slider(key="actors.russia.war_cost").set_value(0.5).run().run()
    app.selectbox(key="scenario").set_value(second).run()
    assert not app.exception
    assert "--set" not in app.code[0].value
    known = sim.parameters(loaded(second))
    for slider in app.slider:
        if slider.key in known:
            assert slider.value == known[slider.key].value


def test_levers_outlast_a_visit_to_another_page():
    app = opened("november-2024", months="2")
    app.slider(key="actors.russia.war_cost").set_value(0.5).run().run()
    app.switch_page("views/about/page.py").run()
    app.switch_page("views/explore/page.py").run()
    assert app.slider(key="actors.russia.war_cost").value == 0.5


def test_results_cannot_be_written_to(scenario):
    from dashboard.session import results

    kept = results.simulate(scenario, 100, 2, 1)
    assert kept is results.simulate(scenario, 100, 2, 1)
    with pytest.raises(ValueError, match="read-only"):
        kept.dataset["front_km2"].values[0, 0] = 1


def test_a_scenario_of_one_s_own(tmp_path, monkeypatch, scenario):
    """Labels may hold anything: they are shown as they are, and fetch nothing."""
    trap = "![x](http://127.0.0.1:9/pixel.png) $a$ :red[b]"
    own = scenario.model_copy(
        update={
            "question": trap,
            "levers": {path: lever.model_copy(update={"label": trap}) for path, lever in scenario.levers.items()},
        }
    )
    file = tmp_path / "mine.yaml"
    file.write_text(sim.to_yaml(own), encoding="utf-8")
    monkeypatch.setenv("PARLEY_SCENARIO", str(file))
    app = fresh().run()
    assert not app.exception
    assert app.title[0].value.startswith("\\!\\[x\\]")
    assert all("![" not in slider.label for slider in app.slider)


def test_dated_events_are_marked_and_listed(tmp_path, monkeypatch, scenario):
    data = scenario.model_dump(mode="json", exclude_none=True)
    data["events"] = {"vote": {"label": "A *vote* on aid", "on": "2025-02", "set": {"gate.us": True}}}
    file = tmp_path / "mine.yaml"
    file.write_text(sim.to_yaml(type(scenario).model_validate(data)), encoding="utf-8")
    monkeypatch.setenv("PARLEY_SCENARIO", str(file))
    app = fresh().run()
    assert not app.exception
    assert any("**1** 2025-02: A \\*vote\\* on aid" in caption.value for caption in app.caption)


def test_broken_scenario_is_told_not_thrown(tmp_path, monkeypatch):
    file = tmp_path / "broken.yaml"
    file.write_text("title: [", encoding="utf-8")
    monkeypatch.setenv("PARLEY_SCENARIO", str(file))
    app = fresh().run()
    assert not app.exception and app.error


def test_groups_of_levers_follow_the_file(scenario):
    app = opened("november-2024", months="2")
    headings = [entry.label for entry in app.expander]
    for group in {lever.group for lever in scenario.levers.values()}:
        assert any(heading.startswith(group) for heading in headings)


HUNGARY = "actors.eu.members.hungary.stance"
SLOVAKIA = "actors.eu.members.slovakia.stance"
SCEPTICS = "actors.us.members.senate.members.republican_sceptics.stance"


def test_turning_a_member_is_a_change_of_the_question():
    app = opened("november-2024", months="4", runs="200", section=explore_text.SECTIONS["votes"])
    app.multiselect(key="eu.against").set_value(["slovakia"]).run()
    app.multiselect(key="us.favour").set_value(["senate.republican_sceptics"]).run()
    assert not app.exception and not app.error
    assert f"--set {SCEPTICS}=0.9 " in said(app) and f"--set {SLOVAKIA}=-0.5 " in said(app)
    assert any(entry.value == "**2 members turned**" for entry in app.markdown)
    assert any(entry.label == "Members (2 turned)" for entry in app.expander)
    changes = {SLOVAKIA: members.STANCES["against"], SCEPTICS: members.STANCES["favour"]}
    result = sim.simulate(loaded("november-2024"), runs=200, months=4, seed=1, changes=changes)
    votes = sim.blocking_members(result)["eu.slovakia"]
    told = next(words for words in charts_said(app) if "Slovakia" in words)
    assert f"Slovakia: no {votes['no'] * 100:.0f}, blocks {votes['blocks'] * 100:.0f}" in told


def test_address_bar_turns_members():
    app = opened("november-2024", months="2", **{"eu.against": "Slovakia", "us.favour": "No such faction"})
    assert app.multiselect(key="eu.against").value == ["slovakia"] and app.multiselect(key="us.favour").value == []
    assert said(app).count("--set") == 1 and SLOVAKIA in said(app)


def test_nobody_is_on_both_sides():
    app = opened("november-2024", months="2")
    app.multiselect(key="eu.against").set_value(["hungary", "slovakia"]).run()
    app.multiselect(key="eu.favour").set_value(["hungary"]).run()
    assert app.multiselect(key="eu.against").value == ["slovakia"]
    assert f"--set {HUNGARY}=0.9 " in said(app) and f"--set {SLOVAKIA}=-0.5 " in said(app)


def test_a_lever_on_a_turned_member_is_out_of_use():
    app = opened("november-2024", months="2", **{HUNGARY: "0.6"})
    assert f"--set {HUNGARY}=0.6 " in said(app) and not app.slider(key=HUNGARY).disabled
    app.multiselect(key="eu.against").set_value(["hungary"]).run()
    assert f"--set {HUNGARY}=-0.5 " in said(app) and said(app).count("--set") == 1
    assert app.slider(key=HUNGARY).disabled
    assert any(entry.value == sidebar_text.overruled("against") for entry in app.caption)
    app.multiselect(key="eu.against").set_value([]).run()
    assert f"--set {HUNGARY}=0.6 " in said(app) and not app.slider(key=HUNGARY).disabled


def test_reset_takes_members_back():
    app = opened("november-2024", months="2")
    app.multiselect(key="eu.against").set_value(["slovakia"]).run()
    app.slider(key="actors.russia.war_cost").set_value(0.5).run().run()
    assert any(entry.value == "**1 lever moved, 1 member turned**" for entry in app.markdown)
    app.button(key="reset").click().run()
    assert "--set" not in said(app) and app.multiselect(key="eu.against").value == []


def test_another_scenario_has_its_members_as_in_its_file():
    app = opened("november-2024", months="2")
    app.multiselect(key="eu.against").set_value(["slovakia"]).run()
    app.selectbox(key="scenario").set_value("december-2023").run()
    assert not app.exception and "--set" not in said(app)
    assert app.multiselect(key="eu.against").value == []


def test_a_scenario_without_blocs_has_no_members_to_turn(tmp_path, monkeypatch, scenario):
    data = scenario.model_dump(mode="json", exclude_none=True)
    for actor in data["actors"].values():
        actor.pop("members", None)
        actor.pop("decision", None)
    data["levers"] = {path: lever for path, lever in data["levers"].items() if ".members." not in path}
    data["levers"].pop("actors.eu.decision.opt_out", None)
    data["facts"] = {}
    file = tmp_path / "mine.yaml"
    file.write_text(sim.to_yaml(type(scenario).model_validate(data)), encoding="utf-8")
    monkeypatch.setenv("PARLEY_SCENARIO", str(file))
    app = fresh().run()
    assert not app.exception and not app.error
    assert not app.multiselect and not any(entry.label.startswith("Members") for entry in app.expander)


def test_offers_are_listed_whether_on_the_table_or_not():
    app = opened("november-2024", months="2", section=explore_text.SECTIONS["proposals"])
    told = "\n".join(entry.value for entry in app.markdown)
    for offer in loaded("november-2024").offers.values():
        assert markdown.escape(offer.label) in told


def test_issues_apart_from_the_war_have_no_terms_of_an_agreement():
    query = {"actors.russia.war_cost": "0.6", "section": explore_text.SECTIONS["proposals"]}
    app = opened("november-2024", months="18", runs="1000", **query)
    scenario = loaded("november-2024")
    told = [entry.value for entry in app.markdown]
    for issue in scenario.settled_together().values():
        assert f"**{markdown.escape(issue.label)}**" in told
    for issue in scenario.separate_issues().values():
        assert f"**{markdown.escape(issue.label)}**" not in told
