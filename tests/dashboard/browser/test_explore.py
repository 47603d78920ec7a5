"""Explore in a real browser: undo, one lever back, and a link that shows the same numbers elsewhere and on the command line."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.session.migrations import VERSION
from dashboard.text import common
from sim import numbers
from sim.cli.app import app
from tests.dashboard.browser.pages import LEVER, drawn, headlines, page_of, take, until

pytestmark = pytest.mark.browser


def whole(page) -> tuple[list[str], dict[str, str]]:
    """All headline figures and everything drawn, once all of it is there."""
    return headlines(page), drawn(page)


def whole_at(page, condition: str, holds) -> tuple[list[str], dict[str, str]]:
    """The same once the address is so, and it holds."""
    page.wait_for_function(f"() => {condition}")
    return until(page, whole, holds)


def test_undo_redo_and_one_lever_back(server, browser):
    with page_of(browser, server) as page:
        as_in_file = whole(page)
        slider = page.locator(f".st-key-{LEVER.replace('.', '-')} :is([role=slider], input[type=range])")
        slider.focus()
        slider.press("PageUp")
        moved = whole_at(
            page,
            "location.search.includes('war_cost=')",
            lambda now: now[0] != as_in_file[0] and now[1] != as_in_file[1],
        )
        assert moved[0] != as_in_file[0] and moved[1] != as_in_file[1]
        page.get_by_role("button", name="Undo").click()
        there = "!location.search.includes('war_cost=')"
        assert whole_at(page, there, lambda now: now == as_in_file) == as_in_file
        page.get_by_role("button", name="Redo").click()
        assert whole_at(page, "location.search.includes('war_cost=')", lambda now: now == moved) == moved
        page.locator("[class*='st-key-back-'] button").first.click()
        assert whole_at(page, there, lambda now: now == as_in_file) == as_in_file


def test_the_whole_link_gives_the_same_numbers_elsewhere(server, browser):
    with page_of(browser, f"{server}/?scenario=december-2023&{LEVER}=0.4&seed=9&eu.against=Slovakia") as page:
        said, shown = whole(page)
        take(page)
        command, link = page.locator("code").first.inner_text(), page.locator("code").nth(1).inner_text()
    assert link.startswith(f"{server}/?v={VERSION}&")
    with page_of(browser, link, elsewhere=True) as page:
        assert until(page, whole, lambda now: now == (said, shown)) == (said, shown)
    shares = json.loads(CliRunner().invoke(app, [*command.split()[1:], "--json"]).stdout)["shares"]
    told = [numbers.brief(shares[name]["share"], shares[name]["runs"]) for name in common.OUTCOMES]
    assert said[: len(told)] == told


def test_an_open_box_follows_a_lever_that_draws_the_answer_alone(server, browser):
    with page_of(browser, f"{server}/?{LEVER}=0.4") as page:
        take(page)
        title = page.locator("h1").element_handle()
        slider = page.locator(f".st-key-{LEVER.replace('.', '-')} :is([role=slider], input[type=range])")
        slider.focus()
        before = whole(page)
        slider.press("ArrowRight")
        page.wait_for_function(
            f"() => /{LEVER}=0\\.4[1-9]/.test(document.querySelector('.st-key-take code').innerText)"
        )
        assert until(page, whole, lambda now: now != before) != before
        assert title.evaluate("e => e.isConnected")
