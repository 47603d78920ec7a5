"""Explore in a real browser: undo, one lever back, and a link that shows the same numbers elsewhere and on the command line."""

import json

import pytest
from test_browser import LEVER, drawn, headlines, page_of, settle, take
from typer.testing import CliRunner

from dashboard import text
from dashboard.migrations import VERSION
from sim.cli import app

pytestmark = pytest.mark.browser


def whole(page) -> tuple[list[str], dict[str, str]]:
    """All headline figures and everything drawn, once all of it is there."""
    return headlines(page), drawn(page)


def settled_at(page, condition: str) -> None:
    page.wait_for_function(f"() => {condition}")
    settle(page)


def test_undo_redo_and_one_lever_back(server, browser):
    with page_of(browser, server) as page:
        as_in_file = whole(page)
        slider = page.locator(f".st-key-{LEVER.replace('.', '-')} :is([role=slider], input[type=range])")
        slider.focus()
        slider.press("PageUp")
        settled_at(page, "location.search.includes('war_cost=')")
        moved = whole(page)
        assert moved != as_in_file
        page.get_by_role("button", name="Undo").click()
        settled_at(page, "!location.search.includes('war_cost=')")
        assert whole(page) == as_in_file
        page.get_by_role("button", name="Redo").click()
        settled_at(page, "location.search.includes('war_cost=')")
        assert whole(page) == moved
        page.locator("[class*='st-key-back-'] button").first.click()
        settled_at(page, "!location.search.includes('war_cost=')")
        assert whole(page) == as_in_file


def test_the_whole_link_gives_the_same_numbers_elsewhere(server, browser):
    with page_of(browser, f"{server}/?scenario=december-2023&{LEVER}=0.4&seed=9&eu.against=Slovakia") as page:
        said, shown = whole(page)
        take(page)
        command, link = page.locator("code").first.inner_text(), page.locator("code").nth(1).inner_text()
    assert link.startswith(f"{server}/?v={VERSION}&")
    with page_of(browser, link, elsewhere=True) as page:
        assert whole(page) == (said, shown)
    shares = json.loads(CliRunner().invoke(app, [*command.split()[1:], "--json"]).stdout)["shares"]
    told = [text.headline(shares[name]["share"], shares[name]["runs"]) for name in text.OUTCOMES]
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
        settle(page)
        assert whole(page) != before
        assert title.evaluate("e => e.isConnected")
