"""What Parley writes can be read again, and says the same, whatever the scenario leaves out."""

import io
import json
from functools import cache

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from PIL import Image

from dashboard.charts import images, tables
from dashboard.views.explore import tables as explore_tables
from sim import csv_bytes, levers_text, load_scenario, names_along, read_scenario, scenario_names, simulate, summarise
from sim.csv_writing import BYTE_ORDER_MARK
from sim.report.folder import monthly_frame, runs_frame, write_folder
from sim.report.terminal import answer, one_run, run_data
from tests.conftest import SMALL, WORLD, inside, loaded

BARE = read_scenario("""
title: Two sides and nothing else
question: Does a scenario run that has no sponsor, proposal, event or offer?
start: 2000-01
months: 3
issues:
  border:
    label: Border
    kind: territory
    anchors: {old: {at: 0, label: Old border, km2: 0}, sea: {at: 1, label: The sea, km2: 3000}}
  guards:
    label: Guards
    kind: guarantee
    anchors: {many: {at: 0, label: Many guards}, none: {at: 1, label: No guards}}
    status_quo: 0.5
actors:
  lowland:
    role: belligerent
    label: Lowland
    pole: 0
    preferences: {border: {ideal: 0, weight: 0.5}, guards: {ideal: 0.1, weight: 0.5}}
    fatigue: {initial: 0.5, question: invented, growth_losses: 0.02}
  highland:
    role: belligerent
    label: Highland
    pole: 1
    preferences: {border: {ideal: 0.9, weight: 0.5}, guards: {ideal: 1, weight: 0.5}}
    fatigue: {initial: 0.5, question: invented, growth_losses: 0.02}
war: {area_km2: 4000, initial_front_km2: 1000, mobility_km2: 300, noise_km2: 20}
aid: {reference_eur_bn: 1, initial_deliveries_eur_bn: 0.6, initial_expected_eur_bn: 0.6}
credibility: {guarantee: {protects: lowland}, neutral: {protects: highland}}
""")
NAMES = ["bare", *scenario_names(), str(SMALL), str(WORLD)]
EMPTY = ("sponsor", "member", "proposal", "deal", "offer", "event")
"""What the bare scenario has none of."""


def scenario_of(name):
    return BARE if name == "bare" else loaded(name)


@cache
def result_of(name):
    return simulate(scenario_of(name), 16, 3, record="full")


@pytest.mark.parametrize("name", NAMES)
def test_a_dataset_written_as_netcdf_reads_back_identical(name, tmp_path):
    result_of(name).to_netcdf(tmp_path / "result.nc")
    xr.testing.assert_identical(xr.load_dataset(tmp_path / "result.nc"), result_of(name))


def test_what_a_scenario_has_none_of_is_left_out_and_everything_is_told_without_it():
    result = result_of("bare")
    assert all(result.sizes.values()) and not set(EMPTY) & set(result.dims)
    assert [names_along(result, dim) for dim in EMPTY] == [[]] * len(EMPTY)
    summary = summarise(result)
    assert not any(summary[key] for key in ("members", "deals", "offers", "proposals"))
    assert not any(name.startswith("aid_eur_bn") for name in summary["quantiles"])
    assert run_data(result)["months"][-1]["events"] == []
    assert list(answer(BARE, result)) and list(one_run(BARE, result))


def same(found, expected):
    """Whether two tables have the same cells, whatever the kinds of their columns and of what is missing."""
    assert found.columns.tolist() == expected.columns.tolist()
    for column in expected:
        one, other = found[column], expected[column]
        if pd.api.types.is_numeric_dtype(other):
            np.testing.assert_array_equal(one.astype(float), other.astype(float), column)
        else:
            assert (
                one.astype(object).fillna("").astype(str).tolist()
                == other.astype(object).fillna("").astype(str).tolist()
            ), column
    return True


