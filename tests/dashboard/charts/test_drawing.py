"""What is drawn here is what Vega draws from the same specification and data."""

import html
import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import vl_convert
from hypothesis import given, strategies as st

from dashboard.charts import drawing, fans, palette, vega
from dashboard.views.explore import frames as explore_frames, specs as explore_specs

WIDTH = 500
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)] + ["2025-01"]
EVENTS = pd.DataFrame({"month": [4], "calendar": ["2024-05"], "event": ["An <event> & 'more'"], "mark": ["1"]})
ENDS = ("Still at war", "Ceasefire", "A 'quoted' <end>")


def fan() -> pd.DataFrame:
    steps = np.linspace(20, 60, 13)
    table = pd.DataFrame({"month": range(13), "calendar": MONTHS})
    for name, shift in zip(fans.LEVELS, (-12, -5, 0, 7, 15), strict=True):
        table[name] = steps + shift * np.sin(np.arange(13) / 3)
    table["baseline"] = steps[::-1]
    return fans.with_events(table, EVENTS)


def ends() -> pd.DataFrame:
    def counted(*last: float) -> dict:
        reach = zip(ENDS, (100.0, 0.0, 0.0), last, strict=True)
        return {name: {"label": name, "runs": np.linspace(first, end, 13)} for name, first, end in reach}

    return explore_frames.ends(counted(60, 30, 10), counted(80, 15, 5), MONTHS, EVENTS)


def dots() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    signed_in = np.where(rng.random(400) < 0.5, rng.integers(1, 13, 400).astype(float), np.nan)
    return explore_frames.dots(signed_in, 12, MONTHS, rng.random(400) < 0.5)


FILLS = tuple(zip(ENDS, (palette.BLANK, "#CFE0F5", "#86B8EA"), strict=True))
CASES = {
    "fan": (lambda: vega.fan("#AC473E", (0.0, 100.0), "2024-01", 12), fan),
    "fan with dots": (lambda: vega.fan(next(iter(palette.DOTTED)), (0.0, 80.0), "2024-01", 12), fan),
    "shares": (
        lambda: vega.shares("#AC473E", "2024-01", 12),
        lambda: fans.shares(np.linspace(0, 0.6, 13), np.linspace(0, 0.3, 13), MONTHS, EVENTS),
    ),
    "ends": (lambda: explore_specs.ends(FILLS, "2024-01", 12), ends),
    "dots": (lambda: explore_specs.dots("2024-01", 12, explore_frames.stack(dots())), dots),
}


def by_vega(spec, table) -> ElementTree.Element:
    data = {"values": json.loads(table.to_json(orient="records"))}
    told = {**spec, "data": data, "width": WIDTH, "config": {"view": {"stroke": None}}}
    return ElementTree.fromstring(vl_convert.vegalite_to_svg(told, allowed_base_urls=[]))


def groups(svg: ElementTree.Element, mark: str) -> list[ElementTree.Element]:
    """The groups of the marks of a kind, without those of axes."""
    found = [group for group in svg.iter(f"{SVG}g") if f"mark-{mark} " in group.get("class", "")]
    return [group for group in found if "layer_" in group.get("class", "") or "marks" in group.get("class", "")]


def points(path: str) -> np.ndarray:
    pairs = re.findall(r"(-?[\d.e-]+),(-?[\d.e-]+)", path)
    return np.array(pairs, dtype=float).reshape(-1, 2)


def drawn(name: str) -> tuple[str, ElementTree.Element, dict, pd.DataFrame]:
    spec, table = (make() for make in CASES[name])
    page = drawing.paint(spec, table, "what it says", "key")
    picture = unquote(re.search(r'src="data:image/svg\+xml,([^"]*)"', page).group(1))
    return page, ElementTree.fromstring(picture), spec, table


@pytest.mark.parametrize("name", CASES)
def test_areas_and_lines_lie_where_vega_puts_them(name):
    _, ours, spec, table = drawn(name)
    vega = by_vega(spec, table)
    height = spec["height"]
    theirs = {
        mark: [
            points(path.get("d") or "") / (WIDTH, height)
            for group in groups(vega, mark)
            for path in group.iter(f"{SVG}path")
        ]
        for mark in ("area", "line")
    }
    found = [
        path.get("d") for path in ours.iter(f"{SVG}path") if path.get("class") is None and "h0" not in path.get("d")
    ]
    upright = [d for d in found if "V" in d]
    areas = [points(d) / (drawing.WIDE, height) for d in found if d.endswith("Z")]
    lines = [points(d) / (drawing.WIDE, height) for d in found if not d.endswith("Z") and d not in upright]
    for mark, mine in (("area", areas), ("line", lines)):
        kept = [path for path in theirs[mark] if len(path) > 1]
        assert len(mine) == len(kept) and (kept or name == "dots"), (mark, len(mine), len(kept))
        for one, other in zip(mine, kept, strict=True):
            np.testing.assert_allclose(one, other, atol=0.002)
    assert len(upright) == (name != "dots")


