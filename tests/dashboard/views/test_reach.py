"""What would it take: the page asks the library, shows its answers, and puts moves on the sliders."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import sim
from dashboard.session import members, state
from dashboard.text import many_points
from dashboard.views.reach import findings, text
from sim.cli.app import app as cli
from tests.pages import opened

COST = "actors.russia.war_cost"
LABEL = sim.load_scenario("november-2024").levers[COST].label
SHARE = {"share": 0.4, "low": 0.3, "high": 0.5, "runs": 100}


def page(**query) -> AppTest:
    app = opened("november-2024", months="3", runs="100", outcome=many_points.EVENTS["talks"], **query)
    app.switch_page("views/reach/page.py").run()
    assert not app.exception and not app.error
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception and not app.error
    return app


def said(app: AppTest) -> str:
    return "\n".join(entry.value for entry in [*app.markdown, *app.success, *app.warning, *app.caption])


def answer(after: float = 0.4, reached: bool = True) -> SimpleNamespace:
    move = SimpleNamespace(path=COST, label="A *cost*", unit="utility 0-1", before=0.1, after=after, cost=0.5)
    change = {"baseline": 0.1, "difference": 0.3, "low": 0.2, "high": 0.4}
    return SimpleNamespace(
        moves=(move,), cost=0.5, share=SHARE, difference=change, seed=1, reached=reached, surely=False
    )


def finding(**more) -> SimpleNamespace:
    searched = SimpleNamespace(levers=2, values=7, sets={1: 2, 2: 1}, points=30, runs=9000)
    empty = {"already": False, "answers": (), "best": None, "closest": (), "baseline": SHARE, "searched": searched}
    return SimpleNamespace(**{**empty, **more})


@pytest.fixture
def found(monkeypatch):
    """What the library is asked, and what it is made to answer."""
    findings._kept.clear()
    asked = SimpleNamespace(calls=[], finding=finding(answers=(answer(),)))

    def what_would_it_take(scenario, outcome, progress, **more):
        asked.calls.append({"outcome": outcome, **more})
        progress("levers alone", 12, 3000)
        return asked.finding

    monkeypatch.setattr(sim, "what_would_it_take", what_would_it_take, raising=False)
    yield asked
    findings._kept.clear()


def test_nothing_is_searched_before_it_is_asked(found):
    app = page()
    assert not found.calls and text.SEARCH in [button.label for button in app.button]


def test_answers_are_shown_and_go_to_the_sliders(found):
    app = press(page(reach_levers=[LABEL], reach_share="30", reach_by="2"), text.SEARCH)
    (call,) = found.calls
    assert (call["outcome"], call["reach"], call["at_most"], call["by"]) == ("talks", 0.3, None, 2)
    assert call["levers"] == (COST,) and call["runs"] == 100
    told = said(app)
    assert "A \\*cost\\* from 0.1 to **0.4**" in told and "**40 in 100 runs** (30 to 50)" in told
    assert "The interval holds shares that miss the goal." in told
    assert f"--set {COST}=0.4 " in app.code[0].value and "--months 2 --seed 1" in app.code[0].value
    press(app, text.APPLY)
    assert app.slider(key=COST).value == 0.4 and text.APPLIED in said(app)
    assert text.APPLIED not in said(app.run())


def test_an_answer_is_kept_and_a_cancelled_search_is_not_begun_again(found):
    press(page(), text.SEARCH)
    app = page()
    assert "A \\*cost\\*" in said(app) and len(found.calls) == 1
    app.slider(key="reach_share").set_value(20).run()
    assert text.SEARCH in [button.label for button in app.button] and len(found.calls) == 1


def test_what_is_not_reachable_is_said(found):
    found.finding = finding(best=answer(0.6, False), closest=(SimpleNamespace(move=answer().moves[0], share=0.2),))
    app = press(page(reach_way=text.WAYS["at_most"]), text.SEARCH)
    assert found.calls[0]["at_most"] == 0.5 and found.calls[0]["reach"] is None
    told = said(app)
    assert text.UNREACHED in told and "The goal is not reached." in told and "One lever alone comes closest" in told


def test_a_goal_that_is_reached_already_is_said(found):
    found.finding = finding(already=True)
    assert text.ALREADY in said(press(page(), text.SEARCH))


def test_levers_on_turned_members_stay_where_they_are(found):
    press(page(**{"eu.against": "Hungary"}), text.SEARCH)
    hungary = next(m.path for m in members.flippable(sim.load_scenario("november-2024"))["eu"] if m.name == "hungary")
    assert hungary not in found.calls[0]["levers"] and COST in found.calls[0]["levers"]


def test_few_answers_are_kept(found, monkeypatch, scenario):
    monkeypatch.setattr(findings, "MOST", 3)
    goals = [findings.Goal(str(n), "talks", 0.5, False, 1, (COST,), 100, 1) for n in range(5)]
    for goal in goals:
        findings.search(goal, scenario, lambda doing, points: None)
    assert [goal for goal in goals if findings.known(goal)] == goals[2:]


def test_a_search_that_takes_too_much_is_ended_and_its_command_told(found, monkeypatch):
    monkeypatch.setattr(state, "most_run_months_of_points", lambda: 3000 * 2 - 1)
    app = press(page(reach_levers=[LABEL], reach_by="2", reach_way=text.WAYS["at_most"], reach_share="7"), text.SEARCH)
    assert app.warning[0].value == text.search_ended(5999, 2) and not findings._kept
    command = app.code[0].value
    assert command == (
        "parley what-would-it-take november-2024 --runs 100 --seed 1 --outcome talks --by 2 --at-most 0.07 "
        f"--levers {COST}"
    )
    app.run()
    assert app.warning and len(found.calls) == 1, "it is told again, but not searched again"
    app.number_input(key="reach_by").set_value(1).run()
    assert not app.warning and text.SEARCH in [button.label for button in app.button]
    press(app, text.SEARCH)
    assert "A \\*cost\\*" in said(app)
    asked = [word for word in command.split() if word.startswith("--")]
    helped = CliRunner().invoke(cli, ["what-would-it-take", "--help"], terminal_width=200).output
    assert all(word in helped for word in asked)


def test_library_and_page_agree(scenario):
    """The library's own answer, on a short horizon and with one lever, holds when it is run again."""
    findings._kept.clear()
    app = press(page(reach_levers=[LABEL], reach_share="12"), text.SEARCH)
    finding, *_ = findings._kept.values()
    assert not finding.already
    shown = finding.answers or (finding.best,)
    assert text.moves(1 if finding.answers else 0, shown[0].moves, shown[0].cost) in said(app)
    for entry in shown:
        changes = {move.path: move.after for move in entry.moves}
        dataset = sim.simulate(scenario, runs=100, months=3, seed=entry.seed, changes=changes)
        assert sim.share_of(dataset["first_talks"].notnull().values)["share"] == entry.share["share"]
        for path, value in changes.items():
            assert state.Range.of(scenario.levers[path], sim.parameters(scenario)[path]).settle(value) == value
