"""The schema for editors: every shipped file is good in it, whole or variant, and typical mistakes are not."""

import json
from pathlib import Path

import jsonschema
import pytest

from sim.batch.experiment import Experiment
from sim.scenario.json_schema import json_schema
from sim.scenario.schema import Scenario
from sim.scenario.yaml_tree import parse
from tests.conftest import SMALL, WORLD

ROOT = SMALL.parents[2]
SCHEMAS = {"scenarios": json_schema(Scenario), "experiments": json_schema(Experiment)}
VALIDATORS = {kind: jsonschema.Draft202012Validator(schema) for kind, schema in SCHEMAS.items()}
SHIPPED = [path for kind in SCHEMAS for path in sorted((ROOT / kind).glob("*.yaml")) if path.stem != "sources"]


def errors(text: str | bytes, kind: str = "scenarios") -> list[str]:
    return [error.message for error in VALIDATORS[kind].iter_errors(parse(text, "file").plain())]


@pytest.mark.parametrize("path", [*SHIPPED, SMALL, WORLD], ids=lambda path: path.stem)
def test_every_shipped_file_is_good(path: Path):
    assert errors(path.read_bytes(), path.parent.name if path.parent.name in SCHEMAS else "scenarios") == []


def test_most_shipped_scenarios_are_variants():
    assert sum(path.read_text(encoding="utf-8").count("\nextends:") for path in SHIPPED) >= 5


@pytest.mark.parametrize("kind", SCHEMAS)
def test_it_is_a_schema_that_refers_to_nothing_outside(kind):
    schema = SCHEMAS[kind]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:parley:{kind[:-1]}:1"
    text = json.dumps(schema)
    names = {part.partition('"')[0] for part in text.split('"$ref": "')[1:]}
    assert {name.removeprefix("#/$defs/") for name in names} <= schema["$defs"].keys()
    assert text.count("http") == 1


GOOD = [
    "title: T\nevents: {storm: null}\nactors: {us: {capacity_eur_bn: 1}}\n",
    "war: {noise_km2: {sd: null, relative_sd: 0.1}}\nlevers: {war.noise_km2: null}\n",
    "war: {noise_km2: {value: 2, draws: mine}}\n",
    "sources: {mine: {date: 1999}}\n",
]
BAD = [
    "titel: T\n",
    "actors: {us: {capacity_eur_b: 1}}\n",
    "actors: {Us: {capacity_eur_bn: 1}}\n",
    "actors: {us: {capacity_eur_bn: 0,5}}\n",
    'actors: {us: {capacity_eur_bn: "0.5"}}\n',
    "actors: {us: {role: sponser}}\n",
    "war: {noise_km2: [1]}\n",
    "war: {winter: 12}\n",
    "months: 0\n",
    "agreement: {signing_base: 2}\n",
    "proposals: {swap: {scope: peace}}\n",
    "events: {storm: {when: {all: [{varable: escalation, above: 1, width: 1}]}}}\n",
]


@pytest.mark.parametrize("text", GOOD)
def test_parts_are_good_in_a_variant_only(text):
    assert errors(f"extends: november-2024\n{text}") == []
    assert errors(text)


@pytest.mark.parametrize("text", BAD)
def test_mistakes_in_a_variant_are_found(text):
    assert errors(f"extends: november-2024\n{text}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("months: 12", "monts: 12"),
        ("engagement: 0.5", "engagement: 1.5"),
        ("role: mediator", "role: meditator"),
        ("    label: Envoy\n", ""),
        ("area_km2: 4000", "area_km2: {value: 4000, sd: -1}"),
        ("title: Highland and lowland", "title: 5"),
    ],
)
def test_mistakes_in_a_whole_file_are_found(old, new):
    text = SMALL.read_text(encoding="utf-8")
    assert text.count(old) == 1 and errors(text.replace(old, new))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("extends: base\nruns: 5\n", True),
        ("extends: base.yml\ndesign: {grid: null, sweep: {war.noise_km2: [1, 2]}}\n", True),
        ("extends: base\nrun: 5\n", False),
        ("extends: base\ndesign: {gird: {war.noise_km2: [1]}}\n", False),
        ("title: T\nruns: 5\n", False),
    ],
)
def test_experiments_have_variants_too(text, good):
    assert (errors(text, "experiments") == []) == good
