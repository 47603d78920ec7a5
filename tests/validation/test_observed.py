"""Observed series: where a row is refused, what is known when, and what is shipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.csv_reading import MOST_BYTES
from sim.scenario.levers import parameters
from sim.scenario.reading import load_scenario
from sim.validation.observed.reading import load_observed, observed_folder
from sim.validation.observed.series import load_series

HEADER = "date,series,value,unit,source_title,source_url"
GOOD = [
    "2024-01,area_controlled,111810.7,km2,The Economist,https://example.org",
    "2024-02,area_controlled,111964.4,km2,The Economist,https://example.org",
]


def folder_with(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    (tmp_path / "area.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_observed(folder)
    return str(caught.value)


def test_good_rows_are_read_in_the_order_of_time(tmp_path):
    found = load_observed(folder_with(tmp_path, *reversed(GOOD)))
    assert [(o.month, o.value) for o in found.observations["area_controlled"]] == [
        ("2024-01", 111810.7),
        ("2024-02", 111964.4),
    ]


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        ("2024-03,area_controlled,1,km2,,https://example.org", "4:31", "source_title is empty"),
        ("2024-03,area_controlled,1,km2,The Economist,", "4:45", "source_url is empty"),
        ("2024-02-29,area_controlled,1,km2,a,b", "4:1", "has a value for 2024-02 already, at"),
        ("2024-03,area_controlled,1,sq mi,a,b", "4:27", "found 'sq mi'; allowed for area_controlled: 'km2'"),
        ("2024-13,area_controlled,1,km2,a,b", "4:1", "found '2024-13'; allowed: YYYY-MM"),
        ("2024-02-30,area_controlled,1,km2,a,b", "4:1", "found '2024-02-30'"),
        ("2024-03,area_controlled,many,km2,a,b", "4:25", "expected a number, found 'many'"),
        ("2024-03,area_controlled,nan,km2,a,b", "4:25", "expected a number"),
        ("2024-03,area_controlled,1e999,km2,a,b", "4:25", "expected a number"),
        ("2024-03,area_controlled,-4,km2,a,b", "4:25", "found -4; allowed for area_controlled: 0 to 603600"),
        ("2024-03,area_controled,1,km2,a,b", "4:9", "did you mean 'area_controlled'?"),
        ("2024-03,area_controlled,1,km2,a", "4:1", "found 5 cells; allowed: 6"),
        ('2024-03,"area_controlled,1,km2,a,b', "4:1", "broken line"),
        ("2024-04,area_controlled,1,km2,a,b", "4:1", "area_controlled is monthly and 2024-03 is missing before 2024-04"),
        ("2024-06,area_controlled,1,km2,a,b", "4:1", "2024-03 to 2024-05 are missing before 2024-06"),
        ("2024-03,money_us,0.5,0 or 1,a,b", "4:18", "allowed for money_us: 0 or 1"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_at_its_place(tmp_path, row, place, words):
    message = refusal(folder_with(tmp_path, *GOOD, row))
    assert f"area.csv:{place}: " in message and words in message


def test_every_bad_row_is_reported_at_once(tmp_path):
    message = refusal(folder_with(tmp_path, GOOD[0], "x,area_controlled,1,km2,a,b", "2024-02,area_controlled,1,ha,a,b"))
    assert "area.csv:3:1" in message and "area.csv:4:27" in message and len(message.splitlines()) == 2


def test_commas_within_quotes_move_no_column(tmp_path):
    message = refusal(folder_with(tmp_path, '2024-01,"area_controlled",1,ha,"a, b",c'))
    assert "area.csv:2:29: unit" in message


def test_columns_are_checked(tmp_path):
    assert "unknown column 'sourse_url'" in refusal(
        folder_with(tmp_path, *GOOD, header=HEADER.replace("source_url", "sourse_url"))
    )
    assert "did you mean 'source_url'?" in refusal(
        folder_with(tmp_path, *GOOD, header=HEADER.replace("source_url", "sourse_url"))
    )
    assert "column 'unit' appears twice" in refusal(
        folder_with(tmp_path, *GOOD, header=HEADER.replace("value", "unit"))
    )


@pytest.mark.parametrize(("content", "words"), [
    (b"", "area.csv:1:1: the file is empty"),
    (b"\n\n", "the file is empty"),
    (HEADER.encode() + b"\n", "has a header and no rows"),
    (HEADER.encode() + b"\n2024-01,\xff", "area.csv:2:9: the file is not UTF-8 text"),
    (HEADER.encode() + b"\n2024-01,\x00", "area.csv:2:9: found a control character"),
    (b"x" * (MOST_BYTES + 1), "too large"),
    (HEADER.encode() + b"\n" + b"x" * 5000 + b",a,b,c,d,e", "longer than 2,000 characters"),
])  # fmt: skip
def test_files_that_are_no_tables_are_refused(tmp_path, content, words):
    (tmp_path / "area.csv").write_bytes(content)
    assert words in refusal(tmp_path)


def test_folders_without_data_are_refused(tmp_path):
    assert "no folder" in refusal(tmp_path / "nowhere")
    assert "holds no CSV files" in refusal(tmp_path)


def test_a_series_of_ones_own_is_one_entry(tmp_path):
    text = (observed_folder() / "series.yaml").read_text(encoding="utf-8")
    entry = "\n  losses:\n    {label: Losses, kind: flow, unit: persons, output: {variable: losses, actor: russia}, naive: [drift]}\n"
    (tmp_path / "series.yaml").write_text(text + entry, encoding="utf-8")
    folder_with(tmp_path, "2024-01,losses,30000,persons,a,b")
    assert load_observed(tmp_path).observations["losses"][0].value == 30000


def test_entries_that_make_no_sense_are_refused_at_their_place(tmp_path):
    (tmp_path / "series.yaml").write_text(
        "format: 1\nbegan: 2022-02\nseries:\n  a: {label: A, kind: poll, unit: percent}\n", encoding="utf-8"
    )
    folder_with(tmp_path, *GOOD)
    assert "series.yaml:4:" in refusal(tmp_path)


def test_what_is_shipped_ends_in_november_2024_and_every_row_is_used():
    found = load_observed()
    assert found.last_month == "2024-11"
    assert all(o.month <= "2024-11" for entries in found.observations.values() for o in entries)
    assert set(found.observations) == set(found.about.series)
    assert all(entry.sets or entry.output for entry in found.about.series.values())


def test_the_parts_of_aid_add_up():
    found = load_observed().observations
    for total, us, europe, eu, other, rest in zip(
        *(found[f"aid_{part}"] for part in ("total", "us", "europe", "eu", "other_europe", "others")), strict=True
    ):
        assert total.value == pytest.approx(us.value + europe.value + rest.value, abs=0.003)
        assert europe.value == pytest.approx(eu.value + other.value, abs=0.002)


def test_every_parameter_that_a_series_sets_is_one_of_the_scenario():
    known = parameters(load_scenario("december-2023"))
    for entry in load_series().series.values():
        assert all(start.parameter in known for start in entry.sets)
        assert all(path in known for path in (entry.output.plus if entry.output else ()))


def test_what_is_known_is_what_was_published():
    found = load_observed()
    assert found.known_at("aid_total", "2023-12")[-1].month == "2023-10"  # the tracker lags by two months
    assert found.known_at("concessions_ukraine", "2023-12")[-1].value == 19  # published in the month of the survey
    assert found.known_at("talks_russia", "2023-12")[-1].month == "2023-11"
    assert found.known_at("area_controlled", "2023-12")[-1].month == "2023-12"
    assert found.known_at("talks_russia", "2022-06") == ()


def test_data_are_found_inside_an_installed_package(tmp_path):
    """The package lies without its checkout, as in a wheel, with the data where the build puts them."""
    root = Path(__file__).parents[2]
    shutil.copytree(root / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "data", tmp_path / "sim" / "shipped_data")
    code = "import sim.validation.observed.reading as o; print(o.__file__, len(o.load_observed().observations))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(tmp_path / "sim" / "validation" / "observed" / "reading.py"), "16"]
