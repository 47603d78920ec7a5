"""Tables of Explore: what is drawn adds up to what the model gave."""

import io
import itertools
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from dashboard.charts import fans
from dashboard.charts.tables import to_parquet
from dashboard.session import results
from dashboard.text import common, plain
from dashboard.views.explore import frames, tables

NO_EVENTS = pd.DataFrame(columns=["month", "calendar", "event", "mark"])


@pytest.mark.parametrize(("signing", "dots"), [(0.0, 0), (0.5, 25), (1.0, 50)])
def test_fifty_dots_whatever_the_share(signing, dots):
    months = np.full(1000, np.nan)
    months[: int(1000 * signing)] = 4
    calendar = [f"m{i}" for i in range(13)]
    table = frames.dots(months, 12, calendar)
    assert len(table) == 50
    assert (table["outcome"] == "agreement").sum() == dots
    assert frames.stack(table) >= table["row"].max()
    assert not table.duplicated(["x", "row"]).any()


def test_ceasefires_are_marks_of_their_own():
    months = np.array([1.0] * 500 + [3.0] * 300 + [np.nan] * 200)
    table = frames.dots(months, 12, [f"m{i}" for i in range(13)], np.arange(1000) % 5 == 0)
    assert table["outcome"].value_counts().to_dict() == {"agreement": 32, "nothing signed": 10, "ceasefire": 8}
    assert set(table.loc[table["outcome"] == "ceasefire", "calendar"]) == {"m1", "m3"}


def test_dots_lie_at_their_month_or_in_its_bin():
    table = frames.dots(np.linspace(0, 60, 5000), 60, [f"m{i}" for i in range(61)])
    signed = table[table["outcome"] == "agreement"]
    assert len(signed) == 50 and signed["x"].between(0, 61).all()


def ends_of(now, baseline):
    return frames.ends(sim.ends(now), sim.ends(baseline), fans.calendar(now), NO_EVENTS)


def test_ends_are_layers_that_sum_to_all_runs(result, signed):
    for dataset in (result, signed):
        table = ends_of(dataset, dataset)
        by_month = table.groupby("month")
        assert by_month["share"].sum().to_numpy() == pytest.approx(100)
        assert by_month["from"].min().eq(0).all() and by_month["to"].max().to_numpy() == pytest.approx(100)
        for _, layers in by_month:
            assert layers["from"].iloc[1:].to_numpy() == pytest.approx(layers["to"].iloc[:-1].to_numpy())
        assert len(table) == len(sim.ends(dataset)) * dataset.sizes["month"]


def test_ends_count_what_the_dataset_counts(signed):
    table = ends_of(signed, signed)
    last = table[table["month"] == table["month"].max()].set_index("end")["share"]
    holding = frames.in_phase(signed, "agreement")[-1] * 100
    assert 0 < holding < 100
    assert last[sim.ends(signed)["agreement"]["label"]] == pytest.approx(holding)
    assert frames.in_phase(signed, "talks").max() > 0


def test_every_phase_has_its_share(result):
    phases = result["phase"].attrs["flag_meanings"].split()
    total = sum(frames.in_phase(result, phase) for phase in phases)
    assert total == pytest.approx(np.ones(9))


def test_baseline_s_layers_end_where_they_ended(result, signed):
    short = signed.isel(month=slice(0, 9))
    table = ends_of(result, short)
    first = table[table["end"] == table["end"].iloc[0]]
    assert first["edge"].to_numpy() == pytest.approx(first["was"].to_numpy())
    assert table.groupby("month")["edge"].apply(lambda edges: edges.isna().sum()).eq(1).all()


def test_only_layers_with_room_are_lettered(result):
    table = ends_of(result, result)
    lettered = table[table["lettered"].notna()]
    assert list(lettered["lettered"]) == [sim.ends(result)["at_war"]["label"]]
    assert set(lettered["month"]) == {8}


