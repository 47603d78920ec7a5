"""Actors of a scenario: belligerents, sponsors and mediators, with their red lines."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Discriminator, Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from sim.errors import choices, shorten
from sim.scenario.blocs import Decision, Gate, MediatorMember, SponsorMember
from sim.scenario.conditions import Condition
from sim.scenario.positions import Instrument, Name, Position, Scope
from sim.scenario.quantity import Quantity, Section, Switch, quantity


class Release(Section):
    """How a hard line is given up: a slow state rises while a condition holds and opens the line above a level.

    Putnam 1988 (win-set); Fearon 1994 (audience costs).
    """

    when: Condition
    """Condition that drives the release state."""
    rate: Quantity = quantity(0.12, unit="share a month", low=0, high=1, note="a year of steady cause")
    """Share of the gap to the condition that the state closes in a month."""
    level: Quantity = quantity(
        {"value": 0.5, "sd": 0.12}, unit="share", low=0.02, high=0.98, note="differs by leadership"
    )
    """State above which the line is open."""


class RedLine(Section):
    """A limit on one issue. `hard` vetoes beyond it; `announced` costs support at home."""

    issue: str
    """Issue that the line is on."""
    kind: Literal["hard", "announced"]
    """`hard`: veto until released. `announced`: costs `audience_cost` per unit of the scale beyond it."""
    applies_to: list[Scope] = Field(default=["settlement", "ceasefire"], min_length=1)
    """Deals that it stands against: a side may bear in a ceasefire what it would not sign away in a settlement."""
    at_least: Position | None = None
    """Lowest acceptable position."""
    at_most: Position | None = None
    """Highest acceptable position."""
    released_to: Position | None = None
    """Bound that replaces a hard line once it is released."""
    release: Release | None = None
    """How the line is released; without it, never."""
    audience_cost: Quantity | None = quantity(None, unit="utility per unit of scale", low=0, high=5)
    """Loss of value per unit of the scale beyond an announced line, 0.6 unless given (Fearon 1994)."""
    source: str | None = None
    """Entry of the bibliography."""
    note: str = ""
    """Why the line is there."""

    @model_validator(mode="before")
    @classmethod
    def _usual_audience_cost(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("kind") == "announced" and "audience_cost" not in data:
            return {**data, "audience_cost": {"value": 0.6, "note": "order of the weight of a main issue"}}
        return data

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.audience_cost is None) == (self.kind == "announced"):
            raise PydanticCustomError("audience_cost", "`audience_cost` belongs to announced lines only")
        if (self.at_least is None) == (self.at_most is None):
            raise PydanticCustomError("one_side", "a red line has either `at_least` or `at_most`")
        if self.released_to is not None and (self.kind != "hard" or self.release is None):
            raise PydanticCustomError("release_incomplete", "`released_to` belongs to a hard line with `release`")
        if self.kind == "hard" and self.release is not None and self.released_to is None:
            raise PydanticCustomError("release_incomplete", "a hard line with `release` needs `released_to`")
        return self

    @property
    def bound(self) -> Position:
        """The bound, whichever side it is on."""
        bound = self.at_least or self.at_most
        assert bound is not None
        return bound


class NoAnchor(str):
    """A name for a position that is no anchor of its issue, with those that are."""

    anchors: tuple[str, ...] = ()


class Preference(Section):
    """What a belligerent wants on one issue (additive utility: Keeney and Raiffa 1976)."""

    ideal: Quantity = quantity(unit="scale 0-1", low=0, high=1)
    """Best position; in a file also the name of an anchor of the issue."""
    weight: Quantity = quantity(unit="share", low=0, high=1)
    """Importance; the weights on the issues of a settlement are scaled to sum to one, those on separate issues by the same factor."""
    promised: Quantity = quantity(0.0, unit="share", low=0, high=1, note="self-enforcing unless said otherwise")
    """Share of the gain that rests on a promise of the other side (Powell 2006)."""
    feared: Position = Field(default_factory=lambda: Position.model_validate({"open": True}))
    """Outcome feared when the promise is broken; `open` means the status quo."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        mapping = handler(core_schema)
        ideal = handler.resolve_ref_schema(mapping)["properties"]["ideal"]
        ideal["anyOf"] = [{"$ref": ideal.pop("$ref")}, {"type": "string"}]
        return mapping

    @field_validator("ideal", mode="before")
    @classmethod
    def _no_name_left(cls, value: Any) -> Any:
        if isinstance(value, NoAnchor):
            raise PydanticCustomError(
                "unknown_anchor",
                "unknown anchor {found}; {choices}",
                {"found": shorten(str(value)), "choices": choices(str(value), value.anchors)},
            )
        return value


