"""Search of the package space: the zone of possible agreement without a menu.

At a fixed level of the guarantee issue both sides' values are additive over the issues, concave and piecewise linear in each, and
red lines, vetoes and released bounds are a box. The contract curve is then a fractional knapsack. Start at the pole-1 side's best
corner of the box; cut each issue into segments at the kinks of both values; order all segments by what the pole-0 side gains per
unit that the pole-1 side gives up; walk. Along the walk lie the point that maximises the smaller surplus, which decides whether a
zone exists and how large it is, and the Nash point (Nash 1950). A few levels of the guarantee issue cover the rest.

The loops over runs are compiled with numba: this is the hottest place of the engine.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.model.arrays import Array, Index, Mask

EMPTY = -1.0
FLAT = 1e-14


class Table(NamedTuple):
    """What both sides bring to the table; side 0 is at pole 0, side 1 at pole 1.

    Shapes: `weight`, `ideal`, `promised`, `feared` (runs, 2, issues); `doubt` (runs, 2), one minus trust; `guaranteed`, `neutral`
    (runs, 2), the share of the doubt that a full outside guarantee or a full neutral one removes; `neutral_share` (runs,), the
    neutral part of packages found here; `need`, `margin` (runs, 2), the reservation value and what is asked above it; `low`, `high`
    (runs, issues), the box; `line_bound`, `line_cost` (runs, lines) with `line_side`, `line_issue`, `line_sign` (lines,): +1 costs
    below the bound, -1 above it; `active` (runs,), which runs to search. `guarantee` is the index of the guarantee issue, `levels`
    (levels,) its tried positions.
    """

    weight: Array
    ideal: Array
    promised: Array
    feared: Array
    doubt: Array
    guaranteed: Array
    neutral: Array
    neutral_share: Array
    need: Array
    margin: Array
    low: Array
    high: Array
    line_bound: Array
    line_cost: Array
    line_side: NDArray[np.int64]
    line_issue: NDArray[np.int64]
    line_sign: Array
    active: Mask
    guarantee: int
    levels: Array


ALIKE_IN_ALL_RUNS = ("line_side", "line_issue", "line_sign", "guarantee", "levels")
"""Parts of a table that have no rows of runs."""


def rows_of(table: Table, index: Index) -> Table:
    """Some rows of a table."""
    return table._replace(**{k: v[index] for k, v in table._asdict().items() if k not in ALIKE_IN_ALL_RUNS})


def stacked(tables: list[Table]) -> Table:
    """Tables with the same kinds of lines one below the other."""
    names = [name for name in Table._fields if name not in ALIKE_IN_ALL_RUNS]
    parts: dict[str, Any] = {name: np.concatenate([getattr(table, name) for table in tables]) for name in names}
    return tables[0]._replace(**parts)


class Zone(NamedTuple):
    """Result of the search over runs.

    `surplus` (runs,): largest smaller surplus of the two sides above need and margin, `EMPTY` where the box is empty or was not
    searched; a zone of possible agreement exists where it is not negative. `terms` (runs, issues), `product` and `smaller` (runs,):
    the Nash point, its product and the smaller surplus above need there; NaN and -1 where there is none, and no rows where it was
    not asked for.
    """

    surplus: Array
    terms: Array
    product: Array
    smaller: Array


def search(table: Table, want_terms: bool = False) -> Zone:
    """Search every active run of a table; `want_terms` asks for the Nash point too."""
    runs, issues = table.low.shape
    rows = runs if want_terms else 0
    zone = Zone(np.full(runs, EMPTY), np.full((rows, issues), np.nan), np.full(rows, -1.0), np.full(rows, -1.0))
    _search(table, want_terms, zone)
    return zone


@compiled
def disbelief(
    doubt: float, guaranteed: float, neutral: float, side: int, guarantee: float, share: float
) -> float:  # pragma: no cover - compiled
    """Share of a promise that is not believed, given the guarantee's position and the neutral share."""
    protection = 1.0 - guarantee if side == 0 else guarantee
    return doubt * (1.0 - guaranteed * protection) * (1.0 - neutral * share)


@compiled
def _penalty(  # pragma: no cover - compiled
    run: int, side: int, issue: int, x: float, bounds: Any, costs: Any, line_side: Any, line_issue: Any, line_sign: Any
) -> float:
    """Audience cost of a position: what a side's announced lines on the issue charge for it."""
    total = 0.0
    for line in range(line_side.shape[0]):
        if line_side[line] == side and line_issue[line] == issue:
            beyond = line_sign[line] * (bounds[run, line] - x)
            if beyond > 0.0:
                total += costs[run, line] * beyond
    return total


