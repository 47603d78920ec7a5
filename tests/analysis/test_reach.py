"""What it would take: the search on surfaces whose cheapest answers are known, and the whole on small scenarios."""

import json
import os
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from rich.console import Console
from typer.testing import CliRunner

from sim import load_scenario, simulate, what_would_it_take
from sim.analysis import what_would_it_take as module
from sim.analysis.ensembles import axes_of
from sim.analysis.reach import search
from sim.analysis.surface import Axis, Surface
from sim.batch.executors import mapping
from sim.cli.app import app
from sim.errors import InputError
from sim.report import reach as reach_report
from tests.conftest import SMALL, WORLD

PRESSURE, STANCE = "actors.ridge.pressure", "actors.league.members.quarry.stance"


def axis(number, own=0.0, step=0.05):
    values = np.round(np.arange(0, 1 + step / 2, step), 9)
    return Axis(f"lever {number}", values, int(np.searchsorted(values, own)), 1.0)


def found(shares, axes, target, most=5, quick=None):
    """Answers as {lever: value}, and everything that was found."""
    surface, exact = Surface(axes, quick or shares), Surface(axes, shares)
    result = search(surface, exact, target, most)
    answers = [
        {number: float(axes[number].values[point[number]]) for number in surface.moved(point)}
        for point in result.reaching
    ]
    return answers, result, surface


def linear(*slopes, base=0.05):
    return lambda values: np.minimum(1.0, base + values @ np.array(slopes))


SLOPES = linear(0.4, 0.25, 0.2, 0.1, 0.05, 0, 0, 0)
EIGHT = [axis(number) for number in range(8)]


def cheapest(shares, axes, target, levers):
    """The least cost with which the levers reach the target, by trying every value."""
    costs = []
    for places in product(*(range(len(axes[number].values)) for number in levers)):
        point = [one.own for one in axes]
        for number, place in zip(levers, places, strict=True):
            point[number] = place
        surface = Surface(axes, shares)
        if surface.at([tuple(point)])[0] >= target:
            costs.append(surface.cost(tuple(point)))
    return min(costs)


def test_the_cheapest_single_lever_is_found_before_dearer_ones_and_pairs():
    answers, _, _ = found(SLOPES, EIGHT, 0.3)
    assert answers == [{0: 0.65}, {1: 1.0}, {2: 1.0, 3: 0.5}, {2: 1.0, 4: 1.0}]


def test_the_cheapest_pair_is_found_where_no_lever_does_alone():
    answers, _, surface = found(SLOPES, EIGHT, 0.5)
    assert answers[0] == {0: 1.0, 1: 0.2} and len(answers) >= 5
    assert sum(answers[0].values()) == pytest.approx(cheapest(SLOPES, EIGHT, 0.5, (0, 1)))
    assert len(surface.known) < 400


@pytest.mark.parametrize(("target", "levers"), [(0.9, {0, 1, 2}), (1.0, {0, 1, 2, 3})])
def test_more_levers_are_taken_only_where_fewer_do_not_reach(target, levers):
    answers, _, _ = found(SLOPES, EIGHT, target - 1e-9)
    assert [set(answer) for answer in answers] == [levers]


def test_equal_levers_give_distinct_answers():
    answers, _, _ = found(linear(0.5, 0.5, 0.5, 0.0), [axis(n) for n in range(4)], 0.5)
    assert answers == [{0: 0.9}, {1: 0.9}, {2: 0.9}]


def test_a_value_inside_the_range_is_found_where_the_ends_do_nothing():
    def bump(values):
        return 0.1 + 0.6 * np.exp(-(((values[:, 0] - 0.5) / 0.12) ** 2)) + 0.2 * values[:, 1]

    answers, _, _ = found(bump, [axis(n) for n in range(4)], 0.5)
    assert answers[0] == {0: 0.45}


def test_the_nearer_of_two_ends_is_taken():
    def valley(values):
        return 0.1 + 2 * np.abs(values[:, 0] - 0.4) * (np.abs(values[:, 0] - 0.4) > 0.2)

    answers, _, _ = found(valley, [axis(0, own=0.4), axis(1, own=0.5)], 0.7)
    assert answers == [{0: 0.1}]


def test_moves_go_down_as_well_as_up():
    answers, _, _ = found(lambda values: 1 - values.mean(axis=1), [axis(n, own=0.8) for n in range(3)], 0.4)
    assert answers == [{0: 0.2}, {1: 0.2}, {2: 0.2}]


