"""Parley from Python: what may be handed over, and what is refused with a reason."""

import subprocess
import sys
from importlib import metadata, resources

import numpy as np
import pytest
import xarray as xr
from hypothesis import Phase, example, given, settings, strategies as st

import sim
from sim import InputError, batch_of, change, read_scenario, simulate, to_yaml
from sim.batch.points import Points
from tests.conftest import SMALL, loaded

PRESSURE = "actors.highland.pressure"
SIZE = {"runs": 8, "months": 2}


# The module itself


def test_the_module_has_its_version_names_and_types():
    assert sim.__version__ == metadata.version("parley")
    assert {*sim.__all__, "__version__"} <= set(dir(sim))
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    assert resources.files("sim").joinpath("py.typed").is_file()


def test_nothing_is_imported_before_it_is_used():
    code = "import sim, sys; dir(sim); sim.__version__; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr


# Wherever a scenario is taken


TAKERS = {
    "simulate": lambda scenario: simulate(scenario, **SIZE)["front_km2"].values.tolist(),
    "explain": lambda scenario: sim.explain(scenario, **SIZE)["proposals"],
    "tell": lambda scenario: sim.tell(scenario, 0, months=2)["entries"],
    "package_space": lambda scenario: sim.package_space(scenario, **SIZE).runs,
    "what_would_it_take": lambda scenario: sim.what_would_it_take(scenario, "talks", 0.01, by=2, runs=8).baseline,
    "parameters": lambda scenario: list(sim.parameters(scenario)),
    "optional_parameters": lambda scenario: list(sim.optional_parameters(scenario)),
    "change": lambda scenario: change(scenario, {PRESSURE: 0.7}).digest(),
    "line_names": sim.line_names,
    "without_lines": lambda scenario: sim.without_lines(scenario, ["lowland.border"]).digest(),
    "with_proposal": lambda scenario: sim.with_proposal(
        scenario, "x", "X", {"border": 0.5, "status": "free", "guards": "open"}
    ).digest(),
    "to_yaml": to_yaml,
    "batch_of": lambda scenario: batch_of(scenario, {**SIZE}).scenarios["scenario"].digest(),
}


@pytest.mark.parametrize("name", TAKERS)
def test_a_scenario_may_be_given_as_a_path(small, name):
    take = TAKERS[name]
    expected = take(small)
    assert take(SMALL) == take(str(SMALL)) == expected
    for wrong in (None, 5, [small]):
        with pytest.raises(InputError, match="scenario: expected a Scenario, a name or a path, found"):
            take(wrong)
    with pytest.raises(InputError, match=r"no scenario named 'novembr-2024'.*did you mean 'november-2024'"):
        take("novembr-2024")


def test_a_shipped_scenario_may_be_given_by_its_name():
    assert simulate("november-2024", 4, 1).identical(simulate(sim.load_scenario("november-2024"), 4, 1))


# Numbers of numpy


@pytest.mark.parametrize(
    "value", [np.float64(0.7), np.float32(0.5), np.int64(1), np.uint8(1), np.array(0.7), np.array(1)]
)
def test_a_change_may_be_a_number_of_numpy(small, value):
    assert change(small, {PRESSURE: value}).digest() == change(small, {PRESSURE: float(value)}).digest()


@pytest.mark.parametrize("value", [np.bool_(True), np.array(False)])
def test_a_switch_may_be_one_of_numpy(value):
    path = "offers.reconstruction.active"
    path = path if path in sim.parameters("december-2023") else next(
        path for path, entry in sim.parameters("december-2023").items() if isinstance(entry.value, bool)
    )  # fmt: skip
    moved = change("december-2023", {path: value})
    assert sim.parameters(moved)[path].value is bool(value)


@pytest.mark.parametrize(
    "value",
    [None, "0.5", np.array([0.5]), [0.5], {}, float("nan"), np.float64("inf"), 10**400, np.str_("x"), True, 1 + 2j, 7],
)
def test_a_change_to_anything_else_is_refused_by_its_path(small, value):
    with pytest.raises(InputError, match=f"{PRESSURE}: "):
        change(small, {PRESSURE: value})


@pytest.mark.parametrize("changes", [5, "x", [PRESSURE], {1: 2}, {None: 0.5}])
def test_changes_are_a_mapping_from_paths(small, changes):
    with pytest.raises(InputError, match="changes: expected a mapping from names to values, found"):
        simulate(small, **SIZE, changes=changes)


