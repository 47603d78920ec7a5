"""Packages: what a side gets from a deal, and which deals are best."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tests.reference_model.numbers import clip

SAME_POINT = 1e-9


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
