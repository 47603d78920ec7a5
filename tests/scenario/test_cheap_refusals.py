"""Refusing is cheap: its price grows with the size of the file and no faster, and mutants of shipped files cost little and are located.

PARLEY_MUTANTS says how many mutants are tried (150 by default; 10,000 take some 20 minutes of CPU): `PARLEY_MUTANTS=10000 pytest tests/scenario/test_cheap_refusals.py`.
"""

import gc
import math
import os
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import InputError, read_scenario
from sim.batch.prepare import load_batch
from sim.scenario.validating import MOST_PROBLEMS as MOST_TOLD
from tests.conftest import SMALL, loaded

ROOT = SMALL.parents[2]
MUTANTS = int(os.environ.get("PARLEY_MUTANTS", "150"))
MOST_SECONDS, MOST_BYTES = 2.0, 300e6
GROWTH = 2.5**2
"""How much more CPU a text of four times the size may take: 2.5 times for twice the size. With the square of the size it is 16 times."""
E = "extends: november-2024\n"
LEVER = "{label: l, group: g, low: 0, high: 1, step: 0.1, help: h}"


def listed(pattern: str, count: int, between: str = ", ") -> str:
    return between.join(pattern.replace("#", str(number)) for number in range(count))


SHAPES: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda n: E + listed("k#: 1", n, "\n"),
    "unknown parameters": lambda n: E + f"policies: {{p: {{label: l, set: {{{listed('actors.us.capacity_eur_bm#: 1', n)}}}}}}}\n",
    "no numbers": lambda n: E + f"policies: {{p: {{label: l, set: {{{listed('a.b#: much', n)}}}}}}}\n",
    "levers of nothing": lambda n: E + f"levers: {{{listed('actors.us.a.b.x#: ' + LEVER, n)}}}\n",
    "policies of nothing": lambda n: (
        E + f"policies: {{{listed('p' + 'x' * 40 + '#: {label: x, set: {actors.us.capacity_eur_bn: 1}}', n)}}}\n"
        f"events: {{e: {{label: x, on: 2025-03, adopt: [{listed('q' + 'x' * 40 + '#', n)}]}}}}\n"
    ),
    "half entries": lambda n: E + f"issues: {{{listed('a#: {kind: terms}', n)}}}\n",
    "actors of no role": lambda n: E + f"actors: {{{listed('a#: {role: sponser}', n)}}}\n",
    "members": lambda n: E + f"actors: {{us: {{members: {{{listed('m#: {label: l, stanse: 1}', n)}}}}}}}\n",
    "draws from nowhere": lambda n: E + f"policies: {{{listed('p#: {draws: d#}', n)}}}\n",
    "a long tag": lambda n: f"title: !{'x' * 500 * n} y\n",
}  # fmt: skip


def grows(call: Callable[[int], object], size: int) -> None:
    """Four times the size costs some four times as much; the cheaper of two tries counts, and what is cheap at any rate does not."""
    seconds = {size: math.inf, 4 * size: math.inf}
    gc.disable()
    try:
        for _ in range(2):
            for count, least in seconds.items():
                start = time.process_time()
                with pytest.raises(InputError) as caught:
                    call(count)
                seconds[count] = min(least, time.process_time() - start)
                assert len(caught.value.problems) <= MOST_TOLD + 1
    finally:
        gc.enable()
    small, large = seconds.values()
    assert large < max(GROWTH * small, 0.2), seconds


@pytest.mark.parametrize("name", SHAPES)
def test_the_price_of_a_refusal_grows_with_the_file(name):
    read_scenario(E)
    grows(lambda n: read_scenario(SHAPES[name](n), "mine.yaml"), 100)


def test_so_does_that_of_an_experiment(tmp_path):
    loaded(SMALL)

    def axis(n: int) -> None:
        values = listed("1.#1", n)
        text = f"title: T\nscenarios: [{SMALL}]\ndesign: {{grid: {{actors.highland.pressure: [{values}]}}}}\n"
        (tmp_path / "e.yaml").write_text(text)
        load_batch(tmp_path / "e.yaml")

    grows(axis, 300)


def test_of_many_problems_the_first_are_told_and_the_place_of_the_next():
    with pytest.raises(InputError) as caught:
        read_scenario(SHAPES["unknown keys"](250), "mine.yaml")
    *told, last = caught.value.problems
    assert len(told) == MOST_TOLD
    assert [problem.mark.line for problem in told] == list(range(2, MOST_TOLD + 2))
    assert (
        str(last) == f"mine.yaml:{MOST_TOLD + 2}:1: these are the first {MOST_TOLD} problems; mend them to see the rest"
    )


def test_names_are_guessed_for_the_first_problems_only():
    text = E + "actors: {us: {" + listed("capacity_eur_b#: 1", 60) + "}}\n"
    with pytest.raises(InputError) as caught:
        read_scenario(text, "mine.yaml")
    guessed = ["did you mean" in problem.message for problem in caught.value.problems]
    assert all(guessed[:10]) and not any(guessed[30:])
    with pytest.raises(InputError, match="did you mean 'capacity_eur_bn'"):  # the next text has its own guesses
        read_scenario(E + "actors: {us: {capacity_eur_b: 1}}\n", "mine.yaml")


# Mutants of shipped files

FILES = [*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted((ROOT / "experiments").glob("*.yaml")), SMALL]
FILES = [path for path in FILES if path.stem != "sources"]
PIECES = [":", "{", "}", "[", "]", "&a", "*a", "!x ", "|", ">", "\t", "\n", "- ", "'", '"', "#", "<<", "null", "true", ".nan", "1e308",
          "9" * 400, "[]", "{}", "0", "0,5", "“", "\u202e", "x" * 3000, "open", "extends: x\n"]  # fmt: skip


def mutant(draw: random.Random) -> tuple[Path, str]:
    """A shipped file with some of its lines moved, doubled, indented or cut, or pieces put in."""
    path = draw.choice(FILES)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for _ in range(draw.randint(1, 4)):
        at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        line = lines[at]
        cut = draw.randrange(len(line) + 1)
        lines[at] = draw.choice([
            line[:cut] + draw.choice(PIECES) + line[cut:],
            line[:cut] + line[cut + draw.randint(1, 9) :],
            lines[other],
            line + lines[other],
            "  " + line,
            line.lstrip(),
            "",
            line * draw.choice([2, 500]),
            line.replace(":", f"{draw.choice(PIECES)}:", 1),
        ])  # fmt: skip
    return path, "".join(lines)


@pytest.mark.timeout(300 + MUTANTS)
def test_mutants_of_shipped_files_are_cheap_and_located(tmp_path):
    for path in FILES:
        loaded(path.stem) if path.parent.name == "scenarios" else None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = 0
    for number in range(MUTANTS):
        path, text = mutant(random.Random(number))
        start = time.process_time()
        try:
            if path.parent.name == "experiments":
                (tmp_path / path.name).write_text(text, encoding="utf-8")
                load_batch(tmp_path / path.name)
            else:
                read_scenario(text, "mine.yaml")
        except InputError as error:
            refused += 1
            for problem in error.problems:
                assert problem.mark is not None and str(problem).isprintable(), (number, problem)
                assert 1 <= problem.mark.line <= text.count("\n") + 2 or problem.mark.file != "mine.yaml", (
                    number,
                    problem,
                )
        took = time.process_time() - start
        assert took < MOST_SECONDS, (number, took)
    assert 0.5 * MUTANTS < refused < MUTANTS
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kilobytes * 1024 < MOST_BYTES, kilobytes
