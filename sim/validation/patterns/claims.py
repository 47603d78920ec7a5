"""Claims of the sources: what each says, what would have to be seen in the runs, and what the scenario was told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.documents import shipped_folder, tree_of
from sim.scenario.quantity import Change, Number, Section, Whole
from sim.scenario.validating import validated

FILE = "claims.yaml"
SUBJECTS = ("outcome", "variable", "deal", "member", "actor")
Share = Annotated[Number, Field(ge=0, le=1)]


class Statement(Section):
    """What would have to be seen: a share of runs or of run-months, with its bound. Exactly one subject."""

    outcome: str | None = None
    """The outcome happens by the month."""
    deal: str | None = None
    """The deal on separate issues is signed by the month."""
    variable: str | None = None
    """A variable such as `fatigue.us` lies `above` or `below` a level."""
    minus: str | None = None
    """A variable that is taken off it."""
    take: Literal["last", "average", "change", "move"] = "last"
    """Its value in the month, its mean over the months since the start, its change since then, or the size of that change."""
    above: Number | None = None
    below: Number | None = None
    member: str | None = None
    """The no of a member such as `eu.hungary` stands in the way, as a share of the run-months without a decision in force."""
    blocks: Literal["closed"] | None = None
    actor: str | None = None
    """The actor refuses the proposal, as a share of run-months."""
    refuses: str | None = None
    by: Whole = Field(ge=1, le=120)
    """The month."""
    in_at_least: Share | None = None
    """The share that must be exceeded."""
    in_at_most: Share | None = None
    """The share that must not be reached."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        subjects = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            found = " and ".join(subjects) or "none"
            raise PydanticCustomError("one_subject", f"found {found}; give exactly one of: {', '.join(SUBJECTS)}")
        if (self.in_at_least is None) == (self.in_at_most is None):
            raise PydanticCustomError("one_bound", "give one of: in_at_least, in_at_most")
        if self.variable is not None and (self.above is None) == (self.below is None):
            raise PydanticCustomError("one_level", "a variable needs one of: above, below")
        if (self.actor is None) != (self.refuses is None):
            raise PydanticCustomError("who_refuses_what", "`actor` and `refuses` go together")
        return self


class Told(Section):
    """Something that the scenario was told of a claim, and the neutral value that takes it away."""

    what: str
    neutral: str
    """Why the value says nothing of the claim."""
    set: dict[str, Change] = Field(default_factory=dict)
    """Parameters with their neutral values."""
    like: dict[str, str] = Field(default_factory=dict)
    """Parameters that take their value in another scenario."""
    as_others: list[str] = Field(default_factory=list)
    """Parameters of members that take the weighted mean of the other members of their bloc."""

    @property
    def paths(self) -> list[str]:
        """The parameters that tell it."""
        return [*self.set, *self.like, *self.as_others]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.paths:
            raise PydanticCustomError("nothing_left_out", "leaves nothing out; give one of: set, like, as_others")
        return self


class Other(Section):
    """What a claim compares with, run by run under the same draws."""

    scenario: str


class Claim(Section):
    """A claim of a source."""

    claim: str
    article: str
    scenario: str
    set: dict[str, Change] = Field(default_factory=dict)
    """What the claim itself supposes, such as that aid ends."""
    compared_with: Other | None = None
    says: Statement
    told: list[Told] = Field(min_length=1)


class ClaimsFile(Section):
    """The claims, by name."""

    format: Literal[1] = 1
    claims: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")], Claim] = Field(min_length=1)


def load_claims(path: Path | None = None) -> dict[str, Claim]:
    """The claims of a file, by default the shipped one. Raises InputError with every problem at its line."""
    path = shipped_folder("data") / "evidence" / FILE if path is None else path
    return dict(validated(tree_of(path), ClaimsFile).claims)
