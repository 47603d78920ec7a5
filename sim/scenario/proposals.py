"""What lies on the table: proposals of any scope, and what third parties offer for a signature."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.conditions import Condition
from sim.scenario.positions import Position, Scope
from sim.scenario.quantity import Quantity, Section, Switch, quantity


class Renewal(Section):
    """What happens when the time of a deal is up."""

    rule: Literal["consent", "automatic"] = "consent"
    """`consent`: it goes on if both sides would sign it again. `automatic`: it goes on unless a side denounces it, which it does
    when it would be better off without by more than its opening margin (ceasefires), or at face value (deals on an issue)."""
    months: Quantity = quantity(unit="months", low=1, high=600)
    """For how long it is renewed each time."""


class Duration(Section):
    """For how long a deal is meant to hold. Without a renewal it lapses then."""

    months: Quantity = quantity(unit="months", low=1, high=600)
    """Time that is agreed on; a month is the least that counts as a deal."""
    renewal: Renewal | None = None
    """What happens then."""


class Proposal(Section):
    """A deal on the table, valued as it stands."""

    label: str
    scope: Literal["settlement", "ceasefire", "issue"] = "settlement"
    """`settlement`: ends the war. `ceasefire`: stops the front for at least 30 days and leaves the rest open. `issue`: settles
    separate issues while the war goes on."""
    terms: dict[str, Position]
    """Positions on the issues that it touches. A settlement names every issue; `open` leaves one undecided."""
    duration: Duration | None = None
    """For how long; unlimited unless given. A settlement has none."""
    neutral: Quantity = quantity(0.0, unit="share", low=0, high=1, note="no neutral guarantors named")
    """Share of the guarantees that neutral states give."""
    calms: Quantity | None = quantity(None, unit="share", low=0, high=1)
    """Share by which a deal on an issue lowers the chance of escalation while it holds."""
    source: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _fits_its_scope(self) -> Self:
        if self.scope == "settlement" and self.duration is not None:
            raise PydanticCustomError(
                "settlement_duration",
                "a settlement has no `duration`; a ceasefire or an issue deal may",
                {"key": "duration"},
            )
        if self.scope != "issue" and self.calms is not None:
            raise PydanticCustomError(
                "calms", "`calms` is for deals of scope issue; the others stop the fighting", {"key": "calms"}
            )
        return self


class Offer(Section):
    """What a third party adds for a signature; nobody gets it unless every holder of the instrument agrees.

    Its credibility follows the giver's politics (Putnam 1988; Walter 1997 on guarantees; Drezner 1999 on sanctions).
    """

    label: str
    kind: Literal["aid", "guarantee", "payment", "assets", "sanctions_relief"]
    """`aid`, `guarantee` and `payment` are promises, as good as the giver's willingness, and a guarantee protects the deal as
    well. `assets` are handed over. `sanctions_relief` is wanted by those who doubt the aid and can be taken back."""
    active: Switch = True
    """Whether it is on the table."""
    giver: str
    """Actor who bears the cost."""
    receiver: str
    """Belligerent who gains."""
    worth: Quantity = quantity(unit="utility 0-1", low=0, high=1)
    """What it is worth to the receiver if it is fully believed."""
    price: Quantity = quantity(unit="index 0-1", low=0, high=2)
    """Support that it costs in each body that has to agree."""
    cost_eur_bn: Quantity = quantity(0.0, unit="EUR bn", low=0, high=10_000, note="no money")
    """Money that it costs the giver once the deal is signed."""
    snap_back: Quantity | None = quantity(None, unit="share", low=0, high=1)
    """How surely sanctions return on a breach: that protects the deal, lowers the price and makes the relief worth less."""
    holders: list[str] = Field(default_factory=list)
    """Actors who hold the instrument and must agree; the giver unless given."""
    scopes: list[Scope] = Field(default=["settlement"], min_length=1)
    """Deals that it is offered for."""
    when: Condition | None = None
    """Condition under which it is offered; always unless given."""
    source: str | None = None
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _giver_holds(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("holders") and data.get("giver"):
            return {**data, "holders": [data["giver"]]}
        return data

    @model_validator(mode="after")
    def _snap_back_of_relief(self) -> Self:
        if self.snap_back is not None and self.kind != "sanctions_relief":
            raise PydanticCustomError("snap_back", "`snap_back` belongs to sanctions_relief", {"key": "snap_back"})
        return self