@compiled
def _kinks(
    ideal_0: float,
    ideal_1: float,
    reach_0: float,
    reach_1: float,
    low: float,
    high: float,
    points: Array,
) -> int:  # pragma: no cover - compiled
    """Positions within the box between which both preferences are linear, from high to low. Returns how many.

    The kinks of a side are its ideal and, `reach` away from it, where promises begin; a negative reach means none.
    """
    points[0], points[1] = high, low
    count = 2
    for x in (ideal_0, ideal_1):
        if low < x < high:
            points[count] = x
            count += 1
    if reach_0 >= 0.0:
        for x in (ideal_0 - reach_0, ideal_0 + reach_0):
            if low < x < high:
                points[count] = x
                count += 1
    if reach_1 >= 0.0:
        for x in (ideal_1 - reach_1, ideal_1 + reach_1):
            if low < x < high:
                points[count] = x
                count += 1
    _sort_down(points, count)
    return count


@compiled
def _sort_down(points: Array, count: int) -> None:  # pragma: no cover - compiled
    """Sort the first points from high to low, in place."""
    for i in range(1, count):
        x = points[i]
        j = i - 1
        while j >= 0 and points[j] < x:
            points[j + 1] = points[j]
            j -= 1
        points[j + 1] = x


@compiled
def _search(table: Any, want_terms: bool, zone: Any) -> None:  # pragma: no cover - compiled
    weight, ideal, promised, feared = table.weight, table.ideal, table.promised, table.feared
    doubt, guaranteed, neutral, neutral_share = table.doubt, table.guaranteed, table.neutral, table.neutral_share
    need, margin, low, high, active = table.need, table.margin, table.low, table.high, table.active
    line_bound, line_cost, line_side = table.line_bound, table.line_cost, table.line_side
    line_issue, line_sign, guarantee, levels = table.line_issue, table.line_sign, table.guarantee, table.levels
    surplus, terms, product, smaller = zone.surplus, zone.terms, zone.product, zone.smaller
    runs, issues = low.shape
    has_line = np.zeros((2, issues), np.bool_)
    for line in range(line_side.shape[0]):
        has_line[line_side[line], line_issue[line]] = True
    reach, fear = np.empty((2, issues)), np.empty((2, issues))
    slope, pledge = np.empty((2, issues)), np.empty((2, issues))
    f, p, highest = np.empty(2), np.empty(2), np.empty(issues)
    most_kinks = 8 + line_side.shape[0]
    most_segments = issues * most_kinks
    points = np.empty(most_kinks)
    issue_of = np.empty(most_segments, np.int64)
    length = np.empty(most_segments)
    face, promise = np.empty((2, most_segments)), np.empty((2, most_segments))
    gain, ratio = np.empty((2, most_segments)), np.empty(most_segments)
    order, taken = np.empty(most_segments, np.int64), np.empty(most_segments, np.bool_)
    base_face, base_promise = np.empty(2), np.empty(2)
    value, doubted = np.empty(2), np.empty(2)
    best_level = 0
    for run in range(runs):
        empty = not active[run]
        for issue in range(issues):
            if low[run, issue] > high[run, issue]:
                empty = True
        if empty:
            continue
        # Value falls by `slope` per unit of distance from the ideal; what exceeds the feared outcome is a promise.
        for side in range(2):
            for issue in range(issues):
                a, w = ideal[run, side, issue], weight[run, side, issue]
                distance = abs(feared[run, side, issue] - a)
                slope[side, issue] = w / max(a, 1.0 - a)
                fear[side, issue] = distance
                pledge[side, issue] = promised[run, side, issue]
                reach[side, issue] = distance if pledge[side, issue] > 0.0 else -1.0
        # Segments of every issue but the guarantee, walked from the pole-1 end to the pole-0 end.
        segments = 0
        base_face[:] = 0.0
        base_promise[:] = 0.0
        for issue in range(issues):
            if issue == guarantee:
                continue
            # Outside the hull of both ideals and the announced lines no side gains anything.
            bottom = min(ideal[run, 0, issue], ideal[run, 1, issue])
            top = max(ideal[run, 0, issue], ideal[run, 1, issue])
            if has_line[0, issue] or has_line[1, issue]:
                for line in range(line_side.shape[0]):
                    if line_issue[line] == issue:
                        bottom, top = min(bottom, line_bound[run, line]), max(top, line_bound[run, line])
            bottom = min(max(bottom, low[run, issue]), high[run, issue])
            top = min(max(top, low[run, issue]), high[run, issue])
            highest[issue] = top
            count = _kinks(
                ideal[run, 0, issue], ideal[run, 1, issue], reach[0, issue], reach[1, issue], bottom, top, points
            )
            if has_line[0, issue] or has_line[1, issue]:
                for line in range(line_side.shape[0]):
                    x = line_bound[run, line]
                    if line_issue[line] == issue and bottom < x < top:
                        points[count] = x
                        count += 1
                _sort_down(points, count)
            for k in range(count):
                x = points[k]
                step = points[k - 1] - x if k else 0.0
                if k and step <= 0.0:
                    continue
                for side in range(2):
                    distance = abs(x - ideal[run, side, issue])
                    now = weight[run, side, issue] - slope[side, issue] * distance
                    if has_line[side, issue]:
                        now -= _penalty(run, side, issue, x, line_bound, line_cost, line_side, line_issue, line_sign)
                    above = fear[side, issue] - distance
                    given = slope[side, issue] * pledge[side, issue] * above if above > 0.0 else 0.0
                    if k:
                        face[side, segments] = now - f[side]
                        promise[side, segments] = given - p[side]
                    else:
                        base_face[side] += now
                        base_promise[side] += given
                    f[side], p[side] = now, given
                if k:
                    issue_of[segments] = issue
                    length[segments] = step
                    segments += 1
        # A level cannot beat what was found when a weighted sum of both values, at the weight of the best point so far, cannot.
        # Neighbouring runs resemble each other, so begin where the last one ended.
        count, first_level, share_of_us = levels.shape[0], best_level, 0.5
        for visit in range(count):
            level = (first_level + visit) % count
            x = levels[level]
            if x < low[run, guarantee] - 1e-12 or x > high[run, guarantee] + 1e-12:
                continue
            for side in range(2):
                distance = abs(x - ideal[run, side, guarantee])
                now = weight[run, side, guarantee] - slope[side, guarantee] * distance
                if has_line[side, guarantee]:
                    now -= _penalty(run, side, guarantee, x, line_bound, line_cost, line_side, line_issue, line_sign)
                above = fear[side, guarantee] - distance
                given = slope[side, guarantee] * pledge[side, guarantee] * above if above > 0.0 else 0.0
                doubted[side] = disbelief(
                    doubt[run, side], guaranteed[run, side], neutral[run, side], side, x, neutral_share[run]
                )
                value[side] = base_face[side] + now - doubted[side] * (base_promise[side] + given)
                value[side] -= need[run, side] + margin[run, side]
            # Gains of each segment at this level. What the pole-1 side wants is taken, and may be traded back.
            trades, bound = 0, 0.0
            for s in range(segments):
                gain[0, s] = face[0, s] - doubted[0] * promise[0, s]
                gain[1, s] = face[1, s] - doubted[1] * promise[1, s]
                taken[s] = gain[1, s] > FLAT or (gain[1, s] >= -FLAT and gain[0, s] >= 0.0)
                if taken[s]:
                    value[0] += gain[0, s]
                    value[1] += gain[1, s]
                    gain[0, s], gain[1, s] = -gain[0, s], -gain[1, s]
                if gain[0, s] > 0.0 and gain[1, s] < 0.0:
                    order[trades] = s
                    trades += 1
                    bound += max(0.0, share_of_us * gain[0, s] + (1.0 - share_of_us) * gain[1, s])
            bound += share_of_us * value[0] + (1.0 - share_of_us) * value[1]
            if bound <= surplus[run] and (bound < 0.0 or not want_terms):
                continue
            for k in range(trades):
                s = order[k]
                ratio[s] = gain[0, s] / -gain[1, s]
                j = k - 1
                while j >= 0 and ratio[order[j]] < ratio[s]:
                    order[j + 1] = order[j]
                    j -= 1
                order[j + 1] = s
            us, them = value[0], value[1]
            best, weight_of_us = min(us, them), 0.0 if us >= them else 1.0
            walked = 0
            while us < them and walked < trades:
                s = order[walked]
                fraction = min(1.0, (them - us) / (gain[0, s] - gain[1, s]))
                us += fraction * gain[0, s]
                them += fraction * gain[1, s]
                best = max(best, min(us, them))
                if us >= them or fraction < 1.0:
                    weight_of_us = -gain[1, s] / (gain[0, s] - gain[1, s])
                    break
                walked += 1
            if best > surplus[run]:
                surplus[run], share_of_us, best_level = best, weight_of_us, level
            if not want_terms or best < 0.0:
                continue
            # Nash point: the largest product of surpluses above need, where both sides get their margin.
            us, them = value[0], value[1]
            m0, m1 = margin[run, 0], margin[run, 1]
            peak_product, at, share, least = -1.0, 0, 0.0, -1.0
            if us >= 0.0 and them >= 0.0:
                peak_product, least = (us + m0) * (them + m1), min(us + m0, them + m1)
            for k in range(trades):
                s = order[k]
                a, b = gain[0, s], gain[1, s]
                first = max(0.0, -us / a)
                last = min(1.0, them / -b)
                if first <= last:
                    peak = -((us + m0) * b + (them + m1) * a) / (2.0 * a * b)
                    t = min(last, max(first, peak))
                    now = (us + m0 + t * a) * (them + m1 + t * b)
                    if now > peak_product:
                        peak_product, at, share, least = now, k, t, min(us + m0 + t * a, them + m1 + t * b)
                us += a
                them += b
            if peak_product > product[run]:
                product[run] = peak_product
                smaller[run] = least
                terms[run, guarantee] = x
                for issue in range(issues):
                    if issue != guarantee:
                        terms[run, issue] = highest[issue]
                # By lengths, so that rounding in the order of collinear steps moves no term.
                for s in range(segments):
                    if taken[s]:
                        terms[run, issue_of[s]] -= length[s]
                for k in range(min(at + 1, trades)):
                    s = order[k]
                    part = share if k == at else 1.0
                    terms[run, issue_of[s]] += (part if taken[s] else -part) * length[s]
