"""Every slider and switch can stand at both ends: each by itself where it comes from, and all together in every scenario."""

import pytest
from streamlit.testing.v1 import AppTest

import sim
from dashboard.session import state
from tests.conftest import levers_by_home, loaded, parameters_of
from tests.pages import opened

pytestmark = pytest.mark.slow
OWN = levers_by_home()


def ends(name: str, path: str) -> tuple[float, float] | tuple[bool, bool]:
    """The two ends of a lever on its page."""
    parameter = parameters_of(name)[path]
    if isinstance(parameter.value, bool):
        return False, True
    reach = state.Range.of(loaded(name).levers[path], parameter)
    return reach.low, reach.high


def put(app: AppTest, path: str, value: float | bool) -> None:
    """Move a lever, so that the page is drawn whole: moved by hand, it would draw only its own surroundings."""
    app.session_state[path] = value


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")


@pytest.mark.parametrize("name", OWN)
def test_every_lever_stands_at_both_ends(name):
    app = opened(name, months="1")
    known = parameters_of(name)
    last = None
    for path in OWN[name]:
        for value in ends(name, path):
            if last is not None:
                put(app, last, known[last].value)
            put(app, path, value)
            app.run()
            assert not app.exception and not app.error, (path, value)
            said = app.code[0].value
            assert said.count("--set") == (value != known[path].value), (path, value, said)
            last = path


@pytest.mark.parametrize("name", sim.scenario_names())
def test_all_levers_stand_at_the_same_end(name):
    app = opened(name, months="1")
    for end in (0, 1):
        values = {path: ends(name, path)[end] for path in loaded(name).levers}
        for path, value in values.items():
            put(app, path, value)
        app.run()
        assert not app.exception and not app.error
        said = app.code[0].value
        moved = {path for path, value in values.items() if value != parameters_of(name)[path].value}
        assert said.count("--set") == len(moved) and all(f"--set {path}=" in said for path in moved), said
