"""Members of blocs whose stance the reader may turn round: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.text import plain

if TYPE_CHECKING:
    from sim import Scenario

STANCES = {"against": -0.5, "favour": 0.9}
"""Stance of the leaders when a member is turned, on the scale of fatigue: a no whatever the threat,
or well above the fatigue of any public."""


@dataclass(frozen=True)
class Member:
    """Somebody who votes in a sponsor."""

    bloc: str
    name: str
    """Dotted name within the bloc, such as `senate.democrats`."""
    label: str

    @property
    def path(self) -> str:
        """The parameter that holds the member's stance."""
        return f"actors.{self.bloc}.members.{'.members.'.join(self.name.split('.'))}.stance"


def flippable(scenario: Scenario) -> dict[str, list[Member]]:
    """Who can be turned round in each bloc of sponsors, in the order of the file, chambers opened up.

    That is everybody who votes by the stance of its leaders, its own or the bloc's. Who votes by a gate does not.
    """
    found = {}
    for bloc, actor in scenario.actors.items():
        if actor.role == "sponsor":
            voters = _voters(actor.members)
            can = [Member(bloc, name, member.label) for name, member in voters if member.gate is None]
            if can:
                found[bloc] = can
    return found


def labels(scenario: Scenario, bloc: str) -> dict[str, str]:
    """Labels of those in a bloc who can be turned, by name; two of the same label are numbered."""
    entries = flippable(scenario)[bloc]
    told = plain.distinct([member.label for member in entries])
    return dict(zip((member.name for member in entries), told, strict=True))


def _voters(members: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, member in members.items():
        if member.members:
            yield from _voters(member.members, f"{above}{name}.")
        else:
            yield f"{above}{name}", member


def turned(members: Mapping[str, list[Member]], raw: Mapping[str, object]) -> dict[str, str]:
    """The side on which a member is put, by the path of its stance; `raw` may hold anything.

    Its keys are `<bloc>.against` and `<bloc>.favour`, each with names of members. Who is in both is against.
    """
    found: dict[str, str] = {}
    for bloc, entries in members.items():
        for side in STANCES:
            named = raw.get(f"{bloc}.{side}")
            chosen = named if isinstance(named, (list, tuple)) else ()
            for member in entries:
                if member.name in chosen:
                    found.setdefault(member.path, side)
    return found
