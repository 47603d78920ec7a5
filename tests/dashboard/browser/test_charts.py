"""Charts as files, in a real browser: the menu by keyboard, and what arrives opened again."""

from xml.etree import ElementTree

import pandas as pd
import pytest

from dashboard.text import captions
from dashboard.views.explore import text as explore_text
from tests.dashboard.browser.pages import MOVER, drawn, page_of, settle, until

pytestmark = pytest.mark.browser
NAME = explore_text.FANS["escalation"]


def without_units(table):
    return table.rename(columns=lambda name: name.partition(" [")[0])


def saved(page, ending: str, name: str = NAME):
    """The file that a button of the menu gives, pressed by keyboard."""
    button = page.get_by_role("button", name=f"{name}: {captions.CHART_FILES[ending]}", exact=True)
    button.focus()
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    assert caught.value.suggested_filename.endswith(f".{ending}")
    return caught.value.path()


def test_a_chart_is_taken_away_by_keyboard_and_opens_again(server, browser):
    with page_of(browser, server) as page:
        page.get_by_role("button", name=captions.CHARTS).focus()
        page.keyboard.press("Enter")
        box = page.get_by_role("combobox", name=captions.CHART)
        box.wait_for()
        box.click()
        page.get_by_role("option", name=NAME).click()
        page.get_by_role("button", name=f"{NAME}: {captions.CHART_FILES['csv']}", exact=True).wait_for()
        settle(page)
        by_words, by_columns = without_units(pd.read_csv(saved(page, "csv"))), pd.read_parquet(saved(page, "parquet"))
        assert {"month", "q05", "q50", "q95", "baseline"} <= set(by_words)
        assert list(by_words) == [*by_columns, "chart", "counted over", "scenario", "seed", "levers"]
        pd.testing.assert_series_equal(by_words["q50"], by_columns["q50"])
        said = page.locator(".chart.fan_escalation").get_attribute("aria-label")
        last = by_columns[by_columns["q50"].notna()].iloc[-1]
        assert f"{last['q50']:,.3g} in {last['calendar']}" in said
        picture = saved(page, "png").read_bytes()
        assert picture.startswith(b"\x89PNG\r\n\x1a\n") and len(picture) > 5000
        drawing = " ".join(ElementTree.parse(saved(page, "svg")).getroot().itertext())
        assert NAME in drawing and "November 2024" in drawing


def test_files_are_those_of_the_levers_as_they_stand(server, browser):
    name = explore_text.FANS["front_km2"].format(side="Russia")
    with page_of(browser, server) as page:
        files = []
        for moved in (False, True):
            if moved:
                shown = drawn(page)
                slider = page.locator(f".st-key-{MOVER.replace('.', '-')} :is([role=slider], input[type=range])")
                slider.focus()
                slider.press("PageUp")
                until(page, drawn, lambda now, shown=shown: all(now.get(key) != shown[key] for key in shown))
            page.get_by_role("button", name=captions.CHARTS).click()
            box = page.get_by_role("combobox", name=captions.CHART)
            box.click()
            page.get_by_role("option", name=name).click()
            page.get_by_role("button", name=f"{name}: {captions.CHART_FILES['csv']}", exact=True).wait_for()
            settle(page)
            files.append(without_units(pd.read_csv(saved(page, "csv", name))))
            page.keyboard.press("Escape")
        before, after = (file["q50"].dropna() for file in files)
        assert after.iloc[-1] > before.iloc[-1]
        assert (files[0]["baseline"].dropna() == files[1]["baseline"].dropna()).all()
