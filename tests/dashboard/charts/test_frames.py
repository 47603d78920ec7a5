import io
import itertools
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from dashboard.charts import frames, tables
from dashboard.text import common

NO_EVENTS = pd.DataFrame(columns=["month", "calendar", "event", "mark"])


def test_fan_has_ordered_quantiles_for_every_month(result):
    table = frames.fan(result, result, "fatigue", NO_EVENTS, actor="ukraine")
    assert list(table["month"]) == list(range(9))
    levels = table[list(frames.LEVELS)].to_numpy(float)
    assert (np.diff(levels, axis=1) >= 0).all()
    assert levels.min() > 0 and levels.max() <= 100
    assert (table["baseline"] == table["q50"]).all()


def test_fan_agrees_with_the_library(result):
    theirs = sim.summarise(result)["quantiles"]["front_km2"]
    ours = frames.fan(result, result, "front_km2", NO_EVENTS)
    for name, level in frames.LEVELS.items():
        assert ours[name].to_numpy(float) == pytest.approx(theirs[f"{level:g}"], abs=1e-5)


def test_events_become_rows_of_their_own(result):
    events = pd.DataFrame([{"month": 2, "calendar": "2025-01", "event": "Something", "mark": "1"}])
    table = frames.fan(result, result, "ripeness", events)
    assert len(table) == 10
    assert table["q50"].isna().sum() == 1 and table["event"].notna().sum() == 1


def test_actors_without_the_variable_have_no_values(result):
    table = frames.fan(result, result, "fatigue", NO_EVENTS, actor="global_south")
    assert table["q50"].isna().all()


def test_quantiles_ignore_missing_runs():
    values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    found = frames.quantiles(values)
    assert found[2, 0] == 2
    assert np.isnan(found[:, 1]).all()


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
    return frames.ends(sim.ends(now), sim.ends(baseline), frames.calendar(now), NO_EVENTS)


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


def test_shares_keep_the_baseline_beside_them(result):
    table = frames.shares(frames.gives(result, "eu"), np.zeros(9), frames.calendar(result), NO_EVENTS)
    assert table["now"].iloc[0] == 100 and table["baseline"].eq(0).all()
    assert table["now"].between(0, 100).all() and len(table) == 9


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
    assert frames.distinct(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


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


@pytest.mark.parametrize("ends", [(0, 1), (111_000, 118_000), (3.1, 3.1), (-5, 5), (0, 0), (1e-9, 2e-9)])
def test_rungs_hold_the_values(ends):
    low, high = frames.rungs(*ends)
    assert low <= ends[0] and high >= ends[1] and low < high


def test_rungs_stay_put_for_small_moves():
    assert frames.rungs(0, 10.0, floor=0) == frames.rungs(0, 10.3, floor=0)


def test_numbers_list_assumptions_first(scenario):
    table = tables.every_number(scenario, {"actors.russia.war_cost": 0.4})
    assert len(table) == len(sim.parameters(scenario))
    ranks = table["basis"].map(tables.BASES.index)
    assert ranks.is_monotonic_increasing
    moved = table[table["moved"] == "yes"]
    assert list(moved["number"]) == ["actors.russia.war_cost"] and moved["value"].item() == "0.4"


def test_numbers_list_what_a_turned_member_adds_to_the_file(scenario):
    path = "actors.eu.members.france.stance"
    table = tables.every_number(scenario, {path: 0.9})
    assert len(table) == len(sim.parameters(scenario)) + 1
    row = table[table["number"] == path].iloc[0]
    assert (row["value"], row["moved"], row["basis"]) == ("0.9", "yes", "assumption")


def test_filter_needs_all_words(scenario):
    table = tables.every_number(scenario, {})
    found = tables.matching(table, "UKRAINE fatigue", [])
    assert 0 < len(found) < len(table)
    assert found["number"].str.contains("ukraine").any()
    assert tables.matching(table, "no such word at all", []).empty
    assert set(tables.matching(table, "", ["source"])["basis"]) <= {"source"}
    assert tables.matching(table.iloc[:0], "word", ["source"]).empty


def test_bibliography_and_claims_are_whole(scenario):
    assert len(tables.bibliography(scenario)) == len(scenario.sources)
    assert len(tables.facts(scenario)) == len(scenario.facts)


def test_downloads_hold_what_the_result_holds(result):
    runs = tables.runs(result)
    assert len(runs) == 300
    standing = runs["phase.end"].isin(["war", "talks"]).sum()
    assert standing == sim.ends(result)["at_war"]["runs"][-1]
    for deal in result["deal"].values:
        signed = (runs[f"deals_signed.{deal}"] > 0).mean()
        assert signed == sim.deals(result)[str(deal)]["signed"]["share"]
    raw = tables.to_parquet(runs, {"seed": 3, "scenario": "november-2024"})
    again = pd.read_parquet(io.BytesIO(raw))
    pd.testing.assert_frame_equal(again, runs)
    assert json.loads(pq.read_schema(io.BytesIO(raw)).metadata[b"PANDAS_ATTRS"])["seed"] == "3"
    quantiles = tables.monthly_quantiles(result)
    assert {"front_km2", "fatigue", "aid_eur_bn"} <= set(quantiles["variable"])
    assert not quantiles["q50"].isna().any()


def test_headline_stands_where_the_ends_stand(signed):
    standing, ends = frames.standing(signed), sim.ends(signed)
    assert standing["at_war"].sum() == ends["at_war"]["runs"][-1]
    assert standing["prevails"].sum() == ends["victory_0"]["runs"][-1] + ends["victory_1"]["runs"][-1]
    assert standing["aid"] == pytest.approx(signed["aid_eur_bn"].sum(("month", "donor")).values)
    assert standing["front"] == pytest.approx(signed["front_km2"].values[:, -1] / 1000)
    low, high = frames.middle_90(standing["front"])
    assert (standing["front"] < low).mean() <= 0.05 >= (standing["front"] > high).mean()


def test_paired_differences_are_those_of_the_runs():
    before, after = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 5.0, 4.0])
    found = sim.paired(before, after)
    assert (found["baseline"], found["changed"], found["difference"]) == (2.5, 3.25, 0.75)
    half = 1.959964 * np.std([1, 0, 2, 0]) / 2
    assert (found["low"], found["high"]) == pytest.approx((0.75 - half, 0.75 + half))
    same = np.array([True, False] * 50)
    assert (sim.paired(same, same)["low"], sim.paired(same, same)["high"]) == (-0.03, 0.03)
    assert sim.paired(before, before)["high"] == 0
