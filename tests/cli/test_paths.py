"""A path that a user gives has one reading, in every option and argument of every command."""

from pathlib import Path

import pytest
import typer

from sim.cli.app import app
from sim.cli.paths import name_or_path, path_of
from sim.errors import InputError
from tests.conftest import SMALL, inside

FILES = {"SCENARIO", "[SCENARIO]", "A", "B", "FILE…", "EXPERIMENT", "DIR", "FILE", "FOLDER", "FILE.html"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    (folder / "s.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "e.yaml").write_text("title: E\nscenarios: [s.yaml]\nruns: 20\nmonths: 2\n", encoding="utf-8")
    return folder


def parameters():
    group = typer.main.get_command(app)
    commands = {**group.commands, **{f"batch {name}": one for name, one in group.commands["batch"].commands.items()}}
    return [
        (name, parameter)
        for name, command in commands.items()
        for parameter in command.params
        if parameter.metavar in FILES
    ]


def test_every_path_of_every_command_goes_through_one_function():
    found = parameters()
    assert len(found) > 20
    for name, parameter in found:
        assert parameter.type_descriptor.parameter_info.parser in (path_of, name_or_path), (name, parameter.name)


def test_a_tilde_is_the_home_folder_wherever_it_stands(home, tmp_path):
    for arguments in (
        ["run", "~/s.yaml", "--runs", "20", "--months", "2", "--out=~/run"],
        ["validate", "~/s.yaml"],
        ["batch", "~/e.yaml", "--out=~/batch", "--workers", "1"],
        ["batch", "status", "~/batch"],
        ["report", "~/batch", "--out=~/page.html", "--csv=~/csv"],
    ):
        found = inside(*arguments)
        assert found.returncode == 0, found.stderr
    assert {"run", "batch", "page.html", "csv"} <= {path.name for path in home.iterdir()}
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_folder_called_tilde_is_not_the_home_folder(home, tmp_path):
    found = inside("batch", "~/e.yaml", "--out=./~/batch", "--workers", "1")
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "~" / "batch" / "points.parquet").is_file() and not (home / "batch").exists()


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "\udcff"])
def test_what_is_no_path_is_refused(text):
    for reading in (path_of, name_or_path):
        with pytest.raises(InputError):
            reading(text)


def test_other_paths_and_names_stay_as_they_are():
    assert path_of("results/november") == Path("results/november")
    assert name_or_path("november-2024") == "november-2024"
