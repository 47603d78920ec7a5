"""The dashboard in a real browser."""

from urllib.parse import quote_plus, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.session.migrations import VERSION
from dashboard.views.explore import text as explore_text
from tests.dashboard.browser.pages import LEVER, MOVER, drawn, headlines, page_of, settle, shown, take, until

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("section", "fans"), [("outcome", 3), ("publics", 8)])
def test_a_key_press_moves_every_fan_and_the_address(server, browser, section, fans):
    with page_of(browser, f"{server}/?section={quote_plus(explore_text.SECTIONS[section])}") as page:
        before, said = drawn(page), headlines(page)
        assert len(before) == fans and all(before.values())
        slider = page.locator(f".st-key-{MOVER.replace('.', '-')} :is([role=slider], input[type=range])")
        slider.focus()
        slider.press("End")
        page.wait_for_function("() => location.search.includes('actors.russia.capability.growth=')")
        after = until(page, drawn, lambda now: all(now.get(key) != before[key] for key in before))
        still = [key for key in before if before[key] == after[key]]
        assert not still, f"not redrawn: {still}"
        assert len(headlines(page)) == len(said) == 8 and headlines(page) != said
        expect(page.get_by_text("1 lever moved")).to_be_visible()


def both(page) -> tuple[dict[str, str], dict[str, str]]:
    """What is drawn of the votes of the European Union, and of what its members give."""
    return shown(page, "votes_eu"), shown(page, "gives_eu")


def test_turning_a_member_redraws_votes_and_decisions(server, browser):
    with page_of(browser, f"{server}/?section={explore_text.SECTIONS['votes']}") as page:
        votes, gives = both(page)
        assert len(votes) == 2 and len(gives) == 1 and all((*votes.values(), *gives.values()))
        page.locator(".st-key-members summary").click()
        chooser = page.locator(".st-key-eu-against input")
        chooser.scroll_into_view_if_needed()
        settle(page)  # while the box still unfolds, the list of names closes again
        for _ in range(3):  # a list that the page moves closes, and Enter finds it closed
            chooser.fill("")
            chooser.press_sequentially("Slovakia")
            page.get_by_role("option", name="Slovakia").wait_for()
            chooser.press("Enter")
            if "eu.against=Slovakia" in until(
                page, lambda page: page.url, lambda now: "eu.against=Slovakia" in now, 15
            ):
                break
        assert "eu.against=Slovakia" in page.url
        holds_slovakia = next(key for key, words in votes.items() if "Slovakia" in words)
        now = until(page, both, lambda now: now[0].get(holds_slovakia) != votes[holds_slovakia] and now[1] != gives)
        assert now[0][holds_slovakia] != votes[holds_slovakia] and now[1] != gives
        expect(page.get_by_text("1 member turned")).to_be_visible()
        take(page)
        expect(page.locator("code").first).to_contain_text("--set actors.eu.members.slovakia.stance=-0.5")
        address, headline = page.url, headlines(page)
    with page_of(browser, address, elsewhere=True) as page:
        assert until(page, headlines, lambda now: now == headline) == headline
        page.get_by_role("button", name="Reset all").click()
        page.wait_for_function("() => !location.search.includes('eu.against')")
        assert until(page, both, lambda now: now == (votes, gives)) == (votes, gives)


def test_another_scenario_leaves_a_clean_address(server, browser):
    with page_of(browser, f"{server}/?{LEVER}=0.4&months=7") as page:
        page.locator(".st-key-scenario input").click()
        page.get_by_role("option", name="december-2023").click()
        # The address is written in steps: the scenario first, then the levers of the one before go.
        clean = "&".join(["scenario=december-2023", f"v={VERSION}"])
        page.wait_for_function("clean => location.search.slice(1).split('&').sort().join('&') === clean", arg=clean)
        settle(page)
        assert sorted(urlsplit(page.url).query.split("&")) == clean.split("&")


def test_reset_cleans_the_address(server, browser):
    with page_of(browser, f"{server}/?{LEVER}=0.4&actors.ukraine.war_cost=0.4") as page:
        page.get_by_role("button", name="Reset all").click()
        page.wait_for_function("() => !location.search.includes('war_cost')")
        settle(page)
        expect(page.get_by_text("As in the file")).to_be_visible()


def test_dark_page_is_dark_and_its_words_are_light(server, browser):
    with page_of(browser, server, scheme="dark") as page:
        ground = page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        assert ground == "rgb(23, 22, 20)"
        inks = page.evaluate(
            "() => [...document.querySelectorAll('.chart i')].map(word => getComputedStyle(word).color)"
        )
        assert set(inks) == {"rgb(237, 235, 230)"}


def test_downloads_arrive(server, browser):
    with page_of(browser, server) as page:
        take(page)
        for label, ending in (("Runs, CSV", ".csv"), ("Runs, Parquet", ".parquet"), ("Scenario, YAML", ".yaml")):
            with page.expect_download() as caught:
                page.get_by_role("button", name=label).click()
            assert caught.value.suggested_filename.endswith(ending)
            assert caught.value.path().stat().st_size > 500
