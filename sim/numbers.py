"""Numbers in words: shares, counts, intervals, differences and quantities with their units, said in one way by the command line, reports,
explanations, the dashboard with its alternative texts, and pictures.

A share is told as a count of runs. Whatever is small, large, none or all is told as such: never as `1e+02`, `nan` or `-0`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal

MINUS = "−"
Z95 = 1.959963984540054
"""Half the width of a 95 % interval, in standard errors."""
NEAREST_TO_ALL = 99.9
"""The largest number in 100 that is told of a share that is not all."""


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
        return f"{mantissa}·10^{int(power)}" if separated else f"{mantissa}e{int(power)}"
    text = format(rounded, ",f" if separated else "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: float, decimals: int | None = None) -> str:
    """A number with its sign; without `decimals` it has one below 10. Zero has no sign."""
    if math.isnan(value):
        return "not known"
    number = f"{value:+,.{int(abs(value) < 10) if decimals is None else decimals}f}"
    return number.replace("-", MINUS) if number.strip("+-0.,") else number[1:]


def listed(words: Iterable[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    items = list(words)
    return "".join(items) if len(items) < 2 else f"{', '.join(items[:-1])} and {items[-1]}"


# Shares


def hundred(share: float) -> str:
    """Runs in 100 as a number that hides neither few nor almost all: `42`, `0.76`, `99.8`, `0`."""
    if math.isnan(share):
        return "no runs"
    told = _in_100(share, _decimals(100 * share))
    return told.rstrip("0").rstrip(".") if "." in told else told


def interval(low: float, high: float) -> str:
    """An interval of shares, in runs in 100, with equal precision at both ends: `32 to 37`, `0.3 to 1.2`, `0 to 0.19`."""
    if math.isnan(low):
        return ""
    width = 100 * (high - low)
    enough = 3 if width <= 0 else max(0, 2 - math.floor(math.log10(width)))
    decimals = min(enough, max(_decimals(100 * low), _decimals(100 * high)))
    return f"{_in_100(low, decimals)} to {_in_100(high, decimals)}"


def _decimals(number: float) -> int:
    """Decimals of a number in 100: two digits that count below 10, one decimal near all."""
    if 0 < number < 9.95:
        return min(3, 1 - math.floor(math.log10(max(number, 1e-9))))
    return int(99.05 < number < 100)


def _in_100(share: float, decimals: int) -> str:
    number = 100 * share
    if number <= 0 or number >= 100:
        return f"{number or 0:.0f}"
    if number < 0.0005:
        return "<0.001" if number > 1e-9 else "0"
    return f"{min(number, NEAREST_TO_ALL) if decimals else number:.{decimals}f}"


def tenths(share: float) -> str:
    """A quantity of runs in 100, such as a standard deviation: one decimal, two digits where it is small."""
    number = 100 * share
    return plain(number, 2) if 0 < abs(number) < 0.95 else f"{number or 0:.1f}"


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


def brief(share: float, runs: int) -> str:
    """A share as a count where the word runs stands nearby: `6 in 100`, `none of 2,000`."""
    return counted(share, runs).removesuffix(" runs")


def count_words(share: float, runs: int, low: float | None = None, high: float | None = None) -> str:
    """A share as a count, with what bounds it at the ends: `none of 2,000 runs (at most 0.19 in 100)`.

    Bounds are Wilson's, from the number of runs, unless others are given.
    """
    said, bound = counted(share, runs), Z95**2 / (runs + Z95**2) if runs else 1.0  # Wilson's of none of so many
    if share <= 0:
        return f"{said} (at most {hundred(bound if high is None else high)} in 100)"
    if share >= 1:
        return f"{said} (at least {hundred(1 - bound if low is None else low)} in 100)"
    if share < 0.00995 or share > 0.99:
        return f"{said} ({hundred(share)})"
    return said


def difference(change: float) -> str:
    """A difference of shares in runs in 100, with its sign: `+1.2`, `−0.4`, `0.0`."""
    return signed(100 * change, 1)


def difference_words(change: float, low: float, high: float) -> str:
    """A difference of shares with its interval: `+1.2 (−0.3 to +2.7)`."""
    return f"{difference(change)} ({difference(low)} to {difference(high)})"


# Quantities

_UNITS: Mapping[str, tuple[str, float, int]] = {
    "km2": ("km²", 1, 0),
    "people a month": ("people a month", 1, -3),
    "EUR bn": ("EUR bn", 1, 1),
    "EUR bn a month": ("EUR bn a month", 1, 1),
    "share of respondents": ("% of respondents", 100, 0),
    "index 0-1": ("0-1", 1, 2),
    "utility 0-1": ("0-1", 1, 2),
}
"""How readers see a unit, by what its numbers are multiplied, and their decimals."""


def unit_words(unit: str) -> str:
    """A unit as readers see it: `km²`, `% of respondents`."""
    return _UNITS[unit][0] if unit in _UNITS else unit.replace("km2", "km²")


def in_unit(value: float, unit: str) -> str:
    """A quantity in its unit, with the decimals that mean something there: `466,000`, `31`, `0.42`."""
    _, factor, decimals = _UNITS.get(unit, ("", 1, 2))
    return f"{round(factor * value, decimals):,.{max(decimals, 0)}f}"
