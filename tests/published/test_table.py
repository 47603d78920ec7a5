"""The table of oracles says what does not match, and it is the page in docs that says so too."""

import json
import re
from dataclasses import replace

import pytest

from docs import build
from tests.published import table


@pytest.fixture(scope="module")
def rows():
    return table()


def test_all_but_one_figure_match(rows):
    assert [row.name for row in rows if not row.matches] == [
        "challenge model, ten states on emission standards: weighted median after round 2"
    ]


def test_a_figure_that_is_off_does_not_match(rows):
    for row in rows:
        off = replace(row, ours=tuple(number + 1.01 * row.tolerance + row.difference for number in row.ours))
        assert not off.matches, row.name
        assert row.tolerance <= 0.1


def test_it_is_plain_data(rows):
    data = [row.data() for row in rows]
    assert json.loads(json.dumps(data)) == data


def test_every_row_has_its_source_and_its_place_on_the_page(rows):
    page = (build.HERE / "oracles.md").read_text(encoding="utf-8")
    assert build.HERE / "oracles.md" in build.PAGES
    for row in rows:
        assert row.name in page and row.source in page


def test_the_example_of_the_page_runs():
    page, names = (build.HERE / "oracles.md").read_text(encoding="utf-8"), {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], names)
    assert names["found"].nash == names["found"].kalai_smorodinsky == 3
