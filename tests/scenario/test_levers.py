"""Moving parameters: the value goes where it is told, the spread goes along, and mistakes are named."""

import math
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st

from sim import (
    InputError,
    Scenario,
    change,
    optional_parameters,
    parameters,
    read_scenario,
    scenario_names,
    simulate,
    to_yaml,
)
from sim.scenario.levers import get
from tests.conftest import SMALL, WORLD, levers_by_home, loaded, parameters_of

TEXT = SMALL.read_text(encoding="utf-8")
SHIPPED = {name: loaded(name) for name in scenario_names()}
LEVERS = [(name, path) for name, scenario in SHIPPED.items() for path in scenario.levers]
OWN = [(name, path) for name, paths in levers_by_home().items() for path in paths]
"""Each lever once, where it comes from or is given another range or place."""
PRESSURE = "actors.highland.pressure"


def small_with(old: str, new: str) -> Scenario:
    assert TEXT.count(old) == 1
    return read_scenario(TEXT.replace(old, new), "mine.yaml")


def refused(scenario: Scenario, changes: dict) -> list[str]:
    with pytest.raises(InputError) as caught:
        change(scenario, changes)
    return [problem.message for problem in caught.value.problems]


# Moving


def test_a_change_moves_one_number_and_nothing_else(small):
    moved = change(small, {PRESSURE: 0.4})
    before, after = parameters(small), parameters(moved)
    assert {path for path in before if before[path].value != after[path].value} == {PRESSURE}
    assert list(before) == list(after)
    assert get(moved, PRESSURE) == 0.4
    assert get(small, PRESSURE) == 0, "the scenario that was changed stays as it was"


def test_no_change_gives_the_same_scenario(small):
    assert change(small, {}) is small
    assert change(small, {PRESSURE: 0}) is small


def test_several_changes_at_once_are_the_changes_one_by_one(small):
    both = change(small, {PRESSURE: 0.4, "war.noise_km2": 30})
    assert both.digest() == change(change(small, {"war.noise_km2": 30}), {PRESSURE: 0.4}).digest()


def test_a_change_there_and_back_keeps_the_numbers(small):
    back = change(change(small, {PRESSURE: 0.4}), {PRESSURE: 0})
    assert {path: entry.value for path, entry in parameters(back).items()} == {
        path: entry.value for path, entry in parameters(small).items()
    }
    assert simulate(back, 30).drop_attrs(deep=False).identical(simulate(small, 30).drop_attrs(deep=False))


def test_a_switch_is_moved_by_true_and_false(small):
    assert small.actors["patron"].gate.open is True
    assert change(small, {"actors.patron.gate.open": False}).actors["patron"].gate.open is False


def test_a_count_is_moved_by_a_whole_number(small):
    assert change(small, {"agreement.guarantee_levels": 7.0}).agreement.guarantee_levels == 7
    (told,) = refused(small, {"agreement.guarantee_levels": 7.5})
    assert "whole number" in told


def test_a_position_is_moved_in_the_form_that_it_has(small):
    line = "actors.lowland.red_lines.border"
    moved = change(
        small, {f"{line}.at_most": 0.25, f"{line}.released_to": 50, "actors.highland.red_lines.border.at_least": -9}
    )
    red_line = moved.actors["lowland"].red_lines["border"]
    assert red_line.at_most.at.value == 0.25 and red_line.at_most.front_km2 is None
    assert red_line.released_to.front_km2.value == 50 and red_line.released_to.at is None
    assert moved.actors["highland"].red_lines["border"].at_least.front_km2.value == -9
    assert change(small, {"proposals.swap.terms.guards": 0.9}).proposals["swap"].terms["guards"].at.value == 0.9


def test_named_and_open_positions_are_no_parameters(small):
    known = parameters(small)
    assert "proposals.swap.terms.guards" in known
    assert "proposals.swap.terms.status" not in known and "proposals.freeze.terms.guards" not in known


def test_changes_of_simulate_are_those_of_change(small):
    assert simulate(small, 20, changes={PRESSURE: 0.9}).identical(simulate(change(small, {PRESSURE: 0.9}), 20))


# Members, decisions and offers


