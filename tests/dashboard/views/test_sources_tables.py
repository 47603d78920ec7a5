"""Tables of Sources: every number and every source of the scenario."""

import sim
from dashboard.charts import tables
from dashboard.views.sources import tables as sources_tables


def test_numbers_list_assumptions_first(scenario):
    table = sources_tables.every_number(scenario, {"actors.russia.war_cost": 0.4})
    assert len(table) == len(sim.parameters(scenario))
    ranks = table["basis"].map(sources_tables.BASES.index)
    assert ranks.is_monotonic_increasing
    moved = table[table["moved"] == "yes"]
    assert list(moved["number"]) == ["actors.russia.war_cost"] and moved["value"].item() == "0.4"


def test_numbers_list_what_a_turned_member_adds_to_the_file(scenario):
    path = "actors.eu.members.france.stance"
    table = sources_tables.every_number(scenario, {path: 0.9})
    assert len(table) == len(sim.parameters(scenario)) + 1
    row = table[table["number"] == path].iloc[0]
    assert (row["value"], row["moved"], row["basis"]) == ("0.9", "yes", "assumption")


def test_filter_needs_all_words(scenario):
    table = sources_tables.every_number(scenario, {})
    found = tables.matching(table, "UKRAINE fatigue", [])
    assert 0 < len(found) < len(table)
    assert found["number"].str.contains("ukraine").any()
    assert tables.matching(table, "no such word at all", []).empty
    assert set(tables.matching(table, "", ["source"])["basis"]) <= {"source"}
    assert tables.matching(table.iloc[:0], "word", ["source"]).empty


def test_bibliography_and_claims_are_whole(scenario):
    assert len(sources_tables.bibliography(scenario)) == len(scenario.sources)
    assert len(sources_tables.facts(scenario)) == len(scenario.facts)