@pytest.mark.parametrize("levers", [(0, 1), (2, 5, 7)])
def test_levers_that_do_something_only_together_are_found(levers):
    def together(values):
        return 0.02 + 0.9 * np.prod(values[:, levers], axis=1)

    answers, _, _ = found(together, EIGHT, 0.5)
    assert set(answers[0]) == set(levers)
    assert sum(answers[0].values()) <= cheapest(together, EIGHT, 0.5, levers) + 0.1


def test_what_cannot_be_reached_gives_the_best_point():
    answers, result, surface = found(linear(0.2, 0.1, 0.0), [axis(n) for n in range(3)], 0.5)
    assert answers == []
    assert surface.known[result.best] == pytest.approx(0.35) and surface.moved(result.best) == {0, 1}
    assert [surface.moved(point) for point in result.alone] == [{0}, {1}, set()]
    assert result.sets == {1: 3, 2: 1}


@pytest.mark.parametrize("off", [-0.06, 0.06])
def test_the_aim_allows_for_a_quick_surface_that_is_off(off):
    answers, _, _ = found(SLOPES, EIGHT, 0.3, quick=lambda values: SLOPES(values) + off)
    assert answers[0] == {0: 0.65}


def test_no_set_holds_another_and_costs_rise_with_the_number_of_levers_first():
    for target in (0.2, 0.4, 0.6, 0.8):
        _, result, surface = found(SLOPES, EIGHT, target)
        ranks = [surface.rank(point) for point in result.reaching]
        assert ranks == sorted(ranks)
        sets = [surface.moved(point) for point in result.reaching]
        assert not any(one < other for one in sets for other in sets)


def test_an_axis_goes_towards_its_baseline_and_away_from_it():
    one = axis(0, own=0.4)
    assert [one.towards(20, 0.5), one.towards(9, 0.5), one.towards(2, 0.05), one.towards(0, 0.001)] == [10, 8, 3, 1]
    assert [one.away(12, 0.25), one.away(18, 0.5), one.away(2, 0.05), one.away(2, 1)] == [17, 20, 1, 0]
    assert one.cost(0) == pytest.approx(0.4) and one.cost(one.own) == 0
    assert set(one.grid(3)) == {0, 10, 20} and one.own not in one.grid(100)


def test_axes_hold_the_steps_of_a_lever_its_ends_and_the_baseline():
    scenario = load_scenario("minsk-type-ceasefire")
    for one in axes_of(scenario):
        lever, values = scenario.levers[one.name], one.values
        assert (np.diff(values) > 0).all()
        if one.name.endswith(".active"):
            assert list(values) == [0, 1] and one.cost(0) + one.cost(1) == 1
        else:
            assert {values[0], values[-1]} == {lever.low, lever.high} and one.span == lever.high - lever.low
            assert len(values) <= (lever.high - lever.low) / lever.step + 2.5


# The whole, with an ensemble in the place of the simulator: run k ends so where a draw of its own lies below the share.


class Drawn:
    shares = staticmethod(lambda values: values[:, 0])

    def __init__(self, scenario, axes, outcome, months, runs, seed, over, workers):
        self.runs, self.seed, self.simulated = runs, seed, 0
        self.levels = np.random.default_rng(seed).random(runs)

    def happened(self, values):
        self.simulated += len(values) * self.runs
        return self.levels < type(self).shares(values)[:, None]


SHIPPED = load_scenario("korea-1951")


def over_ranges(shares):
    """Shares of values as a function of moves in units of range."""
    axes = axes_of(SHIPPED)
    own = np.array([one.values[one.own] for one in axes])
    span = np.array([one.span for one in axes])
    return lambda values: np.clip(shares((values - own) / span), 0, 1)


