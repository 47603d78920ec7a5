"""The same mechanisms as `sim.model`, written as Mesa models usually are: one model a run, one float a state variable.

It shares the scenario with the engine and no code of `sim.model`, so that agreement of the two means something. Random
numbers come from the model's own generator. Verdicts are not counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from sim.scenario.quantity import Quantity, Section
from sim.scenario.schema import Scenario, month_index
from sim.scenario.variables import VARIABLES, variable_of

WAR, TALKS, AGREEMENT = "war", "talks", "agreement"
NOT_SIMULATED = ("facts", "sources", "levers")
SAME_POINT = 1e-9


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-clip(x, -40, 40)))


def ramp(x: float, at: float, width: float) -> float:
    return logistic((x - at) / width)


def clip(x: float, low: float | None = 0.0, high: float | None = 1.0) -> float:
    if low is not None and x < low:
        return low
    return high if high is not None and x > high else x


# Parameters: one draw of every uncertain number


def drawn(value: Any, random: Any) -> Any:
    """A part of the scenario with numbers instead of quantities."""
    if isinstance(value, Quantity):
        return draw(value, random)
    if isinstance(value, Section):
        return SimpleNamespace(**{name: drawn(part, random) for name, part in value if name not in NOT_SIMULATED})
    if isinstance(value, dict):
        return {name: drawn(part, random) for name, part in value.items()}
    return [drawn(part, random) for part in value] if isinstance(value, list) else value


def draw(quantity: Quantity, random: Any) -> float:
    """One draw, kept within the bounds of its field."""
    if not quantity.uncertain:
        return quantity.value
    if quantity.sd:
        number = random.gauss(quantity.value, quantity.sd)
    elif quantity.relative_sd:
        number = quantity.value * math.exp(random.gauss(0, quantity.relative_sd))
    elif quantity.triangular:
        low, mode, high = quantity.triangular
        number = random.triangular(low, high, mode)
    else:
        number = random.uniform(quantity.low, quantity.high)
    return clip(number, *quantity.bounds)


# Packages: what a side gets from a deal, and which deals are best


@dataclass(slots=True)
class View:
    """How one side sees one issue this month. A line is (sign, bound, cost): +1 costs below the bound, -1 above it."""

    weight: float
    ideal: float
    span: float
    promised: float
    feared: float
    lines: list[tuple[float, float, float]]

    def worth(self, x: float) -> float:
        return 1 - abs(x - self.ideal) / self.span

    def face(self, x: float) -> float:
        """Value of a position by its words."""
        return self.weight * self.worth(x)

    def promise(self, x: float) -> float:
        """The part of that value which rests on a promise of the other side."""
        return self.weight * self.promised * max(0.0, self.worth(x) - self.worth(self.feared))

    def audience(self, x: float) -> float:
        """Cost at home of crossing announced lines."""
        return sum(cost * max(0.0, sign * (bound - x)) for sign, bound, cost in self.lines)

    def kinks(self) -> Iterator[float]:
        """Positions at which the value changes its slope."""
        reach = abs(self.feared - self.ideal)
        yield from (self.ideal, self.ideal - reach, self.ideal + reach)
        yield from (bound for _, bound, _ in self.lines)


@dataclass(slots=True)
class Stake:
    """What one side brings to the table."""

    pole: int
    views: list[View]
    doubt: float
    guaranteed: float
    neutral: float
    need: float

    def disbelief(self, guarantee: float, neutral_share: float) -> float:
        """Share of a promise that is not believed."""
        protection = guarantee if self.pole == 1 else 1 - guarantee
        return self.doubt * (1 - self.guaranteed * protection) * (1 - self.neutral * neutral_share)

    def believed(self, terms: list[float], disbelief: float) -> float:
        return sum(v.face(x) - disbelief * v.promise(x) for v, x in zip(self.views, terms, strict=True))

    def without_lines(self) -> Stake:
        views = [View(v.weight, v.ideal, v.span, v.promised, v.feared, []) for v in self.views]
        return Stake(self.pole, views, self.doubt, self.guaranteed, self.neutral, self.need)


@dataclass(slots=True)
class Zone:
    """Largest smaller surplus over need and margin; the Nash point with product and smaller surplus over need."""

    surplus: float = -1.0
    terms: list[float] | None = None
    product: float = -1.0
    smaller: float = -1.0


def search(
    stakes: list[Stake],
    box: list[tuple[float, float]],
    guarantee: int,
    levels: int,
    neutral_share: float,
    *,
    margins: tuple[float, float] | None = None,
) -> Zone:
    """The best packages of a box, level by level of the guarantee; with margins also the Nash point above them.

    From what side 1 likes best to what side 0 likes best, trading first where side 0 gains most per loss of side 1.
    """
    zone = Zone()
    if any(low > high for low, high in box):
        return zone
    m0, m1 = margins or (0.0, 0.0)
    curves = {
        issue: list(curve([stake.views[issue] for stake in stakes], low, high))
        for issue, (low, high) in enumerate(box)
        if issue != guarantee
    }
    for step in range(levels):
        level = step / (levels - 1)
        if not box[guarantee][0] - 1e-12 <= level <= box[guarantee][1] + 1e-12:
            continue
        d0, d1 = (stake.disbelief(level, neutral_share) for stake in stakes)
        us, them = (
            stake.views[guarantee].face(level)
            - stake.views[guarantee].audience(level)
            - disbelief * stake.views[guarantee].promise(level)
            - stake.need
            for stake, disbelief in zip(stakes, (d0, d1), strict=True)
        )
        terms = [level] * len(box)
        trades = []
        for issue, points in curves.items():
            worth = [(f1 - d1 * p1, f0 - d0 * p0, x) for x, f0, p0, f1, p1 in points]
            best1 = max(range(len(worth)), key=lambda i: worth[i][:2])
            best0 = max(range(len(worth)), key=lambda i: (worth[i][1], worth[i][0]))
            them, us, terms[issue] = them + worth[best1][0], us + worth[best1][1], worth[best1][2]
            way, rate = 1 if best0 > best1 else -1, math.inf
            for i in range(best1, best0, way):
                (t0, u0, x), (t1, u1, y) = worth[i], worth[i + way]
                # Both values are concave, so the rate can only fall; rounding must not reorder an issue's steps.
                rate = min(rate, (u1 - u0) / max(t0 - t1, 1e-15))
                trades.append((rate, (u1 - u0, t0 - t1, issue, x, y)))
        trades = [trade for _, trade in sorted(trades, key=lambda rated: rated[0], reverse=True)]
        surplus = even_split(us - m0, them - m1, trades)
        zone.surplus = max(zone.surplus, surplus)
        if margins and surplus >= 0:
            nash_point(zone, (us, them), margins, trades, terms)
    return zone


Trade = tuple[float, float, int, float, float]
"""Gain of side 0, loss of side 1, the issue, and the positions before and after."""


def curve(views: list[View], low: float, high: float) -> Iterator[tuple[float, ...]]:
    """Positions between which both values are linear, with each side's value of words (net of lines) and promises."""
    last = None
    for x in sorted({low, high, *(kink for view in views for kink in view.kinks() if low < kink < high)}):
        if last is None or x - last > SAME_POINT:
            last = x
            yield x, *(part for v in views for part in (v.face(x) - v.audience(x), v.promise(x)))


