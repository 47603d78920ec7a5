"""Approximate Bayesian computation finds what is known, and uses nothing that was not."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.stats import norm

from sim import load_scenario, simulate
from sim.errors import InputError
from sim.model.parameters import NONE, Shifts
from sim.scenario.levers import parameters
from sim.scenario.schema import calendar_month
from sim.validation.calibration.fitting import _as_far_as_known, calibrate, joint_shifts, repeated
from sim.validation.calibration.posterior import posterior_text, read_posterior
from sim.validation.calibration.priors import Priors, load_priors
from sim.validation.calibration.rejection import posterior
from sim.validation.calibration.windows import simulate_windows
from sim.validation.hindcast.forecasts import hindcast
from sim.validation.hindcast.refit import Refit
from sim.validation.observed.noise import as_booked, as_polled, booking_variation
from sim.validation.observed.observables import observables_of
from sim.validation.observed.origins import as_of
from sim.validation.observed.reading import load_observed
from sim.validation.observed.series import Series
from tests.conftest import inside
from tests.validation.test_hindcast import made_up

GROWTH, NOISE = "actors.ukraine.concession_readiness.growth", "war.noise_km2"
shipped = cache(load_observed)


def call(*arguments: str) -> tuple[int, str, str]:
    found = inside(*arguments)
    return found.returncode, found.stdout, found.stderr


scenario = cache(lambda: load_scenario("december-2023"))


def priors(**blocks: object) -> Priors:
    front = {
        "label": "Front",
        "series": ["area_controlled"],
        "parameters": {NOISE: {"low": 20, "high": 500, "reason": "made up"}},
    }
    return Priors.model_validate({"first": "2022-11", "months": 6, "blocks": blocks or {"front": front}})


@cache
def small(seed: int = 1, until: str | None = None):
    return calibrate(scenario(), shipped(), priors(), until, draws=2500, share=0.08, keep=200, seed=seed)


def test_rejection_finds_the_posterior_of_a_normal_mean():
    """Known answer: ten normal draws with sd 0.3 about a mean that is uniform from 0 to 1."""
    rng = np.random.default_rng(5)
    unit = rng.random((20_000, 2))
    data = unit[:, :1] + 0.3 * rng.standard_normal((20_000, 10))
    seen = 0.45 + 0.3 * rng.standard_normal(10)
    found = posterior(unit, data, seen, 0.05, 1000, 1)
    sd = 0.3 / np.sqrt(10)
    assert found.draws[:, 0].mean() == pytest.approx(seen.mean(), abs=0.15 * sd)
    assert found.draws[:, 0].std() == pytest.approx(sd, rel=0.12)
    low, high = np.quantile(found.draws[:, 0], [0.05, 0.95])
    assert (low, high) == pytest.approx(norm.ppf([0.05, 0.95], seen.mean(), sd), abs=0.25 * sd)
    # a parameter that moves nothing keeps its prior
    assert found.draws[:, 1].std() == pytest.approx(1 / np.sqrt(12), rel=0.1)
    assert found.accepted == 1000 and 0 < found.place[0] < 1


def test_a_value_that_made_the_data_is_found_again():
    """The series of the front is replaced by one run of the model with a known noise."""
    truth, observed = 320.0, shipped()
    rows = dict(observed.observations)
    for origin in ("2022-11", "2023-05", "2023-11", "2024-05"):
        start = as_of(scenario(), origin, replace(observed, observations=rows))
        one = Shifts(pinned={NOISE: np.full(1, truth)})
        path = observables_of(
            start, observed, ["area_controlled"], 6, 1, int(origin[2:4]) + int(origin[5:]), shifts=one
        )
        said = dict(
            zip((calendar_month(origin, ahead) for ahead in range(1, 7)), path["area_controlled"][0], strict=True)
        )
        rows["area_controlled"] = tuple(
            replace(o, value=float(said.get(o.month, o.value))) for o in rows["area_controlled"]
        )
    made = replace(observed, observations=rows)
    found = calibrate(scenario(), made, priors(), draws=2000, share=0.1, keep=200).parameters[NOISE]
    assert found.identified
    low, high = np.quantile(found.draws, [0.01, 0.99])
    assert low < truth < high
    assert found.draws.mean() > small().parameters[NOISE].draws.mean() + 50  # the real front was calmer


def test_the_medians_of_two_seeds_agree_and_the_same_seed_gives_the_same():
    one, other = (
        calibrate(scenario(), shipped(), priors(), draws=6000, share=0.04, keep=200, seed=seed) for seed in (1, 2)
    )
    moved = repeated(one, other)
    assert set(moved) == {NOISE} and 0 < moved[NOISE] < 0.5
    until = "2023-11"
    again = calibrate(scenario(), shipped(), priors(), until, draws=2500, share=0.08, keep=200)
    assert np.array_equal(again.parameters[NOISE].draws, small(1, until).parameters[NOISE].draws)


def test_nothing_that_became_known_later_is_used():
    until = "2023-11"

    def doubled(o):
        return replace(o, value=2 * o.value) if o.known > until else o

    later = {name: tuple(map(doubled, rows)) for name, rows in shipped().observations.items()}
    other = replace(shipped(), observations=later)
    found = calibrate(scenario(), other, priors(), until, draws=2500, share=0.08, keep=200)
    assert np.array_equal(found.parameters[NOISE].draws, small(1, until).parameters[NOISE].draws)
    assert not np.array_equal(small().parameters[NOISE].draws, small(1, until).parameters[NOISE].draws)


def test_every_point_counts_once_and_unusual_months_do_not_count():
    assert (small().fitted, small().points) == (1, 24)
    assert small(1, "2023-11").points == 12
    us = {
        "label": "US",
        "series": ["aid_us"],
        "parameters": {"actors.us.capacity_eur_bn": {"low": 2, "high": 9, "reason": "-"}},
    }
    found = calibrate(scenario(), shipped(), priors(us=us), draws=500, share=0.2, keep=100)
    assert found.points == 23  # 24 months less the loan of October 2024


def test_too_many_parameters_for_the_points_are_refused_or_left_out():
    few = {
        "label": "Concessions",
        "series": ["concessions_ukraine"],
        "parameters": {
            path: {"low": low, "high": high, "reason": "made up"}
            for path, low, high in (
                (GROWTH, 0, 0.1),
                ("actors.ukraine.concession_readiness.aid_below_eur_bn", 2, 10),
                ("aid.expectation_rate", 0.05, 0.9),
            )
        },
    }
    with pytest.raises(InputError, match="too few points up to 2024-11: no block has more than 3 for each"):
        calibrate(scenario(), shipped(), priors(few=few), draws=500)
    both = priors(few=few, front=priors().model_dump()["blocks"]["front"])
    found = calibrate(scenario(), shipped(), both, draws=500, share=0.2, keep=100)
    assert found.parameters[GROWTH].draws is None and not found.parameters[GROWTH].identified
    assert (found.fitted, found.points) == (1, 24) and set(found.kept) <= {NOISE}


def test_a_parameter_without_any_bearing_on_its_series_is_not_identified():
    front = priors().model_dump()["blocks"]["front"]
    front["parameters"] = {"actors.uk.capacity_eur_bn": {"low": 0.1, "high": 0.6, "reason": "made up"}}
    found = calibrate(scenario(), shipped(), priors(front=front), draws=2000, share=0.2, keep=400)
    assert not found.parameters["actors.uk.capacity_eur_bn"].identified and found.kept == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"series": ["area_controled"]}, "did you mean 'area_controlled'"),
        ({"parameters": {"war.noise_km": {"low": 1, "high": 2, "reason": "-"}}}, "did you mean 'war.noise_km2'"),
        ({"parameters": {NOISE: {"low": -1, "high": 2, "reason": "-"}}}, "war.noise_km2: found -1; allowed"),
        ({"parameters": {"war.initial_front_km2": {"low": 1, "high": 2, "reason": "-"}}}, "cannot be fitted"),
    ],
)
def test_priors_that_do_not_fit_are_refused_by_name(change, message):
    front = priors().model_dump()["blocks"]["front"] | change
    with pytest.raises(InputError, match=message):
        calibrate(scenario(), shipped(), priors(front=front), draws=500)


def test_numbers_out_of_range_and_broken_ranges_are_refused(tmp_path):
    for bad, message in (
        ({"draws": 10}, "draws: found"),
        ({"share": 0.9}, "share: found"),
        ({"keep": 1}, "keep: found"),
    ):
        with pytest.raises(InputError, match=message):
            calibrate(scenario(), shipped(), priors(), **bad)
    with pytest.raises(InputError, match="until: found"):
        calibrate(scenario(), shipped(), priors(), "2024-13")
    path = tmp_path / "priors.yaml"
    path.write_text(
        "format: 1\nfirst: 2022-11\nmonths: 6\nblocks:\n  a:\n    label: A\n    series: [area_controlled]\n"
        "    parameters:\n      war.noise_km2: {low: 5, high: 5, reason: none}\n"
    )
    with pytest.raises(InputError, match=r"priors.yaml:9:\d+: .*`low` has to lie below `high`"):
        load_priors(path)


def test_the_shipped_ranges_hold_the_scenarios_own_values():
    for path, prior in load_priors().parameters.items():
        value = parameters(scenario())[path].value
        assert prior.low <= value <= prior.high, path


def test_draws_survive_their_file_and_what_is_wrong_in_it_is_told(tmp_path):
    path, found = tmp_path / "posterior.csv", small()
    path.write_text(posterior_text(found, {"seed": 1, "points": found.points}))
    assert path.read_text().startswith("# seed: 1\n# points: 24\nwar.noise_km2\n")
    back = read_posterior(path, scenario())
    assert np.allclose(back[NOISE], found.kept[NOISE], rtol=1e-5)
    for text, message in (
        ("war.noise\n1\n", r"posterior.csv:1:1: unknown parameter 'war.noise'"),
        ("war.noise_km2\nmany\n", r"posterior.csv:2:1: war.noise_km2: expected a number, found 'many'"),
        ("# one\nwar.noise_km2\n1,2\n", r"posterior.csv:3:1: found 2 cells; allowed: 1"),
        ("# nothing\n", "no draws"),
    ):
        path.write_text(text)
        with pytest.raises(InputError, match=message):
            read_posterior(path, scenario())


def test_a_window_at_the_start_of_the_scenario_begins_with_its_own_values():
    """What people expected is 3.3 in the scenario and 6.3 by the tracker; a series that answers to it tells which one was taken."""
    window = simulate_windows(scenario(), shipped(), ["concessions_ukraine"], "2023-12", 6, NONE, 4000, None, 1)[0]
    assert window.months["concessions_ukraine"][-1] == "2024-05"
    start = as_of(scenario(), "2023-12", shipped())
    assert start.changes["aid.initial_expected_eur_bn"] > 6 and scenario().aid.initial_expected_eur_bn.value < 4
    own, other = (
        100 * simulate(one, 4000, 6)["concession_readiness"].sel(actor="ukraine", month=5).mean().item()
        for one in (scenario(), start.scenario)
    )
    assert window.simulated["concessions_ukraine"][:, -1].mean() == pytest.approx(own, abs=1)
    assert own > other + 3


def test_a_nuisance_is_kept_with_its_block_and_earlier_blocks_are_taken_into_account():
    us = {
        "label": "US",
        "series": ["aid_us"],
        "parameters": {
            "actors.us.capacity_eur_bn": {"low": 2, "high": 9, "reason": "-"},
            "actors.us.blocked_share": {"low": 0, "high": 0.5, "reason": "-"},
        },
    }
    front = priors().model_dump()["blocks"]["front"] | {"first": "2022-12", "months": 12}
    front["parameters"] |= {
        "actors.ukraine.capability.from_aid": {"low": 0.333, "high": 0.507, "nuisance": True, "reason": "-"}
    }
    both = priors(us=us, front=front)
    found = calibrate(scenario(), shipped(), both, draws=3000, share=0.1, keep=100)
    assert "2022-12 + 12" in found.windows and "2022-11 + 6" in found.windows
    wide = np.linspace(0.333, 0.507, 100)
    supply = replace(found.parameters["actors.ukraine.capability.from_aid"], draws=wide)
    assert supply.kept and not supply.identified
    assert not replace(supply, prior=supply.prior.model_copy(update={"nuisance": False})).kept
    capacity, share = "actors.us.capacity_eur_bn", "actors.us.blocked_share"
    dropped = found.parameters | {path: replace(found.parameters[path], draws=None) for path in (capacity, share)}
    prior = {"later": np.zeros(8)} | dict.fromkeys(found.parameters, np.zeros(8))
    known = _as_far_as_known(scenario(), prior, found.parameters | {capacity: dropped[capacity]}, 8, 1)
    assert np.array_equal(known["later"], np.zeros(8)) and set(known[NOISE]) <= set(found.kept[NOISE])
    assert np.array_equal(known[capacity], np.zeros(8))  # the scenario's own draws may know what came later
    assert share not in _as_far_as_known(scenario(), prior, dropped, 8, 1)  # its assumption stays


def test_a_refit_knows_nothing_later_and_leaves_wide_what_it_cannot_fit():
    early, late = (as_of(scenario(), month, shipped()) for month in ("2022-06", "2024-06"))
    anew = Refit(scenario(), shipped(), priors(), draws=1000)
    first, second = (anew.of(400)(origin).pinned[NOISE] for origin in (early, late))
    assert anew.fitted == {"2022-06": [], "2024-06": [NOISE]}
    assert (first.min(), first.max()) == pytest.approx((20, 500), abs=5)
    assert second.std() < 0.5 * first.std()

    def doubled(o):
        return replace(o, value=2 * o.value) if o.known > "2024-06" else o

    later = {name: tuple(map(doubled, rows)) for name, rows in shipped().observations.items()}
    other = Refit(scenario(), replace(shipped(), observations=later), priors(), draws=1000)
    assert np.array_equal(other.of(400)(late).pinned[NOISE], second)


def test_the_shipped_draws_are_small_and_fit_the_shipped_scenarios():
    path = load_observed().folder.parent / "calibration" / "posterior.csv"
    assert path.stat().st_size < 100_000
    for name in ("december-2023", "november-2024"):
        found = read_posterior(path, load_scenario(name))
        assert all(values.shape == (250,) for values in found.values())
        assert set(found) <= set(load_priors().parameters)


def test_runs_take_the_draws_together():
    draws = {NOISE: np.array([100.0, 200.0]), GROWTH: np.array([0.01, 0.02])}
    taken = joint_shifts(draws, 5).pinned
    assert np.array_equal(taken[NOISE], [100, 200, 100, 200, 100])
    assert np.array_equal(taken[GROWTH] / taken[NOISE], np.full(5, 1e-4))


def test_a_hindcast_with_draws_is_another_one():
    wide = joint_shifts({NOISE: np.array([800.0, 1000.0])}, 200)
    plain, drawn, same = (
        hindcast(scenario(), shipped(), ["2023-12"], "2024-06", runs=200, shifts=shifts)
        for shifts in (None, wide, lambda origin: wide)
    )
    assert drawn == same
    area = [
        [case.scores["model"].reach_90 for case in found.cases if case.series == "area_controlled"]
        for found in (plain, drawn)
    ]
    assert np.mean(area[1]) < 0.7 * np.mean(
        area[0]
    )  # bands are wider, so less of them lies between median and observation


def test_the_booking_factor_has_mean_one_and_the_scatter_of_the_known_months():
    rng = np.random.default_rng(3)
    level = 4.0
    known = made_up(list(level * rng.gamma(1 / 0.36, 0.36, 400)))
    assert booking_variation(known) == pytest.approx(0.6, rel=0.1)
    booked = as_booked(np.full((200_000, 1), 2.0), known, rng)
    assert booked.mean() == pytest.approx(2, rel=0.01)
    assert booked.std() / 2 == pytest.approx(booking_variation(known), rel=0.02)
    jump = made_up([1.0] * 20 + [9.0] * 20)  # a change of level is no lumpiness
    assert booking_variation(jump) < 0.25
    assert booking_variation(known[:1]) == 0 and booking_variation(made_up([0.0, 0.0])) == 0
    assert booking_variation(made_up([0.0, 3.0, 0.0])) == 3.0
    assert np.array_equal(as_booked(np.ones((2, 2)), made_up([5.0] * 9), rng), np.ones((2, 2)))


def test_a_polls_error_has_the_design_effect():
    rng = np.random.default_rng(4)
    poll = Series(
        label="P",
        kind="poll",
        unit="percent",
        respondents=900,
        design_effect=4,
        output={"variable": "x"},
        naive=["drift"],
    )
    found = as_polled(np.full((100_000, 1), 50.0), poll, rng)
    assert found.std() == pytest.approx(2 * 50 / 30, rel=0.02)
    for wrong in ({"kind": "flow", "design_effect": 2}, {"kind": "stock", "booking": "gamma"}):
        with pytest.raises(ValueError, match="only a"):
            Series(label="P", unit="km2", **wrong)


def test_the_command_prints_and_writes_the_posterior(tmp_path):
    path, ranges = tmp_path / "out.csv", tmp_path / "priors.yaml"
    ranges.write_text(json.dumps(priors().model_dump(exclude_none=True)))
    options = ["--draws", "600", "--share", "0.2", "--keep", "100", "--priors", str(ranges)]
    code, out, err = call("calibrate", *options, "--out", str(path), "--json")
    assert code == 0, err
    found = json.loads(out)
    assert (found["fitted"], found["points"], found["seed"]) == (1, 24, 1)
    entry = found["parameters"][NOISE]
    assert entry["identified"] and entry["posterior"]["median_moves_with_seed"] < 0.5
    assert "# points: 24" in path.read_text() and len(path.read_text().splitlines()) > 100
    code, out, err = call("calibrate", *options)
    assert code == 0 and "1 parameters fitted to 24 points up to 2024-11" in out and "in-sample" in out
    code, out, err = call("hindcast", "--to", "2024-03", "--runs", "50", "--draws", str(path))
    assert code == 0 and "posterior draws of out.csv" in " ".join(out.split())
    code, out, err = call("hindcast", "--draws", str(path), "--refit")
    assert code == 2 and "exclude each other" in err


@pytest.mark.record
@pytest.mark.timeout(900)
def test_the_shipped_draws_are_those_that_the_command_writes(tmp_path):
    path, shipped_path = tmp_path / "again.csv", shipped().folder.parent / "calibration" / "posterior.csv"
    code, out, err = call("calibrate", "--out", str(path), "--json")
    assert code == 0, err
    found = json.loads(out)
    moved = [entry["posterior"]["median_moves_with_seed"] for entry in found["parameters"].values() if entry["kept"]]
    assert max(value for value in moved if value is not None) < 0.5
    again, before = (read_posterior(one, scenario()) for one in (path, shipped_path))
    assert again.keys() == before.keys()
    assert all(np.allclose(again[name], before[name], rtol=1e-4, atol=1e-8) for name in again)
