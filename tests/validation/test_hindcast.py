"""A forecast from an origin uses nothing later, starts where the series stood, and is scored beside naive ones."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import change, load_scenario, read_scenario, simulate
from sim.errors import InputError, Mark
from sim.scenario.levers import get
from sim.scenario.schema import calendar_month
from sim.validation.hindcast.base_rates import base_rate, load_base_rates, onsets
from sim.validation.hindcast.forecasts import Case, EventCase, Score, hindcast, rolling_origins
from sim.validation.hindcast.naive import NAIVE, can_forecast, naive_forecast, past_changes
from sim.validation.hindcast.track_record import independent, scores_of, scores_of_events
from sim.validation.observed.observables import observables
from sim.validation.observed.origins import as_of, start_value
from sim.validation.observed.reading import Observation, Observed, load_observed, observed_folder
from sim.validation.observed.series import Series, Start
from tests.conftest import inside

ORIGIN, ROOT_MARK = "2023-12", Mark("made-up.csv", 1, 1)
shipped = cache(load_observed)
scenario = cache(lambda: load_scenario("december-2023"))


def made_up(values: list[float], first: str = "2020-01", step: int = 1) -> tuple[Observation, ...]:
    months = [calendar_month(first, step * number) for number in range(len(values))]
    return tuple(
        Observation(month, value, month, "made up", ROOT_MARK) for month, value in zip(months, values, strict=True)
    )


def entry(kind: str = "stock", **more: object) -> Series:
    return Series(
        label="Made up", kind=kind, unit="km2", output={"variable": "front_km2"}, naive=["persistence"], **more
    )


def altered(observed: Observed, factor: float) -> Observed:
    """Everything that became known after the origin is another number."""

    def later(name: str, o: Observation) -> Observation:
        if o.known <= ORIGIN:
            return o
        kind = observed.about.series[name].kind
        return replace(o, value=1 - o.value if kind in ("event", "state") else o.value * factor)

    changed = {name: tuple(later(name, o) for o in entries) for name, entries in observed.observations.items()}
    return replace(observed, observations=changed)


@settings(max_examples=5)
@given(st.floats(0.1, 3))
def test_what_came_after_the_origin_changes_no_forecast(factor):
    """Neither the model's starting values nor its draws, nor a naive forecast or base rate."""
    before, after = shipped(), altered(shipped(), factor)
    assert before.observations != after.observations
    assert as_of(scenario(), ORIGIN, before) == as_of(scenario(), ORIGIN, after)
    for found, other in zip(
        *(observables(scenario(), ORIGIN, o, months=3, runs=20).values() for o in (before, after)), strict=True
    ):
        assert np.array_equal(found, other)
    for name, about in before.about.series.items():
        pair = [o.known_at(name, ORIGIN) for o in (before, after)]
        for naive in about.naive if can_forecast(pair[0]) else ():
            assert np.array_equal(*(naive_forecast(naive, known, "2024-06", about) for known in pair))
        if about.base_rate:
            shares = load_base_rates(observed_folder())
            assert len({base_rate(name, o, shares, ORIGIN, 12) for o in (before, after)}) == 1


def test_the_errors_do_depend_on_what_came_after():
    """The counterpart: else the test above could not fail."""
    found, other = (hindcast(scenario(), o, [ORIGIN], "2024-03", runs=20) for o in (shipped(), altered(shipped(), 2.0)))
    assert found.cases != other.cases


def test_a_hindcast_starts_where_the_series_stood():
    start = as_of(scenario(), "2023-06", shipped())
    assert start.scenario.start == "2023-06" and start.unknown == ()
    assert get(start.scenario, "war.initial_front_km2") == 111778.4
    assert get(start.scenario, "actors.ukraine.concession_readiness.initial") == pytest.approx(
        0.09
    )  # June's was not out yet
    assert get(start.scenario, "actors.us.initial_eur_bn") == pytest.approx((6.657 + 0.702 + 4.945) / 3, abs=0.001)
    assert get(start.scenario, "actors.us.decision.open") is True
    assert get(as_of(scenario(), ORIGIN, shipped()).scenario, "actors.us.decision.open") is False
    assert "talks_russia" in as_of(scenario(), "2022-06", shipped()).unknown