def even_split(us: float, them: float, trades: list[Trade]) -> float:
    """Largest smaller surplus along a walk of trades."""
    best = min(us, them)
    for gain, loss, *_ in trades:
        if us >= them:
            break
        part = min(1.0, (them - us) / (gain + loss))
        us, them = us + part * gain, them - part * loss
        best = max(best, min(us, them))
    return best


def nash_point(
    zone: Zone, surplus: tuple[float, float], margins: tuple[float, float], trades: list[Trade], start: list[float]
) -> None:
    """Put the largest product of surpluses over need into the zone, where both sides get their margins too."""
    (us, them), (m0, m1), terms = surplus, margins, start.copy()
    if us >= m0 and them >= m1 and us * them > zone.product:
        zone.product, zone.smaller, zone.terms = us * them, min(us, them), terms.copy()
    for gain, loss, issue, x, y in trades:
        first, last = max(0.0, (m0 - us) / gain), min(1.0, (them - m1) / max(loss, 1e-15))
        if first <= last:
            part = clip((them * gain - us * loss) / max(2 * gain * loss, 1e-30), first, last)
            here = us + part * gain, them - part * loss
            if here[0] * here[1] > zone.product:
                zone.product, zone.smaller, zone.terms = here[0] * here[1], min(here), terms.copy()
                zone.terms[issue] = x + part * (y - x)
        us, them, terms[issue] = us + gain, them - loss, y