@pytest.mark.parametrize("name", ["bare", "november-2024", str(SMALL), str(WORLD)])
def test_a_folder_of_results_reads_back(name, tmp_path):
    scenario, result, moved = scenario_of(name), result_of(name), {"escalation.initial": 0.5}
    write_folder(tmp_path / "out", scenario, result, "mine", moved)
    folder = tmp_path / "out"
    assert json.loads((folder / "summary.json").read_text()) == {
        **json.loads(json.dumps(summarise(result, "mine"))),
        "levers": moved,
    }
    assert load_scenario(folder / "scenario.yaml").digest() == scenario.digest()
    assert same(pd.read_parquet(folder / "runs.parquet"), runs_frame(result))
    monthly = monthly_frame(result)
    assert same(pd.read_parquet(folder / "monthly.parquet"), monthly)
    found = pd.read_csv(folder / "monthly.csv").rename(columns={"month [months]": "month"})
    assert same(found[monthly.columns], monthly) and found["unit"].notna().all()
    assert found[["scenario", "seed", "levers"]].drop_duplicates().values.tolist() == [
        ["mine", 1, "escalation.initial=0.5"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_downloads_of_the_dashboard_read_back(name):
    about = {"scenario": name, "seed": 1, "levers": levers_text({"a.b": True, "a.c": 1 / 3})}
    whole = result_of(name)
    result = whole.drop_vars([key for key, entry in whole.data_vars.items() if entry.ndim > 3])  # as a summary has it
    runs, quantiles = explore_tables.runs(result), explore_tables.monthly_quantiles(result)
    assert same(pd.read_parquet(io.BytesIO(tables.to_parquet(runs.copy(), about))), runs)
    for table, units in ((runs, explore_tables.units(result)), (quantiles, {"month": "months"})):
        found = pd.read_csv(io.BytesIO(csv_bytes(table, units, about)), keep_default_na=False, na_values=[""])
        assert found["levers"].unique().tolist() == ["a.b=true; a.c=0.333333333333"]
        found.columns = [column.partition(" [")[0] for column in found]
        assert same(found[table.columns], table)
    assert "first_talks [months]" in csv_bytes(runs, explore_tables.units(result), about).decode().splitlines()[0]


def test_a_chart_opens_as_a_picture_and_its_data_read_back():
    table = pd.DataFrame({"x": [0, 1], "y": [0.25, None], "what": ["a, b", None]})
    encoding = {
        "x": {"field": "x", "type": "quantitative", "title": "Month"},
        "y": {"field": "y", "type": "quantitative", "axis": {"title": "Runs of 100"}},
    }
    chart = images.Chart("A chart", table, {"mark": {"type": "line"}, "encoding": encoding}, "Says", origin={"seed": 7})
    assert Image.open(io.BytesIO(images.png(chart, "of 2 runs"))).size[0] > images.WIDTH
    assert "A chart" in images.svg(chart, "of 2 runs")
    found = pd.read_csv(io.BytesIO(images.csv(chart, "of 2 runs")))
    assert found.columns.tolist() == ["x [Month]", "y [Runs of 100]", "what", "chart", "counted over", "seed"]
    assert found["y [Runs of 100]"].tolist()[0] == 0.25 and found["what"].tolist()[0] == "a, b"
    assert same(pd.read_parquet(io.BytesIO(images.parquet(chart, "of 2 runs"))), table)


def test_a_mark_for_excel_is_written_on_request(tmp_path):
    command = ("run", str(SMALL), "--runs", "8", "--months", "2", "--set", "actors.highland.pressure=0.7", "--out")
    assert inside(*command, str(tmp_path / "plain")).returncode == 0
    assert inside(*command, str(tmp_path / "marked"), "--excel").returncode == 0
    plain, marked = ((tmp_path / name / "monthly.csv").read_bytes() for name in ("plain", "marked"))
    assert marked == BYTE_ORDER_MARK + plain and b'"small",1,"actors.highland.pressure=0.7"' in plain
    refused = inside("run", str(SMALL), "--excel")
    assert refused.returncode == 2 and "goes with --out" in refused.stderr