@pytest.mark.parametrize("name", CASES)
def test_axes_say_what_vega_writes(name):
    page, _, spec, table = drawn(name)
    words = [
        "".join(text.itertext())
        for group in by_vega(spec, table).iter(f"{SVG}g")
        if "role-axis-label" in group.get("class", "")
        for text in group.iter(f"{SVG}text")
        if text.get("opacity") != "0"
    ]
    ours = [html.unescape(word) for word in re.findall(r'<i class="[xy][^>]*>([^<]*)</i>', page)]
    assert sorted(ours) == sorted(words) and words


def test_dots_lie_where_vega_puts_them():
    page, _, spec, table = drawn("dots")
    places = [
        [float(part) for part in re.search(r"translate\(([-\d.]+),([-\d.]+)\)", path.get("transform")).groups()]
        for group in groups(by_vega(spec, table), "symbol")
        for path in group.iter(f"{SVG}path")
    ]
    ours = re.findall(r'<b class="dot[^"]*" style="left:([\d.]+)%;top:([\d.]+)%', page)
    assert len(ours) == len(places) == explore_frames.DOTS
    np.testing.assert_allclose(
        np.array(ours, dtype=float) / 100, np.array(places) / (WIDTH, spec["height"]), atol=0.002
    )
    assert page.count("diamond") == (table["outcome"] == "ceasefire").sum() > 0


@pytest.mark.parametrize("name", ["fan", "ends"])
def test_every_month_says_its_figures_when_pointed_at(name):
    page, _, _, table = drawn(name)
    tips = [html.unescape(tip) for tip in re.findall(r'<u [^>]*data-tip="([^"]*)"', page)]
    assert {tip.split("\n")[0].removeprefix("Month: ") for tip in tips} == set(MONTHS)
    if name == "fan":
        row = table.iloc[6]
        assert f"Middle run: {row['q50']:,.0f}" in tips[6].split("\n")
    else:
        shown = table[table["share"] > 0]
        assert len(tips) == len(shown)


@pytest.mark.parametrize("name", CASES)
def test_words_of_a_scenario_stay_words(name):
    bad = '</div><script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="alert(3)'
    spec, table = (make() for make in CASES[name])
    for column in table.select_dtypes(include=["object", "str"]):
        if column not in ("outcome", "end"):
            table.loc[table[column].notna(), column] = bad
    page = drawing.paint(spec, table, bad, bad)
    shell = re.sub(r'src="data:image[^"]*"', "", page)
    assert "<script" not in shell and shell.count("<img") == 1
    assert not re.search(r'\son\w+="', re.sub(r'"[^"]*"', '""', shell))
    ElementTree.fromstring(f"<p>{page}</p>")  # nothing is left open, and no attribute is there twice


def test_chart_without_rows_is_an_empty_frame():
    page = drawing.paint(vega.fan("#AC473E", (0.0, 1.0), "2024-01", 12), fan().iloc[:0], "nothing", "key")
    assert 'aria-label="nothing"' in page and "<u" not in page


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_inside(low, span):
    high = low + span
    found = vega.ticks(low, high)
    assert 1 <= len(found) <= 7
    assert low - 1e-6 * span <= found[0] and found[-1] <= high + 1e-6 * span
    steps = np.diff(found)
    if len(steps):
        assert np.allclose(steps, steps[0])
        mantissa = steps[0] / 10 ** np.floor(np.log10(steps[0]) + 1e-9)
        assert min(abs(mantissa - round_one) for round_one in (1, 2, 5)) < 1e-3


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (1234.5, ",.0f", "1,234"),
        (0.5, ",.2~f", "0.5"),
        (-2.0, ".1f", "−2.0"),
        (100.0, ",~r", "100"),
        (1500.0, ",~r", "1,500"),
    ],
)
def test_numbers_are_written_as_d3_writes_them(value, form, said):
    assert drawing.formatted(value, form) == said