@pytest.fixture(scope="module")
def world() -> Scenario:
    return loaded(WORLD)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actors.league.members.quarry.stance", 0.7),
        ("actors.league.members.council.members.wards.weight", 0.0),
        ("actors.league.decision.lasts_months", 3.0),
        ("actors.league.decision.side_payments.fund_eur_bn", 0.0),
        ("actors.league.members.council.decision.opt_out", 2.0),
        ("actors.guild.decision.open", False),
        ("actors.guild.members.smiths.gate.open", True),
        ("actors.elders.members.sage.gathers", False),
        ("offers.shield.active", False),
        ("offers.relief.snap_back", 1.0),
        ("proposals.pause.duration.renewal.months", 12.0),
        ("events.new_chief.leadership_change.release", 0.0),
        ("ends.fading_hazard", 0.0),
    ],
)
def test_one_number_of_a_bloc_a_deal_or_an_offer_is_moved_and_nothing_else(world, path, value):
    moved = change(world, {path: value})
    before, after = parameters(world), parameters(moved)
    assert {name for name in before if before[name].value != after[name].value} == {path}
    assert get(moved, path) == value


# Numbers that a file leaves out

HARBOUR = "actors.league.members.harbour"


def test_what_a_file_leaves_out_is_no_parameter_yet(world):
    known, absent = parameters(world), optional_parameters(world)
    assert not set(known) & set(absent)
    assert {f"{HARBOUR}.stance", f"{HARBOUR}.fatigue_gap", "actors.shore.victory_km2"} <= set(absent)
    for path, entry in absent.items():
        assert math.isnan(entry.value) and entry.text and entry.unit and entry.quantity is None, path


def test_a_number_that_the_file_leaves_out_can_be_given(world):
    path = f"{HARBOUR}.stance"
    moved = change(world, {path: 0.2})
    given = moved.actors["league"].members["harbour"].stance
    assert (given.value, given.basis, given.source) == (0.2, "assumption", None)
    assert set(parameters(moved)) - set(parameters(world)) == {path}
    assert read_scenario(to_yaml(moved)).digest() == moved.digest() != world.digest()
    assert get(change(moved, {path: 0.4}), path) == 0.4


def test_two_numbers_that_go_together_are_given_together(world):
    level, rate = "actors.shore.fatigue.usual_level", "actors.shore.fatigue.return_rate"
    moved = change(world, {level: 0.4, rate: 0.2})
    assert (get(moved, level), get(moved, rate)) == (0.4, 0.2)
    (told,) = refused(world, {level: 0.4})
    assert "`usual_level` and `return_rate` go together" in told


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (f"{HARBOUR}.stance", 5, "found 5; allowed: -1 to 2"),
        (f"{HARBOUR}.stance", True, "found True; allowed: -1 to 2"),
        (f"{HARBOUR}.stance", math.nan, "found nan; allowed: -1 to 2"),
        (f"{HARBOUR}.stance", "0.5", "expected a number, found '0.5'"),
        (f"{HARBOUR}.stnce", 0.5, f"did you mean '{HARBOUR}.stance'?"),
        ("actors.league.decision.share_of_members", 0.5, "belong to a qualified_majority"),
        ("actors.league.decision.session_chance", -1, "found -1; allowed: 0 to 1"),
        ("actors.shore.red_lines.lake.audience_cost", 0.5, "belongs to announced lines only"),
        ("proposals.pause.calms", 0.5, "`calms` is for deals of scope issue"),
        ("offers.shield.snap_back", 0.5, "`snap_back` belongs to sanctions_relief"),
    ],
)
def test_a_number_that_does_not_fit_is_refused_with_the_reason(world, path, value, told):
    (message,) = refused(world, {path: value})
    assert message.startswith((f"{path}: ", "unknown parameter", path.rpartition(".")[0])) and told in message


@pytest.mark.parametrize("part", ["actors.guild.members.", "actors.elders.members.", "actors.ridge.preferences."])
def test_weights_that_all_go_to_nothing_leave_no_gaps(world, part):
    weights = {path: 0.0 for path in parameters(world) if path.startswith(part) and path.endswith(".weight")}
    before, after = simulate(world, 30, 6), simulate(world, 30, 6, changes=weights)
    for name in ("front_km2", "escalation", "aid_eur_bn", "ripeness", "reservation", "gate", "fatigue"):
        assert bool((after[name].isnull() == before[name].isnull()).all()), name


# The spread goes along


@cache
def pressed(text: str) -> Scenario:
    return small_with("    pressure: 0.6\n", f"    pressure: {text}\n")


def moved(text: str, value: float):
    return change(pressed(text), {"actors.lowland.pressure": value}).actors["lowland"].pressure


