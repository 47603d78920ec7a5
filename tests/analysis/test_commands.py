"""`parley sensitivity` and `parley discover` as a user meets them: an experiment or a folder in, words, tables or JSON out."""

import json
import re
import subprocess
import sys

import pytest

from sim.batch.prepare import load_batch
from tests.conftest import SMALL, WORLD

PRESSURE, TRUST, STORM = "actors.highland.pressure", "actors.highland.trust", "proposals.swap.terms.guards"
LEVERS = f"{{{PRESSURE}: {{}}, {TRUST}: {{low: 0.1, high: 0.6}}, {STORM}: {{low: 0.1, high: 0.9}}}}"
BASE = "runs: 40\nmonths: 6\nmonthly: false\nrecord: [ripeness]\n"


def write(folder, name, design, scenarios=(SMALL,), more=""):
    path = folder / f"{name}.yaml"
    listed = ", ".join(f"'{scenario}'" for scenario in scenarios)
    path.write_text(
        f"title: Test of {name}\nquestion: What moves it?\nscenarios: [{listed}]\ndesign: {design}\n{BASE}{more}"
    )
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    designs = {
        "morris": f"{{morris: {{points: 4, levers: {LEVERS}}}}}",
        "sobol": f"{{sobol: {{points: 8, levers: {LEVERS}}}}}",
        "cube": f"{{latin_hypercube: {{points: 160, levers: {LEVERS}}}}}",
        "sweep": f"{{sweep: {{{PRESSURE}: [0, 1]}}}}",
        "sweeps": f"{{product: [{{sweep: {{{PRESSURE}: [0, 1]}}}}, {{grid: {{{TRUST}: [0.1, 0.6]}}}}]}}",
    }
    return {name: write(folder, name, design) for name, design in designs.items()}


@pytest.fixture(scope="module")
def folders(files, parley, tmp_path_factory):
    """Batches that are done, as the two commands leave them."""
    folder = tmp_path_factory.mktemp("batches")
    done = {"morris": "sensitivity", "sobol": "sensitivity", "cube": "discover"}
    for name, command in done.items():
        assert parley(command, files[name], "--out", folder / name, "--workers", 1).code == 0
    return {name: folder / name for name in done}


def answer(printed):
    assert printed.code == 0, printed.err
    return json.loads(printed.out)


def test_an_experiment_and_the_folder_of_its_batch_give_the_same_answer(files, folders, parley):
    at_once = answer(parley("sensitivity", files["morris"], "--workers", 1, "--json"))
    assert at_once == answer(parley("sensitivity", folders["morris"], "--json"))
    assert at_once["design"] == "morris" and at_once["outcome"] == "talks" and at_once["by"] == 6
    (found,) = at_once["scenarios"].values()
    ranked = found["parameters"]
    assert ranked[0]["path"] == PRESSURE and ranked[0]["label"] == "Pressure on the highland"
    assert [line["mu_star"] for line in ranked] == sorted((line["mu_star"] for line in ranked), reverse=True)
    assert 0 <= found["chance"]["paired"] < found["chance"]["alone"]


def test_sobol_indices_are_ranked_and_told_with_their_intervals(folders, parley):
    (found,) = answer(parley("sensitivity", folders["sobol"], "--json"))["scenarios"].values()
    totals = [line["total"] for line in found["parameters"]]
    assert totals == sorted(totals, reverse=True) and found["points"] == 8 * 5
    printed = parley("sensitivity", folders["sobol"]).out
    first = found["parameters"][0]
    told = f"{first['total']:.2f} ({first['total_low']:.2f} to {first['total_high']:.2f})"
    assert told.replace("-", "−") in printed
    assert "Pressure on the highland" in printed and PRESSURE in printed
    assert "Parameter uncertainty:" in printed and "Chance: the value of a point has a Monte Carlo error of" in printed
    assert (
        f"No effect at any point: {', '.join(line['path'] for line in found['parameters'] if not line['total'])}"
        in printed.replace("\n", " ")
    )
    assert "First-order indices sum to" in printed


