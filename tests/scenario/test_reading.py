"""Reading a scenario: `extends`, the bibliography, policies in force, and text that reads back alike."""

import re
import shutil
from pathlib import Path

import pytest

from sim import InputError, change, load_scenario, parameters, read_scenario, scenario_names, simulate, to_yaml
from sim.scenario.schema import Scenario, as_data
from tests.conftest import SMALL, WORLD, loaded

TEXT = SMALL.read_text(encoding="utf-8")
SHIPPED = {name: loaded(name) for name in scenario_names()}
SOURCE = "{title: A book, author: A. N. Author, publisher: Press, date: 1999, standpoint: none, kind: book}"


def replaced(old: str, new: str, text: str = TEXT) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of the small scenario to extend."""
    shutil.copy(SMALL, tmp_path / "base.yaml")
    return tmp_path


def variant(folder: Path, text: str, base: str = "base", name: str = "variant") -> Scenario:
    path = folder / f"{name}.yaml"
    path.write_text(f"extends: {base}\n{text}", encoding="utf-8")
    return load_scenario(path)


def problems(call) -> list:
    with pytest.raises(InputError) as caught:
        call()
    return list(caught.value.problems)


# Extends


def test_a_variant_of_nothing_is_its_base(folder, small):
    assert variant(folder, "").digest() == small.digest()


def test_mappings_merge_and_everything_not_named_stays(folder, small):
    found = variant(folder, "title: Another\nactors: {highland: {pressure: 0.7}}\n")
    assert found.title == "Another"
    assert found.question == small.question
    assert found.actors["highland"].pressure.value == 0.7
    assert found.actors["highland"].label == "Highland"
    assert found.actors["lowland"] == small.actors["lowland"]
    before, after = parameters(small), parameters(found)
    assert {path for path in before if before[path].value != after[path].value} == {"actors.highland.pressure"}


def test_new_entries_are_added(folder):
    found = variant(folder, "policies: {ease: {label: Ease, set: {actors.lowland.pressure: 0}}}\n")
    assert list(found.policies) == ["squeeze", "ease"]


def test_lists_are_replaced_as_a_whole(folder):
    found = variant(folder, "war: {winter: [6, 7]}\n")
    assert found.war.winter == (6, 7)


def test_null_removes(folder):
    found = variant(folder, "events: {storm: null}\nproposals: {swap: ~}\nactors: {lowland: {red_lines: {status: }}}\n")
    assert "storm" not in found.events
    assert list(found.proposals) == ["freeze"]
    assert list(found.actors["lowland"].red_lines) == ["border"]


def test_null_gives_a_default_back(folder, small):
    assert small.months == 12
    found = variant(folder, "war: {noise_km2: null}\n")
    assert found.war.noise_km2.value == 150 != small.war.noise_km2.value


def test_null_for_what_the_base_has_not_is_a_mistake_and_not_silent(folder):
    (problem,) = problems(lambda: variant(folder, "evnts: null\n"))
    assert "evnts: unknown key" in problem.message and "'events'" in problem.message


def test_removing_what_others_need_is_found(folder):
    found = problems(lambda: variant(folder, "actors: {lowland: null}\n"))
    assert any("unknown belligerent 'lowland'" in problem.message for problem in found)


WAR_COST = "{value: 0.2, sd: 0.05, source: book, note: page 3, checked: 2001-02, unit: utility 0-1}"


def test_a_new_number_keeps_the_spread_and_drops_the_provenance(folder):
    base = (
        replaced("    pressure: 0.6\n", f"    pressure: 0.6\n    war_cost: {WAR_COST}\n")
        + f"sources: {{book: {SOURCE}}}\n"
    )
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    before = load_scenario(folder / "base.yaml").actors["lowland"].war_cost
    assert (before.sd, before.source, before.basis) == (0.05, "book", "source")
    for text in ("0.3", "{value: 0.3}"):
        after = variant(folder, f"actors: {{lowland: {{war_cost: {text}}}}}\n").actors["lowland"].war_cost
        assert (after.value, after.sd, after.unit) == (0.3, 0.05, "utility 0-1")
        assert (after.source, after.basis, after.note, after.checked) == (None, "assumption", "", None)
    note = variant(folder, "actors: {lowland: {war_cost: {note: second edition}}}\n").actors["lowland"].war_cost
    assert (note.value, note.source, note.note) == (0.2, "book", "second edition")
    spread = variant(folder, "actors: {lowland: {war_cost: {sd: null, relative_sd: 0.1}}}\n").actors["lowland"].war_cost
    assert (spread.value, spread.sd, spread.relative_sd, spread.source) == (0.2, None, 0.1, "book")


def test_members_of_a_bloc_are_changed_added_and_taken_out(folder):
    shutil.copy(WORLD, folder / "base.yaml")
    before = loaded(WORLD).actors["league"]
    members = "{harbour: {stance: 0.2}, mill: null, inn: {label: Inn}, council: {members: {wards: {weight: 9}}}}"
    after = variant(folder, f"actors: {{league: {{members: {members}}}}}\n").actors["league"]
    assert list(after.members) == ["harbour", "abbey", "quarry", "council", "inn"]
    assert (before.members["harbour"].stance, after.members["harbour"].stance.value) == (None, 0.2)
    assert after.members["harbour"].weight == before.members["harbour"].weight
    assert after.members["council"].members["wards"].weight.value == 9
    assert list(after.members["council"].members) == list(before.members["council"].members)
    assert after.members["abbey"] == before.members["abbey"] and after.decision == before.decision


def test_a_sponsor_is_a_bloc_of_one_in_a_variant(folder):
    shutil.copy(WORLD, folder / "base.yaml")
    levers = "levers: {actors.league.members.quarry.stance: null}"
    text = f"actors: {{league: {{members: null, decision: null}}}}\nevents: {{harvest: null}}\n{levers}\n"
    league = variant(folder, text).actors["league"]
    assert (league.members, league.decision, league.gate.open) == ({}, None, True)
    (problem,) = problems(lambda: variant(folder, text.replace(", decision: null", "")))
    assert "a decision needs `members`" in problem.message


def test_a_variant_of_a_variant(folder):
    variant(folder, "months: 20\ntitle: Middle\n", name="middle")
    found = variant(folder, "title: Top\n", base="middle", name="top")
    assert (found.title, found.months) == ("Top", 20)


def test_a_variant_extends_a_shipped_scenario_from_any_folder(tmp_path):
    found = variant(tmp_path, "months: 3\n", base="december-2023")
    assert found.months == 3
    assert found.actors == SHIPPED["december-2023"].actors


def test_a_scenario_beside_the_variant_goes_before_a_shipped_one(folder):
    shutil.copy(SMALL, folder / "december-2023.yaml")
    assert variant(folder, "", base="december-2023").title == "Highland and lowland"


def test_an_upload_extends_shipped_scenarios():
    found = read_scenario("extends: november-2024\nmonths: 5\n", "mine.yaml")
    assert (found.months, found.start) == (5, "2024-11")


def test_errors_in_the_base_point_to_the_base(folder):
    (folder / "base.yaml").write_text(replaced("area_km2: 4000", "area_km2: -4000"), encoding="utf-8")
    (problem,) = problems(lambda: variant(folder, "title: Another\n"))
    line = TEXT[: TEXT.index("area_km2")].count("\n") + 1
    assert Path(problem.mark.file).name == "base.yaml"
    assert problem.mark.line == line
    assert "-4000 is out of range" in problem.message


def test_errors_of_the_variant_point_to_the_variant(folder):
    found = problems(lambda: variant(folder, "war:\n  area_km2: -1\nactors:\n  highland: {presure: 1}\n"))
    assert [(Path(p.mark.file).name, p.mark.line, p.mark.column) for p in found] == [
        ("variant.yaml", 3, 3),
        ("variant.yaml", 5, 14),
    ]


def test_errors_of_both_are_told_together(folder):
    (folder / "base.yaml").write_text(replaced("area_km2: 4000", "area_km2: -4000"), encoding="utf-8")
    found = problems(lambda: variant(folder, "months: 0\n"))
    assert sorted(Path(p.mark.file).name for p in found) == ["base.yaml", "variant.yaml"]


def test_broken_yaml_in_the_base_points_to_the_base(folder):
    (folder / "base.yaml").write_text("a: [1\n", encoding="utf-8")
    (problem,) = problems(lambda: variant(folder, ""))
    assert Path(problem.mark.file).name == "base.yaml"


# The bibliography


def cite(source: str) -> str:
    return replaced("    label: Land for status\n", f"    label: Land for status\n    source: {source}\n")


def test_the_file_sources_yaml_beside_a_scenario_is_its_bibliography(tmp_path):
    (tmp_path / "sources.yaml").write_text(f"mine: {SOURCE}\nunused: {SOURCE}\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(cite("mine"), encoding="utf-8")
    found = load_scenario(tmp_path / "mine.yaml")
    assert list(found.sources) == ["mine"], "entries that nothing cites are left out"
    assert found.sources["mine"].date == "1999"


def test_the_shipped_bibliography_is_known_everywhere(tmp_path):
    known = re.findall(r"^([a-z0-9-]+):$", (SMALL.parents[2] / "scenarios/sources.yaml").read_text("utf-8"), re.M)
    (tmp_path / "mine.yaml").write_text(cite(known[0]), encoding="utf-8")
    assert list(load_scenario(tmp_path / "mine.yaml").sources) == [known[0]]


def test_a_scenario_s_own_entry_goes_before_the_bibliography(tmp_path):
    (tmp_path / "sources.yaml").write_text(f"mine: {SOURCE}\n", encoding="utf-8")
    own = cite("mine") + "sources: {mine: {title: Another book}}\n"
    (tmp_path / "mine.yaml").write_text(own, encoding="utf-8")
    entry = load_scenario(tmp_path / "mine.yaml").sources["mine"]
    assert (entry.title, entry.author) == ("Another book", "A. N. Author")


def test_errors_in_the_bibliography_point_to_it(tmp_path):
    (tmp_path / "sources.yaml").write_text("mine: {title: A book}\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(TEXT, encoding="utf-8")
    found = problems(lambda: load_scenario(tmp_path / "mine.yaml"))
    assert {(Path(p.mark.file).name, p.mark.line) for p in found} == {("sources.yaml", 1)}


def test_sources_yaml_is_no_scenario(tmp_path):
    (tmp_path / "sources.yaml").write_text("{}\n", encoding="utf-8")
    shutil.copy(SMALL, tmp_path / "mine.yaml")
    assert scenario_names(tmp_path) == ["mine"]
    assert "sources" not in scenario_names()


@pytest.mark.parametrize("name", scenario_names())
def test_every_citation_of_a_shipped_scenario_arrives_and_every_entry_is_cited(name):
    scenario = SHIPPED[name]
    text = str(as_data(scenario))
    assert scenario.sources
    for entry in scenario.sources:
        assert f"'source': '{entry}'" in text


# Policies in force


def test_adopted_policies_are_in_force(small):
    found = read_scenario(TEXT + "adopted: [squeeze]\n", "mine.yaml")
    assert small.actors["highland"].pressure.value == 0
    assert found.actors["highland"].pressure.value == 0.5


def test_of_two_adopted_policies_the_later_one_holds():
    text = replaced("policies:\n", "policies:\n  ease: {label: Ease, set: {actors.highland.pressure: 0.1}}\n")
    for order, value in (("ease, squeeze", 0.5), ("squeeze, ease", 0.1)):
        found = read_scenario(text + f"adopted: [{order}]\n", "mine.yaml")
        assert found.actors["highland"].pressure.value == value


def test_a_variant_adopts_a_policy_of_its_base(folder):
    assert variant(folder, "adopted: [squeeze]\n").actors["highland"].pressure.value == 0.5


def test_the_shipped_variant_has_its_policy_in_force():
    scenario = SHIPPED["pressure-for-talks"]
    known = parameters(scenario)
    for path, value in scenario.policies["pressure_for_talks"].set.items():
        assert known[path].value == value


def test_an_adopted_value_that_was_changed_stays_changed_when_written_and_read():
    moved = change(SHIPPED["pressure-for-talks"], {"actors.ukraine.pressure": 0.3})
    again = read_scenario(to_yaml(moved))
    assert again.actors["ukraine"].pressure.value == 0.3
    assert again.digest() == moved.digest()


# Text and scenario


@pytest.mark.parametrize("name", [*scenario_names(), str(WORLD)])
def test_written_and_read_again_it_is_the_same_scenario(name):
    scenario = SHIPPED.get(name) or load_scenario(name)
    text = to_yaml(scenario)
    again = read_scenario(text, "again.yaml")
    assert again.digest() == scenario.digest()
    assert list(again.actors) == list(scenario.actors)
    assert list(parameters(again)) == list(parameters(scenario))
    assert to_yaml(again) == text


@pytest.mark.parametrize("file", [SMALL, WORLD])
def test_a_scenario_written_and_read_again_gives_the_same_runs(file, tmp_path):
    scenario = load_scenario(file)
    (tmp_path / "again.yaml").write_text(to_yaml(scenario), encoding="utf-8")
    again = load_scenario(tmp_path / "again.yaml")
    assert again.digest() == scenario.digest()
    assert simulate(again, 50).identical(simulate(scenario, 50))


@pytest.mark.parametrize("text", ["NO", "no", "yes", "On", "1_000", "0x1F", "1:30", "2000-01-01", "=", "é ²"])
def test_words_of_old_yaml_are_text(text):
    found = read_scenario(replaced("title: Highland and lowland", f"title: {text}"), "mine.yaml")
    assert found.title == text
    assert read_scenario(to_yaml(found)).title == text


@pytest.mark.parametrize(
    "text", ["true", "null", "1", "1e3", "~", "", ".inf", " x", "a: b", "# x", "a\nb", "'", '"', "*a", "\t"]
)
def test_any_text_reads_back_as_the_text_that_was_written(small, text):
    odd = small.model_copy(update={"title": text})
    assert read_scenario(to_yaml(odd), "mine.yaml").title == text


def test_names_may_be_no_or_on():
    text = TEXT.replace("lowland", "no").replace("  patron:", "  on:")
    assert list(read_scenario(text, "mine.yaml").actors) == ["no", "highland", "on", "envoy"]


def test_comments_and_blank_lines_do_not_matter(small):
    noisy = "".join(f"{line}   # a comment, with: [signs\n\n" for line in TEXT.splitlines()[1:])
    assert read_scenario(noisy, "mine.yaml").digest() == small.digest()


@pytest.mark.parametrize(
    "change_text", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.encode()]
)
def test_byte_order_mark_line_ends_and_bytes_do_not_matter(small, change_text):
    assert read_scenario(change_text(TEXT), "mine.yaml").digest() == small.digest()


def test_aliases_of_plain_values_are_read():
    text = replaced("engagement: 0.5", "engagement: &half 0.5").replace("chance: 0.5", "chance: *half")
    assert read_scenario(text, "mine.yaml").events["storm"].chance.value == 0.5


def test_the_digest_changes_with_every_number(small):
    known = parameters(small)
    digests = {small.digest()}
    moved = 0
    for path, entry in list(known.items())[::4]:
        low = entry.low if entry.low is not None else entry.value - 1
        high = entry.high if entry.high is not None else entry.value + 1
        value = not entry.value if isinstance(entry.value, bool) else (low if entry.value != low else high)
        if "anchors" in path or "guarantee_levels" in path:
            continue
        digests.add(change(small, {path: value}).digest())
        moved += 1
    assert moved > 25
    assert len(digests) == moved + 1


def test_the_digest_changes_with_a_number_in_the_text_and_with_its_spread(small):
    more = read_scenario(replaced("mobility_km2: 300", "mobility_km2: 301"), "mine.yaml")
    spread = read_scenario(replaced("mobility_km2: 300", "mobility_km2: {value: 300, sd: 1}"), "mine.yaml")
    assert len({small.digest(), more.digest(), spread.digest()}) == 3


def test_the_digest_does_not_depend_on_the_way_a_number_is_written(small):
    for text in ("300.0", "3e2", "{value: 300}", "{value: 300, unit: km2 a month per log unit}"):
        found = read_scenario(replaced("mobility_km2: 300", f"mobility_km2: {text}"), "mine.yaml")
        assert found.digest() == small.digest(), text
    assert re.fullmatch(r"[0-9a-f]{16}", small.digest())


# Places


def test_names_and_paths_lead_to_the_same_scenario(monkeypatch, tmp_path):
    by_name = SHIPPED["november-2024"].digest()
    monkeypatch.chdir(tmp_path)
    assert load_scenario("november-2024").digest() == by_name
    assert load_scenario(SMALL.parents[2] / "scenarios" / "november-2024.yaml").digest() == by_name


def test_a_scenario_of_the_working_folder_goes_before_a_shipped_one(monkeypatch, tmp_path):
    (tmp_path / "scenarios").mkdir()
    shutil.copy(SMALL, tmp_path / "scenarios" / "november-2024.yaml")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("november-2024").title == "Highland and lowland"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("november-2023", "did you mean"),
        ("nowhere", "allowed: aid-surge, december-2023, "),
        ("no/such.yaml", "no file"),
        ("", "is empty"),
        (".", "folder"),
        ("x" * 300 + ".yaml", "File name too long"),
        ("a\0b", "no file"),
    ],
)
def test_a_scenario_that_is_not_there(name, told):
    (problem,) = problems(lambda: load_scenario(name))
    assert told in problem.message
    assert "\n" not in str(problem)
