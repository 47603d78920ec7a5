"""The command line as a user meets it: a process with its output, its errors and its exit code."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

from sim import (
    change,
    compare,
    explain,
    parameters,
    read_scenario,
    scenario_names,
    simulate,
    summarise,
    tell,
    to_yaml,
)
from sim.batch.prepare import experiment_names, load_batch
from sim.cli import main
from sim.cli.app import app
from sim.cli.options import parse_changes
from sim.ensemble.outcomes import QUANTILES
from sim.errors import InputError
from sim.model.month import SCHEDULE
from sim.report.terminal import run_data
from sim.scenario.schema import as_data
from sim.scenario.yaml_tree import parse
from sim.version import code_version
from sim.vocabulary import ENDS, OUTCOMES, PHASES
from tests.conftest import SMALL, WORLD, inside, loaded

ROOT = SMALL.parents[2]
S, W = "tests/data/small.yaml", "tests/data/world.yaml"
PRESSURE = "actors.highland.pressure"
COMMANDS = [
    "run",
    "compare",
    "evidence",
    "explain",
    "validate",
    "levers",
    "schedule",
    "schema",
    "scenarios",
    "report",
    "dashboard",
    "what-would-it-take",
    "sensitivity",
    "discover",
    "hindcast",
    "calibrate",
]

# What the tests below look at, asked once: some in a process of their own, the others in this one.
ASKED = {
    "json": ["run", S, "--runs", "60", "--json"],
    "json options": ["run", S, "--runs", "40", "--months", "5", "--seed", "7", "--json"],
    "set": ["run", S, "--runs", "60", "--set", f"{PRESSURE}=0.9", "--set", "actors.patron.gate.open=false", "--json"],
    "text": ["run", S, "--runs", "60"],
    "course json": ["run", S, "--run", "7", "--json"],
    "course": ["run", S, "--run", "7"],
    "shipped": ["run", "november-2024", "--runs", "30", "--json"],
    "compare same": ["compare", S, S, "--runs", "60", "--json"],
    "compare": ["compare", S, S, "--runs", "60", "--set", f"{PRESSURE}=0.9", "--json"],
    "compare text": ["compare", "november-2024", "pressure-for-talks", "--runs", "40"],
    "explain": ["explain", S, "--runs", "60", "--json"],
    "explain one": ["explain", S, "--runs", "60", "--proposal", "swap", "--json"],
    "explain text": ["explain", S, "--runs", "60", "--proposal", "freeze"],
    "explain world": ["explain", W, "--runs", "60"],
    "story": ["explain", S, "--run", "17"],
    "story json": ["explain", S, "--run", "17", "--json"],
    "story of the earliest": ["explain", S, "--runs", "60", "--run", "earliest", "--json"],
    "world": ["run", W, "--runs", "60", "--json"],
    "validate": ["validate", S, *scenario_names()],
    "levers": ["levers", "november-2024", "--json"],
    "levers all": ["levers", S, "--all", "--json"],
    "levers text": ["levers", S],
    "schedule": ["schedule", "--json"],
    "schedule text": ["schedule"],
    "schema": ["schema"],
    "scenarios": ["scenarios", "--json"],
    "scenarios text": ["scenarios"],
    "bare": [],
    "ascii": ["schedule"],
    "refused": ["run", S, "--set", "actors.highland.presure=1"],
    "refused proposal": ["explain", S, "--proposal", "freze"],
    "refused word for a run": ["explain", S, "--runs", "20", "--run", "best"],
    "refused runs": ["explain", S, "--runs", "0"],
}  # fmt: skip


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim.cli", *arguments]
    variables = {**os.environ, "COLUMNS": "160", **environment}
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, encoding="utf-8", check=False
    )


def beside(found: subprocess.CompletedProcess[str]) -> str:
    """What a command says beside its answer, without the lines that a slow machine has it say meanwhile."""
    lines = found.stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not re.search(r"\(\d+ s so far\)$", line.rstrip()))


OUTSIDE = {"json", "explain world", "story", "bare", "ascii", "refused"}
"""Asked as a user asks: one of every kind of output and of exit code."""


@pytest.fixture(scope="module")
def done() -> dict[str, subprocess.CompletedProcess[str]]:
    found = {}
    for name, arguments in ASKED.items():
        encoding = {"PYTHONIOENCODING": "ascii"} if name == "ascii" else {}
        found[name] = process(*arguments, **encoding) if name in OUTSIDE else inside(*arguments)
    return found


@pytest.fixture
def call():
    """Run a command in this process: exit code, output, errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        found = inside(*arguments)
        return found.returncode, found.stdout, found.stderr

    return run


