"""Every problem of a file is told at once, where it is to be mended, and in time that grows with the file."""

import time

import pytest

from sim.errors import InputError
from sim.scenario.reading import load_scenario, read_scenario
from sim.scenario.validating import MOST_PROBLEMS

FROM_NOTHING = """\
title: Harbour and hills
question: Do they share the water?
start: 2001-13
issues:
  land:
    kind: teritory
    anchors:
      hills: {at: 0, label: Hills}
      harbour: {at: 1, label: Harbour, km2: 900}
  water:
    label: Water
    anchors:
      hills: {at: 0, label: Hills}
      harbour: {at: 1.5, label: Harbour}
    status_quo: midle
  guards:
    label: Guards
    kind: guarantee
    anchors: {many: {at: 0, label: Many}, none: {at: 1, label: None at all}}
actors:
  hill:
    role: beligerent
    label: Hill people
    pole: 0
    preferences:
      land: {ideal: 0, weight: 0.5}
      watr: {ideal: 0, weight: 0.5}
    fatigue: {initial: 40, question: invented}
    red_lines:
      land: {issue: land, kind: hard, at_most: 0.5, at_least: 0.1}
      water: {issue: watter, kind: hard, at_most: 0.5}
  port:
    label: Port
    pole: 1
    preferences:
      land: {ideal: 1, weight: much}
      water: {ideal: 1, weight: 0.4, feared: hils}
      guards: {ideal: 1, weight: 0.2}
    fatigue: {initial: 0.4}
  envoy:
    role: mediator
    label: Envoy
    engagment: 0.5
  patron:
    role: sponsor
    label: Patron
    supports: prt
    fatigue: {initial: 0.3, question: invented}
    capacity_eur_bn: 1
    initial_eur_bn: 0.5
war: {area_km2: 900, dead_zone: 7}
credibility:
  guarantee: {protects: hill}
  neutral: {protects: ports}
proposals:
  share:
    label: Share the water
    terms: {land: 0.5, water: hills}
  pause:
    label: A pause
    scope: truce
    terms: {lands: 0.5}
events:
  storm:
    label: A storm
    when: {variable: escalaton, above: 0.5, width: 0.05}
    add: {fatigue.hil: 0.1}
  relief:
    label: Relief
    on: 1999-01
    adopt: [squeze]
policies:
  squeeze:
    set: {actors.hill.presure: 0.5}
levers:
  war.area: {label: Area, group: War, help: Size.}
"""
TOLD = """\
start: found '2001-13'
issues.land.label: is missing
issues.land.kind: found 'teritory'
issues.land.anchors.hills.km2: is missing
issues.water.anchors.harbour.at: 1.5 is out of range
issues.water.status_quo: unknown anchor
issues.guards.status_quo: is missing
actors.hill.role: found 'beligerent'
actors.hill.preferences.watr: unknown issue
actors.hill.preferences.water: is missing
actors.hill.preferences.guards: is missing
actors.hill.fatigue.initial: 40 is out of range
actors.hill.red_lines.water.issue: unknown issue
actors.hill.red_lines.land: a red line has either
actors.port: `role` is missing
actors.port.preferences.land.weight: expected a number
actors.port.preferences.water.feared: unknown anchor
actors.port.fatigue.question: is missing
actors.envoy.engagment: unknown key
actors.patron.supports: unknown belligerent
war.initial_front_km2: is missing
war.dead_zone: 7 is out of range
aid: is missing
credibility.neutral.protects: unknown belligerent
proposals.share.terms.guards: is missing
proposals.pause.scope: found 'truce'
events.storm.when.variable: unknown variable
events.storm.add.fatigue.hil: unknown variable
events.relief.adopt.0: unknown policy
policies.squeeze.label: is missing
policies.squeeze.set.actors.hill.presure: unknown parameter
levers.war.area: unknown parameter
"""


