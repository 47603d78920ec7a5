"""The sections of the page One run."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

import sim
from dashboard.charts import canvas, fans, palette
from dashboard.session.results import Result
from dashboard.text import captions, common, glossary, markdown
from dashboard.views.course import frames, specs, text

TALKS = "#DCE3EA"
"""Fill of talks in the strip; the other phases have the fill of their ends."""


def pick(dataset: Any) -> int:
    """The run that is asked for; each choice is bound to the address bar."""
    runs = dataset.sizes["run"]
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        kind = st.segmented_control(
            text.PICK,
            list(text.PICKS),
            default=next(iter(text.PICKS)),
            required=True,
            key="course.pick",
            bind="query-params",
            persist_state="session",
        )
        number = st.number_input(
            text.RUN_NUMBER,
            0,
            runs - 1,
            0,
            1,
            key="course.run",
            bind="query-params",
            persist_state="session",
            disabled=text.PICKS.get(kind) != "number",
        )
    run = _chosen(dataset, text.PICKS.get(str(kind), "median"), int(number))
    with row:
        st.button(text.RANDOM, key="course_random", on_click=_another, args=(run, runs), icon=":material/casino:")
    return run


def _chosen(dataset: Any, which: str, number: int) -> int:
    """The number of that run; the middle one where there is no such run, which is said."""
    runs = dataset.sizes["run"]
    if which == "number":
        return min(max(number, 0), runs - 1)
    first = dataset["first_signature"].values, dataset["first_collapse"].values
    try:
        return sim.chosen_run(*first, which)
    except sim.InputError:
        st.info(text.NO_SUCH_RUN.format(runs=runs))
        return sim.chosen_run(*first, "median")


def _another(run: int, runs: int) -> None:
    """Show any run but this one."""
    other = random.randrange(max(runs - 1, 1))
    st.session_state["course.pick"] = next(label for label, kind in text.PICKS.items() if kind == "number")
    st.session_state["course.run"] = other + (other >= run) if runs > 1 else 0


def heading(dataset: Any, run: int, story: Mapping[str, Any]) -> None:
    """Which run it is, how it ends, and the month to read."""
    signed = dataset["first_signature"].values[run]
    when = None if math.isnan(signed) else fans.calendar(dataset)[int(signed)]
    st.markdown(text.title(run, dataset.sizes["run"], story["end_label"], when))
    st.caption(text.NOTE)


def month(calendar: list[str]) -> int:
    """The month that is read."""
    picked = st.select_slider(
        text.MONTH, calendar, calendar[-1], key="course.month", bind="query-params", persist_state="session"
    )
    return calendar.index(picked) if picked in calendar else len(calendar) - 1


def tale(story: Mapping[str, Any], shown: int) -> None:
    """The dated story; the month that is read is set apart."""
    st.header(text.STORY_HEADING, anchor=False, help=glossary.words("story"))
    for number, calendar, entries in frames.story(story["entries"]):
        told = "\n\n".join(text.entry(entry) for entry in entries)
        with st.container(border=number == shown):
            st.markdown(f"**{calendar}**\n\n{told}")


def lines(now: Result, run: int, shown: int) -> None:
    """The strip of phases and the run's lines over the bands of all runs."""
    st.header(text.LINES_HEADING, anchor=False, help=glossary.words("lines"))
    dataset, scenario = now.dataset, now.scenario
    colours = sim.actor_colours(scenario)
    sides = scenario.belligerents()
    names = {name: scenario.actors[name].label for name in sides}
    _strip(now, run, shown)
    _line(now, run, shown, "front_km2", fans.series(dataset, "front_km2") / 1000, names[sides[1]], palette.PACKAGE)
    for side in sides:
        values = fans.series(dataset, "fatigue", actor=side)
        _line(now, run, shown, "fatigue", values, names[side], colours[side], (0.0, 100.0), f"fatigue_{side}")
    if sim.names_along(dataset, "sponsor"):
        _line(now, run, shown, "aid", sim.aid_of_all(dataset), "", palette.PACKAGE, floor=0.0)
    _line(now, run, shown, "escalation", fans.series(dataset, "escalation"), "", palette.PACKAGE, (0.0, 1.0))


def _strip(now: Result, run: int, shown: int) -> None:
    dataset, scenario = now.dataset, now.scenario
    poles = {f"pole_{number}": scenario.actors[side].label for number, side in enumerate(scenario.belligerents())}
    labels = {name: label.format(**poles) for name, label in text.PHASES.items()}
    fills = {**palette.of_ends(scenario), "war": palette.BLANK, "talks": TALKS}
    table = frames.strip(frames.phases(dataset, run), labels, fans.calendar(dataset))
    st.markdown(f"**{text.STANDING}**")
    spec = specs.strip(
        tuple((labels[name], fills[name]) for name in labels), scenario.start, dataset.sizes["month"] - 1
    )
    alt = text.strip_alt(table)
    cursor = pd.DataFrame({"month": [shown], "shown": [shown]})
    with st.container(key="course_strip"):
        drawn = pd.concat([table, cursor], ignore_index=True)
        canvas.draw(text.STANDING, drawn, spec, key="course strip", alt=alt)


def _line(
    now: Result,
    run: int,
    shown: int,
    name: str,
    values: Any,
    side: str,
    colour: str,
    ends: tuple[float, float] | None = None,
    key: str = "",
    floor: float | None = None,
) -> None:
    table = frames.line(now.dataset, values, run).assign(shown=shown)
    if ends is None:
        both = table[["q05", "q95", "run"]].to_numpy(float)
        ends = fans.rungs(float(both.min()), float(both.max()), floor=floor)
    title = text.LINES[name].format(side=markdown.escape(side))
    with st.container(key=f"course_{key or name}"):
        st.markdown(f"**{title}**")
        spec = specs.line(colour, ends, now.scenario.start, now.dataset.sizes["month"] - 1)
        title = markdown.plain(title)
        alt = text.line_alt(title, table)
        canvas.draw(title, table, spec, key=f"course {key or name}", alt=alt, note=text.LINE_NOTE)


def reasons(now: Result, one: Any, story: Mapping[str, Any], shown: int) -> None:
    """Everybody's answers in the month that is read, and the numbers behind what the story tells of it."""
    calendar = fans.calendar(now.dataset)[shown]
    st.header(text.ANSWERS_HEADING.format(month=calendar), anchor=False, help=glossary.words("answers"))
    entries: Sequence[Mapping[str, Any]] = [entry for entry in story["entries"] if entry["month"] == shown]
    if not entries:
        st.markdown(text.NOTHING_TOLD.format(month=calendar))
    table = frames.answers(one, shown, common.REASONS, common.DEAL_REASONS)
    if not table.empty:
        st.caption(text.ANSWERS_NOTE)
        labels = {name: captions.proposal(entry.label, entry.scope) for name, entry in now.scenario.proposals.items()}
        st.markdown(text.answers_table(table, labels))
    behind = [text.behind(entry) for entry in entries if entry["numbers"]]
    if behind:
        st.caption(text.NUMBERS + "\n\n" + "\n\n".join(behind))
