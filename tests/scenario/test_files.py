"""Files as they lie on a disk: read whole or refused, never through a link out of their folder, under any name and from a pipe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import InputError, load_scenario, read_scenario, scenario_names
from sim.batch.points import read_list
from sim.batch.prepare import load_batch
from sim.scenario import csv_reading, files
from sim.scenario.files import bytes_of, shown
from sim.scenario.levers import parameters
from sim.validation.calibration.posterior import read_posterior
from tests.conftest import SMALL, loaded

TEXT = SMALL.read_text(encoding="utf-8")
PRESSURE = "actors.highland.pressure"


def refused(call) -> str:
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


# All of it, or one refusal


def test_a_list_of_300_000_points_is_read_whole():
    data = (f"{PRESSURE}\n" + "0.5\n" * 299_999 + "0.25\n").encode()
    assert len(data) > files.MOST_BYTES
    found = read_list(data, "p.csv", parameters(loaded(SMALL)))
    assert found.size == 300_000 and found.columns[PRESSURE][-1] == 0.25


def test_a_file_is_read_whole_or_refused_with_the_limit(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1000)
    assert bytes_of(path, 1000) == b"x" * 1000
    assert "a.txt:1:1: the file is too large; allowed: at most 999 bytes" in refused(lambda: bytes_of(path, 999))


def test_no_reader_takes_the_part_of_a_file_that_fits(tmp_path, monkeypatch):
    """Every reader of files is given one that is a line too long for it; what is cut at the limit would be valid."""
    table = f"{PRESSURE}\n" + "0.5\n" * (csv_reading.MOST_BYTES // 4)
    (tmp_path / "p.csv").write_text(table)
    told = "p.csv:1:1: the file is too large; allowed: at most 4,194,304 bytes"
    assert told in refused(lambda: read_posterior(tmp_path / "p.csv", loaded(SMALL)))
    (tmp_path / "v.yaml").write_text("extends: december-2023\nwar: {noise_km2: {value: 2, draws: p}}\n")
    assert told in refused(lambda: load_scenario(tmp_path / "v.yaml"))
    (tmp_path / "s.yaml").write_text(TEXT + "# a remark\n" * 100_000)
    told = "s.yaml:1:1: the file is too large; allowed: at most 1,048,576 bytes"
    assert told in refused(lambda: load_scenario(tmp_path / "s.yaml"))
    (tmp_path / "e.yaml").write_text(f"title: T\nscenarios: [{SMALL}]\ndesign: {{list: {{file: p.csv}}}}\n")
    monkeypatch.setattr("sim.batch.prepare.MOST_LIST_BYTES", csv_reading.MOST_BYTES)
    assert "p.csv:1:1: the file is too large" in refused(lambda: load_batch(tmp_path / "e.yaml"))


def test_a_list_may_have_as_many_points_as_a_design(monkeypatch):
    monkeypatch.setattr("sim.batch.points.MOST_POINTS", 3)
    told = refused(lambda: read_list(f"{PRESSURE}\n1\n1\n1\n1\n1\n".encode(), "p.csv", parameters(loaded(SMALL))))
    assert told == "p.csv:5:1: more than 3 points; allowed: at most 3"


# Links and names


@pytest.mark.parametrize("ending", [".yaml", ".yml"])
def test_a_bibliography_that_is_a_link_out_of_the_folder_is_not_read(tmp_path, ending):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secrets").write_text("password: {hidden: 42}\n")
    (folder / f"sources{ending}").symlink_to(tmp_path / "secrets")
    (folder / "mine.yaml").write_text(TEXT)
    told = refused(lambda: load_scenario(folder / "mine.yaml"))
    assert f"sources{ending} is a link out of its folder" in told
    assert "password" not in told and "hidden" not in told


def test_a_list_that_is_a_link_out_of_the_folder_is_not_read(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secrets").write_text("password,42\n")
    (folder / "p.csv").symlink_to(tmp_path / "secrets")
    (folder / "e.yaml").write_text(f"title: T\nscenarios: [{SMALL}]\ndesign: {{list: {{file: p.csv}}}}\n")
    told = refused(lambda: load_batch(folder / "e.yaml"))
    assert "no file 'p.csv' beside the experiment" in told and "password" not in told


@pytest.mark.parametrize("written", ["base", "base.yml", "base.yaml"])
def test_a_base_may_end_with_yml(tmp_path, written):
    (tmp_path / "base.yml").write_text(TEXT)
    (tmp_path / "mine.yml").write_text(f"extends: {written}\nmonths: 5\n")
    found = load_scenario(tmp_path / "mine.yml")
    assert (found.title, found.months) == ("Highland and lowland", 5)
    assert scenario_names(tmp_path) == ["base", "mine"]


def test_yml_is_found_by_name_by_experiments_and_as_bibliography(tmp_path, monkeypatch):
    source = "{title: A, author: B, publisher: C, date: 1999, standpoint: none, kind: book}"
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "sources.yml").write_text(f"mine: {source}\n")
    text = TEXT.replace("    label: Land for status\n", "    label: Land for status\n    source: mine\n")
    (tmp_path / "scenarios" / "valley.yml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert list(load_scenario("valley").sources) == ["mine"]
    (tmp_path / "scenarios" / "e.yml").write_text("title: T\nscenarios: [valley.yml]\nruns: 5\n")
    assert list(load_batch("scenarios/e.yml").scenarios) == ["valley"]


def test_draws_may_be_named_with_their_ending(tmp_path):
    (tmp_path / "d.csv").write_text("war.noise_km2\n1\n2\n")
    (tmp_path / "mine.yaml").write_text("extends: december-2023\nwar: {noise_km2: {value: 2, draws: d.csv}}\n")
    assert load_scenario(tmp_path / "mine.yaml").war.noise_km2.draws == (1, 2)


@pytest.mark.parametrize("sign", ["\u202e", "\x1b[31m", "\n", "\r", "\u2066", "\x9b"])
def test_signs_in_a_file_name_do_not_reach_the_terminal(tmp_path, sign):
    path = tmp_path / f"a{sign}b.yaml"
    path.write_text("title: [")
    told = refused(lambda: load_scenario(path))
    assert told.isprintable() and "b.yaml:1:" in told
    assert shown(path).isprintable()
    path.write_text(TEXT)
    found = subprocess.run(
        [sys.executable, "-m", "sim.cli", "validate", str(path)], capture_output=True, text=True, check=False
    ) if sign == "\u202e" else None  # fmt: skip
    assert found is None or (found.returncode == 0 and found.stdout.rstrip("\n").isprintable())


# From a pipe


def piped(tmp_path: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "base.yaml").write_text(TEXT)
    environment = {**os.environ, "PYTHONPATH": str(SMALL.parents[2])}
    return subprocess.run([sys.executable, "-m", "sim.cli", *arguments], input=text, cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_scenario_is_read_from_a_pipe(tmp_path, name):
    found = piped(tmp_path, "extends: base\nmonths: 5\n", "validate", name)
    assert (found.returncode, found.stderr) == (0, "") and "valid (4 actors" in found.stdout
    found = piped(tmp_path, "extends: base\nmonths: 0\n", "validate", name)
    where = "standard input" if name == "-" else name
    assert found.returncode == 2 and found.stderr.startswith(f"error: {where}:2:1: months: ")


def test_a_device_is_no_file():
    if not Path("/dev/zero").exists():
        pytest.skip("no such device here")
    assert "no file" in refused(lambda: load_scenario("/dev/zero"))


# Texts of others


@pytest.fixture
def served(tmp_path) -> Path:
    """A file that its owner shows to others, what it names, and what lies beside it."""
    source = "{title: A, author: B, publisher: C, date: 1999, standpoint: none, kind: book}"
    (tmp_path / "sources.yaml").write_text(f"mine: {source}\n")
    (tmp_path / "base.yaml").write_text(TEXT)
    (tmp_path / "fitted.csv").write_text("war.noise_km2\n1\n2\n")
    (tmp_path / "secrets.yaml").write_text("password: hunter2\nhosts: {db: 10.0.0.1}\n")
    (tmp_path / "private.csv").write_text("salary,name\n100,hunter2\n")
    (tmp_path / "december-2023.yaml").write_text("password: hunter2\n")
    path = tmp_path / "mine.yaml"
    path.write_text("extends: base\nwar: {noise_km2: {value: 2, draws: fitted}}\n")
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("extends: secrets\n", "scenario:1:10: extends: no scenario 'secrets'"),
        ("extends: secrets.yaml\n", "extends: no scenario 'secrets'"),
        ("extends: base\nwar: {noise_km2: {value: 2, draws: private}}\n", "draws: found 'private'"),
        ("extends: base\nwar: {noise_km2: {value: 2, draws: private.csv}}\n", "draws: found 'private'"),
        ("extends: ./secrets\n", "allowed: the name of a scenario"),
    ],
)
def test_a_text_of_somebody_else_reads_nothing_that_lies_beside_its_origin(served, text, told):
    found = refused(lambda: read_scenario(text, origin=served))
    assert told in found
    for secret in ("hunter2", "password", "10.0.0.1", "salary", str(served.parent)):
        assert secret not in found
    listed = found.partition("allowed: ")[2]
    assert "secrets" not in listed.partition("did you mean")[0].replace("'secrets'", "") and "private" not in listed


def test_it_reads_what_its_origin_names_and_what_is_shipped(served):
    text = served.read_text() + "proposals: {swap: {source: mine}}\n"
    found = read_scenario(text, origin=served)
    assert found.war.noise_km2.draws == (1, 2) and list(found.sources) == ["mine"]
    assert read_scenario("extends: december-2023\ntitle: T\n", origin=served).actors.keys() >= {"us", "ukraine"}
    with pytest.raises(InputError, match="no scenario 'base'"):
        read_scenario("extends: base\n")


def test_what_is_wrong_in_a_base_is_told_without_the_folder(served):
    (served.parent / "base.yaml").write_text(TEXT.replace("months: 12", "months: 0"))
    assert refused(lambda: read_scenario(served.read_text(), origin=served)).startswith("base.yaml:")
    (served.parent / "base.yaml").write_text("title: [")
    assert refused(lambda: read_scenario(served.read_text(), origin=served)).startswith("base.yaml:")


def test_shipped_files_are_told_by_where_they_lie_in_parley(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert shown(files.HOME / "scenarios" / "x.yaml") == str(Path("scenarios") / "x.yaml")
    assert shown(Path("/elsewhere/x.yaml")) == "/elsewhere/x.yaml"
