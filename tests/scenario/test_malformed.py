"""Broken files of every kind: one clear, located message for each mistake, and never anything but InputError."""

import copy
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from pydantic import BaseModel

from sim import InputError, load_scenario, read_scenario
from sim.scenario.quantity import Quantity, written
from sim.scenario.schema import Scenario
from sim.scenario.yaml_tree import parse
from tests.conftest import SMALL, WORLD, inside

ROOT = SMALL.parents[2]
TEXT = SMALL.read_text(encoding="utf-8")
MOST_BYTES = 1024 * 1024

# Sections that the small scenario leaves out; what is missing even then, such as blocs and offers, the other invented world has.
MORE = """
sources:
  almanac: {title: Almanac, author: A. Clerk, publisher: Press, date: 1999-05, standpoint: neutral, kind: book}
facts:
  harvest: {text: The harvest failed., value: 3, measured_in: percent, source: almanac, used_by: [war.noise_km2]}
"""
RICH = (
    TEXT.replace(
        "    pressure: 0.6\n", "    pressure: 0.6\n    losses: {value: 90, source: almanac, checked: 1999-05}\n"
    )
    .replace(
        "    capacity_eur_bn: 1\n",
        "    capacity_eur_bn: 1\n    blocked_share: 0.1\n    gate: {open: true, closing_chance: 0.1}\n"
        "    diversion: {active: false, cut: 0.4}\n",
    )
    .replace(
        "    fatigue: {initial: 0.5, question: invented, growth_losses: 0.02}\n    pressure",
        "    capability: {initial: 1, base: {triangular: [0.9, 1, 1.1]}}\n"
        "    concession_readiness: {initial: 0.2, question: invented, growth: {low: 0.01, high: 0.03}}\n"
        "    fatigue: {initial: {value: 0.5, sd: 0.02}, question: invented, growth_losses: 0.02, usual_level: 0.4, return_rate: 0.1}\n"
        "    pressure",
    )
    .replace(
        "      guards: {at_least: 0.1}\n",
        "      guards: {at_least: 0.1, eases_with: pressure.lowland, eases_by: 0.1}\n",
    )
    .replace(
        "    chance: 0.5\n", "    chance: 0.5\n    once: true\n    adopt: [squeeze]\n    set: {gate.patron: true}\n"
    )
    + "escalation: {initial: 0.2, step: 0.1}\nbeliefs: {learning: 0.2}\nopinion: {stalemate_km2: 200}\n"
    + "reservation: {mood_noise: 0.03}\ntalks: {base_hazard: 0.01}\nagreement: {guarantee_levels: 5, signing_base: 0.1}\n"
    + MORE
)
DATA = parse(RICH, "rich.yaml").plain()
WORLD_DATA = parse(WORLD.read_bytes(), "world.yaml").plain()
Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Case:
    """A broken file; `told` are pieces of text of which each is found in some problem, the first in one that points at `at`."""

    name: str
    content: bytes
    told: tuple[str, ...] = ()
    at: str = ""

    @property
    def file(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:120] + ".yaml"


