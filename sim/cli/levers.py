"""`parley levers`: what `--set` can move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, ScenarioArgument, asked_for
from sim.cli.render import show

if TYPE_CHECKING:
    from sim.scenario.levers import Parameter
    from sim.scenario.schema import Scenario


def levers(
    scenario: ScenarioArgument,
    everything: Annotated[bool, typer.Option("--all", help="Every parameter, not only the levers.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what can be moved with `--set`: path, value, range, unit, source."""
    from sim.scenario.levers import parameters

    asked = asked_for(scenario)
    known = parameters(asked)
    chosen = {path: entry for path, entry in known.items() if everything or path in asked.levers}
    show(_lever_data(asked, chosen) if as_json else _lever_table(asked, chosen), as_json)


def _lever_data(scenario: Scenario, chosen: Mapping[str, Parameter]) -> dict[str, Any]:
    """Parameters as plain data by path."""
    found: dict[str, dict[str, Any]] = {}
    for path, entry in chosen.items():
        number = entry.quantity
        found[path] = {
            "value": entry.value,
            "unit": entry.unit,
            "allowed": entry.allowed,
            "basis": number.basis if number else "assumption",
            "source": number.source if number else None,
            "note": number.note if number else "",
            "text": entry.text,
        }
        if path in scenario.levers:
            lever = scenario.levers[path]
            found[path]["lever"] = {"label": lever.label, "low": lever.low, "high": lever.high, "step": lever.step}
    return found


def _lever_table(scenario: Scenario, chosen: Mapping[str, Parameter]) -> Iterable[Any]:
    """Parameters as a table."""
    from sim.tables import Table

    table = Table(title=f"{scenario.title}: what `--set PATH=VALUE` can move")
    for name in ("path, and what it is", "value", "range"):
        table.add_column(name, whole=name in ("value", "range"))
    for path, entry in chosen.items():
        lever = scenario.levers.get(path)
        shown = (
            f"{_settable(lever.low)} to {_settable(lever.high)}"
            if lever and not isinstance(entry.value, bool)
            else entry.allowed
        )
        basis: str = entry.quantity.basis if entry.quantity else "assumption"
        if entry.quantity and entry.quantity.source:
            basis += f" ({entry.quantity.source})"
        value = str(entry.value).lower() if isinstance(entry.value, bool) else _settable(entry.value)
        about = "; ".join(filter(None, (lever.label if lever else "", entry.unit, basis)))
        table.add_row([path, f"  {about}"], value, shown)
    yield table


def _settable(value: float) -> str:
    """A number as `--set` takes it."""
    from sim.numbers import plain

    return plain(value, separated=False)
