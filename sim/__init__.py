"""Parley: a negotiation-scenario simulator.

>>> from sim import simulate, summarise
>>> result = simulate("november-2024", runs=1000, changes={"actors.us.capacity_eur_bn": 1.0})
>>> summarise(result)["shares"]["talks"]

Wherever a scenario is asked for, the name of a shipped one (`scenario_names`) or the path of a file will do. Input that cannot be
used raises `InputError`, which is a ValueError and carries every problem found.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analysis.what_would_it_take import what_would_it_take
    from sim.batch.manifest import batch_status
    from sim.batch.points import Points
    from sim.batch.prepare import batch_of
    from sim.batch.results import compute, measure_runs, measures_in
    from sim.colours import actor_colours, end_colours
    from sim.csv_writing import csv_bytes, levers_text
    from sim.ensemble.outcomes import (
        aid_of_all,
        blocking_members,
        by_month,
        compare,
        deals,
        ends,
        names_along,
        offers,
        paired,
        quantiles,
        share_of,
        standing,
        summarise,
        verdicts,
        wilson,
    )
    from sim.ensemble.simulate import check_memory, memory_of, simulate
    from sim.errors import InputError, Problem
    from sim.explanation.packages import PackageSpace, package_space
    from sim.explanation.story import chosen_run, tell
    from sim.explanation.why import explain
    from sim.model.month import SCHEDULE
    from sim.model.pauses import between_months
    from sim.scenario.adding import with_proposal
    from sim.scenario.editing import plain_value, write_entry
    from sim.scenario.fields import Key, keys_at, schema_keys
    from sim.scenario.levers import Parameter, change, optional_parameters, parameters
    from sim.scenario.quantity import Quantity
    from sim.scenario.reading import load_scenario, read_scenario, scenario_names, scenario_text, to_yaml
    from sim.scenario.relaxing import line_names, without_lines
    from sim.scenario.schema import Scenario
    from sim.validation.hindcast.forecasts import hindcast, rolling_origins
    from sim.validation.hindcast.track_record import summarise_hindcast
    from sim.validation.observed.observables import observables
    from sim.validation.observed.reading import load_observed
    from sim.vocabulary import OUTCOMES

    __version__: str

__all__ = [
    "OUTCOMES",
    "SCHEDULE",
    "InputError",
    "Key",
    "PackageSpace",
    "Parameter",
    "Points",
    "Problem",
    "Quantity",
    "Scenario",
    "actor_colours",
    "aid_of_all",
    "batch_of",
    "batch_status",
    "between_months",
    "blocking_members",
    "by_month",
    "change",
    "check_memory",
    "chosen_run",
    "compare",
    "compute",
    "csv_bytes",
    "deals",
    "end_colours",
    "ends",
    "explain",
    "hindcast",
    "keys_at",
    "levers_text",
    "line_names",
    "load_observed",
    "load_scenario",
    "measure_runs",
    "measures_in",
    "memory_of",
    "names_along",
    "observables",
    "offers",
    "optional_parameters",
    "package_space",
    "paired",
    "parameters",
    "plain_value",
    "quantiles",
    "read_scenario",
    "rolling_origins",
    "scenario_names",
    "scenario_text",
    "schema_keys",
    "share_of",
    "simulate",
    "standing",
    "summarise",
    "summarise_hindcast",
    "tell",
    "to_yaml",
    "verdicts",
    "what_would_it_take",
    "wilson",
    "with_proposal",
    "without_lines",
    "write_entry",
]

_HOMES = {
    "OUTCOMES": "sim.vocabulary",
    "SCHEDULE": "sim.model.month",
    "InputError": "sim.errors",
    "PackageSpace": "sim.explanation.packages",
    "Key": "sim.scenario.fields",
    "Parameter": "sim.scenario.levers",
    "Points": "sim.batch.points",
    "Problem": "sim.errors",
    "Quantity": "sim.scenario.quantity",
    "Scenario": "sim.scenario.schema",
    "actor_colours": "sim.colours",
    "aid_of_all": "sim.ensemble.outcomes",
    "batch_of": "sim.batch.prepare",
    "batch_status": "sim.batch.manifest",
    "between_months": "sim.model.pauses",
    "blocking_members": "sim.ensemble.outcomes",
    "by_month": "sim.ensemble.outcomes",
    "change": "sim.scenario.levers",
    "check_memory": "sim.ensemble.simulate",
    "chosen_run": "sim.explanation.story",
    "compare": "sim.ensemble.outcomes",
    "compute": "sim.batch.results",
    "csv_bytes": "sim.csv_writing",
    "deals": "sim.ensemble.outcomes",
    "end_colours": "sim.colours",
    "ends": "sim.ensemble.outcomes",
    "explain": "sim.explanation.why",
    "hindcast": "sim.validation.hindcast.forecasts",
    "keys_at": "sim.scenario.fields",
    "levers_text": "sim.csv_writing",
    "line_names": "sim.scenario.relaxing",
    "load_observed": "sim.validation.observed.reading",
    "load_scenario": "sim.scenario.reading",
    "measure_runs": "sim.batch.results",
    "measures_in": "sim.batch.results",
    "memory_of": "sim.ensemble.simulate",
    "names_along": "sim.ensemble.outcomes",
    "observables": "sim.validation.observed.observables",
    "offers": "sim.ensemble.outcomes",
    "optional_parameters": "sim.scenario.levers",
    "paired": "sim.ensemble.outcomes",
    "package_space": "sim.explanation.packages",
    "parameters": "sim.scenario.levers",
    "plain_value": "sim.scenario.editing",
    "quantiles": "sim.ensemble.outcomes",
    "read_scenario": "sim.scenario.reading",
    "rolling_origins": "sim.validation.hindcast.forecasts",
    "scenario_names": "sim.scenario.reading",
    "scenario_text": "sim.scenario.reading",
    "schema_keys": "sim.scenario.fields",
    "share_of": "sim.ensemble.outcomes",
    "simulate": "sim.ensemble.simulate",
    "standing": "sim.ensemble.outcomes",
    "summarise": "sim.ensemble.outcomes",
    "summarise_hindcast": "sim.validation.hindcast.track_record",
    "tell": "sim.explanation.story",
    "to_yaml": "sim.scenario.reading",
    "verdicts": "sim.ensemble.outcomes",
    "what_would_it_take": "sim.analysis.what_would_it_take",
    "wilson": "sim.ensemble.outcomes",
    "with_proposal": "sim.scenario.adding",
    "without_lines": "sim.scenario.relaxing",
    "write_entry": "sim.scenario.editing",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, so that reading a scenario does not wait for the engine."""
    if name == "__version__":
        return import_module("sim.version").code_version()
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, whether or not they have been used."""
    return sorted({*globals(), *__all__, "__version__"})
