"""Every page with axe-core in light and dark, and at the width of a phone: nothing that keeps a reader out."""

from pathlib import Path
from urllib.parse import quote_plus

import axe_playwright_python
import pytest

from dashboard.text import captions, common
from dashboard.views.explore import text as explore_text
from tests.dashboard.browser.pages import PHONE, page_of, resize, settle

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PLACES = ["/", *(f"/{name}" for name in common.PAGES if name != "explore")]
SECTIONS = [f"/?section={quote_plus(label)}" for label in list(explore_text.SECTIONS.values())[1:]]
WITHOUT_CHARTS = {"/reach", "/editor", "/batch", "/sources", "/about"}
NAMES = """() => [...document.querySelectorAll('.chart, [data-testid=stVegaLiteChart]')].map(chart =>
    chart.getAttribute('aria-label') || chart.querySelector('[aria-label]')?.getAttribute('aria-label') || '')"""
"""What a screen reader calls every chart."""
EXCUSED = {
    # The area into which files are dropped has a name although it has no role.
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
    # On a phone the entries of the navigation in the sidebar stand in groups between the list and its items.
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems]",
    # The name of a slider that is out of use: WCAG 1.4.3 asks for no contrast of what is inactive, and axe excuses it only where the
    # name is tied to a native field, which Streamlit's is not.
    "color-contrast": "[data-testid=stSlider]:has(:disabled, [aria-disabled=true], [data-disabled]) [data-testid=stWidgetLabel]",
}
"""Findings that are Streamlit's own, by rule and place."""
RIGHT = """() => Math.max(0, ...[...document.querySelectorAll('svg.marks, .chart .plot')].map(e => e.getBoundingClientRect().right))"""
"""Where the chart ends that reaches furthest."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules about what differs between the schemes."""
LOOK = """async ([excused, only]) => {
    const found = await axe.run(document, {resultTypes: ['violations'], ...(only && {runOnly: only})});
    return found.violations.map(rule => ({
        rule: rule.id, impact: rule.impact,
        places: rule.nodes.filter(node => !(excused[rule.id]
                && document.querySelector(node.target.at(-1))?.closest(excused[rule.id])))
            .map(node => node.html.slice(0, 160) + ' ' + node.failureSummary.slice(0, 240)),
    })).filter(rule => rule.places.length);
}"""


def findings(page, only: list[str] | None = None) -> list[str]:
    """What axe finds in a page as it stands; with `only` those rules alone."""
    settle(page, finished=True)
    page.evaluate(AXE)
    found = page.evaluate(LOOK, [EXCUSED, only])
    return [f"{one['rule']} ({one['impact']}): {one['places'][:3]}" for one in found]


def findings_in_both(page) -> list[str]:
    """The same in the light scheme, and in the dark one, to which a page changes while it is open, what depends on colours."""
    found = [f"light: {one}" for one in findings(page)]
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === 'rgb(23, 22, 20)'"
    )
    return found + [f"dark: {one}" for one in findings(page, COLOURS)]


def fits_a_phone(page) -> None:
    """Nothing must be scrolled to the side, and no chart ends outside."""
    settle(page, finished=True)
    page.wait_for_function(f"() => ({RIGHT})() <= {PHONE['width']}")  # charts take their new width one after the other
    wide, room = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth] }"
    )
    assert wide <= room == PHONE["width"]


@pytest.mark.parametrize("place", [*PLACES, *SECTIONS])
def test_axe_finds_nothing_charts_have_names_and_a_narrow_window_is_wide_enough(server, browser, place):
    quick = f"{'&' if '?' in place else '?'}months=3&map_runs=100&sensitivity_runs=100&compare=aid-surge"
    with page_of(browser, f"{server}{place}{quick}") as page:
        assert not findings_in_both(page)
        names = page.evaluate(NAMES)
        assert bool(names) == (place not in WITHOUT_CHARTS) and all(len(name) > 20 for name in names), names
        resize(page, **PHONE)
        fits_a_phone(page)


@pytest.mark.parametrize("place", ["/", "/deals", "/map", "/editor"])
def test_a_phone_is_wide_enough_and_axe_finds_nothing_there(server, browser, place):
    with page_of(browser, f"{server}{place}?months=3&map_runs=100", **PHONE) as page:
        fits_a_phone(page)
        assert not findings(page)


def test_what_is_wrong_is_seen(server, browser):
    with page_of(browser, f"{server}/about?months=3") as page:
        page.evaluate(
            """() => document.querySelector('h1').insertAdjacentHTML('afterend',
                '<p style="color:#bbb;background:#fff">pale</p><button></button><h5>far below</h5>')"""
        )
        assert any(one.startswith("dark: color-contrast (serious)") for one in findings_in_both(page))
        page.emulate_media(color_scheme="light")
        told = " ".join(findings(page))
        assert "color-contrast (serious)" in told and "button-name (critical)" in told
        assert "heading-order (moderate)" in told
        resize(page, **PHONE)
        fits_a_phone(page)
        page.evaluate(
            """() => document.querySelector('h1').insertAdjacentHTML('afterend', '<p style="width:900px">wide</p>')"""
        )
        with pytest.raises(AssertionError):
            fits_a_phone(page)


def test_axe_finds_nothing_in_the_open_menu_of_charts(server, browser):
    with page_of(browser, f"{server}/?months=3") as page:
        page.get_by_role("button", name=captions.CHARTS).click()
        page.get_by_role("combobox", name=captions.CHART).wait_for()
        assert not findings_in_both(page)
