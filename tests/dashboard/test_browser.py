"""The dashboard in a real browser."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote_plus, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard import text
from dashboard.migrations import VERSION

pytestmark = pytest.mark.browser

LEVER = "actors.russia.war_cost"
MOVER = "actors.russia.capability.growth"
"""A lever that reaches the front, and through it every fan."""
EXPECTED_404 = re.compile(r"/[a-z_]+/_stcore/")
"""On a subpage Streamlit asks for its own address below the page first."""

PAINTED = """() => { const charts = [...document.querySelectorAll('.chart, [data-testid=stVegaLiteChart]')];
    return charts.length && charts.every(c => c.querySelector('img')?.complete || c.querySelector('svg .mark-area path, svg .mark-line path, svg .mark-rect path, ' +
        'svg .mark-symbol path, svg .mark-text text')) }"""
"""Every chart of the page has marks."""


@contextmanager
def page_of(
    browser, address: str, width: int = 1440, height: int = 1000, scheme: str = "light", elsewhere: bool = False
) -> Iterator:
    """A page at an address, which must not complain.

    Pages share what the browser has fetched before, which saves a second each, and nothing else; one that is opened `elsewhere`
    shares nothing at all, as in the browser of somebody who was sent a link.
    """
    context = browser.new_context() if elsewhere else browser.contexts[0]
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    complaints: list[str] = []

    def note(message) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not EXPECTED_404.search(where):
            complaints.append(f"{message.text} {where}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(f"foreign request {r.url}") if foreign(r.url, address) else None)
    try:
        page.set_default_timeout(60_000)
        page.goto(address)
        settle(page)
        yield page
        assert page.locator("[data-testid=stException]").count() == 0
        assert not complaints
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    except Exception:
        print(f"When the test failed, {page.url} read:\n{page.evaluate('() => document.body.innerText')[:4000]}")
        raise
    finally:
        page.close()
        if elsewhere:
            context.close()
        else:
            context.clear_cookies()


def foreign(url: str, address: str) -> bool:
    own = re.match(r"https?://[^/]+", address).group(0)
    return not url.startswith((own, own.replace("http", "ws"), "data:", "blob:"))


def settle(page) -> None:
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    if at_explore(page):
        page.wait_for_function(PAINTED, timeout=60_000)
    page.wait_for_timeout(400)


def until(page, read, holds, seconds: float = 30):
    """What `read` gives of a page once it `holds` and nothing changes any more; when that takes too long, what it gave last.

    The page is as it was for a while after every click and key, and then changes part by part.
    """
    end, found = time.monotonic() + seconds, None
    while time.monotonic() < end:
        settle(page)
        earlier, found = found, read(page)
        if found == earlier and holds(found):
            break
    return found


def at_rest(page, locator) -> None:
    """Wait until something has kept its place for a quarter of a second."""
    before, place = None, locator.bounding_box()
    while place != before:
        page.wait_for_timeout(250)
        before, place = place, locator.bounding_box()


def at_explore(page) -> bool:
    return urlsplit(page.url).path == "/"


def drawn(page) -> dict[str, str]:
    """The picture in every fan chart, by its key."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.chart[class*="fan_"]')].map(e =>
            [e.classList[1], e.querySelector('img').src]))"""
    )


def take(page) -> None:
    """Open the box with the files, the command and the link."""
    page.locator(".st-key-take summary").click()
    page.locator(".st-key-take code").nth(1).wait_for()


def headlines(page) -> list[str]:
    page.wait_for_function("() => document.querySelectorAll('.cards .figure').length === 8")
    settle(page)
    return page.locator(".cards .figure").all_inner_texts()


@pytest.mark.parametrize(("section", "fans"), [("outcome", 3), ("publics", 8)])
def test_a_key_press_moves_every_fan_and_the_address(server, browser, section, fans):
    with page_of(browser, f"{server}/?section={quote_plus(text.SECTIONS[section])}") as page:
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


def shown(page, prefix: str) -> dict[str, str]:
    """What is drawn in the containers whose key starts so: paths and words."""
    return page.evaluate(
        """prefix => Object.fromEntries([...document.querySelectorAll(`[class*="st-key-${prefix}"], .chart[class*=" ${prefix}"]`)].map(e => [
            e.matches('.chart') ? e.classList[1] : [...e.classList].find(c => c.startsWith('st-key-')),
            e.matches('.chart') ? e.innerHTML : [...e.querySelectorAll('svg [role=graphics-symbol], svg .mark-line path, svg text')]
                .map(p => p.getAttribute('d') || p.textContent).join('|')
        ]))""",
        prefix,
    )


def both(page) -> tuple[dict[str, str], dict[str, str]]:
    """What is drawn of the votes of the European Union, and of what its members give."""
    return shown(page, "votes_eu"), shown(page, "gives_eu")


def test_turning_a_member_redraws_votes_and_decisions(server, browser):
    with page_of(browser, f"{server}/?section={text.SECTIONS['votes']}") as page:
        votes, gives = both(page)
        assert len(votes) == 2 and len(gives) == 1 and all((*votes.values(), *gives.values()))
        page.locator(".st-key-members summary").click()
        chooser = page.locator(".st-key-eu-against input")
        chooser.scroll_into_view_if_needed()
        at_rest(page, chooser)  # while the box still unfolds, the list of names closes again
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