def problems_of(text: str, **kept):
    with pytest.raises(InputError) as error:
        read_scenario(text, "mine.yaml", **kept)
    return error.value.problems


def test_a_file_written_from_nothing_is_told_in_one_pass():
    told = [problem.message for problem in problems_of(FROM_NOTHING)]
    missing = [start for start in TOLD.splitlines() if not any(message.startswith(start) for message in told)]
    further = [message for message in told if not any(message.startswith(start) for start in TOLD.splitlines())]
    assert (missing, further) == ([], [])


def many(count: int) -> str:
    unknown = "".join(f"  p{n}: {{label: P, scope: truce, terms: {{lake: {n}}}}}\n" for n in range(count))
    return FROM_NOTHING.replace("proposals:\n", f"proposals:\n{unknown}")


def test_very_many_problems_are_cut_and_said_and_the_first_of_the_file_are_told():
    problems = problems_of(many(1000))
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].mark is not None and f"first {MOST_PROBLEMS} problems" in problems[-1].message
    lines = [problem.mark.line for problem in problems[:-1]]
    assert lines == sorted(lines) and lines[0] == 1


def test_time_grows_with_the_number_of_problems_and_not_with_its_square():
    def seconds(count: int) -> float:
        text = many(count)
        start = time.process_time()
        problems_of(text)
        return time.process_time() - start

    seconds(100)
    few, many_ = min(seconds(500) for _ in range(3)), seconds(5000)
    assert many_ < 30 * few, (few, many_)


# A problem that a variant causes is located in the variant


CAUSED = {
    "an actor that a lever names is taken out": ("actors: {patron: null}", "levers.actors.patron.capacity_eur_bn"),
    "an issue is added": (
        "issues: {water: {label: W, anchors: {a: {at: 0, label: A}, b: {at: 1, label: B}}, status_quo: a}}",
        "preferences.water: is missing",
    ),
    "the start moves past an event": ("start: 2010-01", "relief.on"),
    "an anchor is taken out": (
        "issues: {status: {anchors: {free: null, half: {at: 0.5, label: H}}}}",
        "unknown anchor",
    ),
    "an actor of whom others speak is another": (
        "actors: {lowland: {role: mediator}}",
        "unknown belligerent 'lowland'",
    ),
    "the rule of a vote is another": (
        "actors: {patron: {members: {m: {label: M}}, decision: {rule: majority}}}",
        "share_of_members",
    ),
    "a policy is taken out": ("policies: {squeeze: null}", "unknown policy"),
}


@pytest.mark.parametrize("name", CAUSED)
def test_what_a_variant_causes_is_located_in_the_variant(name, tmp_path, small_text):
    text, told = CAUSED[name]
    voting = "    members: {n: {label: N}}\n    decision: {rule: qualified_majority, share_of_members: 0.5}\n  envoy:\n"
    base = small_text.replace("  envoy:\n", voting)
    base += "  actors.patron.capacity_eur_bn: {label: Money, group: Patron, help: Money., high: 2}\n"
    base = base.replace("events:\n", "events:\n  relief: {label: R, on: 2000-05, adopt: [squeeze]}\n")
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    load_scenario(tmp_path / "base.yaml")
    path = tmp_path / "variant.yaml"
    path.write_text(f"extends: base\ntitle: Variant\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    assert {problem.mark.file for problem in error.value.problems} == {str(path)}, str(error.value)
    assert told in str(error.value)


@pytest.fixture
def small_text():
    from tests.conftest import SMALL

    return SMALL.read_text(encoding="utf-8")


def test_what_is_wrong_in_the_base_alone_stays_located_in_the_base(tmp_path, small_text):
    (tmp_path / "base.yaml").write_text(small_text.replace("status: free,", "status: fre,"), encoding="utf-8")
    (tmp_path / "variant.yaml").write_text("extends: base\nissues: {status: {label: Other}}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(tmp_path / "variant.yaml")
    (problem,) = error.value.problems
    assert problem.mark.file.endswith("base.yaml")