def as_json(found: subprocess.CompletedProcess[str]):
    assert found.returncode == 0, found.stderr
    assert found.stdout.count("\n") == 1, "one object on one line"
    return json.loads(found.stdout, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


def plain(value):
    """What is left of Python data after a way through JSON."""
    return json.loads(json.dumps(value))


# Every command


def test_commands_that_work_exit_with_0_and_say_nothing_beside(done):
    for name, found in done.items():
        if name != "bare" and not name.startswith("refused"):
            assert (found.returncode, beside(found)) == (0, ""), name
            assert found.stdout.strip(), name


def test_there_is_no_bar_and_no_colour_when_the_output_is_no_terminal(done):
    for name, found in done.items():
        assert "\x1b" not in found.stdout + found.stderr, name
        assert "\r" not in found.stdout + found.stderr, name
        assert "Simulating" not in beside(found), name


def test_the_bare_command_shows_its_help(done):
    assert done["bare"].returncode == 2
    for name in COMMANDS:
        assert name in done["bare"].stdout
    assert done["bare"].stderr.strip() == ""


def test_an_output_that_cannot_show_every_sign_still_gets_the_text(done):
    assert done["ascii"].stdout.isascii()
    assert "One month, in this order" in done["ascii"].stdout


def test_the_command_parley_is_installed():
    installed = Path(sys.executable).with_name("parley")
    if not installed.exists():
        pytest.skip("not installed into this environment")
    found = subprocess.run([installed, "validate", SMALL], capture_output=True, text=True, check=False)
    assert found.returncode == 0 and "valid (4 actors, 2 proposals, 1 levers)" in found.stdout


OPTIONS = {
    "run": ["--runs", "--months", "--seed", "--set", "--run", "--json", "--out"],
    "compare": ["--runs", "--months", "--seed", "--set", "--json"],
    "explain": ["--proposal", "--run", "--runs", "--months", "--seed", "--set", "--json"],
    "validate": [],
    "levers": ["--all", "--json"],
    "schedule": ["--json"],
    "schema": [],
    "scenarios": ["--json"],
    "report": ["--out", "--csv", "--json"],
    "dashboard": ["--port"],
    "sensitivity": ["--outcome", "--by", "--out", "--resume", "--workers", "--json"],
    "discover": ["--outcome", "--by", "--at-least", "--json"],
    "hindcast": [
        "--from",
        "--to",
        "--months",
        "--origins",
        "--observed",
        "--runs",
        "--seed",
        "--set",
        "--draws",
        "--refit",
        "--json",
    ],
    "calibrate": ["--until", "--observed", "--priors", "--draws", "--share", "--keep", "--seed", "--out", "--json"],
    "evidence": ["--check", "--quick", "--docs", "--json"],
    "what-would-it-take": [
        "--outcome",
        "--by",
        "--reach",
        "--at-most",
        "--levers",
        "--set",
        "--runs",
        "--seed",
        "--most",
        "--workers",
        "--json",
    ],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_mentions_every_option_and_what_it_does(call, name):
    code, out, err = call(name, "--help")
    assert (code, err) == (0, "")
    words = out.split()
    for option in [*OPTIONS[name], "--help"]:
        assert option in words, option
    assert len(out) > 150


def test_no_command_and_no_option_is_forgotten_above():
    found = {command.name or command.callback.__name__: command.callback for command in app.registered_commands}
    assert sorted(found) == sorted(COMMANDS) == sorted(OPTIONS)


def test_the_general_help_names_every_command(call):
    code, out, _ = call("--help")
    assert code == 0
    for name in COMMANDS:
        assert name in out.split()


# Run


def test_run_as_json_has_the_keys_of_the_summary(done):
    found = as_json(done["json"])
    assert list(found) == [
        "scenario", "title", "runs", "months", "seed", "scenario_hash", "version", "shares", "monthly", "ends",
        "quantiles", "members", "deals", "offers", "proposals", "terms",
    ]  # fmt: skip
    small = loaded(SMALL)
    assert (found["scenario"], found["title"], found["runs"], found["months"], found["seed"]) == (
        "small",
        small.title,
        60,
        12,
        1,
    )
    assert found["scenario_hash"] == small.digest()
    assert list(found["shares"]) == list(found["monthly"]) == list(OUTCOMES)
    assert list(found["proposals"]) == list(small.proposals)


@pytest.mark.parametrize("name", ["json", "json options", "set", "shipped", "world"])
def test_run_as_json_has_lists_over_months_and_quantiles_in_order(done, name):
    found = as_json(done[name])
    length = found["months"] + 1
    for outcome, share in found["shares"].items():
        monthly = found["monthly"][outcome]
        assert len(monthly) == length
        assert monthly == sorted(monthly) and abs(monthly[-1] - share["share"]) < 1e-6
        assert share["runs"] == found["runs"]
        assert 0 <= share["low"] <= share["share"] <= share["high"] <= 1
    assert {"front_km2", "escalation", "ripeness"} < set(found["quantiles"])
    for entry in found["quantiles"].values():
        assert list(entry) == [f"{q:g}" for q in QUANTILES]
        values = np.array(list(entry.values()))
        assert values.shape == (len(QUANTILES), length)
        assert (np.diff(values, axis=0) >= 0).all()
    for actors in found["proposals"].values():
        for shares in actors.values():
            assert abs(sum(shares.values()) - 1) < 1e-5
    for entry in found["terms"].values():
        assert list(entry.values()) == sorted(entry.values())
    assert list(found["ends"]) == list(ENDS)
    assert [sum(at) for at in zip(*(end["runs"] for end in found["ends"].values()), strict=True)] == [
        found["runs"]
    ] * length


def test_run_as_json_tells_of_members_deals_and_offers(done):
    found, world = as_json(done["world"]), loaded(WORLD)
    assert {"league.harbour", "league.council.wards", "guild.weavers.lower"} < set(found["members"])
    for entry in found["members"].values():
        assert entry["label"] and abs(entry["yes"] + entry["abstains"] + entry["no"] - 1) < 1e-5
        assert 0 <= entry["blocks"] <= entry["no"] + 1e-6
    assert list(found["deals"]) == list(world.proposals_of("issue"))
    assert any(entry["signed"]["share"] > 0 for entry in found["deals"].values())
    assert list(found["offers"]) == list(world.offers)
    for entry in [*found["deals"].values(), *found["offers"].values()]:
        shares = entry.get("in_force", entry.get("made"))
        assert len(shares) == found["months"] + 1 and all(0 <= share <= 1 for share in shares)
    bare = as_json(done["json"])
    assert (bare["members"], bare["deals"], bare["offers"]) == ({}, {}, {})


def test_run_as_json_has_the_numbers_of_the_library(done):
    small = loaded(SMALL)
    assert as_json(done["json"]) == plain(summarise(simulate(small, 60), "small"))
    assert as_json(done["json options"]) == plain(summarise(simulate(small, 40, 5, 7), "small"))
    shipped = loaded("november-2024")
    assert as_json(done["shipped"]) == plain(summarise(simulate(shipped, 30), "november-2024"))


def test_set_moves_parameters(done):
    changes = {PRESSURE: 0.9, "actors.patron.gate.open": False}
    expected = summarise(simulate(loaded(SMALL), 60, changes=changes), "small")
    assert as_json(done["set"]) == plain(expected)
    assert as_json(done["set"])["scenario_hash"] != as_json(done["json"])["scenario_hash"]


def test_run_prints_the_answer_in_counts(done):
    text = done["text"].stdout
    small = loaded(SMALL)
    for piece in (
        small.title,
        small.question,
        "Within 12 months, 2000-01 to 2001-01",
        "Talks open",
        "An agreement is signed",
    ):
        assert piece in text
    share = as_json(done["json"])["shares"]["talks"]["share"]
    assert f"{100 * share:.0f} in 100 runs" in text
    assert "60 runs, seed 1" in text and "shares of simulated runs" in text
    assert "nan" not in text.lower().split()


def test_run_k_is_run_k_of_the_ensemble(done):
    found = as_json(done["course json"])
    everything = simulate(loaded(SMALL), 12, record="full")
    one = everything.isel(run=7)
    assert found["run"] == 7 and found["seed"] == 1 and len(found["months"]) == 13
    assert found == plain(run_data(everything.isel(run=[7])))
    for name in ("front_km2", "escalation", "ripeness", "aid_expected", "aid_deliveries"):
        assert [month[name] for month in found["months"]] == one[name].values.tolist()
    for outcome, first in ((key, word.first) for key, word in OUTCOMES.items()):
        value = float(one[first])
        assert found["first"][outcome] == (None if np.isnan(value) else value)


@pytest.mark.parametrize("number", ["0", "1023", "1024", "5000"])
def test_run_k_of_any_block(call, number):
    code, out, _ = call("run", S, "--run", number, "--months", "3", "--json")
    assert code == 0
    expected = simulate(loaded(SMALL), 1, 3, record="full", first_run=int(number))
    assert json.loads(out) == plain(run_data(expected))


def test_run_k_prints_a_table_by_month(done):
    text = done["course"].stdout
    assert "run 7 of seed 1" in text
    data = as_json(done["course json"])
    for month in data["months"]:
        (line,) = [line for line in text.splitlines() if line.strip().startswith(month["calendar"])]
        assert month["phase"] in line and f"{month['front_km2']:,.0f}" in line
    for outcome in OUTCOMES.values():
        assert f"{outcome.label}: " in text


@pytest.mark.parametrize("name", scenario_names())
def test_a_course_of_every_shipped_scenario_is_good_json(call, name):
    code, out, _ = call("run", name, "--run", "3", "--months", "4", "--json")
    assert code == 0
    assert len(json.loads(out)["months"]) == 5


# Out


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("out") / "new" / "results"
    return folder, inside("run", S, "--runs", "60", "--set", f"{PRESSURE}=0.9", "--out", str(folder))


def test_out_writes_files_that_others_can_read(written):
    folder, found = written
    assert found.returncode == 0, found.stderr
    names = ["monthly.csv", "monthly.parquet", "runs.parquet", "scenario.yaml", "summary.json"]
    assert sorted(path.name for path in folder.iterdir()) == names
    scenario = change(loaded(SMALL), {PRESSURE: 0.9})
    result = simulate(scenario, 60)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary == {**plain(summarise(result, "small")), "levers": {PRESSURE: 0.9}}
    runs = pd.read_parquet(folder / "runs.parquet")
    assert runs["run"].tolist() == list(range(60))
    np.testing.assert_array_equal(runs["first_talks"], result["first_talks"])
    np.testing.assert_array_equal(runs["final_front_km2"], result["front_km2"].isel(month=-1))
    for outcome in (word.first for word in OUTCOMES.values()):
        np.testing.assert_array_equal(runs[outcome], result[outcome])
    assert runs["final_phase"].tolist() == [list(PHASES)[code] for code in result["phase"].isel(month=-1).values]
    assert set(runs["final_phase"]) > {"war", "talks"}
    assert set(runs["agreement_proposal"].dropna()) <= set(result["proposal"].values)
    np.testing.assert_array_equal(runs["terms_status"], result["terms"].sel(issue="status"))
    monthly = pd.read_parquet(folder / "monthly.parquet")
    assert len(monthly) == len(summary["quantiles"]) * len(QUANTILES) * 13
    table = pd.read_csv(folder / "monthly.csv").rename(columns={"month [months]": "month"})
    assert set(table["scenario"]) == {"small"} and set(table["seed"]) == {1}
    pd.testing.assert_frame_equal(table.drop(columns=["scenario", "seed", "levers"]), monthly)
    again = read_scenario((folder / "scenario.yaml").read_text(encoding="utf-8"), "scenario.yaml")
    assert again.digest() == summary["scenario_hash"] == scenario.digest()


def test_out_leaves_nothing_else_behind(written):
    folder, _ = written
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_out_takes_an_empty_folder(call, tmp_path):
    assert call("run", S, "--runs", "5", "--out", str(tmp_path))[0] == 0
    assert (tmp_path / "summary.json").exists()


def test_out_refuses_a_folder_with_something_in_it(call, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep", encoding="utf-8")
    code, out, err = call("run", S, "--runs", "5", "--out", str(folder))
    assert (code, out) == (2, "")
    assert "exists and is not an empty folder" in err
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]


def test_out_refuses_a_file_and_what_would_be_below_one(call, tmp_path):
    file = tmp_path / "file"
    file.write_text("keep", encoding="utf-8")
    for target in (file, file / "results", file / "deep" / "results"):
        code, out, err = call("run", S, "--runs", "5", "--out", str(target))
        assert (code, out) == (2, "")
        assert err.startswith("error: --out: ") and err.count("\n") == 1
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]
    assert file.read_text(encoding="utf-8") == "keep"


def test_out_that_fails_half_way_leaves_nothing(call, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.report.folder.csv_bytes", full)
    code, _, err = call("run", S, "--runs", "5", "--out", str(tmp_path / "results"))
    assert code == 2 and "No space left on device" in err
    assert list(tmp_path.iterdir()) == []


def test_out_does_not_go_with_one_course(call, tmp_path):
    code, _, err = call("run", S, "--run", "1", "--out", str(tmp_path / "results"))
    assert code == 2 and "--run" in err
    assert list(tmp_path.iterdir()) == []


# The other commands


def test_a_scenario_against_itself_differs_by_exactly_nothing(done):
    found = as_json(done["compare same"])
    assert (found["baseline"], found["changed"], found["runs"], found["months"], found["seed"]) == (S, S, 60, 12, 1)
    assert list(found["outcomes"]) == list(OUTCOMES)
    for entry in found["outcomes"].values():
        assert entry["difference"] == 0 and entry["baseline"] == entry["changed"]
        assert (entry["low"], entry["high"]) == (-3 / 60, 3 / 60), "the rule of three, where no run differs"


def test_compare_moves_only_the_second(done):
    small = loaded(SMALL)
    expected = compare(simulate(small, 60), simulate(small, 60, changes={PRESSURE: 0.9}))
    assert as_json(done["compare"])["outcomes"] == plain(expected)


def test_compare_prints_both_side_by_side(done):
    text = done["compare text"].stdout
    for name in ("november-2024", "pressure-for-talks"):
        assert loaded(name).title.split()[0] in text
    assert "12 months, 40 runs each, same draws" in text
    assert "difference in 100 runs" in text


def test_explain_as_json_has_the_reasons_of_the_library(done):
    found = as_json(done["explain"])
    assert list(found) == [
        "scenario", "title", "runs", "months", "seed", "scenario_hash", "version", "proposals", "decisions", "offers", "zone",
        "lines", "members", "attribution",
    ]  # fmt: skip
    expected = explain(loaded(SMALL), 60, turn=True)
    assert found == {"scenario": "small", **plain(expected)}
    for entry in found["proposals"].values():
        for shares in entry["actors"].values():
            assert abs(sum(shares.values()) - 1) < 1e-4
    one = as_json(done["explain one"])
    found.pop("attribution")  # it is about all proposals
    assert one == {**found, "proposals": {"swap": found["proposals"]["swap"]}}


def test_explain_says_it_in_sentences(done):
    text = done["explain text"].stdout
    assert "“Freeze at the line” (ceasefire)" in text and "Land for status" not in text
    for words in ("Everybody accepts it in", "Lowland refuses in", "Highland refuses in", "Lines that stand against it: Lowland: border",
                  "What would open a zone of possible agreement", "Smallest relaxations", "60 runs, months 0 to 12, seed 1"):  # fmt: skip
        assert words in text
    check_readable(text)


def test_explain_names_members_and_offers(done):
    text, world = done["explain world"].stdout, loaded(WORLD)
    for label in [proposal.label for proposal in world.proposals.values()]:
        assert f"“{label}”" in text
    for label in [offer.label for offer in world.offers.values()]:
        assert f"Offer “{label}”: made in" in text
    for bloc in ("League", "Guild"):
        assert f"Decisions of {bloc} to give: one is in force in" in text
    assert "a no stands in the way in" in text
    check_readable(text)


def test_explain_names_the_members_that_refuse_terms(call):
    code, text, _ = call("explain", "december-2023", "--proposal", "ru_maximal", "--runs", "20", "--months", "3")
    assert code == 0
    (line,) = [line for line in text.splitlines() if "Members that would not let it pass:" in line]
    assert "Poland" in line and "Hungary" not in line
    check_readable(text)


def check_readable(text: str) -> None:
    """Prose without the signs of a program: nothing undefined, no names of codes, no endless line."""
    words = re.sub(r"--set\s+\S+", "", text)
    assert not re.search(r"\bnan\b|\bNone\b|[{}]|[a-z]_[a-z]|\binf\b", words), words
    assert max(map(len, text.splitlines())) <= 160


def test_a_story_as_json_is_that_of_the_library(done):
    found = as_json(done["story json"])
    assert list(found) == ["title", "run", "seed", "months", "scenario_hash", "end", "end_label", "entries"]
    assert found == plain(tell(loaded(SMALL), 17))
    assert (found["run"], found["seed"], found["months"]) == (17, 1, 12)
    assert found["end"] in ENDS and found["entries"][-1]["kind"] == "end"
    months = [entry["month"] for entry in found["entries"]]
    assert months == sorted(months) and months[0] == 0 and months[-1] == 12


def test_a_story_agrees_with_the_course_of_the_same_run(done, call):
    _, out, _ = call("run", S, "--run", "17", "--json")
    course, told = json.loads(out), as_json(done["story json"])
    assert list(PHASES).index(course["months"][-1]["phase"]) in ENDS[told["end"]].codes
    opened = [entry["month"] for entry in told["entries"] if entry["text"].startswith("Talks open.")]
    assert opened[:1] == [month for month in [course["first"]["talks"]] if month is not None]


def test_a_story_is_told_month_by_month(done):
    text = done["story"].stdout
    assert text.startswith("Highland and lowland: run 17 of seed 1, 12 months\n")
    assert "not a forecast" in text
    told, flat = as_json(done["story json"])["entries"], " ".join(text.split())
    for entry in told:
        assert " ".join(entry["text"].split()) in flat, entry
    calendars = re.findall(r"^ *(\d{4}-\d{2}) ", text, re.M)
    assert calendars == list(dict.fromkeys(entry["calendar"] for entry in told)), (
        "each month stands there once, in order"
    )
    check_readable(text)


def test_the_story_of_the_earliest_deal_is_that_of_the_run_that_signs_first(done):
    found = as_json(done["story of the earliest"])
    first = simulate(loaded(SMALL), 60)["first_signature"].values
    assert found["run"] == int(np.nanargmin(first))
    signed = [entry["month"] for entry in found["entries"] if entry["text"].startswith("They sign")]
    assert signed[0] == np.nanmin(first)


@pytest.mark.parametrize("name", ["json", "explain world", "story", "refused"])
def test_a_command_says_the_same_in_every_process(done, name):
    again = inside(*ASKED[name])
    assert (again.returncode, again.stdout, beside(again)) == (
        done[name].returncode,
        done[name].stdout,
        beside(done[name]),
    )


def test_validate_names_every_file(done):
    lines = done["validate"].stdout.splitlines()
    names = [S, *scenario_names()]
    assert len(lines) == len(names)
    for name, line in zip(names, lines, strict=True):
        assert line.startswith(f"{name}: valid (")


def test_validate_tells_good_and_bad_files_apart(call, tmp_path):
    bad, worse = tmp_path / "bad.yaml", tmp_path / "worse.yaml"
    bad.write_text(SMALL.read_text(encoding="utf-8").replace("months: 12", "months: 0"), encoding="utf-8")
    worse.write_text("title: [\n", encoding="utf-8")
    code, out, err = call("validate", str(bad), S, str(worse), "nowhere")
    assert code == 2
    assert out.splitlines() == [f"{S}: valid (4 actors, 2 proposals, 1 levers)"]
    first, second, third = err.splitlines()
    assert first.startswith(f"error: {bad}:5:1: months: ")
    assert second.startswith(f"error: {worse}:2:1: not valid YAML")
    assert third.startswith("error: no scenario named 'nowhere'; allowed: ")


def test_levers_are_those_of_the_scenario(done):
    scenario = loaded("november-2024")
    found = as_json(done["levers"])
    assert set(found) == set(scenario.levers)
    for path, entry in found.items():
        lever = scenario.levers[path]
        assert entry["lever"] == {"label": lever.label, "low": lever.low, "high": lever.high, "step": lever.step}
        assert entry["value"] == parameters(scenario)[path].value
        assert entry["unit"] and entry["allowed"] and entry["text"]
        assert entry["basis"] in ("source", "assumption", "calibrated")


def test_levers_all_are_the_parameters(done):
    known = parameters(loaded(SMALL))
    found = as_json(done["levers all"])
    assert list(found) == list(known)
    assert {path: entry["value"] for path, entry in found.items()} == {
        path: entry.value for path, entry in known.items()
    }


def test_levers_print_path_value_and_range(done):
    text = done["levers text"].stdout
    assert PRESSURE in text and "0 to 1" in text and "Pressure on the highland" in text


def test_schedule_is_the_one_that_the_engine_runs(done):
    found = as_json(done["schedule"])
    assert [step["title"] for step in found] == [step.title for step in SCHEDULE]
    assert all(step["text"] for step in found)
    for step in SCHEDULE:
        assert step.title in done["schedule text"].stdout


def test_schema_is_a_json_schema_that_good_scenarios_meet(done):
    schema = json.loads(done["schema"].stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for name in scenario_names():
        scenario = loaded(name)
        assert [error.message for error in validator.iter_errors(as_data(scenario))] == []
    for name in ("december-2023", "korea-1951", WORLD):
        written = parse(to_yaml(loaded(name)), "written.yaml").plain()
        assert [error.message for error in validator.iter_errors(written)] == [], "as it is written to files"
    for file in (SMALL, WORLD, ROOT / "scenarios" / "december-2023.yaml"):
        assert [error.message for error in validator.iter_errors(parse(file.read_bytes(), "file").plain())] == [], (
            "short forms too"
        )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("months: 12", "months: 0"),
        ("months: 12", "months: 12\nmonth: 1"),
        ("role: mediator", "role: meditator"),
        ("engagement: 0.5", "engagement: [0.5]"),
        ("    label: Envoy\n", ""),
    ],
)
def test_schema_finds_mistakes(done, old, new):
    validator = jsonschema.Draft202012Validator(json.loads(done["schema"].stdout))
    text = SMALL.read_text(encoding="utf-8")
    assert old in text
    assert list(validator.iter_errors(parse(text.replace(old, new, 1), "mine.yaml").plain()))


def test_scenarios_lists_what_is_shipped(done):
    found = as_json(done["scenarios"])
    assert list(found) == scenario_names()
    for name, entry in found.items():
        scenario = loaded(name)
        assert entry == {"title": scenario.title, "question": scenario.question}
        assert name in done["scenarios text"].stdout


# Bad input


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("refused", "error: unknown parameter", "did you mean 'actors.highland.pressure'?"),
        ("refused proposal", "error: --proposal: unknown proposal 'freze'", "did you mean 'freeze'?"),
        ("refused word for a run", "error: --run: found 'best'", "allowed: a number, median, earliest, collapse"),
        ("refused runs", "error: --runs: found 0", "allowed: a whole number from 1 to 10,000,000"),
    ],
)
def test_bad_input_stops_with_one_line_and_no_traceback(done, name, begins, ends):
    found = done[name]
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith(begins) and found.stderr.count("\n") == 1
    assert ends in found.stderr