# Actors


class Actor(mesa.Agent):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model)
        self.name, self.parameters = name, parameters

    def moved(self, share: float, rise: float, fall: float, shock: float) -> float:
        """An opinion after a month: growth acts on those not yet tired, relief on those who are."""
        p = self.parameters.fatigue
        pull = p.return_rate * (p.usual_level - share) if p.usual_level is not None else 0.0
        noise = p.noise * shock * min(1.0, 4 * share * (1 - share))
        return clip(share + (1 - share) * rise - share * fall + pull + noise, 0.001, 0.999)


class Belligerent(Actor):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        p = parameters
        self.pole, self.direction = p.pole, 1 if p.pole == 1 else -1
        self.capability, self.fatigue = p.capability.initial, p.fatigue.initial
        self.concession_readiness = p.concession_readiness.initial if p.concession_readiness else math.nan
        self.optimism, self.trust, self.margin, self.losses = p.optimism, p.trust, p.margin, p.losses
        self.last_concession = self.mood = 0.0
        self.release = dict.fromkeys(p.red_lines, 0.0)

    @property
    def pressure(self) -> float:
        return self.parameters.pressure

    def build_capability(self) -> None:
        m, p = self.model, self.parameters.capability
        supply = p.from_aid * m.aid_deliveries / m.p.aid.reference_eur_bn if self is m.supported else 0.0
        sustained = p.base + p.growth * m.month + supply
        self.capability = max(0.05, self.capability + m.p.war.adjustment * (sustained - self.capability))

    def intensity(self) -> float:
        m = self.model
        return max(0.0, 1 + m.p.war.losses_escalation * (m.escalation - m.p.escalation.initial)) * m.season

    def learn(self) -> None:
        m, p = self.model, self.model.p.beliefs
        self.losses = self.parameters.losses * self.intensity() * m.fighting
        signal = m.balance + self.random.gauss(0, p.signal_noise)
        self.estimate += p.learning * (signal - self.estimate)
        self.optimism *= 1 - p.optimism_decay * m.fighting

    def tire(self) -> None:
        m, p = self.model, self.parameters.fatigue
        advance = self.direction * m.advance
        rise = (p.growth_losses * self.intensity() + p.growth_stalemate * m.stillness()) * m.fighting
        fall = p.relief * max(0.0, advance) / m.p.opinion.gains_km2 + m.p.opinion.peace_decay * (not m.fighting)
        self.fatigue = self.moved(self.fatigue, rise, fall, self.random.gauss(0, 1))
        if r := self.parameters.concession_readiness:
            short = ramp(-m.aid_expected, -r.aid_below_eur_bn, r.aid_width_eur_bn) * m.fighting
            moved = self.concession_readiness + (1 - self.concession_readiness) * r.growth * short
            self.concession_readiness = clip(moved + self.random.gauss(0, r.noise), 0.001, 0.999)
        q = m.p.reservation
        innovation = math.sqrt(1 - q.mood_persistence**2) * q.mood_noise
        self.mood = q.mood_persistence * self.mood + self.random.gauss(0, innovation)

    def form_belief(self) -> None:
        m, p = self.model, self.model.p.beliefs
        doubt = p.aid_effect * (p.aid_comfort - m.aid_expected / m.p.aid.reference_eur_bn)
        against_supported = -m.supported.direction if m.supported else 0
        self.belief = self.estimate + self.direction * self.optimism + against_supported * doubt
        own = self.direction * self.belief
        self.win = ramp(own, p.stalemate_width, p.steepness)
        self.lose = ramp(-own, p.stalemate_width, p.steepness)

    def weigh_war(self) -> None:
        m, p, q = self.model, self.parameters, self.model.p.reservation
        status_quo, defeat = m.worth_to(self, m.status_quo()), m.worth_to(self, m.ideals(1 - self.pole))
        cost = p.war_cost * (q.fatigue_floor + self.fatigue) * (1 + q.escalation_cost * m.escalation)
        lottery = self.win + (1 - self.win - self.lose) * status_quo + self.lose * defeat
        self.reservation = lottery - cost - p.pressure_effect * p.pressure + self.mood

    def soften_lines(self) -> None:
        for name, line in self.parameters.red_lines.items():
            if line.release is not None:
                met = self.model.met(line.release.when)
                self.release[name] += line.release.rate * (met - self.release[name])

    def plan_concession(self) -> None:
        p = self.model.p.talks
        other = self.model.sides[1 - self.pole]
        wish = p.concession_rate * (0.5 + self.fatigue) + p.reciprocity * other.last_concession
        self.planned = min(wish, self.margin) if self.model.phase == TALKS else 0.0

    def concede(self) -> None:
        self.last_concession = self.planned
        self.margin -= self.planned

    def start_over(self) -> None:
        self.margin, self.last_concession = self.parameters.margin, 0.0


