"""Map and Sensitivity: tables agree with the library, work is done in parts that can be stopped, experiments give the same numbers."""

import itertools
import json
import math

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as some
from streamlit.testing.v1 import AppTest

import sim
from dashboard.parts import experiments
from dashboard.session import ensembles, state
from dashboard.text import many_points
from dashboard.views.map import frames as heatmap, panels as map_panels, specs as heatmap_specs, text as map_text
from dashboard.views.sensitivity import frames as tornado, panels as sensitivity_panels, specs as tornado_specs
from sim.batch.prepare import load_batch
from sim.batch.results import compute, measure
from tests.pages import opened

SCENARIO = sim.load_scenario("november-2024")
KNOWN = sim.parameters(SCENARIO)
RUSSIA, UKRAINE = "actors.russia.war_cost", "actors.ukraine.war_cost"
SIZE = (60, 2, 5)
AXIS = heatmap_specs.Axis("A 'quoted' lever", 0.0, 1.0, False)
SPECS = {
    "map": lambda: heatmap_specs.cells(AXIS, AXIS._replace(switch=True), True),
    "fine map": lambda: heatmap_specs.cells(AXIS, AXIS, False),
    "tornado": lambda: tornado_specs.tornado(10.0, 20),
}


@pytest.mark.parametrize("name", SPECS)
def test_specification_is_valid_built_once_and_holds_no_data(name):
    spec = SPECS[name]()
    alt.LayerChart.from_dict({"data": {"name": "rows"}, **spec})
    assert '"data"' not in json.dumps(spec) and SPECS[name]() is spec


def test_outcomes_have_words():
    assert list(many_points.EVENTS) == list(sim.OUTCOMES)


def test_points_agree_with_the_library_in_whatever_parts(monkeypatch):
    points = list(itertools.product((0.1, 0.5, math.nan), (0.2, math.nan)))
    whole = dict(zip(points, _talks(points), strict=True))
    monkeypatch.setattr(ensembles, "ROWS", 100)
    assert [len(part) for part, _ in ensembles.parts(SCENARIO, (RUSSIA, UKRAINE), points, *SIZE)] == [1] * 6
    ensembles._part.clear()
    assert _talks(points) == list(whole.values())
    for (x, y), share in whole.items():
        changes = {path: value for path, value in ((RUSSIA, x), (UKRAINE, y)) if not math.isnan(value)}
        dataset = sim.simulate(SCENARIO, *SIZE[:2], seed=SIZE[2], changes=changes)
        assert sim.share_of(dataset["first_talks"].notnull().values)["share"] == share


def _talks(points) -> list[float]:
    found = ensembles.parts(SCENARIO, (RUSSIA, UKRAINE), points, *SIZE)
    return [float(share) for _, first in found for share in ensembles.happened(first["talks"]).mean(axis=1)]


def test_what_is_kept_cannot_be_written_to():
    (_, first), *_ = ensembles.parts(SCENARIO, (RUSSIA,), [(0.1,)], *SIZE)
    with pytest.raises(ValueError, match="read-only"):
        first["talks"][0, 0] = 1


@given(some.integers(2, 40), some.integers(2, 40))
def test_grids_become_finer_and_simulate_no_point_twice(across, up):
    xs, ys = [float(x) for x in range(across)], [float(y) for y in range(up)]
    grids = heatmap.grids(xs[:17], ys[:17])
    points = [point for grid in grids for point in grid.new]
    assert len(points) == len(set(points))
    seen: set = set()
    for grid in grids:
        seen |= set(grid.new)
        assert set(grid.places()) <= seen
        assert grid.across[0] == 0 and grid.across[-1] == min(across, 17) - 1
    assert set(grids[-1].places()) == set(itertools.product(xs[:17], ys[:17]))


