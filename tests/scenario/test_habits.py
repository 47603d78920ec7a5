"""Habits of other countries, spreadsheets and programs: what a person meant is said, in YAML, in CSV and on the command line."""

import pytest

from sim import InputError, load_scenario, read_scenario
from sim.batch.points import read_list
from sim.batch.prepare import load_batch
from sim.cli.options import parse_changes
from sim.scenario.csv_reading import lines_of
from sim.scenario.levers import parameters
from sim.scenario.numerals import meant, number
from sim.scenario.yaml_tree import parse
from tests.conftest import SMALL, loaded

ROOT = SMALL.parents[2]
TEXT = SMALL.read_text(encoding="utf-8")
PRESSURE, SPEED = "actors.highland.pressure", "war.mobility_km2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0,5", "; did you mean '0.5'?"),
        ("-0,5", "; did you mean '-0.5'?"),
        ("0,125", "; did you mean '0.125'?"),
        ("−0.5", "; did you mean '-0.5'?"),
        ("603 500", "; did you mean '603500'?"),
        ("603\u00a0500", "; did you mean '603500'?"),
        ("603\u202f500,5", "; did you mean '603500.5'?"),
        ("603'500", "; did you mean '603500'?"),
        ("1_000", "; did you mean '1000'?"),
        ("1.603.500", "; did you mean '1603500'?"),
        ("1,603,500", "; did you mean '1603500'?"),
        ("1,603.5", "; did you mean '1603.5'?"),
        ("1.603,5", "; did you mean '1603.5'?"),
        ("603,500", "; write 603500, or 603.500 with a decimal point"),
        ("5%", "; without the percent sign: 0.05 as a share, 5 in percent"),
        ("2,5 %", "; without the percent sign: 0.025 as a share, 2.5 in percent"),
        ("“0.5”", "; did you mean '0.5'?"),
        ("0.5", "; write it without quotes"),
        ("much", ""),
        ("1-2", ""),
        ("yes", ""),
        ("", ""),
        ("9" * 5000, ""),
        (None, ""),
    ],
)
def test_what_a_number_of_another_habit_means(text, told):
    assert meant(text) == told


@pytest.mark.parametrize(("text", "told"), [("yes", "'true'"), ("Off", "'false'"), ("„no“", "'false'")])
def test_what_a_switch_of_another_habit_means(text, told):
    assert meant(text, switch=True) == f"; did you mean {told}?"


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "0x10", "１", "1_0", "5\n", "", "1 2", "+", "."])
def test_only_finite_decimal_numbers_are_read(text):
    with pytest.raises(ValueError, match="expected a number, found"):
        number(text)


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("-.5", -0.5), ("1.", 1), ("+2e-3", 0.002)])
def test_decimal_numbers_are_read(text, value):
    assert number(text) == value


def refused(call) -> str:
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("engagement: 0.5", "engagement: 0,5", "did you mean '0.5'?"),
        ("engagement: 0.5", 'engagement: "0.5"', "write it without quotes"),
        ("engagement: 0.5", "engagement: “0.5”", "did you mean '0.5'?"),
        ("engagement: 0.5", "engagement: 50%", "0.5 as a share"),
        ("area_km2: 4000", "area_km2: 603 500", "did you mean '603500'?"),
        ("area_km2: 4000", "area_km2: {value: 4000, sd: 0,5}", "decimal numbers have a point"),
        ("area_km2: 4000", "area_km2: {triangular: [0,5, 1,5, 2,5]}", "decimal numbers have a point"),
        ("set: {actors.highland.pressure: 0.5}", "set: {actors.highland.pressure: 0,5}", "decimal numbers have a point"),
        ("set: {actors.highland.pressure: 0.5}", "set: {actors.patron.gate.open: yes}", "did you mean 'true'?"),
        ("months: 12", "months: 1 000", "did you mean '1000'?"),
    ],
)  # fmt: skip
def test_in_yaml(old, new, told):
    assert TEXT.count(old) == 1
    assert told in refused(lambda: read_scenario(TEXT.replace(old, new), "mine.yaml"))


