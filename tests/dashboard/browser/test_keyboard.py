"""Explore without a mouse: to a lever, back again by undo, to another section, and the focus is always seen."""

import pytest

from dashboard.sidebar import text as sidebar_text
from dashboard.text import captions
from dashboard.views.explore import text as explore_text
from tests.dashboard.browser.pages import LEVER, page_of, settle

pytestmark = pytest.mark.browser

HERE = """() => {
    const e = document.activeElement, box = e.closest('[class*=st-key-]');
    return {tag: e.tagName, role: e.getAttribute('role') || e.type || '', words: (e.innerText || '').trim(),
            keys: box ? [...box.classList].filter(c => c.startsWith('st-key-')) : []};
}"""
MARK = """() => {
    const e = document.activeElement, parts = [e, ...e.querySelectorAll('*')];
    for (let up = e.parentElement, n = 0; up && n < 3; up = up.parentElement, n++) parts.push(up);
    return parts.map(p => { const s = getComputedStyle(p);
        return [s.outlineStyle === 'none' ? '' : s.outlineWidth + s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor,
                s.textDecorationLine, s.color].join(' ') });
}"""
"""How what has the focus, and what is around it, is drawn."""


def tab_to(page, wanted, most: int = 80, key: str = "Tab") -> dict:
    """Press a key until what has the focus is what is wanted."""
    for _ in range(most):
        page.keyboard.press(key)
        here = page.evaluate(HERE)
        if wanted(here):
            return here
    raise AssertionError(f"not reached by {most} presses of {key}; the last: {here}")


def seen(page) -> bool:
    """Whether the focus changes how something is drawn."""
    settle(page)
    focused = page.evaluate(MARK)
    element = page.evaluate_handle("() => document.activeElement")
    page.evaluate("e => e.blur()", element)
    settle(page)
    without = page.evaluate(
        MARK.replace("() =>", "e =>").replace("e = document.activeElement, parts", "parts"), element
    )
    page.keyboard.press("Shift")  # the browser shows a focus that a key, not a pointer, has set
    page.evaluate("e => e.focus()", element)
    return focused != without


def test_explore_without_a_mouse(server, browser):
    key = f"st-key-{LEVER.replace('.', '-')}"
    with page_of(browser, f"{server}/?months=6") as page:
        tab_to(page, lambda e: key in e["keys"] and (e["role"] in ("slider", "range")))
        assert seen(page)
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => location.search.includes('war_cost=')")
        settle(page)
        moved = page.evaluate("() => document.activeElement.closest('[class*=st-key-]')?.className || ''")
        assert key in moved, "the focus stays on the lever while the page answers"

        tab_to(page, lambda e: e["tag"] == "BUTTON" and sidebar_text.UNDO in e["words"], key="Shift+Tab")
        assert seen(page)
        page.keyboard.press("Enter")
        page.wait_for_function("() => !location.search.includes('war_cost=')")
        settle(page)

        tab_to(page, lambda e: e["role"] == "tab", most=160)
        assert seen(page)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_function("() => location.search.includes('section=')")
        second = list(explore_text.SECTIONS.values())[1]
        page.get_by_role("tab", name=second, selected=True).wait_for()
        page.get_by_role("tabpanel", name=second).locator(".chart img").first.wait_for()
        settle(page)

        tab_to(page, lambda e: e["tag"] == "BUTTON" and captions.CHARTS in e["words"], most=120)
        assert seen(page)
        page.keyboard.press("Enter")
        page.get_by_role("combobox", name=captions.CHART).wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("combobox", name=captions.CHART).wait_for(state="detached")


def test_a_focus_that_cannot_be_seen_is_noticed(server, browser):
    with page_of(browser, f"{server}/about?months=3") as page:
        page.evaluate(
            """() => document.querySelector('h1').insertAdjacentHTML('afterend',
                '<p><button id="blind" style="all:unset">here</button></p>')"""
        )
        page.evaluate("() => document.querySelector('#blind').focus()")
        assert not seen(page)
