"""The page One run in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.browser.pages import page_of, settle, shown, until

pytestmark = pytest.mark.browser


def lines(page) -> dict[str, str]:
    page.wait_for_function("() => document.querySelectorAll('[class*=\"st-key-course_\"] svg').length >= 6")
    settle(page)
    return shown(page, "course_")


def test_another_run_draws_other_lines_and_its_link_shows_them_again(server, browser):
    with page_of(browser, f"{server}/course") as page:
        before = lines(page)
        page.get_by_role("button", name="Another run at random").click()
        page.wait_for_function("() => location.search.includes('course.pick=By+number')")
        # Escalation is left out: it has few levels, and of 2,000 runs 9 pairs in 100 share its whole course.
        drawn = [f"st-key-course_{key}" for key in ("front_km2", "fatigue_ukraine", "fatigue_russia", "aid")]
        after = until(page, lines, lambda now: all(now[key] != before[key] for key in drawn))
        assert not [key for key in drawn if before[key] == after[key]]
        address = page.url
        told = page.get_by_text("counted from 0").inner_text()
    with page_of(browser, address, elsewhere=True) as page:
        assert until(page, lines, lambda now: now == after) == after
        expect(page.get_by_text("counted from 0")).to_have_text(told)
