"""Read a Parquet table that nobody vouches for: run as a process of its own, with a limit of memory and time. No Streamlit.

A few kilobytes of Parquet may unpack to gigabytes, and its footer may say what it likes: a page is unpacked whole before anybody can
count it. So the reader is a child that may fail. It takes the file on its standard input and the limits as one JSON argument, and
writes the columns of a batch, with repeated words kept once, as an Arrow stream; or one JSON line with what is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

REFUSED = 3
"""Exit code when what is wrong is known and said."""
AT_ONCE = 1000
"""Lines that are unpacked before they are counted."""
LONGEST_NAME = 200
"""Letters of a column's name."""
WORDS = ("scenario", "end", "refuses_most", "blocks_most.")
WHOLE = ("point", "place", "run")
TABLES = {"place": "points", "run": "runs", "variable": "monthly"}
"""By which column a table is known."""
OF_RUNS = (*WORDS, *WHOLE, "first_", "last.")
"""What the page needs of the runs; of the points it needs everything."""


class RefusedError(Exception):
    """What is wrong with a table: the name of a sentence of the page and what stands in it."""


def is_one_of(name: str, known: Iterable[str]) -> bool:
    """Whether a column is among those known by name or by how their names begin."""
    return any(name == one or (one[-1] in "._" and name.startswith(one)) for one in known)


def wanted(schema: pa.Schema) -> tuple[str, list[str]]:
    """Which table of a batch this is, and the columns to read; their types are looked at before anything is unpacked."""
    names = schema.names
    table = next((table for column, table in TABLES.items() if column in names), None)
    if table is None:
        raise RefusedError("no_batch_table")
    if table == "monthly":  # which the page does not show
        return table, []
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
        raise RefusedError("column_twice", twice)
    columns = [name for name in names if table == "points" or is_one_of(name, OF_RUNS)]
    if longest := next((name for name in columns if len(name) > LONGEST_NAME), None):
        raise RefusedError("column_name_too_long", longest[:LONGEST_NAME], LONGEST_NAME)
    for name in columns:
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not _is_kind(name, kind):
            needs = "words" if is_one_of(name, WORDS) else "whole numbers" if name in WHOLE else "numbers"
            raise RefusedError("column_of_another_kind", name, str(kind)[:60], needs)
    return table, columns


def _is_kind(name: str, kind: pa.DataType) -> bool:
    if is_one_of(name, WORDS):
        return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
    if name in WHOLE:
        return pa.types.is_integer(kind)
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    return bool(number or pa.types.is_null(kind))


def read(source: Any, limits: Mapping[str, Any]) -> tuple[str, pa.Table]:
    """Which table of a batch a file holds, and what is needed of it. Raises RefusedError, and whatever pyarrow raises."""
    with parquet.ParquetFile(source) as file:
        table, columns = wanted(file.schema_arrow)
        if len(columns) > limits["columns"]:
            raise RefusedError("too_many_columns", len(columns), limits["columns"])
        words = [name for name in columns if is_one_of(name, WORDS)]
    if not columns:
        return table, pa.table({})
    most_lines, most_bytes = limits[table]
    with parquet.ParquetFile(source, read_dictionary=words) as file:
        parts, lines, size = [], 0, 0
        for part in file.iter_batches(AT_ONCE, columns=columns, use_threads=False):
            lines, size = lines + part.num_rows, size + _bytes(part)
            if lines > most_lines or size > most_bytes:
                raise RefusedError("table_too_large", most_lines, most_bytes)
            parts.append(part)
        schema = parts[0].schema if parts else pa.schema([file.schema_arrow.field(name) for name in columns])
    found = pa.Table.from_batches(parts, schema)
    return table, pa.table({name: _column(name, found[name], limits) for name in columns})


def _bytes(part: pa.RecordBatch) -> int:
    """What a part holds of its own; the words of a column are one for all its parts."""
    indices = (column.indices if pa.types.is_dictionary(column.type) else column for column in part.columns)
    return sum(column.nbytes for column in indices)


def _column(name: str, column: pa.ChunkedArray, limits: Mapping[str, Any]) -> pa.ChunkedArray:
    """A column in the one type in which the page takes it."""
    if name in (*WHOLE, "scenario", "end") and column.null_count:
        raise RefusedError("column_with_gaps", name)
    if is_one_of(name, WORDS):
        column = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
        column = column.unify_dictionaries()
        words = column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())
        longest = pc.max(pc.utf8_length(words)).as_py() or 0
        if len(words) > limits["words"] or longest > limits["letters"]:
            raise RefusedError("too_many_words", name, limits["words"], limits["letters"])
        return pc.cast(column, pa.dictionary(pa.int32(), pa.string()))
    if name in WHOLE:
        return pc.cast(column, pa.int32())
    return column if pa.types.is_integer(column.type) else pc.cast(column, pa.float64())


def limit(memory: int, seconds: int) -> None:
    """Let the kernel end this process where it takes more memory than now and `memory` bytes, or more time on the processor."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; what is counted above stays
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main() -> None:
    limits = json.loads(sys.argv[1])
    pa.set_memory_pool(pa.system_memory_pool())  # takes no more than it uses
    limit(limits["memory"], limits["seconds"])
    try:
        source = sys.stdin.buffer.read()
        table, found = read(pa.BufferReader(source), limits)
        out = found.replace_schema_metadata({"table": table})
        with pa.ipc.new_stream(sys.stdout.buffer, out.schema) as stream:
            stream.write_table(out)
    except RefusedError as error:
        problem = error.args
    except MemoryError:  # so are pyarrow's
        problem = ("table_too_large", *limits["runs"])
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        problem = ("cannot_read_table", str(error)[:500])
    else:
        return
    sys.stderr.write(json.dumps(problem))
    sys.exit(REFUSED)


if __name__ == "__main__":
    main()
