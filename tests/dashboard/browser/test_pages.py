"""All pages and all shipped scenarios in a real browser.

Every scenario is opened on every page without a browser in `test_pages.py`. In the browser that takes some minutes, so here each
scenario gets one of the pages in turn, and with it each page one or two of the scenarios; `PARLEY_EVERY_PAGE=1` opens them all. A
session goes from page to page, so that also what one page leaves behind is seen.
"""

import os

import pytest

import sim
from dashboard.text import common
from tests.dashboard.browser.pages import page_of, settle

pytestmark = pytest.mark.browser

A_SCENARIO = 1
"""Pages for each scenario, unless all are asked for."""
GO = """path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate', {state: {}})); }"""


def turns() -> dict[str, list[str]]:
    """The pages of each scenario."""
    pages, names = list(common.PAGES), sim.scenario_names()
    if os.environ.get("PARLEY_EVERY_PAGE"):
        return dict.fromkeys(names, pages)
    places = range(A_SCENARIO)
    return {name: [pages[(A_SCENARIO * n + k) % len(pages)] for k in places] for n, name in enumerate(names)}


def test_every_page_and_every_scenario_has_its_turn():
    assert set(turns()) == set(sim.scenario_names())
    assert {page for pages in turns().values() for page in pages} == set(common.PAGES)


@pytest.mark.parametrize("name", sim.scenario_names())
def test_pages_of_a_scenario(server, browser, name):
    query = f"scenario={name}&months=3&runs=100&map_runs=100&sensitivity_runs=100"
    paths = ["/" if page == "explore" else f"/{page}" for page in turns()[name]]
    with page_of(browser, f"{server}{paths[0]}?{query}") as page:
        titles: list[str] = []
        for path in paths:
            if path != paths[0]:
                page.evaluate(GO, f"{path}?{query}")
                page.wait_for_function("path => location.pathname === path", arg=path)
            page.wait_for_function(
                "seen => { const h = document.querySelector('h1'); return h && !seen.includes(h.textContent) }",
                arg=titles,
            )
            settle(page, finished=True)
            titles.append(page.locator("h1").text_content())
            assert page.locator("[data-testid=stException]").count() == 0, path
            assert f"scenario={name}" in page.url or name == "november-2024"
