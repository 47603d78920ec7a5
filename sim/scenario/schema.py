"""The scenario: a conflict in one page of YAML."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import Problem
from sim.scenario.actors import AnyActor, Belligerent, NoAnchor
from sim.scenario.events import Event, YearMonth
from sim.scenario.positions import Name, Position
from sim.scenario.proposals import Offer, Proposal
from sim.scenario.quantity import Change, Number, Quantity, Section, Whole, quantity, require_number
from sim.scenario.rules import (
    Agreement,
    Aid,
    Beliefs,
    Credibility,
    Deals,
    Ends,
    Escalation,
    Opinion,
    ReservationValue,
    Talks,
    War,
)

_DATE = r"^(\d{4}(-\d{2}(-\d{2})?)?|undated)$"

MOST_STEPS = 100_000
MOST_MONTHS = 600
"""Longest horizon, in a file and elsewhere."""


def _year_as_text(value: object) -> object:
    """A bare year is a number to YAML and a date to a reader."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Source(Section):
    """An entry of the bibliography."""

    title: str
    author: str
    publisher: str
    date: Annotated[
        str,
        BeforeValidator(_year_as_text),
        Field(pattern=_DATE),
        WithJsonSchema({"anyOf": [{"type": "string", "pattern": _DATE}, {"type": "integer"}]}),
    ]
    """Date of publication: YYYY, YYYY-MM, YYYY-MM-DD or `undated`."""
    standpoint: str
    """Whose view it is, in a few words."""
    kind: Literal["article", "poll", "dataset", "official statement", "book", "paper"]
    address: str = ""
    """Where to find it."""
    note: str = ""


class Fact(Section):
    """A claim of a source that the scenario rests on, with its figure, whether a number of the model uses it or not."""

    text: str
    """The claim in our own words, attributed."""
    value: Quantity | None = quantity(None, unit="see `measured_in`", low=-1e15, high=1e15)
    """The figure, where there is one."""
    measured_in: str = ""
    """Unit of the figure."""
    source: str
    """Entry of the bibliography."""
    used_by: list[str] = Field(default_factory=list)
    """Dotted paths of the numbers that rest on it."""

    @model_validator(mode="after")
    def _figure_has_unit(self) -> Self:
        if self.value is not None and not self.measured_in:
            raise PydanticCustomError("unit_missing", "a figure needs `measured_in`")
        return self


class Anchor(Section):
    """A named point on an issue's scale."""

    at: Quantity = quantity(unit="scale 0-1", low=0, high=1)
    """Place on the scale."""
    label: str
    """What the point means."""
    km2: Quantity | None = quantity(None, unit="km2", low=0, high=2e7)
    """Area under the pole-1 side's control at this point (territory only)."""


class Issue(Section):
    """Something to be bargained over, on a scale from 0 (pole 0) to 1 (pole 1)."""

    label: str
    kind: Literal["terms", "territory", "guarantee", "separate"] = "terms"
    """`territory` is measured in km²; `guarantee` makes promises credible; every scenario has one of each. What is `separate`, such
    as an exchange of prisoners, is no part of a settlement: deals on it are signed while the war goes on."""
    anchors: dict[Name, Anchor] = Field(min_length=2)
    """Named points; in between the scale is linear."""
    status_quo: Position | None = None
    """Where things stand without a deal; territory has none: it is the line of contact."""

    def nearest_anchor(self, position: float) -> Anchor:
        """The named point that is nearest to a place on the scale."""
        return min(self.anchors.values(), key=lambda anchor: abs(anchor.at.value - position))


class Policy(Section):
    """A named set of parameter values that somebody could choose."""

    label: str
    set: dict[str, Change] = Field(min_length=1)
    """New values by dotted path."""
    source: str | None = None
    note: str = ""


