"""CSV as Parley writes it, everywhere: units in the head, and on every line which scenario, seed and levers it is of.

No comment lines and a point as the decimal mark, so that spreadsheets, pandas and R read it as it stands. Empty cells are missing values.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What Excel needs at the beginning of a file to read its letters as UTF-8."""
NO_UNITS = frozenset({"", "name", "number", "code", "the variable's"})
"""Units of what has none, or another one on each line."""


def levers_text(moved: Mapping[str, float | bool]) -> str:
    """Parameters that were moved, as `PATH=VALUE; PATH=VALUE`, empty for none."""
    return "; ".join(
        f"{path}={str(value).lower() if isinstance(value, bool) else format(value, '.12g')}"
        for path, value in moved.items()
    )


def head(name: str, unit: str | None) -> str:
    """The head of a column: its name, and its unit in brackets if it has one."""
    return name if unit is None or unit in NO_UNITS else f"{name} [{unit}]"


def write_csv(
    target: Any,
    layout: pa.Schema,
    parts: Iterable[pa.RecordBatch],
    units: Mapping[str, str],
    about: Mapping[str, str | int],
    excel: bool = False,
) -> None:
    """Write a table in parts into an open binary file or stream.

    `units` are by column; `about` is written into columns behind the others, on every line, unless the table has a column of that
    name. With `excel` the file begins with a byte order mark.
    """
    added = {name: value for name, value in about.items() if name not in layout.names}
    fields = [pa.field(head(field.name, units.get(field.name)), _written(field.type)) for field in layout]
    fields += [pa.field(name, pa.int64() if isinstance(value, int) else pa.string()) for name, value in added.items()]
    whole = pa.schema(fields)
    if excel:
        target.write(BYTE_ORDER_MARK)
    options = csv.WriteOptions(quoting_style="needed", quoting_header="needed")
    with csv.CSVWriter(target, whole, write_options=options) as writer:
        for part in parts:
            columns = [column.cast(_written(column.type)) for column in part.columns]
            constant = zip(added.values(), whole.types[len(columns) :], strict=True)
            columns += [pa.repeat(pa.scalar(value, kind), part.num_rows) for value, kind in constant]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=whole))


def _written(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) or pa.types.is_null(kind) else kind


def csv_bytes(
    table: pd.DataFrame, units: Mapping[str, str], about: Mapping[str, str | int], excel: bool = False
) -> bytes:
    """A table in memory as the content of a CSV file; see `write_csv`."""
    words = table.select_dtypes("object").columns
    plain = table.assign(**{name: table[name].map(str, na_action="ignore") for name in words})
    arrow = pa.Table.from_pandas(plain, preserve_index=False)
    stream = io.BytesIO()
    write_csv(stream, arrow.schema, arrow.to_batches(), units, about, excel)
    return stream.getvalue()
