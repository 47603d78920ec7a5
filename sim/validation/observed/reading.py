"""Observed series from a folder of CSV files, every row with its source."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from sim.errors import InputError, Mark, Problem, choices, first_of, shorten
from sim.scenario.csv_reading import MOST_PROBLEMS
from sim.scenario.documents import shipped_folder
from sim.scenario.files import shown
from sim.scenario.numerals import number
from sim.scenario.quantity import written
from sim.scenario.schema import calendar_month, month_index
from sim.validation.observed.series import Series, SeriesFile, load_series
from sim.validation.observed.table import Row, read_table

REQUIRED = ("date", "series", "value", "unit", "source_title", "source_url")
OPTIONAL = ("published", "provenance", "note")
BASE_RATES = "base_rates.csv"
MOST_FILES = 100
_DATE = re.compile(r"(1[89]|20|21)\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$")


@dataclass(frozen=True)
class Observation:
    """A value of a series: of a month or day, known from a month on."""

    month: str
    value: float
    known: str
    """Month, 'YYYY-MM', at whose end the value was known."""
    source: str
    mark: Mark


@dataclass(frozen=True)
class Observed:
    """Observed series by name, in the order of time, and what each of them is."""

    about: SeriesFile
    observations: Mapping[str, tuple[Observation, ...]]
    folder: Path

    def known_at(self, series: str, origin: str) -> tuple[Observation, ...]:
        """What was known of a series at the end of a month. Nothing published later is in it."""
        return tuple(o for o in self.observations.get(series, ()) if o.known <= origin and o.month <= origin)

    def after(self, series: str, origin: str, last: str) -> tuple[Observation, ...]:
        """The observations of the months after an origin, up to a last month."""
        return tuple(o for o in self.observations.get(series, ()) if origin < o.month <= last)

    @property
    def last_month(self) -> str:
        """The latest month with an observation of anything that the model speaks of."""
        scored = [name for name, entry in self.about.series.items() if entry.output]
        return max(o.month for name in scored for o in self.observations.get(name, ()))


def observed_folder() -> Path:
    """Folder of the observed series that come with Parley."""
    return shipped_folder("data") / "observed"


def load_observed(folder: str | Path | None = None) -> Observed:
    """Read every CSV file of a folder: one row an observation, with unit and source.

    Args:
        folder: the folder; that of the shipped series by default. `base_rates.csv` has another form and is left out.

    Raises:
        InputError: with file, line and column of every row that has no source, an unknown series, another unit than the
            series, an unreadable date or number, or the month or day of an earlier row, and of every missing month of a
            monthly series; for an empty file, and a folder without any.

    """
    place = observed_folder() if folder is None else Path(folder)
    if not place.is_dir():
        raise InputError(f"no folder {shorten(str(folder))}; give a folder of CSV files")
    about = load_series(place)
    files = sorted(path for path in place.glob("*.csv") if path.name != BASE_RATES and path.is_file())
    if not files:
        raise InputError(f"{shown(place)} holds no CSV files of observations")
    if len(files) > MOST_FILES:
        raise InputError(f"{shown(place)} holds {len(files)} CSV files; allowed: at most {MOST_FILES}")
    problems: list[Problem] = []
    found: dict[str, dict[str, Observation]] = {}
    for path in files:
        try:
            rows = read_table(path, REQUIRED, OPTIONAL)
        except InputError as error:
            problems.extend(error.problems)
            continue
        for row in rows:
            problems.extend(_take(row, about.series, found))
    series = {name: tuple(entries[key] for key in sorted(entries)) for name, entries in found.items()}
    if not problems:  # a month whose row is refused is not missing
        problems.extend(_missing(series, about.series))
    if not problems and not any(about.series[name].output for name in series):
        raise InputError(f"{shown(place)} holds no series that the model speaks of")
    if problems:
        raise InputError(first_of(problems, MOST_PROBLEMS))
    return Observed(about, series, place)


def _take(row: Row, known: Mapping[str, Series], found: dict[str, dict[str, Observation]]) -> Iterable[Problem]:
    """Add a row to what is found, or say what is wrong with it."""
    problems = list(_of_row(row, known))
    if problems:
        return problems
    name, day = row.text("series"), row.text("date")
    entry, month = known[name], day[:7]
    key = month if entry.monthly else day
    if key in found.setdefault(name, {}):
        earlier = found[name][key].mark
        return [Problem(f"{name} has a value for {key} already, at {earlier}; allowed: one", row["date"].mark)]
    published = row.text("published")[:7] or calendar_month(month, entry.known_after_months)
    found[name][key] = Observation(month, float(row.text("value")), published, row.text("source_title"), row.mark)
    return []


def _of_row(row: Row, known: Mapping[str, Series]) -> Iterable[Problem]:
    for column in ("source_title", "source_url"):
        if not row.text(column):
            yield Problem(f"{column} is empty; every row needs its source", row[column].mark)
    dates = ("date", "published") if row.text("published") else ("date",)
    for column in dates:
        if not is_date(row.text(column)):
            yield Problem(
                f"{column}: found {shorten(row.text(column))}; allowed: YYYY-MM or YYYY-MM-DD, such as 2024-06",
                row[column].mark,
            )
        elif column == "published" and row.text(column)[:7] < row.text("date")[:7]:
            yield Problem(f"published: found {row.text(column)}, before its date", row[column].mark)
    name, value = row.text("series"), row.text("value")
    if name not in known:
        yield Problem(f"unknown series {shorten(name)}; {choices(name, known)}", row["series"].mark)
        return
    entry = known[name]
    if row.text("unit") != entry.unit:
        yield Problem(f"unit: found {shorten(row.text('unit'))}; allowed for {name}: {entry.unit!r}", row["unit"].mark)
    try:
        amount = number(value)
    except ValueError as error:
        yield Problem(f"value: {error}", row["value"].mark)
        return
    if entry.kind in ("event", "state") and amount not in (0, 1):
        yield Problem(f"value: found {value}; allowed for {name}: 0 or 1", row["value"].mark)
    low, high = (-math.inf if entry.low is None else entry.low), (math.inf if entry.high is None else entry.high)
    if not low <= amount <= high:
        yield Problem(f"value: found {value}; allowed for {name}: {written(low)} to {written(high)}", row["value"].mark)


def is_date(text: str) -> bool:
    """Whether a text is a month or a day that exists."""
    if not _DATE.match(text):
        return False
    try:
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return False
    return True


def _missing(series: Mapping[str, Sequence[Observation]], known: Mapping[str, Series]) -> Iterable[Problem]:
    """A problem for every gap of a monthly series, at the row after it."""
    for name, entries in series.items():
        if not known[name].monthly:
            continue
        for earlier, later in pairwise(entries):
            gap = month_index(earlier.month, later.month) - 1
            if gap:
                first, last = calendar_month(earlier.month, 1), calendar_month(later.month, -1)
                which = f"{first} is missing" if gap == 1 else f"{first} to {last} are missing"
                yield Problem(f"{name} is monthly and {which} before {later.month}", later.mark)