def test_starting_values_are_the_last_the_mean_or_fade():
    known = made_up([8.0, 4.0, 2.0])
    assert start_value(Start(parameter="x", **{"from": "last"}, times=0.5), known) == 1
    assert start_value(Start(parameter="x", **{"from": "mean"}, months=2), known) == 3
    weights = np.array([9 / 16, 3 / 4, 1])
    assert start_value(Start(parameter="x", **{"from": "smoothed"}, months=4), known) == pytest.approx(
        weights @ [8, 4, 2] / weights.sum()
    )


def test_events_that_nobody_had_announced_are_left_out():
    text = """
extends: december-2023
events:
  surprise: {label: A surprise, on: 2024-08, add: {escalation: 0.2}}
  election: {label: An election, on: 2024-11, announced: 2022-11, add: {escalation: 0.2}}
  past: {label: Before, on: 2024-03, announced: 2023-01, add: {escalation: 0.2}}
"""
    asked = read_scenario(text)
    start = as_of(asked, "2024-05", shipped())
    assert start.dropped == ("surprise", "past")
    assert set(start.scenario.events) == {"mediators_alarmed", "election"}
    with pytest.raises(InputError, match="announced"):
        read_scenario(text.replace("announced: 2022-11", "announced: 2025-01"))


def test_observables_are_the_ensembles_in_the_units_of_the_series():
    start = as_of(scenario(), ORIGIN, shipped()).scenario
    found = observables(scenario(), ORIGIN, shipped(), months=4, runs=50, sampling_error=False)
    dataset = simulate(start, 50, 4)
    later = dataset.isel(month=slice(1, None)).transpose("run", "month", ...)
    assert np.array_equal(found["area_controlled"], later["front_km2"])
    assert np.allclose(found["talks_russia"], 100 * later["fatigue"].sel(actor="russia"))
    aid = later["aid_eur_bn"].sel(sponsor=["us", "eu", "uk"]).sum("sponsor") + get(start, "aid.other_donors_eur_bn")
    assert np.allclose(found["aid_total"], aid)
    assert np.allclose(found["aid_europe"] + found["aid_us"] + get(start, "aid.other_donors_eur_bn"), aid)
    assert np.array_equal(found["talks_held"][:, -1], ~np.isnan(dataset["first_talks"]))


def test_polls_get_the_error_of_their_sample():
    with_error, without = (
        observables(scenario(), ORIGIN, shipped(), ["talks_russia"], 1, 4000, sampling_error=flag)["talks_russia"]
        for flag in (True, False)
    )
    error = with_error - without
    assert error.std() == pytest.approx(100 * np.sqrt(4 * 0.56 * 0.44 / 1000), rel=0.05) and abs(error.mean()) < 0.2


def test_unknown_series_and_parameters_are_refused_by_name():
    with pytest.raises(InputError, match="did you mean 'aid_total'"):
        observables(scenario(), ORIGIN, shipped(), ["aid_totl"])
    with pytest.raises(InputError, match="which the scenario does not have"):
        as_of(load_scenario("korea-1951"), ORIGIN, shipped())


def test_naive_forecasts_of_a_straight_line_and_of_a_level():
    line, flat = made_up([float(x) for x in range(24)]), made_up([5.0] * 24)
    assert set(naive_forecast("drift", line, "2022-03", entry())) == {26.0}
    assert set(naive_forecast("persistence", line, "2022-03", entry())) == {20.0, 26.0}
    for name in NAIVE:
        assert set(naive_forecast(name, flat, "2022-03", entry())) == {5.0}


