"""The sections of the page Explore."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import frames, palette, specs, text
from dashboard.results import Result


def headline(now: Result, comparison: dict | None) -> None:
    """Three counts: talks, agreement, collapse; with the baseline when something was moved."""
    for cell, (outcome, label) in zip(st.columns(3), text.OUTCOMES.items(), strict=True):
        share = now.summary["shares"][outcome]
        with cell.container(border=True, height="stretch"):
            st.metric(label, text.in_100(share["share"], share["runs"]))
            if comparison:
                st.markdown(text.difference(comparison[outcome], share["runs"]))
            else:
                st.markdown(text.uncertainty(share))


def course(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """When an agreement comes, and the share of runs in talks and under an agreement."""
    dataset = now.dataset
    horizon, start = dataset.sizes["month"] - 1, now.scenario.start
    left, middle, right = st.columns([2, 1, 1])
    with left:
        dots = frames.dots(dataset["first_agreement"].values, horizon, frames.calendar(dataset))
        signed = now.summary["shares"]["agreement"]
        st.markdown(text.dots_title(signed["share"], signed["runs"]))
        alt = text.dots_alt(dots, horizon)
        st.vega_lite_chart(dots, specs.dots(start, horizon, frames.stack(dots)), key="dots", alt=alt)
    for cell, code, key in ((middle, 1, "in_talks"), (right, 2, "in_agreement")):
        with cell:
            table = frames.phases(now.dataset, baseline.dataset, code, events)
            st.markdown(text.PHASES[key])
            alt = text.phase_alt(text.plain(text.PHASES[key]), table)
            st.vega_lite_chart(table, specs.phase(start, horizon), key=key, alt=alt)


def fans(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Small multiples: the world, fatigue by actor, aid by donor."""
    colours = palette.of_actors(now.scenario.actors)
    st.subheader(text.COURSE_HEADING, anchor=False)
    note = text.events_note(events)
    st.caption(text.FAN_NOTE + (f" {note}." if note else ""))
    side = now.scenario.actors[now.scenario.belligerents()[1]].label

    front = _fan(now, baseline, "front_km2", events)
    front[[*frames.LEVELS, "baseline"]] /= 1000
    world = [
        (text.FANS["front_km2"].format(side=text.escape(side)), front, frames.domain([front])),
        (text.FANS["escalation"], _fan(now, baseline, "escalation", events), (0.0, 1.0)),
        (text.FANS["ripeness"], _fan(now, baseline, "ripeness", events), (0.0, 1.0)),
    ]
    for cell, (title, table, ends), key in zip(
        st.columns(3), world, ("front_km2", "escalation", "ripeness"), strict=True
    ):
        with cell:
            _draw(now, title, table, ends=ends, colour=palette.WORLD, key=f"fan_{key}")

    for variable, dim in (("fatigue", "actor"), ("aid_eur_bn", "donor")):
        tables = {}
        for name in now.dataset[dim].values:
            table = _fan(now, baseline, variable, events, **{dim: str(name)})
            if table["q50"].notna().any():
                tables[str(name)] = table
        if not tables:
            continue
        st.markdown(text.FAN_HEADINGS[variable])
        ends = (0.0, 100.0) if variable == "fatigue" else frames.domain(tables.values(), floor=0.0)
        cells = st.columns(max(len(tables), 3))
        for cell, (name, table) in zip(cells, tables.items(), strict=False):
            with cell:
                label = text.escape(now.scenario.actors[name].label)
                title = text.FANS[variable].format(actor=label)
                _draw(
                    now,
                    title,
                    table,
                    ends=ends,
                    colour=colours[name],
                    key=f"fan_{variable}_{name}",
                    about=text.FAN_ABOUT[variable],
                )


def _fan(now: Result, baseline: Result, variable: str, events: pd.DataFrame, **where: str) -> pd.DataFrame:
    return frames.fan(now.dataset, baseline.dataset, variable, events, **where)


def _draw(
    now: Result, title: str, table: pd.DataFrame, *, ends: tuple[float, float], colour: str, key: str, about: str = ""
) -> None:
    with st.container(key=key):
        st.markdown(f"**{title}**")
        spec = specs.fan(colour, ends, now.scenario.start, now.dataset.sizes["month"] - 1)
        st.vega_lite_chart(table, spec, key=f"{key} chart", alt=text.fan_alt(text.plain(about + title), table))


def _in_pairs(names: list[str]) -> Iterator[tuple[DeltaGenerator, str]]:
    """Names with the cell to draw each in, two a row."""
    for first in range(0, len(names), 2):
        yield from zip(st.columns(2), names[first : first + 2], strict=False)


def proposals(now: Result) -> None:
    """Who blocks each proposal on the table, and why."""
    st.subheader(text.PROPOSALS_HEADING, anchor=False)
    horizon = now.dataset.sizes["month"] - 1
    names = [str(name) for name in now.dataset["proposal"].values]
    if not names:
        st.markdown(text.NO_PROPOSALS)
        return
    calendar = frames.calendar(now.dataset)
    st.caption(text.LEGEND_NOTE)
    month = st.select_slider(text.MONTH_SHOWN, calendar, calendar[-1], key=f"month_shown_{calendar[0]}_{horizon}")
    st.html(text.legend(palette.REASONS))
    for cell, name in _in_pairs(names):
        label = now.scenario.proposals[name].label if name in now.scenario.proposals else name
        table = frames.blockers(now.dataset, name, calendar.index(month), text.REASONS)
        if table.empty:
            continue
        with cell:
            st.markdown(text.blocker(label, table))
            spec = specs.blockers(tuple(text.REASONS.items()), table["actor"].nunique())
            st.vega_lite_chart(table, spec, key=f"blockers_{name}", alt=text.blocker_alt(label, table))


def terms(now: Result) -> None:
    """On which terms the deals were signed."""
    st.subheader(text.TERMS_HEADING, anchor=False)
    if not now.dataset["first_agreement"].notnull().any():
        st.markdown(text.NO_DEALS)
        return
    st.caption(text.TERMS_NOTE)
    for cell, name in _in_pairs(list(now.scenario.issues)):
        issue = now.scenario.issues[name]
        table = frames.terms(now.dataset, name)
        anchors = tuple(sorted((anchor.at.value, anchor.label) for anchor in issue.anchors.values()))
        with cell:
            st.markdown(f"**{text.escape(issue.label)}**")
            alt = text.terms_alt(issue.label, table, anchors)
            st.vega_lite_chart(table, specs.terms(anchors), key=f"terms_{name}", alt=alt)
