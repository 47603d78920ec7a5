"""Forms change the text of a file and leave the rest of it alone."""

import difflib

import pytest

import sim
from sim.scenario.yaml_tree import parse

SPAIN = ("actors", "eu", "members", "spain")
CHANGES = [
    ("december-2023", ("actors", "eu", "members", "norway"), {"label": "Norway", "weight": 5.5, "stance": 0.8}),
    ("december-2023", ("actors", "eu", "members", "italy"), {"stance": 0.4}),
    ("december-2023", SPAIN, {"stance": 0.4, "note": "it's: so"}),
    ("december-2023", ("events", "mediators_alarmed"), {"chance": 0.25}),
    ("december-2023", ("actors", "russia", "red_lines", "new"), {"issue": "territory", "kind": "hard", "at_least": 0.1}),
    ("november-2024", ("events", "vote"), {"label": "A vote", "on": "2025-03", "set": {"escalation": 0.2}}),
    ("europe-alone", ("actors", "eu", "members", "germany"), {"stance": 0.7}),
    ("escalation", ("events", "vote"), {"label": "A vote", "on": "2025-03", "set": {"escalation": 0.2}}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "value"), CHANGES)
def test_only_the_entry_is_written(name, path, value):
    before = sim.scenario_text(name)
    after = sim.write_entry(before, path, value)
    changed = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    assert 0 < len(changed) <= 2 + 2 * len(value)
    assert [line for line in before.splitlines() if "#" in line] == [line for line in after.splitlines() if "#" in line]
    entry = parse(after, "x").find(path)[0].plain()
    assert all((entry[key]["value"] if isinstance(entry[key], dict) and "value" in entry[key] else entry[key]) == wanted
               for key, wanted in value.items())  # fmt: skip
    sim.read_scenario(after)


def test_what_is_there_already_is_not_touched():
    text = sim.scenario_text("december-2023")
    assert sim.write_entry(text, SPAIN, {"weight": 48.1}) == text


def test_a_new_value_loses_the_provenance_of_the_old_one():
    text = "a:\n  # why\n  b: {value: 1, sd: 0.5, source: somewhere}  # so\n  c: 2\n"
    lines = [line.split("  #") for line in sim.write_entry(text, ["a"], {"b": 3}).splitlines()]
    assert [parts[0].rstrip() for parts in lines] == ["a:", "", "  b: {value: 3, sd: 0.5}", "  c: 2"]
    assert lines[1][1] == " why" and lines[2][1] == " so"


@pytest.mark.parametrize(
    ("text", "path", "wanted"),
    [
        ("", ["a", "b"], {"a": {"b": 1}}),
        ("# only a comment\n", ["a"], {"a": 1}),
        ("a: {x: {y: 2}, z: 3}", ["a", "x", "b"], {"a": {"x": {"y": 2, "b": 1}, "z": 3}}),
        ("a:\nc: 1\n", ["a", "b"], {"a": {"b": 1}, "c": 1}),
        ("a: &k {x: 1}\nc: *k\n", ["c", "b"], {"a": {"x": 1}, "c": {"x": 1, "b": 1}}),
        ("a:\n  t: >-\n    long\n\n    text\n\n# end\nc: 1", ["a", "b"], {"a": {"t": "long\ntext", "b": 1}, "c": 1}),
        ("a:\r\n  x: 1\r\nc: 2\r\n", ["a", "b"], {"a": {"x": 1, "b": 1}, "c": 2}),
    ],
)
def test_texts_of_all_kinds(text, path, wanted):
    try:
        assert parse(sim.write_entry(text, path, 1), "x").plain() == wanted
    except sim.InputError as error:
        assert "by hand" in str(error) and "&" in text  # a shared entry is not torn apart silently
        return
    assert "&" not in text


@pytest.mark.parametrize("text", ["a: [", "a: !x 1", "- 1", "a: 1\na: 2"])
def test_broken_texts_are_refused_at_their_place(text):
    with pytest.raises(sim.InputError) as caught:
        sim.write_entry(text, ["b"], 1)
    assert caught.value.problems[0].mark.line >= 1


def test_no_mapping_on_the_path_is_told():
    with pytest.raises(sim.InputError, match="no mapping"):
        sim.write_entry("a: 1\n", ["a", "b"], 1)


def test_values_on_one_line():
    assert sim.plain_value("0.4") == 0.4 and sim.plain_value("{gate.us: true}") == {"gate.us": True}
    with pytest.raises(sim.InputError, match="chance"):
        sim.plain_value("[1", "chance")


def test_schema_names_every_key_once():
    found = [(place, key.name) for place, key in sim.schema_keys()]
    assert len(found) == len(set(found)) > 300
    keys = {key.name: key for key in sim.keys_at(("actors", "eu", "sponsor", "members", "italy"))}
    assert keys["stance"].allowed == "-1 to 2" and keys["stance"].unit == "index 0-1" and not keys["stance"].required
    assert keys["label"].required and keys["label"].kind == "text"
    assert sim.keys_at(("no", "such")) == []