def test_past_changes_span_as_many_months_as_the_forecast_or_are_widened():
    values = [0.0, 1.0, 0.0, 2.0, 0.0, 3.0, 0.0, 4.0, 0.0, 5.0]
    known = made_up(values)
    assert sorted(past_changes(known, "2020-12", entry())) == sorted(
        b - a for a, b in zip(values, values[2:], strict=False)
    )
    stock, flow = past_changes(known[:3], "2020-07", entry()), past_changes(known[:3], "2020-07", entry("flow"))
    assert np.allclose(stock, np.array([1, -1]) * 2) and np.array_equal(flow, [1, -1])


def test_the_season_is_a_month_before_or_after():
    values = [float(month in (6, 7, 8)) * 12 for _ in range(2) for month in range(1, 13)]
    forecast = naive_forecast("seasonal_mean", made_up(values), "2022-07", entry("flow"))
    assert forecast.mean() == pytest.approx(12) and naive_forecast(
        "seasonal_mean", made_up(values), "2022-01", entry("flow")
    ).mean() == pytest.approx(0)


def test_bounds_of_a_series_hold_for_naive_forecasts():
    known = made_up([1.0, 9.0, 1.0, 9.0, 1.0])
    assert naive_forecast("persistence", known, "2020-06", entry("flow", low=0)).min() == 0


def test_onsets_count_months_without():
    rows = (("2020-01", 0), ("2020-03", 1), ("2020-04", 1), ("2020-06", 0), ("2020-12", 1))
    known = tuple(Observation(month, value, month, "", ROOT_MARK) for month, value in rows)
    # without: January to March (the onset), July to December (again); going on: April to June
    assert onsets(known, "2020-01", "2020-12") == (2 + 0.5) / (9 + 1)
    assert onsets((), "2020-01", "2020-09") == 0.5 / 10


def test_base_rates_follow_the_age_of_the_war():
    shares = load_base_rates(observed_folder())
    found = base_rate(
        "agreement_signed", shipped(), shares, "2024-03", 12
    )  # 25 months: of the wars of two years, 4 of 10
    assert found == pytest.approx(4.5 / 11 * 14.5 / 70, rel=0.02)
    assert base_rate("agreement_signed", shipped(), shares, "2024-03", 3) < found


def test_origins_roll_by_three_months_to_the_last_with_observations():
    assert rolling_origins(shipped(), "2024-11") == ["2022-06", "2022-09", "2022-12", "2023-03", "2023-06", "2023-09", "2023-12", "2024-03", "2024-06", "2024-09"]  # fmt: skip


def test_windows_that_do_not_overlap_are_counted():
    assert (
        independent([("2022-06", "2023-06"), ("2022-09", "2023-09"), ("2023-06", "2024-06"), ("2024-06", "2024-11")])
        == 3
    )


def test_summaries_of_cases_worked_by_hand():
    def case(origin, month, model, naive):
        return Case(
            "a",
            "stock",
            origin,
            month,
            month,
            0.0,
            {"model": Score(model, -1, True, True, 0, 0), "drift": Score(naive, 2, False, True, 2, 1)},
        )

    found = scores_of(
        [case("2022-01", "2022-02", 1, 3), case("2022-01", "2022-03", 2, 2), case("2022-02", "2022-03", 3, 1)]
    )
    assert found["cases"] == 3 and found["observations"] == 2 and found["origins"] == 2 and found["independent"] == 1
    assert found["forecasts"]["model"] == {"crps": 2, "bias": -1, "coverage_50": 1, "coverage_90": 1}
    assert found["model_less"] == {"drift": {"difference": 0, "low": None, "high": None}}
    windows = [
        EventCase("a", "2022-01", 12, happened, 99, {"model": 0.0, "base_rate": 0.5}) for happened in (True, False)
    ]
    events = scores_of_events(windows)
    assert events["forecasts"]["model"]["brier"] == 0.5 and events["forecasts"]["base_rate"]["brier"] == 0.25
    assert events["forecasts"]["model"]["log_score"] == pytest.approx(-(np.log(0.005) + np.log(0.995)) / 2)


