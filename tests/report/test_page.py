"""The page of a batch: safe, whole, the same for the same folder, and honest about what is missing."""

import json
import re
import shutil
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise

import pytest

from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import load_batch
from sim.batch.results import read_results
from sim.batch.run import run
from sim.report.content import content
from sim.report.page import POLICY, page
from sim.vocabulary import OUTCOMES
from tests.batch.jobs import always_fails
from tests.conftest import SMALL, WORLD
from tests.report.conftest import EXPERIMENTS

PAGES = [name for name in EXPERIMENTS if name != "apart"]
VOID = {"meta", "br", "img", "link", "hr", "input"}
HOSTILE = "<script>alert(1)</script>"
MARKDOWN = "![x](http://evil.example/x.png)"


class Parsed(HTMLParser):
    """Elements of a page with their attributes, the text of headings, and whether every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.headings, self.faults = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (self.open[-3:], tag, self.getpos())
        self.open.pop()

    def handle_data(self, data):
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


def sections(text):
    return [title for level, title in Parsed(text).headings if level == 2]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_loads_and_runs_nothing(stored, name):
    found = Parsed(stored(name).page)
    tags = [tag for tag, _ in found.elements]
    assert not {"script", "iframe", "object", "embed", "form", "link", "base", "img"} & set(tags)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in found.elements:
        assert not any(key.startswith("on") for key in attributes), (tag, attributes)
        for key in ("href", "xlink:href", "src"):
            target = attributes.get(key, "#")
            assert target.startswith(("#", "data:")) or tag == "a", (tag, target)
            assert not target.startswith("#") or target[1:] in [*ids, ""], target
    policies = [a for tag, a in found.elements if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert [policy["content"] for policy in policies] == [POLICY]
    assert "default-src 'none'" in POLICY and "script" not in POLICY


@pytest.mark.parametrize("name", PAGES)
def test_headings_stand_in_order_and_nothing_is_left_blank(stored, name):
    found = Parsed(stored(name).page)
    levels = [level for level, _ in found.headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(title.strip() for _, title in found.headings)
    words = re.sub(r"<style>.*?</style>", "", stored(name).page, flags=re.DOTALL)
    assert not re.search(r">[^<]*\b(nan|Undefined|inf|True|False)\b[^<]*<", words)


def test_equal_results_give_equal_pages(stored):
    one = stored("plane")
    assert page(read_results(one.folder)) == one.page


@pytest.mark.parametrize("name", PAGES)
def test_the_answer_comes_first_and_everything_has_its_place(stored, name):
    expected = ["The answer", "How the war stands", "Who stands in the way", "Terms of the agreements", "What would it take?",
                "What this rests on", "How to read this page", "How this was computed"]  # fmt: skip
    found = [title for title in sections(stored(name).page) if title != "Month by month"]
    assert len(found) == len(expected) and all(
        title.startswith(start) for title, start in zip(found, expected, strict=True)
    )
    has_months = "Month by month" in sections(stored(name).page)
    assert has_months == stored(name).results.batch.experiment.monthly
    text = stored(name).page
    for outcome in stored(name).results.batch.experiment.outcomes:
        assert OUTCOMES[outcome].label in text
        assert f"parley what-would-it-take scenarios/world.yaml --outcome {outcome}" in text or name == "single"
    for scenario in stored(name).results.batch.scenarios.values():
        assert scenario.title in text and scenario.question in text
    assert "shares of simulated runs under the stated assumptions" in text
    assert "probabilit" not in text


def test_charts_follow_the_design(stored):
    def charts(name):
        return re.findall(r'<svg[^>]*aria-labelledby="talks-([a-z]+)', stored(name).page)

    assert charts("plane") == ["heat"]
    assert charts("lines") == ["line", "line", "differences"]
    assert charts("drawn") == ["spread", "correlations"]
    assert charts("morris") == ["spread"] and "parley sensitivity ." in stored("morris").page
    assert "parley sensitivity" not in stored("drawn").page
    assert charts("cases") == ["spread"]
    assert charts("two") == ["months", "dots"]
    assert charts("single") == ["months"]


def test_an_outcome_that_never_happens_gets_an_upper_bound_and_no_chart(stored):
    text = stored("single").page
    assert "none of 70 runs (at most 5.2 in 100)" in text
    assert 'aria-labelledby="victory-' not in text


def test_the_spread_over_draws_is_told_apart_from_the_monte_carlo_error(stored):
    for piece in (
        "Spread over parameter draws: 90 of 100",
        "Monte Carlo error of one point",
        "error moves them together",
    ):
        assert piece in stored("drawn").page
    assert "Spread over points of the design" in stored("morris").page


def test_assumptions_name_value_unit_basis_and_source(stored):
    said = stored("drawn").said
    found = {entry["path"]: entry for entry in said["assumptions"]}
    drawn = found["actors.shore.war_cost"]
    assert (drawn["value"], drawn["unit"], drawn["spread"]) == ("0.16", "utility 0-1", "lognormal, relative sd 0.2")
    assert drawn["moved"].startswith("drawn from its own distribution") and drawn["basis"] == "assumption"
    assert found["actors.ridge.pressure"]["label"] == "Pressure on the ridge"
    assert list(found)[-1] == "actors.league.members.quarry.stance", "levers that stay come after what is moved"
    plane = {entry["path"]: entry for entry in stored("plane").said["assumptions"]}
    assert plane["actors.shore.war_cost"]["moved"] == "set for all points"
    assert plane["actors.ridge.pressure"]["moved"] == "moved to 0, 0.4, 0.8"


def test_scenarios_that_agree_share_an_assumption(stored):
    found = stored("two").said["assumptions"]
    assert {tuple(entry["scenarios"]) for entry in found} == {("small",), ("world",)}
    assert stored("plane").said["assumptions"][0]["scenarios"] == []


def test_what_the_page_says_is_plain_data(stored):
    for name in PAGES:
        said = json.loads(json.dumps(stored(name).said, allow_nan=False))
        for scenario in said["scenarios"]:
            assert sum(line["share"] for line in scenario["ends"]) == pytest.approx(1, abs=1e-5)
            assert [line["name"] for line in scenario["outcomes"]] == list(said["answers"])
            assert scenario["refuses_most"][-1]["name"] == "nobody"
            for block in scenario["blocks_most"]:
                assert sum(line["share"] for line in block["members"]) <= 1 + 1e-5


def test_members_are_found_by_the_names_that_the_runs_have(stored):
    results = stored("plane").results
    said = stored("plane").said["scenarios"][0]["blocks_most"]
    named = {line["name"] for entry in said for line in entry["members"]} - {"nobody"}
    runs = results.runs.to_pandas()
    columns = [column for column in runs if column.startswith("blocks_most.")]
    assert named == {name for column in columns for name in runs[column].dropna()} != set()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A page whose titles, labels, notes and sources are written by somebody who means no good."""
    place = tmp_path_factory.mktemp("hostile")
    text = SMALL.read_text(encoding="utf-8").replace("title: Highland and lowland", f"title: '{HOSTILE}'")
    text = text.replace("label: Pressure on the highland", f"label: '{HOSTILE} {MARKDOWN}'").replace(
        "label: Lowland", f"label: '{HOSTILE}'"
    )
    text = text.replace("label: A storm", f"label: '{HOSTILE}'").replace("question: Does", f"question: '{MARKDOWN}' #")
    text += f"""
facts:
  claim: {{text: 'A claim {HOSTILE}', source: bad, used_by: [actors.highland.pressure]}}
  other: {{text: 'Another', source: good, used_by: [actors.highland.pressure]}}
sources:
  bad: {{title: '{HOSTILE}', author: 'A "quoted" one', publisher: p, date: undated, standpoint: s, kind: article, address: 'javascript:alert(1)'}}
  good: {{title: Good, author: G, publisher: p, date: undated, standpoint: s, kind: article, address: 'https://example.org/?a=1&b="2"'}}
"""
    (place / "bad one.yaml").write_text(text, encoding="utf-8")
    (place / "e.yaml").write_text(
        f"title: '{HOSTILE} {MARKDOWN}'\nquestion: '{MARKDOWN}'\nscenarios: ['bad one.yaml']\nruns: 20\nmonths: 2\n"
        "design: {grid: {actors.highland.pressure: [0, 1], escalation.initial: [0.1, 0.9]}}\n",
        encoding="utf-8",
    )
    batch = load_batch(place / "e.yaml")
    run(batch, place / "out", InProcess(), blocks_of(batch))
    return page(read_results(place / "out"))


