"""What the tests in a real browser share: a page that must not complain, and waiting for it to be at rest."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

LEVER = "actors.russia.war_cost"
MOVER = "actors.russia.capability.growth"
"""A lever that reaches the front, and through it every fan."""
PHONE = {"width": 390, "height": 844}
EXPECTED_404 = re.compile(r"/[a-z_]+/_stcore/")
"""On a subpage Streamlit asks for its own address below the page first."""
WATCH = """() => {
    const note = () => { window.lastChange = performance.now() };
    note();
    new MutationObserver(note).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    addEventListener('resize', note);
}"""
"""Remember when the page changed last."""
AT_REST = """({charts, finished}) => {
    const all = query => [...document.querySelectorAll(query)], drawings = all('.chart, [data-testid=stVegaLiteChart]');
    return all('[data-testid=stApp][data-test-script-state=notRunning]').length && all('h1').length
        && !all('[data-testid=stSkeleton], [data-stale=true]').length && !(finished && all('[data-testid=stProgress]').length)
        && (drawings.length || !charts)
        && drawings.every(e => e.querySelector('img')?.complete || e.querySelector('svg path, svg .mark-text text, canvas'))
        && !document.getAnimations().some(a => a.playState === 'running' && a.effect.getComputedTiming().iterations !== Infinity)
        && performance.now() - window.lastChange > 250;
}"""
"""The script has ended, every chart is drawn, nothing moves, and nothing has changed for a quarter of a second."""
PATIENCE = 120_000
"""Milliseconds after which a wait gives up: a bound for a page that hangs, so that a slow machine does not reach it."""


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

    page.add_init_script(f"({WATCH})()")
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(f"foreign request {r.url}") if foreign(r.url, address) else None)
    try:
        page.set_default_timeout(PATIENCE)
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


def settle(page, finished: bool = False) -> None:
    """Wait until the page is at rest; with `finished` also until no bar shows progress.

    A page is at rest before it has taken up a click or a key, too: wait for what these change first, or use `until`.
    """
    page.wait_for_function(AT_REST, arg={"charts": at_explore(page), "finished": finished}, timeout=PATIENCE)


def resize(page, width: int, height: int) -> None:
    """Give the page another size, and wait until all of it has taken it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(
        "width => document.querySelector('[data-testid=stApp]')?.getBoundingClientRect().width === width", arg=width
    )
    settle(page)


def until(page, read, holds, seconds: float = PATIENCE / 1000):
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