def test_all_forecasts_of_a_series_are_made_for_the_same_cases():
    found = hindcast(scenario(), shipped(), ["2022-06", ORIGIN], runs=20)
    for case in found.cases:
        assert set(case.scores) == {"model", *shipped().about.series[case.series].naive}
        assert case.origin < case.month <= calendar_month(case.origin, 12)
    assert {case.series for case in found.cases if case.origin == "2022-06"} == {"aid_total", "aid_us", "aid_europe"}
    assert not any(event.happened for event in found.events)


def test_what_the_model_cannot_know_does_not_move_with_a_parameter_that_a_series_sets():
    moved = change(scenario(), {"war.initial_front_km2": 90000})
    assert np.array_equal(
        *(observables(s, ORIGIN, shipped(), ["area_controlled"], 2, 10)["area_controlled"] for s in (scenario(), moved))
    )


def parley(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", "hindcast", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )


def test_the_command_prints_one_object():
    done = parley("--runs", "50", "--to", "2024-03", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"scenario", "series", "events", "origins", "cases", "windows", "calibrated", "not_scored"} <= set(found)
    assert found["series"]["area_controlled"]["cases"] == 3 and found["runs"] == 50
    again = json.loads(parley("--runs", "50", "--to", "2024-03", "--json").stdout)
    assert again == found


def test_the_command_says_what_its_record_is_worth():
    done = parley("--runs", "50")
    assert done.returncode == 0, done.stderr
    assert "One war is one case" in done.stdout and "calibrated on series of the same war" in " ".join(
        done.stdout.split()
    )
    assert "persistence" in done.stdout and "base rate" in done.stdout and "without 2024-10" in done.stdout


@pytest.mark.parametrize(
    ("spoil", "place", "words"),
    [
        (lambda text: text.replace("2023-05,area_controlled", "2023-06,area_controlled"), "territory.csv:15:1", "has a value for 2023-06 already"),
        (lambda text: "\n".join(line for line in text.splitlines() if not line.startswith("2023-05")), "territory.csv:14:1", "2023-05 is missing before 2023-06"),
        (lambda text: text.replace("km2", "ha", 1), "territory.csv:2:34", "allowed for area_controlled: 'km2'"),
        (lambda text: "", "territory.csv:1:1", "the file is empty"),
    ],
    ids=["duplicate", "missing month", "wrong unit", "empty file"],
)  # fmt: skip
def test_bad_data_are_refused_at_their_place_with_exit_code_2(tmp_path, spoil, place, words):
    shutil.copytree(observed_folder(), tmp_path / "mine")
    path = tmp_path / "mine" / "territory.csv"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    done = parley("--observed", str(tmp_path / "mine"))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert place in done.stderr and words in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "2023"], "--from: found '2023'; allowed: YYYY-MM"),
        (["--from", "2024-11"], "origin: found 2024-11; allowed: 2022-02 to 2024-10"),
        (["--to", "2026-01"], "allowed: at most 2024-11"),
        (["--origins", "roling"], "did you mean 'rolling'?"),
        (["--months", "0"], "months: found 0"),
        (["--observed", "nowhere"], "no folder 'nowhere'"),
        (["korea-1951"], "origin: found 1951-07"),
    ],
)
def test_bad_arguments_are_refused_with_exit_code_2(arguments, words):
    done = inside("hindcast", *arguments)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_later_data_are_scored_without_a_change_of_code(tmp_path):
    shutil.copytree(observed_folder(), tmp_path / "mine")
    path = tmp_path / "mine" / "territory.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "2024-12,area_controlled,115300,km2,made up,https://example.org,,\n",
        encoding="utf-8",
    )
    done = parley("--observed", str(tmp_path / "mine"), "--from", "2024-09", "--runs", "50", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["series"]["area_controlled"]["cases"] == 3