def test_text_of_a_file_stays_text(hostile):
    assert HOSTILE not in hostile and "&lt;script&gt;alert(1)&lt;/script&gt;" in hostile
    found = Parsed(hostile)
    assert not {"script", "img"} & {tag for tag, _ in found.elements}
    assert found.headings[0] == (1, f"{HOSTILE} {MARKDOWN}")


def test_only_addresses_of_the_web_become_links(hostile):
    links = [attributes["href"] for tag, attributes in Parsed(hostile).elements if tag == "a"]
    assert [link for link in links if not link.startswith("#")] == ['https://example.org/?a=1&b="2"']
    assert "javascript:alert(1)" in hostile


def test_names_of_scenarios_are_quoted_in_commands(hostile):
    assert "parley levers scenarios/&#39;bad one&#39;.yaml" in hostile


def test_blocks_that_failed_are_named_first(tmp_path):
    (tmp_path / "e.yaml").write_text(
        f"title: Torn\nscenarios: ['{WORLD}']\nruns: 50\nmonths: 2\nmonthly: true\n"
        "design: {grid: {talks.base_hazard: [0.1, 0.2], deals.trust_gain: [0.01, 0.02], agreement.guarantee_levels: [3, 5]}}\n",
        encoding="utf-8",
    )
    batch = load_batch(tmp_path / "e.yaml")
    blocks = blocks_of(batch)
    assert len(blocks) == 2
    run(batch, tmp_path / "out", InProcess(always_fails), blocks)
    results = read_results(tmp_path / "out")
    text = page(results)
    assert sections(text)[0] == "1 block of runs failed"
    missing = ", ".join(map(str, blocks[1].points))
    assert f"runs 0 to 49 of points {missing}: ArithmeticError: no such number" in text
    said = content(results)
    assert all("no runs" in row["cells"] for row in said["points_table"]["rows"] if row["point"] in blocks[1].points)
    assert said["answers"]["talks"]["least"] is not None


def test_the_templates_are_part_of_the_package():
    folder = resources.files("sim.report") / "templates"
    assert {entry.name for entry in folder.iterdir()} == {"page.html", "style.css"}


def test_a_batch_without_any_runs_is_still_reported(stored, tmp_path):
    """A folder whose every block failed."""
    shutil.copytree(stored("single").folder, tmp_path / "out")
    results = read_results(tmp_path / "out")
    empty = results.__class__(results.batch, results.points, results.runs.slice(0, 0), None, results.manifest)
    assert "no runs" in page(empty)
