"""The observables of the model: name, unit and meaning, in one place.

Conditions in a scenario, the monthly schedule, the columns of a result and the ODD page all use these names. A variable that
belongs to an actor is written `variable.actor`, such as `fatigue.ukraine`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One observable of the model.

    `owners` are the roles that have it (empty: the world as a whole); `settable` says whether an event may set it;
    `reacts_to_red_lines` keeps it out of conditions, so that a stricter line can never bring an agreement forward.
    """

    unit: str
    text: str
    owners: tuple[str, ...] = ()
    settable: bool = False
    low: float | None = None
    high: float | None = None
    reacts_to_red_lines: bool = False


BELLIGERENT, SPONSOR, MEDIATOR = "belligerent", "sponsor", "mediator"

VARIABLES: Mapping[str, Variable] = {
    "front_km2": Variable("km2", "area controlled by the side whose gains raise it", settable=True, low=0, high=2e7),
    "escalation": Variable("index 0-1", "rung of the escalation ladder", settable=True, low=0, high=1),
    "balance": Variable("log ratio", "log of the ratio of capabilities, positive in favour of the pole-1 side"),
    "month": Variable("months", "months since the start"),
    "talks": Variable("0 or 1", "whether talks are under way"),
    "aid.expected": Variable("EUR bn a month", "aid that the parties expect, smoothed over past commitments"),
    "aid.deliveries": Variable("EUR bn a month", "aid that reaches the front this month"),
    "ripeness": Variable("index 0-1", "mutually hurting stalemate times a way out, before red lines"),
    "stalemate": Variable("index 0-1", "mutually hurting stalemate: how tired and how hopeless the less hurt side is"),
    "way_out": Variable("index 0-1", "how clearly both sides see a package better than fighting on, before red lines"),
    "fatigue": Variable(
        "share of respondents",
        "share of the public that wants the war, or the aid, ended; the survey question is the actor's",
        (BELLIGERENT, SPONSOR),
        settable=True,
        low=0,
        high=1,
    ),
    "concession_readiness": Variable(
        "share of respondents",
        "share of the public ready for territorial concessions",
        (BELLIGERENT,),
        settable=True,
        low=0,
        high=1,
    ),
    "losses": Variable("people a month", "killed and wounded", (BELLIGERENT,)),
    "capability": Variable("ratio", "effective military capability", (BELLIGERENT,), settable=True, low=0.05, high=1e6),
    "belief": Variable("log ratio", "the side's own estimate of the balance, optimism included", (BELLIGERENT,)),
    "optimism": Variable(
        "log ratio", "by how much a side overrates its chances", (BELLIGERENT,), settable=True, low=-3, high=3
    ),
    "trust": Variable(
        "share",
        "prior that the other side's promises hold",
        (BELLIGERENT,),
        settable=True,
        low=0,
        high=1,
    ),
    "reservation": Variable("utility 0-1", "value of fighting on: the least a deal must be worth", (BELLIGERENT,)),
    "margin": Variable(
        "utility 0-1",
        "haggling margin that a side still asks above its reservation value",
        (BELLIGERENT,),
    ),
    "aid": Variable("EUR bn a month", "aid newly allocated by the donor this month", (SPONSOR,)),
    "gate": Variable(
        "0 or 1",
        "whether the donor's legislature or members let new money pass",
        (SPONSOR,),
        settable=True,
        low=0,
        high=1,
    ),
    "side_payments": Variable(
        "EUR bn", "concessions that the bloc pays to its members for a decision this month", (SPONSOR,)
    ),
    "diversion": Variable(
        "0 or 1", "whether another war diverts the donor's aid", (SPONSOR,), settable=True, low=0, high=1
    ),
    "engagement": Variable(
        "share",
        "share of governments that back the mediator's proposal",
        (MEDIATOR,),
        settable=True,
        low=0,
        high=1,
    ),
    "pressure": Variable("index 0-1", "outside pressure on a side to settle", (BELLIGERENT,)),
    "zopa": Variable(
        "0 or 1", "whether a zone of possible agreement exists under all red lines", reacts_to_red_lines=True
    ),
    "phase": Variable("code", "where the war stands: war, talks, or one of its ends", reacts_to_red_lines=True),
}


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


def variable_of(name: str) -> Variable:
    """The variable behind a name such as `fatigue.ukraine` or `aid.expected`.

    Raises KeyError for a name that is none.
    """
    return VARIABLES[name] if name in VARIABLES else VARIABLES[name.rpartition(".")[0]]