@settings(max_examples=15)
@given(
    slopes=st.lists(st.floats(-0.6, 0.6), min_size=8, max_size=8),
    bend=st.floats(-1, 1),
    target=st.floats(0.05, 1),
    down=st.booleans(),
    seed=st.integers(0, 99),
)
def test_what_is_reported_as_reached_is_and_no_lever_can_be_left_out(slopes, bend, target, down, seed):
    def shares(moves):
        return 0.3 + moves @ np.array(slopes) + bend * moves[:, 0] * moves[:, 1]

    drawn = type("Bent", (Drawn,), {"shares": staticmethod(over_ranges(shares))})
    goal = {"at_most": 1 - target} if down else {"reach": target}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "Ensemble", drawn)
        finding = what_would_it_take(SHIPPED, runs=500, seed=seed, most=3, **goal)
    axes = axes_of(SHIPPED)

    def verified(moves, seed):
        values = np.array([[one.values[one.own] for one in axes]])
        for move in moves:
            values[0, [one.name for one in axes].index(move.path)] = move.after
        return drawn(None, None, "", 1, 500, seed, map, 1).happened(values)[0].mean()

    assert finding.already == finding.goal.holds(verified([], seed)) == finding.goal.holds(finding.baseline["share"])
    sets = [{move.path for move in answer.moves} for answer in finding.answers]
    assert len(sets) <= 3 and not any(one < other for one in sets for other in sets)
    assert (finding.best is None) == (finding.already or bool(sets))
    for answer in finding.answers:
        assert answer.reached and answer.share["share"] == verified(answer.moves, answer.seed)
        assert finding.goal.holds(answer.share["share"])
        assert answer.surely == finding.goal.holds(answer.share["high" if down else "low"])
        assert answer.cost == pytest.approx(sum(move.cost for move in answer.moves)) and answer.cost > 0
        for move in answer.moves:
            others = [other for other in answer.moves if other != move]
            assert not finding.goal.holds(verified(others, answer.seed)), "a lever could be left out"


def drawn_answer(monkeypatch, shares, **goal):
    monkeypatch.setattr(module, "Ensemble", type("One", (Drawn,), {"shares": staticmethod(over_ranges(shares))}))
    return what_would_it_take(SHIPPED, **goal)


def test_moves_are_hardly_larger_than_they_must_be(monkeypatch):
    finding = drawn_answer(monkeypatch, lambda moves: 0.2 + 0.6 * np.abs(moves[:, 4]), reach=0.5)
    (answer,) = finding.answers
    step = SHIPPED.levers[answer.moves[0].path].step / axes_of(SHIPPED)[4].span
    assert 0.5 - 0.02 < answer.cost < 0.5 + step + 0.05


def test_bringing_a_share_down_is_the_same_question(monkeypatch):
    finding = drawn_answer(monkeypatch, lambda moves: 0.4 - 0.3 * np.abs(moves[:, 4]), at_most=0.2)
    assert [len(answer.moves) for answer in finding.answers] == [1]
    assert finding.answers[0].share["share"] <= 0.2 and finding.answers[0].difference["difference"] < -0.1


def test_what_cannot_be_reached_is_said_with_the_best_and_the_closest(monkeypatch):
    finding = drawn_answer(monkeypatch, lambda moves: 0.1 + 0.2 * np.abs(moves[:, 4]), reach=0.9)
    assert finding.answers == () and finding.best is not None and not finding.best.reached
    name = axes_of(SHIPPED)[4].name
    assert [move.path for move in finding.best.moves] == [name] == [one.move.path for one in finding.closest]
    assert finding.searched.levers == 8 and finding.searched.sets[1] == 8


# The whole on a small scenario.


@pytest.fixture(scope="module")
def world():
    return what_would_it_take(load_scenario(WORLD), reach=0.3, runs=1000)


def test_an_answer_is_what_simulate_gives_for_the_same_runs(world):
    (answer,) = world.answers
    changes = {move.path: move.after for move in answer.moves}
    assert set(changes) == {PRESSURE} and answer.share["share"] >= 0.3 > world.baseline["share"]
    plain, moved = (
        simulate(load_scenario(WORLD), 1000, world.goal.by, answer.seed, changes=one) for one in ({}, changes)
    )
    share = [float(result["first_agreement"].notnull().mean()) for result in (plain, moved)]
    assert [answer.difference["baseline"], answer.share["share"]] == pytest.approx(share)
    assert answer.difference["difference"] == pytest.approx(share[1] - share[0])


def test_workers_change_nothing(world):
    assert what_would_it_take(load_scenario(WORLD), reach=0.3, runs=1000, workers=2) == world


def test_what_is_reached_already_costs_nothing():
    finding = what_would_it_take(load_scenario(WORLD), "talks", reach=0.5, runs=200)
    assert finding.already and finding.answers == () and finding.best is None


def parley(*words):
    return CliRunner().invoke(app, ["what-would-it-take", *words, "--workers", "1"])


