"""What the theory promises, run by run under common random numbers."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sim import Scenario, change, parameters, simulate
from sim.vocabulary import VERDICTS
from tests.conftest import WORLD, loaded, parameters_of

PRESSURE = loaded("pressure-for-talks")
NOVEMBER = loaded("november-2024")
MONTHS = 18


def lines_of(scenario: Scenario) -> list[tuple[str, float]]:
    """Every bound of a red line or instrument with the direction that tightens it."""
    found = []
    for path in parameters(scenario):
        *head, last = path.split(".")
        if "red_lines" in head or "instruments" in head:
            if last == "at_least":
                found.append((path, 1.0))
            elif last == "at_most":
                found.append((path, -1.0))
            elif last == "released_to":
                line = scenario.actors[head[1]].red_lines[head[3]]
                found.append((path, 1.0 if line.at_least else -1.0))
            elif last == "audience_cost" or (last == "level" and "release" in head):
                found.append((path, 1.0))
    return found


LINES = {name: lines_of(loaded(name)) for name in ("pressure-for-talks", WORLD)}
"""Of the shipped world and of the invented one, which has ceasefires, offers and blocs under every rule."""
EACH_LINE = [(name, *line) for name, lines in LINES.items() for line in lines]


def of_line(value) -> str:
    return value.stem if isinstance(value, Path) else str(value)


@cache
def as_it_is(name: str | Path, runs: int, seed: int = 1):
    """The scenario without any change, simulated once."""
    return simulate(loaded(name), runs, MONTHS, seed)


def tightened(name: str | Path, path: str, direction: float, share: float) -> Scenario:
    """The scenario with a stricter line: some way towards the end of what the field allows."""
    parameter = parameters_of(name)[path]
    reach = 15_000.0 if parameter.unit == "km2" else 1.0
    end = parameter.value + direction * reach
    end = min(max(end, parameter.low), parameter.high)
    return change(loaded(name), {path: parameter.value + share * (end - parameter.value)})


def never_earlier(strict, loose) -> bool:
    """No run signs anything, a ceasefire or a settlement, earlier than its twin."""
    one, other = (np.nan_to_num(d["first_signature"].values, nan=np.inf) for d in (strict, loose))
    return bool((one >= other).all())


@pytest.mark.parametrize("name", LINES, ids=of_line)
@given(data=st.data(), share=st.floats(0, 1), seed=st.integers(0, 7))
@settings(max_examples=30)
def test_a_tighter_line_never_brings_an_agreement_forward(name, data, share, seed):
    path, direction = data.draw(st.sampled_from(LINES[name]))
    strict = tightened(name, path, direction, share)
    assert never_earlier(simulate(strict, 700, MONTHS, seed), as_it_is(name, 700, seed)), path


@pytest.mark.parametrize(("name", "path", "direction"), EACH_LINE, ids=of_line)
def test_each_line_fully_tightened_never_brings_an_agreement_forward(name, path, direction):
    strict = simulate(tightened(name, path, direction, 1.0), 1024, MONTHS)
    assert never_earlier(strict, as_it_is(name, 1024))


def test_a_stricter_line_can_bring_a_settlement_forward():
    """Why the first signature is what the promise is about: a line that rules a ceasefire out can lead to a settlement instead."""
    strict = simulate(tightened(WORLD, "actors.shore.red_lines.lake.at_most", -1.0, 0.3), 2000, MONTHS)
    one, other = (np.nan_to_num(d["first_agreement"].values, nan=np.inf) for d in (strict, as_it_is(WORLD, 2000)))
    assert (one < other).any() and never_earlier(strict, as_it_is(WORLD, 2000))


@pytest.mark.parametrize(
    "changes",
    [
        {"agreement.signing_base": 0.02},
        {"agreement.signing_surplus": 0.05},
        {"agreement.surplus_scale": 0.2},
    ],
)
def test_a_slower_hand_never_signs_earlier(changes):
    assert never_earlier(simulate(PRESSURE, 2000, MONTHS, changes=changes), as_it_is("pressure-for-talks", 2000))


def red_line_free(scenario: Scenario) -> Scenario:
    data = scenario.model_dump(mode="json", exclude_none=True)
    for actor in data["actors"].values():
        if actor["role"] == "belligerent":
            actor["red_lines"] = {}
    data["levers"], data["policies"], data["adopted"], data["facts"], data["events"] = {}, {}, [], {}, {}
    return Scenario.model_validate(data)


SIGNS = [
    ("actors.ukraine.trust", +0.2, +1),
    ("actors.russia.trust", +0.2, +1),
    ("credibility.guarantee.strength", +0.3, +1),
    ("actors.russia.war_cost", +0.055, +1),
    ("actors.ukraine.war_cost", +0.09, +1),
    ("actors.russia.optimism", +0.1, -1),
    ("actors.ukraine.optimism", +0.1, -1),
    ("actors.russia.margin", +0.06, -1),
    ("actors.ukraine.margin", +0.05, -1),
    ("actors.russia.pressure", +0.5, +1),
    ("actors.ukraine.pressure", -0.6, -1),
    ("actors.ukraine.fatigue.initial", +0.1, +1),
    ("actors.russia.fatigue.initial", +0.1, +1),
    ("actors.global_south.members.asia_pacific.engagement", +0.5, +1),
]


@pytest.mark.parametrize(("path", "step", "sign"), SIGNS)
def test_the_share_of_agreements_moves_in_the_documented_direction(path, step, sign):
    value = parameters_of("pressure-for-talks")[path].value + step
    moved = simulate(PRESSURE, 4000, MONTHS, 3, changes={path: value})
    before, after = (
        ~np.isnan(result["first_agreement"].values) for result in (as_it_is("pressure-for-talks", 4000, 3), moved)
    )
    difference = after.astype(float) - before
    assert sign * difference.mean() >= -2 * difference.std() / np.sqrt(difference.size)


def test_more_aid_raises_ukraines_reservation_value_and_lowers_russias():
    more = {"actors.us.capacity_eur_bn": 6.0, "actors.eu.capacity_eur_bn": 6.0}
    few, many = simulate(PRESSURE, 2000, 10), simulate(PRESSURE, 2000, 10, changes=more)
    at_war = (few["phase"].values < 2) & (many["phase"].values < 2)
    step = {a: (many["reservation"] - few["reservation"]).sel(actor=a).values[at_war] for a in ("ukraine", "russia")}
    assert step["ukraine"].mean() > 0 > step["russia"].mean()
    assert (step["ukraine"] < -0.01).mean() < 0.01 and (step["russia"] > 0.01).mean() < 0.01


def test_without_lines_doubt_and_optimism_a_zone_always_exists():
    """Fearon 1995: a costly war leaves room for a deal once promises are believed and estimates agree."""
    scenario = red_line_free(NOVEMBER)
    for actor in ("russia", "ukraine"):
        scenario = change(scenario, {f"actors.{actor}.trust": 0.95, f"actors.{actor}.optimism": 0.0})
    data = scenario.model_dump(mode="json", exclude_none=True)
    for actor in ("russia", "ukraine"):
        data["actors"][actor]["optimism"] = 0.0
    result = simulate(Scenario.model_validate(data), 1000)
    assert result["zopa"].values.mean() > 0.999


def test_a_costless_war_between_optimists_is_not_ended():
    changes = {f"actors.{actor}.war_cost": 0.0 for actor in ("russia", "ukraine")}
    changes |= {f"actors.{actor}.pressure": 0.0 for actor in ("russia", "ukraine")}
    result = simulate(PRESSURE, 4000, changes=changes)
    assert (~np.isnan(result["first_agreement"])).mean() < 0.001


@pytest.mark.parametrize("name", ["december-2023", "pressure-for-talks"])
def test_structure(name):
    result = simulate(loaded(name), 1500, 24, record="full")
    again = simulate(loaded(name), 1500, 24, record="full")
    for variable in result.data_vars:
        kind = result[variable].dtype.kind
        assert np.array_equal(result[variable].values, again[variable].values, equal_nan=kind == "f"), variable
    assert result.sizes["month"] == 25
    for variable in ("fatigue", "concession_readiness"):
        values = result[variable].values
        values = values[~np.isnan(values)]
        assert values.min() > 0.01 and values.max() < 0.99
    for variable in ("escalation", "ripeness"):
        assert 0 <= result[variable].values.min() and result[variable].values.max() <= 1
    shares = result["verdict_share"].sum("code", skipna=False).values
    assert np.allclose(shares[~np.isnan(shares)], 1)
    for code, word in enumerate(VERDICTS):
        mean = (result["verdict"] == code).mean("run").values
        share = result["verdict_share"].sel(code=word).values
        assert np.allclose(mean[~np.isnan(share)], share[~np.isnan(share)])
    signed = ~np.isnan(result["first_agreement"].values)
    terms = result["terms"].values
    assert np.isnan(terms[~signed]).all()
    assert ((terms[signed] >= 0) & (terms[signed] <= 1)).all()


def test_losses_stay_below_the_claim_of_a_belligerent():
    """The claim of 125,000 in six months, some 21,000 a month, is an upper bound and nothing more."""
    losses = simulate(loaded("december-2023"), 1000)["losses"].sel(actor="ukraine").values
    assert np.median(losses, axis=0).max() < 125_000 / 6
