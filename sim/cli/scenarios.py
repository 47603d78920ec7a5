"""`parley scenarios`: what is shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.cli.options import AsJson
from sim.cli.render import show


def scenarios(as_json: AsJson = False) -> None:
    """List the shipped scenarios and the question each asks."""
    from sim.scenario.documents import headings

    found = headings()
    show(found if as_json else _scenario_table(found), as_json)


def _scenario_table(found: Mapping[str, Mapping[str, str]]) -> Iterable[Any]:
    """Names of scenarios with title and question as a table."""
    from sim.tables import Table

    table = Table()
    for name in ("name", "title", "question"):
        table.add_column(name)
    for name, entry in found.items():
        table.add_row(name, entry["title"], entry["question"])
    yield table
