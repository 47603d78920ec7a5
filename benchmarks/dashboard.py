"""How fast Explore answers: from a key press on a slider to all charts painted, beside an app that can hardly be faster.

A press on the lever that was moved before finds its result simulated, one on another lever does not; both are measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.browser import FLAGS, chromium_path, dashboard, free_port, served

HERE = Path(__file__).parent
RUNS, MONTHS = 2000, 24
LEVERS = ("actors.russia.war_cost", "actors.russia.pressure")
"""Both reach agreements and through them everything else, and have room for so many steps."""
MOST_OVER_FLOOR, MOST_LOAD_OVER_FLOOR = 2.5, 3.0
QUIET = 1200
"""Milliseconds without a change after which nothing more is expected."""
FLOOR = """
import streamlit as st
st.metric("Number", st.slider("Slider", 0, 100, 20, key="slider"))
"""
WATCH = """
window.painted = new Map(); window.pressed = 0;
const shown = '.chart, [data-testid=stVegaLiteChart], [data-testid=stMetricValue], .card';
const chartOf = node => (node.nodeType === 1 ? node : node.parentElement)?.closest?.(shown);
const note = hit => { if (hit.size) requestAnimationFrame(() => setTimeout(() => {
    const now = performance.now();
    hit.forEach(e => window.painted.set(e, now));
    window.last = now;
})); };
document.addEventListener('load', e => { const own = chartOf(e.target); if (own) note(new Set([own])); }, true);
new MutationObserver(found => {
    const hit = new Set(found.filter(m => m.target.isConnected).map(m => chartOf(m.target)).filter(Boolean));
    for (const m of found) for (const node of m.addedNodes) if (node.nodeType === 1) {
        const own = chartOf(node); if (own) hit.add(own);
        node.querySelectorAll('.chart, [data-testid=stMetricValue], .card').forEach(e => hit.add(e));
    }
    note(hit);
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true,
    attributeFilter: ['d', 'transform', 'aria-label']});
window.addEventListener('keydown', () => { window.painted.clear(); window.pressed = performance.now(); window.last = 0; }, true);
window.drawn = () => [...document.querySelectorAll(shown)].map(e => e.matches('.chart') ? e.innerHTML :
    [...e.querySelectorAll('svg [role=graphics-symbol], svg path, svg text')].map(p =>
        (p.getAttribute('d') || p.textContent) + (p.getAttribute('transform') || '')).join('|') || e.textContent);
"""
"""Notes for each chart and number when what is drawn in it last changed, or the image in it was loaded, in the frame after that."""
STILL = """quiet => window.last && performance.now() - window.last > quiet
    && document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"""


def floor(folder: str, port: int) -> list[str]:
    """Command that serves an app of one slider and one number."""
    app = Path(folder, "floor.py")
    app.write_text(FLOOR)
    options = {"server.port": port, "server.headless": "true", "browser.gatherUsageStats": "false"}
    options |= {"server.fileWatcherType": "none", "server.address": "127.0.0.1"}
    return [sys.executable, "-m", "streamlit", "run", str(app), *(f"--{key}={value}" for key, value in options.items())]


def opened(browser: Any, address: str) -> tuple[Any, float]:
    """A page in a new context, and the milliseconds until everything on it was painted."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function(STILL, arg=QUIET)
    return page, float(page.evaluate("Math.max(...window.painted.values())"))


def press(page: Any, key: str) -> dict[str, Any]:
    """Milliseconds from a key press until the last chart or number that it changes is painted."""
    page.bring_to_front()
    page.wait_for_timeout(100)
    before = page.evaluate("window.drawn()")
    page.keyboard.press(key)
    page.wait_for_function(STILL, arg=QUIET)
    after = page.evaluate("window.drawn()")
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    took = page.evaluate("Math.max(...window.painted.values()) - window.pressed")
    return {"ms": float(took), "changed": changed, "shown": len(after)}


def slider(page: Any, lever: str) -> Any:
    return page.locator(f".st-key-{lever.replace('.', '-')} :is([role=slider], input[type=range])")


def summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"median": statistics.median(times), "p90": ordered[int(0.9 * (len(times) - 1))], "presses": len(times)}


