"""The record of evidence is what the code gives, its page says what the record says, and a difference is noticed."""

import json
from copy import deepcopy
from functools import cache

import numpy as np
import pytest

from docs import build
from sim.cli.evidence import PAGE
from sim.errors import InputError
from sim.validation.figures import differences, figure, is_figure, joined, mean_figure, over_ensembles
from sim.validation.record import page
from sim.validation.record.record import changes, collect, read_record, renewed
from tests.conftest import inside

recorded = cache(lambda: read_record(build.HERE))


def figures_in(node):
    if is_figure(node):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from figures_in(value)


def test_a_cheap_part_of_the_record_is_what_the_code_gives():
    new = collect(quick=True)
    assert len(list(figures_in(new["parts"]))) > 50
    assert list(changes(recorded(), new, quick=True)) == [], "run parley evidence"


@pytest.mark.record
@pytest.mark.timeout(1500)
def test_the_whole_record_is_what_the_code_gives():
    assert list(changes(recorded(), collect())) == [], "run parley evidence"


def test_a_figure_that_is_off_is_noticed():
    for path, tree in (("parts", recorded()["parts"]),):
        off = deepcopy(tree)
        count = 0
        for leaf in figures_in(off):
            leaf["value"] += 2.5 * (leaf["high"] - leaf["low"]) + 0.02 * abs(leaf["value"]) + 0.01
            count += 1
        assert len(list(differences(tree, off))) == count > 100, path


def test_luck_is_no_difference_and_words_are_compared():
    old = {"a": figure(0.5, 0.4, 0.6), "word": "yes", "count": 3}
    assert list(differences(old, {"a": figure(0.6, 0.5, 0.7), "word": "yes", "count": 3})) == []
    found = list(differences(old, {"a": figure(0.9, 0.8, 1.0), "word": "no", "count": 4}))
    assert [line.split(":")[0] for line in found] == ["a", "word", "count"]
    assert list(differences(old, {"a": old["a"]}, whole=False)) == []
    assert len(list(differences(old, {"a": old["a"], "new": 1}))) == 3


def test_the_interval_of_a_mean():
    hit = np.arange(100) < 30
    assert mean_figure(hit)["low"] < 0.3 < mean_figure(hit)["high"]
    assert mean_figure(np.zeros(100, dtype=bool))["high"] > 0.02
    assert mean_figure(hit.astype(float))["value"] == 0.3
    with pytest.raises(ValueError, match="one run"):
        mean_figure([])
    with pytest.raises(ValueError, match="two"):
        over_ensembles([1.0])
    draws = np.random.default_rng(1).normal(size=(2000, 4))
    held = [one["low"] <= 0 <= one["high"] for one in map(over_ensembles, draws)]
    assert 0.93 < np.mean(held) < 0.97


def test_quick_keeps_what_it_did_not_compute():
    old = {"format": 1, "scenarios": {"x": "old"}, "parts": {"p": {"a": 1, "b": 2}}}
    new = {"format": 1, "scenarios": {"x": "new"}, "parts": {"p": {"a": 3}}}
    assert renewed(old, new, quick=True)["parts"] == {"p": {"a": 3, "b": 2}}
    assert renewed(old, new, quick=True)["scenarios"] == {"x": "old"}
    assert renewed(old, new, quick=False) == new
    assert joined(figure(1, 0, 2), figure(3, 2, 4)) == figure(3, 2, 4)


def test_every_part_stands_on_a_page():
    text = "".join(path.read_text(encoding="utf-8") for path in (build.HERE / PAGE, build.HERE.parent / "README.md"))
    for name in page.WRITERS:
        assert f"<!-- evidence {name} -->" in text, name
    with pytest.raises(ValueError, match="nothing fills"):
        page.part("nonsense", recorded())


def test_success_and_failure_are_chosen_by_score():
    record = deepcopy(recorded())
    series = record["parts"]["hindcast"]["rolling"]["series"]
    told = page.part("short", record)
    many = {name: entry for name, entry in series.items() if entry["cases"] >= 5}
    best = min(many, key=lambda name: page.against_best(many[name]))
    assert f"**Its best series**: {many[best]['label']}" in told
    worst = min(many, key=lambda name: many[name]["coverage"]["raw_90"]["value"])
    assert f"worst is {many[worst]['label']}" in told
    other = next(name for name in many if name not in (best, worst))
    series[other]["forecasts"]["model"]["crps"]["value"] = 0.0
    series[other]["coverage"]["raw_90"]["value"] = 0.0
    told = page.part("short", record)
    assert (
        f"**Its best series**: {many[other]['label']}" in told and f"worst is {many[other]['label']}, with 0 %" in told
    )


def test_the_command_checks_and_refuses(tmp_path, monkeypatch):
    record = deepcopy(recorded())
    (tmp_path / PAGE).write_text("<!-- evidence hindcast-one -->\n<!-- /evidence hindcast-one -->\n", encoding="utf-8")
    kept_parts = {name: lambda quick, progress, part=part: part for name, part in record["parts"].items()}
    monkeypatch.setattr("sim.validation.record.record.PARTS", kept_parts)
    assert inside("evidence", "--check", "--docs", str(tmp_path)).returncode == 2
    assert inside("evidence", "--docs", str(tmp_path)).returncode == 0
    assert "| series |" in (tmp_path / PAGE).read_text(encoding="utf-8")
    assert inside("evidence", "--check", "--docs", str(tmp_path)).returncode == 0
    kept = json.loads((tmp_path / "evidence.json").read_text(encoding="utf-8"))
    kept["parts"]["hindcast"]["one"]["last"] = "?"
    (tmp_path / "evidence.json").write_text(json.dumps(kept), encoding="utf-8")
    found = inside("evidence", "--check", "--docs", str(tmp_path))
    assert found.returncode == 1 and "recorded '?'" in found.stdout
    (tmp_path / "evidence.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no record"):
        read_record(tmp_path)
    assert inside("evidence", "--docs", str(tmp_path / "nowhere")).returncode == 2
