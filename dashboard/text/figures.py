"""How figures are said: shares in counts, differences with their signs, intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from sim import counted as in_100


def count(share: float, runs: int) -> str:
    """A share as a short count, for tables: '6 in 100'."""
    return in_100(share, runs).replace("fewer than", "<").replace("more than", ">").removesuffix(" runs")


def points(value: float, signed: bool = False) -> str:
    """A share as runs in 100, with one decimal near both ends."""
    form = ".0f" if 0.03 <= abs(value) <= 0.97 else ".1f"
    return _tidy(format(value * 100, ("+" if signed else "") + form))


def _tidy(number: str) -> str:
    """A number with a minus sign; zero has no sign."""
    return re.sub(r"^[+-](0(\.0)?)$", r"\1", number).replace("-", "−")


def interval(of: Mapping[str, float], signed: bool = False) -> str:
    """Both ends of the interval of a share, or of a difference of shares: '−4 to −2.0'."""
    return f"{points(of['low'], signed)} to {points(of['high'], signed)}"


def told(share: Mapping[str, float]) -> str:
    """A share that knows its runs, with its interval, in Markdown: '**9 in 100 runs** (8 to 10)'."""
    return f"**{in_100(share['share'], int(share['runs']))}** ({interval(share)})"


def uncertainty(share: Mapping[str, float]) -> str:
    """How well the number of runs pins the share down."""
    return f"{interval(share)} in 100 if run again with other luck"


def difference(change: Mapping[str, float], runs: int) -> str:
    """'Baseline 9 in 100 runs; −3 in 100 (−4 to −2).'"""
    was, difference = in_100(change["baseline"], runs), points(change["difference"], True)
    return f"Baseline: {was}. Difference: **{difference}** in 100 ({interval(change, True)})"


AMOUNTS = {"front": "{:,.1f} thousand km²", "aid": "EUR {:,.1f} bn"}
"""How quantities that every run has are said; the others are shares of runs."""


def headline(share: float, runs: int) -> str:
    """A share as the large figure of a card, which leaves the word runs to the line below it."""
    return in_100(share, runs).removesuffix(" runs")


def amount(value: float, name: str) -> str:
    """A mean over the runs with its unit."""
    return AMOUNTS[name].format(value)


def amounts(low: float, high: float, name: str) -> str:
    """Where the middle 90 of 100 runs lie; the number above is their mean."""
    return f"Mean of the runs; 90 in 100 of them lie between {low:,.1f} and {high:,.1f}"


def amount_change(change: Mapping[str, float], name: str) -> str:
    """'Baseline: 466.0 thousand km². Difference: **+1.2** (+1.1 to +1.3)' of the means, run by run."""
    difference, low, high = (_tidy(f"{change[key]:+.1f}") for key in ("difference", "low", "high"))
    return f"Baseline: {amount(change['baseline'], name)}. Difference: **{difference}** ({low} to {high})"


def signed(value: float) -> str:
    """A number of points with its sign."""
    if math.isnan(value):
        return "not known"
    return _tidy(f"{value:+.0f}" if abs(value) >= 10 else f"{value:+.1f}")


def upper(share: Mapping[str, float]) -> str:
    """What none of so many runs leaves open."""
    return f"With other luck it might be up to {points(share['high'])} in 100."