class Public(Section):
    """Opinion as a poll share, moved by losses, stalemate, gains and its own usual level.

    Mueller 1973 (casualties), Gartner and Segura 1998, Berinsky 2009.
    """

    initial: Quantity = quantity(unit="share of respondents", low=0.01, high=0.99, start_only=True)
    """Share at the start."""
    question: str
    """Survey question, pollster and population that the share stands for."""
    growth_losses: Quantity = quantity(0.0, unit="share a month", low=0, high=0.2)
    """Monthly growth of the remaining share while the war takes its usual losses."""
    growth_stalemate: Quantity = quantity(0.0, unit="share a month", low=0, high=0.2)
    """Further growth in a month without movement at the front."""
    relief: Quantity = quantity(0.0, unit="share a month", low=0, high=0.5)
    """Fall of the share: with own gains (belligerents), or when the threat is high (sponsors)."""
    usual_level: Quantity | None = quantity(None, unit="share of respondents", low=0.01, high=0.99)
    """Level to which opinion returns; without it, opinion has no such pull."""
    return_rate: Quantity | None = quantity(None, unit="share a month", low=0, high=1)
    """Share of the gap to the usual level that closes in a month; goes with `usual_level`."""
    noise: Quantity = quantity(0.004, unit="share of respondents", low=0, high=0.2)
    """Standard deviation of monthly changes that the model does not explain."""

    @model_validator(mode="after")
    def _level_and_rate(self) -> Self:
        if (self.usual_level is None) != (self.return_rate is None):
            raise PydanticCustomError("level_and_rate", "`usual_level` and `return_rate` go together")
        return self


class SponsorPublic(Public):
    """The public of a sponsor; another war that diverts aid tires it too."""

    growth_diversion: Quantity = quantity(0.0, unit="share a month", low=0, high=0.2)
    """Further growth while another war competes for attention."""


class ConcessionReadiness(Section):
    """Share of the public ready for territorial concessions; an observable of its own.

    It grows while aid is expected to fall short and does not fall back by itself.
    """

    initial: Quantity = quantity(unit="share of respondents", low=0.01, high=0.99, start_only=True)
    """Share at the start."""
    question: str
    """Survey question, pollster and population."""
    growth: Quantity = quantity(0.0, unit="share a month", low=0, high=0.5)
    """Monthly growth of the remaining share while expected aid is far below `aid_below_eur_bn`."""
    aid_below_eur_bn: Quantity = quantity(3.5, unit="EUR bn a month", low=0, high=1000)
    """Expected aid at which half of the growth applies."""
    aid_width_eur_bn: Quantity = quantity(0.4, unit="EUR bn a month", low=0.01, high=1000)
    """Width of that ramp."""
    noise: Quantity = quantity(0.005, unit="share of respondents", low=0, high=0.2)
    """Standard deviation of unexplained monthly changes."""


class Capability(Section):
    """Military capability relaxes to what mobilisation and delivered aid sustain (Lanchester; Biddle 2004)."""

    initial: Quantity = quantity(1.0, unit="ratio", low=0.05, high=10, start_only=True)
    """Capability at the start."""
    base: Quantity = quantity(1.0, unit="ratio", low=0, high=10)
    """Level that the side sustains on its own."""
    growth: Quantity = quantity(0.0, unit="ratio a month", low=-0.2, high=0.2)
    """Monthly change of that level."""
    from_aid: Quantity = quantity(0.0, unit="ratio per reference aid", low=0, high=10)
    """Addition to it when deliveries equal the reference aid."""


class Actor(Section):
    """What every actor has."""

    label: str
    """Name shown to readers."""
    note: str = ""
    """What the source says about the actor."""
    instruments: dict[str, Instrument] = Field(default_factory=dict)
    """Issues on which nothing can be signed against the actor's bounds."""