def test_the_text_of_morris_tells_signs_and_what_chance_is(folders, parley):
    printed = " ".join(parley("sensitivity", folders["morris"]).out.split())
    assert re.search(r"Pressure on the highland [\d.]+ \([\d.]+ to [\d.]+\) \+[\d.]+", printed)
    assert "Here run k has the same draws at every point" in printed
    assert "shares of simulated runs under the scenario's stated assumptions" in printed


def test_an_outcome_by_a_month_and_a_variable_can_be_asked_for(folders, parley):
    early = answer(parley("sensitivity", folders["morris"], "--by", 2, "--json"))["scenarios"]["small"]["spread"][
        "mean"
    ]
    late = answer(parley("sensitivity", folders["morris"], "--json"))["scenarios"]["small"]["spread"]["mean"]
    assert early < late
    variable = answer(parley("sensitivity", folders["morris"], "--outcome", "last.ripeness", "--json"))
    assert variable["unit"] != "share of runs" and variable["scenarios"]["small"]["parameters"][0]["path"] == PRESSURE
    assert (
        "ripeness at month 6, mean over runs"
        in parley("sensitivity", folders["morris"], "--outcome", "last.ripeness").out
    )


def test_an_outcome_that_never_happens_is_told_with_its_upper_bound(folders, parley):
    printed = parley("sensitivity", folders["morris"], "--outcome", "victory", "--by", 1).out
    assert "It happens in 0 of 40 runs at every point (at most 8.8 in 100 runs of a point)" in printed
    data = answer(parley("sensitivity", folders["morris"], "--outcome", "victory", "--by", 1, "--json"))
    assert data["scenarios"]["small"]["parameters"] == [] and data["scenarios"]["small"]["chance"] is None


def test_each_scenario_has_its_answer_and_what_one_does_not_have_is_said(tmp_path, parley):
    levers = "{escalation.initial: {low: 0, high: 1}, war.mobility_km2: {low: 100, high: 500}}"
    experiment = write(tmp_path, "both", f"{{morris: {{points: 3, levers: {levers}}}}}", (SMALL, WORLD))
    experiment.write_text(experiment.read_text().replace("[ripeness]", "[fatigue.patron]"))
    assert (
        parley("sensitivity", experiment, "--out", tmp_path / "done", "--workers", 1).out.count("by month 6; 9 points")
        == 2
    )
    printed = parley("sensitivity", tmp_path / "done", "--outcome", "last.fatigue.patron")
    assert printed.code == 0 and "No point has a value, so there is nothing to rank." in printed.out
    data = answer(parley("sensitivity", tmp_path / "done", "--outcome", "last.fatigue.patron", "--json"))
    assert data["scenarios"]["world"]["points_left_out"] == 9 and data["scenarios"]["small"]["points"] == 9


def test_chance_that_is_large_is_warned_of(tmp_path, parley):
    experiment = write(
        tmp_path,
        "few",
        f"{{morris: {{points: 4, levers: {{{TRUST}: {{low: 0.2, high: 0.6}}}}}}}}",
        more="common_random_numbers: false\n",
    )
    printed = " ".join(parley("sensitivity", experiment, "--workers", 1).out.split())
    assert "Warning: chance blurs these indices" in printed and "Raise `runs`" in printed


def test_a_batch_that_was_interrupted_is_taken_up(files, folders, parley):
    again = parley("sensitivity", files["morris"], "--out", folders["morris"], "--workers", 1)
    assert again.code == 2 and "--resume: " in again.err
    resumed = parley("sensitivity", files["morris"], "--out", folders["morris"], "--resume", "--workers", 1)
    assert resumed.code == 0 and resumed.out == parley("sensitivity", folders["morris"]).out


