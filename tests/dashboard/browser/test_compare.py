"""Compare, Map and Sensitivity in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.text import many_points
from tests.dashboard.browser.pages import LEVER, page_of, settle, shown, until

pytestmark = pytest.mark.browser
QUICK = "?months=2&map_runs=100&sensitivity_runs=100&runs=200"


def test_saved_settings_travel_with_the_link(server, browser):
    with page_of(browser, f"{server}/compare{QUICK}&{LEVER}=0.4") as page:
        name = page.get_by_label("Name of a setting")
        name.fill("costly war")
        name.press("Tab")
        settle(page)
        page.get_by_role("button", name="Save the sliders").click()
        page.wait_for_function("() => location.search.includes('saved=costly')")
        settle(page)
        page.locator(".st-key-compare input").click()
        page.get_by_role("option", name="aid-surge").click()
        page.wait_for_function("() => location.search.includes('aid-surge')")
        settle(page)
        expect(page.locator("code").first).to_contain_text("parley run aid-surge")
        drawn = until(page, lambda page: shown(page, "compared_"), lambda now: all(now.values()) and len(now) == 5)
        assert all(drawn.values()) and len(drawn) == 5
        address, told = page.url, page.locator("code").first.inner_text()
        assert f"--set {LEVER}=0.4" in told
    with page_of(browser, address, elsewhere=True) as page:
        page.wait_for_selector(".st-key-compared_talks svg path")
        expect(page.locator("code").first).to_have_text(told)
        assert until(page, lambda page: shown(page, "compared_"), lambda now: now == drawn) == drawn


def test_map_can_be_cancelled_and_goes_on(server, browser):
    # A month of its own, so that no other test has left its parts behind.
    with page_of(browser, f"{server}/about") as page:
        page.goto(f"{server}/map?months=9&map_runs=1000&seed=77")
        cancel, go_on = (page.get_by_role("button", name=name) for name in (many_points.CANCEL, many_points.GO_ON))
        page.get_by_text(re.compile(r"^[1-9]\d* of \d+ parts")).wait_for()
        cancel.click()
        go_on.wait_for()
        said = page.get_by_text("Stopped after").inner_text()
        page.wait_for_function("() => performance.now() - window.lastChange > 1500")
        assert page.get_by_text("Stopped after").inner_text() == said and cancel.count() == 0
        settle(page)
        height = go_on.bounding_box()["y"]
        go_on.click()
        cancel.wait_for()
        expect(go_on, "the button of before stands beside the new one").to_have_count(0)
        page.wait_for_selector("svg.marks")
        assert cancel.bounding_box()["y"] == height, "the map pushed the button away from under the pointer"
        cancel.click()
        go_on.wait_for()
        expect(page.locator("svg.marks"), "what was simulated stays").to_have_count(1)


def test_a_search_is_cancelled_and_an_answer_goes_to_the_sliders(server, browser):
    lever = "Pressure on Ukraine to settle"
    query = f"?months=3&runs=200&outcome=Talks+open&reach_share=12&reach_by=3&reach_levers={lever.replace(' ', '+')}"
    with page_of(browser, f"{server}/reach{query.replace(lever.replace(' ', '+'), '')}", width=390, height=844) as page:
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Cancel").wait_for(state="detached")
        expect(page.get_by_role("button", name="Search")).to_be_enabled()
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") == 390
    with page_of(browser, server + "/reach" + query) as page:
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Put these moves").first.click()
        page.wait_for_function("() => location.search.includes('actors.ukraine.pressure=')")
        page.get_by_text("The moves are on the sliders").wait_for()