def measure(presses: int, warm_ups: int, loads: int) -> dict[str, Any]:
    """Both apps served at once, used in turns, so that other work on the machine falls on both."""
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        ports = free_port(), free_port()
        addresses = {
            "floor": stack.enter_context(
                served(floor(folder, ports[0]), ports[0], cwd=Path(folder))
            ),  # no settings but Streamlit's
            "explore": stack.enter_context(served(dashboard(ports[1]), ports[1], PARLEY_RUNS=str(RUNS)))
            + f"/?months={MONTHS}",
        }
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        stack.callback(browser.close)
        load: dict[str, list[float]] = {name: [] for name in addresses}
        for turn in range(loads + 1):
            for name, address in addresses.items():
                page, took = opened(browser, address)
                page.context.close()
                if turn:
                    load[name].append(took)
        addresses = {"floor": addresses["floor"], "walk": addresses["explore"], "jump": addresses["explore"]}
        pages = {name: opened(browser, address)[0] for name, address in addresses.items()}
        pages["floor"].get_by_role("slider").focus()
        slider(pages["walk"], LEVERS[0]).focus()
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in pages}
        for turn in range(warm_ups + presses):
            for name, page in pages.items():
                if name == "jump":
                    slider(page, LEVERS[(turn + 1) % 2]).focus()
                one = press(page, "ArrowRight")
                if turn >= warm_ups:
                    found[name].append(one)
        charts = pages["walk"].locator(".chart, [data-testid=stVegaLiteChart]").count()
    return {
        "key_press_ms": {name: summary([one["ms"] for one in rows]) for name, rows in found.items()},
        "each_key_press_ms": {name: [round(one["ms"]) for one in rows] for name, rows in found.items()},
        "changed_by_each": {name: [one["changed"] for one in rows] for name, rows in found.items()},
        "load_ms": {name: statistics.median(times) for name, times in load.items()},
        "charts": charts,
        "changed_least": min(one["changed"] for one in (*found["walk"], *found["jump"])),
        "shown": found["walk"][-1]["shown"],
    }


def show(console: Console, found: dict[str, Any]) -> None:
    table = Table(
        "key press to all painted",
        title=f"Explore, {RUNS:,} runs of {MONTHS} months, in Chromium",
        title_justify="left",
    )
    for head in ("floor, ms", "Explore, ms", "ratio", "aim"):
        table.add_column(head, justify="right")
    presses, load = found["key_press_ms"], found["load_ms"]
    floor, walk, jump = (presses[name] for name in ("floor", "walk", "jump"))
    rows = [
        ("the lever moved before, median", floor["median"], walk["median"], MOST_OVER_FLOOR),
        ("the lever moved before, 90th of 100", floor["p90"], walk["p90"], None),
        ("another lever, median", floor["median"], jump["median"], MOST_OVER_FLOOR),
        ("another lever, 90th of 100", floor["p90"], jump["p90"], None),
        ("first page loaded and painted, median", load["floor"], load["explore"], MOST_LOAD_OVER_FLOOR),
    ]
    for label, low, ours, most in rows:
        ratio = ours / low
        aim = "" if most is None else f"{most:g} ({'met' if ratio <= most else 'missed'})"
        table.add_row(label, f"{low:.0f}", f"{ours:.0f}", f"{ratio:.1f}", aim)
    console.print(table)
    console.print(
        f"{found['charts']} charts on the page; a key press changes at least {found['changed_least']} of "
        f"{found['shown']} charts and numbers."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer presses and loads, no dashboard.json")
    quick = parser.parse_args().quick
    console = Console(width=None if sys.stdout.isatty() else 120)
    before = os.getloadavg()
    found = measure(*((5, 1, 1) if quick else (20, 3, 5)))
    show(console, found)
    if not quick:
        machine = {"platform": platform.platform(), "cores": os.cpu_count(), "load_before": before}
        versions = {"python": platform.python_version(), "streamlit": version("streamlit")}
        report = {"machine": machine, "versions": versions, "runs": RUNS, "months": MONTHS, **found}
        (HERE / "dashboard.json").write_text(json.dumps(report, indent=1) + "\n")
        console.print(f"Written: {HERE / 'dashboard.json'}")


if __name__ == "__main__":
    main()
