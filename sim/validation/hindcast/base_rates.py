"""How often such a thing happens: in other wars of that length, or in this one so far. The naive forecasts of events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Problem, choices, first_of, shorten
from sim.scenario.csv_reading import MOST_PROBLEMS
from sim.scenario.files import shown
from sim.scenario.schema import calendar_month, month_index
from sim.validation.observed.reading import BASE_RATES, Observation, Observed, observed_folder
from sim.validation.observed.table import read_table

REQUIRED = ("quantity", "k", "n", "unit", "source_title", "source_url")
OPTIONAL = ("lasted_days", "within_days", "provenance", "note")
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Share:
    """k of n wars; of those that had lasted so many days, those that ended within so many more."""

    quantity: str
    k: int
    n: int
    lasted_days: int
    within_days: int

    @property
    def value(self) -> float:
        """The share, kept away from 0 and 1 as few cases ask for (the prior of Jeffreys)."""
        return (self.k + 0.5) / (self.n + 1)


def load_base_rates(folder: Path) -> list[Share]:
    """The base rates of a folder; the shipped ones where it has none. Raises InputError with every problem at its place."""
    path = folder / BASE_RATES
    if not path.is_file():
        path = observed_folder() / BASE_RATES
    problems: list[Problem] = []
    found = []
    for row in read_table(path, REQUIRED, OPTIONAL):
        for column in ("source_title", "source_url"):
            if not row.text(column):
                problems.append(Problem(f"{column} is empty; every row needs its source", row[column].mark))
        numbers = {}
        for column in ("k", "n", "lasted_days", "within_days"):
            text = row.text(column)
            if not text.isdecimal() and (text or column in ("k", "n")):
                problems.append(Problem(f"{column}: expected a whole number, found {shorten(text)}", row[column].mark))
            numbers[column] = int(text) if text.isdecimal() and len(text) < 9 else 0
        if numbers["k"] > numbers["n"]:
            problems.append(Problem(f"k: found {numbers['k']}; allowed: at most n, {numbers['n']}", row["k"].mark))
        found.append(Share(row.text("quantity"), **numbers))
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    return found


def base_rate(name: str, observed: Observed, shares: list[Share], origin: str, months: int) -> float:
    """Chance that an event happens within so many months of an origin, from nothing that was known later.

    Raises InputError where the table lacks a quantity that the entry names.
    """
    rate = observed.about.series[name].base_rate
    assert rate is not None
    if rate.months:
        chance = onsets(observed.known_at(name, origin), observed.about.began, origin)
        return float(1 - (1 - chance) ** months)
    assert rate.ends is not None and rate.way is not None
    names = dict.fromkeys(share.quantity for share in shares)
    for quantity in (rate.ends, rate.way):
        if quantity not in names:
            where = shown(observed.folder / BASE_RATES)
            raise InputError(f"{name}: no base rate {quantity!r} in {where}; {choices(quantity, names)}")
    lasted = month_index(observed.about.began, origin) * DAYS_A_MONTH
    ended = [share for share in shares if share.quantity == rate.ends]
    as_old = max((s for s in ended if s.lasted_days <= lasted), key=lambda s: s.lasted_days, default=ended[0])
    survives = (1 - as_old.value) ** (months * DAYS_A_MONTH / max(as_old.within_days, 1))
    way = next(share for share in shares if share.quantity == rate.way)
    return float((1 - survives) * way.value)


def onsets(known: tuple[Observation, ...], began: str, origin: str) -> float:
    """Onsets of an event by month in which it was not going on, with the prior of Jeffreys.

    A row of 1 begins it or carries it on; a row of 0 ends it. The month of the onset counts as one without.
    """
    state = {o.month: o.value for o in known}  # the last row of a month counts
    going_on, count, without = False, 0, 0
    for index in range(month_index(began, origin) + 1):
        month = calendar_month(began, index)
        if not going_on:
            without += 1
            if state.get(month) == 1:
                count, going_on = count + 1, True
        if state.get(month) == 0:
            going_on = False
    return (count + 0.5) / (without + 1)