class Lever(Section):
    """A parameter that an analyst is meant to move: a slider of the dashboard."""

    label: str
    group: str
    """Heading under which it is shown, usually an actor."""
    low: Number = 0.0
    high: Number = 1.0
    step: Number = Field(default=0.05, gt=0)
    help: str
    """What it means and what its ends stand for."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise PydanticCustomError("lever_range", "`low` must be below `high`")
        if self.step > self.high - self.low:
            raise PydanticCustomError("lever_step", "`step` is larger than the range")
        if self.step * MOST_STEPS < self.high - self.low:
            message = "`step` is too small; allowed: at most {most} steps from `low` to `high`"
            raise PydanticCustomError("lever_step", message, {"most": f"{MOST_STEPS:,}"})
        return self


def _with_ideals(actor: Any, issues: Mapping[str, Any]) -> Any:
    preferences = actor.get("preferences") if isinstance(actor, dict) else None
    if not isinstance(preferences, dict):
        return actor
    return {
        **actor,
        "preferences": {
            issue: {**entry, "ideal": _place_of(entry["ideal"], issues.get(issue))}
            if isinstance(entry, dict) and isinstance(entry.get("ideal"), str)
            else entry
            for issue, entry in preferences.items()
        },
    }


def _place_of(name: str, issue: Any) -> Any:
    """The place of an anchor of an issue that is not checked yet, as a number with a note."""
    anchors = issue.get("anchors") if isinstance(issue, dict) else None
    anchors = anchors if isinstance(anchors, dict) else {}
    place = anchors[name].get("at") if isinstance(anchors.get(name), dict) else None
    place = place.get("value") if isinstance(place, dict) else place
    if isinstance(place, (int, float)):
        return {"value": place, "note": f"the anchor {name}"}
    unknown = NoAnchor(name)
    unknown.anchors = tuple(map(str, anchors))
    return unknown


class Scenario(Section):  # noqa: PLW1641 (nothing hashes a scenario; `digest` names its content)
    """A whole scenario: actors, issues, rules, proposals, events, levers, and what they rest on."""

    format: Literal[1] = 1
    """Version of this file format."""
    title: str
    question: str
    """The question that the scenario asks."""
    summary: str = ""
    """A paragraph on the situation, attributed to its sources."""
    start: YearMonth
    """Month that is month 0."""
    months: Whole = Field(default=12, ge=1, le=MOST_MONTHS)
    """Horizon."""
    issues: dict[Name, Issue] = Field(min_length=2)
    actors: dict[Name, AnyActor] = Field(min_length=2)
    war: War
    escalation: Escalation = Escalation()
    aid: Aid
    beliefs: Beliefs = Beliefs()
    opinion: Opinion = Opinion()
    reservation: ReservationValue = ReservationValue()
    credibility: Credibility
    talks: Talks = Talks()
    agreement: Agreement = Agreement()
    deals: Deals = Deals()
    ends: Ends = Ends()
    proposals: dict[Name, Proposal] = Field(default_factory=dict)
    offers: dict[Name, Offer] = Field(default_factory=dict)
    events: dict[Name, Event] = Field(default_factory=dict)
    policies: dict[Name, Policy] = Field(default_factory=dict)
    adopted: list[str] = Field(default_factory=list)
    """Policies in force from the start; reading puts their values in place and empties the list."""
    levers: dict[str, Lever] = Field(default_factory=dict)
    """Parameters to move, by dotted path."""
    facts: dict[Name, Fact] = Field(default_factory=dict)
    """Claims of the sources."""
    sources: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")], Source] = Field(default_factory=dict)
    """Bibliography; the file `sources.yaml` beside the scenario is read as well."""

    _warnings: tuple[Problem, ...] = PrivateAttr(default=())

    @model_validator(mode="before")
    @classmethod
    def _ideals_by_name(cls, data: Any) -> Any:
        """Put the place of an anchor where a side's ideal is named by it."""
        actors, issues = (data.get(key) if isinstance(data, dict) else None for key in ("actors", "issues"))
        if not isinstance(actors, dict) or not isinstance(issues, dict):
            return data
        return {**data, "actors": {name: _with_ideals(actor, issues) for name, actor in actors.items()}}

    def __eq__(self, other: object) -> bool:
        """Scenarios that say the same are equal, wherever they were read."""
        return isinstance(other, Scenario) and self.__dict__ == other.__dict__

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is valid but most likely not meant in the file that it was read from, each at its place; none once it was changed."""
        return self._warnings

    def roles(self) -> dict[str, str]:
        """Role of each actor by its id."""
        return {name: actor.role for name, actor in self.actors.items()}

    def belligerents(self) -> tuple[str, str]:
        """Ids of the two sides: the one at pole 0, the one at pole 1."""
        sides = {actor.pole: name for name, actor in self.actors.items() if isinstance(actor, Belligerent)}
        return sides[0], sides[1]

    def settled_together(self) -> dict[str, Issue]:
        """The issues that a settlement decides, in the order of the file."""
        return {name: issue for name, issue in self.issues.items() if issue.kind != "separate"}

    def separate_issues(self) -> dict[str, Issue]:
        """The issues on which deals are signed while the war goes on."""
        return {name: issue for name, issue in self.issues.items() if issue.kind == "separate"}

    def proposals_of(self, *scopes: str) -> dict[str, Proposal]:
        """The proposals of some scopes, in the order of the file."""
        return {name: proposal for name, proposal in self.proposals.items() if proposal.scope in scopes}

    def issue_of_kind(self, kind: Literal["territory", "guarantee"]) -> str:
        """Id of the issue of a kind of which there is exactly one."""
        return next(name for name, issue in self.issues.items() if issue.kind == kind)

    def digest(self) -> str:
        """Hash of the content: 16 hexadecimal digits, equal for scenarios that simulate and read alike."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def month_index(start: str, month: str) -> int:
    """Months from `start` to `month`, both 'YYYY-MM'."""
    (start_year, start_month), (year, number) = (map(int, text.split("-")) for text in (start, month))
    return (year - start_year) * 12 + number - start_month


def calendar_month(start: str, index: int) -> str:
    """The month `index` months after `start`, as 'YYYY-MM'."""
    year, number = map(int, start.split("-"))
    years, number = divmod(number - 1 + index, 12)
    return f"{year + years:04d}-{number + 1:02d}"


def check_change(value: object) -> None:
    """Refuse anything but a number or a boolean as a new value."""
    if not isinstance(value, bool):
        require_number(value)


def as_data(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data, ready to be changed and validated again."""
    data: Mapping[str, Any] = scenario.model_dump(mode="json", exclude_none=True)
    return dict(data)
