"""Numbers of a scenario held against each other: errors where they cannot be true together, warnings where they are odd."""

import subprocess
import sys

import numpy as np
import pytest

from sim.batch.points import quantile
from sim.ensemble.simulate import simulate
from sim.errors import InputError
from sim.model.draws import Noise
from sim.model.parameters import sample
from sim.scenario.levers import change
from sim.scenario.quantity import Quantity
from sim.scenario.reading import load_scenario, read_scenario, scenario_names, to_yaml
from sim.scenario.schema import MOST_MONTHS
from tests.conftest import SMALL

TEXT = SMALL.read_text(encoding="utf-8")


def swapped(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


IMPOSSIBLE = {
    "a front beyond the country": (
        "initial_front_km2: 1000",
        "initial_front_km2: 4001",
        "initial_front_km2: found 4,001",
    ),
    "an anchor beyond the country": ("km2: 3000", "km2: 4001", "sea.km2: found 4,001, beyond `war.area_km2`"),
    "an area in thousands": ("area_km2: 4000", "area_km2: 4", "initial_front_km2: found 1,000, beyond"),
    "a front of nothing": ("initial_front_km2: 1000", "initial_front_km2: 0", "where lowland has won from the start"),
    "the whole country": (
        "initial_front_km2: 1000",
        "initial_front_km2: 4000",
        "where highland has won from the start",
    ),
    "at the line of victory of pole 0": (
        "    pressure: 0.6",
        "    victory_km2: 1000\n    pressure: 0.6",
        "lowland has won",
    ),
    "past the line of victory of pole 1": ("    pole: 1", "    pole: 1\n    victory_km2: 900", "highland has won"),
    "a victory beyond the country": (
        "    pole: 1",
        "    pole: 1\n    victory_km2: 4500",
        "victory_km2: found 4,500, beyond",
    ),
    "bounds the wrong way round": (
        "guards: {at_least: 0.1}",
        "guards: {at_least: 0.6, at_most: 0.4}",
        "above `at_most` 0.4",
    ),
    "a range the wrong way round": (
        "capacity_eur_bn: 1",
        "capacity_eur_bn: {value: 1, low: 2, high: 0.5}",
        "`low` lies above",
    ),
    "a range alone the wrong way round": (
        "capacity_eur_bn: 1",
        "capacity_eur_bn: {low: 2, high: 0.5}",
        "`low` lies above",
    ),
}
ODD = {
    "a front beyond the anchors": (
        "km2: 3000",
        "km2: 1200",
        ("initial_front_km2: 1000", "initial_front_km2: 1210"),
        "beyond the anchors",
    ),
    "anchors that leave out an end": ("{at: 0, label: Old", "{at: 0.2, label: Old", None, "go from 0.2 to 1"),
    "weights in per cent": ("{ideal: 0, weight: 0.5", "{ideal: 0, weight: 1", None, "sum to 1.5"),
    "a red line the wrong way round": (
        "kind: announced, at_most: 0.5",
        "kind: announced, at_least: 0.5",
        None,
        "own ideal, 0.1, lies beyond",
    ),
    "a released line that is stricter": ("front_km2: 100}", "front_km2: -900}", None, "released_to: is stricter"),
    "a term beyond the country": ("feared: {front_km2: -500}", "feared: {front_km2: -1500}", None, "-500 of 4,000 km²"),
    "a share in per cent": ("above: {value: 0.5, sd: 0.05}", "above: 50", None, "fatigue.lowland goes from 0 to 1"),
    "a ramp wider than the scale": (
        "{variable: pressure.lowland, gain: 0.9}",
        "{variable: pressure.lowland, above: 0.5, width: 5}",
        None,
        "found 5, wider than all that pressure.lowland can be",
    ),
    "more aid than there is": ("initial_eur_bn: 0.5", "initial_eur_bn: 1.5", None, "more than all that it can give"),
    "an event after the end": (
        "    when: {variable: escalation, above: 0.5, width: 0.05}",
        "    on: 2003-01",
        None,
        "month 36, after the last",
    ),
    "a lever that leaves out its value": (
        "group: Highland, help",
        "group: Highland, low: 0.2, help",
        None,
        "leaves out the value",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_numbers_that_cannot_be_true_together_are_refused(name):
    old, new, told = IMPOSSIBLE[name]
    with pytest.raises(InputError) as error:
        read_scenario(swapped((old, new)))
    assert any(told in problem.message and problem.mark is not None for problem in error.value.problems), str(
        error.value
    )


@pytest.mark.parametrize("name", ODD)
def test_what_is_valid_but_odd_is_warned_of_at_its_place(name):
    old, new, further, told = ODD[name]
    (warning,) = read_scenario(swapped((old, new), *([further] if further else [])), "mine.yaml").warnings
    assert told in warning.message and warning.mark.file == "mine.yaml"


def test_all_that_is_odd_is_told_at_once_in_the_order_of_the_file():
    pairs = [(old, new) for old, new, further, _ in ODD.values() if further is None]
    warnings = read_scenario(swapped(*pairs)).warnings
    assert len(warnings) == len(pairs)
    assert [one.mark.line for one in warnings] == sorted(one.mark.line for one in warnings)


@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenarios_are_without_warnings(name):
    assert load_scenario(name).warnings == ()


def test_the_front_must_be_somewhere_between_the_lines_of_victory_after_a_change(small):
    for path, value in (("war.area_km2", 900), ("war.initial_front_km2", 0)):
        with pytest.raises(InputError, match=r"war\.initial_front_km2: found"):
            change(small, {path: value})


def test_a_scenario_without_warnings_equals_one_with_them_that_says_the_same(tmp_path):
    odd = swapped(("initial_eur_bn: 0.5", "initial_eur_bn: 1.5"))
    one, two = read_scenario(odd, "one.yaml"), read_scenario(odd, "two.yaml")
    assert one.warnings != two.warnings and one == two


def test_validate_warns_and_succeeds(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(swapped(("initial_eur_bn: 0.5", "initial_eur_bn: 1.5")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "validate", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "valid" in done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"warning: {path}:") and "initial_eur_bn" in line


# Spreads without width


CONSTANT = {
    "no deviation": {"value": 0.4, "sd": 0},
    "no factor": {"value": 0.4, "relative_sd": 0},
    "a factor on nothing": {"value": 0, "relative_sd": 0.3},
    "a range of one value": {"value": 0.4, "low": 0.4, "high": 0.4},
    "a triangle without width": {"triangular": [0.4, 0.4, 0.4]},
    "equal draws": {"value": 0.4, "draws": [0.2, 0.2, 0.2]},
    "draws by factors of nothing": {"value": 0, "draws": [0.2, 0.3, 0.4]},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", CONSTANT)
def test_a_spread_without_width_is_no_spread(name):
    number = Quantity.model_validate(CONSTANT[name]).within("share", 0, 1)
    assert not number.uncertain
    assert np.array_equal(quantile(number, np.linspace(0, 1, 5)), np.full(5, number.value))
    assert np.all(sample(number, "x", Noise(1, 0, 8)) == number.value) if number.draws is None else True


def test_a_number_at_0_has_its_relative_spread_again_where_a_point_moves_it():
    number = Quantity.model_validate({"value": 0, "relative_sd": 0.3}).within("share", 0, 9)
    drawn = sample(number, "x", Noise(1, 0, 8), np.full(8, 2.0))
    assert len(set(np.asarray(drawn))) == 8


# Positions by name, and texts that are too long


def test_an_ideal_may_be_named_by_an_anchor_of_its_issue(small):
    named = read_scenario(swapped(("ideal: 0.1, weight: 0.3", "ideal: free, weight: 0.3")))
    assert named.actors["lowland"].preferences["status"].ideal.value == 0
    assert (
        change(named, {"actors.lowland.preferences.status.ideal": 0.1})
        .actors["lowland"]
        .preferences["status"]
        .ideal.value
        == 0.1
    )
    assert read_scenario(to_yaml(named)) == named


def test_an_ideal_of_a_name_that_is_none_tells_the_anchors():
    with pytest.raises(InputError) as error:
        read_scenario(swapped(("ideal: 0.1, weight: 0.3", "ideal: fre, weight: 0.3")))
    (problem,) = error.value.problems
    assert "unknown anchor 'fre'; allowed: free, bound; did you mean 'free'?" in problem.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Highland and lowland", "title: {}"),
        ("label: The river", "label: {}"),
        ("label: Patron", "label: {}"),
        ("question: Does a small generic scenario run?", "question: {}"),
        ("initial_eur_bn: 0.5", "initial_eur_bn: {{value: 0.5, note: {}}}"),
        ("label: A storm", "label: {}"),
        ("group: Highland", "group: {}"),
    ],
)
def test_a_text_of_100_000_characters_is_refused_in_few_words(old, new):
    with pytest.raises(InputError) as error:
        read_scenario(swapped((old, new.format("x" * 100_000))))
    (problem,) = error.value.problems
    assert problem.mark and len(problem.message) < 200 and "100000" in problem.message.replace(",", "")


def test_a_horizon_has_one_cap_in_files_and_elsewhere():
    longest = read_scenario(swapped(("months: 12", f"months: {MOST_MONTHS}")))
    assert longest.months == MOST_MONTHS and simulate(longest, 1, MOST_MONTHS).sizes["month"] == MOST_MONTHS + 1
    with pytest.raises(InputError, match="months"):
        read_scenario(swapped(("months: 12", f"months: {MOST_MONTHS + 1}")))
    with pytest.raises(InputError, match="months"):
        simulate(longest, 1, MOST_MONTHS + 1)


# What policies and events would make of the numbers


EVENT = "    add: {escalation: 0.1}"
POLICY = "    set: {actors.highland.pressure: 0.5}"
IMPOSSIBLE_AFTER = {
    "an event that shrinks the country": (EVENT, "    set: {war.area_km2: 500}", "events.storm.set.war.area_km2"),
    "a policy that shrinks the country": (POLICY, "    set: {war.area_km2: 500}", "policies.squeeze.set.war.area_km2"),
    "a policy that moves the front": (
        POLICY,
        "    set: {war.initial_front_km2: 5000}",
        "policies.squeeze.set.war.initial_front_km2",
    ),
    "a policy with which a side has won": (
        POLICY,
        "    set: {war.initial_front_km2: 0}",
        "policies.squeeze.set.war.initial_front_km2",
    ),
    "an event that shrinks the country below an anchor": (
        EVENT,
        "    set: {war.area_km2: 2000}",
        "events.storm.set.war.area_km2",
    ),
    "a policy that moves an anchor": (
        POLICY,
        "    set: {issues.border.anchors.sea.km2: 4500}",
        "policies.squeeze.set.issues.border.anchors.sea.km2",
    ),
    "a policy after which nothing could be signed": (
        POLICY,
        "    set: {actors.patron.instruments.guards.at_least: 0.9}",
        "policies.squeeze.set.actors.patron.instruments.guards.at_least",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE_AFTER)
def test_a_policy_or_event_that_makes_numbers_impossible_is_refused_at_its_line(name):
    old, new, told = IMPOSSIBLE_AFTER[name]
    text = swapped((old, new), ("guards: {at_least: 0.1}", "guards: {at_least: 0.1, at_most: 0.8}"))
    with pytest.raises(InputError) as error:
        read_scenario(text)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line == new)
    assert {(problem.message.split(": ")[0], problem.mark.line) for problem in error.value.problems} == {(told, line)}


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("set: {front_km2: 0}", "events.storm.set.front_km2: found 0, where lowland has won at once"),
        ("set: {front_km2: 4000}", "events.storm.set.front_km2: found 4,000, where highland has won"),
        ("add: {front_km2: 50000}", "events.storm.add.front_km2: found 50,000 from the front at 1,000: found 4,000"),
        ("add: {front_km2: -1000}", "events.storm.add.front_km2: found -1,000 from the front at 1,000: found 0"),
    ],
)
def test_an_event_that_ends_the_war_by_moving_the_front_is_warned_of(new, told):
    (warning,) = read_scenario(swapped(("add: {escalation: 0.1}", new))).warnings
    assert warning.message.startswith(told) and warning.mark.line > 1


def test_an_event_may_move_front_and_country_together():
    text = swapped((EVENT, "    set: {front_km2: 3200, war.area_km2: 3500}"))
    assert read_scenario(text).warnings == ()


# A spread of the front beyond the country


@pytest.mark.parametrize(
    "spread",
    [
        "{value: 1000, low: 0, high: 8000}",
        "{triangular: [500, 1000, 4001]}",
        "{value: 1000, sd: 600}",
        "{value: 1000, relative_sd: 0.8}",
        "{value: 1000, draws: [1, 2, 9]}",
    ],
)
def test_a_spread_of_the_front_beyond_the_country_is_warned_of_and_begins_at_its_border(spread):
    wide = read_scenario(swapped(("initial_front_km2: 1000", f"initial_front_km2: {spread}")))
    (warning,) = wide.warnings
    assert warning.message.startswith("war.initial_front_km2: its spread goes from")
    front = simulate(wide, 200, 1).front_km2.sel(month=0)
    assert 0 <= float(front.min()) < float(front.max()) <= 4000


def test_a_spread_of_the_area_below_the_front_is_warned_of():
    (warning,) = read_scenario(swapped(("area_km2: 4000", "area_km2: {value: 4000, low: 900, high: 5000}"))).warnings
    assert warning.message.startswith("war.area_km2: its spread begins at 900")


# Where policies, levers and commas make numbers impossible


def test_policies_that_are_impossible_together_are_told_where_they_are_adopted():
    policies = (
        "  land: {label: L, set: {war.area_km2: 3500}}\n  gain: {label: G, set: {actors.highland.victory_km2: 3800}}\n"
    )
    text = swapped(
        ("policies:\n", f"adopted: [land, gain]\npolicies:\n{policies}"),
        ("    pole: 1\n", "    pole: 1\n    victory_km2: 3400\n"),
    )
    with pytest.raises(InputError) as error:
        read_scenario(text, "mine.yaml")
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("adopted"))
    assert {(problem.mark.file, problem.mark.line) for problem in error.value.problems} == {("mine.yaml", line)}
    assert all("victory_km2" in problem.message for problem in error.value.problems)


@pytest.mark.parametrize(
    ("area", "told"), [("4,000", "a comma separates"), ("{value: '4'}", "expected a number, found '4'")]
)
def test_a_number_that_cannot_be_read_is_the_only_problem_that_it_makes(area, told):
    with pytest.raises(InputError) as error:
        read_scenario(swapped(("area_km2: 4000", f"area_km2: {area}")))
    (problem,) = error.value.problems
    assert told in problem.message


@pytest.mark.parametrize("ends", ["low: 100, high: 5000", "low: 3000, high: 5000, step: 100"])
def test_a_lever_with_an_end_that_is_impossible_is_warned_of(ends):
    lever = f"levers:\n  war.area_km2: {{label: A, group: G, help: H, {ends}}}\n"
    warnings = read_scenario(swapped(("levers:\n", lever))).warnings
    assert all(warning.message.startswith("levers.war.area_km2: its end 100") for warning in warnings)
    assert bool(warnings) == ("low: 100," in ends)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("noise_km2: 20}", "noise_km2: 20, winter: [12, 1, 12]}", "war.winter: 12 stands"),
        ("policies:\n", "adopted: [squeeze, squeeze]\npolicies:\n", "adopted: 'squeeze' stands"),
        ("    add: {escalation: 0.1}", "    adopt: [squeeze, squeeze]", "events.storm.adopt: 'squeeze' stands"),
        (
            "at_least: {front_km2: -200}",
            "at_least: {front_km2: -200}, applies_to: [ceasefire, ceasefire]",
            "applies_to: 'ceasefire' stands",
        ),
    ],
)
def test_a_list_that_is_a_set_has_nothing_twice(old, new, told):
    with pytest.raises(InputError) as error:
        read_scenario(swapped((old, new)))
    (problem,) = error.value.problems
    assert told in problem.message and problem.mark is not None
