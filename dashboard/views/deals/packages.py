"""The package that a reader builds: its terms as named stops, checked again whatever the address bar said. No Streamlit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sim
from sim import numbers

if TYPE_CHECKING:
    from sim import Scenario

NAME = "my_package"
SCOPES = ("settlement", "ceasefire")
STEPS = 20
"""Steps of a scale between which there are no stops but the named ones."""
AT_FRONT = {"front_km2": 0.0}


@dataclass(frozen=True)
class Package:
    """A package as a scenario file would say it."""

    scope: str
    terms: tuple[tuple[str, Any], ...]
    neutral: float

    def added_to(self, scenario: Scenario, label: str, name: str = NAME) -> Scenario:
        """The scenario with the package on the table. Raises InputError."""
        return sim.with_proposal(scenario, name, label, dict(self.terms), self.scope, self.neutral)


def stops(issue: Any) -> dict[str, float]:
    """The stops of an issue's scale in order, by what the slider calls them: words for anchors, numbers between them."""
    named = {anchor.at.value: name.replace("_", " ") for name, anchor in issue.anchors.items()}
    between = [step / STEPS for step in range(STEPS + 1)]
    standing = issue.status_quo
    if standing is not None and standing.at is not None:
        between.append(standing.at.value)
    places = dict.fromkeys(sorted({*named, *(x for x in between if all(abs(x - at) > 1e-9 for at in named))}))
    return {named.get(place, numbers.plain(place, 4)): place for place in places}


def nearest(issue: Any, place: float) -> str:
    """The stop nearest to a place on the scale."""
    found = stops(issue)
    return min(found, key=lambda stop: abs(found[stop] - place))


def standing(issue: Any) -> str:
    """The stop at which an issue stands without a deal; the middle of the scale for territory, whose place is the front."""
    position = issue.status_quo
    if position is None:
        return nearest(issue, 0.5)
    place = issue.anchors[position.anchor].at.value if position.anchor else position.at.value
    return nearest(issue, place)


def key(issue: str, part: str = "at") -> str:
    """Name of a control in the address bar."""
    return f"deal.{issue}.{part}"


def read(scenario: Scenario, raw: Mapping[str, object]) -> Package:
    """The package behind raw values of the controls, of which none is trusted: foreign ones count as the status quo."""
    scope = raw.get("deal.scope")
    neutral = raw.get("deal.neutral")
    number = float(neutral) if isinstance(neutral, (int, float)) and not isinstance(neutral, bool) else 0.0
    return Package(
        scope if scope in SCOPES else SCOPES[0],  # type: ignore[arg-type]
        tuple(_terms(scenario, raw)),
        round(min(max(number, 0.0), 1.0), 2) if math.isfinite(number) else 0.0,
    )


def _terms(scenario: Scenario, raw: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for name, issue in scenario.settled_together().items():
        off_scale = raw.get(key(name, "off"), name == territory(scenario))
        found, stop = stops(issue), raw.get(key(name))
        if off_scale is True:
            yield name, dict(AT_FRONT) if name == territory(scenario) else "open"
        else:
            yield name, found[stop] if isinstance(stop, str) and stop in found else found[standing(issue)]


def territory(scenario: Scenario) -> str:
    """The issue that is measured on the ground."""
    return scenario.issue_of_kind("territory")


def controls_of(scenario: Scenario, proposal: Any, places: Mapping[str, float]) -> dict[str, object]:
    """The controls that show a proposal, nearest stops where it has none of its own; `places` are its positions on the scales."""
    values: dict[str, object] = {"deal.scope": proposal.scope, "deal.neutral": round(proposal.neutral.value * 20) / 20}
    for name, issue in scenario.settled_together().items():
        term = proposal.terms.get(name)
        at_front = term is not None and term.front_km2 is not None and term.front_km2.value == 0
        is_open = term is None or term.open
        values[key(name, "off")] = at_front or is_open
        values[key(name)] = nearest(issue, places[name])
    return values


def controls_at(scenario: Scenario, places: Mapping[str, float]) -> dict[str, object]:
    """The controls that put every issue at the stop nearest to a place."""
    values: dict[str, object] = {}
    for name, issue in scenario.settled_together().items():
        values[key(name, "off")], values[key(name)] = False, nearest(issue, places[name])
    return values


def said(issue: Any, stop: str) -> tuple[str, str]:
    """The anchors at or around a stop, as labels: twice the same at an anchor."""
    place = stops(issue)[stop]
    anchors = sorted((anchor.at.value, anchor.label) for anchor in issue.anchors.values())
    below = [label for at, label in anchors if at <= place + 1e-9] or [anchors[0][1]]
    above = [label for at, label in anchors if at >= place - 1e-9] or [anchors[-1][1]]
    return below[-1], above[0]


def slug(label: str, taken: Mapping[str, Any]) -> str:
    """A name for a proposal in a file that nobody else has."""
    words = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]
    base = words if re.match(r"[a-z]", words) else NAME
    return next(name for name in (base, *(f"{base}_{n}" for n in range(2, 1000))) if name not in taken)
