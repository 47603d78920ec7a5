import tomllib
from pathlib import Path

import pytest

import sim
from dashboard import launch
from dashboard.session import state
from sim.scenario.schema import Lever
from tests.conftest import loaded

ROOT = Path(launch.__file__).parents[1]


def lever(low=0.0, high=1.0, step=0.05):
    return Lever(label="a", group="b", low=low, high=high, step=step, help="c")


def parameter(value=0.63, low=0.0, high=1.0):
    return sim.Parameter("a", value, "share", low, high, "")


@pytest.mark.parametrize(
    ("raw", "settled"),
    [(0.63, 0.63), (0.64, 0.63), (0.671, 0.65), (12, 1.0), (-4, 0.0), (float("nan"), 0.63), ("x", 0.63), (True, 0.63)],
)
def test_values_settle_on_the_slider(raw, settled):
    assert state.Range.of(lever(), parameter()).settle(raw) == settled


def test_slider_keeps_within_the_parameter_and_reaches_the_file():
    reach = state.Range.of(lever(low=-1, high=0.5), parameter())
    assert (reach.low, reach.high) == (0.0, 0.63)


def test_every_position_of_every_lever_is_allowed():
    for name in sim.scenario_names():
        scenario = loaded(name)
        known = sim.parameters(scenario)
        for path, entry in scenario.levers.items():
            if not isinstance(known[path].value, bool):
                reach = state.Range.of(entry, known[path])
                assert all(known[path].accepts(reach.settle(end)) for end in (reach.low, reach.high)), (name, path)
                assert reach.settle(reach.default) == known[path].value


def test_question_distrusts_what_it_reads(scenario):
    known = sim.parameters(scenario)
    path = next(iter(scenario.levers))
    raw = {path: 1e9, "runs": "1000000", "months": "-3", "seed": "<script>", "no.such.path": 1.0}
    question = state.read("november-2024", scenario, known, raw)
    assert question.runs == state.RUNS[1] and question.months == 1 and question.seed == 1
    assert dict(question.changes) == {path: state.Range.of(scenario.levers[path], known[path]).high}
    assert state.read("x", scenario, known, {}).changes == ()


def test_number_of_runs_from_the_environment(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "250")
    assert state.default_runs() == 250
    monkeypatch.setenv("PARLEY_RUNS", "many")
    assert state.default_runs() == 2000


def test_settings_are_the_same_wherever_it_is_started():
    ours = tomllib.loads((ROOT / "dashboard" / "config.toml").read_text())
    assert ours == tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    options = dict(launch.options(ours))
    assert options["server.address"] == "127.0.0.1"
    assert options["browser.gatherUsageStats"] is False
    assert options["theme.dark.backgroundColor"] == "#171614"


def test_runs_times_months_are_capped(monkeypatch, scenario):
    known = sim.parameters(scenario)
    asked = {"runs": "10000", "months": "60"}
    assert state.read("x", scenario, known, asked).runs == 4000
    assert state.read("x", scenario, known, {**asked, "months": "24"}).runs == 10_000
    monkeypatch.setenv("PARLEY_MOST_RUN_MONTHS", "60000")
    assert state.read("x", scenario, known, asked).runs == 1000
    for silly in ("0", "-5", "much", "1e99"):
        monkeypatch.setenv("PARLEY_MOST_RUN_MONTHS", silly)
        assert state.RUNS[0] <= state.read("x", scenario, known, {"runs": "10000", "months": "120"}).runs <= 2000


def test_the_environment_stands_above_the_settings_that_come_with_the_package(monkeypatch):
    assert launch.settings()["server.address"] == "127.0.0.1"
    values = {"ADDRESS": "0.0.0.0", "ALLOWED_HOSTS": "a.example, b.example", "HEADLESS": "true", "MAX_UPLOAD_SIZE": "1"}
    for name, value in values.items():
        monkeypatch.setenv(f"STREAMLIT_SERVER_{name}", value)
    found = launch.settings()
    assert found["server.address"] == "0.0.0.0" and found["server.headless"] is True
    assert found["server.allowedHosts"] == ["a.example", "b.example"] and found["server.maxUploadSize"] == 1
    assert found["browser.gatherUsageStats"] is False