class Sponsor(Actor):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        p = parameters
        self.fatigue, self.aid, self.gate = p.fatigue.initial, p.initial_eur_bn, float(p.gate.open)
        self.diversion = float(p.diversion.active) if p.diversion else 0.0

    def decide_aid(self) -> None:
        p, a = self.parameters, self.model.p.aid
        willing = logistic(
            (p.stance + a.threat_weight * (self.model.threat - 0.5) - self.fatigue) / a.willingness_width
        )
        vote = self.random.random()
        if self.gate > 0.5:
            self.gate = float(vote >= p.gate.closing_chance * (0.5 + self.fatigue))
        else:
            self.gate = float(vote < p.gate.opening_chance * (0.25 + willing))
        flow = willing
        if p.diversion:
            turn = self.random.random()
            self.diversion = float(
                turn >= p.diversion.end_chance if self.diversion > 0.5 else turn < p.diversion.start_chance
            )
            flow *= 1 - p.diversion.cut * self.diversion
        self.aid = p.capacity_eur_bn * (flow if self.gate > 0.5 else p.gate.blocked_share)

    def tire(self) -> None:
        m, p = self.model, self.parameters.fatigue
        growth = p.growth_losses + p.growth_stalemate * m.stillness() + p.growth_diversion * self.diversion
        fall = p.relief * ramp(m.threat, m.p.opinion.threat_from, m.p.opinion.threat_width)
        self.fatigue = self.moved(self.fatigue, growth * m.fighting, fall, self.random.gauss(0, 1))


class Mediator(Actor):
    def __init__(self, model: ScalarModel, name: str, parameters: SimpleNamespace) -> None:
        super().__init__(model, name, parameters)
        self.engagement = parameters.engagement

    def tire(self) -> None:
        self.engagement = clip(self.engagement + self.parameters.growth * self.model.fighting * (1 - self.engagement))


KINDS = {"belligerent": Belligerent, "sponsor": Sponsor, "mediator": Mediator}


