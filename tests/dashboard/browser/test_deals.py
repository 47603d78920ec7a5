"""The page Deals in a real browser."""

import pytest

import sim
from tests.dashboard.browser.pages import page_of, settle, until

pytestmark = pytest.mark.browser
ALIGNMENT = ".st-key-deal-alignment-at :is([role=slider], input[type=range])"


def charts(page) -> dict[str, str]:
    """What is drawn in every chart by its key: shapes with their places, since a point moves without another shape, and words."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('[class*=\"st-key-deal_\"] [data-testid=stVegaLiteChart]')]"
        ".every(chart => chart.querySelector('svg'))"
    )
    settle(page)
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('[class*="st-key-deal_"]:has(svg.marks)')].map(e => [
            [...e.classList].find(c => c.startsWith('st-key-')),
            [...e.querySelectorAll('svg.marks path, svg.marks text')]
                .map(p => [p.getAttribute('d'), p.getAttribute('transform'), p.textContent]).join('|')
        ]))"""
    )


def test_a_slider_redraws_verdict_worth_lines_and_zone_and_a_link_shows_the_same(server, browser):
    with page_of(browser, f"{server}/deals") as page:
        page.wait_for_selector(".st-key-deal_zone svg path")
        before = charts(page)
        slider = page.locator(ALIGNMENT).first
        slider.focus()
        slider.press("End")
        page.wait_for_function("() => location.search.includes('deal.alignment.at=neutral+without+ties')")
        moved = [f"st-key-deal_{key}" for key in ("verdict", "worth_ukraine", "worth_russia", "gaps", "zone")]
        after = until(page, charts, lambda now: all(now.get(key) != before[key] for key in moved))
        still = [key for key in moved if before[key] == after[key]]
        assert not still, f"not redrawn: {still}"
        with page.expect_download() as caught:
            page.get_by_role("button", name="Scenario with this proposal").click()
        saved = sim.load_scenario(caught.value.path().rename(caught.value.path().with_suffix(".yaml")))
        assert saved.proposals["my_package"].terms["alignment"].at.value == 1.0
        address = page.url
    with page_of(browser, address, elsewhere=True) as page:
        page.wait_for_selector(".st-key-deal_zone svg path")
        assert until(page, charts, lambda now: now == after) == after
