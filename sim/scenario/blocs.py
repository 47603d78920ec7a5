"""Blocs: actors whose members vote, and the rule by which they decide (Putnam 1988, Krehbiel 1998, Tsebelis 2002)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.positions import Instrument, Name
from sim.scenario.quantity import Quantity, Section, Switch, quantity

Rule = Literal["unanimity", "qualified_majority", "majority", "weighted"]


class Gate(Section):
    """A gate for new money that opens and closes by chance: one decision maker whose inner politics are left out."""

    open: Switch = True
    """Whether it is open at the start."""
    opening_chance: Quantity = quantity(0.15, unit="chance a month", low=0, high=1, note="8 to 10 months")
    """Chance to open in a month at middling willingness (times 0.25 plus willingness)."""
    closing_chance: Quantity = quantity(0.05, unit="chance a month", low=0, high=1, note="rare")
    """Chance to close in a month at middling fatigue (times 0.5 plus fatigue)."""


class SidePayments(Section):
    """Concessions that turn a no into a yes, from a fund that runs dry."""

    fund_eur_bn: Quantity = quantity(unit="EUR bn", low=0, high=1000, start_only=True)
    """What the bloc can spend on concessions to its own members over the whole horizon."""
    price_eur_bn: Quantity = quantity(unit="EUR bn per unit of support", low=0, high=1000)
    """Price of the support that a member lacks, once for each decision."""
    most_eur_bn: Quantity = quantity(unit="EUR bn", low=0, high=1000)
    """Highest concession to one member; who lacks more cannot be bought."""


class VotingRule(Section):
    """How a body decides. Abstentions are not counted, so they never stand in the way."""

    rule: Rule
    """`unanimity`: no member votes no. `qualified_majority`: the shares below. `majority`: more members vote yes than no.
    `weighted`: more weight votes yes than no."""
    share_of_members: Quantity | None = quantity(None, unit="share", low=0, high=1)
    """Share of the voting members that must vote yes (qualified majority)."""
    share_of_weight: Quantity | None = quantity(None, unit="share", low=0, high=1)
    """Share of the voting weight that must vote yes (qualified majority)."""
    opt_out: Quantity = quantity(0.0, unit="index 0-1", low=0, high=2, note="nobody abstains")
    """Missing support up to which a member abstains, pays nothing and lets the others go ahead."""
    swing: Quantity = quantity(0.05, unit="index 0-1", low=0, high=1, note="politics of the month")
    """Standard deviation of the passing mood in each member."""
    swing_persistence: Quantity = quantity(0.8, unit="share a month", low=0, high=0.999, note="a few months")
    """Share of a member's mood that is left after a month."""

    @model_validator(mode="after")
    def _shares(self) -> Self:
        shares = [share for share in (self.share_of_members, self.share_of_weight) if share is not None]
        if bool(shares) != (self.rule == "qualified_majority"):
            key = "rule" if not shares else "share_of_weight" if self.share_of_members is None else "share_of_members"
            raise PydanticCustomError(
                "shares",
                "`share_of_members` and `share_of_weight` belong to a qualified_majority, which needs one of them",
                {"key": key},
            )
        return self


class Decision(VotingRule):
    """How the members of a sponsor decide on new money, and how long that stands."""

    open: Switch = True
    """Whether a decision to give is in force at the start."""
    session_chance: Quantity = quantity(1.0, unit="chance a month", low=0, high=1, note="a vote every month")
    """Chance that the question is put to a vote in a month without a decision in force, or in the last month of one."""
    lasts_months: Quantity = quantity(1, unit="months", low=1, high=600, note="decided anew every month")
    """How long a decision to give stands."""
    side_payments: SidePayments | None = None
    """Concessions to members who would vote no."""


class SponsorMember(Section):
    """A member of a sponsor: a government, a chamber, a faction.

    Stance, fatigue gap, threat perception and gate that it does not name are those of the body that it belongs to, draws
    included. A member with `members` of its own, such as a chamber, votes as they decide.
    """

    label: str
    """Name shown to readers."""
    weight: Quantity = quantity(1.0, unit="weight", low=0, high=1e10, note="one member, one vote")
    """Weight in votes and in what the bloc gives: population, seats."""
    stance: Quantity | None = quantity(None, unit="index 0-1", low=-1, high=2)
    """Leaders' readiness to give, on the scale of fatigue: 0.3 below the public's fatigue is firmly against."""
    fatigue_gap: Quantity | None = quantity(None, unit="share of respondents", low=-1, high=1)
    """By how much more of its public is against further aid than in the bloc as a whole."""
    threat_perception: Quantity | None = quantity(None, unit="factor", low=0, high=5)
    """How strongly it feels the threat; 1 is as the bloc."""
    gate: Gate | None = None
    """A vote that changes by chance instead of following support."""
    bilateral_eur_bn: Quantity = quantity(0.0, unit="EUR bn a month", low=0, high=50, note="none of its own")
    """Aid a month of its own at full willingness; no vote of the bloc stops it."""
    instruments: dict[str, Instrument] = Field(default_factory=dict)
    """Its own bounds on what may be signed; the bloc lets pass what its rule lets pass."""
    decision: VotingRule | None = None
    """How its own members decide."""
    members: dict[Name, SponsorMember] = Field(default_factory=dict)
    """Factions or parts that vote on its behalf."""
    source: str | None = None
    """Entry of the bibliography."""
    note: str = ""
    """Why it stands where it stands."""


class MediatorMember(Section):
    """A government, or a group of them, that does or does not stand behind the mediators' proposal."""

    label: str
    """Name shown to readers."""
    weight: Quantity = quantity(1.0, unit="weight", low=0, high=1e10, note="one government")
    """How many governments it stands for."""
    engagement: Quantity | None = quantity(None, unit="share", low=0, high=1, start_only=True)
    """Share of them behind the proposal at the start; the bloc's unless given."""
    growth: Quantity | None = quantity(None, unit="share a month", low=0, high=1)
    """Monthly growth of the remaining share; the bloc's unless given."""
    gathers: Switch = False
    """Whether it gathers signatures: the others' support grows in proportion to the engagement of those who gather."""
    source: str | None = None
    """Entry of the bibliography."""
    note: str = ""
    """Why it stands where it stands."""