def test_values_keep_to_what_a_lever_allows():
    for name in sim.scenario_names():
        scenario = sim.load_scenario(name)
        known = sim.parameters(scenario)
        for path in scenario.levers:
            values = heatmap.values(path, scenario, known)
            assert 2 <= len(values) <= 17 and values == sorted(set(values))
            kind = type(known[path].value)
            assert all(known[path].accepts(kind(value)) and kind(value) == value for value in values), path


def test_cells_cover_the_plane_and_the_boundary_parts_them():
    xs, ys = [0.0, 1.0, 2.0], [0.0, 10.0]
    found = {(x, y): (x / 2 * (y / 10), 0.0, 1.0) for x in xs for y in ys}
    table = heatmap.cells(xs, ys, found)
    area = ((table["x_to"] - table["x_from"]) * (table["y_to"] - table["y_from"])).sum()
    assert area == pytest.approx(3 * 20)
    sides = heatmap.boundary(table, 50)
    told = {tuple(side) for side in sides[["x_from", "x_to", "y_from", "y_to"]].to_numpy().tolist()}
    assert told == {(0.5, 0.5, 5.0, 15.0), (0.5, 1.5, 5.0, 5.0), (1.5, 2.5, 5.0, 5.0)}
    assert heatmap.boundary(table, 0).empty and len(heatmap.drawing(table, 50, (1.0, 1.0))) == 6 + 3 + 1


@pytest.mark.parametrize(("share", "told"), [(0.0, "0"), (0.004, "<1"), (0.5, "50"), (0.996, ">99"), (1.0, "100")])
def test_cells_say_their_figure(share, told):
    table = heatmap.cells([0.0, 1.0], [0.0, 1.0], dict.fromkeys(itertools.product([0.0, 1.0], repeat=2), (share, 0, 1)))
    assert set(table["told"]) == {told}


def test_every_lever_goes_to_both_ends_but_not_where_it_stands():
    low = SCENARIO.levers[RUSSIA].low
    found = tornado.ends(SCENARIO, KNOWN, {RUSSIA: low})
    assert [end.end for end in found if end.path == RUSSIA] == ["high"]
    assert [end.end for end in found if end.path == UKRAINE] == ["low", "high"]
    first, *others = ensembles.points(found, tuple(SCENARIO.levers))
    assert np.isnan(first).all()
    assert all(np.isfinite(point).sum() == 1 for point in others) and len(others) == len(found)


def test_effects_are_paired_and_the_largest_comes_first():
    found = [ensembles.End("a", "low", 0, "0"), ensembles.End("a", "high", 1, "1"), ensembles.End("b", "high", 1, "1")]
    before = np.arange(100) < 50
    happened = np.stack([np.arange(100) < 49, before, np.arange(100) < 90])
    table = tornado.effects(found, happened, before, {"a": "First", "b": "Second"})
    assert list(table["lever"]) == ["Second", "First", "First"]
    assert list(table["difference"]) == pytest.approx([40, -1, 0])
    expected = sim.paired(before, happened[2])
    assert table.loc[0, "low"] == pytest.approx(100 * expected["low"])
    assert tornado.unseen(table) == ["First"] and tornado.reach(table) >= table["high"].max()
    assert len(tornado.effects(found, happened[:1], before, {"a": "First", "b": "Second"})) == 1


def ran(tmp_path, experiment: str) -> pd.DataFrame:
    file = tmp_path / "taken.yaml"
    file.write_text(experiment, encoding="utf-8")
    batch = load_batch(file)
    results = compute(batch)
    return pd.concat([results.points, measure(results, batch.experiment.outcomes[0])], axis=1)


def test_the_experiment_gives_the_numbers_of_the_map(tmp_path):
    asked = state.Question("november-2024", ((RUSSIA, 0.4),), 100, 2, 5)
    design = {"grid": {UKRAINE: [0.1, 0.5]}}
    table = ran(tmp_path, experiments.experiment(asked, "talks", design, 60, 'A "title": with marks'))
    moved = sim.change(SCENARIO, dict(asked.changes))
    found = ensembles.parts(moved, (UKRAINE,), [(0.1,), (0.5,)], *SIZE)
    assert list(table["value"]) == [s for _, first in found for s in ensembles.happened(first["talks"]).mean(axis=1)]


