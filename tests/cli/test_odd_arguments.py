"""Whatever is typed is answered or refused with a line: never a traceback, never called a fault of Parley, nothing that steers a terminal."""

import os
import re

import pytest

from tests.conftest import inside

S = "tests/data/small.yaml"
NUMBERS = ["-1", "0", "nan", "inf", "-inf", "", "x", "1e999", "99999999999999999999", "1.5"]
PATHS = [
    "",
    " ",
    ".",
    "/",
    "nosuch",
    "nosuch/x.yaml",
    "/dev/null",
    "~",
    "~nosuch",
    "x" * 5000,
    "a\u202eb",
    "\x1b[31m",
    "a\nb",
    "\udcff",
]
SHORT = ["--runs", "5", "--months", "2"]
WOULD = ["what-would-it-take", S, "--outcome", "victory", "--by", "2", "--levers", "actors.highland.pressure", "--workers", "1", "--runs", "20"]  # fmt: skip

ODD = [
    *(["run", S, *SHORT, option, number] for option in ("--runs", "--months", "--seed", "--run") for number in NUMBERS),
    *(["run", S, *SHORT, "--set", f"actors.highland.pressure={number}"] for number in NUMBERS),
    *(["explain", S, *SHORT, "--run", number] for number in NUMBERS),
    *([*WOULD, option, number] for option in ("--reach", "--at-most", "--by", "--most") for number in NUMBERS),
    *(["hindcast", *SHORT, option, number] for option in ("--runs", "--months", "--from", "--to") for number in ["-1", "nan", ""]),
    *(["calibrate", "--draws", "64", option, number] for option in ("--share", "--keep", "--until") for number in ["-1", "nan", "x", ""]),
    *(["discover", "uncertainty-sobol", "--at-least", number] for number in ["-1", "nan", "inf", "x", ""]),
    *(["sensitivity", "levers-morris", "--by", number] for number in ["-1", "x", "99"]),
    *([command, path] for command in ("run", "validate", "levers", "sensitivity", "report") for path in PATHS),
    *(["batch", *words, path] for words in ([], ["status"], ["run", "--dry-run"]) for path in PATHS),
    *(["hindcast", *SHORT, option, path] for option in ("--observed", "--draws") for path in PATHS),
    *(["report", "nosuch", option, path] for option in ("--out", "--csv") for path in PATHS),
    ["run", S, *SHORT, "--out", "/proc/nosuch/x"],
    ["run", S, *SHORT, "--out", "/dev/null/x"],
    ["schema", ""],
    ["levers", S, "--nosuch"],
    ["explain", S, "--proposal", "[red]"],
    ["what-would-it-take", S, "--levers", ""],
    ["batch", "nosuch", "--dask", "x", "--workers", "2"],
    ["hindcast", "--origins", "\x1b[2J"],
    ["\x1b[31m"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", ODD, ids=lambda words: ascii(" ".join(words))[1:70])
def test_odd_arguments_are_answered_or_refused(arguments, monkeypatch, tmp_path):
    for place in ("tests", "docs", "data"):
        os.symlink(os.path.abspath(place), tmp_path / place)
    monkeypatch.chdir(tmp_path)
    found = inside(*arguments)
    said = found.stdout + found.stderr
    assert found.returncode in (0, 2), said
    assert "internal error" not in said and "Traceback" not in said
    assert found.returncode == 0 or re.match(r"(.*\n)*error: ", found.stderr)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert max(map(len, said.splitlines()), default=0) < 2500
