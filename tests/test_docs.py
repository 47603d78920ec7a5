"""The documentation says what the code says, its files are scenarios, and its links lead somewhere."""

import re
import shlex
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import typer

from docs import build, typed_sections
from sim import load_scenario, read_scenario, scenario_names, simulate
from sim.batch.prepare import experiment_names
from sim.cli.app import app
from sim.model.month import SCHEDULE
from sim.vocabulary import ENDS, PHASES, VARIABLES
from tests.conftest import loaded

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*([^)\s]+)[^)]*\)")
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
YAML_BLOCK = re.compile(r"^```yaml\n(# file: (\S+)\n.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = {name: text for page in PAGES for text, name in YAML_BLOCK.findall(page.read_text(encoding="utf-8"))}


def anchors(page):
    """The anchors of a page's headings, as they are made on the web."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", build.PAGES, ids=lambda page: page.name)
def test_generated_parts_are_up_to_date(page):
    text = page.read_text(encoding="utf-8")
    assert build.filled(text) == text, "run python -m docs.build"


def test_a_stale_part_is_noticed():
    stale = "<!-- schedule -->\nold\n<!-- /schedule -->\n"
    assert build.filled(stale) != stale and SCHEDULE[0].title in build.filled(stale)
    stale = "<!-- ends -->\nold\n<!-- /ends -->\n"
    assert all(end.help.partition("{")[0] in build.filled(stale) for end in ENDS.values())
    with pytest.raises(ValueError, match="nothing generates"):
        build.filled("<!-- nonsense -->\n<!-- /nonsense -->\n")


def test_the_odd_page_covers_steps_variables_and_ends():
    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    for step in SCHEDULE:
        assert f"`{step.name}`" in text, step.title
    for name in VARIABLES:
        assert f"| `{name}` |" in text, name
    assert "<!-- ends -->" in text
    for phase in PHASES:
        assert f"`{phase}`" in text, phase


def test_the_odd_page_lists_the_numbers_of_every_section():
    """A section is covered by its own table or by that of a section that extends it."""
    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    sections = build.sections()
    assert {"War", "Deals", "Ends", "Decision", "SponsorMember", "Offer", "LeadershipChange"} <= set(sections)
    for name, section in sections.items():
        tables = {name, *(extended.__name__ for extended in section.__subclasses__())}
        assert any(f"<!-- parameters {table} -->" in text for table in tables), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_resolve(page):
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), target


def commands_of_readme():
    """Every command line of README's shell blocks, in order, without comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [words for block in blocks for line in block.splitlines() if (words := shlex.split(line, comments=True))]


def test_every_command_of_the_readme_parses_and_what_it_names_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    known = {*scenario_names(), *experiment_names(), *re.findall(r"Save this as `([^`]+)`", text)}
    group = typer.main.get_command(app)
    found = commands_of_readme()
    assert len(found) > 25
    for number, words in enumerate(found):
        if words[0] == "make":
            assert words[1] in targets
            continue
        if words[0] == "export":
            assert all(words[0] != "parley" for words in found[:number]), "said before the first command that needs it"
            continue
        assert words[0] == "parley", words
        with group.make_context("parley", words[1:]) as above:
            name, command, rest = group.resolve_command(above, words[1:])
            while hasattr(command, "commands"):  # `parley batch EXPERIMENT`
                inner = command.make_context(name, rest, parent=above)
                name, command, rest = command.resolve_command(inner, rest)
            given = command.make_context(name, rest, parent=above).params
        for parameter in ("scenario", "experiment", "a", "b", "folder", "files"):
            for value in np.atleast_1d(given.get(parameter) or []):
                assert str(value) in known, (words, value)
        if given.get("out"):
            known.add(str(given["out"]))


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    record = (ROOT / "docs" / "decisions" / "0004-dependencies.md").read_text(encoding="utf-8")
    wanted = [
        *project["dependencies"],
        *(name for group in project["optional-dependencies"].values() for name in group),
    ]
    for requirement in wanted:
        assert re.match(r"[\w.-]+", requirement)[0] in record, requirement


def test_the_guide_has_examples():
    named = "hard-winter spring-turn other-union majority-votes corridors half-year-pause something-added new-leaders"
    assert {f"{name}.yaml" for name in named.split()} <= set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_scenarios_that_run_and_differ_from_their_base(name, tmp_path):
    assert read_scenario(EXAMPLES[name], name).title
    (tmp_path / name).write_text(EXAMPLES[name], encoding="utf-8")
    example = load_scenario(tmp_path / name)
    base = re.search(r"^extends: (\S+)$", EXAMPLES[name], re.MULTILINE)[1]
    assert differs(simulate(example, 300, 12), shipped_result(base))


@cache
def shipped_result(name):
    return simulate(loaded(name), 300, 12)


def differs(one, other):
    """Whether anything came out differently of what both have."""
    return any(
        one[name].shape == other[name].shape
        and not np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f")
        for name in one.data_vars
    )


def test_the_types_of_the_engines_parameters_follow_the_schema():
    assert typed_sections.FILE.read_text(encoding="utf-8") == typed_sections.text(), "run python -m docs.build"
