"""The controls of the page Deals: one per issue, each bound to the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.text import markdown, plain
from dashboard.views.deals import packages, text

if TYPE_CHECKING:
    from sim import Scenario

ACROSS = 3


def month(calendar: list[str]) -> int:
    """The month in which the package is put."""
    picked = st.select_slider(
        text.MONTH, calendar, calendar[-1], key="deal.month", bind="query-params", persist_state="session"
    )
    return calendar.index(picked) if picked in calendar else len(calendar) - 1


def build(scenario: Scenario, starts: Mapping[str, Mapping[str, object]]) -> packages.Package:
    """The package as the controls have it; `starts` are the controls' values for each proposal of the file."""
    raw: dict[str, object] = {}
    left, middle, right = st.columns(ACROSS, vertical_alignment="bottom")
    with left:
        raw["deal.scope"] = st.segmented_control(
            text.SCOPE,
            packages.SCOPES,
            default=packages.SCOPES[0],
            format_func=text.SCOPES.__getitem__,
            required=True,
            key="deal.scope",
            bind="query-params",
            persist_state="session",
        )
    with middle:
        st.selectbox(
            text.START_FROM,
            list(starts),
            index=None,
            format_func=lambda name: plain.shown(scenario.proposals[name].label),
            key="deal_start",
            placeholder=text.START_FROM_HINT,
            help=text.START_FROM_HELP,
            on_change=_start,
            args=(starts,),
            filter_mode=None,
        )
    with right:
        raw["deal.neutral"] = st.slider(
            text.NEUTRAL,
            0.0,
            1.0,
            0.0,
            0.05,
            key="deal.neutral",
            help=text.NEUTRAL_HELP,
            bind="query-params",
            persist_state="session",
        )
    names = list(scenario.settled_together())
    for first in range(0, len(names), ACROSS):
        for cell, name in zip(st.columns(ACROSS), names[first : first + ACROSS], strict=False):
            with cell:
                raw |= _issue(scenario, name)
    return packages.read(scenario, raw)


def _issue(scenario: Scenario, name: str) -> dict[str, object]:
    issue, on_ground = scenario.issues[name], name == packages.territory(scenario)
    where, off = packages.key(name), packages.key(name, "off")
    slot, note = st.container(), st.empty()
    is_off = st.toggle(text.OFF_SCALE[on_ground], on_ground, key=off, bind="query-params", persist_state="session")
    with slot:
        picked = st.select_slider(
            markdown.escape(issue.label),
            list(packages.stops(issue)),
            packages.standing(issue),
            key=where,
            disabled=is_off,
            bind="query-params",
            persist_state="session",
        )
    note.caption(text.OFF_SCALE_NOTE[on_ground] if is_off else text.stop(*packages.said(issue, picked)))
    return {where: picked, off: is_off}


def wants_trial() -> bool:
    """Whether the package is to be simulated on the table: the one thing on the page that takes a whole simulation."""
    st.header(text.TRIAL_HEADING, anchor=False)
    return bool(st.toggle(text.TRIAL, key="deal.trial", bind="query-params", persist_state="session"))


def _start(starts: Mapping[str, Mapping[str, object]]) -> None:
    chosen = st.session_state["deal_start"]
    if chosen in starts:
        put(starts[chosen])


def put(values: Mapping[str, object]) -> None:
    """Set controls, before they are drawn."""
    for name, value in values.items():
        st.session_state[name] = value