def test_a_box_is_told_in_words_and_numbers(folders, parley):
    asked = ("discover", folders["cube"], "--outcome", "talks", "--at-least", 0.4)
    (found,) = answer(parley(*asked, "--json"))["scenarios"].values()
    box = found["boxes"][0]
    assert [limit["path"] for limit in box["limits"]] == [PRESSURE]
    assert box["limits"][0]["high"] is None and 0 < box["limits"][0]["low"] < 1
    means = box["held_out_means"]
    assert means["difference"]["value"] == pytest.approx(means["inside"]["value"] - means["outside"]["value"])
    assert means["difference"]["low"] > 0
    assert box["held_out"]["points"] == box["finding"]["points"] == 80
    printed = parley(*asked).out
    assert f"Box 1: mostly where “Pressure on the highland” is at least {box['limits'][0]['low']:.3g}" in printed
    for counts in (box["finding"], box["held_out"]):
        assert f"{counts['cases_inside']} of {counts['cases']} = {counts['coverage']:.2f}" in printed
        assert f"{counts['cases_inside']} of {counts['inside']} = {counts['density']:.2f}" in printed
    assert "outside every box" in printed and "No more boxes" in printed


def test_no_box_is_said_with_a_threshold_that_points_reach(folders, parley):
    printed = " ".join(parley("discover", folders["cube"], "--at-least", 0.95).out.split())
    assert "No box: 0 points of interest are left in the half used to find one" in printed
    suggested = re.search(r"a fifth of the points reach [\d.]+ in 100 runs \(`--at-least ([\d.]+)`\)", printed)[1]
    (found,) = answer(parley("discover", folders["cube"], "--at-least", suggested, "--json"))["scenarios"].values()
    assert found["points_of_interest"] >= 32


def test_of_a_sobol_design_only_points_that_are_drawn_independently_are_used(folders, parley):
    (found,) = answer(parley("discover", folders["sobol"], "--json"))["scenarios"].values()
    assert found["points"] == 2 * 8


def test_a_variable_can_be_discovered_from_a_threshold_on(folders, parley):
    refused = parley("discover", folders["cube"], "--outcome", "last.ripeness")
    assert refused.code == 2 and "--at-least: give a value of last.ripeness" in refused.err
    found = answer(parley("discover", folders["cube"], "--outcome", "last.ripeness", "--at-least", 0.44, "--json"))
    assert found["scenarios"]["small"]["boxes"][0]["limits"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sensitivity", "cube"], "found the design latin_hypercube; `parley sensitivity` allows: sobol, morris"),
        (
            ["discover", "morris"],
            "found the design morris; `parley discover` allows: latin_hypercube, sobol, grid, list",
        ),
        (["discover", "sweep"], "found the design sweep"),
        (["discover", "sweeps"], "found the design sweep"),
        (["sensitivity", "morris", "--outcome", "talk"], "--outcome: found 'talk'; allowed: talks"),
        (["sensitivity", "morris", "--by", "7"], "--by: found 7; allowed: 0 to 6"),
        (["sensitivity", "morris", "--outcome", "last.ripeness", "--by", "3"], "known at the horizon only, month 6"),
        (["sensitivity", "morris", "--resume"], "--resume needs --out"),
        (
            ["discover", "cube", "--at-least", "50"],
            "--at-least: found 50; allowed: a share of runs above 0 and up to 1",
        ),
        (["discover", "cube", "--at-least", "nan"], "--at-least: found nan"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_simulated(files, parley, monkeypatch, arguments, message):
    monkeypatch.setattr("sim.batch.run.work", lambda *_: pytest.fail("simulated"))
    command, name, *options = arguments
    printed = parley(command, files[name], *options)
    assert printed.code == 2 and message in printed.err and printed.out == ""


def test_a_folder_is_read_and_nothing_else(folders, parley, tmp_path):
    assert (
        "--out, --resume and --workers go with an experiment" in parley("discover", folders["cube"], "--workers", 2).err
    )
    printed = parley("sensitivity", tmp_path)
    assert printed.code == 2 and "holds no batch" in printed.err


@pytest.mark.parametrize("name", ["uncertainty-sobol", "levers-morris"])
def test_shipped_experiments_are_of_a_size_that_takes_about_a_minute(name):
    batch = load_batch(name)
    assert batch.experiment.design.kind in name
    assert batch.runs <= 700_000 and batch.experiment.question.endswith("?")


def test_the_command_is_there_in_a_process_of_its_own(folders):
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "sensitivity", str(folders["morris"]), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["design"] == "morris"
