"""Parley: a negotiation-scenario simulator.

>>> from sim import load_scenario, simulate
>>> result = simulate(load_scenario("november-2024"), runs=1000)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.ensemble import simulate
    from sim.errors import InputError
    from sim.outcomes import by_month, compare, quantiles, share_of, summarise, verdicts, wilson
    from sim.scenario.levers import Parameter, change, parameters
    from sim.scenario.quantity import Quantity
    from sim.scenario.reading import load_scenario, read_scenario, scenario_names, to_yaml
    from sim.scenario.schema import Scenario

__all__ = [
    "InputError",
    "Parameter",
    "Quantity",
    "Scenario",
    "by_month",
    "change",
    "compare",
    "load_scenario",
    "parameters",
    "quantiles",
    "read_scenario",
    "scenario_names",
    "share_of",
    "simulate",
    "summarise",
    "to_yaml",
    "verdicts",
    "wilson",
]

_HOMES = {
    "InputError": "sim.errors",
    "Parameter": "sim.scenario.levers",
    "Quantity": "sim.scenario.quantity",
    "Scenario": "sim.scenario.schema",
    "by_month": "sim.outcomes",
    "change": "sim.scenario.levers",
    "compare": "sim.outcomes",
    "load_scenario": "sim.scenario.reading",
    "parameters": "sim.scenario.levers",
    "quantiles": "sim.outcomes",
    "read_scenario": "sim.scenario.reading",
    "scenario_names": "sim.scenario.reading",
    "share_of": "sim.outcomes",
    "simulate": "sim.ensemble",
    "summarise": "sim.outcomes",
    "to_yaml": "sim.scenario.reading",
    "verdicts": "sim.outcomes",
    "wilson": "sim.outcomes",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that reading a scenario does not wait for the engine."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
