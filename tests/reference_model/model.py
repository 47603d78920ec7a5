"""One run: the month, what is signed, and how the war goes on or ends."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import mesa

from sim.scenario.schema import Scenario, month_index
from sim.vocabulary import VARIABLES, variable_of
from tests.reference_model.belligerents import Belligerent
from tests.reference_model.deals import Deal, learn_from_deals
from tests.reference_model.mediators import Mediator
from tests.reference_model.numbers import chance_of, clip, drawn, logistic, ramp
from tests.reference_model.offers import Offers
from tests.reference_model.sponsors import Sponsor
from tests.reference_model.table import Table

WAR, TALKS, CEASEFIRE, AGREEMENT, LOW_ACTIVITY = "war", "talks", "ceasefire", "agreement", "low_activity"
VICTORIES = ("victory_0", "victory_1")


KINDS = {"belligerent": Belligerent, "sponsor": Sponsor, "mediator": Mediator}


class ScalarModel(mesa.Model):
    """One run. `first` holds the month in which something happened for the first time."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(seed=seed)
        self.definition = scenario
        self.p = drawn(scenario, self.random)
        self.month, self.phase, self.advance = 0, WAR, 0.0
        self.actors = {name: KINDS[p.role](self, name, p) for name, p in self.p.actors.items()}
        self.belligerents = self.agents_by_type[Belligerent]
        self.sponsors = [actor for actor in self.actors.values() if isinstance(actor, Sponsor)]
        self.mediators = [actor for actor in self.actors.values() if isinstance(actor, Mediator)]
        self.sides = sorted(self.belligerents, key=lambda side: side.pole)
        self.supported = self.actors[self.sponsors[0].parameters.supports] if self.sponsors else None
        self.table, self.offers = Table(self), Offers(self)
        self.deals = [Deal(self, name, entry) for name, entry in self.p.proposals.items() if entry.scope == "issue"]
        self.front_km2, self.escalation = self.p.war.initial_front_km2, self.p.escalation.initial
        self.aid_deliveries = self.p.aid.initial_deliveries_eur_bn
        self.aid_expected = self.p.aid.initial_expected_eur_bn
        self.pipeline = self.aid_deliveries * self.p.aid.lag_months
        self.failures, self.age, self.hazard = self.p.credibility.failed_agreements, 0, 0.0
        self.happened: set[str] = set()
        self.first: dict[str, int] = {}
        self.truce: str | None = None
        self.truce_left = math.inf
        self.settlement = SimpleNamespace(terms=None, proposal=None, hazard=math.nan)
        self.compare_forces()
        for side in self.sides:
            side.estimate = self.balance
        self.feel_threat()
        for sponsor in self.sponsors:
            sponsor.take_stock()
        self.appraise()

    # The month

    def step(self) -> None:
        self.month += 1
        self.apply_events()
        self.send_aid()
        self.fight()
        self.belligerents.do("learn")
        for actor in self.actors.values():
            actor.tire()
        self.appraise()
        self.belligerents.do("plan_concession").do("concede")
        self.turn(self.sign())
        for deal in self.deals:
            deal.turn()
        learn_from_deals(self)

    def appraise(self) -> None:
        self.belligerents.do("form_belief").do("weigh_war")
        if self.month:
            self.belligerents.do("soften_lines")
        self.offers.make()
        self.table.lay()
        for deal in self.deals:
            deal.judge()
        self.ripen()

    def apply_events(self) -> None:
        for name, event in self.p.events.items():
            if event.on is not None:
                due = month_index(self.definition.start, event.on) == self.month
            else:
                due = self.met(event.when) > 0.5 and not (event.once and name in self.happened)
            if due and self.random.random() < event.chance:
                self.happened.add(name)
                self.take_effect(event)

    def take_effect(self, event: SimpleNamespace) -> None:
        if event.leadership_change is not None:
            self.actors[event.leadership_change.actor].change_leaders(event.leadership_change)
        for target, value in event.set.items():
            self.change(target, float(value))
        for target, amount in event.add.items():
            variable = variable_of(target)
            self.change(target, clip(self.variable(target) + amount, variable.low, variable.high))
        for policy in event.adopt:
            for target, value in self.p.policies[policy].set.items():
                self.change(target, float(value))

    def feel_threat(self) -> None:
        p = self.p.aid
        losing = -self.supported.direction * self.balance if self.supported else self.balance
        self.threat = (
            p.threat_base
            + p.threat_escalation * self.escalation
            + p.threat_losing * ramp(losing, p.threat_losing_at, p.threat_losing_width)
        )

    def send_aid(self) -> None:
        p = self.p.aid
        self.feel_threat()
        for sponsor in self.sponsors:
            sponsor.decide_aid()
        allocated = p.other_donors_eur_bn + sum(sponsor.aid for sponsor in self.sponsors)
        self.aid_deliveries = self.pipeline / p.lag_months
        self.pipeline += allocated - self.aid_deliveries
        self.aid_expected += p.expectation_rate * (allocated - self.aid_expected)

    def compare_forces(self) -> None:
        self.balance = math.log(self.sides[1].capability / self.sides[0].capability)

    def fight(self) -> None:
        w, e = self.p.war, self.p.escalation
        calendar = (int(self.definition.start[5:]) - 1 + self.month) % 12 + 1
        self.season = 1 - w.winter_slowdown * (calendar in w.winter)
        self.belligerents.do("build_capability")
        self.compare_forces()
        drive = self.balance - w.dead_zone * math.tanh(self.balance / w.dead_zone)
        moved = w.mobility_km2 * drive * self.season + self.random.gauss(0, w.noise_km2)
        before = self.front_km2
        self.front_km2 = clip(before + moved * self.fighting, 0, w.area_km2)
        self.advance = self.front_km2 - before
        chance = e.base_chance + e.chance_per_imbalance * abs(self.balance)
        for deal in self.deals:
            if deal.in_force and deal.parameters.calms is not None:
                chance *= 1 - deal.parameters.calms
        steps = 0
        if self.fighting and self.random.random() < chance:
            steps = 2 if self.random.random() < e.reply_chance else 1
        self.escalation = clip(e.persistence * self.escalation + e.step * steps)

    def ripen(self) -> None:
        p = self.p.talks
        hurt = min(side.fatigue * (1 - side.win) for side in self.sides)
        self.stalemate = hurt * (1 + p.stalemate_escalation * self.escalation)
        seen = logistic(self.table.way_out / p.way_out_width)
        self.ripeness = clip(self.stalemate * (1 - p.way_out_weight + p.way_out_weight * seen))

    # What is signed

    def sign(self) -> str | None:
        """Whether a ceasefire or an agreement is signed this month, and how fragile it is."""
        if not self.at_table:
            return None
        table, rules = self.table, self.p.agreement
        m0, m1 = (side.margin for side in self.sides)
        zone = table.best_of(table.stakes["settlement"], table.box, margins=(m0, m1))
        on_offer = {
            name: (us, them)
            for name, (us, them) in table.worth.items()
            if us >= m0 and them >= m1 and not (self.phase == CEASEFIRE and self.is_ceasefire(name))
        }
        surplus = max([zone.surplus, *(min(us - m0, them - m1) for us, them in on_offer.values())])
        rise = rules.signing_surplus * min(1.0, surplus / rules.surplus_scale)
        if surplus < 0 or self.random.random() >= rules.signing_base + rise:
            return None
        named, terms, product, smaller = None, zone.terms, zone.product, zone.smaller
        for name, (us, them) in on_offer.items():
            if us * them > product:
                named, product, smaller = name, us * them, min(us, them)
        if named is not None:
            terms, _ = table.terms_of(table.proposals[named])
        signed = CEASEFIRE if named is not None and self.is_ceasefire(named) else AGREEMENT
        scope = "ceasefire" if signed == CEASEFIRE else "settlement"
        neutral = self.p.credibility.neutral.negotiated_share if named is None else table.proposals[named].neutral
        cover = max(table.cover(terms, neutral), self.offers.cover[scope])
        imbalance = max(0.0, abs(self.balance) - rules.collapse_imbalance_from)
        change = (
            rules.collapse_imbalance * imbalance
            - rules.collapse_guarantee * cover
            - rules.collapse_surplus * max(0.0, smaller)
        )
        self.hazard = rules.collapse_hazard * math.exp(change)
        self.offers.take(scope)
        if signed == CEASEFIRE:
            self.hazard *= rules.ceasefire_factor
            duration = table.proposals[named].duration
            self.truce, self.truce_left = named, math.ceil(duration.months) if duration else math.inf
        elif AGREEMENT not in self.first:
            self.settlement = SimpleNamespace(terms=terms, proposal=named, hazard=self.hazard)
        return signed

    def is_ceasefire(self, proposal: str) -> bool:
        return self.table.proposals[proposal].scope == "ceasefire"

    # How the war goes on or ends

    def turn(self, signed: str | None) -> None:
        before = self.phase
        self.phase = self.next_phase(signed)
        if before in (WAR, TALKS) and not signed:
            self.see_who_prevails()
        self.age = self.age + 1 if self.phase == before and self.phase in (CEASEFIRE, AGREEMENT) else 0
        if self.phase == LOW_ACTIVITY:
            self.note("low_activity")

    def next_phase(self, signed: str | None) -> str:
        p = self.p.talks
        if signed:
            self.note("signature", signed)
            return signed
        if self.phase == WAR:
            pressure = sum(side.pressure for side in self.sides) / 2
            hazard = (
                p.base_hazard
                + p.ripeness_hazard * self.ripeness**2
                + p.pressure_hazard * pressure
                + p.mediation_hazard * self.engagement * self.stalemate
                + p.escalation_hazard * max(0.0, self.escalation - p.escalation_from)
            )
            if self.happens(chance_of(hazard)):
                self.note("talks")
                return TALKS
            tired = min(side.fatigue for side in self.sides)
            quiet = self.stillness() * (1 - self.escalation)
            return LOW_ACTIVITY if self.happens(chance_of(self.p.ends.fading_hazard * quiet * tired)) else WAR
        if self.phase == TALKS:
            pressed = self.supported.pressure if self.supported else sum(side.pressure for side in self.sides) / 2
            rise = p.breakdown_escalation * max(0.0, self.escalation - p.breakdown_from)
            if self.happens(p.breakdown_base + rise - p.breakdown_pressure * pressed):
                self.belligerents.do("start_over")
                return WAR
        if self.phase in (CEASEFIRE, AGREEMENT):
            return self.end_of_deal()
        if self.phase == LOW_ACTIVITY and self.happens(chance_of(self.p.ends.flare_up_hazard)):
            return WAR
        return self.phase

    def end_of_deal(self) -> str:
        """A ceasefire or an agreement may collapse; a ceasefire may also run out."""
        collapses = self.happens(chance_of(self.hazard / math.sqrt(1 + self.age / 12)))
        if collapses:
            self.note("collapse")
            self.failures += 1
            for side in self.sides:
                side.trust = min(side.trust, 1 / (2 + self.failures))
        elif self.phase == CEASEFIRE and self.truce_runs_out():
            self.note("lapse")
        else:
            return self.phase
        self.belligerents.do("start_over")
        return WAR

    def truce_runs_out(self) -> bool:
        self.truce_left -= 1
        if self.truce_left > 0:
            return False
        renewal = self.table.proposals[self.truce].duration.renewal
        if renewal is None or not self.goes_on(renewal.rule):
            return True
        self.truce_left = math.ceil(renewal.months)
        return False

    def goes_on(self, rule: str) -> bool:
        """By consent where both would sign again; by itself unless a side would gain more than it haggles about without it."""
        if rule == "consent":
            return self.truce in self.table.worth and min(self.table.worth[self.truce]) >= 0
        worth = self.table.as_it_stands(self.truce)
        return all(surplus >= -side.parameters.margin for surplus, side in zip(worth, self.sides, strict=True))

    def see_who_prevails(self) -> None:
        """A side may break, or have reached what it counts as victory."""
        e = self.p.ends
        for side, victory in zip(self.sides, VICTORIES, strict=True):
            inferior = ramp(side.direction * self.balance, e.collapse_at, e.collapse_width)
            breaks = self.happens(chance_of(e.collapse_hazard * inferior * side.opponent.fatigue))
            if breaks or self.has_won(side):
                self.phase = victory
                self.note("victory")
                return

    def has_won(self, side: Belligerent) -> bool:
        aim = side.parameters.victory_km2
        if side.pole == 1:
            return self.front_km2 >= (self.p.war.area_km2 if aim is None else aim)
        return self.front_km2 <= (0.0 if aim is None else aim)

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def note(self, *happenings: str) -> None:
        for happening in happenings:
            self.first.setdefault(happening, self.month)

    # What conditions read and events change

    @property
    def fighting(self) -> bool:
        return self.phase in (WAR, TALKS)

    @property
    def unsettled(self) -> bool:
        return self.phase != AGREEMENT and self.phase not in VICTORIES

    @property
    def at_table(self) -> bool:
        return self.phase in (TALKS, CEASEFIRE)

    @property
    def talks(self) -> bool:
        return self.phase == TALKS

    @property
    def engagement(self) -> float:
        return max((mediator.engagement for mediator in self.mediators), default=0.0)

    def stillness(self) -> float:
        return math.exp(-((self.advance / self.p.opinion.stalemate_km2) ** 2))

    def met(self, condition: SimpleNamespace) -> float:
        """How far a condition is met."""
        if condition.all is not None:
            return min(self.met(part) for part in condition.all)
        if condition.any is not None:
            return max(self.met(part) for part in condition.any)
        x = self.variable(condition.variable)
        if condition.gain is not None:
            return clip(condition.gain * x)
        if condition.above is not None:
            return ramp(x, condition.above, condition.width)
        return ramp(-x, -condition.below, condition.width)

    def owner(self, name: str) -> tuple[Any, str]:
        """Who has a variable, and the attribute that holds it."""
        if name in VARIABLES:
            return self, name.replace(".", "_")
        attribute, _, actor = name.partition(".")
        return self.actors[actor], attribute

    def variable(self, name: str) -> float:
        return float(getattr(*self.owner(name)))

    def change(self, target: str, value: float) -> None:
        """Set a variable, or a parameter by its dotted path."""
        first, *rest = target.split(".")
        if target in VARIABLES or (len(rest) == 1 and first in VARIABLES):
            setattr(*self.owner(target), value)
            return
        here: Any = self.p
        *path, last = [first, *rest]
        for part in path:
            here = here[part] if isinstance(here, dict) else getattr(here, part)
        old = here.get(last) if isinstance(here, dict) else getattr(here, last)
        if isinstance(old, SimpleNamespace):
            setattr(old, "at" if old.at is not None else "front_km2", value)
        elif isinstance(here, dict):
            here[last] = value
        else:
            setattr(here, last, value)
