"""A scenario with one proposal more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sim.errors import InputError, Problem
from sim.scenario.deal_references import deals
from sim.scenario.given import mapping_given, plain, scenario_given
from sim.scenario.positions import Name
from sim.scenario.problems import describe
from sim.scenario.proposals import Proposal
from sim.scenario.references import dangling
from sim.scenario.schema import Scenario

Term = float | str | Mapping[str, float]
"""A position as a scenario file says it: a number, the name of an anchor, `open`, or `{"front_km2": offset}`."""

_PROPOSALS = TypeAdapter(dict[Name, Proposal])


def with_proposal(
    scenario: Scenario | str | Path,
    name: str,
    label: str,
    terms: Mapping[str, Term],
    scope: str = "settlement",
    neutral: float = 0.0,
) -> Scenario:
    """The scenario with a package on the table, as if its file had it; one of the same name is replaced.

    `terms` are positions by issue. `neutral` is the share of the guarantees that neutral states give.

    Raises InputError with everything that is wrong with it.
    """
    scenario = scenario_given(scenario)
    entry = plain({"label": label, "scope": scope, "terms": mapping_given("terms", terms), "neutral": neutral})
    try:
        added = _PROPOSALS.validate_python({name: entry})
    except ValidationError as error:
        details = ({**detail, "loc": ("proposals", *detail["loc"])} for detail in error.errors())
        raise InputError([Problem(describe(detail)) for detail in details]) from None
    # The rest of the scenario is valid already, and a page asks for this at every move of a slider.
    found = scenario.model_copy(update={"proposals": {**scenario.proposals, **added}})
    # The references of deals are looked at first, because a position on an unknown issue is unknown in two ways.
    problems = list(deals(found)) or list(dangling(found))
    if problems:
        raise InputError([Problem(f"{'.'.join(map(str, path))}: {message}") for path, message, *_ in problems])
    return found
