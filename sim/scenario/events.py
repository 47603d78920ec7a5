"""What happens at a date or under a condition."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.conditions import Condition
from sim.scenario.quantity import Change, Quantity, Section, Switch, quantity

YearMonth = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class LeadershipChange(Section):
    """New leaders of a belligerent: its lines, optimism and trust start afresh (Goemans 2000, Croco 2015)."""

    actor: str
    """Belligerent whose leaders change."""
    optimism: Quantity | None = quantity(None, unit="log ratio", low=0, high=1)
    """Optimism of the new leaders; that of the start unless given."""
    trust: Quantity | None = quantity(None, unit="share", low=0.02, high=0.95)
    """Their prior that the other side keeps its promises; that of the start unless given."""
    release: Quantity = quantity(0.0, unit="share", low=0, high=1, note="as firm as at the start")
    """Where the release state of every red line stands afterwards: 0 is firm, 1 is open wherever a line can be released."""


class Event(Section):
    """Something that happens at a date, or once a condition is more than half met."""

    label: str
    on: YearMonth | None = None
    """Month in which it happens."""
    announced: YearMonth | None = None
    """Month from which it was known to be coming, such as that of an election; a hindcast from an earlier month leaves it out."""
    when: Condition | None = None
    """Condition under which it happens, on the state of the month before."""
    once: Switch = True
    """Whether a conditional event happens at most once in a run."""
    chance: Quantity = quantity(1.0, unit="chance", low=0, high=1, note="certain")
    """Chance that it happens, in each month in which it can."""
    set: dict[str, Change] = Field(default_factory=dict)
    """New values of variables (`gate.us: true`) or parameters (dotted paths)."""
    add: dict[str, Change] = Field(default_factory=dict)
    """Amounts added to variables."""
    adopt: list[str] = Field(default_factory=list)
    """Policies that come into force."""
    leadership_change: LeadershipChange | None = None
    """A change of leaders; it comes before `set` and `add`."""
    source: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_trigger(self) -> Self:
        if (self.on is None) == (self.when is None):
            raise PydanticCustomError("one_trigger", "an event has either `on` or `when`")
        if not (self.set or self.add or self.adopt or self.leadership_change):
            raise PydanticCustomError("no_effect", "an event needs `set`, `add`, `adopt` or `leadership_change`")
        if self.announced is not None and (self.on is None or self.announced > self.on):
            raise PydanticCustomError("announced", "`announced` goes with `on`, and is not after it")
        return self
