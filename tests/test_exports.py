"""What Parley writes can be read again, and says the same, whatever the scenario leaves out."""

from functools import cache

import pytest
import xarray as xr

from sim import names_along, read_scenario, scenario_names, simulate, summarise
from sim.report import answer, course, course_data
from tests.conftest import SMALL, WORLD, loaded

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
EMPTY = ("donor", "member", "proposal", "deal", "offer", "event")
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
    assert course_data(result)["months"][-1]["events"] == []
    assert list(answer(BARE, result)) and list(course(BARE, result))
