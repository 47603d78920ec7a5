"""Tables fit any terminal and cut nothing: what does not fit beside follows below, led by the same keys."""

import io
import re

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.console import Console

from sim.cli.render import NO_TERMINAL, folded, show, width
from sim.tables import Table
from tests.conftest import inside

S = "tests/data/small.yaml"
WORDS = st.text("abcdefg", min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
NUMBERS = st.floats(0, 1e9).map("{:,.2f}".format)


def printed(table: Table, columns: int) -> str:
    out = io.StringIO()
    Console(file=out, width=columns).print(table, soft_wrap=True)
    return out.getvalue()


@given(st.integers(40, 200), st.lists(st.sampled_from(["text", "number"]), min_size=1, max_size=12), st.data())
def test_no_word_is_cut_and_no_line_is_too_long(columns, kinds, data):
    table = Table("A title")
    table.add_column("key", whole=True)
    for kind in kinds:
        table.add_column(data.draw(TEXTS), justify="right" if kind == "number" else "left")
    rows = [["2024-11", *(data.draw(NUMBERS if kind == "number" else TEXTS) for kind in kinds)] for _ in range(3)]
    for row in rows:
        table.add_row(*row)
    said = printed(table, columns)
    assert max(map(cell_len, said.splitlines())) <= columns
    assert "…" not in said
    whole = set(said.split())
    assert {word for row in rows for cell in row for word in cell.split()} <= whole


def test_columns_that_do_not_fit_follow_with_the_keys():
    table = Table(keys=1)
    for number in range(9):
        table.add_column(f"number {number}", justify="right")
    table.add_row("2024-11", *(f"{1000 + number:,}" for number in range(1, 9)))
    said = printed(table, 40)
    assert said.count("2024-11") > 1 and all(f"1,00{number}" in said for number in range(1, 9))
    assert printed(table, 200).count("2024-11") == 1


def test_beside_a_key_as_wide_as_the_terminal_rows_are_told_one_below_the_other():
    table = Table()
    table.add_column("path")
    table.add_column("value", justify="right")
    table.add_row("actors." + "x" * 60, "0.25")
    assert printed(table, 40).split() == ["path", "actors." + "x" * 60, "value:", "0.25"]


# Every command that prints a table

TABLES = {
    "run": ["run", S, "--runs", "40"],
    "course": ["run", "november-2024", "--run", "17"],
    "compare": ["compare", S, S, "--runs", "40", "--set", "actors.highland.pressure=0.9"],
    "explain": ["explain", S, "--runs", "40"],
    "story": ["explain", S, "--run", "17"],
    "levers": ["levers", "november-2024", "--all"],
    "schedule": ["schedule"],
    "scenarios": ["scenarios"],
    "list": ["batch", "list"],
    "hindcast": ["hindcast", "--runs", "40", "--months", "3"],
}


@pytest.mark.parametrize("name", TABLES)
def test_at_60_80_and_200_columns_nothing_is_cut(name):
    wide = inside(*TABLES[name], columns=200)
    for columns in (60, 80):
        narrow = inside(*TABLES[name], columns=columns)
        assert narrow.returncode == wide.returncode == 0, narrow.stderr
        wider = [line for line in narrow.stdout.splitlines() if cell_len(line) > columns]
        assert not [line for line in wider if " " in line.strip()], "only a path may be wider than the terminal"
        assert words(narrow.stdout) == words(wide.stdout), "nothing is cut and nothing is left out"


def words(text: str) -> set[str]:
    """What is said, without the rules of tables and the colons of rows told one below the other."""
    return {word.rstrip(":") for word in text.split() if set(word) != {"─"}}


def test_the_width_is_that_of_columns_also_through_a_pipe(monkeypatch):
    monkeypatch.setenv("COLUMNS", "77")
    assert width() == 77
    for odd in ("", "0", "wide", "-3", "9" * 40):
        monkeypatch.setenv("COLUMNS", odd)
        monkeypatch.setattr("sim.cli.render._of_the_terminal", lambda: 0)
        assert width() == NO_TERMINAL
    monkeypatch.setattr("sim.cli.render._of_the_terminal", lambda: 93)
    assert width() == 93


def test_paths_and_commands_stay_whole_where_text_is_folded():
    path = "/a/folder-of-results/with-a-long-name/" + "x" * 60
    assert path in list(folded(f"  page: {path}", 40))[-1]
    assert all(len(line) <= 40 for line in folded("one two three " * 20, 40))


# What a label may hold

HOSTILE = "[red]A[/red] [link=file:///etc]B[/link] [/x] :warning: \x1b[31mC\x1b[0m \u202edlrow\u2066 \rD\x07"


def test_labels_are_printed_as_they_are_and_steer_nothing(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    table = Table(HOSTILE)
    table.add_column(HOSTILE)
    table.add_row(HOSTILE)
    show([HOSTILE, table], False)
    said = capsys.readouterr().out
    assert said.count("[red]A[/red] [link=file:///etc]B[/link] [/x] :warning: ") == 4
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert said.count(r"\x1b[31mC") == 4


@pytest.mark.parametrize("width", [40, 60, 80])
def test_sentences_of_wide_letters_fit_too(width):
    said = (
        "Die Linie “边界与领土归属问题边界与领土归属问题边界与领土归属问题边界与领土归属问题” von 低地共和国人民政府 ist hart.\n  parley "
        + "x" * 100
    )
    lines = list(folded(said, width))
    assert all(cell_len(line) <= width for line in lines[:-1]) and lines[-1] == "  parley " + "x" * 100
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", said)
