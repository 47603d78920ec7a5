"""Tables as CSV: the same cells as the Parquet files, whole files, nobody else's folder."""

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from sim.batch.prepare import load_batch
from sim.csv_writing import BYTE_ORDER_MARK, head
from sim.errors import InputError
from sim.report import export
from sim.report.export import FILES, check_folder, write_tables
from tests.batch.test_store import hashes


def write_csv(folder, target, excel=False):
    return write_tables(folder, load_batch(folder / "experiment.yaml"), target, excel)


@pytest.mark.parametrize("name", export.TABLES)
def test_cells_are_those_of_the_parquet_file(stored, tmp_path, name):
    folder = stored("lines").folder
    write_csv(folder, tmp_path / "csv")
    found = pd.read_csv(tmp_path / "csv" / f"{name}.csv")
    expected = pd.read_parquet(folder / f"{name}.parquet")
    units = {field.name: field.metadata[b"unit"].decode() for field in parquet.read_schema(folder / f"{name}.parquet")}
    assert found.columns[: expected.shape[1]].tolist() == [head(column, units[column]) for column in expected]
    assert {"scenario", "seed", "levers"} <= set(found) and len(found) == len(expected)
    found = found.rename(columns=lambda column: column.partition(" [")[0])
    for column in expected:
        one, other = found[column], expected[column]
        if pd.api.types.is_numeric_dtype(other):
            assert np.array_equal(one.astype(other.dtype), other, equal_nan=True), column
        else:
            assert one.fillna("").tolist() == other.astype(object).where(other.notna(), "").tolist(), column


def test_an_export_can_be_repeated_and_leaves_no_table_of_another_batch(stored, tmp_path):
    (tmp_path / "runs.csv.part").write_text("interrupted")
    assert [path.name for path in write_csv(stored("lines").folder, tmp_path)] == list(FILES)
    before = (tmp_path / "runs.csv").read_bytes()
    write_csv(stored("lines").folder, tmp_path)
    assert (tmp_path / "runs.csv").read_bytes() == before
    assert [path.name for path in write_csv(stored("morris").folder, tmp_path)] == ["points.csv", "runs.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["points.csv", "runs.csv"]


def test_a_folder_of_something_else_is_refused_and_left_alone(stored, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "runs.csv").write_text("mine too")
    with pytest.raises(
        InputError, match=r"holds 'letter.txt'; allowed: a new or empty folder, or one that holds only points.csv"
    ):
        write_csv(stored("morris").folder, tmp_path)
    assert (tmp_path / "runs.csv").read_text() == "mine too"
    with pytest.raises(InputError, match="is a file; give a folder"):
        check_folder(tmp_path / "letter.txt")
    before = hashes(stored("morris").folder)
    with pytest.raises(InputError, match="allowed: a new or empty folder"):
        check_folder(stored("morris").folder)
    assert hashes(stored("morris").folder) == before


def test_a_table_that_cannot_be_written_whole_is_not_written(stored, tmp_path, monkeypatch):
    write_csv(stored("morris").folder, tmp_path)
    before = (tmp_path / "runs.csv").read_bytes()

    def full(source, target, *_):
        target.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_convert", full)
    with pytest.raises(InputError, match=r"cannot write to .*No space left on device"):
        write_csv(stored("lines").folder, tmp_path)
    assert (tmp_path / "runs.csv").read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_table_is_told(stored, tmp_path):
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "points.parquet").write_bytes(b"PAR1 no table PAR1")
    batch = load_batch(stored("morris").folder / "experiment.yaml")
    with pytest.raises(InputError, match=r"cannot read .*points.parquet"):
        write_tables(tmp_path / "batch", batch, tmp_path / "csv")


def test_every_line_says_its_scenario_seed_and_unit(stored, tmp_path):
    batch = load_batch(stored("lines").folder / "experiment.yaml")
    write_csv(stored("lines").folder, tmp_path, excel=True)
    for name in export.TABLES:
        assert (tmp_path / f"{name}.csv").read_bytes().startswith(BYTE_ORDER_MARK)
        found = pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig")
        assert found["seed"].unique().tolist() == [batch.experiment.seed]
        assert found["scenario"].tolist() == [batch.place(point)[0] for point in found["point"]]
    units = dict(zip(found["variable"], found["unit"], strict=True))
    assert units["happened.talks"] == "share of runs" and len(set(units.values()) - {"share of runs"}) > 0
