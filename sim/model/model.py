"""The negotiation model: some thousand runs at once, advanced by one month at a time."""

from __future__ import annotations

from collections.abc import Mapping

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.model import phases
from sim.model.actors.actor import Actor
from sim.model.actors.belligerent import Belligerent
from sim.model.actors.mediator import Mediator
from sim.model.actors.sponsor import Sponsor
from sim.model.bargaining.search import EMPTY
from sim.model.bargaining.table import BargainingTable
from sim.model.bargaining.votes import Mask
from sim.model.draws import Array, Draws
from sim.model.mechanisms import agreement, aid, credibility, ends, talks, war
from sim.model.mechanisms import publics as fatigue
from sim.model.mechanisms.deals import IssueDeals
from sim.model.mechanisms.events import Events
from sim.model.mechanisms.offers import Offers
from sim.model.month import APPRAISAL, SCHEDULE
from sim.model.parameters import NONE, Shifts, Value, compile_parameters, rows
from sim.model.pauses import pause
from sim.model.phases import AGREEMENT, CEASEFIRE, LOW_ACTIVITY, TALKS, VICTORY_0, VICTORY_1, WAR
from sim.scenario.schema import Scenario, calendar_month
from sim.vocabulary import FIRSTS, VARIABLES

KINDS: Mapping[str, type[Actor]] = {"belligerent": Belligerent, "sponsor": Sponsor, "mediator": Mediator}

