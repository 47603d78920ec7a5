"""The sections of the page Sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.parts import experiments, pickers, steps
from dashboard.session import ensembles, state
from dashboard.text import glossary, many_points, markdown
from dashboard.views.sensitivity import frames, specs, text

if TYPE_CHECKING:
    from dashboard.session.state import Question
    from sim import Parameter, Scenario

BASE_SAMPLES = 64
"""Base samples of the design for Sobol's indices; a power of two."""


def draw(question: Question, asked: Scenario, known: Mapping[str, Parameter], outcome: str, runs: int) -> None:
    """One lever at a time, the one that does most first. `known` are the parameters of the scenario's file."""
    paths, labels = tuple(asked.levers), pickers.lever_labels(asked)
    ends = frames.ends(asked, known, dict(question.changes))
    points = list(ensembles.points(ends, paths))
    whole, runs = runs, state.runs_that_fit(runs, len(points), question.months)
    taken = _ends_as_experiment(question, known, ends, outcome, whole)
    if runs < whole:
        runs = runs if runs >= pickers.RUNS[0] else 0
        most = state.most_run_months_of_points()
        st.warning(many_points.capped_points(whole, runs, len(points), len(points), question.months, most))
    if not runs:
        experiments.offer(question, taken, "levers", note=many_points.EXPERIMENT_WHOLE)
        return
    size = (runs, question.months, question.seed)
    total = ensembles.count(len(points), runs)
    parts = steps.stoppable("sensitivity", (asked.digest(), size), ensembles.parts(asked, paths, points, *size), total)
    sentence, chart = st.empty(), st.empty()
    happened = np.empty((0, runs), dtype=bool)
    for _, first in parts:
        happened = np.concatenate([happened, ensembles.happened(first[outcome])])
        if len(happened) < 2:
            continue
        table = frames.effects(ends, happened[1:], happened[0], labels)
        sentence.markdown(text.told(many_points.EVENTS[outcome], table, float(happened[0].mean()), runs))
        canvas.draw(
            text.name(many_points.EVENTS[outcome]),
            table,
            specs.tornado(frames.reach(table), table["path"].nunique()),
            key=f"tornado {len(happened)}",
            alt=text.alt(many_points.EVENTS[outcome], table),
            note=markdown.plain(text.KEY.format(high=text.HIGH_END, low=text.LOW_END)),
            place=chart,
        )
    if len(happened) < 2:
        sentence.markdown(many_points.MAP_NOTHING)
        return
    st.caption(text.KEY.format(high=text.HIGH_END, low=text.LOW_END))
    half, none = sim.wilson(runs // 2, runs), sim.wilson(0, runs)[1]
    st.caption(many_points.error_of(runs, half, none))
    if levers := frames.unseen(table):
        st.markdown(text.unseen(levers))
    with st.expander(many_points.FIGURES):
        st.dataframe(table, hide_index=True, alt=many_points.figures_alt(len(table)))
    experiments.offer(
        question, taken, "levers", note=many_points.EXPERIMENT_NOTE if runs == whole else many_points.EXPERIMENT_WHOLE
    )


def _ends_as_experiment(
    question: Question, known: Mapping[str, Parameter], ends: Sequence[ensembles.End], outcome: str, runs: int
) -> str:
    """The experiment behind the chart: the sliders as they stand, then each lever at the ends of its range."""
    design: dict[str, list[float | bool]] = {}
    for end in ends:
        value = bool(end.value) if isinstance(known[end.path].value, bool) else end.value
        design.setdefault(end.path, []).append(value)
    return experiments.experiment(question, outcome, {"sweep": design}, runs, f"{outcome}, one lever at a time")


def sobol(question: Question, known: Mapping[str, Parameter], scenario: Scenario, outcome: str, runs: int) -> None:
    """The experiment that estimates how levers act together, and its command."""
    st.header(text.SOBOL_HEADING, anchor=False, help=glossary.words("sobol"))
    st.markdown(text.LIMITS)
    levers = [path for path in scenario.levers if not isinstance(known[path].value, bool)]
    if not levers:
        st.markdown(text.ONLY_SWITCHES)
        return
    ranges = {path: {"low": scenario.levers[path].low, "high": scenario.levers[path].high} for path in levers}
    design = {"sobol": {"points": BASE_SAMPLES, "levers": ranges}}
    st.markdown(text.sobol_cost(BASE_SAMPLES, len(levers), runs))
    title = f"Sobol indices of {outcome}"
    taken = experiments.experiment(question, outcome, design, runs, title)
    experiments.offer(question, taken, "sobol", "parley sensitivity {stem}.yaml", text.SOBOL_NOTE)
