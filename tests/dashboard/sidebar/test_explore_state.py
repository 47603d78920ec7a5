"""The question and the address bar: round trips, versions, undo and redo, what is simulated ahead."""

import json
import math
import threading
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import sim
from dashboard.session import history, members, migrations, results, share, state
from dashboard.sidebar import ahead
from dashboard.text import common, errors
from sim import numbers
from tests.pages import cards, fresh, opened, said

COST, HOPE = "actors.russia.war_cost", "actors.russia.optimism"
SCENARIO = sim.load_scenario("november-2024")
KNOWN = sim.parameters(SCENARIO)
REACH = {path: state.Range.of(lever, KNOWN[path]) for path, lever in SCENARIO.levers.items()}
TURNABLE = [member for entries in members.flippable(SCENARIO).values() for member in entries]


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")


def question(**changes) -> state.Question:
    return state.Question("november-2024", tuple(changes.items()), 100, 2, 1)


@st.composite
def raws(draw):
    """Any positions of some levers, on their steps or off them, and any members on any side."""
    paths = draw(st.lists(st.sampled_from(list(REACH)), unique=True, max_size=6))
    raw = {path: draw(st.floats(REACH[path].low, REACH[path].high)) for path in paths}
    for member in draw(st.lists(st.sampled_from(TURNABLE), unique=True, max_size=4)):
        raw.setdefault(f"{member.bloc}.{draw(st.sampled_from(list(members.STANCES)))}", []).append(member.name)
    raw |= {"runs": draw(st.integers(100, 120)), "months": draw(st.integers(1, 2)), "seed": draw(st.integers(0, 9999))}
    return raw


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(raws())
def test_state_survives_the_address_bar(raw):
    asked = state.read("november-2024", SCENARIO, KNOWN, raw)
    app = fresh()
    for key, values in parse_qs(share.address(asked, SCENARIO, KNOWN)).items():
        app.query_params[key] = values
    app.run()
    assert not app.exception and not app.error
    found = app.session_state["question"]
    assert dict(found.changes) == dict(asked.changes)
    assert (found.runs, found.months, found.seed) == (asked.runs, asked.months, asked.seed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*REACH, "runs", "months", "seed"]), st.floats() | st.text(max_size=4) | st.booleans()
    )
)
def test_whatever_stands_there_becomes_a_question_that_can_be_asked(raw):
    found = state.read("november-2024", SCENARIO, KNOWN, raw)
    for path, value in found.changes:
        assert math.isfinite(value) and KNOWN[path].accepts(value) and REACH[path].settle(value) == value
    assert state.RUNS[0] <= found.runs <= state.RUNS[1] and state.MONTHS[0] <= found.months <= state.MONTHS[1]


def test_link_command_and_page_agree(capsys):
    app = opened("november-2024", months="3", runs="200", **{COST: "0.4"})
    link, command = app.code[1].value, said(app)
    other = fresh()
    for key, value in parse_qs(link.split("?")[1]).items():
        other.query_params[key] = value
    other.run()
    assert cards(other) == cards(app)
    from typer.testing import CliRunner

    from sim.cli.app import app as cli

    printed = CliRunner().invoke(cli, [*command.split()[1:], "--json"])
    shares = json.loads(printed.stdout)["shares"]
    for figure, outcome in zip(cards(app), common.OUTCOMES, strict=False):
        assert figure == numbers.brief(shares[outcome]["share"], 200)


@pytest.mark.parametrize(("query", "version"), [({}, 1), ({"v": ["2"]}, 2), ({"v": ["x"]}, 1), ({"v": [""]}, 1),
                                                ({"v": ["-3"]}, 1), ({"v": ["1", "3"]}, 3), ({"v": ["9" * 99]}, 1)])  # fmt: skip
def test_version_of_an_address(query, version):
    assert migrations.version_of(query) == version


def renamed(query):
    return {{"old": "new"}.get(key, key): values for key, values in query.items()}


def doubled(query):
    return {key: [str(2 * int(value)) for value in values] if key == "new" else values for key, values in query.items()}


@pytest.mark.parametrize(("query", "found"), [({"old": ["2"]}, {"new": ["4"]}), ({"v": ["2"], "new": ["2"]}, {"new": ["4"]}),
                                              ({"v": ["3"], "new": ["2"]}, {"new": ["2"]}),
                                              ({"v": ["7"], "new": ["2"]}, {"new": ["2"]})])  # fmt: skip
