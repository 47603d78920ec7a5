"""Parley: a negotiation-scenario simulator.

>>> from sim import load_scenario, simulate
>>> result = simulate(load_scenario("november-2024"), runs=1000)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analysis.what_would_it_take import what_would_it_take
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
    from sim.scenario.levers import Parameter, change, optional_parameters, parameters
    from sim.scenario.quantity import Quantity
    from sim.scenario.reading import load_scenario, read_scenario, scenario_names, to_yaml
    from sim.scenario.relaxing import line_names, without_lines
    from sim.scenario.schema import Scenario

__all__ = [
    "InputError",
    "Parameter",
    "Quantity",
    "Scenario",
    "blocking_members",
    "by_month",
    "change",
    "chosen_run",
    "compare",
    "deals",
    "ends",
    "explain",
    "line_names",
    "load_scenario",
    "offers",
    "optional_parameters",
    "parameters",
    "quantiles",
    "read_scenario",
    "scenario_names",
    "share_of",
    "simulate",
    "summarise",
    "tell",
    "to_yaml",
    "verdicts",
    "what_would_it_take",
    "wilson",
    "without_lines",
]

_HOMES = {
    "InputError": "sim.errors",
    "Parameter": "sim.scenario.levers",
    "Quantity": "sim.scenario.quantity",
    "Scenario": "sim.scenario.schema",
    "blocking_members": "sim.outcomes",
    "by_month": "sim.outcomes",
    "change": "sim.scenario.levers",
    "chosen_run": "sim.explanation.story",
    "compare": "sim.outcomes",
    "deals": "sim.outcomes",
    "ends": "sim.outcomes",
    "explain": "sim.explanation.why",
    "line_names": "sim.scenario.relaxing",
    "load_scenario": "sim.scenario.reading",
    "offers": "sim.outcomes",
    "optional_parameters": "sim.scenario.levers",
    "parameters": "sim.scenario.levers",
    "quantiles": "sim.outcomes",
    "read_scenario": "sim.scenario.reading",
    "scenario_names": "sim.scenario.reading",
    "share_of": "sim.outcomes",
    "simulate": "sim.ensemble",
    "summarise": "sim.outcomes",
    "tell": "sim.explanation.story",
    "to_yaml": "sim.scenario.reading",
    "verdicts": "sim.outcomes",
    "what_would_it_take": "sim.analysis.what_would_it_take",
    "wilson": "sim.outcomes",
    "without_lines": "sim.scenario.relaxing",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that reading a scenario does not wait for the engine."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
