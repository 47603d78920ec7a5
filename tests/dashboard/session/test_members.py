"""Members of blocs whose stance can be turned round."""

import pytest

import sim
from dashboard.session import members, state
from tests.conftest import loaded

HUNGARY = "actors.eu.members.hungary.stance"
SCEPTICS = "actors.us.members.senate.members.republican_sceptics.stance"


@pytest.fixture(scope="module")
def flippable(scenario):
    return members.flippable(scenario)


def test_everybody_who_votes_can_be_turned(flippable, result):
    """The same names and labels as the library's, in the same order."""
    found = [(f"{bloc}.{one.name}", one.label) for bloc, entries in flippable.items() for one in entries]
    theirs = zip(result["member"].values.tolist(), result["member_label"].values.tolist(), strict=True)
    assert found == list(theirs)


def test_paths_lead_into_nested_chambers(flippable):
    paths = {one.path for entries in flippable.values() for one in entries}
    assert {HUNGARY, SCEPTICS, "actors.eu.members.france.stance"} <= paths


@pytest.mark.parametrize("name", sim.scenario_names())
def test_whoever_is_listed_can_be_turned(name):
    """Both ways at once for all, as far as the library is concerned."""
    scenario = loaded(name)
    listed = members.flippable(scenario)
    for value in members.STANCES.values():
        changes = {one.path: value for entries in listed.values() for one in entries}
        moved = sim.parameters(sim.change(scenario, changes))
        assert all(moved[path].value == value for path in changes)


def test_nobody_is_listed_who_votes_by_chance(scenario):
    data = scenario.model_dump(mode="json", exclude_none=True)
    data["actors"]["eu"]["members"]["hungary"]["gate"] = {}
    own = type(scenario).model_validate(data)
    listed = members.flippable(own)
    assert "hungary" not in {one.name for one in listed["eu"]}


def test_turned_members_are_read_and_all_else_is_left_out(flippable):
    raw = {
        "eu.against": ["hungary", "atlantis", 7],
        "eu.favour": ("hungary", "slovakia"),
        "us.favour": "senate.republican_sceptics",
        "xx.against": ["hungary"],
    }
    assert members.turned(flippable, raw) == {HUNGARY: "against", "actors.eu.members.slovakia.stance": "favour"}


def test_a_turned_member_overrules_its_lever(scenario):
    raw = {HUNGARY: 0.6, "eu.favour": ["hungary"]}
    question = state.read("x", scenario, sim.parameters(scenario), raw)
    assert dict(question.changes) == {HUNGARY: members.STANCES["favour"]}


def test_turning_members_reaches_the_votes(scenario):
    """Who is put against votes yes less often, who is put in favour more often."""
    seen = {}
    for side, value in members.STANCES.items():
        moved = sim.simulate(scenario, runs=200, months=6, seed=1, changes={HUNGARY: value, SCEPTICS: value})
        seen[side] = sim.blocking_members(moved)
    for name in ("eu.hungary", "us.senate.republican_sceptics"):
        assert seen["against"][name]["no"] > 0.99 and seen["favour"][name]["yes"] > 0.9
