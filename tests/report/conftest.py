"""Batches of every layout, small enough to be run once for all the tests of the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.prepare import load_batch
from sim.batch.results import Results, read_results
from sim.batch.run import run
from sim.report.content import content
from sim.report.page import page
from tests.conftest import SMALL, WORLD

PRESSURE = "actors.ridge.pressure"
OPEN = "actors.league.decision.open"
EASY = "set: {actors.shore.war_cost: 0.6, actors.ridge.war_cost: 0.6}\n"
"""Makes some runs sign."""
SWEEP = f"design: {{sweep: {{{PRESSURE}: [0, 0.5, 1], {OPEN}: [true, false]}}}}\n"
EXPERIMENTS = {
    "plane": f"scenarios: ['{WORLD}']\n{EASY}record: [front_km2, escalation, aid.guild]\ndesign: {{grid: {{{PRESSURE}: [0, 0.4, 0.8], {OPEN}: [true, false]}}}}\nruns: 60\nmonths: 10\n",
    "lines": f"scenarios: ['{WORLD}']\n{SWEEP}runs: 80\nmonths: 8\nrecord: [fatigue.ridge, gate.league]\noutcomes: [talks, ceasefire]\n",
    "apart": f"scenarios: ['{WORLD}']\n{SWEEP}runs: 80\nmonths: 8\ncommon_random_numbers: false\nmonthly: false\n",
    "drawn": f"scenarios: ['{WORLD}']\ndesign: {{latin_hypercube: {{points: 24, uncertainties: [actors.shore.war_cost],"
    f" levers: {{{PRESSURE}: {{}}}}}}}}\nruns: 40\nmonths: 6\nrecord: [balance]\n",
    "morris": f"scenarios: ['{WORLD}']\ndesign: {{morris: {{points: 3, uncertainties: [actors.shore.war_cost]}}}}\nruns: 20\nmonths: 3\nmonthly: false\n",
    "cases": f"scenarios: ['{WORLD}']\ndesign: {{list: {{file: cases.csv}}}}\nruns: 30\nmonths: 4\nmonthly: false\n",
    "two": f"scenarios: ['{SMALL}', '{WORLD}']\nruns: 50\nmonths: 6\nrecord: [front_km2, escalation]\n",
    "single": f"scenarios: ['{SMALL}']\nruns: 70\nmonths: 5\noutcomes: [talks, victory]\n",
}


@dataclass
class Stored:
    """A batch in its folder, and its page."""

    folder: Path
    results: Results

    @cached_property
    def page(self) -> str:
        return page(self.results, self.said)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the page says, as data."""
        return content(self.results)


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """A finished batch by the name of its experiment."""
    place = tmp_path_factory.mktemp("batches")
    (place / "cases.csv").write_text(f"{PRESSURE},{OPEN}\n0.2,true\n,false\n0.9,\n", encoding="utf-8")

    @cache
    def make(name: str) -> Stored:
        (place / f"{name}.yaml").write_text(
            f"title: Batch {name}\nquestion: Why?\n{EXPERIMENTS[name]}", encoding="utf-8"
        )
        batch, folder = load_batch(place / f"{name}.yaml"), place / name
        run(batch, folder, InProcess(), blocks_of(batch))
        return Stored(folder, read_results(folder))

    return make
