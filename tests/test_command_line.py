"""The command line as a user meets it: a subprocess, its exit code, and what it prints."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from sim import change, load_scenario, scenario_names, simulate, summarise
from sim.scenario.schema import as_data


def parley(*arguments, check=None):
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    if check is not None:
        assert done.returncode == check, done.stderr
    return done


@pytest.fixture(scope="module")
def answer():
    return json.loads(parley("run", "november-2024", "--runs", 300, "--months", 6, "--json", check=0).stdout)


def test_json_has_what_other_programs_read(answer):
    assert {"scenario", "title", "runs", "months", "seed", "scenario_hash", "version"} <= set(answer)
    assert answer["scenario"] == "november-2024" and answer["runs"] == 300 and answer["months"] == 6
    for name in ("talks", "agreement", "collapse"):
        share = answer["shares"][name]
        assert 0 <= share["low"] <= share["share"] <= share["high"] <= 1 and share["runs"] == 300
        assert len(answer["monthly"][name]) == 7
        assert answer["monthly"][name] == sorted(answer["monthly"][name])
    wanted = {"front_km2", "escalation", "ripeness", "fatigue.russia", "fatigue.us", "aid_eur_bn.us", "aid_eur_bn.eu"}
    assert wanted <= set(answer["quantiles"]) and "fatigue.global_south" not in answer["quantiles"]
    for entry in answer["quantiles"].values():
        assert list(entry) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
        assert (np.diff([entry[q] for q in entry], axis=0) >= 0).all()
    for actors in answer["proposals"].values():
        for shares in actors.values():
            assert set(shares) == {"accepts", "red_line", "worse_than_war", "not_believed", "haggling", "third_party"}
            assert sum(shares.values()) == pytest.approx(1, abs=1e-4)


def test_command_line_and_library_give_the_same_numbers(answer):
    assert answer == json.loads(
        json.dumps(summarise(simulate(load_scenario("november-2024"), 300, 6), "november-2024"))
    )


def test_set_moves_parameters():
    moved = json.loads(
        parley("run", "november-2024", "--runs", 200, "--set", "actors.us.gate.open=false",
               "--set", "actors.russia.war_cost=0.3", "--json", check=0).stdout
    )  # fmt: skip
    scenario = change(load_scenario("november-2024"), {"actors.us.gate.open": False, "actors.russia.war_cost": 0.3})
    assert moved["shares"] == summarise(simulate(scenario, 200))["shares"]


def test_one_course_is_a_run_of_the_ensemble():
    course = json.loads(parley("run", "november-2024", "--run", 1100, "--json", check=0).stdout)
    many = simulate(load_scenario("november-2024"), 1101).sel(run=1100)
    assert [m["front_km2"] for m in course["months"]] == many["front_km2"].values.tolist()
    assert "2024-11" in parley("run", "november-2024", "--run", 3, check=0).stdout


def test_results_are_written_whole_or_not_at_all(tmp_path):
    folder = tmp_path / "deep" / "results"
    parley("run", "november-2024", "--runs", 100, "--out", folder, check=0)
    assert len(pd.read_parquet(folder / "runs.parquet")) == 100
    monthly = pd.read_parquet(folder / "monthly.parquet")
    assert len(pd.read_csv(folder / "monthly.csv")) == len(monthly)
    assert json.loads((folder / "summary.json").read_text())["runs"] == 100
    assert load_scenario(folder / "scenario.yaml").digest() == load_scenario("november-2024").digest()
    assert [path.name for path in folder.parent.iterdir()] == ["results"]
    before = (folder / "summary.json").read_bytes()
    refused = parley("run", "november-2024", "--runs", 50, "--out", folder, check=2)
    assert "not an empty folder" in refused.stderr and (folder / "summary.json").read_bytes() == before
    file = tmp_path / "file"
    file.write_text("x")
    parley("run", "november-2024", "--runs", 10, "--out", file / "below", check=2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "november-2042"), "did you mean 'november-2024'"),
        (("run", "no/such/file.yaml"), "no file"),
        (("run", "./scenarios"), "is a folder"),
        (("run", "november-2024", "--runs", 0), "allowed: a whole number from 1"),
        (("run", "november-2024", "--runs", "many"), "--runs"),
        (("run", "november-2024", "--months", -1), "months: found -1"),
        (("run", "november-2024", "--seed", -1), "seed: found -1"),
        (("run", "november-2024", "--run", -1), "--run: found -1"),
        (("run", "november-2024", "--set", "actors.russia.war_cost"), "allowed: PATH=VALUE"),
        (("run", "november-2024", "--set", "actors.russia.war_cost=much"), "found 'much'"),
        (("run", "november-2024", "--set", "actors.russia.war_cost=nan"), "found nan"),
        (("run", "november-2024", "--set", "actors.russia.war_cost=9"), "allowed: 0 to 2"),
        (("run", "november-2024", "--set", "actors.russia.warcost=1"), "did you mean 'actors.russia.war_cost'"),
        (("run", "november-2024", "--set", "actors.us.gate.open=1"), "allowed: true or false"),
        (("explain", "november-2024", "--proposal", "land_for_nata"), "did you mean 'land_for_nato'"),
        (("compare", "november-2024", "nothing"), "no scenario named"),
        (("dashboard", "nothing"), "no scenario named"),
        (("fly",), "No such command"),
        (("run",), "SCENARIO"),
    ],
)
def test_bad_input_is_refused_in_words(arguments, told):
    done = parley(*arguments, check=2)
    assert told in done.stderr and done.stderr.startswith("error: ")
    assert done.stdout == ""


def test_the_answer_speaks_of_runs_and_never_of_probability():
    for command in (("run", "december-2023", "--runs", 300), ("explain", "december-2023", "--runs", 300)):
        text = parley(*command, check=0).stdout
        assert "runs" in text and "probab" not in text.lower() and "\x1b[" not in text
    assert "0 of 300 runs (at most 1.3 in 100)" in parley("run", "december-2023", "--runs", 300, check=0).stdout


def test_a_scenario_does_not_differ_from_itself():
    same = json.loads(parley("compare", "november-2024", "november-2024", "--runs", 200, "--json", check=0).stdout)
    assert all(entry["difference"] == 0 for entry in same["outcomes"].values())
    text = parley("compare", "november-2024", "pressure-for-talks", "--runs", 200, check=0).stdout
    assert "Talks open" in text


def test_lists():
    assert set(json.loads(parley("scenarios", "--json", check=0).stdout)) == set(scenario_names())
    levers = json.loads(parley("levers", "november-2024", "--json", check=0).stdout)
    assert set(levers) == set(load_scenario("november-2024").levers)
    everything = json.loads(parley("levers", "november-2024", "--all", "--json", check=0).stdout)
    assert set(levers) < set(everything)
    steps = json.loads(parley("schedule", "--json", check=0).stdout)
    assert steps[0]["method"] == "apply_events" and all(step["text"] for step in steps)
    for command in ("scenarios", "schedule"):
        parley(command, check=0)
    assert "valid" in parley("validate", *scenario_names(), check=0).stdout


def test_the_schema_accepts_the_shipped_scenarios():
    schema = json.loads(parley("schema", check=0).stdout)
    Draft202012Validator.check_schema(schema)
    assert "fatigue" in json.dumps(schema)
    assert as_data(load_scenario("november-2024"))["format"] == 1


@pytest.mark.parametrize(
    "command", ["run", "compare", "explain", "validate", "levers", "schedule", "schema", "scenarios", "dashboard"]
)
def test_help_of_every_command(command):
    text = parley(command, "--help", check=0).stdout
    assert "Usage" in text
    if command in ("run", "compare", "explain"):
        assert all(option in text for option in ("--runs", "--months", "--seed", "--set", "--json"))


def test_an_interrupt_stops_without_a_traceback():
    process = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", "run", "november-2024", "--runs", "400000", "--months", "60"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in errors


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m sim.cli levers november-2024 --all | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