REFUSED = [
    (["run", S, "--runs", "0"], "runs: found 0; allowed: a whole number from 1"),
    (["run", S, "--runs", "-3"], "runs: found -3"),
    (["run", S, "--runs", "x"], "--runs"),
    (["run", S, "--runs", "1.5"], "--runs"),
    (["run", S, "--runs", "99999999999"], "allowed: a whole number from 1 to"),
    (["run", S, "--months", "-1"], "months: found -1"),
    (["run", S, "--months", "0"], "months: found 0"),
    (["run", S, "--months", "100000"], "months: found 100000"),
    (["run", S, "--seed", "-1"], "seed: found -1"),
    (["run", S, "--seed", "9" * 30], "seed: found"),
    (["run", S, "--run", "-1"], "--run: found -1; allowed: a run number from 0"),
    (["run", S, "--run", "x"], "--run"),
    (["run", S, "--set", "pressure"], "allowed: PATH=VALUE"),
    (["run", S, "--set", "=1"], "allowed: PATH=VALUE"),
    (["run", S, "--set", f"{PRESSURE}=much"], "expected a number, true or false, found 'much'"),
    (["run", S, "--set", f"{PRESSURE}="], "expected a number, true or false, found ''"),
    (["run", S, "--set", f"{PRESSURE}=2"], "found 2.0; allowed: 0 to 1"),
    (["run", S, "--set", f"{PRESSURE}=nan"], "found nan; allowed: 0 to 1"),
    (["run", S, "--set", f"{PRESSURE}=inf"], "found inf; allowed: 0 to 1"),
    (["run", S, "--set", f"{PRESSURE}=true"], "found True; allowed: 0 to 1"),
    (["run", S, "--nope"], "No such option"),
    (["run"], "Missing argument 'SCENARIO'"),
    (["run", "november-2042"], "did you mean 'november-2024'?"),
    (["run", "tests/data"], "is a folder"),
    (["run", "x" * 300 + ".yaml"], "File name too long"),
    (["frobnicate"], "No such command 'frobnicate'"),
    (["compare", S, S, "--months", "0"], "months: found 0"),
    (["compare", S], "Missing argument 'B'"),
    (["compare", S, "nowhere"], "no scenario named 'nowhere'"),
    (["explain", S, "--proposal", "freze"], "unknown proposal 'freze'; allowed: freeze, swap; did you mean 'freeze'?"),
    (["explain", S, "--run", "-1"], "run: found -1; allowed: a whole number from 0"),
    (["explain", S, "--run", "1.5"], "--run: found '1.5'; allowed: a number, median, earliest, collapse"),
    (["explain", S, "--run", ""], "--run: found ''; allowed"),
    (["explain", S, "--run", "earlist"], "did you mean 'earliest'?"),
    (["explain", S, "--run", "median", "--proposal", "swap"], "give one of them"),
    (
        ["explain", S, "--run", "collapse", "--runs", "2", "--months", "1"],
        "no run of the ensemble is of the kind 'collapse'",
    ),
    (["explain", S, "--months", "0"], "months: found 0"),
    (["explain", S, "--seed", "-1", "--run", "3"], "seed: found -1"),
    (["explain", S, "--set", f"{PRESSURE}=2"], "found 2.0; allowed: 0 to 1"),
    (["explain", "november-2042"], "did you mean 'november-2024'?"),
    (["explain"], "Missing argument 'SCENARIO'"),
    (["validate"], "Missing argument"),
    (["levers", "nowhere"], "no scenario named 'nowhere'"),
    (["dashboard", "nowhere"], "no scenario named 'nowhere'"),
    (["dashboard", "--port", "0"], "--port"),
    (["schema", "scenario", "more"], "unexpected extra argument"),
]


