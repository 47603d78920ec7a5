"""`parley report` as a user meets it."""

import errno
import json
import shlex
import shutil
from pathlib import Path

import pytest
import typer

from sim.batch.manifest import MANIFEST
from sim.cli.app import app
from tests.conftest import inside


@pytest.fixture
def folder(stored, tmp_path):
    """A copy of a finished batch."""
    return shutil.copytree(stored("morris").folder, tmp_path / "out")


def test_the_page_is_written_into_the_folder_and_the_answer_is_printed(stored, folder):
    found = inside("report", str(folder))
    assert (found.returncode, found.stderr) == (0, "")
    assert (folder / "report.html").read_text(encoding="utf-8") == stored("morris").page
    lines = found.stdout.splitlines()
    assert lines[0] == "Batch morris" and lines[-1] == f"  page: {folder / 'report.html'}"
    assert "Talks open within 3 months:" in found.stdout and max(map(len, lines[:-1])) <= 160
    before = (folder / "report.html").read_bytes()
    assert inside("report", str(folder)).returncode == 0
    assert (folder / "report.html").read_bytes() == before, (
        "the same folder gives the same page, its page beside it or not"
    )
    assert not list(folder.glob("*.part"))


def test_page_tables_and_json_go_where_they_are_asked(folder, tmp_path):
    found = inside(
        "report", str(folder), "--out", str(tmp_path / "page.html"), "--csv", str(tmp_path / "csv"), "--json"
    )
    assert (found.returncode, found.stderr) == (0, "")
    said = json.loads(found.stdout)
    assert said["page"] == str(tmp_path / "page.html") and (tmp_path / "page.html").exists()
    assert said["tables"] == [str(tmp_path / "csv" / name) for name in ("points.csv", "runs.csv")]
    assert said["title"] == "Batch morris" and set(said["answers"]) == {"talks", "agreement"}
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "{tmp}/nowhere"], "holds no batch"),
        (["report", "{out}", "--out", "{tmp}/page.pdf"], "allowed: a file that ends in .html"),
        (["report", "{out}", "--out", "{tmp}/no/page.html"], "there is no folder"),
        (["report", "{out}", "--out", "{tmp}/folder.html"], "is a folder; give a file in it"),
        (["report", "{out}", "--csv", "{out}"], "allowed: a new or empty folder"),
        (["report"], "Missing argument 'DIR'"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_written(folder, tmp_path, arguments, message):
    (tmp_path / "folder.html").mkdir()
    found = inside(*(argument.format(tmp=tmp_path, out=folder) for argument in arguments))
    assert found.returncode == 2 and message in found.stderr and "Traceback" not in found.stderr
    assert found.stderr.startswith("error: ") and found.stdout == ""
    assert not (folder / "report.html").exists()


def test_a_batch_that_is_not_finished_says_how_to_go_on(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["finished"], manifest["hash"]  # as a batch from before there was one
    (folder / MANIFEST).write_text(json.dumps(manifest))
    found = inside("report", str(folder))
    assert found.returncode == 2 and "is not finished" in found.stderr and "--resume" in found.stderr


def test_commands_that_the_page_prints_can_be_given(stored, folder, monkeypatch):
    """In the folder of the batch. Those that take long are only parsed."""
    monkeypatch.chdir(folder)
    said = stored("morris").said["commands"]
    known = typer.main.get_command(app)
    for command in (said["sensitivity"], *(entry["command"] for entry in said["what_would_it_take"])):
        _, name, *arguments = shlex.split(command)
        known.commands[name].make_context(name, arguments)
        assert all(Path(argument).exists() for argument in arguments if argument.endswith(".yaml"))
    for command in (said["tables"], said["levers"], said["again"] + " --workers 1"):
        found = inside(*shlex.split(command)[1:])
        assert found.returncode == 0, found.stderr
    for name in ("points", "runs"):
        assert (folder / "again" / f"{name}.parquet").read_bytes() == (folder / f"{name}.parquet").read_bytes()


def test_a_page_that_the_disk_has_no_room_for_leaves_nothing_behind(folder, tmp_path, monkeypatch):
    before = sorted(tmp_path.rglob("*"))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sim.whole_files.os.replace", full)
    refused = inside("report", str(folder), "--out", str(tmp_path / "r.html"))
    assert refused.returncode == 2 and "No space left on device" in refused.stderr
    assert sorted(tmp_path.rglob("*")) == before
