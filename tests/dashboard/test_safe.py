"""Safe to host: headers, caps, and words of a scenario that fetch and run nothing."""

import asyncio
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import sim
from dashboard import headers
from tests.dashboard.browser.pages import page_of, settle
from tests.pages import opened

IMAGE, SCRIPT = "![x](http://example.invalid/a.png)", "<img src=x onerror=alert(1)>"
EVIL = f"""extends: november-2024
title: '{IMAGE}'
question: '{SCRIPT} {IMAGE}'
summary: '{IMAGE} {SCRIPT}'
actors:
  eu: {{label: '{IMAGE}', members: {{hungary: {{label: '{SCRIPT}', note: '{IMAGE}'}}}}}}
  russia: {{label: '{SCRIPT}{IMAGE}', red_lines: {{nato_membership: {{note: '{IMAGE}'}}}}}}
issues: {{forces: {{label: '{IMAGE}'}}}}
events: {{vote: {{label: '{SCRIPT} {IMAGE}', on: 2025-01, set: {{escalation: 0.2}}}}}}
levers:
  actors.russia.war_cost: {{label: '{IMAGE}', group: '{IMAGE}', help: '{SCRIPT} {IMAGE}', low: 0, high: 1}}
"""


@pytest.mark.parametrize("path", ["/", "/editor", "/_stcore/health", "/no/such/page"])
@pytest.mark.browser
def test_every_answer_has_the_headers(server, path):
    try:
        answer = urllib.request.urlopen(server + path).headers
    except urllib.error.HTTPError as error:
        answer = error.headers
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"].split("style-src")[0]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "SAMEORIGIN"


def test_headers_that_are_there_are_not_doubled():
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"DENY")]})

    async def keep(message):
        sent.append(message)

    # A thread of its own: the browser's loop already runs in this one when its tests came first.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, headers.SecurityHeaders(app)({"type": "http"}, None, keep)).result()
    found = [(name.lower(), value) for name, value in sent[0]["headers"]]
    assert (b"x-frame-options", b"DENY") in found and len(found) == len(headers.headers())


def test_too_many_runs_are_cut_with_a_message_that_names_the_batch_command(monkeypatch):
    monkeypatch.setenv("PARLEY_MOST_RUN_MONTHS", "12000")
    app = opened("november-2024", runs="10000", months="120")
    assert "parley batch" in app.warning[0].value and "10,000 runs of 120 months" in app.warning[0].value
    assert "100 simulated runs of 120 months" in app.caption[0].value
    assert not opened("november-2024", runs="100", months="2").warning


@pytest.mark.browser
def test_words_of_a_scenario_fetch_and_run_nothing(server, browser, tmp_path):
    """`page_of` fails on any request to another site; a dialog would stop the page."""
    file = tmp_path / "evil.yaml"
    file.write_text(EVIL, encoding="utf-8")
    sim.load_scenario(file)
    with page_of(browser, f"{server}/editor") as page:
        dialogs, own = [], server
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.locator("[data-testid=stFileUploader] input").set_input_files(Path(file))
        page.wait_for_function(
            "() => document.querySelector('.st-key-draft textarea').value.includes('example.invalid')"
        )
        page.locator(".st-key-draft_form summary").click()
        page.get_by_role("button", name="Try it").click()
        page.wait_for_function("() => location.search.includes('scenario=edited-')")
        query = page.url.split("?")[1]
        for path in ("editor", "sources", "about", ""):
            page.goto(f"{own}/{path}?{query}")
            settle(page)
            for source in page.eval_on_selector_all("img", "all => all.map(i => i.src)"):
                assert source.startswith((own, "data:")), source
        assert page.locator("[data-testid=stMain] a[href*='example.invalid']").count() == 0
        assert page.locator("h1").inner_text().replace("\u2060", "") == f"{SCRIPT} {IMAGE}"
        assert not dialogs