def test_sizes_may_be_numbers_of_numpy(small):
    result = simulate(small, np.int64(8), np.int32(2), np.uint16(3), first_run=np.int64(1))
    assert result.identical(simulate(small, 8, 2, 3, first_run=1))
    assert type(result.attrs["runs"]) is type(result.attrs["seed"]) is int


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            {name: value}
            for name in ("runs", "months", "first_run", "seed")
            for value in (-1, 1.5, "4", True, [1], np.nan)
        ),
        {"runs": 0},
        {"months": 0},
        {"runs": None},
        {"seed": 2**70},
        {"runs": 10**400},
        {"first_run": 10**9},
        {"record": "all"},
        {"record": None},
        {"record": np.zeros(2)},
    ],
    ids=str,
)
def test_a_size_out_of_range_is_refused_by_its_name(small, wrong):
    with pytest.raises(InputError, match=rf"^{next(iter(wrong))}: found .*; allowed: "):
        simulate(small, **{**SIZE, **wrong})


# Batches


@pytest.mark.parametrize(
    ("experiment", "said"),
    [
        ([], "experiment: expected a mapping"),
        ({"runs": "many"}, "runs: expected a number, found 'many'"),
        ({"runs": 4, "desing": {}}, "desing: unknown key; allowed: .*did you mean 'design'"),
        ({"runs": 4, "design": {"grid": {PRESSURE: "wide"}}}, f"{PRESSURE}"),
        ({"runs": 4, "design": {"gird": {}}}, "gird: unknown key.*did you mean 'grid'"),
        ({"runs": 4, "design": {"grid": {"actors.highland.presure": [0, 1]}}}, "did you mean"),
    ],
)
def test_an_experiment_that_cannot_be_is_refused_with_what_is_wrong(small, experiment, said):
    with pytest.raises(InputError, match=said):
        batch_of(small, experiment)


def test_an_experiment_may_hold_arrays_of_numpy(small):
    axis = np.linspace(0, 1, 3)
    batch = batch_of(small, {"runs": np.int64(4), "design": {"grid": {PRESSURE: axis}}})
    assert batch.experiment.runs == 4 and batch.points.columns[PRESSURE].tolist() == axis.tolist()
    assert isinstance(batch.points, Points)


# Text


ODD = ["null", "yes", "1", "1e3", "~", ".inf", "- x", "# x", "a: b", "'", '"', " x ", "x\n", "a\n\nb", "\u2028", "\ufeff", "🕊️", "\x85", "?"]  # fmt: skip


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"])), max_size=4).map("".join),
)


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(st.lists(WORDS, min_size=6, max_size=6))
@example(["\x85", "a\x85 b", " \r", "\u2028x", "x" * 190 + "  \u2029", "- x"])
def test_whatever_titles_and_labels_say_reads_back(words):
    small = loaded(SMALL)
    title, question, *labels = words
    actors = {
        name: actor.model_copy(update={"label": label})
        for (name, actor), label in zip(small.actors.items(), labels, strict=True)
    }
    odd = small.model_copy(update={"title": title, "question": question, "actors": actors})
    again = read_scenario(to_yaml(odd))
    assert [again.title, again.question, *(actor.label for actor in again.actors.values())] == words
    assert again.digest() == odd.digest()


# Results


READERS = [
    "aid_of_all",
    "blocking_members",
    "deals",
    "ends",
    "offers",
    "quantiles",
    "standing",
    "summarise",
    "verdicts",
]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("wrong", [None, 5, "x", {}, np.zeros(2), xr.Dataset()], ids=lambda wrong: type(wrong).__name__)
def test_what_is_no_result_is_refused(name, wrong):
    with pytest.raises(InputError, match="expected a dataset as `simulate` returns it, found"):
        getattr(sim, name)(wrong)


def test_results_that_do_not_pair_and_unknown_outcomes_are_refused(small):
    result = simulate(small, **SIZE)
    with pytest.raises(InputError, match="the same runs and seed"):
        sim.compare(result, simulate(small, 4, 2))
    for wrong in ("talk", None, 5, []):
        with pytest.raises(InputError, match=r"outcome: found .*; allowed: talks"):
            sim.by_month(result, wrong)