@given(value=st.floats(0, 1))
@settings(max_examples=50)
def test_a_normal_spread_stays(value):
    after = moved("{value: 0.6, sd: 0.1}", value)
    assert (after.value, after.sd) == (value, 0.1)


@given(value=st.floats(0, 1))
@settings(max_examples=50)
def test_a_relative_spread_stays_relative(value):
    after = moved("{value: 0.6, relative_sd: 0.3}", value)
    assert (after.value, after.relative_sd) == (value, 0.3)


@given(value=st.floats(0, 1))
@settings(max_examples=50)
def test_a_uniform_range_shifts_and_stays_within_the_bounds(value):
    after = moved("{value: 0.6, low: 0.5, high: 0.8}", value)
    assert after.value == value
    assert math.isclose(after.low, max(0, value - 0.1), abs_tol=1e-12)
    assert math.isclose(after.high, min(1, value + 0.2), abs_tol=1e-12)
    assert 0 <= after.low <= value <= after.high <= 1


@given(value=st.floats(0, 1))
@settings(max_examples=50)
def test_a_triangle_shifts_and_stays_within_the_bounds(value):
    after = moved("{triangular: [0.5, 0.6, 0.8]}", value)
    low, mode, high = after.triangular
    assert after.value == mode == value
    assert math.isclose(low, max(0, value - 0.1), abs_tol=1e-12)
    assert math.isclose(high, min(1, value + 0.2), abs_tol=1e-12)
    assert 0 <= low <= value <= high <= 1


def test_a_number_without_spread_gets_none():
    assert not moved("0.6", 0.3).uncertain


def test_the_provenance_does_not_go_along():
    source = "sources: {book: {title: B, author: A, publisher: P, date: 1999, standpoint: none, kind: book}}\n"
    text = TEXT.replace(
        "    pressure: 0.6\n", "    pressure: {value: 0.6, source: book, checked: 1999-01, note: page 3}\n"
    )
    after = change(read_scenario(text + source), {"actors.lowland.pressure": 0.3}).actors["lowland"].pressure
    assert (after.source, after.basis, after.checked) == (None, "assumption", None)
    assert after.note == "changed from 0.6"


def test_the_unit_and_the_bounds_stay(small):
    before, after = parameters(small)[PRESSURE], parameters(change(small, {PRESSURE: 0.3}))[PRESSURE]
    assert (after.unit, after.low, after.high, after.text) == (before.unit, before.low, before.high, before.text)


# Mistakes


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("actors.highland.presure", PRESSURE),
        ("actor.highland.pressure", PRESSURE),
        ("Actors.Highland.Pressure", PRESSURE),
        ("war.noise_km", "war.noise_km2"),
        ("talks.base_hazzard", "talks.base_hazard"),
        ("proposals.swap.term.guards", "proposals.swap.terms.guards"),
        ("actors.lowland.pressure.value", "actors.lowland.pressure"),
    ],
)
def test_an_unknown_path_names_the_nearest(small, path, near):
    (told,) = refused(small, {path: 0.5})
    assert told.startswith(f"unknown parameter {path!r}; allowed: ")
    assert told.endswith(f"did you mean {near!r}?")
    with pytest.raises(InputError, match="did you mean"):
        get(small, path)


@pytest.mark.parametrize(
    "path",
    ["", ".", "title", "months", "start", "levers", "actors", "sources.x.title", "\n", "x" * 10_000, "__class__"],
)
def test_what_is_no_parameter_is_refused(small, path):
    (told,) = refused(small, {path: 0.5})
    assert told.startswith("unknown parameter") and len(told) < 500 and told.isprintable()


@pytest.mark.parametrize("value", [-0.01, 1.01, -5, 1e300, math.nan, math.inf, -math.inf])
def test_out_of_range_is_refused_with_the_range(small, value):
    (told,) = refused(small, {PRESSURE: value})
    assert told == f"{PRESSURE}: found {value!r}; allowed: 0 to 1"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_parameter_with_wide_bounds_is_still_finite(value):
    scenario = small_with(
        "{variable: escalation, above: 0.5, width: 0.05}", "{variable: balance, above: 0.5, width: 0.05}"
    )
    assert parameters(scenario)["events.storm.when.above"].high >= 1e9
    refused(scenario, {"events.storm.when.above": value})
    refused(scenario, {"events.storm.when.width": value})


