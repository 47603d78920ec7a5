"""Which observables of the model a scenario may name: in conditions, and as what an event sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.vocabulary import VARIABLES, variable_of


def condition_names(roles: Mapping[str, str]) -> Iterator[str]:
    """Names that a condition may use, given each actor's role."""
    for name, variable in VARIABLES.items():
        if variable.reacts_to_red_lines:
            continue
        if not variable.owners:
            yield name
        else:
            yield from (f"{name}.{actor}" for actor, role in roles.items() if role in variable.owners)


def settable_names(roles: Mapping[str, str]) -> Iterator[str]:
    """Names of variables that an event may set or add to, given each actor's role."""
    for name in condition_names(roles):
        if variable_of(name).settable:
            yield name
