import copy
import json

import altair as alt
import pytest

from dashboard.charts import palette, vega
from dashboard.text import common
from dashboard.views.explore import specs as explore_specs
from sim import colours

NAMES = tuple(common.REASONS.items())
ALL = {
    "fan": lambda: vega.fan("#AC473E", (0.0, 100.0), "2024-11", 12),
    "fan with dots": lambda: vega.fan(next(iter(palette.DOTTED)), (0.0, 100.0), "2024-11", 12),
    "shares": lambda: vega.shares("#AC473E", "2024-11", 12),
    "ends": lambda: explore_specs.ends((("At war", "transparent"), ("A 'quoted' end", "#86B8EA")), "2024-11", 12),
    "ballots": lambda: explore_specs.ballots(tuple(common.VOTES.items()), 14),
    "deal blockers": lambda: vega.blockers(tuple(common.DEAL_REASONS.items()), 2),
    "dots": lambda: explore_specs.dots("2024-11", 12, 11),
    "blockers": lambda: vega.blockers(NAMES, 4),
    "terms": lambda: explore_specs.terms(((0.0, "Borders of 1991"), (0.5, "a 'quoted' \\ label\n"), (1.0, "Beyond"))),
}


@pytest.mark.parametrize("name", ALL)
def test_specification_is_valid_vega_lite(name):
    spec = {"data": {"name": "rows"}, **ALL[name]()}
    kind = alt.LayerChart if "layer" in spec else alt.Chart
    kind.from_dict(spec)


@pytest.mark.parametrize("name", ALL)
def test_specification_is_built_once(name):
    assert ALL[name]() is ALL[name]()


@pytest.mark.parametrize("name", ALL)
def test_specification_holds_no_data_and_no_subtitle(name):
    told = json.dumps(ALL[name]())
    for word in ('"data"', '"datasets"', '"values": [{', "subtitle", "$schema", '"config"'):
        assert word not in told


@pytest.mark.parametrize("name", ALL)
def test_streamlit_does_not_write_to_the_cached_specification(name):
    import pandas as pd
    import streamlit as st

    spec = ALL[name]()
    before = copy.deepcopy(spec)
    st.vega_lite_chart(pd.DataFrame({"month": [0, 1], "q50": [1.0, 2.0]}), spec)
    assert spec == before


def test_axis_counts_months_from_the_start():
    axis = vega.fan("#AC473E", (0.0, 1.0), "2023-12", 24)["layer"][0]["encoding"]["x"]["axis"]
    names = json.loads(axis["labelExpr"].removesuffix("[datum.value]"))
    assert names == {"0": "Dec 23", "6": "Jun 24", "12": "Dec 24", "18": "Jun 25", "24": "Dec 25"}
    assert axis["values"] == [int(value) for value in names]


def test_label_cannot_leave_its_string():
    label = "'+alert(1)+'"
    expression = vega.quoted(label)
    assert expression == "'\\'+alert(1)+\\''"
    assert vega.quoted("a\\") == "'a\\\\'"


def test_only_lines_that_need_it_carry_dots():
    told = {colour: json.dumps(vega.fan(colour, (0.0, 1.0), "2023-12", 24)) for colour in colours.ACTORS}
    assert {colour for colour, spec in told.items() if '"point": {' in spec} == palette.DOTTED