@pytest.mark.parametrize("value", ["0.5", None, [0.5], {"value": 0.5}, 1j, b"1"])
def test_what_is_no_number_is_refused(small, value):
    (told,) = refused(small, {PRESSURE: value})
    assert told.startswith(f"{PRESSURE}: expected a number, found")


def test_switches_and_numbers_are_not_taken_for_each_other(small):
    assert refused(small, {PRESSURE: True}) == [f"{PRESSURE}: found True; allowed: 0 to 1"]
    for value in (0, 1, 0.5):
        (told,) = refused(small, {"actors.patron.gate.open": value})
        assert told == f"actors.patron.gate.open: found {value!r}; allowed: true or false"


def test_several_mistakes_are_told_together(small):
    told = refused(
        small, {"war.noise_km": 1, PRESSURE: 5, "war.area_km2": "big", "war.dead_zone": 0.2, "escalation.step": True}
    )
    assert len(told) == 4
    for piece in (
        "'war.noise_km'",
        "found 5; allowed: 0 to 1",
        "war.area_km2: expected a number",
        "escalation.step: found True",
    ):
        assert any(piece in message for message in told)


def test_what_breaks_the_scenario_as_a_whole_is_refused(small):
    (told,) = refused(
        small_with("width: 0.05}\n    chance", "width: 0.05}\n    chance"), {"events.storm.when.width": 0}
    )
    assert "allowed: 0.000000001 to 1000000000" in told


# The levers of the shipped scenarios


@pytest.mark.parametrize(("name", "path"), LEVERS)
def test_every_lever_lies_on_its_grid(name, path):
    scenario = SHIPPED[name]
    lever, parameter = scenario.levers[path], parameters_of(name)[path]
    assert lever.label and lever.group and lever.help
    if isinstance(parameter.value, bool):
        return
    assert lever.low <= parameter.value <= lever.high
    steps = (lever.high - lever.low) / lever.step
    assert math.isclose(steps, round(steps), abs_tol=1e-6), "the steps reach the upper end"
    place = (parameter.value - lever.low) / lever.step
    assert math.isclose(place, round(place), abs_tol=1e-6), "a slider can come back to where it began"
    assert 4 <= round(steps) <= 1000


@pytest.mark.parametrize(("name", "path"), OWN)
def test_every_lever_goes_to_both_ends(name, path):
    scenario = SHIPPED[name]
    parameter = parameters_of(name)[path]
    lever = scenario.levers[path]
    ends = (False, True) if isinstance(parameter.value, bool) else (lever.low, lever.high)
    for end in ends:
        assert get(change(scenario, {path: end}), path) == end


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("end", ["low", "high"])
def test_all_levers_at_one_end_still_run(name, end):
    scenario = SHIPPED[name]
    known = parameters_of(name)
    ends = {
        path: end == "high" if isinstance(known[path].value, bool) else getattr(lever, end)
        for path, lever in scenario.levers.items()
    }
    moved = change(scenario, ends)
    assert {path: entry.value for path, entry in parameters(moved).items() if path in ends} == ends
    result = simulate(moved, 20, 6)
    assert bool(result["front_km2"].notnull().all())


@pytest.mark.parametrize("name", SHIPPED)
def test_levers_of_a_scenario_have_labels_of_their_own(name):
    labels = [(lever.group, lever.label) for lever in SHIPPED[name].levers.values()]
    assert len(labels) == len(set(labels)) > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_every_parameter_has_a_text_a_unit_and_lies_within_its_bounds(name):
    for path, entry in parameters_of(name).items():
        assert entry.text and entry.unit, path
        assert entry.accepts(entry.value), path


KNOWN = parameters(SHIPPED["november-2024"])
TOGETHER = ("war.area_km2", "war.initial_front_km2", ".instruments.")
"""Numbers that are held against others as well; `test_consistency` has them."""


@given(data=st.data())
@settings(max_examples=40)
def test_any_parameter_goes_to_any_value_that_it_accepts(data):
    path = data.draw(
        st.sampled_from([path for path in KNOWN if not any(part in path for part in (".anchors.", *TOGETHER))])
    )
    entry = KNOWN[path]
    if isinstance(entry.value, bool):
        value = data.draw(st.booleans())
    elif path.endswith("guarantee_levels"):
        value = data.draw(st.integers(2, 201))
    else:
        value = data.draw(st.floats(entry.low, entry.high, allow_nan=False, allow_infinity=False))
    assert get(change(SHIPPED["november-2024"], {path: value}), path) == value