class Belligerent(Actor):
    """A side in the war."""

    role: Literal["belligerent"]
    pole: Literal[0, 1]
    """End of every issue scale that is this side's: 1 for the side whose gains raise `front_km2`."""
    preferences: dict[str, Preference] = Field(min_length=1)
    """What the side wants, issue by issue."""
    capability: Capability = Capability()
    """Military capability."""
    fatigue: Public
    """Share of the public that wants the war ended or talks."""
    concession_readiness: ConcessionReadiness | None = None
    """Share of the public ready for territorial concessions."""
    losses: Quantity = quantity(0.0, unit="people a month", low=0, high=1e6, note="none known")
    """Killed and wounded in a usual month at the start."""
    optimism: Quantity = quantity(
        {"value": 0.12, "sd": 0.04},
        unit="log ratio",
        low=0,
        high=1,
        note="both sides expect to do better",
        start_only=True,
    )
    """By how much the side overrates the balance in its favour (Blainey 1973)."""
    war_cost: Quantity = quantity(
        {"value": 0.14, "relative_sd": 0.2}, unit="utility 0-1", low=0, high=2, note="not measured"
    )
    """Cost of a planning horizon of war at middling fatigue and no escalation (Fearon 1995)."""
    trust: Quantity = quantity(
        {"value": 0.25, "sd": 0.08},
        unit="share",
        low=0.02,
        high=0.95,
        note="Laplace rule after two failures",
        start_only=True,
    )
    """Prior that the other side keeps its promises (Powell 2006)."""
    margin: Quantity = quantity(0.05, unit="utility 0-1", low=0, high=0.5, note="opening demand")
    """Haggling margin at the start of talks (Faratin, Sierra and Jennings 1998)."""
    pressure: Quantity = quantity(0.0, unit="index 0-1", low=0, high=1, note="no policy of pressure")
    """Outside pressure to settle."""
    pressure_effect: Quantity = quantity(0.05, unit="utility 0-1", low=0, high=0.5, note="size not measured")
    """Loss of the value of fighting on under full pressure."""
    red_lines: dict[Name, RedLine] = Field(default_factory=dict)
    """The side's red lines."""
    victory_km2: Quantity | None = quantity(None, unit="km2", low=0, high=2e7)
    """Area under the pole-1 side's control at which this side has won: at least (pole 1) or at most (pole 0) so much. Unless
    given, the whole country or nothing."""


class Diversion(Section):
    """Another war that competes for the sponsor's aid."""

    active: Switch = False
    """Whether it goes on at the start."""
    cut: Quantity = quantity(0.4, unit="share", low=0, high=1, note="size not measured")
    """Share of the aid that it diverts."""
    start_chance: Quantity = quantity(0.02, unit="chance a month", low=0, high=1, note="rare")
    """Chance that such a war begins in a month."""
    end_chance: Quantity = quantity(0.1, unit="chance a month", low=0, high=1, note="about ten months")
    """Chance that it ends in a month."""


class Sponsor(Actor):
    """An outside actor that backs one belligerent."""

    role: Literal["sponsor"]
    supports: str
    """Belligerent that receives the aid."""
    fatigue: SponsorPublic
    """Share of the public opposed to further aid."""
    stance: Quantity = quantity(0.65, unit="index 0-1", low=0, high=2, note="leaders above their public")
    """Leaders' readiness to give, on the scale of fatigue: they give when it exceeds public fatigue."""
    capacity_eur_bn: Quantity = quantity(unit="EUR bn a month", low=0, high=50)
    """Aid a month at full willingness with a decision to give in force; in a bloc, from the common budget."""
    initial_eur_bn: Quantity = quantity(unit="EUR bn a month", low=0, high=50, start_only=True)
    """Aid a month at the start."""
    blocked_share: Quantity = quantity(0.13, unit="share", low=0, high=1, note="emergency flows only")
    """Share of the capacity that flows while no decision to give is in force."""
    gate: Gate | None = None
    """Gate of a sponsor whose inner politics are left out. Members vote by their support, or by this gate where there is one."""
    decision: Decision | None = None
    """How the members decide on new money."""
    members: dict[Name, SponsorMember] = Field(default_factory=dict)
    """Members of a bloc."""
    diversion: Diversion | None = None
    """A war elsewhere that competes for the aid."""

    @model_validator(mode="before")
    @classmethod
    def _usual_gate(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("members") and not data.get("decision") and not data.get("gate"):
            return {**data, "gate": {}}
        return data


class Mediator(Actor):
    """An actor that brings the sides together and may stand behind a deal (Princen 1992, Beardsley 2011)."""

    role: Literal["mediator"]
    engagement: Quantity | None = quantity(None, unit="share", low=0, high=1, start_only=True)
    """Share of governments that back the mediator's proposal at the start; in a bloc that of the members that say nothing else."""
    growth: Quantity = quantity(0.01, unit="share a month", low=0, high=1, note="slow diplomacy")
    """Monthly growth of the remaining share while the war goes on."""
    members: dict[Name, MediatorMember] = Field(default_factory=dict)
    """Governments and groups of them, whose weighted support is the engagement."""

    @model_validator(mode="before")
    @classmethod
    def _usual_engagement(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("members") and data.get("engagement") is None:
            return {**data, "engagement": {"value": 0.25, "note": "some governments"}}
        return data


AnyActor = Annotated[Belligerent | Sponsor | Mediator, Discriminator("role")]
"""Every role is registered here, and its words in `sim.vocabulary.ROLES`."""
ROLE_SECTIONS: dict[str, type[Actor]] = {
    get_args(section.model_fields["role"].annotation)[0]: section for section in get_args(get_args(AnyActor)[0])
}
"""The section of a scenario that describes an actor of each role."""
