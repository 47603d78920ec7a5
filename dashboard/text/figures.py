"""Figures in the sentences of pages, in Markdown; how a number is said at all is a matter of `sim.numbers`."""

from __future__ import annotations

from collections.abc import Mapping

from sim import numbers

AMOUNTS = {"front": "{:,.1f} thousand km²", "aid": "EUR {:,.1f} bn"}
"""How quantities that every run has are said; the others are shares of runs."""


def interval(share: Mapping[str, float]) -> str:
    """The 95 % interval of a share: '8.1 to 10.4'."""
    return numbers.interval(share["low"], share["high"])


def told(share: Mapping[str, float]) -> str:
    """A share that knows its runs, with its interval: '**9 in 100 runs** (8.1 to 10.4)'."""
    return f"**{numbers.counted(share['share'], int(share['runs']))}** ({interval(share)})"


def uncertainty(share: Mapping[str, float]) -> str:
    """How well the number of runs pins the share down."""
    return f"95 % interval {interval(share)} in 100"


def upper(share: Mapping[str, float]) -> str:
    """What none of so many runs leaves open."""
    return f"The 95 % interval goes up to {numbers.hundred(share['high'])} in 100."


def step(change: Mapping[str, float]) -> str:
    """A difference of shares with its interval: '**−3.0** in 100 (−4.0 to −2.0)'."""
    difference, low, high = (numbers.difference(change[key]) for key in ("difference", "low", "high"))
    return f"**{difference}** in 100 ({low} to {high})"


def difference(change: Mapping[str, float], runs: int) -> str:
    """'Baseline: 9 in 100 runs. Difference: **−3.0** in 100 (−4.0 to −2.0)'."""
    return f"Baseline: {numbers.counted(change['baseline'], runs)}. Difference: {step(change)}"


def amount(value: float, name: str) -> str:
    """A mean over the runs with its unit."""
    return AMOUNTS[name].format(value)


def amounts(low: float, high: float) -> str:
    """Where the middle 90 of 100 runs lie; the number above is their mean."""
    return f"Mean of the runs; 90 in 100 of them lie between {low:,.1f} and {high:,.1f}"


def amount_change(change: Mapping[str, float], name: str) -> str:
    """'Baseline: 466.0 thousand km². Difference: **+1.2** (+1.1 to +1.3)' of the means, run by run."""
    difference, low, high = (numbers.signed(change[key], 1) for key in ("difference", "low", "high"))
    return f"Baseline: {amount(change['baseline'], name)}. Difference: **{difference}** ({low} to {high})"
