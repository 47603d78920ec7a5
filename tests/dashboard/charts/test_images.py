"""Every chart of every page can be taken away as an image that explains itself and as its data."""

import io
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from pandas.testing import assert_frame_equal

import dashboard
from dashboard.charts import canvas, images
from dashboard.charts.images import Chart
from dashboard.text import common, markdown
from dashboard.views.compare import text as compare_text
from dashboard.views.explore import text as explore_text
from tests.pages import charts_said, opened

PAGES = ("deals", "compare", "course", "map", "sensitivity")


def drawn(app) -> canvas.Drawn:
    return app.session_state[canvas.DRAWN]


@pytest.fixture(scope="module")
def found() -> dict[str, canvas.Drawn]:
    """The charts of all pages and sections."""
    places = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEY_RUNS", "300")
        query = {"months": "12", "actors.russia.war_cost": "0.6"}
        for label in explore_text.SECTIONS.values():
            app = opened("november-2024", section=label, **query)
            places[label] = drawn(app)
            assert len(drawn(app).charts) == len(charts_said(app)) > 0, label
        app = opened("november-2024", months="4", map_runs="100", sensitivity_runs="100")
        for name in PAGES:
            app.switch_page(f"views/{name}/page.py").run()
            places[name] = drawn(app)
            assert len(drawn(app).charts) == len(charts_said(app)) > 0, name
            assert drawn(app).offered, name
    return places


def test_only_one_place_draws_charts():
    folder = Path(dashboard.__file__).parent
    drawing = re.compile(
        r"\.(vega_lite|altair|line|bar|area|scatter|plotly|pydeck|graphviz|echarts)_chart\(|\.pyplot\("
    )
    assert [file.name for file in folder.rglob("*.py") if drawing.search(file.read_text())] == ["canvas.py"]


def test_data_of_every_chart_read_again_are_its_data(found):
    for page in found.values():
        for chart in page.charts.values():
            as_drawn = chart.table.reset_index(drop=True)
            again = pd.read_parquet(io.BytesIO(images.parquet(chart, page.about)))
            assert_frame_equal(again, as_drawn)
            again = pd.read_csv(io.BytesIO(images.csv(chart, page.about)), dtype=str, keep_default_na=False)
            again.columns = [name.partition(" [")[0] for name in again]
            assert list(again)[: as_drawn.shape[1]] == list(as_drawn) and len(again) == len(as_drawn)
            assert (again["chart"] == chart.name).all() and (again["counted over"] == page.about).all()
            for name, column in as_drawn.items():
                if is_numeric_dtype(column) and not is_bool_dtype(column):
                    np.testing.assert_array_equal(pd.to_numeric(again[name]).to_numpy(float), column.to_numpy(float))
                else:
                    assert again[name].tolist() == ["" if pd.isna(value) else in_csv(value) for value in column]


def in_csv(value):
    return str(value).lower() if isinstance(value, (bool, np.bool_)) else str(value)


def test_image_of_every_chart_opens_and_explains_itself(found):
    for page in found.values():
        for chart in page.charts.values():
            words = images.svg(chart, page.about)
            told = " ".join(" ".join(ElementTree.fromstring(words).itertext()).split())
            for line in (chart.name, page.about.split(",")[0]):
                assert all(word in told for word in line.split()), (line, told)
            assert not re.search(r"<script|<foreignObject|<image|<style|javascript:|\son\w+=", words, re.IGNORECASE)
            foreign = set(re.findall(r"https?://[^\"'\s<]+", words))
            assert foreign <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, foreign


def test_pictures_are_sharp_on_light_ground_and_in_the_colours_of_the_pages(found):
    from PIL import Image

    page = found[explore_text.SECTIONS["publics"]]
    chart = next(chart for name, chart in page.charts.items() if name.endswith("Russia"))
    data = images.png(chart, page.about)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width >= images.WIDTH * images.SCALE and height > 180 * images.SCALE
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    colours = {colour: count for count, colour in picture.getcolors(1 << 20)}
    assert max(colours, key=colours.get) == (255, 255, 255)
    assert (0xAC, 0x47, 0x3E) in colours


def test_fills_have_their_key(found):
    page = found[explore_text.SECTIONS["proposals"]]
    chart = next(chart for name, chart in page.charts.items() if name.endswith("who says what, runs in 100"))
    words = images.svg(chart, page.about)
    assert all(f">{reason}<" in words for reason in common.REASONS.values())
    side_by_side = found["compare"].charts[compare_text.ENDS_COMPARED]
    words = images.svg(side_by_side, "")
    assert ">Still at war<" in words and ">at_war<" not in words


def test_words_of_a_scenario_stay_words():
    bad = "</text><script>alert(1)</script><a href='javascript:alert(2)'>'\\"
    spec = {
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "y": {"field": "a", "type": "nominal"},
                    "color": {"field": "a", "type": "nominal", "legend": None},
                },
            }
        ]
    }
    chart = Chart(bad, pd.DataFrame({"a": [bad]}), spec, bad, bad, {bad: bad})
    words = images.svg(chart, bad)
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(words).iter()}
    assert not tags & {"script", "a", "image", "foreignObject"}, tags
    assert images.png(chart, bad)[:4] == b"\x89PNG"
    assert re.fullmatch(r"[a-z0-9-]+", images.slug(bad)) and images.slug("!") == "chart"


def test_nothing_is_drawn_in_the_menu_before_it_is_opened():
    app = opened("november-2024", months="2", runs="100")
    assert not [button for button in app.get("download_button") if button.key.startswith("chart as")]
    app.session_state["charts menu"] = True
    app.run()
    labels = {button.key: button.label for button in app.get("download_button")}
    names = list(drawn(app).charts)
    assert {key for key in labels if key.startswith("chart as")} == {f"chart as {ending}" for ending in images.FILES}
    assert all(markdown.escape(names[0]) in label for key, label in labels.items() if key.startswith("chart as"))
    assert app.selectbox(key="chart to take").options == names
    app.selectbox(key="chart to take").set_value(names[3]).run()
    assert not app.exception
    assert any(markdown.escape(names[3]) in button.label for button in app.get("download_button"))
