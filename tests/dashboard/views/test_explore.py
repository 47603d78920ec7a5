"""Rows of pictures: what is in them, and that what was drawn ahead is what is shown."""

import pandas as pd
import pytest

import sim
from dashboard.charts import fans
from dashboard.session import results, state
from dashboard.views.explore import panels, rows
from tests.pages import charts_said, opened

EMPTY = pd.DataFrame(columns=["month", "calendar", "event", "mark"])


@pytest.fixture(scope="module")
def pair() -> tuple[results.Result, results.Result]:
    scenario = sim.load_scenario("november-2024")
    changed = sim.change(scenario, {"actors.russia.war_cost": 0.5})
    return results.simulate(scenario, 300, 12, 1), results.simulate(changed, 300, 12, 1)


@pytest.mark.parametrize("name", rows.ROWS)
def test_each_row_is_one_element_with_its_charts(pair, name):
    baseline, now = pair
    row = rows.ROWS[name](now, baseline, EMPTY)
    assert row.html.startswith('<div class="row"')
    assert row.html.count('class="chart ') == len(row.charts) > 0
    assert len({chart.name for chart in row.charts}) == len(row.charts)


def test_rows_are_in_tabs_that_there_are():
    assert set(rows.SECTIONS) < set(panels.SECTIONS)


def test_an_actor_without_a_public_has_no_picture(pair):
    baseline, now = pair
    known = [name for name in now.dataset["actor"].values if now.dataset["fatigue"].sel(actor=name).notnull().any()]
    assert len(rows.fatigue(now, baseline, EMPTY).charts) == len(known) < now.dataset.sizes["actor"]


def test_what_is_prepared_is_what_is_shown(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "200")
    drawn: list[str] = []
    for name, make in rows.ROWS.items():
        monkeypatch.setitem(rows.ROWS, name, lambda *given, name=name, make=make: drawn.append(name) or make(*given))
    query = {"actors.russia.war_cost": "0.37"}
    scenario, _ = results.load("november-2024")
    question = state.Question("november-2024", (("actors.russia.war_cost", 0.37),), 200, 5, 77)
    baseline, now = results.answer(question, changed=False), results.answer(question)
    events = fans.events(scenario, results.months(scenario.start, 5))
    panels.prepare("outcome", now, baseline, events)
    assert drawn == ["outcome", "world"]
    app = opened("november-2024", months="5", seed="77", **query)
    assert len(charts_said(app)) == 6 and drawn == ["outcome", "world"]