class ScalarModel(mesa.Model):
    """One run."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(seed=seed)
        self.definition = scenario
        self.p = drawn(scenario, self.random)
        self.month, self.phase, self.advance = 0, WAR, 0.0
        self.issues = list(scenario.issues)
        self.territory = self.issues.index(scenario.issue_of_kind("territory"))
        self.guarantee = self.issues.index(scenario.issue_of_kind("guarantee"))
        anchors = scenario.issues[self.issues[self.territory]].anchors.values()
        self.anchors = [(anchor.km2.value, anchor.at.value) for anchor in anchors]
        self.actors = {name: KINDS[p.role](self, name, p) for name, p in self.p.actors.items()}
        self.belligerents = self.agents_by_type[Belligerent]
        self.sponsors = self.agents_by_type.get(Sponsor, [])
        self.mediators = self.agents_by_type.get(Mediator, [])
        self.sides = sorted(self.belligerents, key=lambda side: side.pole)
        backed = [sponsor.parameters.supports for sponsor in self.sponsors]
        self.supported = self.actors[backed[0]] if backed else None
        self.front_km2, self.escalation = self.p.war.initial_front_km2, self.p.escalation.initial
        self.aid_deliveries, self.aid_expected = (
            self.p.aid.initial_deliveries_eur_bn,
            self.p.aid.initial_expected_eur_bn,
        )
        self.pipeline = self.aid_deliveries * self.p.aid.lag_months
        self.failures, self.age, self.hazard = self.p.credibility.failed_agreements, 0, 0.0
        self.happened: set[str] = set()
        self.first: dict[str, int] = {}
        self.terms: list[float] | None = None
        self.compare_forces()
        for side in self.sides:
            side.estimate = self.balance
        self.appraise()

    # The month

    def step(self) -> None:
        self.month += 1
        self.apply_events()
        self.send_aid()
        self.fight()
        self.agents.select(agent_type=Belligerent).do("learn")
        self.agents.do("tire")
        self.appraise()
        self.belligerents.do("plan_concession").do("concede")
        self.turn(self.signs())

    def appraise(self) -> None:
        self.belligerents.do("form_belief").do("weigh_war")
        if self.month:
            self.belligerents.do("soften_lines")
        self.lay_table()
        self.ripen()

    def apply_events(self) -> None:
        for name, event in self.p.events.items():
            if event.on is not None:
                due = month_index(self.definition.start, event.on) == self.month
            else:
                due = self.met(event.when) > 0.5 and not (event.once and name in self.happened)
            if due and self.random.random() < event.chance:
                self.happened.add(name)
                for target, value in event.set.items():
                    self.change(target, float(value))
                for target, amount in event.add.items():
                    variable = variable_of(target)
                    self.change(target, clip(self.variable(target) + amount, variable.low, variable.high))
                for policy in event.adopt:
                    for target, value in self.p.policies[policy].set.items():
                        self.change(target, float(value))

    def send_aid(self) -> None:
        p = self.p.aid
        losing = -self.supported.direction * self.balance if self.supported else self.balance
        self.threat = (
            p.threat_base
            + p.threat_escalation * self.escalation
            + p.threat_losing * ramp(losing, p.threat_losing_at, p.threat_losing_width)
        )
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
        steps = 0
        if self.fighting and self.random.random() < e.base_chance + e.chance_per_imbalance * abs(self.balance):
            steps = 2 if self.random.random() < e.reply_chance else 1
        self.escalation = clip(e.persistence * self.escalation + e.step * steps)

    def ripen(self) -> None:
        p = self.p.talks
        hurt = min(side.fatigue * (1 - side.win) for side in self.sides)
        self.stalemate = hurt * (1 + p.stalemate_escalation * self.escalation)
        seen = logistic(self.way_out / p.way_out_width)
        self.ripeness = clip(self.stalemate * (1 - p.way_out_weight + p.way_out_weight * seen))

    def signs(self) -> bool:
        """Whether an agreement is signed, and how fragile it is."""
        if self.phase != TALKS:
            return False
        p, rules = self.p, self.p.agreement
        m0, m1 = (side.margin for side in self.sides)
        share = p.credibility.neutral.negotiated_share
        zone = search(self.stakes, self.box, self.guarantee, rules.guarantee_levels, share, margins=(m0, m1))
        on_offer = {n: (us, them) for n, (us, them) in self.named.items() if us >= m0 and them >= m1}
        surplus = max([zone.surplus, *(min(us - m0, them - m1) for us, them in on_offer.values())])
        rise = rules.signing_surplus * min(1.0, surplus / rules.surplus_scale)
        if surplus < 0 or self.random.random() >= rules.signing_base + rise:
            return False
        terms, product, smaller, factor = zone.terms, zone.product, zone.smaller, 1.0
        for name, (us, them) in on_offer.items():
            if us * them > product:
                proposal = p.proposals[name]
                terms, product, smaller, share = self.position(proposal), us * them, min(us, them), proposal.neutral
                factor = rules.ceasefire_factor if proposal.kind == "ceasefire" else 1.0
        x = terms[self.guarantee]
        outside = max(self.stakes[0].guaranteed * (1 - x), self.stakes[1].guaranteed * x)
        cover = max(outside, share * max(stake.neutral for stake in self.stakes))
        imbalance = max(0.0, abs(self.balance) - rules.collapse_imbalance_from)
        change = (
            rules.collapse_imbalance * imbalance
            - rules.collapse_guarantee * cover
            - rules.collapse_surplus * max(0.0, smaller)
        )
        self.hazard = rules.collapse_hazard * math.exp(change) * factor
        self.terms = self.terms or terms
        return True

    def turn(self, signed: bool) -> None:
        """Talks open or break down, agreements come into force or collapse."""
        p, chance = self.p.talks, self.random.random()
        pressure = sum(side.pressure for side in self.sides) / 2
        if self.phase == WAR:
            hazard = (
                p.base_hazard
                + p.ripeness_hazard * self.ripeness**2
                + p.pressure_hazard * pressure
                + p.mediation_hazard * self.engagement * self.stalemate
                + p.escalation_hazard * max(0.0, self.escalation - p.escalation_from)
            )
            if chance < 1 - math.exp(-hazard):
                self.enter(TALKS)
        elif signed:
            self.enter(AGREEMENT)
        elif self.phase == TALKS:
            kept_going = self.supported.pressure if self.supported else pressure
            rise = p.breakdown_escalation * max(0.0, self.escalation - p.breakdown_from)
            if chance < p.breakdown_base + rise - p.breakdown_pressure * kept_going:
                self.enter(WAR)
        elif chance < 1 - math.exp(-self.hazard / math.sqrt(1 + self.age / 12)):
            self.first.setdefault("collapse", self.month)
            self.failures += 1
            for side in self.sides:
                side.trust = min(side.trust, 1 / (2 + self.failures))
            self.enter(WAR)
        self.age = self.age + 1 if self.phase == AGREEMENT and not signed else 0

    def enter(self, phase: str) -> None:
        self.phase = phase
        if phase == WAR:
            self.belligerents.do("start_over")
        else:
            self.first.setdefault(phase, self.month)

    # The table

    def place(self, position: SimpleNamespace, issue: int) -> float:
        """A position on the scale; an open one is the status quo."""
        if position.anchor is not None:
            return self.definition.issues[self.issues[issue]].anchors[position.anchor].at.value
        if position.at is not None:
            return position.at
        if position.front_km2 is not None:
            return self.on_scale(self.front_km2 + position.front_km2)
        return self.status_quo()[issue]

    def on_scale(self, km2: float) -> float:
        """Place of a line of contact on the territory scale, linear between the anchors."""
        for (km2_a, at_a), (km2_b, at_b) in zip(self.anchors, self.anchors[1:], strict=False):
            if km2 < km2_b:
                return at_a + (at_b - at_a) * clip((km2 - km2_a) / (km2_b - km2_a))
        return self.anchors[-1][1]

    def status_quo(self) -> list[float]:
        places = [issue.status_quo for issue in self.p.issues.values()]
        return [
            self.on_scale(self.front_km2) if k == self.territory else self.place(place, k)
            for k, place in enumerate(places)
        ]

    def ideals(self, pole: int) -> list[float]:
        return [self.sides[pole].parameters.preferences[issue].ideal for issue in self.issues]

    def position(self, proposal: SimpleNamespace) -> list[float]:
        return [self.place(proposal.terms[issue], k) for k, issue in enumerate(self.issues)]

    def worth_to(self, side: Belligerent, terms: list[float]) -> float:
        """A side's value of an outcome that rests on no promise."""
        wants = [side.parameters.preferences[issue] for issue in self.issues]
        total = sum(want.weight for want in wants)
        return sum(
            want.weight / total * (1 - abs(x - want.ideal) / max(want.ideal, 1 - want.ideal))
            for want, x in zip(wants, terms, strict=True)
        )

    def stake(self, side: Belligerent) -> Stake:
        """A side's values, doubts and announced lines of this month."""
        rules, wants = self.p.credibility, side.parameters.preferences
        total = sum(want.weight for want in wants.values())
        views = []
        for k, issue in enumerate(self.issues):
            want = wants[issue]
            lines = [
                (sign, bound, line.audience_cost * (1 - side.release[name]))
                for name, line in side.parameters.red_lines.items()
                if line.kind == "announced" and line.issue == issue
                for sign, bound in [self.bound(line, k)]
            ]
            span = max(want.ideal, 1 - want.ideal)
            views.append(View(want.weight / total, want.ideal, span, want.promised, self.place(want.feared, k), lines))
        guaranteed = neutral = 0.0
        if rules.guarantee.protects == side.name:
            g = rules.guarantee
            credible = ramp(self.aid_expected / self.p.aid.reference_eur_bn, g.half_at, g.width)
            guaranteed = g.strength * g.ceiling * (1 + credible) / 2
        if rules.neutral.protects == side.name:
            neutral = rules.neutral.strength * self.engagement
        return Stake(side.pole, views, 1 - side.trust, guaranteed, neutral, side.reservation)

    def bound(self, line: SimpleNamespace, issue: int) -> tuple[float, float]:
        """A line as (sign, bound)."""
        return (1.0, self.place(line.at_least, issue)) if line.at_least else (-1.0, self.place(line.at_most, issue))

    def limits(self) -> Iterator[tuple[int, float, float]]:
        """Every veto as (issue, sign, bound): hard lines, released or not, and instruments of third parties."""
        for side in self.sides:
            for name, line in side.parameters.red_lines.items():
                if line.kind == "hard":
                    k = self.issues.index(line.issue)
                    sign, bound = self.bound(line, k)
                    if line.release and side.release[name] >= line.release.level:
                        bound = sign * min(sign * bound, sign * self.place(line.released_to, k))
                    yield k, sign, bound
        for actor in self.actors.values():
            for issue, held in actor.parameters.instruments.items():
                ease = held.eases_by * self.variable(held.eases_with) if held.eases_with else 0.0
                if held.at_least is not None:
                    yield self.issues.index(issue), 1.0, held.at_least - ease
                if held.at_most is not None:
                    yield self.issues.index(issue), -1.0, held.at_most + ease

    def lay_table(self) -> None:
        """This month's stakes, box and named proposals, the way out before red lines and the zone under them."""
        self.stakes, limits = [self.stake(side) for side in self.sides], list(self.limits())
        self.box = [(0.0, 1.0)] * len(self.issues)
        for k, sign, bound in limits:
            low, high = self.box[k]
            self.box[k] = (max(low, bound), high) if sign > 0 else (low, min(high, bound))
        self.named = {}
        for name, proposal in self.p.proposals.items():
            terms = self.position(proposal)
            left_open = [p.open for p in (proposal.terms[issue] for issue in self.issues)]
            if not any(sign * (bound - terms[k]) > 1e-9 and not left_open[k] for k, sign, bound in limits):
                self.named[name] = tuple(
                    stake.believed(terms, stake.disbelief(terms[self.guarantee], proposal.neutral))
                    - sum(v.audience(x) for v, x, o in zip(stake.views, terms, left_open, strict=True) if not o)
                    - stake.need
                    for stake in self.stakes
                )
        levels, share = self.p.agreement.guarantee_levels, self.p.credibility.neutral.negotiated_share
        bare, everything = [stake.without_lines() for stake in self.stakes], [(0.0, 1.0)] * len(self.issues)
        self.way_out = search(bare, everything, self.guarantee, levels, share).surplus
        self.zopa = any(min(surplus) >= 0 for surplus in self.named.values())
        if self.way_out >= 0 and not self.zopa:
            self.zopa = search(self.stakes, self.box, self.guarantee, levels, share).surplus >= 0

    # What conditions read and events change

    @property
    def fighting(self) -> bool:
        return self.phase != AGREEMENT

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

    @property
    def talks(self) -> bool:
        return self.phase == TALKS

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


def simulate_scalar(scenario: Scenario, runs: int, months: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Outcomes of many runs by name, each of shape (runs,)."""
    rows = []
    for run in range(runs):
        model = ScalarModel(scenario, seed * 1_000_003 + run)
        for _ in range(months):
            model.step()
        row = {
            "talks": float(TALKS in model.first),
            "agreement": float(AGREEMENT in model.first),
            "collapse": float("collapse" in model.first),
            "zopa": float(model.zopa),
            "front_km2": model.front_km2,
            "escalation": model.escalation,
            "ripeness": model.ripeness,
        }
        for name, actor in model.actors.items():
            if not isinstance(actor, Mediator):
                row[f"fatigue {name}"] = actor.fatigue
            if isinstance(actor, Belligerent):
                row[f"reservation {name}"] = actor.reservation
            if isinstance(actor, Sponsor):
                row[f"aid {name}"] = actor.aid
        for k, issue in enumerate(model.issues):
            row[f"terms {issue}"] = model.terms[k] if model.terms else math.nan
        rows.append(row)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
