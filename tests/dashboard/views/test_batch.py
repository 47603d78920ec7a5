"""The page Batch: folders only where they are allowed, files within limits, tables that agree with the library's."""

import io
import os
import shutil

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

import sim
from dashboard.views.batch import batches, specs as batch_specs, text, unpack
from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import load_batch
from sim.batch.results import measure, read_results
from sim.batch.run import run
from tests.pages import fresh

GRID = """title: Aid against cost
question: How far?
scenarios: [november-2024]
design:
  grid:
    actors.us.capacity_eur_bn: {points: 3}
    actors.russia.war_cost: {low: 0, high: 0.4, points: 4}
runs: 40
months: 4
"""


class Stopped(InProcess):
    """Work that the user stops before the first block."""

    def results(self, batch, blocks):
        raise KeyboardInterrupt
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A working directory with a batch in `results/grid`, and one that was interrupted in `results/part`."""
    place = tmp_path_factory.mktemp("work")
    file = place / "grid.yaml"
    file.write_text(GRID)
    batch = load_batch(str(file))
    folder = place / "results" / "grid"
    folder.parent.mkdir()
    run(batch, folder, InProcess(), blocks_of(batch))
    with pytest.raises(KeyboardInterrupt):
        run(batch, place / "results" / "part", Stopped(), blocks_of(batch))
    return place


@pytest.fixture
def here(place, monkeypatch):
    for name in ("STREAMLIT_SERVER_ADDRESS", "STREAMLIT_SERVER_ALLOWED_HOSTS", "PARLEY_RESULTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PARLEY_RUNS", "100")
    monkeypatch.chdir(place)
    return place


def page(**query: str) -> AppTest:
    app = fresh()
    app.query_params.update({"months": "1", **query})
    app.run()
    return app.switch_page("views/batch/page.py").run()


def test_a_folder_is_opened_and_its_charts_agree_with_the_library(here):
    app = page(batch="grid")
    assert not app.exception and not app.error
    charts = app.get("vega_lite_chart")
    assert len(charts) == 3 and all(len(chart.proto.alt) > 40 for chart in charts)
    found = measure(read_results(here / "results" / "grid"), "talks")
    assert f"from {100 * found['value'].min():.3g} in 100 runs" in charts[0].proto.alt
    assert app.code[0].value == "parley batch results/grid/experiment.yaml --out results/grid-again"
    app.selectbox(key="batch_measure").set_value("last.front_km2").run()
    app.selectbox(key="batch_across").set_value("actors.russia.war_cost").run()
    app.selectbox(key="batch_point").set_value(5).run()
    assert not app.exception and not app.error


def test_one_that_is_not_finished_tells_how_far_it_is(here):
    app = page(batch="part")
    assert not app.exception and not app.error and not app.get("vega_lite_chart")
    assert any("--resume" in code.value for code in app.code)
    assert "interrupted" in str(app.get("progress")[0].proto)


def test_no_folder_is_opened_on_a_server_for_others(here, monkeypatch):
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert batches.root() is None
    app = page(batch="grid")
    assert not app.exception and not app.get("vega_lite_chart") and not [s for s in app.selectbox if s.key == "batch"]
    monkeypatch.setenv("PARLEY_RESULTS", str(here / "results"))
    assert batches.root() == (here / "results").resolve()
    monkeypatch.setenv("PARLEY_RESULTS", "")
    assert batches.root() is None


@pytest.mark.parametrize("name", ["../outside", "/etc", "..", "grid/../../outside", "link", ""])
def test_no_path_leads_out(here, name):
    outside = here / "outside"
    if not outside.exists():
        shutil.copytree(here / "results" / "grid", outside)
        os.symlink(outside, here / "results" / "link")
    assert "link" not in batches.folders(batches.root())
    with pytest.raises(sim.InputError, match="no batch"):
        batches.inside(batches.root(), name)


def test_files_that_are_sent_are_opened(here):
    folder = here / "results" / "grid"
    app = page()
    files = [(name, (folder / name).read_bytes(), "") for name in ("points.parquet", "runs.parquet")]
    app.file_uploader(key="batch_files").upload(files[0][0], files[0][1]).run()
    assert "runs.parquet is missing" in app.error[0].value.replace("\\", "")
    opened = batches.read_files([data for _, data, _ in files])
    assert opened.points.equals(batches.read_folder(folder).points) and opened.scenarios == ["november-2024"]


def sent(**columns) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_files_that_are_none_or_too_large_are_refused(monkeypatch):
    points = sent(point=np.arange(2), scenario=["a", "a"], place=np.arange(2))
    for files, told in (
        ([b"nonsense"], "cannot read"),
        ([sent(x=[1])], "no table of a batch"),
        ([points], "runs.parquet is missing"),
        ([points, sent(**RUNS | {"point": [7]})], "do not belong together"),
    ):
        with pytest.raises(sim.InputError, match=told):
            batches.read_files(files)
    monkeypatch.setitem(batches.LIMITS, "points", (1, 10**6))
    with pytest.raises(sim.InputError, match="allowed: at most 1 lines"):
        batches.read_files([points])


POINTS = {"point": [0], "scenario": ["a"], "place": [0]}
RUNS = {"point": [0], "run": [0], "end": ["at_war"], "first_talks": pa.array([None], pa.int16())}


def refused(*files: bytes) -> None:
    """What the process that unpacks tables would say, said in this one."""
    assert batches._opened(dict(unpack.read(io.BytesIO(sent(**one)), batches.LIMITS) for one in (POINTS, RUNS)))
    try:
        batches._opened(dict(unpack.read(io.BytesIO(data), batches.LIMITS) for data in files))
    except unpack.RefusedError as error:
        sentence, *values = error.args
        assert getattr(text, sentence)(*values)
    except (sim.InputError, pa.ArrowException):
        return
    else:
        pytest.fail("it was taken")


@pytest.mark.parametrize(
    "columns",
    [
        {"point": ["0"]},
        {"point": [0.5]},
        {"point": pa.array([None], pa.int32())},
        {"point": [2**40]},
        {"point": [[0]]},
        {"end": [1]},
        {"end": pa.array([None], pa.string())},
        {"end": ["x" * 300]},
        {"first_talks": ["soon"]},
        {"first_talks": [-1]},
        {"first_talks": [float("inf")]},
        {"last.x": [{"a": 1}]},
        {"blocks_most.eu": [1]},
        {"first_talks": pa.array([], pa.int16()), "point": pa.array([], pa.int32()), "run": pa.array([], pa.int32()),
         "end": pa.array([], pa.string())},
        {f"last.{number}": [0.0] for number in range(300)},
        {"last." + "x" * 300: [0.0]},
    ],
)  # fmt: skip
def test_tables_of_another_shape_are_refused_in_words(columns):
    refused(sent(**POINTS), sent(**RUNS | columns))


@pytest.mark.parametrize(
    "columns",
    [{"point": ["0"]}, {"scenario": [1]}, {"x.y": ["z"]}, {"value": [1.0]}, {"place": [0.5]}, {"x.y": [[1.0]]}],
)
def test_points_of_another_shape_are_refused_in_words(columns):
    refused(sent(**POINTS | columns), sent(**RUNS))


def test_two_columns_of_one_name_are_refused():
    twice = pa.Table.from_arrays([pa.array([0])] * 4, names=["point", "run", "end", "end"])
    stream = io.BytesIO()
    parquet.write_table(twice, stream)
    with pytest.raises(sim.InputError, match="two columns"):
        batches.read_files([stream.getvalue()])


def test_a_word_that_is_repeated_is_kept_once():
    """Little that unpacks to a gigabyte where every word is kept."""
    word, lines = pa.array(["x" * 1000]), 2**20
    words = pa.DictionaryArray.from_arrays(pa.array(np.zeros(lines, np.int32)), word)
    table = pa.table({"point": np.zeros(lines, np.int32), "run": np.zeros(lines, np.int32), "end": words})
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd", store_schema=False)
    assert len(stream.getvalue()) < 200_000
    with pytest.raises(sim.InputError, match="at most 200 letters"):
        batches.read_files([stream.getvalue()])


def test_a_page_that_is_unpacked_whole_ends_its_process_alone(monkeypatch):
    monkeypatch.setitem(batches.LIMITS, "memory", 20 * 2**20)
    lines = 16_000
    words = pa.array(["x" * 5000]).take(pa.array(np.zeros(lines, np.int32)))
    table = pa.table({"point": np.zeros(lines, np.int32), "run": np.zeros(lines, np.int32), "end": words})
    stream = io.BytesIO()
    parquet.write_table(
        table, stream, use_dictionary=False, compression="zstd", data_page_size=2**30, write_batch_size=lines
    )
    assert len(stream.getvalue()) < 50_000
    with pytest.raises(sim.InputError, match="too large when it is unpacked"):
        batches.read_files([stream.getvalue()])


def test_what_unpacks_a_table_is_ended_by_its_limits(monkeypatch):
    monkeypatch.setitem(batches.LIMITS, "memory", 10**6)
    with pytest.raises(sim.InputError, match="too large when it is unpacked"):
        batches.read_files([sent(point=np.arange(10**5), scenario=["a"] * 10**5, place=np.arange(10**5))])


def test_tables_of_charts(here):
    opened = batches.read_folder(here / "results" / "grid")
    table = batches.by_point(opened, "talks", 4, "november-2024")
    across, up = opened.moved
    assert batches.is_grid(table, across, up) and not batches.is_grid(table.iloc[1:], across, up)
    cells = batches.cells(table, across, up, True)
    assert len(cells) == 12 and cells["label"].ne("").all() and cells["light"].dtype == bool
    line = batches.along(table[table[across] == table[across].min()], up)
    assert line["joined"].all() and line["x"].is_monotonic_increasing and not batches.along(table, up)["joined"].any()
    ends = batches.counts(opened, "end", None, "nobody")
    assert round(ends["value"].sum()) == 100 and (ends["low"] <= ends["value"]).all() and ends["runs"].eq(480).all()
    assert batches.counts(opened, "end", 3, "nobody")["runs"].eq(40).all()
    assert "war_cost" in batches.point_name(opened, 3)


def test_specifications_hold_no_data_and_are_built_once():
    for make, arguments in (
        (batch_specs.heat, ("a", "b", True)),
        (batch_specs.along, ("a", False)),
        (batch_specs.bars, ()),
    ):
        spec = make(*arguments)
        assert spec is make(*arguments) and not (
            {"data", "datasets", "config"} & set(str(spec).replace("'", " ").split())
        )
