"""Common random numbers: the same address gives the same draw, whatever else there is."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import change, simulate
from sim.model.draws import BLOCK, Noise


@given(
    seed=st.integers(0, 2**40),
    block=st.integers(0, 50),
    runs=st.integers(1, BLOCK),
    month=st.integers(0, 30),
    others=st.lists(st.text(max_size=8), max_size=4, unique=True),
)
@settings(max_examples=40)
def test_a_draw_depends_on_its_address_alone(seed, block, runs, month, others):
    reference = Noise(seed, block)
    for m in range(month):
        reference.normal("front", m)
    expected = reference.normal("front", month)
    crowded = Noise(seed, block, runs)
    for m in range(month + 1):
        for other in others:
            crowded.uniform(other, m)
            crowded.normal(f"{other}x", m)
    assert np.array_equal(crowded.normal("front", month), expected[:runs])


def test_several_blocks_at_once_are_the_blocks_one_by_one():
    together = Noise(4, 2, 2 * BLOCK + 100)
    for month in range(3):
        one_by_one = [Noise(4, block) for block in (2, 3, 4)]
        expected = np.concatenate([noise.uniform("front", month) for noise in one_by_one])
        assert np.array_equal(together.uniform("front", month), expected[: 2 * BLOCK + 100])


def test_seed_stream_block_and_month_all_matter():
    draws = [
        Noise(1, 0).normal("front", 0),
        Noise(2, 0).normal("front", 0),
        Noise(1, 1).normal("front", 0),
        Noise(1, 0).normal("mood", 0),
        Noise(1, 0).normal("front", 1),
    ]
    for i, one in enumerate(draws):
        for other in draws[:i]:
            assert abs(np.corrcoef(one, other)[0, 1]) < 0.15


def test_months_of_a_stream_cannot_be_drawn_twice():
    noise = Noise(1, 0)
    noise.normal("front", 3)
    with pytest.raises(ValueError, match="drawn before"):
        noise.normal("front", 3)


def test_draws_have_the_right_distribution():
    noise = Noise(7, 3)
    normal = np.concatenate([noise.normal("a", m) for m in range(60)])
    uniform = np.concatenate([noise.uniform("a", m) for m in range(60)])
    assert abs(normal.mean()) < 0.02 and abs(normal.std() - 1) < 0.02
    assert abs(uniform.mean() - 0.5) < 0.01 and uniform.min() >= 0 and uniform.max() < 1


def _same(a, b):
    for name in a.data_vars:
        assert np.array_equal(a[name].values, b[name].values, equal_nan=a[name].dtype.kind == "f"), name


def test_a_shorter_ensemble_is_the_beginning_of_a_longer_one(small):
    long, short = simulate(small, 1500), simulate(small, 1100)
    _same(long.isel(run=slice(0, 1100)).drop_vars("verdict_share"), short.drop_vars("verdict_share"))


def test_a_shorter_horizon_is_the_beginning_of_a_longer_one(small):
    long, short = simulate(small, 300, months=18), simulate(small, 300, months=7)
    for name in ("front_km2", "phase", "fatigue", "reservation", "aid_eur_bn"):
        assert np.array_equal(long[name].isel(month=slice(0, 8)).values, short[name].values, equal_nan=True), name
    early = np.where(long["first_agreement"] <= 7, long["first_agreement"], np.nan)
    assert np.array_equal(early, short["first_agreement"].values, equal_nan=True)


def test_one_run_is_the_same_alone(small):
    many = simulate(small, 1300, record="full")
    alone = simulate(small, 1, record="full", first_run=1234)
    _same(many.sel(run=[1234]).drop_vars("verdict_share"), alone.drop_vars("verdict_share"))


def test_another_seed_gives_other_runs(small):
    assert not np.array_equal(simulate(small, 50, seed=1)["front_km2"], simulate(small, 50, seed=2)["front_km2"])


def test_an_unmoved_lever_changes_nothing(small):
    moved = change(small, {"actors.highland.pressure": small.actors["highland"].pressure.value})
    _same(simulate(small, 200), simulate(moved, 200))


def test_another_actor_or_event_changes_no_draw(small):
    data = small.model_dump(mode="json", exclude_none=True)
    data["actors"]["second_envoy"] = {"role": "mediator", "label": "Second", "engagement": 0.0, "growth": 0.0}
    data["events"]["nothing"] = {"label": "x", "on": "2000-05", "chance": 0.5, "add": {"escalation": 0.0}}
    more = simulate(type(small).model_validate(data), 200)
    plain = simulate(small, 200)
    for name in ("front_km2", "phase", "first_agreement", "escalation"):
        assert np.array_equal(more[name].values, plain[name].values, equal_nan=True), name


def test_another_process_gives_the_same_numbers(small):
    code = (
        "from sim import load_scenario, simulate; import sys;"
        "d = simulate(load_scenario(sys.argv[1]), 300); print(repr(float(d['front_km2'].sum())), repr(float(d['reservation'].sum())))"
    )
    from tests.conftest import SMALL

    out = subprocess.run([sys.executable, "-c", code, str(SMALL)], capture_output=True, text=True, check=True).stdout
    here = simulate(small, 300)
    assert out.split() == [repr(float(here["front_km2"].sum())), repr(float(here["reservation"].sum()))]
