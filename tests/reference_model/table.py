"""What lies on the table: where positions are, what both sides want, and what nobody may cross."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.reference_model.belligerents import SIGNS, Belligerent
from tests.reference_model.numbers import clip, ramp
from tests.reference_model.offers import SCOPES
from tests.reference_model.packages import Stake, View, Zone, search

if TYPE_CHECKING:
    from tests.reference_model.model import ScalarModel

ROUNDING = 1e-9
LEFT_OPEN = SimpleNamespace(at=None, front_km2=None, anchor=None, open=True)
"""The position of a ceasefire on an issue that it does not name."""


@dataclass(slots=True)
class Limit:
    """A veto on deals of some scopes: `sign` +1 forbids what lies below the bound, -1 what lies above."""

    issue: int
    sign: float
    bound: float
    scopes: Sequence[str]

    def forbids(self, x: float) -> bool:
        return self.sign * (self.bound - x) > ROUNDING


class Table:
    """The issues that a settlement decides, and this month's stakes, box and named proposals.

    After `lay`: `stakes` for deals of each scope; `worth` of each proposal that nobody vetoes, for both sides above what they
    need; `zopa` and `way_out`.
    """

    def __init__(self, model: ScalarModel) -> None:
        self.model = model
        scenario = model.definition
        self.issues = list(scenario.settled_together())
        self.territory = self.issues.index(scenario.issue_of_kind("territory"))
        self.guarantee = self.issues.index(scenario.issue_of_kind("guarantee"))
        anchors = scenario.issues[self.issues[self.territory]].anchors.values()
        self.anchors = [(anchor.km2.value, anchor.at.value) for anchor in anchors]
        self.proposals = {name: entry for name, entry in model.p.proposals.items() if entry.scope != "issue"}

    # Places

    def place(self, position: SimpleNamespace, issue: int) -> float:
        """A position on the scale; an open one is the status quo."""
        if position.anchor is not None:
            return self.model.definition.issues[self.issues[issue]].anchors[position.anchor].at.value
        if position.at is not None:
            return position.at
        if position.front_km2 is not None:
            return self.on_scale(self.model.front_km2 + position.front_km2)
        return self.status_quo()[issue]

    def on_scale(self, km2: float) -> float:
        """Place of a line of contact on the territory scale, linear between the anchors."""
        for (km2_a, at_a), (km2_b, at_b) in zip(self.anchors, self.anchors[1:], strict=False):
            if km2 < km2_b:
                return at_a + (at_b - at_a) * clip((km2 - km2_a) / (km2_b - km2_a))
        return self.anchors[-1][1]

    def status_quo(self) -> list[float]:
        places = [self.model.p.issues[issue].status_quo for issue in self.issues]
        return [
            self.on_scale(self.model.front_km2) if k == self.territory else self.place(place, k)
            for k, place in enumerate(places)
        ]

    def ideals(self, pole: int) -> list[float]:
        return [self.model.sides[pole].parameters.preferences[issue].ideal for issue in self.issues]

    def terms_of(self, proposal: SimpleNamespace) -> tuple[list[float], list[bool]]:
        """Where a proposal puts every issue, and which ones it leaves open."""
        positions = [proposal.terms.get(issue, LEFT_OPEN) for issue in self.issues]
        return [self.place(position, k) for k, position in enumerate(positions)], [p.open for p in positions]

    # What the sides want

    def weight_of_all(self, side: Belligerent) -> float:
        return sum(side.parameters.preferences[issue].weight for issue in self.issues)

    def worth_to(self, side: Belligerent, terms: list[float]) -> float:
        """A side's value of an outcome that rests on no promise."""
        wants = [side.parameters.preferences[issue] for issue in self.issues]
        total = self.weight_of_all(side)
        return sum(
            want.weight / total * (1 - abs(x - want.ideal) / max(want.ideal, 1 - want.ideal))
            for want, x in zip(wants, terms, strict=True)
        )

    def stake(self, side: Belligerent, scope: str) -> Stake:
        """A side's values, doubts and announced lines of this month.

        What third parties offer lowers its need, and so do the deals that go on under a ceasefire.
        """
        m, wants, total = self.model, side.parameters.preferences, self.weight_of_all(side)
        rules, views = m.p.credibility, []
        for k, issue in enumerate(self.issues):
            want = wants[issue]
            lines = [
                (sign, bound, line.audience_cost * (1 - side.release[name]))
                for name, line in side.parameters.red_lines.items()
                if line.kind == "announced" and line.issue == issue and scope in line.applies_to
                for sign, bound in [self.bound(line, k)]
            ]
            span = max(want.ideal, 1 - want.ideal)
            views.append(View(want.weight / total, want.ideal, span, want.promised, self.place(want.feared, k), lines))
        guaranteed = neutral = 0.0
        if rules.guarantee.protects == side.name:
            g = rules.guarantee
            credible = ramp(m.aid_expected / m.p.aid.reference_eur_bn, g.half_at, g.width)
            guaranteed = g.strength * g.ceiling * (1 + credible) / 2
        if rules.neutral.protects == side.name:
            neutral = rules.neutral.strength * m.engagement
        need = side.reservation - m.offers.bonus[scope][side.pole]
        if scope == "ceasefire":
            need -= side.worth_of_deals()
        return Stake(side.pole, views, 1 - side.trust, guaranteed, neutral, need)

    # What nobody may cross

    def bound(self, line: SimpleNamespace, issue: int) -> tuple[float, float]:
        """A line as (sign, bound)."""
        return (1.0, self.place(line.at_least, issue)) if line.at_least else (-1.0, self.place(line.at_most, issue))

    def limits(self) -> Iterator[Limit]:
        """Every veto: hard lines, released or not, and instruments."""
        for side in self.model.sides:
            for name, line in side.parameters.red_lines.items():
                if line.kind == "hard":
                    k = self.issues.index(line.issue)
                    sign, bound = self.bound(line, k)
                    if line.release and side.release[name] >= line.release.level:
                        bound = sign * min(sign * bound, sign * self.place(line.released_to, k))
                    yield Limit(k, sign, bound, line.applies_to)
        for actor in self.model.actors.values():
            for k, issue in enumerate(self.issues):
                for sign in SIGNS:
                    for bound in actor.bounds(issue, sign):
                        yield Limit(k, sign, bound, SCOPES)

    # This month

    def lay(self) -> None:
        self.stakes = {scope: [self.stake(side, scope) for side in self.model.sides] for scope in SCOPES}
        limits = list(self.limits())
        self.box = [(0.0, 1.0)] * len(self.issues)
        for limit in limits:
            if "settlement" in limit.scopes:
                low, high = self.box[limit.issue]
                tighter = (max(low, limit.bound), high) if limit.sign > 0 else (low, min(high, limit.bound))
                self.box[limit.issue] = tighter
        self.worth = {}
        for name, proposal in self.proposals.items():
            terms, left_open = self.terms_of(proposal)
            against = [limit for limit in limits if proposal.scope in limit.scopes and not left_open[limit.issue]]
            if not any(limit.forbids(terms[limit.issue]) for limit in against):
                self.worth[name] = self.as_it_stands(name)
        bare = [stake.without_lines() for stake in self.stakes["settlement"]]
        self.way_out = self.best_of(bare, [(0.0, 1.0)] * len(self.issues)).surplus
        self.zopa = any(min(surplus) >= 0 for surplus in self.worth.values())
        if self.way_out >= 0 and not self.zopa:
            self.zopa = self.best_of(self.stakes["settlement"], self.box).surplus >= 0

    def as_it_stands(self, name: str) -> tuple[float, ...]:
        """What a proposal is worth to both sides, whoever forbids it."""
        proposal = self.proposals[name]
        terms, left_open = self.terms_of(proposal)
        return tuple(self.surplus(stake, terms, left_open, proposal.neutral) for stake in self.stakes[proposal.scope])

    def surplus(self, stake: Stake, terms: list[float], left_open: list[bool], neutral_share: float) -> float:
        """What a proposal is worth to a side above its need, its announced lines included."""
        believed = stake.believed(terms, stake.disbelief(terms[self.guarantee], neutral_share))
        audience = sum(v.audience(x) for v, x, o in zip(stake.views, terms, left_open, strict=True) if not o)
        return believed - audience - stake.need

    def best_of(
        self, stakes: list[Stake], box: list[tuple[float, float]], margins: tuple[float, float] | None = None
    ) -> Zone:
        p = self.model.p
        levels, share = int(p.agreement.guarantee_levels), p.credibility.neutral.negotiated_share
        return search(stakes, box, self.guarantee, levels, share, margins=margins)

    def cover(self, terms: list[float], neutral_share: float) -> float:
        """The stronger of the guarantees in some terms."""
        x, (us, them) = terms[self.guarantee], self.stakes["settlement"]
        return max(us.guaranteed * (1 - x), them.guaranteed * x, neutral_share * max(us.neutral, them.neutral))