ATTRIBUTES: Mapping[str, str] = {
    "aid.expected": "aid_expected",
    "aid.deliveries": "aid_deliveries",
    "ripeness": "ripe",
    "way_out": "way_out_seen",
    "talks": "talking",
}
"""Where a variable's attribute is not named like the variable."""


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """A scenario over many runs; every state variable is an array of shape (runs,).

    `noise` fixes which runs these are, `shifts` what differs between them by design. The state after construction is month 0.
    """

    def __init__(self, scenario: Scenario, noise: Draws, shifts: Shifts = NONE) -> None:
        super().__init__(rng=0)
        self.definition = scenario  # `scenario` is a name that Mesa 3.5 keeps for itself
        self.noise = noise
        self.runs = noise.runs
        self.month = 0
        self.parameters = p = compile_parameters(scenario, noise, shifts)
        self.actors: dict[str, Actor] = {
            name: KINDS[parameters.role](self, name, parameters) for name, parameters in p.actors.items()
        }
        of_pole = {side.pole: side for side in self.agents.select(agent_type=Belligerent)}
        self.sides: list[Belligerent] = [of_pole[0], of_pole[1]]
        self.belligerents = self.agents.select(agent_type=Belligerent)
        self.sponsors = self.agents.select(agent_type=Sponsor)
        self.mediators = self.agents.select(agent_type=Mediator)
        backed = [self.actors[sponsor.parameters.supports] for sponsor in self.sponsors]
        self.supported: Belligerent | None = backed[0] if backed else None
        self._start(p.war.initial_front_km2, p.escalation.initial)
        self.aid_deliveries = self._full(p.aid.initial_deliveries_eur_bn)
        self.aid_expected = self._full(p.aid.initial_expected_eur_bn)
        self._pipeline = self.aid_deliveries * p.aid.lag_months
        self.table = BargainingTable(self)
        self.offers = Offers(self)
        self.deals = IssueDeals(self)
        self.events = Events(self)
        for side in self.sides:
            side.estimate = self.balance.copy()
        self._feel_threat()
        self.sponsors.do("take_stock")
        for step in APPRAISAL:
            getattr(self, step.method)()

    def _start(self, front_km2: Value, escalation: Value) -> None:
        self.front_km2 = np.clip(self._full(front_km2), 0.0, self.parameters.war.area_km2)
        self.advance = self._full(0.0)
        self.escalation = self._full(escalation)
        self.escalation_start = self.escalation.copy()
        self.balance = war.balance(self.sides[1].capability, self.sides[0].capability)
        self.phase: NDArray[np.int8] = np.zeros(self.runs, dtype=np.int8)
        self.age = self._full(0.0)
        self.hazard = self._full(0.0)
        self.failures = self._full(self.parameters.credibility.failed_agreements)
        self.first = {name: self._full(np.nan) for name in FIRSTS}
        self.terms = np.full((self.runs, len(self.definition.settled_together())), np.nan)
        self.holds_60 = self._full(np.nan)
        self.signed_proposal, self.truce, self.last_signed = (np.full(self.runs, -1, dtype=np.int16) for _ in range(3))
        self.last_terms, self.last_smaller = self.terms.copy(), self._full(np.nan)
        self.truce_left = self._full(np.inf)

    def _full(self, value: Value) -> Array:
        return np.array(np.broadcast_to(value, (self.runs,)), dtype=float)

    def release(self) -> None:
        """Let go of all arrays at once; the model is of no use after that.

        Model and agents refer to each other, and the garbage collector, which does not see how large arrays are, would come late.
        """
        for agent in list(self.agents):
            vars(agent).clear()
        self.__dict__.clear()

    # The month

    def step(self) -> None:
        """Advance every run by one month, in the order of the schedule."""
        pause()
        self.month += 1
        for step in SCHEDULE:
            getattr(self, step.method)()

    def apply_events(self) -> None:
        """Events of this month, on the state of the month before."""
        self.events.apply()

    def decide_aid(self) -> None:
        """M1 and M14: every sponsor decides; the members of a bloc vote."""
        self._feel_threat()
        self.sponsors.do("take_stock")
        self.sponsors.do("decide_aid")

    def deliver_aid(self) -> None:
        """M1: allocations enter the pipeline, deliveries leave it, expectations follow."""
        p = self.parameters.aid
        allocated = p.other_donors_eur_bn + sum((sponsor.aid for sponsor in self.sponsors), start=self._full(0.0))
        self.aid_deliveries = self._pipeline / p.lag_months
        self._pipeline = self._pipeline + allocated - self.aid_deliveries
        self.aid_expected = self.aid_expected + p.expectation_rate * (allocated - self.aid_expected)

    def fight(self) -> None:
        """M2 and M3: capability, front, escalation, losses."""
        p, noise = self.parameters, self.noise
        is_winter = int(calendar_month(self.definition.start, self.month)[5:]) in p.war.winter
        self.season = 1.0 - p.war.winter_slowdown * is_winter
        self.belligerents.do("build_capability")
        self.balance = war.balance(self.sides[1].capability, self.sides[0].capability)
        moved = war.advance(self.balance, self.season, noise.normal("front", self.month), p.war)
        before = self.front_km2
        self.front_km2 = np.clip(before + moved * self.fighting, 0.0, p.war.area_km2)
        self.advance = self.front_km2 - before
        act, reply = noise.uniform("escalation", self.month), noise.uniform("reply", self.month)
        restraint = self.deals.calm()
        self.escalation = war.escalate(
            self.escalation, self.balance, act, reply, self.fighting, restraint, p.escalation
        )
        self.belligerents.do("count_losses")

    def learn(self) -> None:
        """M4: the war informs."""
        self.belligerents.do("learn")

    def tire(self) -> None:
        """M5: publics and the mediators' support."""
        self.belligerents.do("tire")
        self.sponsors.do("tire")
        self.mediators.do("gather_support")
        self.belligerents.do("change_mood")

    def form_beliefs(self) -> None:
        """M4: believed chances."""
        self.belligerents.do("form_belief")

    def weigh_war(self) -> None:
        """M6: reservation values."""
        self.belligerents.do("weigh_war")

    def soften_lines(self) -> None:
        """M8: release states."""
        self.belligerents.do("soften_lines")

    def make_offers(self) -> None:
        """M13: what third parties would add for a signature."""
        self.offers.make()

    def value_packages(self) -> None:
        """M7, M8, M11: verdicts on proposals, the way out and the zone of possible agreement."""
        self.table.build()
        self.table.judge()
        self.deals.judge()
        self.way_out = self.table.way_out()
        self.zone_surplus = self.table.zone(self.way_out >= 0)
        self.zopa = self.zone_surplus >= 0

    def ripen(self) -> None:
        """M9: ripeness."""
        p = self.parameters.talks
        tired, chances = [side.fatigue for side in self.sides], [side.win_chance for side in self.sides]
        self.stalemate = talks.hurting_stalemate(tired, chances, self.escalation, p)
        self.way_out_seen = talks.way_out_seen(self.way_out, p)
        self.ripe = talks.ripeness(self.stalemate, self.way_out_seen, p)

    def concede(self) -> None:
        """M10: both sides plan their concession on last month's, then make it."""
        self.belligerents.do("plan_concession")
        self.belligerents.do("concede")

    def sign(self) -> None:
        """M11: which of the runs at the table sign, what, and how fragile it is."""
        p, draw = self.parameters.agreement, self.noise.uniform("signature", self.month)
        self.signing, self.pausing = np.zeros((2, self.runs), dtype=bool)
        if not self.at_table.any():
            return
        zone, proposals = self.table.offers(self.at_table)
        under_truce = (self.phase == CEASEFIRE)[:, None] & self.table.is_ceasefire
        proposals = np.where(under_truce, EMPTY, proposals)
        best = np.maximum(zone.surplus, proposals.max(axis=1, initial=EMPTY))
        self.signing = self.at_table & (draw < agreement.signing_chance(best, p))
        chosen = np.flatnonzero(self.signing)
        if chosen.size:
            self._settle(chosen, zone.terms[chosen], zone.product[chosen], zone.smaller[chosen], proposals[chosen])

    def _settle(self, index: NDArray[np.intp], terms: Array, product: Array, smaller: Array, proposals: Array) -> None:
        """Terms of the runs that sign: the Nash point, or the named proposal with a larger product."""
        table, p = self.table, self.parameters
        neutral = rows(p.credibility.neutral.negotiated_share, index)
        named = np.full(index.size, -1)
        ceasefire = np.zeros(index.size, dtype=bool)
        if table.proposals:
            surplus = table.appraisal.worth[index]
            products = np.where(proposals >= 0, surplus.prod(axis=2), -1.0)
            best = products.argmax(axis=1)
            row = np.arange(index.size)
            better = products[row, best] > product
            named = np.where(better, best, -1)
            terms = np.where(better[:, None], table.position[index, best], terms)
            smaller = np.where(better, surplus[row, best].min(axis=1), smaller)
            neutral = np.where(better, table.neutral[index, best], neutral)
            ceasefire = better & table.is_ceasefire[best]
        rules = type(p.agreement)(**{name: rows(value, index) for name, value in vars(p.agreement).items()})
        offered = self.offers.cover[index, ceasefire.astype(int)]
        cover = np.maximum(table.cover(terms, neutral, index), offered)
        self.offers.take(index, ceasefire)
        self.hazard[index] = agreement.collapse_hazard(cover, smaller, self.balance[index], ceasefire, rules)
        self.pausing[index] = ceasefire
        self.last_signed[index], self.last_terms[index], self.last_smaller[index] = named, terms, smaller
        self.truce[index] = np.where(ceasefire, named, -1)
        self.truce_left[index] = self.table.truce_months(named, index, ceasefire)
        first = np.isnan(self.first["agreement"][index]) & ~ceasefire
        self.holds_60[index[first]] = agreement.survival(self.hazard[index[first]], 60)
        self.terms[index[first]] = terms[first]
        self.signed_proposal[index[first]] = named[first]

    def turn(self) -> None:
        """M9 and M12: talks open or break down, ceasefires and agreements begin or end, a side breaks, or the war fades."""
        p, noise, phase = self.parameters, self.noise, self.phase
        pressure = 0.5 * (self.sides[0].pressure + self.sides[1].pressure)
        parts = talks.opening_parts(self.ripe, self.stalemate, pressure, self.engagement, self.escalation, p.talks)
        opening = (phase == WAR) & (noise.uniform("opening", self.month) < talks.opening_chance(parts))
        kept_going = self.supported.pressure if self.supported else pressure
        chance = talks.breakdown_chance(self.escalation, kept_going, p.talks)
        breaking = self.talking & ~self.signing & (noise.uniform("breakdown", self.month) < chance)
        collapsing, lapsing = self._end_of_deals()
        for side in self.sides:
            lowered = credibility.trust_after_failures(side.trust, self.failures)
            side.trust = np.where(collapsing, lowered, side.trust)
            side.start_over(breaking | collapsing | lapsing)
        after = np.where(opening, TALKS, np.where(breaking | collapsing | lapsing, WAR, phase))
        after = np.where(self.signing, np.where(self.pausing, CEASEFIRE, AGREEMENT), after)
        self.phase = self._fade_or_break(after).astype(np.int8)
        held = (self.phase == phase) & ((phase == AGREEMENT) | (phase == CEASEFIRE))
        self.age = np.where(held, self.age + 1, 0.0)
        self._remember(opening, collapsing, lapsing)
        self.deals.turn()

    def _end_of_deals(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Runs whose ceasefire or agreement collapses, and those whose ceasefire runs out and is not renewed."""
        in_peace = (self.phase == AGREEMENT) | (self.phase == CEASEFIRE)
        chance = agreement.collapse_chance(self.hazard, self.age)
        collapsing = in_peace & ~self.signing & (self.noise.uniform("collapse", self.month) < chance)
        self.failures = self.failures + collapsing
        truce = (self.phase == CEASEFIRE) & ~self.signing & ~collapsing
        self.truce_left = np.where(truce, self.truce_left - 1, self.truce_left)
        over = truce & (self.truce_left <= 0)
        renewed = self.table.renewed_months(self.truce, over)
        self.truce_left = np.where(over, renewed, self.truce_left)
        return collapsing, over & (renewed <= 0)

    def _fade_or_break(self, after: NDArray[np.int_]) -> NDArray[np.int_]:
        """Where the month ends once victory, a broken side, fading and flaring up are counted in."""
        p, still = self.parameters.ends, fatigue.stalemate(self.advance, self.parameters.opinion)
        tired = np.minimum(self.sides[0].fatigue, self.sides[1].fatigue)
        draw = self.noise.uniform("fading", self.month)
        fading = (after == WAR) & (self.phase == WAR) & (draw < ends.fading_chance(still, self.escalation, tired, p))
        flaring = (self.phase == LOW_ACTIVITY) & (draw < ends.flare_up_chance(p))
        after = np.where(fading, LOW_ACTIVITY, np.where(flaring, WAR, after))
        fighting = (self.fighting > 0) & ~self.signing
        for side, victory in zip(self.sides, (VICTORY_0, VICTORY_1), strict=True):
            enemy = side.opponent
            chance = ends.collapse_chance(side.direction * self.balance, enemy.fatigue, p)
            broken = self.noise.uniform(f"defeat.{enemy.name}", self.month) < chance
            won = ends.has_won(self.front_km2, side.pole, side.parameters.victory_km2, self.parameters.war.area_km2)
            after = np.where(fighting & (broken | won) & ~phases.is_absorbing(after), victory, after)
        return after

    def _remember(self, opening: Mask, collapsing: Mask, lapsing: Mask) -> None:
        """The first month of everything that happens for the first time."""
        now = {
            "talks": opening,
            "ceasefire": self.signing & self.pausing,
            "agreement": self.signing & ~self.pausing,
            "signature": self.signing,
            "collapse": collapsing,
            "lapse": lapsing,
            "low_activity": self.phase == LOW_ACTIVITY,
            "victory": phases.is_absorbing(self.phase),
        }
        for name, first in self.first.items():
            first[now[name] & np.isnan(first)] = self.month

    def signed_proposal_in(self, names: list[str]) -> NDArray[np.int16]:
        """Place among `names` of the proposal that was the first agreement, shape (runs,); -1 where none was."""
        places = np.array([*(names.index(name) for name in self.table.proposals), -1], dtype=np.int16)
        return places[self.signed_proposal]

    # What steps and conditions read

    @property
    def fighting(self) -> Array:
        """1 while the war goes on, else 0."""
        return np.asarray(phases.is_fighting(self.phase), dtype=float)

    @property
    def talking(self) -> NDArray[np.bool_]:
        """Runs that began the month in talks."""
        return np.asarray(self.phase == TALKS)

    @property
    def at_table(self) -> NDArray[np.bool_]:
        """Runs that began the month in talks or under a ceasefire."""
        return phases.at_table(self.phase)

    @property
    def engagement(self) -> Array:
        """Engagement of the most engaged mediator."""
        if not len(self.mediators):
            return self._full(0.0)
        return np.maximum.reduce([mediator.engagement for mediator in self.mediators])

    def aid_share(self) -> Array:
        """Expected aid as a share of the reference aid."""
        return np.asarray(self.aid_expected / self.parameters.aid.reference_eur_bn)

    def _feel_threat(self) -> None:
        losing = self.balance if self.supported is None else -self.supported.direction * self.balance
        self.threat = aid.threat(self.escalation, losing, self.parameters.aid)

    def is_variable(self, name: str) -> bool:
        """Whether a name is a variable of the model and not a parameter's path."""
        return name in VARIABLES or (name.count(".") == 1 and name.split(".", maxsplit=1)[0] in VARIABLES)

    def _owner(self, name: str) -> tuple[object, str]:
        if name in VARIABLES:
            return self, ATTRIBUTES.get(name, name)
        variable, _, actor = name.rpartition(".")
        return self.actors[actor], variable

    def variable(self, name: str) -> Array:
        """A variable by its name, such as `fatigue.ukraine`, as floats of shape (runs,)."""
        owner, attribute = self._owner(name)
        value = np.asarray(getattr(owner, attribute), dtype=float)
        return value if value.ndim else np.full(self.runs, value)  # the month is one number for all runs

    def set_variable(self, name: str, value: Value, mask: Mask | bool = True) -> None:
        """Give a variable new values in the runs of a mask; in all of them unless given."""
        owner, attribute = self._owner(name)
        if isinstance(owner, Sponsor) and attribute == "gate":
            owner.set_gate(value, mask)  # a decision is more than its 0 or 1
        else:
            setattr(owner, attribute, np.where(mask, value, self.variable(name)))
