"""Parley: a negotiation-scenario simulator.

>>> from sim import load_scenario, simulate
>>> result = simulate(load_scenario("november-2024"), runs=1000)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.batch.results import measure_runs, measures_in
    from sim.batch.store import batch_status
    from sim.ensemble import simulate
    from sim.errors import InputError
    from sim.explanation.story import chosen_run, tell
    from sim.explanation.why import explain
    from sim.outcomes import (
        blocking_members,
        by_month,
        compare,
        deals,
        ends,
        offers,
        quantiles,
        share_of,
        summarise,
        verdicts,
        wilson,
    )
    from sim.scenario.editing import plain_value, write_entry
    from sim.scenario.fields import Key, keys_at, schema_keys
    from sim.scenario.levers import Parameter, change, optional_parameters, parameters
    from sim.scenario.quantity import Quantity
    from sim.scenario.reading import load_scenario, read_scenario, scenario_names, scenario_text, to_yaml
    from sim.scenario.relaxing import line_names, without_lines
    from sim.scenario.schema import Scenario

__all__ = [
    "InputError",
    "Key",
    "Parameter",
    "Quantity",
    "Scenario",
    "batch_status",
    "blocking_members",
    "by_month",
    "change",
    "chosen_run",
    "compare",
    "deals",
    "ends",
    "explain",
    "keys_at",
    "line_names",
    "load_scenario",
    "measure_runs",
    "measures_in",
    "offers",
    "optional_parameters",
    "parameters",
    "plain_value",
    "quantiles",
    "read_scenario",
    "scenario_names",
    "scenario_text",
    "schema_keys",
    "share_of",
    "simulate",
    "summarise",
    "tell",
    "to_yaml",
    "verdicts",
    "wilson",
    "without_lines",
    "write_entry",
]

_HOMES = {
    "InputError": "sim.errors",
    "Key": "sim.scenario.fields",
    "Parameter": "sim.scenario.levers",
    "Quantity": "sim.scenario.quantity",
    "Scenario": "sim.scenario.schema",
    "batch_status": "sim.batch.store",
    "blocking_members": "sim.outcomes",
    "by_month": "sim.outcomes",
    "change": "sim.scenario.levers",
    "chosen_run": "sim.explanation.story",
    "compare": "sim.outcomes",
    "deals": "sim.outcomes",
    "ends": "sim.outcomes",
    "explain": "sim.explanation.why",
    "keys_at": "sim.scenario.fields",
    "line_names": "sim.scenario.relaxing",
    "load_scenario": "sim.scenario.reading",
    "measure_runs": "sim.batch.results",
    "measures_in": "sim.batch.results",
    "offers": "sim.outcomes",
    "optional_parameters": "sim.scenario.levers",
    "parameters": "sim.scenario.levers",
    "plain_value": "sim.scenario.editing",
    "quantiles": "sim.outcomes",
    "read_scenario": "sim.scenario.reading",
    "scenario_names": "sim.scenario.reading",
    "scenario_text": "sim.scenario.reading",
    "schema_keys": "sim.scenario.fields",
    "share_of": "sim.outcomes",
    "simulate": "sim.ensemble",
    "summarise": "sim.outcomes",
    "tell": "sim.explanation.story",
    "to_yaml": "sim.scenario.reading",
    "verdicts": "sim.outcomes",
    "wilson": "sim.outcomes",
    "without_lines": "sim.scenario.relaxing",
    "write_entry": "sim.scenario.editing",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that reading a scenario does not wait for the engine."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
