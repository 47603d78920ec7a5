"""The editor and the page Batch in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.text import common
from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import load_batch
from sim.batch.run import run
from tests.dashboard.browser.pages import headlines, page_of, settle, until
from tests.dashboard.views.test_batch import GRID

pytestmark = pytest.mark.browser

SMALL = "extends: november-2024\ntitle: Mine\nquestion: And then?\nactors:\n  russia:\n    war_cost: 0.5\n"


def typed(page, words: str) -> None:
    area = page.locator(".st-key-draft textarea")
    area.fill(words)
    area.press("Control+Enter")


def to(page, name: str) -> None:
    """Go to a page under the heading of the navigation where this one stands too."""
    page.get_by_role("button", name=common.HEADINGS["scenario"]).click()
    page.get_by_role("menuitem", name=name).click()


def test_a_broken_text_is_kept_and_a_mended_one_is_tried_and_shared(server, browser):
    with page_of(browser, f"{server}/editor") as page:
        broken = SMALL.replace("war_cost", "war_kost")
        typed(page, broken)
        page.get_by_text("Line 6, column 5").wait_for()
        assert "%E2%96%B6%206" in page.content(), "the line is marked in the margin"
        assert "war_cost%3F" in page.content(), "what was probably meant stands behind the line"
        out_of_use = page.get_by_role("button", name="Try it")
        expect(out_of_use).to_be_disabled()
        ground, letters = out_of_use.evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
        assert ground != letters, "the name of a button that is out of use can be read"
        page.get_by_role("button", name="Write war_cost").click()
        page.get_by_text("can be simulated").wait_for()
        page.get_by_role("button", name="Take back").click()
        field = page.get_by_label("Line 6", exact=True)
        field.fill("    war_cost: 0.5")
        field.press("Enter")
        page.get_by_text("can be simulated").wait_for()
        expect(page.locator(".st-key-draft textarea")).to_have_value(SMALL)
        page.get_by_role("button", name="Take back").click()
        page.get_by_text("Line 6, column 5").wait_for()
        to(page, "About")
        page.get_by_text("How to read the figures").first.wait_for()
        to(page, "Scenario file")
        page.locator(".st-key-draft textarea").wait_for()
        expect(page.locator(".st-key-draft textarea")).to_have_value(broken)
        typed(page, SMALL)
        page.get_by_text("can be simulated").wait_for()
        with page.expect_download() as caught:
            page.get_by_role("button", name="Download").click()
        assert Path(caught.value.path()).read_text() == SMALL
        page.get_by_role("button", name="Try it").click()
        page.get_by_role("link", name="See how its runs end").click()
        page.get_by_role("heading", name="And then?").wait_for()
        settle(page)
        address, said = page.url, headlines(page)
        assert "scenario=edited-" in address
    with page_of(browser, address, elsewhere=True) as page:
        expect(page.locator("h1")).to_have_text("And then?")
        assert until(page, headlines, lambda now: now == said) == said


def test_tables_that_are_sent_are_drawn(server, browser, tmp_path):
    (tmp_path / "grid.yaml").write_text(GRID)
    batch = load_batch(str(tmp_path / "grid.yaml"))
    run(batch, tmp_path / "out", InProcess(), blocks_of(batch))
    with page_of(browser, f"{server}/batch") as page:
        files = [tmp_path / "out" / f"{name}.parquet" for name in ("points", "runs")]
        page.locator("[data-testid=stFileUploader] input").set_input_files(files)
        page.wait_for_selector("svg .mark-rect")
        page.wait_for_function("() => document.querySelectorAll('svg .mark-text text').length >= 12")
        assert "undefined" not in page.locator("[data-testid=stMain]").inner_text()