def test_the_command_prints_one_json_object():
    result = parley(str(WORLD), "--reach", "0.3", "--runs", "300", "--levers", f"{PRESSURE},{STANCE}", "--json")
    data = json.loads(result.stdout)
    assert data["scenario"] == "world" and data["runs"] == 300 and data["seed"] == 1 and data["version"]
    assert data["goal"] == {"outcome": "agreement", "by": 24, "share": 0.3, "at_most": False}
    assert set(data["baseline"]) == {"share", "low", "high", "runs"} and data["already"] is False
    (answer,) = data["answers"]
    assert set(answer) == {"moves", "cost", "share", "difference", "seed", "reached", "surely"}
    assert set(answer["moves"][0]) == {"path", "label", "unit", "before", "after", "cost"}
    assert set(answer["difference"]) == {"baseline", "changed", "difference", "low", "high"}
    assert data["searched"]["levers"] == 2 and data["searched"]["sets"]["1"] == 2
    assert data["best"] is None and data["closest"] == []


def test_the_text_tells_the_moves_the_cost_and_how_to_repeat_it(world):
    console = Console(width=100)
    with console.capture() as shown:
        for part in reach_report.finding(load_scenario(WORLD), "world", world):
            console.print(part)
    text = shown.get()
    assert "in at least 30 in 100 runs" in text and "1. 1 lever, cost" in text
    assert "Pressure on the ridge" in text and "% of its range" in text and "95 % interval" in text
    assert f"  parley run world --runs 1000 --seed 1 --months 24 \\\n    --set {PRESSURE}=" in text


def test_the_command_says_what_is_not_reached_and_what_is_already():
    text = parley(str(SMALL), "--reach", "0.9", "--runs", "200").stdout
    assert "Not reached within these ranges, as far as was searched." in text
    assert "The best found: 1 lever" in text and "What single levers do" in text and "Searched: 1 lever," in text
    assert "cost 0" in parley(str(WORLD), "--outcome", "talks", "--reach", "0.5", "--runs", "200").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--reach", "0"], "--reach: found 0; allowed: a share above 0 and at most 1"),
        (["--reach", "50"], "--reach: found 50; allowed: a share above 0 and at most 1"),
        (["--reach", "nan"], "--reach: found nan; allowed"),
        (["--at-most", "1"], "--at-most: found 1; allowed: a share from 0 and below 1"),
        ([], "give either --reach"),
        (["--reach", "0.5", "--at-most", "0.5"], "give either --reach"),
        (["--reach", "0.5", "--outcome", "talk"], "--outcome: found 'talk'; allowed: talks, .*did you mean 'talks'"),
        (["--reach", "0.5", "--by", "601"], "--by: found 601; allowed: a month from 1 to 600"),
        (["--reach", "0.5", "--by", "0"], "--by: found 0; allowed: a month from 1 to 600"),
        (["--reach", "0.5", "--levers", "actors.ridge.presure"], f"no lever; .*did you mean '{PRESSURE}'"),
        (["--reach", "0.5", "--levers", "actors.ridge.war_cost"], "--levers: 'actors.ridge.war_cost' is no lever"),
        (["--reach", "0.5", "--levers", ","], "--levers names no lever"),
        (["--reach", "0.5", "--set", "actors.ridge.presure=1"], "unknown parameter"),
        (["--reach", "0.5", "--most", "0"], "--most: found 0; allowed: a whole number from 1 to 20"),
        (["--reach", "0.5", "--runs", "0"], "runs: found 0"),
        (["--reach", "0.5", "--seed", "-1"], "seed: found -1"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(words, told):
    with pytest.raises(InputError, match=told) as refused:
        CliRunner().invoke(app, ["what-would-it-take", str(WORLD), *words], catch_exceptions=False)
    assert "\n" not in str(refused.value)


def test_a_scenario_without_levers_is_refused(tmp_path):
    text = SMALL.read_text(encoding="utf-8")
    (tmp_path / "bare.yaml").write_text(text[: text.index("levers:")], encoding="utf-8")
    with pytest.raises(InputError, match="declares no levers"):
        what_would_it_take(load_scenario(tmp_path / "bare.yaml"), reach=0.5)


def test_a_worker_that_dies_is_told_in_one_line():
    with pytest.raises(InputError, match="a worker process died"), mapping(2) as over:
        list(over(os._exit, [1]))
