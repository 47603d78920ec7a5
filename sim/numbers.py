"""Numbers in words, the same on the command line, in reports, in explanations and in the dashboard.

A share is told as a count of runs. Whatever is small, large, none or all is told as such: never as `1e+02`, `nan` or `-0`.
"""

from __future__ import annotations

import math
from decimal import Decimal

from sim.ensemble.outcomes import wilson

MINUS = "−"


def plain(value: float, digits: int = 6, separated: bool = True) -> str:
    """A number without an exponent, with at most so many digits that count: `0.00012`, `1,500,000`; `separated` sets the commas."""
    if math.isnan(value):
        return "no value"
    if math.isinf(value):
        return "infinite" if value > 0 else f"{MINUS}infinite"
    rounded = Decimal(f"{value:.{digits - 1}e}")
    if not rounded:
        return "0"
    if not -12 < rounded.adjusted() < 15:
        mantissa, _, power = f"{rounded.normalize():e}".partition("e")
        return f"{mantissa}·10^{int(power)}"
    text = format(rounded, ",f" if separated else "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def hundred(share: float) -> str:
    """Runs in 100 as a number that hides neither few nor almost all: `42`, `0.76`, `99.8`, `0`."""
    if math.isnan(share):
        return "no runs"
    number = 100 * share
    if 0 < number < 0.0005:
        return "<0.001" if number > 1e-9 else "0"
    if 0 < number < 9.95:
        return plain(number, 2)
    if 99.05 < number < 100:
        return f"{min(number, 99.9):.1f}"
    return f"{number or 0:.0f}"


def tenths(share: float) -> str:
    """A quantity of runs in 100, such as a standard deviation: one decimal, two digits where it is small."""
    number = 100 * share
    return plain(number, 2) if 0 < abs(number) < 0.95 else f"{number or 0:.1f}"


def interval(low: float, high: float) -> str:
    """An interval of shares, in runs in 100."""
    return "" if math.isnan(low) else f"{hundred(low)} to {hundred(high)}"


def whole(share: float, none: str = "·") -> str:
    """Runs in 100 as a whole number for a table: `42`, `<1`, `>99`, and a mark for none."""
    if math.isnan(share):
        return ""
    if share <= 0:
        return none
    if share < 0.00995:
        return "<1"
    return ">99" if 0.99 < share < 1 else f"{100 * share:.0f}"


def of_hundred(share: float) -> str:
    """A share of run-months as a count out of a hundred: `42 of 100`, `none of 100`, `fewer than 1 of 100`."""
    words = {"0": "none", "<1": "fewer than 1", ">99": "more than 99", "100": "all"}
    count = whole(share, "0")
    return f"{words.get(count, count)} of 100" if count else "not known"


def counted(share: float, runs: int) -> str:
    """A share as a count: `6 in 100 runs`, `fewer than 1 in 100 runs`, `none of 2,000 runs`, `all 2,000 runs`."""
    if math.isnan(share):
        return "not known"
    if share <= 0:
        return f"none of {runs:,} run{'s' * (runs != 1)}"
    if share >= 1:
        return f"all {runs:,} runs" if runs != 1 else "the one run"
    if share < 0.00995:
        return "fewer than 1 in 100 runs"
    return "more than 99 in 100 runs" if share > 0.99 else f"{100 * share:.0f} in 100 runs"


def count_words(share: float, runs: int, low: float | None = None, high: float | None = None) -> str:
    """A share as a count, with what bounds it at the ends: `none of 2,000 runs (at most 0.19 in 100)`.

    Bounds are Wilson's, from the number of runs, unless others are given.
    """
    said = counted(share, runs)
    if share <= 0:
        bound = wilson(0, runs)[1] if high is None else high
        return f"{said} (at most {hundred(bound)} in 100)"
    if share >= 1:
        bound = wilson(runs, runs)[0] if low is None else low
        return f"{said} (at least {hundred(bound)} in 100)"
    if share < 0.00995 or share > 0.99:
        return f"{said} ({hundred(share)})"
    return said


def difference(change: float) -> str:
    """A difference of shares in runs in 100, with its sign: `+1.2`, `−0.4`, `0.0`."""
    if math.isnan(change):
        return "not known"
    number = f"{100 * change:+.1f}"
    return "0.0" if number in ("+0.0", "-0.0") else number.replace("-", MINUS)


def difference_words(change: float, low: float, high: float) -> str:
    """A difference of shares with its interval: `+1.2 (−0.3 to +2.7)`."""
    return f"{difference(change)} ({difference(low)} to {difference(high)})"