def test_the_experiment_for_sobol_can_be_run(tmp_path, monkeypatch):
    taken = []
    monkeypatch.setattr(experiments, "offer", lambda question, experiment, *rest: taken.append(experiment))
    asked = state.Question("november-2024", ((RUSSIA, 0.4),), 100, 2, 5)
    sensitivity_panels.sobol(asked, KNOWN, SCENARIO, "talks", 100)
    file = tmp_path / "taken.yaml"
    file.write_text(taken[0], encoding="utf-8")
    batch = load_batch(file)
    assert batch.points.size == sensitivity_panels.BASE_SAMPLES * (len(SCENARIO.levers) + 2)
    assert set(batch.points.columns) == set(SCENARIO.levers) and batch.experiment.outcomes == ["talks"]


def page_with(page: str, **query) -> AppTest:
    app = opened("november-2024", months="2", outcome=many_points.EVENTS["talks"], **query)
    app.switch_page(f"views/{page}/page.py").run()
    assert not app.exception and not app.error
    return app


def test_map_says_what_it_shows_and_follows_the_sliders(monkeypatch):
    monkeypatch.setattr(heatmap, "STEPS", (2, 3))
    app = page_with("map", map_runs="100", map_across=SCENARIO.levers[RUSSIA].label, **{UKRAINE: "0.5"})
    chart = app.get("vega_lite_chart")[-1].proto
    assert "Heat map of 3 by 3 cells" in chart.alt and SCENARIO.levers[RUSSIA].label in chart.alt
    assert "map-november-2024.yaml" in app.code[0].value
    app.slider(key="map_level").set_value(5).run()
    assert not app.exception and "reach 5 in 100" in app.get("vega_lite_chart")[-1].proto.alt


def test_same_lever_twice_is_told():
    label = SCENARIO.levers[RUSSIA].label
    app = page_with("map", map_across=label, map_up=label)
    assert app.warning[0].value == map_text.TWICE


def test_another_scenario_has_other_levers_on_the_map(monkeypatch):
    monkeypatch.setattr(heatmap, "STEPS", (2,))
    app = page_with("map", map_across=SCENARIO.levers[RUSSIA].label)
    app.selectbox(key="scenario").set_value("winter-war-1940").run()
    assert not app.exception and not app.error
    assert app.selectbox(key="map_across").value in sim.load_scenario("winter-war-1940").levers


def test_sensitivity_agrees_with_the_library():
    app = page_with("sensitivity", sensitivity_runs="100")
    before = sim.simulate(SCENARIO, runs=100, months=2, seed=1)
    reach = state.Range.of(SCENARIO.levers[RUSSIA], KNOWN[RUSSIA])
    after = sim.simulate(SCENARIO, runs=100, months=2, seed=1, changes={RUSSIA: reach.high})
    change = sim.compare(before, after)["talks"]
    table = app.dataframe[0].value
    row = table[(table["path"] == RUSSIA) & (table["end"] == "high")].iloc[0]
    assert [row[name] for name in ("difference", "low", "high")] == pytest.approx(
        [100 * change[name] for name in ("difference", "low", "high")]
    )
    assert [code.value for code in app.code] == [
        "parley batch levers-november-2024.yaml --out levers-november-2024",
        "parley sensitivity sobol-november-2024.yaml",
    ]


CAP = "PARLEY_MOST_RUN_MONTHS_OF_POINTS"


@pytest.mark.parametrize(
    ("asked", "months", "cap", "fit"),
    [(200, 24, "12000000", (289, 200)), (1000, 120, "12000000", (289, 346)), (1000, 120, "3000000", (81, 308)),
     (1000, 120, "1000000", (81, 102)), (1000, 1, "1", (289, 1000)), (100, 120, "much", (289, 100))],
)  # fmt: skip
def test_a_map_gets_fewer_runs_before_it_becomes_coarser(asked, months, cap, fit, monkeypatch):
    monkeypatch.setenv(CAP, cap)
    grids, runs = map_panels.affordable(heatmap.grids(range(17), range(17)), asked, months)
    assert (len(grids[-1].places()), runs) == fit
    assert fit[0] * runs * months <= state.most_run_months_of_points()