def test_migrations_run_from_the_version_of_the_link(query, found):
    assert migrations.migrate(query, (renamed, doubled)) == {"v": ["3"], **found}


def test_an_old_link_opens_as_what_it_meant(monkeypatch):
    def moved(query):
        return {{"cost": COST}.get(key, key): values for key, values in query.items()}

    monkeypatch.setattr(migrations.migrate, "__defaults__", ((moved,),))
    app = opened("november-2024", months="2", cost="0.4")
    assert f"--set {COST}=0.4 " in said(app)


def test_history_is_bounded_and_forgets_what_was_not_redone():
    past = history.History()
    for number in range(history.MOST + 10):
        past = past.seen(history.frozen({"x": number}))
    assert len(past.past) == history.MOST
    back = past.undone().undone()
    assert history.thawed(back.now) == {"x": history.MOST + 7}
    assert back.redone().redone() == past
    assert not back.seen(history.frozen({"x": -1})).future
    assert history.History().undone() == history.History() == history.History().redone()


def test_undo_and_redo_across_levers_members_settings_and_scenarios():
    app = opened("november-2024", months="2")
    assert app.button(key="undo").disabled and app.button(key="redo").disabled
    app.slider(key=COST).set_value(0.5).run().run()
    app.multiselect(key="eu.against").set_value(["slovakia"]).run()
    app.number_input(key="seed").set_value(4).run()
    steps = [app.session_state["question"]]
    app.selectbox(key="scenario").set_value("december-2023").run()
    assert "--set" not in said(app) and app.session_state["question"].name == "december-2023"
    for _ in range(4):
        app.button(key="undo").click().run()
        assert not app.exception
        steps.append(app.session_state["question"])
    assert steps[1] == steps[0]
    assert [len(step.changes) for step in steps[1:]] == [2, 2, 1, 0] and app.button(key="undo").disabled
    for step in reversed(steps[1:-1]):
        app.button(key="redo").click().run()
        assert app.session_state["question"] == step


def test_reset_can_be_undone():
    app = opened("november-2024", months="2", **{COST: "0.4"})
    app.button(key="reset").click().run()
    assert "--set" not in said(app)
    app.button(key="undo").click().run()
    assert f"--set {COST}=0.4 " in said(app)


def test_one_lever_goes_back_to_the_file():
    app = opened("november-2024", months="2", **{COST: "0.4", HOPE: "0.3"})
    app.button(key=f"back {COST}").click().run()
    assert said(app).count("--set") == 1 and HOPE in said(app)


def test_the_lever_just_moved_is_guessed_to_go_on():
    step = REACH[COST].step
    at = [REACH[COST].default + n * step for n in range(4)]
    guess = ahead.guess(question(**{COST: at[1]}), question(**{COST: at[2]}), SCENARIO, KNOWN)
    assert dict(guess.changes) == {COST: pytest.approx(at[3])}
    back = ahead.guess(question(**{COST: at[2]}), question(**{COST: at[1]}), SCENARIO, KNOWN)
    assert back == question()
    top = REACH[COST].high
    assert ahead.guess(question(**{COST: top - step}), question(**{COST: top}), SCENARIO, KNOWN) is None
    assert ahead.guess(question(), question(), SCENARIO, KNOWN) is None
    assert ahead.guess(question(), question(**{COST: 0.4, HOPE: 0.3}), SCENARIO, KNOWN) is None


def test_a_guess_is_the_question_that_the_reader_then_asks():
    raw = {HOPE: 0.3, COST: 0.4}
    before, now, then = (state.read("x", SCENARIO, KNOWN, {**raw, COST: value}) for value in (0.4, 0.41, 0.42))
    assert ahead.guess(before, now, SCENARIO, KNOWN) == then


def test_work_that_was_taken_back_is_not_done():
    done, working = [], threading.Lock()
    timer = ahead.later(lambda: done.append(1), working)
    timer.cancel()
    timer.join(5)
    other = ahead.later(lambda: done.append(2), working)
    other.join(5)
    assert done == [2]
    with working:
        ahead.later(lambda: done.append(3), working).join(5)
    assert done == [2]


def test_what_cannot_be_simulated_is_said_once(monkeypatch):
    def refuse(*_given, **_more):
        raise sim.InputError("this cannot be simulated")

    monkeypatch.setattr(results, "answer", refuse)
    app = opened("november-2024", months="2", runs="100")
    assert [entry.value for entry in app.error] == [
        errors.problems(sim.InputError("this cannot be simulated").problems)
    ]
