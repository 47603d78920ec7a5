"""The data dictionary: what the tables hold is what it says, and every file says it of itself."""

import re

import numpy as np
import pytest
from pyarrow import parquet

from docs import build
from sim import load_scenario
from sim.batch import tables
from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import batch_of, load_batch
from sim.batch.run import run
from tests.conftest import WORLD

COLUMNS = {"points": tables.point_columns, "runs": tables.run_columns, "monthly": tables.monthly_columns}
RANGE = re.compile(r"(\d+) to (\d+)$")
EXPERIMENT = {"runs": 60, "months": 3, "design": {"grid": {"actors.ridge.pressure": [0, 0.6]}}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("tables") / "out"
    batch = batch_of(load_scenario(WORLD), EXPERIMENT)
    run(batch, place, InProcess(), blocks_of(batch))
    return place


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_says_of_itself_what_the_dictionary_says(folder, name):
    expected = COLUMNS[name](batch_of(load_scenario(WORLD), EXPERIMENT))
    found = parquet.read_schema(folder / f"{name}.parquet")
    assert found.names == list(expected)
    for field, column in zip(found, expected.values(), strict=True):
        about = {key.decode(): value.decode() for key, value in field.metadata.items()}
        assert {key: about[key] for key in ("unit", "range", "text")} == {
            "unit": column.unit,
            "range": column.range,
            "text": column.text,
        }
        assert field.type == column.type
    assert found.metadata[b"schema_version"].decode() == str(tables.SCHEMA_VERSION)


@pytest.mark.parametrize("name", ["runs", "monthly"])
def test_values_lie_in_the_range_that_the_dictionary_gives(folder, name):
    expected = COLUMNS[name](batch_of(load_scenario(WORLD), EXPERIMENT))
    table = parquet.read_table(folder / f"{name}.parquet").to_pandas()
    checked = 0
    for column, about in expected.items():
        bounds = RANGE.match(about.range)
        values = table[column].dropna()
        if bounds and len(values):
            low, high = map(float, bounds.groups())
            assert values.between(low, high).all(), (column, values.min(), values.max(), about.range)
            checked += 1
    assert checked > 3


def test_the_page_has_every_column_with_its_text_and_notices_when_it_is_stale():
    page = (build.HERE / "batch-tables.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        part = re.search(rf"<!-- columns {name} -->(.*?)<!-- /columns", page, re.DOTALL)[1]
        for column, about in columns(load_batch(build.SAMPLE)).items():
            line = next(line for line in part.splitlines() if line.startswith(f"| `{column}` |"))
            assert about.text.replace("|", "\\|") in line and about.unit in line
    stale = page.replace("4,096", "5,000")
    assert build.filled(stale) == page != stale


def test_the_page_tells_how_quantiles_are_pooled():
    page = (build.HERE / "batch-tables.md").read_text(encoding="utf-8")
    assert f"{len(build.NODES)}" in page and f"{build.ROWS:,} runs" in page and np.isclose(build.NODES[0], 0.0025)
    assert "0.25, 0.75, … 99.75 %" in page