def test_a_map_that_is_cut_says_so_and_offers_the_whole(monkeypatch):
    monkeypatch.setattr(state, "most_run_months_of_points", lambda: 4 * 150 * 2)  # nine points would have 66 runs each
    monkeypatch.setattr(heatmap, "STEPS", (2, 3))
    taken = []
    monkeypatch.setattr(
        experiments, "offer", lambda question, experiment, *rest, **more: taken.append((experiment, more))
    )
    app = page_with("map", map_runs="200")
    assert (
        app.warning[0].value == many_points.capped_points(200, 150, 9, 4, 2, 1200)
        and "`parley batch`" in app.warning[0].value
    )
    assert "runs: 200" in taken[0][0] and taken[0][1]["note"] == many_points.EXPERIMENT_WHOLE
    assert any("rests on 150 runs" in caption.value for caption in app.caption)
    monkeypatch.setattr(state, "most_run_months_of_points", lambda: 9 * 200 * 2)
    app.run()
    assert not app.warning and taken[-1][1]["note"] == many_points.EXPERIMENT_NOTE


def test_sensitivity_that_is_cut_says_so_and_offers_the_whole(monkeypatch, tmp_path):
    points = len(tornado.ends(SCENARIO, KNOWN, {})) + 1
    monkeypatch.setattr(state, "most_run_months_of_points", lambda: points * 110 * 2)
    app = page_with("sensitivity", sensitivity_runs="200")
    assert app.warning[0].value == many_points.capped_points(200, 110, points, points, 2, points * 220)
    assert app.code[0].value == "parley batch levers-november-2024.yaml --out levers-november-2024"
    assert any(caption.value == many_points.EXPERIMENT_WHOLE for caption in app.caption)
    monkeypatch.setattr(state, "most_run_months_of_points", lambda: points * 90 * 2)
    app.run()
    assert "nothing is simulated here" in app.warning[0].value and not app.dataframe and not app.exception
    assert app.code[0].value.startswith("parley batch levers-")


def test_the_experiment_gives_the_numbers_of_the_tornado(tmp_path):
    asked = state.Question("november-2024", ((RUSSIA, 0.4),), 100, 2, 5)
    moved = sim.change(SCENARIO, dict(asked.changes))
    ends = tornado.ends(moved, KNOWN, dict(asked.changes))
    table = ran(tmp_path, sensitivity_panels._ends_as_experiment(asked, KNOWN, ends, "talks", 60))
    points = list(ensembles.points(ends, tuple(SCENARIO.levers)))
    parts = ensembles.parts(moved, tuple(SCENARIO.levers), points, *SIZE)
    expected = [share for _, first in parts for share in ensembles.happened(first["talks"]).mean(axis=1)]
    assert table["value"].tolist() == pytest.approx(expected, abs=1e-12)


def test_work_stops_where_the_reader_stops_it_and_goes_on():
    app = AppTest.from_function(_counting, default_timeout=240)
    app.session_state["count reached"] = ("q", 3)
    app.session_state["count stopped"] = "q"
    app.run()
    assert app.text[0].value == "0 1 2" and app.get("progress")[0].proto.text == many_points.stopped(3, 5)
    assert app.button[0].label == many_points.GO_ON
    app.button[0].click().run()
    assert app.text[0].value == "0 1 2 3 4" and not app.button and not app.get("progress")
    assert app.session_state["count reached"] == ("q", 5)


def _counting():
    import streamlit

    from dashboard.parts import steps

    streamlit.text(" ".join(str(number) for number in steps.stoppable("count", "q", iter(range(5)), 5)))
