"""Names that are read side by side are told apart: titles, actors, members, issues, proposals."""

from hypothesis import given, strategies as st

from sim import load_scenario, read_scenario, simulate, to_yaml
from sim.names import distinct_names, told_apart
from tests.conftest import SMALL, inside

S = str(SMALL)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["North", "North (a)", "South"]))))
def test_labels_told_apart_differ(pairs):
    found = told_apart(pairs)
    assert len(set(found)) == len(found) == len(pairs)
    assert all(name.startswith(label) for (_, label), name in zip(pairs, found, strict=True))


def test_labels_that_differ_stay_as_they_are():
    assert told_apart([("x", "North"), ("y", "South")]) == ["North", "South"]


def test_labels_that_are_alike_get_their_keys():
    assert distinct_names({"north": "Guard", "south": "Guard", "west": "Watch"}) == {
        "north": "Guard (north)",
        "south": "Guard (south)",
        "west": "Watch",
    }
    assert told_apart([("a", "T"), ("a", "T")]) == ["T (a) 1", "T (a) 2"]


def test_a_variant_without_a_title_is_told_apart_from_its_base(tmp_path, monkeypatch):
    (tmp_path / "base.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "half.yaml").write_text("extends: base\nactors: {highland: {pressure: 0.5}}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = inside("compare", "base.yaml", "half.yaml", "--runs", "20")
    assert found.returncode == 0, found.stderr
    head = " ".join(found.stdout.splitlines()[1:4])
    assert "base.yaml" in head and "half.yaml" in head


def test_a_scenario_beside_itself_changed_is_told_apart():
    found = inside("compare", S, S, "--runs", "20", "--set", "actors.highland.pressure=0.9")
    head = " ".join(found.stdout.splitlines()[1:4])
    assert "(as it is)" in head and "(changed)" in head


def test_two_actors_of_one_label_are_told_apart_wherever_they_stand_side_by_side(tmp_path):
    base = load_scenario(SMALL)
    text = to_yaml(base)
    for actor in base.actors.values():
        text = text.replace(f"label: {actor.label}\n", "label: Guard\n")
    twins = read_scenario(text, "twins")
    assert len({actor.label for actor in twins.actors.values()}) == 1
    result = simulate(twins, 20, 3)
    for name in ("actor", "sponsor", "issue", "proposal"):
        labels = list(result[f"{name}_label"].values)
        assert len(set(labels)) == len(labels), name
    (tmp_path / "twins.yaml").write_text(text, encoding="utf-8")
    course = inside("run", str(tmp_path / "twins.yaml"), "--run", "3", columns=200)
    head = course.stdout.splitlines()[1:4]
    for key in ("highland", "lowland"):
        assert f"({key})" in " ".join(head)
