"""Experiment files: every fault at its place, with what is allowed."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from sim.batch.experiment import Experiment
from sim.batch.prepare import experiment_names, load_batch
from sim.batch.run import plan
from sim.cli import batch as commands
from sim.cli.app import app
from sim.errors import InputError
from tests.conftest import SMALL, inside

ROOT = Path(__file__).parents[2]
PRESSURE = "actors.highland.pressure"


@pytest.fixture
def write(tmp_path):
    """Write an experiment over the small scenario; `{}` stands for what follows its first lines."""

    def written(rest, name="experiment.yaml", scenarios=f"[{SMALL}]"):
        (tmp_path / name).write_text(f"title: A test\nscenarios: {scenarios}\n{rest}", encoding="utf-8")
        return tmp_path / name

    return written


@pytest.mark.parametrize(
    ("rest", "place", "message"),
    [
        (
            "desing: {}",
            "3:1",
            "desing: unknown key; allowed: format, title, question, scenarios, set, design, runs, months",
        ),
        ("runs: 0", "3:1", "runs: "),
        ("runs: many", "3:1", "runs: expected a number, found 'many'"),
        ("seed: -1", "3:1", "seed: "),
        ("outcomes: [peace]", "3:12", "found 'peace'; allowed: talks, ceasefire, agreement"),
        ("outcomes: []", "3:1", "outcomes: "),
        ("record: [front_km3]", "3:10", "unknown variable 'front_km3'; allowed: front_km2"),
        (
            "set: {actors.highland.presure: 1}",
            "3:7",
            "did you mean 'actors.highland.pressure'?",
        ),
        ("set: {actors.highland.pressure: 2}", "3:7", "found 2.0; allowed: 0 to 1"),
        (
            "design: {}",
            "3:1",
            "design: found none; give exactly one of: grid, sweep, latin_hypercube, sobol, morris, list",
        ),
        (
            f"design: {{grid: {{{PRESSURE}: [1]}}, sweep: {{{PRESSURE}: [1]}}}}",
            "3:1",
            "found grid and sweep; give exactly one",
        ),
        ("design: {gird: {a: [1]}}", "3:10", "gird: unknown key; allowed: grid, sweep"),
        ("design: {grid: {actors.highland.presure: [1]}}", "3:17", "unknown parameter 'actors.highland.presure'"),
        (f"design: {{grid: {{{PRESSURE}: [0.1, 1.5]}}}}", "3:49", "found 1.5; allowed: 0 to 1"),
        (f"design: {{grid: {{{PRESSURE}: [true]}}}}", "3:44", "found True; allowed: 0 to 1"),
        (
            f"design: {{grid: {{{PRESSURE}: {{points: 1}}}}}}",
            "3:44",
            "points: input should be greater than or equal to 2",
        ),
        (
            "design: {grid: {actors.highland.war_cost: {points: 3}}}",
            "3:17",
            "is no lever of the scenarios, so its range is not known",
        ),
        (f"design: {{grid: {{{PRESSURE}: {{low: 0.5, high: 0.2, points: 3}}}}}}", "3:17", "`low` must be below `high`"),
        (f"design: {{grid: {{{PRESSURE}: {{low: 0, high: 3, points: 3}}}}}}", "3:52", "found 3; allowed: 0 to 1"),
        (
            "design: {grid: {actors.patron.gate.open: {points: 2}}}",
            "3:17",
            "is a switch; give its values as a list, such as [true, false]",
        ),
        (
            "design: {sobol: {points: 100, levers: {actors.highland.pressure: {}}}}",
            "3:1",
            "`points` of sobol must be a power of two",
        ),
        ("design: {sobol: {points: 64}}", "3:10", "samples nothing; give `levers` or `uncertainties`"),
        (
            "set: {actors.highland.war_cost: 0}\n"
            "design: {latin_hypercube: {points: 4, uncertainties: [actors.highland.war_cost]}}",
            "4:55",
            "actors.highland.war_cost is not uncertain; give it a range",
        ),
        (
            f"design: {{morris: {{points: 4, uncertainties: [{PRESSURE}]}}}}",
            "3:46",
            f"{PRESSURE} is not uncertain; give it a range",
        ),
        ("design: {list: {file: ../points.csv}}", "3:17", "allowed: the name of a CSV file beside the experiment"),
        ("design: {list: {file: points.csv}}", "3:17", "no file 'points.csv' beside the experiment"),
        (
            f"design: {{product: [{{grid: {{{PRESSURE}: [0.1]}}}}, {{sweep: {{{PRESSURE}: [0.2]}}}}]}}",
            "3:72",
            f"{PRESSURE} is moved by two designs",
        ),
        (
            f"design: {{product: [{{sobol: {{points: 4, levers: {{{PRESSURE}: {{}}}}}}}}, {{grid: {{{PRESSURE}: [0.1]}}}}]}}",
            "3:20",
            "sobol cannot stand in a product",
        ),
        ("extends: nowhere", "3:10", "extends: no experiment 'nowhere'"),
    ],
)
def test_a_fault_is_shown_at_its_place_with_what_is_allowed(write, rest, place, message):
    path = write(rest)
    with pytest.raises(InputError) as refused:
        load_batch(path)
    found = "\n".join(map(str, refused.value.problems))
    assert f"experiment.yaml:{place}" in found and message in found, found


def test_scenarios_that_are_not_there_or_have_faults_are_shown(write, tmp_path):
    with pytest.raises(
        InputError, match=r"experiment.yaml:2:13: scenarios.0: no scenario named 'novmber-2024'.*did you mean"
    ):
        load_batch(write("", scenarios="[novmber-2024]"))
    (tmp_path / "broken.yaml").write_text("title: [")
    with pytest.raises(InputError, match=r"experiment.yaml:2:13: scenarios.0: .*broken.yaml:1:"):
        load_batch(write("", scenarios="[broken.yaml]"))
    with pytest.raises(InputError, match=r"2:\d+: scenarios.1: 'small' appears twice"):
        load_batch(write("", scenarios=f"[{SMALL}, {SMALL}]"))
    with pytest.raises(InputError, match=r"horizons differ .*give `months`"):
        load_batch(write("", scenarios=f"[{SMALL}, korea-1951]"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file has no points"),
        ("actors.highland.pressure\n", "the file has no points"),
        ("actors.highland.presure\n1\n", "points.csv:1:1: unknown parameter 'actors.highland.presure'"),
        (
            "actors.highland.pressure,actors.highland.pressure\n1,1\n",
            "points.csv:1:26: the column 'actors.highland.pressure' appears twice",
        ),
        (
            "actors.highland.pressure,actors.highland.war_cost\n0.1,0.2\n0.3\n",
            "points.csv:3:1: found 1 cells; allowed: 2",
        ),
        (
            "actors.highland.pressure,actors.highland.war_cost\n0.1,high\n",
            "points.csv:2:5: actors.highland.war_cost: expected a number, found 'high'",
        ),
        ("actors.highland.pressure\n1.5\n", "points.csv:2:1: actors.highland.pressure: found '1.5'; allowed: 0 to 1"),
        ("actors.highland.pressure\nnan\n", "points.csv:2:1: actors.highland.pressure: expected a number, found 'nan'"),
    ],
)
def test_faults_of_a_list_are_shown_at_their_place(write, tmp_path, text, message):
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises(InputError) as refused:
        load_batch(write("design: {list: {file: points.csv}}"))
    assert message in str(refused.value)


def test_a_list_of_points_is_read(write, tmp_path):
    (tmp_path / "points.csv").write_text("actors.highland.pressure,actors.patron.gate.open\n0.1,true\n,false\n0.3,\n")
    points = load_batch(write("design: {list: {file: points.csv}}")).points
    gate = "actors.patron.gate.open"
    assert [points.at(number) for number in range(3)] == [{PRESSURE: 0.1, gate: 1.0}, {gate: 0.0}, {PRESSURE: 0.3}]


def test_an_experiment_extends_another(write):
    write(f"runs: 40\nseed: 5\ndesign: {{grid: {{{PRESSURE}: [0.1, 0.2]}}}}", "base.yaml")
    path = write("extends: base\nruns: 60\ndesign: {grid: null, sweep: {actors.highland.pressure: [0.5]}}")
    batch = load_batch(path)
    assert (batch.experiment.runs, batch.experiment.seed, batch.size) == (60, 5, 2)


def test_the_schema_accepts_what_ships_and_refuses_what_the_reader_refuses():
    schema = json.loads(CliRunner().invoke(app, ["schema", "experiment"]).output)
    for name in experiment_names():
        text = (ROOT / "experiments" / f"{name}.yaml").read_text(encoding="utf-8")
        jsonschema.validate(YAML(typ="safe").load(text), schema)
        assert load_batch(name).size > 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": "x", "scenarios": []}, schema)
    assert schema["$defs"]["Experiment"]["properties"].keys() == {"extends", *Experiment.model_fields}


@pytest.mark.parametrize("page", ["README.md", "docs/writing-an-experiment.md"])
def test_experiments_in_the_documentation_are_valid(page, tmp_path):
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)
    found = [block for block in blocks if "\ndesign:" in block and "title:" in block]
    assert found
    for block in found:
        (tmp_path / "experiment.yaml").write_text(block)
        assert load_batch(tmp_path / "experiment.yaml").size > 1


def run_cli(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def test_the_plan_is_printed_before_anything_is_done(write, tmp_path):
    path = write(f"runs: 50\nmonths: 4\ndesign: {{grid: {{{PRESSURE}: {{points: 3}}}}}}")
    shown = run_cli("batch", path, "--dry-run", "--out", tmp_path / "out")
    assert shown.exit_code == 0 and "3 points × 50 runs = 150 runs of 4 months" in shown.output
    assert not (tmp_path / "out").exists()
    plan = json.loads(run_cli("batch", path, "--dry-run", "--json").output)
    assert (
        plan["points"] == 3 and plan["runs"] == 150 and plan["estimated_seconds"] >= 0 and plan["estimated_bytes"] > 0
    )


def test_a_batch_from_the_command_line(write, tmp_path):
    path = write(f"runs: 50\nmonths: 4\ndesign: {{grid: {{{PRESSURE}: {{points: 3}}}}}}")
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "batch", path, "--out", tmp_path / "out"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "3 points, 150 runs" in done.stdout and "in 100 runs of a point" in done.stdout
    assert "3 points × 50 runs = 150 runs of 4 months" in done.stderr and "1 of 1 blocks" in done.stderr
    status = json.loads(run_cli("batch", "status", tmp_path / "out", "--json").output)
    assert status["state"] == "finished" and status["points"] == 3
    assert "finished, 1 of 1 blocks" in run_cli("batch", "status", tmp_path / "out").output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["batch", "aid-and-war-cst", "--dry-run"], "no experiment named 'aid-and-war-cst'"),
        (["batch", "aid-and-war-cost"], "--out is missing"),
        (["batch", "aid-and-war-cost", "--dry-run", "--workers", "2", "--dask", "local"], "exclude each other"),
        (["batch", "status", "nowhere"], "holds no batch"),
        (["schema", "scenarios"], "did you mean 'scenario'"),
    ],
)
def test_a_wrong_command_is_one_clear_error(words, message):
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr


def test_a_batch_in_which_nothing_gets_done_says_so(write, monkeypatch):
    batch = load_batch(write("runs: 50\nmonths: 2\n"))
    told, heard = [], threading.Event()
    monkeypatch.setattr(commands, "LONG", 0.01)
    monkeypatch.setattr(commands, "say", lambda words, error=False: (told.append((words, error)), heard.set()))
    with commands.Progress(batch, plan(batch)):
        heard.wait()
    assert told[0][1] and "no block was finished for" in told[0][0] and "Ctrl-C keeps what is done" in told[0][0]


@pytest.mark.parametrize("command", ["batch", "sensitivity", "discover"])
def test_a_folder_that_is_taken_is_refused_before_any_work(command, write, tmp_path, monkeypatch):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine")
    monkeypatch.setattr("sim.batch.run.plan", lambda *_: pytest.fail("work has begun"))
    more = ["--at-least", "0.1"] if command == "discover" else []
    done = run_cli(command, write("runs: 50\nmonths: 2\n"), "--out", tmp_path / "taken", *more)
    assert isinstance(done.exception, InputError) and "is not empty and holds no batch" in str(done.exception)


def test_a_finished_batch_that_is_resumed_is_done_without_a_trial(write, tmp_path, monkeypatch):
    asked = ["batch", str(write("runs: 8\nmonths: 2\n")), "--out", str(tmp_path / "out"), "--workers", "1"]
    assert inside(*asked).returncode == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").glob("*.*")}
    monkeypatch.setattr("sim.batch.run.work", lambda *_: pytest.fail("simulated again"))
    again = inside(*asked, "--resume")
    assert again.returncode == 0 and "all 1 block is done" in again.stderr and "trial" not in again.stderr
    assert before == {path: path.read_bytes() for path in (tmp_path / "out").glob("*.*")}
    (tmp_path / "out" / "runs.parquet").write_bytes(b"damaged")
    monkeypatch.undo()
    mended = inside(*asked, "--resume")
    assert mended.returncode == 0 and "damaged" in mended.stderr
    assert before[tmp_path / "out" / "runs.parquet"] == (tmp_path / "out" / "runs.parquet").read_bytes()
