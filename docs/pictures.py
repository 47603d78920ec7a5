"""Pictures of every page of the dashboard, for the README and the documentation: `make pictures`.

Each page is opened as a reader would see it first: wide, in the dark scheme, and on a phone. The pictures go to `docs/images` with
few colours, so that all of them together stay small.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from benchmarks.browser import FLAGS, chromium_path, dashboard, free_port, served

IMAGES = Path(__file__).parent / "images"
VIEWS: dict[str, dict[str, Any]] = {
    "": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "-dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2},
}
SCENARIO = "november-2024"
QUERIES = {
    "explore": "actors.russia.war_cost=0.5&actors.ukraine.war_cost=0.45",
    "compare": "compare=november-2024&compare=aid-surge&compare=europe-alone",
    "map": "outcome=A+ceasefire+is+signed&map_across=Cost+of+war+for+Russia&map_up=Cost+of+war+for+Ukraine&map_level=20",
}
"""What the address says beside the scenario, so that there is something to see."""
COMMON, RARE = 120, 100
"""Colours that are kept exactly, such as the ground and the letters, and colours spread over all others."""
MOST_BYTES = 3_000_000
READY = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('h1') && !document.querySelector('[data-testid=stSkeleton], [data-testid=stProgress]')
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(e => e.querySelector('svg path, canvas'))
    && [...document.querySelectorAll('.chart img')].every(image => image.complete)"""


def taken(page: Any) -> bytes:
    """What the page shows, as a PNG of few colours."""
    from PIL import Image

    page.wait_for_function(READY, timeout=180_000)
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    packed = io.BytesIO()
    common = sorted(picture.getcolors(1 << 24), reverse=True)[:COMMON]
    rare = picture.quantize(RARE, Image.Quantize.MAXCOVERAGE).getpalette()[: 3 * RARE]
    few = Image.new("P", (1, 1))
    few.putpalette([value for _, colour in common for value in colour] + rare)
    picture.quantize(palette=few, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main(names: list[str]) -> None:
    """Take the pictures of the named pages, or of all."""
    from playwright.sync_api import sync_playwright

    from dashboard.text.common import PAGES

    IMAGES.mkdir(exist_ok=True)
    port = free_port()
    with served(dashboard(port), port) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for view, options in VIEWS.items():
            context = browser.new_context(**options)
            for name in names or PAGES:
                page = context.new_page()
                place = "" if name == "explore" else name
                page.goto(f"{address}/{place}?scenario={SCENARIO}&{QUERIES.get(name, '')}")
                (IMAGES / f"{name}{view}.png").write_bytes(taken(page))
                page.close()
            context.close()
        browser.close()
    size = sum(file.stat().st_size for file in IMAGES.glob("*.png"))
    print(f"{size / 1e6:.1f} MB in {IMAGES}")
    if size > MOST_BYTES:
        sys.exit(f"the pictures have {size:,} bytes; allowed: at most {MOST_BYTES:,}")


if __name__ == "__main__":
    main(sys.argv[1:])
