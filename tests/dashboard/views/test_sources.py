"""Which outcome each number moves most."""

import numpy as np
import pytest

from dashboard.session.ensembles import End
from dashboard.views.sources import influence, text
from tests.conftest import SMALL, loaded, parameters_of
from tests.pages import opened

RUNS = 1000


def test_every_number_moves_a_fifth_within_its_bounds():
    known = parameters_of(SMALL)
    found = influence.ends(loaded(SMALL))
    assert {end.path for end in found} <= known.keys() and len(found) > len(known)
    for end in found:
        parameter = known[end.path]
        assert parameter.low is None or end.value >= parameter.low
        assert parameter.high is None or end.value <= parameter.high
        if not isinstance(parameter.value, (bool, int)) and parameter.value:
            assert abs(end.value - parameter.value) <= 0.2 * abs(parameter.value) * (1 + 1e-9)


def test_the_outcome_that_moves_most_is_named_and_luck_is_not():
    chance = np.random.default_rng(1)
    base = chance.random(RUNS)
    before = {"talks": base < 0.3, "agreement": base < 0.1}
    strong = {"talks": base < 0.35, "agreement": base < 0.3}
    lucky = {"talks": before["talks"].copy(), "agreement": before["agreement"]}
    lucky["talks"][:2] = ~lucky["talks"][:2]
    happened = {name: np.array([before[name], strong[name], lucky[name]]) for name in before}
    found = [End("x", "high", 1.0, "a fifth higher"), End("y", "low", 0.0, "a fifth lower")]
    table = influence.most_moved(found, happened, {"talks": "Talks open", "agreement": "An agreement is signed"})
    assert table["number"].tolist() == ["x", "y"]
    first, second = table.to_dict("records")
    assert first["moves"] == "An agreement is signed" and first["when"] == "a fifth higher"
    assert first["by"] == pytest.approx(100 * (strong["agreement"].mean() - before["agreement"].mean()))
    assert first["low"] < first["by"] < first["high"]
    assert second["moves"] == "" and second["by"] == 0


def test_numbers_are_moved_when_the_reader_asks(monkeypatch):
    monkeypatch.setattr(influence, "RUNS", 100)
    monkeypatch.setattr(
        influence, "ends", lambda scenario: [End("actors.russia.war_cost", "high", 0.9, "a fifth higher")]
    )
    app = opened("november-2024", months="12", runs="100")
    app.switch_page("views/sources/page.py").run()
    tables = len(app.dataframe)
    app.button(key="influence ask").click().run()
    assert not app.exception and not app.error and len(app.dataframe) == tables + 1
    assert text.influence_told(1, 1) in [entry.value for entry in app.markdown]
