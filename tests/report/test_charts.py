"""Charts are SVG text that a page can hold: well formed, said in words, without anything from outside, equal for equal data."""

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from dashboard.charts import palette
from sim.colours import ACTORS, BASELINE, ENDS as END_FILLS, NEUTRAL, end_colours
from sim.drawing import DASHES, SERIES, THEME, About, in_lines, letters_on, top_of
from sim.report import charts
from sim.report.effects import Spread
from sim.vocabulary import ENDS
from tests.conftest import loaded

HOSTILE = "</svg><script>alert(1)</script> $x^2$ \"'&"
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = np.arange(5)
SERIES_FRAME = pd.DataFrame(
    {
        "series": [HOSTILE] * 5 + ["b"] * 5,
        "x": [*MONTHS, *MONTHS],
        "share": np.linspace(0, 0.4, 10),
        "low": 0.0,
        "high": 0.6,
    }
)
CELLS = pd.DataFrame([[0.0, 0.002, 0.2], [0.5, np.nan, 1.0]], index=["false", HOSTILE], columns=["1", "2", "3"])
ROWS = pd.DataFrame(
    {
        "label": [HOSTILE, "b"], "start": [-3.0, 0.0], "stop": [5.0, 2.0], "start_low": [-4.0, np.nan], "start_high": [-2.0, np.nan],
        "stop_low": [4.0, 1.0], "stop_high": [6.0, 3.0], "start_text": ["0.1", ""], "stop_text": [HOSTILE, "true"],
    }
)  # fmt: skip
VALUES = np.linspace(0.05, 0.4, 30)
FAN = pd.DataFrame({"month": MONTHS, **{f"q{q:02d}": MONTHS + q for q in (5, 25, 50, 75, 95)}})
STANDS = pd.DataFrame(
    [[0.9, 0.05, 0.05, 0, 0, 0], [0.1, 0.1, 0.2, 0.3, 0.2, 0.1]], index=[HOSTILE, "b"], columns=list(ENDS)
)
DRAW = {
    "lines": lambda about: charts.lines(about, SERIES_FRAME, HOSTILE, 0.4, 2.0),
    "heat_map": lambda about: charts.heat_map(about, CELLS, (HOSTILE, "x"), 1.0, (1, 2)),
    "tornado": lambda about: charts.tornado(about, ROWS, HOSTILE, 8),
    "spread": lambda about: charts.spread(about, Spread(VALUES, 0.1, 0.2, 0.25, 0.3, 0.35, 0.04), HOSTILE, "chance"),
    "fan": lambda about: charts.fan(about, FAN, "#AC473E", None),
    "ends": lambda about: charts.ends(about, STANDS, ["none", *END_FILLS.values(), "#AC473E", "#C28400"]),
    "dots": lambda about: charts.dots(about, pd.DataFrame({"label": [HOSTILE], "share": [0.2], "low": [0.1], "high": [0.3]}), 0.3),
}  # fmt: skip


@cache
def drawn(name, number=1):
    return DRAW[name](About(f"{name}-{number}", f"Title {HOSTILE}", f"Text {HOSTILE}"))


def texts(svg):
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", DRAW)
def test_a_chart_is_said_in_words_and_holds_text_as_text(name):
    root = ElementTree.fromstring(drawn(name))
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, text.text) == (f"Title {HOSTILE}", f"Text {HOSTILE}")
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), text.get("id"))
    assert not list(root.iter(f"{SVG}script"))
    if name != "fan":
        assert any("alert(1)" in found for found in texts(drawn(name))), (
            "a label is letters, neither markup nor mathematics"
        )


@pytest.mark.parametrize("name", DRAW)
def test_a_chart_refers_to_nothing_outside_and_its_names_are_its_own(name):
    one, other = (ElementTree.fromstring(drawn(name, number)) for number in (1, 2))
    names = [{e.get("id") for e in root.iter() if e.get("id")} for root in (one, other)]
    assert not names[0] & names[1] and all(found.startswith(f"{name}-1-") for found in names[0])
    assert len(names[0]) == sum(e.get("id") is not None for e in one.iter())
    svg = drawn(name)
    for target in re.findall(r'href="([^"]*)"', svg) + re.findall(r"url\(([^)]*)\)", svg):
        assert target.startswith("data:") or (target.startswith("#") and target[1:] in names[0]), target
    outside = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg)
    assert "http" not in outside and "font-family" not in svg and "<style" not in svg


@pytest.mark.parametrize("name", DRAW)
def test_equal_data_give_equal_text_with_the_colours_of_the_page(name):
    svg = drawn(name)
    assert drawn.__wrapped__(name) == svg
    assert not any(colour in svg for colour in THEME) and "var(--ink" in svg


def test_a_large_map_is_a_picture_inside_and_has_no_numbers():
    size = 41
    table = pd.DataFrame(
        np.linspace(0, 1, size * size).reshape(size, size), index=map(str, range(size)), columns=map(str, range(size))
    )
    svg = charts.heat_map(About("large", "t", "d"), table, ("y", "x"), 1.0, (0, 0))
    assert "data:image/png;base64," in svg and len(svg) < 60_000


def test_a_small_map_tells_few_from_none_and_leaves_out_what_is_missing():
    found = texts(drawn("heat_map"))
    assert {"0", "<1", "20", "50", "100"} <= set(found) and "nan" not in found


def test_letters_that_the_font_lacks_are_drawn_without_a_warning(recwarn):
    assert "海" in charts.dots(
        About("d", "t", "d"), pd.DataFrame({"label": ["海"], "share": [0], "low": [0], "high": [0.1]}), 0.1
    )
    assert not recwarn.list


def test_drawing_leaves_no_state_behind():
    import matplotlib

    before = dict(matplotlib.rcParams)
    drawn.__wrapped__("lines")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(("share", "end"), [(0.0, 10), (0.1, 10), (0.101, 20), (0.5, 50), (0.51, 100), (1.0, 100)])
def test_a_scale_begins_at_zero_and_ends_above_the_largest_share(share, end):
    assert top_of(share) == end


def test_colours_are_those_of_the_dashboard():
    assert sorted(SERIES) == sorted(ACTORS) and len(DASHES) >= len(SERIES)
    assert (palette.BASELINE, palette.WORLD) == (BASELINE, NEUTRAL)
    assert ["at_war", *end_colours(loaded("november-2024"))] == list(ENDS)


def test_letters_can_be_read_on_their_fill():
    assert (letters_on("#CFE0F5"), letters_on("#440154"), letters_on("#FDE725")) == ("#000000", "#FFFFFF", "#000000")


def test_a_long_label_is_broken_and_cut():
    assert in_lines("one two three", 7, 2) == "one two\nthree"
    assert in_lines("word " * 50, 20, 2).count("\n") == 1 and in_lines("word " * 50, 20, 2).endswith("…")