@pytest.mark.parametrize(
    ("arguments", "told"), REFUSED, ids=lambda entry: " ".join(entry)[:60] if isinstance(entry, list) else ""
)
def test_bad_input_is_refused_with_what_is_allowed(call, arguments, told):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert told in err, err
    assert err.startswith("error: ") and err.count("\n") == 1 and "internal" not in err


def test_parse_changes_reads_numbers_and_switches():
    assert parse_changes(None) == {}
    assert parse_changes(["a.b=0.5", "c=true", "d= FALSE ", "e=-1e3"]) == {
        "a.b": 0.5,
        "c": True,
        "d": False,
        "e": -1000.0,
    }
    assert parse_changes(["a=1", "a=2"]) == {"a": 2.0}, "the last one holds"
    with pytest.raises(InputError):
        parse_changes(["a"])


# Signals and pipes

LONG = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import sim.cli, sim.ensemble.simulate
simulate = sim.ensemble.simulate.simulate
def telling(scenario, runs, months, seed, **others):
    return simulate(scenario, runs, months, seed, progress=lambda done: print("at work", flush=True))
sim.ensemble.simulate.simulate = telling
sys.argv = ["parley", "run", "november-2024", "--runs", "2000000", *sys.argv[1:]]
sim.cli.main()
"""


def test_an_interrupt_stops_a_long_run_with_130(tmp_path):
    command = [sys.executable, "-c", LONG, "--out", str(tmp_path / "results")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "at work\n"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert running.returncode == 130
    assert (set(out.splitlines()), err) <= ({"at work"}, "interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_output_without_an_encoding_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["parley", "schema"])
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    main()
    assert json.loads(sys.stdout.getvalue())["title"] == "Scenario"


@pytest.mark.parametrize("asked", ["--version", "-V"])
def test_the_version_is_told(call, asked):
    code, out, err = call(asked)
    assert (code, out, err) == (0, f"parley {code_version()}\n", "")


@pytest.mark.parametrize("before", [[], ["run"], ["batch"], ["batch", "status"]])
def test_h_is_help_everywhere(call, before):
    assert call(*before, "-h") == call(*before, "--help")
    assert call(*before, "-h")[0] == 0


def test_lists_are_read_without_checking_the_files_and_say_the_same(call):
    said = json.loads(call("scenarios", "--json")[1])
    assert said == {name: {"title": loaded(name).title, "question": loaded(name).question} for name in scenario_names()}
    said = json.loads(call("batch", "list", "--json")[1])
    experiments = {name: load_batch(name).experiment for name in experiment_names()}
    assert said == {name: {"title": one.title, "question": one.question} for name, one in experiments.items()}


def test_what_is_odd_in_a_scenario_is_told_beside_the_answer(tmp_path):
    odd = tmp_path / "odd.yaml"
    odd.write_text(SMALL.read_text(encoding="utf-8").replace("{ideal: 0, weight: 0.5", "{ideal: 0, weight: 1"))
    plain = inside("validate", str(odd)).stderr
    assert plain.startswith("warning: ") and "sum to 1.5" in plain
    for command in (["run", "--runs", "10"], ["levers"], ["explain", "--runs", "10", "--months", "2"]):
        told = inside(command[0], str(odd), *command[1:], "--json")
        assert told.returncode == 0 and plain in told.stderr and json.loads(told.stdout)
    assert plain in inside("compare", str(SMALL), str(odd), "--runs", "10", "--json").stderr


def test_a_run_says_where_it_has_written(tmp_path):
    out = tmp_path / "results"
    done = inside("run", str(SMALL), "--runs", "10", "--out", str(out), "--json")
    assert str(out) in done.stderr and (out / "runs.parquet").exists()