def test_members_vote_one_way_in_every_run_month(result):
    counted = sim.blocking_members(result)
    table = frames.ballots(counted, list(counted), common.VOTES)
    assert len(table) == len(common.VOTES) * result.sizes["member"]
    assert table.groupby("member")["share"].sum().to_numpy() == pytest.approx(100)
    assert (table["to"] - table["from"]).to_numpy() == pytest.approx(table["share"].to_numpy())
    no = table[table["vote"] == common.VOTES["no"]]
    assert (no["blocks"] <= no["share"] + 1e-9).all()
    assert (table["told"] == "").eq(table["blocks"] < 0.5).all()


def test_members_of_the_same_name_are_told_apart():
    assert plain.distinct(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (14, [14]), (15, [8, 7]), (27, [14, 13])])
def test_many_members_are_split_evenly(count, sizes):
    names = [str(number) for number in range(count)]
    found = frames.parts(names, 14)
    assert [len(part) for part in found] == sizes and list(itertools.chain(*found)) == names


def test_answers_to_a_deal_on_an_issue_add_up(result):
    for deal in result["deal"].values:
        table = frames.blockers(result, str(deal), 8, common.DEAL_REASONS)
        assert set(table["actor"]) == {"Russia", "Ukraine"}
        assert table.groupby("actor")["share"].sum().to_numpy() == pytest.approx(100)


def test_answers_to_a_proposal_add_up(result):
    for proposal in sorted(set(result["proposal"].values) - set(result["deal"].values)):
        table = frames.blockers(result, str(proposal), 8, common.REASONS)
        assert len(table) % len(common.REASONS) == 0 and len(table)
        assert table.groupby("actor")["share"].sum().to_numpy() == pytest.approx(100)
        assert "Global South" not in set(table["actor"])


def test_reasons_are_the_engine_s(result):
    assert set(result["code"].values) == set(common.REASONS)
    assert set(common.DEAL_REASONS) < set(common.REASONS)
    assert set(result["vote"].values) == set(common.VOTES)


def test_terms_add_up_to_the_deals(signed):
    deals = int(signed["first_agreement"].notnull().sum())
    assert deals
    for issue in signed["issue"].values:
        table = frames.terms(signed, str(issue))
        assert table["deals"].sum() == deals
        assert table["share"].sum() == pytest.approx(100)


def test_downloads_hold_what_the_result_holds(result):
    runs = tables.runs(result)
    assert len(runs) == 300
    standing = runs["phase.end"].isin(["war", "talks"]).sum()
    assert standing == sim.ends(result)["at_war"]["runs"][-1]
    for deal in result["deal"].values:
        signed = (runs[f"deals_signed.{deal}"] > 0).mean()
        assert signed == sim.deals(result)[str(deal)]["signed"]["share"]
    raw = to_parquet(runs, {"seed": 3, "scenario": "november-2024"})
    again = pd.read_parquet(io.BytesIO(raw))
    pd.testing.assert_frame_equal(again, runs)
    assert json.loads(pq.read_schema(io.BytesIO(raw)).metadata[b"PANDAS_ATTRS"])["seed"] == "3"
    quantiles = tables.monthly_quantiles(result)
    assert {"front_km2", "fatigue", "aid_eur_bn"} <= set(quantiles["variable"])
    assert not quantiles["q50"].isna().any()


def test_headline_stands_where_the_ends_stand(signed):
    standing, ends = results._standing(signed), sim.ends(signed)
    assert standing["at_war"].sum() == ends["at_war"]["runs"][-1]
    assert standing["prevails"].sum() == ends["victory_0"]["runs"][-1] + ends["victory_1"]["runs"][-1]
    assert standing["aid"] == pytest.approx(signed["aid_eur_bn"].sum(("month", "sponsor")).values)
    assert standing["front"] == pytest.approx(signed["front_km2"].values[:, -1] / 1000)
    low, high = frames.middle_90(standing["front"])
    assert (standing["front"] < low).mean() <= 0.05 >= (standing["front"] > high).mean()
