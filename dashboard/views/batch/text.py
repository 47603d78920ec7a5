"""Words of the page Batch."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.text import markdown, plain as plain_words
from sim import numbers, vocabulary

INTRO = (
    "Many points of many parameters, simulated with `parley batch`: how an outcome differs between them, how their runs end, and "
    "who stands in the way."
)
FOLDER = "Batch on this machine"
NONE = "No batch in {folder} yet. Make one with: `parley batch aid-and-war-cost --out results/aid`"
FILES = "Or open files: points.parquet and runs.parquet of a batch"
FILES_HELP = "Parquet, at most 20 MB each. They are read in memory and not kept."
HOSTED = "This server opens no folders; send the tables of your batch."
MEASURE = "Outcome"
BY = "By month"
SCENARIO = "Scenario of the points"
ACROSS = "Across"
UP = "Upwards"
POINT = "Point"
ALL_POINTS = "All points"
ENDS = "How the runs end"
BLOCKERS = "Who stands in the way most"
NOBODY = "nobody"
TABLE = "Points as a table"
SAVE = "Points with this outcome, CSV"
COMMAND = "The command that makes these tables again:"
ON = "The command that goes on with it; EXPERIMENT is the file or name that it was begun with:"
EXPERIMENT = "The experiment, as it was run"
NOT_DONE = "Its tables are written when it is finished."
ONE_POINT = "Nothing differs between the points, so there is no chart over a parameter; the table below has the values."
SIDES = {"pole_0": "The side at 0", "pole_1": "The side at 1"}
"""What the two sides are called where no scenario names them."""


def end_name(name: str) -> str:
    """How a run stands in the end, in words."""
    return vocabulary.ENDS[name].named(SIDES).label if name in vocabulary.ENDS else name


def blocker_name(column: str) -> str:
    """What a column of the runs says on who stands in the way."""
    return f"New money of {plain_words.shown(column.partition('.')[2])}" if "." in column else "Proposals"


def measure_name(name: str) -> str:
    """An outcome of a batch in words."""
    if name in vocabulary.OUTCOMES:
        return vocabulary.OUTCOMES[name].label
    return f"{plain_words.shown(name.removeprefix('last.'))}, in the last month"


def progress(state: str, done: int, blocks: int, points: int, runs: int) -> str:
    """How far a batch is."""
    return f"{state}: {done:,} of {blocks:,} blocks done; {points:,} points and {runs:,} runs in all"


def span(name: str, frame: pd.DataFrame, share: bool) -> str:
    """Takeaway above the chart: from the lowest to the highest point."""
    known = frame.dropna(subset=["value"])
    if known.empty:
        return f"**{markdown.escape(name)}**: no point has runs."
    low, high = known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()]
    unit = " in 100 runs" if share else ""
    told = (
        f"{numbers.plain(row['value'], 3)}{unit} ({numbers.plain(row['low'], 3)} to {numbers.plain(row['high'], 3)})"
        for row in (low, high)
    )
    return f"**{markdown.escape(name)}**: from {' to '.join(told)} over {len(known):,} points; in brackets the interval of each."


def alt(name: str, frame: pd.DataFrame, axes: Sequence[str], share: bool) -> str:
    """A chart over points in words."""
    return f"{markdown.plain(span(name, frame, share))} Drawn over {' and '.join(axes)}."


def counts_alt(heading: str, frame: pd.DataFrame) -> str:
    """Bars in words."""
    told = (f"{row.what} {row.value:.0f} ({row.low:.0f} to {row.high:.0f})" for row in frame.itertuples())
    return f"{heading}, in 100 runs: " + ", ".join(told) + "."


def points_alt(count: int) -> str:
    """The table of points in words."""
    return (
        f"Table of {count} points with what each moves, the value of the outcome, its interval and the number of runs."
    )


def counted_in_batch(name: str | None, points: int, runs: int) -> str:
    """The same for a batch; without a name its tables were sent."""
    return f"{f'Batch {name}' if name else 'A batch'}: {points:,} point{'s' if points != 1 else ''}, {runs:,} runs."


COLUMNS_MISSING = "the tables are not those of a batch: columns are missing"
NOT_TOGETHER = "points.parquet and runs.parquet do not belong together: every run is of one of the points, which are numbered from 0"


def no_batch_table() -> str:
    """A table that is none of a batch's."""
    return "a file is no table of a batch; send points.parquet and runs.parquet"


def table_too_large(most_lines: int, most_bytes: int) -> str:
    """A table that takes too much memory, which is known before all of it is unpacked."""
    return (
        f"a table is too large when it is unpacked; allowed: at most {most_lines:,} lines and {most_bytes / 1e6:,.0f} MB; use "
        "`parley report` instead"
    )


def too_many_columns(found: int, most: int) -> str:
    """A table with too many columns."""
    return f"a table has {found:,} columns; allowed: at most {most:,}"


def column_name_too_long(name: str, most: int) -> str:
    """A column whose name is too long; `name` is how it begins."""
    return f"the name of the column {name[:40]!r}… has more than {most:,} letters"


def column_twice(name: str) -> str:
    """Two columns of one name."""
    return f"two columns have the name {name!r}"


def column_taken(name: str) -> str:
    """A column of the points that has the name of one that the page adds."""
    return f"points.parquet has a column {name!r}, which the page adds itself; give it another name"


def column_out_of_range(name: str, low: int, high: int) -> str:
    """A column with values that a batch does not have."""
    return f"column {name!r}: a value is out of range; allowed: {low} to {high}"


def column_of_another_kind(name: str, found: str, needs: str) -> str:
    """A column whose values are of another kind than those of a batch."""
    return f"column {name!r}: found values of the type {found}; allowed: {needs}"


def column_with_gaps(name: str) -> str:
    """A column in which no value may be missing."""
    return f"column {name!r}: a value is missing"


def too_many_words(name: str, most: int, longest: int) -> str:
    """A column of names with too many or too long ones."""
    return f"column {name!r}: allowed are at most {most:,} different words of at most {longest:,} letters"


def cannot_read_table(reason: str) -> str:
    """A table that is no Parquet, or cannot be opened."""
    return f"cannot read a table: {' '.join(reason.split())[:200]}"


def tables_missing(names: Sequence[str]) -> str:
    """Tables that a batch needs."""
    return f"{' and '.join(f'{name}.parquet' for name in names)} is missing"


def no_batch(name: str) -> str:
    """A batch that is not in the folder of results."""
    return f"no batch {name[:80]!r} here"
