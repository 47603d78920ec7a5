"""Tables of the page Sources: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.charts.tables import readable
from sim import numbers, optional_parameters, parameters

if TYPE_CHECKING:
    from sim import Scenario


BASES = ("assumption", "calibrated", "source")
"""Order in which the bases of numbers are listed: what rests on least comes first."""


def every_number(scenario: Scenario, changes: Mapping[str, float | bool]) -> pd.DataFrame:
    """Every parameter with its value, unit, basis, source, note and date of checking; assumptions first."""
    known = parameters(scenario)
    if changes.keys() - known.keys():
        added = optional_parameters(scenario)
        known = {**known, **{path: added[path] for path in changes if path in added}}
    rows = []
    for path, parameter in known.items():
        quantity = parameter.quantity
        rows.append(
            {
                "number": path,
                "value": _shown(changes.get(path, parameter.value)),
                "unit": parameter.unit,
                "basis": quantity.basis if quantity else "assumption",
                "varies": "yes" if quantity and quantity.uncertain else "",
                "moved": "yes" if path in changes else "",
                "source": (quantity.source or "") if quantity else "",
                "standpoint": _standpoint(scenario, quantity.source if quantity else None),
                "note": quantity.note if quantity else "",
                "checked": (quantity.checked or "") if quantity else "",
                "meaning": parameter.text,
            }
        )
    table = pd.DataFrame(rows)
    order = table["basis"].map({basis: rank for rank, basis in enumerate(BASES)})
    table = table.assign(order=order).sort_values("order", kind="stable").drop(columns="order")
    return readable(table.reset_index(drop=True))


def _standpoint(scenario: Scenario, source: str | None) -> str:
    """Whose view a source gives."""
    return scenario.sources[source].standpoint if source in scenario.sources else ""


def _shown(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else numbers.plain(value, 6)


def bibliography(scenario: Scenario) -> pd.DataFrame:
    """The sources: who says it, from which standpoint, where."""
    rows = [
        {
            "source": name,
            "title": source.title,
            "author": source.author,
            "publisher": source.publisher,
            "date": source.date,
            "standpoint": source.standpoint,
            "kind": source.kind,
            "address": source.address,
            "note": source.note,
        }
        for name, source in scenario.sources.items()
    ]
    columns = ["source", "title", "author", "publisher", "date", "standpoint", "kind", "address", "note"]
    return readable(pd.DataFrame(rows, columns=columns))


def facts(scenario: Scenario) -> pd.DataFrame:
    """The claims of the sources, and the numbers that rest on them."""
    rows = [
        {
            "claim": fact.text,
            "figure": "" if fact.value is None else f"{numbers.plain(fact.value.value, 6)} {fact.measured_in}",
            "source": fact.source,
            "standpoint": _standpoint(scenario, fact.source),
            "used by": ", ".join(fact.used_by),
        }
        for fact in scenario.facts.values()
    ]
    return readable(pd.DataFrame(rows, columns=["claim", "figure", "source", "standpoint", "used by"]))
