"""Parley: a negotiation-scenario simulator.

>>> from sim import load_scenario, simulate
>>> result = simulate(load_scenario("november-2024"), runs=1000)
"""

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