def dump(data: Any) -> bytes:
    """Data as text: JSON is YAML, but for numbers that are none."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    return re.sub(r"(-?)(NaN|Infinity)(?=[,\n])", lambda m: m[1] + {"N": ".nan", "I": ".inf"}[m[2][0]], text).encode()


# Broken by rule: a walk over the models of two good scenarios


def sections(value: Any, data: Any, path: Steps = ()) -> Iterator[tuple[Steps, type[BaseModel]]]:
    """Every section that stands in the text as a mapping, with its model; the first of each kind and role."""
    if isinstance(value, BaseModel):
        if not isinstance(data, dict):
            return
        yield path, type(value)
        for name in type(value).model_fields:
            if name in data:
                yield from sections(getattr(value, name), data[name], (*path, name))
    elif isinstance(value, dict):
        for key, entry in value.items():
            if isinstance(data, dict) and key in data:
                yield from sections(entry, data[key], (*path, key))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from sections(entry, data[number], (*path, number))


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models(argument)


def every_model() -> set[type[BaseModel]]:
    """Every kind of section that a scenario may have."""
    found: set[type[BaseModel]] = set()
    waiting: list[type[BaseModel]] = [Scenario]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [part for field in model.model_fields.values() for part in models(field.annotation)]
    return found


def at(path: Steps, edit, good: Any) -> bytes:
    """A good scenario as text, with one mapping edited in place."""
    data = copy.deepcopy(good)
    here = data
    for part in path:
        here = here[part]
    edit(here)
    return dump(data)


def put(path: Steps, value: Any, good: Any) -> bytes:
    return at(path[:-1], lambda mapping: mapping.__setitem__(path[-1], value), good)


def world(path: str, value: Any) -> bytes:
    """The invented world with another value at a dotted path."""
    return put(tuple(path.split(".")), value, WORLD_DATA)


def world_without(*paths: str) -> bytes:
    """The invented world without some entries."""
    data = copy.deepcopy(WORLD_DATA)
    for path in paths:
        *parts, last = path.split(".")
        here = data
        for part in parts:
            here = here[part]
        del here[last]
    return dump(data)


def literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [word for word in get_args(annotation) if isinstance(word, str)]
    return [word for argument in get_args(annotation) for word in literals(argument)]


def holds(annotation: Any, kind: type) -> bool:
    """Whether a field is of a kind, alone or with None, with a pattern or without."""
    if get_origin(annotation) in (dict, list, tuple):
        return False
    return annotation is kind or (bool(get_args(annotation)) and holds(get_args(annotation)[0], kind))


LAWFUL_NULLS = (
    "concession_readiness",
    "gate",
    "diversion",
    "side_payments",
    "duration",
    "renewal",
    "leadership_change",
)
"""Sections that a scenario may go without, so that null says nothing wrong."""


def generated() -> Iterator[Case]:
    """Mistakes in every kind of section and in every field, once for each model."""
    seen: set[Any] = set()
    for good in (DATA, WORLD_DATA):
        scenario = read_scenario(dump(good), "good.yaml")
        for path, model in sections(scenario, good):
            if model not in seen:
                yield from broken_section(path, model, good)
            seen.add(model)
            here: Any = good
            for part in path:
                here = here[part]
            for name in model.model_fields:
                if (model, name) not in seen and not (name not in here and model.model_fields[name].is_required()):
                    seen.add((model, name))
                    yield from broken_field(path, model, name, good, len(seen))


def broken_section(path: Steps, model: type[BaseModel], good: Any) -> Iterator[Case]:
    where = ".".join(map(str, path)) or "top"
    if model is Quantity:
        return
    name = list(model.model_fields)[-1]
    near = name[:-1] + "x" + name[-1]
    edit = lambda mapping, key=near: mapping.__setitem__(key, 1)  # noqa: E731
    yield Case(f"unknown key in {where}", at(path, edit, good), (f"{near}: unknown key; allowed: ",), f'"{near}": 1')
    if path:
        yield Case(f"list for section {where}", put(path, [1, 2], good), ("expected a",))
        if path[-1] not in LAWFUL_NULLS:
            yield Case(f"null for section {where}", put(path, None, good), ())


def broken_field(path: Steps, model: type[BaseModel], name: str, good: Any, turn: int) -> Iterator[Case]:
    field, place = model.model_fields[name], (*path, name)
    spot = f"{'.'.join(map(str, path)) or 'top'}.{name}"
    if field.is_required():
        told = ("`role` is missing" if name == "role" else f"{name}: is missing",)
        yield Case(f"missing {spot}", at(path, lambda mapping: mapping.pop(name), good), told)
    extra, words = field.json_schema_extra, literals(field.annotation)
    if isinstance(extra, dict) and "unit" in extra:
        yield from broken_number(spot, place, extra, turn, good)
    elif get_origin(field.annotation) in (dict, list, tuple):
        yield Case(f"word for many {spot}", put(place, "word", good), ("expected a",))
        if words:
            yield Case(f"bad word among many {spot}", put(place, ["wrong"], good), ("found 'wrong'; allowed: ",))
    elif words:
        wrong = words[0][:-1] + "_" + words[0][-1]
        yield Case(f"bad word {spot}", put(place, wrong, good), (f"did you mean {words[0]!r}?",))
    elif holds(field.annotation, str):
        yield Case(f"number for text {spot}", put(place, 5, good), ())
    elif holds(field.annotation, bool):
        told = ("expected true or false, found 'yes'",)
        yield Case(f"text for switch {spot}", put(place, "yes", good), told)
    elif holds(field.annotation, float):
        yield Case(f"text for number {spot}", put(place, "1", good), ("expected a number, found '1'",))
        yield Case(f"switch for number {spot}", put(place, True, good), ("expected a number, found True",))


def as_told(value: float) -> str:
    """How messages say a number that a file may hold."""
    return written(value)


def broken_number(spot: str, path: Steps, extra: dict[str, Any], turn: int, good: Any) -> Iterator[Case]:
    """One out of range and one of the other mistakes that a number can hold, in turn."""
    if extra["low"] is not None:
        value = extra["low"] - 1
        yield Case(
            f"too low {spot}",
            put(path, value, good),
            (f"{as_told(value)} is out of range; allowed: ",),
            f'"{path[-1]}": ',
        )
    if extra["high"] is not None and turn % 2:
        value = {"value": extra["high"] + 1, "sd": 0.1}
        yield Case(
            f"too high {spot}",
            put(path, value, good),
            (f"{as_told(value['value'])} is out of range; allowed: ",),
            f'"{path[-1]}": ',
        )
    unit = f"wrong unit; this number is in '{extra['unit']}'"
    finite = "expected a finite number"
    kinds = [
        ("wrong unit", {"value": 0.5, "unit": "parsec"}, unit),
        ("nan", float("nan"), finite),
        ("inf", float("inf"), finite),
        ("switch", {"value": True}, "expected a number, found True"),
        ("text", {"value": "0.5"}, "expected a number, found '0.5'"),
        ("list", [0.5], "expected a number, found [0.5]"),
        ("minus inf", {"value": float("-inf")}, finite),
    ]
    kind, value, told = kinds[turn % 7]
    yield Case(f"{kind} for {spot}", put(path, value, good), (told,))


# Broken by hand


def swap(old: str, new: str, text: str = TEXT) -> bytes:
    assert old in text, old
    return text.replace(old, new, 1).encode()


POLICY = "set: {actors.highland.pressure: 0.5}"
WHEN = "{variable: escalation, above: 0.5, width: 0.05}"
ADD = "add: {escalation: 0.1}"
LEVER = "label: Pressure on the highland,"
AREA = "area_km2: 4000"
LINE = "at_most: 0.3\n"
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

REFERENCES = [
    Case("unknown actor supported", swap("supports: lowland", "supports: lowlad"), ("unknown belligerent 'lowlad'", "did you mean 'lowland'?")),
    Case("supported actor is no side", swap("supports: lowland", "supports: envoy"), ("unknown belligerent 'envoy'; allowed: lowland, highland",)),
    Case("unknown actor guaranteed", swap("guarantee: {protects: lowland}", "guarantee: {protects: lowlands}"), ("did you mean 'lowland'?",)),
    Case("unknown actor of the neutral", swap("neutral: {protects: highland}", "neutral: {protects: hghland}"), ("did you mean 'highland'?",)),
    Case("unknown issue of a line", swap("issue: border", "issue: bordr"), ("unknown issue 'bordr'; allowed: border, status, guards; did you mean 'border'?",)),
    Case("unknown issue of a preference", swap("      guards: {ideal: 0.1, w", "      guard: {ideal: 0.1, w"), ("unknown issue 'guard'", "preferences.guards: is missing; add a preference")),
    Case("unknown issue of an instrument", swap("      guards: {at_least: 0.1}", "      gards: {at_least: 0.1}"), ("unknown issue 'gards'",)),
    Case("unknown issue of a proposal", swap("status: free, guards: 0.3}", "status: free, guards: 0.3, taxes: 0}"), ("unknown issue 'taxes'",)),
    Case("proposal without a term", swap("status: free, guards: 0.3}", "status: free}"), ("terms.guards: is missing; add a term on this issue, or `open`",)),
    Case("unknown anchor of a proposal", swap("status: free,", "status: fre,"), ("unknown anchor of status 'fre'; allowed: free, bound, open; did you mean 'free'?",)),
    Case("unknown anchor of a line", swap(LINE, "at_most: rivr\n"), ("did you mean 'river'?",)),
    Case("unknown anchor feared", swap("feared: 1}", "feared: seaa}"), ("did you mean 'sea'?",)),
    Case("unknown anchor of the status quo", swap("    status_quo: 0.5", "    status_quo: bond"), ("did you mean 'bound'?",)),
    Case("unknown source", swap(AREA, "area_km2: {value: 4000, source: ghost}"), ("unknown source 'ghost'",)),
    Case("unknown source of a proposal", swap("    label: Land for status\n", "    label: L\n    source: almanack\n", RICH), ("did you mean 'almanac'?",)),
    Case("unknown source of a fact", swap("source: almanac, used_by", "source: almnac, used_by", RICH), ("did you mean 'almanac'?",)),
    Case("unknown number of a fact", swap("used_by: [war.noise_km2]", "used_by: [war.noise_km]", RICH), ("did you mean 'war.noise_km2'?",)),
    Case("unknown policy adopted", (TEXT + "adopted: [squeze]\n").encode(), ("adopted.0: unknown policy 'squeze'; allowed: squeeze; did you mean 'squeeze'?",)),
    Case("unknown policy of an event", swap(ADD, "adopt: [sqeeze]"), ("did you mean 'squeeze'?",)),
    Case("unknown lever", swap("actors.highland.pressure: {label", "actors.highland.presure: {label"), ("did you mean 'actors.highland.pressure'?",)),
    Case("unknown parameter of a policy", swap(POLICY, "set: {actors.highland.presure: 0.5}"), ("did you mean 'actors.highland.pressure'?",)),
    Case("unknown parameter of an event", swap(ADD, "set: {talks.base_hazzard: 0.1}"), ("did you mean 'talks.base_hazard'?",)),
    Case("unknown variable set", swap(ADD, "set: {fatigue.lowlnd: 0.1}"), ("did you mean 'fatigue.lowland'?",)),
    Case("unknown variable added to", swap(ADD, "add: {escalaton: 0.1}"), ("did you mean 'escalation'?",)),
    Case("variable that nobody may set", swap(ADD, "add: {balance: 0.1}"), ("unknown variable 'balance'",)),
    Case("variable of an actor that has none", swap(ADD, "set: {gate.lowland: true}"), ("unknown parameter 'gate.lowland'",)),
    Case("unknown variable of an event", swap(WHEN, "{variable: escalaton, above: 0.5, width: 0.05}"), ("did you mean 'escalation'?",)),
    Case("unknown variable deep in a release", swap("variable: belief.lowland", "variable: belif.lowland"), ("when.all.1.any.0.variable", "did you mean 'belief.lowland'?")),
    Case("unknown variable that eases", swap("guards: {at_least: 0.1}", "guards: {at_least: 0.1, eases_with: presure.lowland, eases_by: 0.1}"), ("did you mean 'pressure.lowland'?",)),
    Case("condition on what reacts to red lines", swap(WHEN, "{variable: zopa, above: 0.5, width: 0.05}"), ("unknown variable 'zopa'",)),
]  # fmt: skip

SYNTAX = [
    Case("empty", b"", ("found an empty file",)),
    Case("only a comment", b"# nothing\n", ("found an empty file",)),
    Case("only null", b"null\n", ("found an empty file",)),
    Case("list at the top", b"- a\n- b\n", ("expected a mapping with named entries, found ['a', 'b']",)),
    Case("word at the top", b"hello\n", ("expected a mapping with named entries, found 'hello'",)),
    Case("two documents", b"a: 1\n---\nb: 2\n", ("allowed: one document a file",)),
    Case("tab", b"war:\n\tarea_km2: 1\n", ("found a tab; indent with spaces", "cannot start any token")),
    Case("unclosed bracket", b"title: [a\nquestion: b\n", ("flow sequence",)),
    Case("unclosed brace", b"war: {area_km2: 1\n", ("flow mapping",)),
    Case("unclosed quote", b'title: "a\n', ("quoted scalar",)),
    Case("bad indent", b"title: a\n  start: b\n", ("indent the line less",)),
    Case("uneven indent", b"war:\n  area_km2: 1\n other: 2\n", ("whose entries begin in one column",)),
    Case("key without a colon", b"title: a\nstart\n", ("a key needs a colon with a space after it",)),
    Case("colon in text", b"title: a: b\n", ("mapping values are not allowed here",)),
    Case("bad escape", b'title: "\\q"\n', ("not valid YAML",)),
    Case("reserved sign", b"title: @x\n", ("not valid YAML",)),
    Case("bad directive", b"%YAML 3.0\n---\na: 1\n", ("not valid YAML",)),
    Case("duplicate key", b"title: a\ntitle: b\n", ("stands here a second time; the first is in line 1",)),
    Case("duplicate key deep", swap("label: Lowland\n", "label: Lowland\n    pole: 1\n"), ("'pole' stands here a second time",)),
    Case("duplicate key in a flow mapping", swap(POLICY, "set: {a: 1, a: 2}"), ("'a' stands here a second time",)),
    Case("mapping as a key", b"{a: b}: c\n", ("a key must be a plain word",)),
    Case("list as a key", b"? [a]\n: c\n", ("a key must be a plain word",)),
    Case("python object", b"title: !!python/object/apply:os.system [true]\n", ("is not allowed; write plain values",)),
    Case("python name", b"title: !!python/name:os.system\n", ("is not allowed; write plain values",)),
    Case("own tag", b"title: !mine x\n", ("the tag '!mine' is not allowed",)),
    Case("binary tag", b"title: !!binary aGVsbG8=\n", ("is not allowed",)),
    Case("tag on a mapping", b"war: !!omap [a: 1]\n", ("is not allowed",)),
    Case("billion laughs", LAUGHS.encode(), ("more than 50,000 values, aliases counted each time they are used",)),
    Case("alias to itself", b"a: &a [*a]\n", ("the alias *a refers to nothing complete",)),
    Case("alias to its mapping", b"a: &a {b: *a}\n", ("the alias *a refers to nothing complete",)),
    Case("alias to nothing", b"title: *ghost\n", ("the alias *ghost refers to nothing complete",)),
    Case("deep lists", b"a: " + b"[" * 60 + b"]" * 60 + b"\n", ("nested more than 50 deep",)),
    Case("deep mappings", b"".join(b" " * n + b"a:\n" for n in range(60)), ("nested more than 50 deep",)),
    Case("very deep", b"a: " + b"[" * 100_000, ("nested more than 50 deep",)),
    Case("deep through aliases", b"a: &a " + b"[" * 30 + b"]" * 30 + b"\nb: " + b"[" * 30 + b"*a" + b"]" * 30 + b"\n", ("deep",)),
    Case("too many values", b"a: [" + b"1," * 60_000 + b"]\n", ("more than 50,000 values",)),
    Case("too large", b"#" + b"x" * MOST_BYTES + b"\n", ("allowed: at most 1,048,576",)),
    Case("binary", bytes(range(256)) * 4, ("not UTF-8",)),
    Case("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ("not UTF-8",)),
    Case("latin-1", TEXT.replace("The river", "Der Fluß").encode("latin-1"), ("not UTF-8 text; save it as UTF-8",)),
    Case("utf-16", TEXT.encode("utf-16"), ("the file is UTF-16 text; save it as UTF-8",)),
    Case("half a character", b'title: "\\ud800"\n', ("half a character",)),
    Case("half a character in a key", b'"\\udfff": a\n', ("half a character",)),
    Case("nul byte", b"title: a\nquestion: \0\n", ("unacceptable character",)),
    Case("escape sequence", b"title: \x1b[31m\n", ("unacceptable character",)),
    Case("line break in a key", swap("war: {", '"a\\nb": 1\nwar: {'), ("unknown key",)),
    Case("terminal codes in a key", swap(POLICY, 'set: {"\\e[31mactors\\r\\n": 0.5}'), ("unknown parameter",)),
    Case("endless key", swap("war: {", "? " + "k" * 30_000 + "\n: 1\nwar: {"), ()),
    Case("huge number", swap(AREA, "area_km2: " + "9" * 5000), ("expected a",)),
    Case("overflow", swap(AREA, "area_km2: 1e999"), ("expected a finite number",)),
]  # fmt: skip

RULES = [
    Case("event before the start", swap(f"when: {WHEN}", "on: 1999-12"), ("found 1999-12; allowed: a month after the start 2000-01",)),
    Case("event in the month of the start", swap(f"when: {WHEN}", "on: 2000-01"), ("allowed: a month after the start 2000-01",)),
    Case("event with bad month", swap(f"when: {WHEN}", "on: 2000-13"), ("found '2000-13'; allowed: a month as YYYY-MM",)),
    Case("event with both triggers", swap(f"when: {WHEN}", f"on: 2000-05\n    when: {WHEN}"), ("an event has either `on` or `when`",)),
    Case("event without trigger", swap(f"    when: {WHEN}\n", ""), ("an event has either `on` or `when`",)),
    Case("event without effect", swap(f"    {ADD}\n", ""), ("an event needs `set`, `add`, `adopt` or `leadership_change`",)),
    Case("event out of range", swap(ADD, "set: {escalation: 2}"), ("allowed: 0 to 1",)),
    Case("event below the range", swap(ADD, "set: {front_km2: -5}"), ("allowed: 0 to 20000000",)),
    Case("event half opens a gate", swap(ADD, "set: {gate.patron: 0.5}"), ("found 0.5; allowed: true or false",)),
    Case("event sets a number to true", swap(ADD, "set: {escalation: true}"), ("found True; allowed: 0 to 1",)),
    Case("event adds true", swap(ADD, "add: {escalation: true}"), ("expected a number, found True",)),
    Case("event adds nan", swap(ADD, "add: {escalation: .nan}"), ("expected a finite number",)),
    Case("event adds text", swap(ADD, "add: {escalation: much}"), ("expected a number, true or false, found 'much'",)),
    Case("event moves what acts at the start only", swap(ADD, "set: {war.initial_front_km2: 5}"), ("acts at the start only",)),
    Case("event adopts what acts at the start only", swap(ADD, "adopt: [early]").replace(b"policies:\n", b"policies:\n  early: {label: E, set: {escalation.initial: 1}}\n"), ("acts at the start only",)),
    Case("two sides at one pole", swap("pole: 1", "pole: 0"), ("found belligerents at poles [0, 0]; allowed: exactly two",)),
    Case("one side", (RICH[: RICH.index("  highland:\n")] + RICH[RICH.index("  patron:\n") :]).encode(), ("allowed: exactly two, one at pole 0, one at pole 1",)),
    Case("third pole", swap("pole: 1", "pole: 2"), ("pole: found 2; allowed: 0, 1",)),
    Case("sponsors of both sides", swap("  envoy:\n", "  other: {role: sponsor, label: O, supports: highland, fatigue: {initial: 0.4, question: i}, capacity_eur_bn: 1, initial_eur_bn: 1}\n  envoy:\n"), ("allowed: all support the same side",)),
    Case("weights all zero", re.sub(rb"weight: [0-9.]+", b"weight: 0", TEXT.encode()), ("all weights are zero; allowed: at least one above zero",)),
    Case("anchors out of order", swap("river: {at: 0.5", "river: {at: 0"), ("anchors must rise along the scale",)),
    Case("areas out of order", swap("km2: 1000", "km2: 4000"), ("`km2` must rise along the scale",)),
    Case("anchor without an area", swap(", km2: 1000", ""), ("river.km2: is missing; every anchor of the territory issue needs it",)),
    Case("one anchor", swap("      bound: {at: 1, label: Bound}\n", ""), ("2",)),
    Case("two territories", swap("kind: guarantee", "kind: territory"), ("found 2 issues of kind 'territory'; allowed: exactly one",)),
    Case("no guarantee issue", swap("    kind: guarantee\n", ""), ("found 0 issues of kind 'guarantee'",)),
    Case("status quo of territory", swap("    kind: territory\n", "    kind: territory\n    status_quo: 0.5\n"), ("line of contact: remove it",)),
    Case("no status quo", swap("    status_quo: 0.5\n", ""), ("status_quo: is missing",)),
    Case("front offset on another issue", swap("status: free,", "status: {front_km2: 0},"), ("`front_km2` is for the territory issue only",)),
    Case("open line", swap(LINE, "at_most: open\n"), ("`open` is for proposals only",)),
    Case("position twice", swap(LINE, "at_most: {front_km2: 1, at: 0.3}\n"), ("a position is one of",)),
    Case("position misspelt", swap(LINE, "at_most: {front_km: 1}\n"), ("front_km: unknown key; allowed: at, front_km2, anchor, open; did you mean 'front_km2'?",)),
    Case("position empty", swap(LINE, "at_most: {}\n"), ("a position is one of",)),
    Case("position is a list", swap(LINE, "at_most: [0.3]\n"), ("expected a number, found [0.3]",)),
    Case("line on both sides", swap(LINE, "at_most: 0.3\n        at_least: 0.1\n"), ("either `at_least` or `at_most`",)),
    Case("line on no side", swap(f"        {LINE}", ""), ("either `at_least` or `at_most`",)),
    Case("released without release", swap("kind: hard, at_least: {front_km2: -200}", "kind: hard, at_least: 0.5, released_to: 0"), ("`released_to` belongs to a hard line with `release`",)),
    Case("release without bound", swap("        released_to: {front_km2: 100}\n", ""), ("a hard line with `release` needs `released_to`",)),
    Case("release of an announced line", swap("kind: announced, at_most: 0.5", "kind: announced, at_most: 0.5, released_to: 1"), ("belongs to a hard line",)),
    Case("audience cost of a hard line", swap("kind: hard, at_least", "kind: hard, audience_cost: 1, at_least"), ("belongs to announced lines only",)),
    Case("instrument without bound", swap("guards: {at_least: 0.1}", "guards: {}"), ("an instrument has `at_least`, `at_most` or both",)),
    Case("instrument eased by nothing", swap("guards: {at_least: 0.1}", "guards: {at_least: 0.1, eases_by: 0.1}"), ("go together",)),
    Case("condition without width", swap(WHEN, "{variable: escalation, above: 0.5}"), ("need a `width`",)),
    Case("condition with two forms", swap(WHEN, "{variable: escalation, above: 0.5, below: 0.7, width: 0.1}"), ("a condition is one of",)),
    Case("condition of nothing", swap(WHEN, "{}"), ("a condition is one of",)),
    Case("condition over nothing", swap(WHEN, "{all: []}"), ("at least 1 item",)),
    Case("condition is a list", swap(WHEN, "[escalation]"), ("expected a mapping with named entries",)),
    Case("condition with zero width", swap(WHEN, "{variable: escalation, above: 0.5, width: 0}"), ("out of range",)),
    Case("policy out of range", swap(POLICY, "set: {actors.highland.pressure: 5}"), ("found 5.0; allowed: 0 to 1",)),
    Case("policy with text", swap(POLICY, 'set: {actors.highland.pressure: "0.5"}'), ("expected a number, true or false, found '0.5'",)),
    Case("policy sets a number to true", swap(POLICY, "set: {actors.highland.pressure: true}"), ("found True; allowed: 0 to 1",)),
    Case("policy sets a switch to a number", swap(POLICY, "set: {actors.patron.gate.open: 0.5}"), ("allowed: true or false",)),
    Case("policy sets nothing", swap(POLICY, "set: {}"), ("at least 1 item",)),
    Case("policies in a word", (TEXT + "adopted: squeeze\n").encode(), ("adopted: expected a list, found 'squeeze'",)),
    Case("lever beyond bounds", swap(LEVER, "label: P, high: 5,"), ("the range 0 to 5 goes beyond 0 to 1",)),
    Case("lever upside down", swap(LEVER, "label: P, low: 0.9, high: 0.1,"), ("`low` must be below `high`",)),
    Case("lever with too long a step", swap(LEVER, "label: P, step: 3,"), ("`step` is larger than the range",)),
    Case("lever without step", swap(LEVER, "label: P, step: 0,"), ("step: input should be greater than 0",)),
    Case("lever to infinity", swap(LEVER, "label: P, high: .inf,"), ("expected a finite number",)),
    Case("comma in plain text", swap(LEVER, "label: Pressure, on the highland,"), ("put text that has a comma in quotes",)),
    Case("figure without unit", swap("measured_in: percent, ", "", RICH), ("a figure needs `measured_in`",)),
    Case("bad name of an actor", swap("  envoy:\n", "  The Envoy:\n"), ("found 'The Envoy'; allowed: a name of lower-case letters",)),
    Case("bad name of a source", swap("  almanac: {", "  Almanac!: {", RICH), ("allowed: a name of lower-case letters, digits and -",)),
    Case("bad role", swap("role: sponsor", "role: sponser"), ("allowed: belligerent, sponsor, mediator; did you mean 'sponsor'?",)),
    Case("role is a list", swap("role: sponsor", "role: [sponsor]"), ("allowed: belligerent, sponsor, mediator",)),
    Case("no role", swap("    role: sponsor\n", ""), ("`role` is missing; allowed: belligerent, sponsor, mediator",)),
    Case("bad date", swap("start: 2000-01", "start: 2000-1"), ("found '2000-1'; allowed: a month as YYYY-MM",)),
    Case("year for a month", swap("start: 2000-01", "start: 2000"), ("expected text, found 2000",)),
    Case("bad date of a source", swap("date: 1999-05", "date: May 1999", RICH), ("allowed: a date as YYYY, YYYY-MM or YYYY-MM-DD",)),
    Case("bad date of a check", swap("checked: 1999-05", "checked: today", RICH), ("allowed: a date as YYYY-MM or YYYY-MM-DD",)),
    Case("bad kind of source", swap("kind: book", "kind: bok", RICH), ("did you mean 'book'?",)),
    Case("bad basis", swap(AREA, "area_km2: {value: 4000, basis: sorce}"), ("allowed: source, assumption, calibrated; did you mean 'source'?",)),
    Case("basis without source", swap(AREA, "area_km2: {value: 4000, basis: source}"), ("`basis: source` needs a `source`",)),
    Case("half a range", swap(AREA, "area_km2: {value: 4000, low: 3000}"), ("`low` and `high` go together",)),
    Case("value outside its range", swap(AREA, "area_km2: {value: 4000, low: 1, high: 2}"), ("the value lies outside its own range",)),
    Case("two uncertainties", swap(AREA, "area_km2: {value: 4000, sd: 1, relative_sd: 0.1}"), ("more than one uncertainty; allowed is one of",)),
    Case("triangle out of order", swap(AREA, "area_km2: {value: 3, triangular: [1, 4, 3]}"), ("must be in order: low, mode, high",)),
    Case("triangle of two", swap(AREA, "area_km2: {value: 3, triangular: [1, 4]}"), ("triangular.2: is missing",)),
    Case("triangle of text", swap(AREA, 'area_km2: {value: 2, triangular: ["1", 2, 3]}'), ("expected a number, found '1'",)),
    Case("negative spread", swap(AREA, "area_km2: {value: 4000, sd: -1}"), ("sd: input should be greater than or equal to 0",)),
    Case("range beyond bounds", swap("pressure: 0.6", "pressure: {low: 0.5, high: 1.5}"), ("1.5 is out of range; allowed: 0 to 1",)),
    Case("number without value", swap(AREA, "area_km2: {sd: 4}"), ("value: is missing",)),
    Case("null for a number", swap("area_km2: 4000,", "area_km2: ,"), ("expected a number, found None",)),
    Case("months as text", swap("months: 12", 'months: "12"'), ("expected a number, found '12'",)),
    Case("months with a fraction", swap("months: 12", "months: 12.5"), ("expected a whole number, found 12.5",)),
    Case("months true", swap("months: 12", "months: true"), ("expected a number, found True",)),
    Case("no months", swap("months: 12", "months: 0"), ("months: input should be greater than or equal to 1",)),
    Case("thirteenth month of winter", swap("war: {", "war: {winter: [13], "), ("winter.0: input should be less than or equal to 12",)),
    Case("unknown format", (TEXT + "format: 2\n").encode(), ("format: found 2; allowed: 1",)),
    Case("unknown key at the top", (TEXT + "actor: {}\n").encode(), ("did you mean 'actors'?",)),
    Case("number as a key", (TEXT + "1: 2\n").encode(), ("1: unknown key",)),
    Case("merge key", (TEXT + "<<: {title: x}\n").encode(), ("merge keys (<<) are not read",)),
    Case("extends nothing known", b"extends: novmber-2024\n", ("no scenario 'novmber-2024'", "did you mean 'november-2024'?")),
    Case("extends a path", b"extends: ../december-2023\n", ("allowed: the name of a scenario beside this one",)),
    Case("extends an absolute path", b"extends: /etc/passwd\n", ("allowed: the name of a scenario beside this one",)),
    Case("extends a file name", b"extends: novmber-2024.yml\n", ("no scenario 'novmber-2024'",)),
    Case("extends a number", b"extends: 5\n", ("found 5; allowed",)),
    Case("extends a list", b"extends: [a, b]\n", ("allowed: the name of a scenario beside this one",)),
    Case("extends itself", b"extends: extends-itself\n", ("in a circle",)),
]  # fmt: skip


def small_bloc(members: str, more: str = "", decision: str = "    decision: {rule: majority}\n") -> bytes:
    """The small scenario with members of the patron, in one line of text."""
    budget = "    capacity_eur_bn: 1\n"
    return swap(budget, f"{budget}{decision}    members: {{{members}}}\n{more}")


def many(number: int) -> str:
    return ", ".join(f"m{n}: {{label: M}}" for n in range(number))


GUILD, LEAGUE, COUNCIL = "actors.guild", "actors.league", "actors.league.members.council"
NO_SHARE = "belong to a qualified_majority, which needs one of them"
NO_DECISION = "decision: is missing; members need a `decision`: the rule by which they decide"
NO_MEMBERS = "a decision needs `members`; without any, no vote can pass"
NO_WEIGHT = "all weights are zero; allowed: at least one above zero"
TOO_MANY = "more than 500 members; allowed: at most so many"
TWICE = "stands here a second time; the first is in line"

BLOCS = [
    # A rule that cannot pass
    Case("share of members over one", world(f"{GUILD}.decision.share_of_members", 1.2), ("share_of_members: 1.2 is out of range; allowed: 0 to 1",), '"share_of_members": 1.2'),
    Case("share of weight in percent", world(f"{GUILD}.decision.share_of_weight", 65), ("share_of_weight: 65 is out of range; allowed: 0 to 1",), '"share_of_weight": 65'),
    Case("share over one in some runs", world(f"{GUILD}.decision.share_of_members", {"low": 0.6, "high": 1.3}), ("1.3 is out of range; allowed: 0 to 1",), '"share_of_members": {'),
    Case("share of a nested body over one", world(f"{COUNCIL}.decision", {"rule": "qualified_majority", "share_of_weight": 2}), ("members.council.decision.share_of_weight: 2 is out of range",), '"share_of_weight": 2'),
    Case("qualified majority without shares", world_without(f"{GUILD}.decision.share_of_members", f"{GUILD}.decision.share_of_weight"), (NO_SHARE,), '"rule": '),
    Case("nested qualified majority without shares", world(f"{COUNCIL}.decision.rule", "qualified_majority"), (NO_SHARE,), '"rule": '),
    Case("share under unanimity", world(f"{LEAGUE}.decision.share_of_members", 0.5), (NO_SHARE,), '"share_of_members": 0.5'),
    Case("share under a majority of weight", world(f"{COUNCIL}.decision.share_of_weight", 0.6), (NO_SHARE,), '"share_of_weight": 0.6'),
    Case("unknown rule", world(f"{LEAGUE}.decision.rule", "unanimty"), ("decision.rule: found 'unanimty'; allowed: unanimity, qualified_majority, majority, weighted; did you mean 'unanimity'?",), '"rule": "unanimty"'),
    Case("unknown rule of a nested body", world(f"{COUNCIL}.decision.rule", "weigthed"), ("did you mean 'weighted'?",), '"rule": "weigthed"'),
    Case("decision without a rule", world_without(f"{LEAGUE}.decision.rule"), ("decision.rule: is missing",), '"decision": {'),
    Case("decision of no members", world(f"{GUILD}.members", {}), ("actors.guild.members: " + NO_MEMBERS,), '"members": {'),
    Case("decision without members", world_without(f"{GUILD}.members"), (NO_MEMBERS,), '"guild": {'),
    Case("nested decision of no members", world(f"{COUNCIL}.members", {}), ("members.council.members: " + NO_MEMBERS,), '"members": {'),
    Case("nested decision without members", world(f"{LEAGUE}.members.harbour.decision", {"rule": "majority"}), ("members.harbour.members: " + NO_MEMBERS,), '"harbour": {'),
    Case("members without a decision", world_without(f"{GUILD}.decision"), ("actors.guild." + NO_DECISION,), '"guild": {'),
    Case("nested members without a decision", world_without(f"{COUNCIL}.decision"), ("members.council." + NO_DECISION,), '"council": {'),
    Case("members with a gate and no decision", small_bloc("a: {label: A}", "    gate: {}\n", ""), (NO_DECISION,), "patron:"),
    Case("members that weigh nothing", small_bloc("a: {label: A, weight: 0}, b: {label: B, weight: 0}"), (NO_WEIGHT,), "members: {"),
    Case("nested members that weigh nothing", world(f"{COUNCIL}.members", {"a": {"label": "A", "weight": 0}}), ("members.council.members: " + NO_WEIGHT,), '"members": {'),
    Case("supporters that weigh nothing", world("actors.elders.members", {"sage": {"label": "Sage", "weight": 0}}), ("actors.elders.members: " + NO_WEIGHT,), '"members": {'),
    Case("member of negative weight", world(f"{LEAGUE}.members.mill.weight", -1), ("members.mill.weight: -1 is out of range; allowed: 0 to 10000000000",), '"weight": -1'),
    # Members
    Case("member twice", small_bloc("alder: {label: Alder}, birch: {label: Birch}, alder: {label: Other}"), (f"the key 'alder' {TWICE} 70",), "alder: {label: Other}"),
    Case("nested member twice", small_bloc("a: {label: A, decision: {rule: majority}, members: {x: {label: X}, x: {label: Y}}}"), (f"the key 'x' {TWICE} 70",), "x: {label: Y}"),
    Case("supporter twice", swap("    engagement: 0.5\n", "    engagement: 0.5\n    members:\n      a: {label: A}\n      a: {label: B}\n"), (f"the key 'a' {TWICE}",), "a: {label: B}"),
    Case("too many members", small_bloc(many(501)), ("actors.patron.members: " + TOO_MANY,), "members: {"),
    Case("too many members at all depths", small_bloc(f"a: {{label: A, decision: {{rule: majority}}, members: {{{many(500)}}}}}"), ("actors.patron.members: " + TOO_MANY,), "members: {"),
    Case("bad name of a member", world(f"{LEAGUE}.members", {"The Mill": {"label": "Mill"}}), ("found 'The Mill'; allowed: a name of lower-case letters",), '"The Mill"'),
    Case("bad name of a nested member", world(f"{COUNCIL}.members.Old", {"label": "Old"}), ("found 'Old'; allowed: a name of lower-case letters",), '"Old"'),
    Case("member without a label", world(f"{COUNCIL}.members.wards", {"weight": 3}), ("members.wards.label: is missing",), '"wards": {'),
    Case("member is a number", world(f"{LEAGUE}.members.mill", 2), ("members.mill: expected a mapping with named entries, found 2",), '"mill": 2'),
    Case("members in a list", world(f"{LEAGUE}.members", ["harbour"]), ("members: expected a mapping with named entries",), '"members": ['),
    Case("members of a belligerent", world("actors.shore.members", {"a": {"label": "A"}}), ("actors.shore.members: unknown key",), '"members": {'),
    Case("decision of a mediator", world("actors.elders.decision", {"rule": "majority"}), ("actors.elders.decision: unknown key",), '"decision": {'),
    Case("members of a supporter", world("actors.elders.members.villages.members", {}), ("members.villages.members: unknown key",), '"members": {}'),
    Case("unknown source of a member", world(f"{COUNCIL}.members.wards.source", "nobody"), ("members.wards.source: unknown source 'nobody'",), '"source": "nobody"'),
    # Decisions, side payments and gates
    Case("decision that stands for less than a month", world(f"{GUILD}.decision.lasts_months", 0.5), ("lasts_months: 0.5 is out of range; allowed: 1 to 600",), '"lasts_months": 0.5'),
    Case("decision that may stand for less than a month", world(f"{GUILD}.decision.lasts_months", {"low": 0.2, "high": 3}), ("lasts_months: 0.2 is out of range",), '"lasts_months": {'),
    Case("mood that never passes", world(f"{GUILD}.decision.swing_persistence", 1), ("1 is out of range; allowed: 0 to 0.999",), '"swing_persistence": 1'),
    Case("side payments of a nested body", world(f"{COUNCIL}.decision.side_payments", {"fund_eur_bn": 1, "price_eur_bn": 1, "most_eur_bn": 1}), ("decision.side_payments: unknown key",), '"side_payments": {'),
    Case("side payments without a fund", world_without(f"{LEAGUE}.decision.side_payments.fund_eur_bn"), ("side_payments.fund_eur_bn: is missing",), '"side_payments": {'),
    Case("fund below nothing", world(f"{LEAGUE}.decision.side_payments.fund_eur_bn", -1), ("fund_eur_bn: -1 is out of range; allowed: 0 to 1000",), '"fund_eur_bn": -1'),
    Case("policy of a fund that acts at the start only", world("policies.squeeze.set", {f"{LEAGUE}.decision.side_payments.fund_eur_bn": 2}), ("side_payments.fund_eur_bn acts at the start only",), '"squeeze"'),
    Case("blocked share of a gate", world(f"{GUILD}.gate.blocked_share", 0.1), ("gate.blocked_share: unknown key; allowed: open, opening_chance, closing_chance",), '"blocked_share": 0.1'),
    Case("gate of a member half open", world(f"{GUILD}.members.smiths.gate.open", 0.5), ("gate.open: expected true or false, found 0.5",), '"open": 0.5'),
    Case("gatherer by a number", world("actors.elders.members.sage.gathers", 1), ("gathers: expected true or false, found 1",), '"gathers": 1'),
    Case("bound of a body", world(f"{COUNCIL}.instruments", {"tolls": {"at_least": 0.1}}), ("council.instruments: a body with members has no bounds of its own",), '"instruments": {'),
    Case("too many supporters", swap("    engagement: 0.5\n", f"    engagement: 0.5\n    members: {{{many(501)}}}\n"), ("actors.envoy.members: " + TOO_MANY,), "members: {"),
    # Bounds
    Case("bound of a member on an unknown issue", world(f"{COUNCIL}.members.wards.instruments", {"tols": {"at_least": 0.1}}), ("wards.instruments.tols: unknown issue 'tols'; allowed: lake, status, tolls, guards; did you mean 'tolls'?",), '"tols": {'),
    Case("bound of a sponsor on a separate issue", world(f"{GUILD}.instruments", {"captives": {"at_least": 0.1}}), ("actors.guild.instruments.captives: 'captives' is a separate issue; allowed: lake, status, tolls, guards",), '"captives": {'),
    Case("bound of a member on a separate issue", world(f"{COUNCIL}.members.wards.instruments", {"fishing": {"at_most": 0.1}}), ("wards.instruments.fishing: 'fishing' is a separate issue",), '"fishing": {'),
    Case("bound of a mediator on a separate issue", world("actors.elders.instruments", {"captives": {"at_most": 0.1}}), ("'captives' is a separate issue",), '"captives": {'),
    Case("bound of a member that eases with nothing known", world(f"{LEAGUE}.members.mill.instruments.guards.eases_with", "fatigue.leage"), ("unknown variable 'fatigue.leage'", "did you mean 'fatigue.league'?"), '"eases_with": "fatigue.leage"'),
    Case("red line on a separate issue", world("actors.ridge.red_lines.guards.issue", "captives"), ("red_lines.guards.issue: 'captives' is a separate issue",), '"issue": "captives"'),
    # Levers and changes of a member that is not there
    Case("lever on a member that is not there", world("levers", {f"{LEAGUE}.members.quary.stance": {"label": "L", "group": "G", "help": "H"}}), ("unknown parameter 'actors.league.members.quary.stance'", f"did you mean '{LEAGUE}.members.quarry.stance'?"), f'"{LEAGUE}.members.quary.stance"'),
    Case("lever on a nested member that is not there", world("levers", {f"{COUNCIL}.members.wads.stance": {"label": "L", "group": "G", "help": "H"}}), ("unknown parameter", f"did you mean '{COUNCIL}.members.wards.stance'?"), f'"{COUNCIL}.members.wads.stance"'),
    Case("lever on a member without its body", world("levers", {f"{LEAGUE}.quarry.stance": {"label": "L", "group": "G", "help": "H"}}), (f"did you mean '{LEAGUE}.members.quarry.stance'?",), f'"{LEAGUE}.quarry.stance"'),
    Case("lever on what a member does not say", world("levers", {f"{LEAGUE}.members.harbour.stance": {"label": "L", "group": "G", "help": "H"}}), (f"unknown parameter '{LEAGUE}.members.harbour.stance'",), f'"{LEAGUE}.members.harbour.stance"'),
    Case("policy on a member that is not there", world("policies.squeeze.set", {f"{LEAGUE}.members.quary.stance": 0.1}), (f"did you mean '{LEAGUE}.members.quarry.stance'?",), f'"{LEAGUE}.members.quary.stance"'),
    Case("event on a member that is not there", world("events.harvest.set", {f"{GUILD}.members.dyer.stance": 0.1}), (f"did you mean '{GUILD}.members.dyers.stance'?",), f'"{GUILD}.members.dyer.stance"'),
    Case("event on the gate of a member", world("events.harvest.set", {"gate.guild.smiths": True}), ("unknown parameter 'gate.guild.smiths'", "did you mean 'gate.guild'?"), '"gate.guild.smiths"'),
    Case("policy beyond the bounds of a member", world("policies.squeeze.set", {f"{LEAGUE}.members.quarry.stance": 3}), ("found 3.0; allowed: -1 to 2",), f'"{LEAGUE}.members.quarry.stance"'),
]  # fmt: skip

PAUSE, EXCHANGE = "proposals.pause", "proposals.exchange"
NOT_SAID = "a deal on an issue says what it is: a place on the scale or an anchor"
NO_CALM = "`calms` is for deals of scope issue; the others stop the fighting"

DEALS = [
    # Time
    Case("renewal shorter than a month", world(f"{PAUSE}.duration.renewal.months", 0.5), ("duration.renewal.months: 0.5 is out of range; allowed: 1 to 600",), '"months": 0.5'),
    Case("renewal that may be shorter than a month", world(f"{PAUSE}.duration.renewal.months", {"low": 0.5, "high": 3}), ("0.5 is out of range; allowed: 1 to 600",), '"months": {'),
    Case("renewal without months", world_without(f"{PAUSE}.duration.renewal.months"), ("duration.renewal.months: is missing",), '"renewal": {'),
    Case("unknown rule of renewal", world(f"{PAUSE}.duration.renewal.rule", "concent"), ("found 'concent'; allowed: consent, automatic; did you mean 'consent'?",), '"rule": "concent"'),
    Case("renewal without a duration", world(f"{PAUSE}.renewal", {"months": 2}), ("proposals.pause.renewal: unknown key",), '"renewal": {'),
    Case("ceasefire shorter than a month", world(f"{PAUSE}.duration.months", 0.9), ("pause.duration.months: 0.9 is out of range; allowed: 1 to 600",), '"months": 0.9'),
    Case("duration without months", world_without(f"{PAUSE}.duration.months"), ("duration.months: is missing",), '"duration": {'),
    Case("duration of a settlement", world("proposals.swap.duration", {"months": 12}), ("proposals.swap: a settlement has no `duration`",), '"duration": {'),
    Case("duration of what is a settlement unless said otherwise", world_without(f"{PAUSE}.scope"), ("a settlement has no `duration`",), '"duration": {'),
    # What a deal touches
    Case("unknown scope", world(f"{PAUSE}.scope", "ceasfire"), ("scope: found 'ceasfire'; allowed: settlement, ceasefire, issue; did you mean 'ceasefire'?",), '"scope": "ceasfire"'),
    Case("issue deal on an issue of the settlement", world(f"{EXCHANGE}.terms.tolls", 0.4), ("'tolls' does not go with scope issue: a settlement decides it",), '"tolls": 0.4'),
    Case("settlement on a separate issue", world("proposals.swap.terms.captives", "freed"), ("'captives' does not go with scope settlement: only deals of scope issue touch it",), '"captives": "freed"'),
    Case("ceasefire on a separate issue", world(f"{PAUSE}.terms.fishing", "shared"), ("'fishing' does not go with scope ceasefire: only deals of scope issue touch it",), '"fishing": "shared"'),
    Case("open term of an issue deal", world(f"{EXCHANGE}.terms.captives", "open"), (NOT_SAID,), '"captives": "open"'),
    Case("issue deal on nothing", world(f"{EXCHANGE}.terms", {}), ("exchange.terms: a deal on an issue needs a term on a separate issue",), '"terms": {}'),
    Case("issue deal on an unknown issue", world(f"{EXCHANGE}.terms", {"captive": 1}), ("unknown issue 'captive'; allowed: captives, fishing; did you mean 'captives'?",), '"captive": 1'),
    Case("issue deal at an unknown anchor", world(f"{EXCHANGE}.terms.captives", "fred"), ("unknown anchor of captives 'fred'", "did you mean 'freed'?"), '"captives": "fred"'),
    Case("ceasefire on an unknown issue", world(f"{PAUSE}.terms.toll", 0.3), ("unknown issue 'toll'; allowed: lake, status, tolls, guards; did you mean 'tolls'?",), '"toll": 0.3'),
    Case("separate issue without a status quo", world_without("issues.captives.status_quo"), ("issues.captives.status_quo: is missing",), '"captives": {'),
    Case("no preference on a separate issue", world_without("actors.ridge.preferences.fishing"), ("preferences.fishing: is missing; add a preference",), '"preferences": {'),
    Case("ceasefire that calms", world(f"{PAUSE}.calms", 0.3), (NO_CALM,), '"calms": 0.3'),
    Case("settlement that calms", world("proposals.swap.calms", 0), (NO_CALM,), '"calms": 0'),
    # Offers
    Case("offer by an unknown actor", world("offers.shield.giver", "leage"), ("unknown third party 'leage'; allowed: league, guild, elders; did you mean 'league'?",), '"giver": "leage"'),
    Case("offer by a side", world("offers.shield.giver", "ridge"), ("unknown third party 'ridge'; allowed: league, guild, elders",), '"giver": "ridge"'),
    Case("offer by a member", world("offers.shield.giver", "league.mill"), ("unknown third party 'league.mill'",), '"giver": "league.mill"'),
    Case("offer to an unknown actor", world("offers.relief.receiver", "rigde"), ("unknown belligerent 'rigde'; allowed: shore, ridge; did you mean 'ridge'?",), '"receiver": "rigde"'),
    Case("offer to a third party", world("offers.relief.receiver", "guild"), ("unknown belligerent 'guild'; allowed: shore, ridge",), '"receiver": "guild"'),
    Case("offer of an unknown kind", world("offers.food.kind", "paymnt"), ("found 'paymnt'; allowed: aid, guarantee, payment, assets, sanctions_relief; did you mean 'payment'?",), '"kind": "paymnt"'),
    Case("offer held by an unknown actor", world("offers.relief.holders", ["guild", "eldrs"]), ("relief.holders.1: unknown third party 'eldrs'", "did you mean 'elders'?"), '"eldrs"'),
    Case("offer held by a side", world("offers.relief.holders", ["guild", "shore"]), ("relief.holders.1: unknown third party 'shore'",), '"shore"'),
    Case("offer without a giver", world_without("offers.shield.giver"), ("offers.shield.giver: is missing",), '"shield": {'),
    Case("offer for an issue deal", world("offers.relief.scopes", ["settlement", "issue"]), ("relief.scopes.1: found 'issue'; allowed: settlement, ceasefire",), '"issue"'),
    Case("offer for nothing", world("offers.relief.scopes", []), ("relief.scopes: list should have at least 1 item",), '"scopes": []'),
    Case("offer under an unknown variable", world("offers.shield.when.variable", "escalaton"), ("unknown variable 'escalaton'", "did you mean 'escalation'?"), '"variable": "escalaton"'),
    *(
        Case(f"snap-back of {kind}", world("offers.relief.kind", kind), ("`snap_back` belongs to sanctions_relief",), '"snap_back": 0.4')
        for kind in ("aid", "guarantee", "payment", "assets")
    ),
    # Changes of leaders
    Case("new leaders of an unknown actor", world("events.new_chief.leadership_change.actor", "rigde"), ("leadership_change.actor: unknown belligerent 'rigde'; allowed: shore, ridge; did you mean 'ridge'?",), '"actor": "rigde"'),
    Case("new leaders of a sponsor", world("events.new_chief.leadership_change.actor", "league"), ("unknown belligerent 'league'; allowed: shore, ridge",), '"actor": "league"'),
    Case("new leaders of nobody", world("events.new_chief.leadership_change", {"trust": 0.5}), ("leadership_change.actor: is missing",), '"leadership_change": {'),
    Case("new leaders in a word", world("events.new_chief.leadership_change", "ridge"), ("leadership_change: expected a mapping with named entries, found 'ridge'",), '"leadership_change": "ridge"'),
    Case("new leaders with too much trust", world("events.new_chief.leadership_change.trust", 1), ("leadership_change.trust: 1 is out of range; allowed: 0.02 to 0.95",), '"trust": 1'),
]  # fmt: skip

GENERATED = list(generated())
CASES = [*GENERATED, *REFERENCES, *SYNTAX, *RULES, *BLOCS, *DEALS]


def problems_of(call) -> list:
    with pytest.raises(InputError) as caught:
        call()
    assert type(caught.value) is InputError
    return list(caught.value.problems)


def check_located(problems, content: bytes, file: str) -> None:
    """Every problem is one line and points to a place in the file."""
    assert problems
    assert len(set(problems)) == len(problems), "nothing is told twice"
    lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", content.decode("utf-8", "replace"))
    for problem in problems:
        assert problem.mark is not None, problem
        assert problem.mark.file == file
        assert 1 <= problem.mark.line <= len(lines), problem
        assert 1 <= problem.mark.column <= max(map(len, lines)) + 1, problem
        assert problem.message and problem.message.isprintable(), problem
        assert len(problem.message) <= 2001
        assert "Traceback" not in problem.message and "pydantic" not in problem.message.lower()
        assert str(problem) == f"{file}:{problem.mark.line}:{problem.mark.column}: {problem.message}"


def test_there_are_enough_cases_and_each_has_a_name_of_its_own():
    assert len(GENERATED) > 500 and len(CASES) - len(GENERATED) > 250
    assert len({case.file for case in CASES}) == len(CASES)


def test_every_kind_of_section_is_broken():
    met = {model for good in (DATA, WORLD_DATA) for _, model in sections(read_scenario(dump(good), "good.yaml"), good)}
    assert met == every_model()


@pytest.mark.parametrize(("text", "data"), [(RICH, DATA), (WORLD.read_bytes(), WORLD_DATA)], ids=["rich", "world"])
def test_the_scenarios_that_are_broken_are_good(text, data, tmp_path):
    assert read_scenario(text, "good.yaml").digest() == read_scenario(dump(data), "good.yaml", tmp_path).digest()


def test_as_many_members_as_are_allowed_are_taken():
    assert len(read_scenario(small_bloc(many(500)), "mine.yaml").actors["patron"].members) == 500


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file[:-5])
def test_a_broken_file_is_refused_with_the_place_and_the_reason(case, tmp_path):
    if case.name.startswith("extends"):
        path = tmp_path / case.file
        path.write_bytes(case.content)
        problems = problems_of(lambda: load_scenario(path))
        check_located(problems, case.content, str(path))
    else:
        problems = problems_of(lambda: read_scenario(case.content, "mine.yaml", tmp_path))
        check_located(problems, case.content, "mine.yaml")
    for piece in case.told:
        assert any(piece in problem.message for problem in problems), (piece, [str(problem) for problem in problems])
    if case.at:
        (problem,) = [problem for problem in problems if case.told[0] in problem.message]
        assert marked(case.content, problem).startswith(case.at), (str(problem), marked(case.content, problem)[:60])
    if case in GENERATED and case.name.startswith(FEW):
        assert len(problems) == 1, [str(problem) for problem in problems]


FEW = ("unknown key", "too", "wrong unit", "nan", "inf", "text for", "switch", "minus inf", "number for text actors")
"""Mistakes in one place from which nothing else follows: one message, and none about the parts around it."""


def marked(content: bytes, problem) -> str:
    """The text that a problem points to."""
    return content.decode().splitlines()[problem.mark.line - 1][problem.mark.column - 1 :]


@pytest.mark.parametrize(
    ("name", "pointed"),
    [
        ("unknown actor supported", "supports: lowlad"),
        ("unknown anchor of a proposal", "status: fre"),
        ("unknown variable deep in a release", "variable: belif.lowland"),
        ("unknown parameter of a policy", "actors.highland.presure: 0.5"),
        ("event before the start", "on: 1999-12"),
        ("lever beyond bounds", "actors.highland.pressure: {"),
        ("comma in plain text", "on the highland"),
        ("duplicate key deep", "pole: "),
        ("own tag", "!mine x"),
        ("alias to nothing", "*ghost"),
        ("position misspelt", "front_km: 1"),
        ("unknown policy adopted", "squeze"),
        ("months true", "months: true"),
        ("bad role", "role: sponser"),
        ("triangle of text", '"1"'),
    ],
)
def test_the_place_is_that_of_the_mistake(name, pointed, tmp_path):
    case = next(case for case in CASES if case.name == name)
    problems = problems_of(lambda: read_scenario(case.content, "mine.yaml", tmp_path))
    assert any(marked(case.content, problem).startswith(pointed) for problem in problems), [str(p) for p in problems]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_a_byte_that_is_not_utf8_is_located(line_end, mark):
    content = f"{mark}title: ä".encode() + line_end + "question: ä".encode() + b"\xff"
    (problem,) = problems_of(lambda: read_scenario(content, "mine.yaml"))
    assert (problem.mark.line, problem.mark.column) == (2, 12)


def test_a_character_that_yaml_forbids_is_located():
    (problem,) = problems_of(lambda: read_scenario(b"title: a\nquestion: \0\n", "mine.yaml"))
    assert (problem.mark.line, problem.mark.column) == (2, 11)


FIVE = {
    "area_km2: 4000": "area_km2: -4",
    "supports: lowland": "supports: lowlad",
    "scope: ceasefire": "scope: ceasfire",
    "    engagement: 0.5": "    engagment: 0.5",
    WHEN: "{variable: escalaton, above: 0.5, width: 0.05}",
}


def test_five_different_mistakes_are_told_together(tmp_path):
    text = TEXT
    for old, new in FIVE.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    # The area is required, so it is mended here by its neighbour: a default exists for the dead zone.
    text = text.replace("area_km2: -4", "area_km2: 4000, dead_zone: -4")
    problems = problems_of(lambda: read_scenario(text, "mine.yaml", tmp_path))
    check_located(problems, text.encode(), "mine.yaml")
    assert len(problems) == 5, [str(problem) for problem in problems]
    told = "\n".join(map(str, problems))
    for piece in (
        "-4 is out of range",
        "unknown belligerent 'lowlad'",
        "did you mean 'ceasefire'?",
        "engagment: unknown key",
        "'escalaton'",
    ):
        assert piece in told
    assert [p.mark.line for p in problems] == sorted(p.mark.line for p in problems), "in the order of the file"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actors.league.decision.rule", "unanimty"),
        ("actors.league.decision.share_of_members", 0.5),
        ("actors.league.members.council.decision.rule", "qualified_majority"),
        ("actors.league.members.council.members", {"Old": {"label": "Old"}}),
        ("issues.captives.kind", "seperate"),
        ("proposals.exchange.scope", "isue"),
        ("proposals.shared_fishing.scope", "isue"),
        ("actors.shore.red_lines.lake.kind", "hrad"),
    ],
)
def test_one_mistake_in_the_invented_world_is_told_alone(path, value, tmp_path):
    content = world(path, value)
    (problem,) = problems_of(lambda: read_scenario(content, "mine.yaml", tmp_path))
    check_located([problem], content, "mine.yaml")


def test_what_follows_only_from_another_mistake_is_not_told(tmp_path):
    text = TEXT.replace("area_km2: 4000", "area_km2: -4").replace("    pole: 0\n", "    pole: 7\n")
    problems = problems_of(lambda: read_scenario(text, "mine.yaml", tmp_path))
    assert sorted(problem.message.split(":")[0] for problem in problems) == ["actors.lowland.pole", "war.area_km2"]


# Files that stand in a folder


def test_extends_in_a_circle_of_two(tmp_path):
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / f"{name}.yaml").write_text(f"extends: {other}\n", encoding="utf-8")
    (problem,) = problems_of(lambda: load_scenario(tmp_path / "one.yaml"))
    assert "in a circle" in problem.message and Path(problem.mark.file).name == "two.yaml"


def test_extends_into_a_circle(tmp_path):
    for name, other in (("start", "one"), ("one", "two"), ("two", "one")):
        (tmp_path / f"{name}.yaml").write_text(f"extends: {other}\n", encoding="utf-8")
    (problem,) = problems_of(lambda: load_scenario(tmp_path / "start.yaml"))
    assert "in a circle" in problem.message and "one → two → one" in problem.message


def test_extends_too_often(tmp_path):
    for number in range(20):
        (tmp_path / f"v{number}.yaml").write_text(f"extends: v{number + 1}\n", encoding="utf-8")
    (problem,) = problems_of(lambda: load_scenario(tmp_path / "v0.yaml"))
    assert "more than 8 times" in problem.message


def test_extends_does_not_follow_a_link_out_of_the_folder(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.yaml").write_text(TEXT, encoding="utf-8")
    (inside / "link.yaml").symlink_to(outside / "secret.yaml")
    (inside / "mine.yaml").write_text("extends: link\n", encoding="utf-8")
    (problem,) = problems_of(lambda: load_scenario(inside / "mine.yaml"))
    assert "no scenario 'link'" in problem.message and problem.mark.line == 1


def test_extends_a_link_to_itself_or_a_folder(tmp_path):
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "heap.yaml").mkdir()
    for name in ("loop", "heap"):
        (tmp_path / "mine.yaml").write_text(f"extends: {name}\n", encoding="utf-8")
        (problem,) = problems_of(lambda: load_scenario(tmp_path / "mine.yaml"))
        assert f"no scenario {name!r}" in problem.message
    problems_of(lambda: load_scenario(tmp_path / "loop.yaml"))
    problems_of(lambda: load_scenario(tmp_path / "heap.yaml"))


# The command line


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("broken")
    for case in CASES:
        (folder / case.file).write_bytes(case.content)
    return folder


def check_refused(done: subprocess.CompletedProcess[str], *files: Path) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and "internal error" not in done.stderr
    assert all(line.startswith("error: ") for line in done.stderr.splitlines())
    for file in files:
        assert re.search(rf"^error: {re.escape(str(file))}:\d+:\d+: \S", done.stderr, re.M), file


def test_the_command_line_refuses_many_at_once(folder):
    files = [
        folder / case.file
        for case in [*REFERENCES[::2], *SYNTAX, *RULES[::8], *BLOCS[::8], *DEALS[::8], *GENERATED[::90]]
    ]
    assert len(files) > 50
    command = [sys.executable, "-m", "sim.cli", "validate", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    check_refused(done, *files)
    assert done.stdout == ""


CHOSEN = [*SYNTAX[::8], *REFERENCES[::8], *RULES[::20], *BLOCS[::16], *DEALS[::12], *GENERATED[::200]][:25]


def test_the_command_line_refuses_each(folder):
    assert len(CHOSEN) == 25
    for case in CHOSEN:
        done = inside("validate", str(folder / case.file))
        check_refused(done, folder / case.file)
        assert done.stdout == ""


# Any bytes at all


def accepted_or_refused(content: bytes) -> None:
    try:
        read_scenario(content, "mine.yaml", SMALL.parent)
    except InputError as error:
        check_located(error.problems, content, "mine.yaml")


SIGNS = [
    b":",
    b"{",
    b"}",
    b"[",
    b"]",
    b"&a",
    b"*a",
    b"!",
    b"|",
    b">",
    b"%",
    b"\t",
    b"\0",
    b"\xff",
    b"\n",
    b"\r",
    b"- ",
    b"? ",
    b"'",
    b'"',
    b"#",
    b"<<",
    b"...",
]
WORDS = [
    b"null",
    b"true",
    b".nan",
    b"-1",
    b"1e308",
    b"9" * 400,
    b"open",
    b"extends: x\n",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"[]",
    b"{}",
    b"0",
]


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A good scenario with a few bytes taken out, put in, or moved."""
    content = bytearray(draw(st.sampled_from([TEXT.encode(), WORLD.read_bytes()])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        new = draw(
            st.one_of(st.sampled_from(SIGNS + WORDS), st.binary(max_size=4), st.just(bytes(content[end : end + 40])))
        )
        content[start:end] = new
    return bytes(content)


@given(content=mutations())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_no_change_of_bytes_raises_anything_but_an_input_error(content):
    accepted_or_refused(content)


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(), st.text(max_size=8),
    st.sampled_from(["open", "lowland", "border", "river", "fatigue.lowland", "belligerent"]),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, entry in entries:
        yield (*path, key)
        yield from places(entry, (*path, key))


@pytest.mark.parametrize("good", [DATA, WORLD_DATA], ids=["rich", "world"])
@given(random=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_no_value_anywhere_raises_anything_but_an_input_error(good, random):
    data, spots = copy.deepcopy(good), st.sampled_from(list(places(good)))
    for path, value in random.draw(st.lists(st.tuples(spots, VALUES), min_size=1, max_size=3)):
        here = data
        try:
            for part in path[:-1]:
                here = here[part]
            here[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    accepted_or_refused(dump(data))


@given(content=st.binary(max_size=300))
@example(content=b"a: \xed\xa0\x80")
@example(content=b"\0\r\x80")
@example(content=b"\xef\xbb\xbf\xc3\xa4\xc3\xa4\xff")
@settings(max_examples=100)
def test_no_bytes_raise_anything_but_an_input_error(content):
    accepted_or_refused(content)
