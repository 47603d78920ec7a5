"""The state of all runs, typed: what the mechanisms of a month read and write. Every array has shape (runs,) unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.model import phases, sections
from sim.model.actors.actor import Actor
from sim.model.actors.belligerent import Belligerent
from sim.model.actors.bloc import Body, Member
from sim.model.actors.mediator import Mediator
from sim.model.actors.sponsor import Sponsor
from sim.model.arrays import Array, Mask, Value, over_runs
from sim.model.bargaining.lines import SCOPES
from sim.model.bargaining.table import SIGNS, BargainingTable
from sim.model.draws import Draws
from sim.model.parameters import assigned
from sim.scenario.schema import Scenario
from sim.vocabulary import FIRSTS, VARIABLES

__all__ = ["Body", "Member", "Sponsor", "World"]


@dataclass
class Events:
    """In which runs each event has happened so far, and in which this month."""

    happened: dict[str, Mask]
    now: dict[str, Mask] = field(default_factory=dict)


@dataclass
class Deals:
    """The deals on separate issues: in force, and for how many months more; signed, lapsed and broken this month; what each is worth to
    both sides, and their verdicts."""

    in_force: dict[str, Mask]
    left: dict[str, Array]
    signed: dict[str, Mask]
    lapsed: dict[str, Mask]
    broken: dict[str, Mask]
    worth: dict[str, list[Array]] = field(default_factory=dict)
    verdict: dict[str, list[NDArray[np.int8]]] = field(default_factory=dict)

    def value_of_those_in_force(self, pole: int) -> Value:
        """What the deals in force are worth to a side while it fights on, shape (runs,); 0 without any deals."""
        return sum((self.in_force[name] * worth[pole] for name, worth in self.worth.items()), start=0.0)


@dataclass
class Offers:
    """What third parties offer for a signature this month, and what was ever taken up. `bonus` (runs, scopes, sides) is what the offers
    add, `cover` (runs, scopes) how far they protect."""

    made: dict[str, Mask]
    taken: dict[str, Mask]
    bonus: Array
    cover: Array


class World:
    """A scenario's state in a month, over many runs."""

    threat: Array
    """Perceived threat, 0-1."""
    season: float | Array = 1.0
    """How far the season lets move, 0-1."""
    stalemate: Array
    way_out: Array
    ripeness: Array
    surplus_without_lines: Array
    zone_surplus: Array
    zopa: Mask

    def __init__(
        self, scenario: Scenario, draws: Draws, parameters: sections.Parameters, actors: Mapping[str, Actor]
    ) -> None:
        self.scenario, self.draws, self.parameters, self.actors = scenario, draws, parameters, actors
        self.runs, self.month = draws.runs, 0
        of_pole = {actor.pole: actor for actor in actors.values() if isinstance(actor, Belligerent)}
        self.sides = (of_pole[0], of_pole[1])
        self.sponsors = [actor for actor in actors.values() if isinstance(actor, Sponsor)]
        self.mediators = [actor for actor in actors.values() if isinstance(actor, Mediator)]
        backed = [self.side(sponsor.parameters.supports) for sponsor in self.sponsors]
        self.supported = backed[0] if backed else None
        self._start_war()
        self._start_settlement()
        self._start_table()

    def _start_war(self) -> None:
        p = self.parameters
        self.front_km2 = np.clip(self.full(p.war.initial_front_km2), 0.0, p.war.area_km2)
        self.advance = self.full(0.0)
        self.escalation = self.full(p.escalation.initial)
        self.escalation_start = self.escalation.copy()
        self.balance = np.asarray(np.log(self.sides[1].capability / self.sides[0].capability))
        self.aid_deliveries = self.full(p.aid.initial_deliveries_eur_bn)
        self.aid_expected = self.full(p.aid.initial_expected_eur_bn)
        self.pipeline = self.aid_deliveries * p.aid.lag_months
        for side in self.sides:
            side.estimate = self.balance.copy()

    def _start_settlement(self) -> None:
        self.phase: NDArray[np.int8] = np.zeros(self.runs, dtype=np.int8)
        self.age = self.full(0.0)
        self.hazard = self.full(0.0)
        self.failures = self.full(self.parameters.credibility.failed_agreements)
        self.first = {name: self.full(np.nan) for name in FIRSTS}
        self.signing, self.pausing = self.nowhere(), self.nowhere()
        self.terms = np.full((self.runs, len(self.scenario.settled_together())), np.nan)
        self.holds_60 = self.full(np.nan)
        self.signed_proposal, self.truce, self.last_signed = (np.full(self.runs, -1, dtype=np.int16) for _ in range(3))
        self.last_terms, self.last_smaller = self.terms.copy(), self.full(np.nan)
        self.truce_left = self.full(np.inf)

    def _start_table(self) -> None:
        deals, offers = self.scenario.proposals_of("issue"), self.scenario.offers
        in_force, signed, lapsed, broken = ({name: self.nowhere() for name in deals} for _ in range(4))
        self.deals = Deals(in_force, {name: np.zeros(self.runs) for name in deals}, signed, lapsed, broken)
        made, taken = ({name: self.nowhere() for name in offers} for _ in range(2))
        self.offers = Offers(made, taken, np.zeros((self.runs, len(SCOPES), 2)), np.zeros((self.runs, len(SCOPES))))
        self.events = Events({name: self.nowhere() for name in self.scenario.events})
        instruments = [
            (name, issue, sign)
            for name, actor in self.actors.items()
            for issue in self.scenario.settled_together()
            for sign in SIGNS
            if any(True for _ in actor.bounds(issue, sign, self.variable))
        ]
        self.table = BargainingTable(self.scenario, self.parameters, self.front_km2, instruments)

    # Numbers and draws

    def full(self, value: Value) -> Array:
        """A number as a fresh array of shape (runs,)."""
        return over_runs(value, self.runs)

    def nowhere(self) -> Mask:
        """A mask of no run."""
        return np.zeros(self.runs, dtype=bool)

    def normal(self, stream: str) -> Array:
        """This month's standard normal draws of a stream."""
        return self.draws.normal(stream, self.month)

    def uniform(self, stream: str) -> Array:
        """This month's uniform draws of a stream."""
        return self.draws.uniform(stream, self.month)

    # Who is there

    def side(self, name: str) -> Belligerent:
        """A side in the war by its name."""
        return next(side for side in self.sides if side.name == name)

    def party(self, name: str) -> Sponsor | Mediator:
        """A third party by its name."""
        return next(actor for actor in (*self.sponsors, *self.mediators) if actor.name == name)

    def opponent(self, side: Belligerent) -> Belligerent:
        """The other side."""
        return self.sides[1 - side.pole]

    # Where the runs stand

    @property
    def fighting(self) -> Array:
        """1 while the war goes on, else 0."""
        return np.asarray(phases.is_fighting(self.phase), dtype=float)

    @property
    def talks(self) -> Mask:
        """Runs that began the month in talks."""
        return np.asarray(self.phase == phases.TALKS)

    @property
    def at_table(self) -> Mask:
        """Runs that began the month in talks or under a ceasefire."""
        return phases.at_table(self.phase)

    @property
    def engagement(self) -> Array:
        """Engagement of the most engaged mediator."""
        if not self.mediators:
            return self.full(0.0)
        return np.asarray(np.maximum.reduce([mediator.engagement for mediator in self.mediators]))

    @property
    def aid_share(self) -> Array:
        """Expected aid as a share of the reference aid."""
        return np.asarray(self.aid_expected / self.parameters.aid.reference_eur_bn)

    @property
    def margins(self) -> Array:
        """What each side asks above its reservation value, shape (runs, 2)."""
        return np.stack([side.margin for side in self.sides], axis=1)

    def signed_proposal_in(self, names: list[str]) -> NDArray[np.int16]:
        """Place among `names` of the proposal that was the first agreement; -1 where none was."""
        places = np.array([*(names.index(name) for name in self.table.proposals), -1], dtype=np.int16)
        return places[self.signed_proposal]

    # Variables and parameters by name, for what a scenario writes down

    def is_variable(self, name: str) -> bool:
        """Whether a name is a variable of the model and not a parameter's path."""
        return name in VARIABLES or (name.count(".") == 1 and name.split(".", maxsplit=1)[0] in VARIABLES)

    def variable(self, name: str) -> Array:
        """A variable by its name, such as `fatigue.ukraine`, as floats."""
        owner, attribute = self._owner(name)
        value = np.asarray(getattr(owner, attribute), dtype=float)
        return value if value.ndim else np.full(self.runs, value)  # the month is one number for all runs

    def set_variable(self, name: str, value: Value, mask: Mask | bool = True) -> None:
        """Give a variable new values in the runs of a mask; in all of them unless given."""
        owner, attribute = self._owner(name)
        if isinstance(owner, Actor):
            owner.set_variable(attribute, value, mask)
        else:
            setattr(self, attribute, np.where(mask, value, self.variable(name)))

    def _owner(self, name: str) -> tuple[object, str]:
        if name in VARIABLES:
            return self, name.replace(".", "_")
        variable, _, actor = name.rpartition(".")
        return self.actors[actor], variable

    def set_parameter(self, path: str, value: Value | Mask, mask: Mask) -> None:
        """Give a parameter, by its dotted path, a new value in the runs of a mask."""
        self.parameters = assigned(self.parameters, path.split("."), value, mask)
        for name, actor in self.actors.items():
            actor.adopt(self.parameters.actors[name])
        self.table.read_parameters(self.parameters, self.front_km2)