def points(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    return refused(lambda: read_list(data, "p.csv", parameters(loaded(SMALL))))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{PRESSURE};{SPEED}\n0,5;300\n", "p.csv:1:1: the columns are separated by semicolons"),
        (f"{PRESSURE}\t{SPEED}\n0.5\t300\n", "p.csv:1:1: the columns are separated by tabs"),
        (f"{PRESSURE}|{SPEED}\n0.5|300\n", "p.csv:1:1: the columns are separated by bars"),
        (f'{PRESSURE},{SPEED}\n"0,5",300\n', "p.csv:2:1: actors.highland.pressure: expected a number, found '0,5'; did you"),
        (f"{PRESSURE},{SPEED}\n0,5,300,0\n", "p.csv:2:1: found 4 cells; allowed: 2, one a column; a decimal comma separates"),
        (f"{PRESSURE}\n5%\n", "0.05 as a share"),
        (f"{SPEED}\n1\u202f300\n", "did you mean '1300'?"),
        (f"{PRESSURE}\n0.5\n".encode("utf-16"), "p.csv:1:1: the file is UTF-16 text; save it as UTF-8"),
        (b"PK\x03\x04\x14\0\xff", "p.csv:1:7: the file is a spreadsheet"),
        (f"{PRESSURE}\n0.\u202e5\n", "p.csv:2:3: found a control character"),
    ],
)  # fmt: skip
def test_in_a_list_of_points(text, told):
    assert told in points(text)


def test_on_the_command_line():
    assert "did you mean '0.5'?" in refused(lambda: parse_changes([f"{PRESSURE}=0,5"]))


def test_lines_are_counted_as_an_editor_counts_them():
    text = f'\ufeff\r\n# a remark\r\n"{PRESSURE}",{SPEED}\r\n\r\n,\r\n"0.1",300\r\n\r\n"0.2","much"\r\n'
    assert points(text).startswith("p.csv:8:7: war.mobility_km2: expected a number, found 'much'")
    assert points(f'{PRESSURE},{SPEED}\n"0.1\n",300\n0.1,much\n').startswith("p.csv:2:1: broken line: ")


def test_every_kind_of_line_end_is_one():
    for end in ("\n", "\r\n", "\r"):
        found = list(lines_of(f"a,b{end}{end}1, 2{end}".encode(), "p.csv", []))
        assert [(line.number, line.cells) for line in found] == [(1, ["a", "b"]), (3, ["1", "2"])]


def test_a_line_that_is_broken_hides_none_of_the_others():
    problems: list = []
    assert [line.number for line in lines_of(b'a\n"1\n2\n"3"x\n4\n', "p.csv", problems)] == [1, 3, 5]
    assert [problem.mark.line for problem in problems] == [2, 4]


def test_a_file_of_another_kind_is_told_in_one_line(tmp_path):
    told = refused(lambda: load_scenario(ROOT / "experiments" / "levers-morris.yaml"))
    assert told.count("\n") == 0 and "this file is read as a scenario, but `scenarios` is a key of experiments" in told
    told = refused(lambda: load_batch(ROOT / "scenarios" / "aid-surge.yaml"))
    assert told.count("\n") == 0 and "this file is read as an experiment, but `" in told


@pytest.mark.parametrize("digits", ["٣٠٠", "３００", "3٠0"])
def test_digits_of_other_scripts_are_text(digits):
    assert parse(f"a: {digits}", "f")  # a title may be such a text
    with pytest.raises(InputError, match=r"war\.mobility_km2: "):
        read_scenario(TEXT.replace("mobility_km2: 300", f"mobility_km2: {digits}", 1), "f")


@pytest.mark.parametrize("text", [None, 5, ["a"]])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(InputError, match="expected the text of a scenario"):
        read_scenario(text)
