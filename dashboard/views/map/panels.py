"""The sections of the page Map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.parts import experiments, pickers, steps
from dashboard.session import ensembles, state
from dashboard.text import many_points, markdown
from dashboard.views.map import frames, specs, text

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from dashboard.session.state import Question
    from sim import Parameter, Scenario


@dataclass(frozen=True)
class Choice:
    """What the reader wants to see."""

    outcome: str
    paths: tuple[str, str]
    """The lever across and the lever upwards."""
    level: int
    runs: int


def choose(scenario: Scenario) -> Choice:
    """Levers, outcome, level and runs; the second lever is by default of another group than the first."""
    groups = [lever.group for lever in scenario.levers.values()]
    second = next((place for place, group in enumerate(groups) if group != groups[0]), 1)
    left, right = st.columns(2)
    across = pickers.lever(left, text.ACROSS, scenario, "map_across", 0)
    up = pickers.lever(right, text.UPWARDS, scenario, "map_up", second)
    left, middle, right = st.columns([2, 2, 1])
    outcome = pickers.outcome(left)
    level = middle.slider(text.LEVEL, 0, 100, 50, 5, key="map_level", help=text.LEVEL_HELP, **pickers.BOUND)
    return Choice(outcome, (across, up), int(level), pickers.runs(right, "map_runs", 200))


def draw(question: Question, asked: Scenario, known: Mapping[str, Parameter], choice: Choice) -> None:
    """The map, finer and finer, then its figures. `known` are the parameters of the scenario's file. Raises InputError."""
    whole = frames.grids(*(frames.values(path, asked, known) for path in choice.paths))
    grids, runs = affordable(whole, choice.runs, question.months)
    size = (runs, question.months, question.seed)
    total = sum(ensembles.count(len(grid.new), runs) for grid in grids)
    computed = chain.from_iterable(ensembles.parts(asked, choice.paths, grid.new, *size) for grid in grids)
    points, shown = (len(some[-1].places()) for some in (whole, grids))
    if (runs, shown) != (choice.runs, points):
        most = state.most_run_months_of_points()
        st.warning(many_points.capped_points(choice.runs, runs, points, shown, question.months, most))
    parts = steps.stoppable("map", (asked.digest(), choice.paths, size), computed, total)
    sentence, chart = st.empty(), st.empty()
    found: dict[frames.Place, frames.Interval] = {}
    waiting, cells = list(grids), pd.DataFrame()
    for places, first in parts:
        for place, happened in zip(places, ensembles.happened(first[choice.outcome]), strict=True):
            share = sim.share_of(happened)
            found[place] = (share["share"], share["low"], share["high"])
        if found.keys() >= set(waiting[0].places()):
            grid = waiting.pop(0)
            cells = frames.cells(grid.across, grid.up, found)
            _chart(sentence, chart, question, asked, known, choice, grid, cells)
    if cells.empty:
        sentence.markdown(many_points.MAP_NOTHING)
    else:
        _figures(question, known, choice, whole[-1], grids[-1], cells, runs)


def affordable(grids: list[frames.Grid], runs: int, months: int) -> tuple[list[frames.Grid], int]:
    """The grids down to the finest that can be simulated here, and the runs a point: fewer runs come first, then a coarser grid."""
    while True:
        fit = state.runs_that_fit(runs, len(grids[-1].places()), months)
        if fit >= min(runs, pickers.RUNS[0]) or len(grids) == 1:
            return grids, fit
        grids = grids[:-1]


def _chart(
    sentence: DeltaGenerator,
    chart: DeltaGenerator,
    question: Question,
    asked: Scenario,
    known: Mapping[str, Parameter],
    choice: Choice,
    grid: frames.Grid,
    cells: pd.DataFrame,
) -> None:
    titles = [text.axis(asked.levers[path].label, known[path].unit) for path in choice.paths]
    axes = [
        specs.Axis(title, *np.array(frames.edges(values))[[0, -1]].tolist(), isinstance(known[path].value, bool))
        for title, path, values in zip(titles, choice.paths, (grid.across, grid.up), strict=True)
    ]
    moved = dict(question.changes)
    x, y = (float(moved.get(path, known[path].value)) for path in choice.paths)
    size = len(grid.across), len(grid.up)
    labels = [asked.levers[path].label for path in choice.paths]
    told = text.told(many_points.EVENTS[choice.outcome], cells, *labels, choice.level)
    sentence.markdown(markdown.escape(told))
    canvas.draw(
        text.name(many_points.EVENTS[choice.outcome]),
        frames.drawing(cells, choice.level, (x, y)),
        specs.cells(*axes, _lettered(grid)),
        key=f"map {size[0]} {size[1]}",
        alt=text.alt(told, *titles, size),
        note=markdown.plain(_key(choice, cells, grid)),
        place=chart,
    )


def _key(choice: Choice, cells: pd.DataFrame, grid: frames.Grid) -> str:
    reached = cells["share"] >= choice.level
    return text.key(choice.level, reached.any() and not reached.all(), _lettered(grid))


def _lettered(grid: frames.Grid) -> bool:
    return max(len(grid.across), len(grid.up)) <= frames.LETTERED


def _figures(
    question: Question,
    known: Mapping[str, Parameter],
    choice: Choice,
    finest: frames.Grid,
    shown: frames.Grid,
    cells: pd.DataFrame,
    runs: int,
) -> None:
    """How to read the map, its figures, and the experiment of all that was asked for, which may be more than is shown."""
    complete = (runs, shown) == (choice.runs, finest)
    st.caption(_key(choice, cells, shown))
    half, none = sim.wilson(runs // 2, runs), sim.wilson(0, runs)[1]
    st.caption(many_points.error_of(runs, half, none))
    with st.expander(many_points.FIGURES):
        names = dict(zip(("x", "y"), choice.paths, strict=True))
        table = cells[["x", "y", "share", "low", "high"]].rename(columns=names)
        st.dataframe(table, hide_index=True, alt=many_points.figures_alt(len(table)))
    kinds = [bool if isinstance(known[path].value, bool) else float for path in choice.paths]
    values = [list(map(kind, line)) for kind, line in zip(kinds, (finest.across, finest.up), strict=True)]
    design = {"grid": dict(zip(choice.paths, values, strict=True))}
    title = f"{choice.outcome} over {' and '.join(choice.paths)}"
    taken = experiments.experiment(question, choice.outcome, design, choice.runs, title)
    experiments.offer(
        question, taken, "map", note=many_points.EXPERIMENT_NOTE if complete else many_points.EXPERIMENT_WHOLE
    )
