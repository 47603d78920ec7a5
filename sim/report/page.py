"""The report as one HTML page that needs nothing else: no network, no script, charts and style inside."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.batch.results import Results
from sim.batch.seals import writing
from sim.errors import InputError
from sim.report.content import content
from sim.report.figures import MOST_SCENARIOS, end_panels, fan_panels
from sim.report.outcome_figures import outcome_panels
from sim.whole_files import whole

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Content security policy of the page: nothing is loaded and nothing runs."""
ENDINGS = (".html", ".htm")


@functools.cache
def _environment() -> Environment:
    """Templates beside this module; whatever they are given is escaped."""
    loader = PackageLoader("sim.report", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )  # fmt: skip


def page(results: Results, said: dict[str, Any] | None = None) -> str:
    """The page of a batch; equal results give the same text. `said` is its `content` where that is at hand."""
    template = _environment().get_template("page.html")
    return template.render(
        **(content(results) if said is None else said),
        policy=POLICY,
        outcome_panels=outcome_panels(results),
        end_panels=end_panels(results),
        fan_panels=fan_panels(results),
        most_scenarios=MOST_SCENARIOS,
        svg=Markup,
    )


def check_file(out: Path) -> None:
    """Refuse with an InputError a file that is not called a page or cannot be written, before any work is done."""
    if out.suffix.lower() not in ENDINGS:
        raise InputError(f"out: found {str(out)!r}; allowed: a file that ends in .html")
    if out.is_dir():
        raise InputError(f"out: {out} is a folder; give a file in it, such as {out / 'report.html'}")
    if not out.absolute().parent.is_dir():
        raise InputError(f"out: there is no folder {out.parent}; make it first")


def write_page(path: Path, text: str) -> None:
    """Write a page whole or not at all. Raises InputError when it cannot be written."""
    with writing(path.parent), whole(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")
