"""The sections of the page Explore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sim
from dashboard import charts, frames, palette, specs, text
from dashboard.results import Result

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_tab_container import TabContainer

BARS = 14
"""Members in one chart at most."""


def headline(now: Result, comparison: Mapping[str, Any] | None) -> None:
    """How often things happen, how the runs stand at the end, the front and the aid; with the baseline once something was moved."""
    standing = now.summary["standing"]
    side = now.scenario.actors[now.scenario.belligerents()[1]].label
    cards = []
    for name, label in {**text.OUTCOMES, **text.STANDING}.items():
        change = comparison[name] if comparison else None
        if name in text.AMOUNTS:
            told = text.amount_change(change, name) if change else text.amounts(*frames.middle_90(standing[name]), name)
            cards.append((label.format(side=side), text.amount(float(standing[name].mean()), name), told))
            continue
        share = now.summary["shares"].get(name) or sim.share_of(standing[name])
        told = text.difference(change, share["runs"]) if change else text.uncertainty(share)
        cards.append((label, text.headline(share["share"], share["runs"]), told))
    st.html(text.cards(cards))


def ends(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Every way in which the runs stand, month by month, with the baseline."""
    st.subheader(text.ENDS_HEADING, anchor=False, help=text.words("ends"))
    st.caption(text.ENDS_NOTE)
    counted, dataset = now.summary["ends"], now.dataset
    colours = palette.of_actors(now.scenario.actors)
    sides = [colours[side] for side in now.scenario.belligerents()]
    fills = palette.of_ends(counted, (sides[0], sides[1]))
    by_label = {counted[name]["label"]: fill for name, fill in fills.items()}
    table = frames.ends(counted, baseline.summary["ends"], frames.calendar(dataset), events)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left, st.container(key="ends"):
        spec = specs.ends(tuple(by_label.items()), now.scenario.start, dataset.sizes["month"] - 1)
        alt = text.ends_alt(table)
        charts.draw(text.ENDS_HEADING, table, spec, key="ends chart", alt=alt, note=text.ENDS_NOTE)
    meanings = {end["label"]: end["text"] for end in counted.values()}
    right.html(text.ends_table(table, by_label, meanings, dataset.sizes["run"]))


def course(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """When the first ceasefire or agreement comes, and the share of runs in talks."""
    dataset = now.dataset
    horizon, start = dataset.sizes["month"] - 1, now.scenario.start
    left, right = st.columns([2, 1])
    with left:
        first = dataset["first_signature"].values
        ceasefire = dataset["first_ceasefire"].values == first
        dots = frames.dots(first, horizon, frames.calendar(dataset), ceasefire)
        signed = now.summary["shares"]["signature"]
        st.markdown(text.dots_title(signed["share"], signed["runs"]))
        alt, spec = text.dots_alt(dots, horizon), specs.dots(start, horizon, frames.stack(dots))
        charts.draw(text.DOTS_NAME, dots, spec, key="dots", alt=alt, note=text.DOTS_NOTE)
    with right:
        talks = (frames.in_phase(result.dataset, "talks") for result in (now, baseline))
        _shares(now, text.IN_TALKS, *talks, events=events, key="in_talks")


def _shares(
    now: Result,
    title: str,
    share: np.ndarray,
    before: np.ndarray,
    *,
    key: str,
    events: pd.DataFrame,
    colour: str = palette.WORLD,
    about: str = "",
    name: str = "",
) -> None:
    """A share of runs by month with the baseline's; `name` is that of the chart, if its title says more."""
    table = frames.shares(share, before, frames.calendar(now.dataset), events)
    with st.container(key=key):
        if title:
            st.markdown(title)
        spec = specs.shares(colour, now.scenario.start, now.dataset.sizes["month"] - 1)
        told = text.plain(about + title)
        alt = text.shares_alt(told, table)
        charts.draw(name or told, table, spec, key=f"{key} chart", alt=alt, note=text.SHARES_NOTE)


def world(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Front, escalation and ripeness, month by month."""
    st.subheader(text.COURSE_HEADING, anchor=False, help=text.words("course"))
    _fan_note(events)
    side = now.scenario.actors[now.scenario.belligerents()[1]].label
    front = _fan(now, baseline, "front_km2", events)
    front[[*frames.LEVELS, "baseline"]] /= 1000
    rows = [
        (text.FANS["front_km2"].format(side=text.escape(side)), front, frames.domain([front])),
        (text.FANS["escalation"], _fan(now, baseline, "escalation", events), (0.0, 1.0)),
        (text.FANS["ripeness"], _fan(now, baseline, "ripeness", events), (0.0, 1.0)),
    ]
    for cell, (title, table, ends), key in zip(
        st.columns(3), rows, ("front_km2", "escalation", "ripeness"), strict=True
    ):
        with cell:
            _draw(now, title, table, ends=ends, colour=palette.WORLD, key=f"fan_{key}")


def _fan_note(events: pd.DataFrame) -> None:
    note = text.events_note(events)
    st.caption(text.FAN_NOTE + (f" {note}." if note else ""))


def ripeness(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Ripeness and what it is made of, month by month."""
    st.subheader(text.RIPENESS_HEADING, anchor=False, help=text.words("ripeness"))
    st.markdown(text.RIPENESS_NOTE)
    _fan_note(events)
    for cell, name in zip(st.columns(3), ("stalemate", "way_out", "ripeness"), strict=True):
        with cell:
            table = _fan(now, baseline, name, events)
            _draw(now, text.FANS[name], table, ends=(0.0, 1.0), colour=palette.WORLD, key=f"fan_part_{name}")


def publics(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Fatigue by actor and aid by donor, month by month."""
    colours = palette.of_actors(now.scenario.actors)
    _fan_note(events)
    for variable, dim in (("fatigue", "actor"), ("aid_eur_bn", "donor")):
        tables = {}
        for name in now.dataset[dim].values:
            table = _fan(now, baseline, variable, events, **{dim: str(name)})
            if table["q50"].notna().any():
                tables[str(name)] = table
        if not tables:
            continue
        st.subheader(text.FAN_HEADINGS[variable], anchor=False, help=text.words(variable))
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
        name = text.plain(about + title)
        charts.draw(name, table, spec, key=f"{key} chart", alt=text.fan_alt(name, table), note=text.FAN_NOTE)


def votes(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Backer by backer, how often it gives, and how the members of its bloc vote and block."""
    donors = [str(name) for name in now.dataset["donor"].values]
    if not donors:
        return
    colours, counted = palette.of_actors(now.scenario.actors), now.summary["members"]
    st.subheader(text.VOTES_HEADING, anchor=False, help=text.words("votes"))
    st.caption(text.VOTES_NOTE)
    if counted:
        st.html(text.legend(palette.BALLOTS, text.VOTES))
    for donor in donors:
        label = now.scenario.actors[donor].label
        names = [name for name in counted if name.split(".")[0] == donor]
        table = frames.ballots(counted, names, text.VOTES)
        st.markdown(text.ballots(label, table) if names else f"**{text.escape(label)}**: {text.NO_MEMBERS}")
        parts = frames.parts(table["member"].unique().tolist(), BARS)
        cells = _cells([1, 2] if len(parts) < 2 else 3)
        with next(cells):
            given = (frames.gives(result.dataset, donor) for result in (now, baseline))
            key, about = f"gives_{donor}", f"{label}. {text.GIVES}"
            _shares(now, "", *given, events=events, colour=colours[donor], key=key, about=about)
        for number, part in enumerate(parts):
            with next(cells), st.container(key=f"votes_{donor}_{number}"):
                bars = table[table["member"].isin(part)]
                spec = specs.ballots(tuple(text.VOTES.items()), len(part))
                name = text.votes_name(label, number if len(parts) > 1 else None)
                alt, note = text.ballots_alt(label, bars), text.BALLOTS_NOTE
                charts.draw(name, bars, spec, key=f"votes {donor} {number}", alt=alt, note=note)


def _cells(row: int | list[int]) -> Iterator[DeltaGenerator]:
    """Cells without end, row by row."""
    while True:
        yield from st.columns(row)


def _in_rows(names: list[str], row: int = 2) -> Iterator[tuple[DeltaGenerator, str]]:
    """Names with the cell to draw each in, so many a row."""
    for first in range(0, len(names), row):
        yield from zip(st.columns(row), names[first : first + row], strict=False)


def proposals(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """What lies on the table, in a month of choice: who blocks it, what is offered for it, and the deals apart from it."""
    st.subheader(text.PROPOSALS_HEADING, anchor=False, help=text.words("proposals"))
    names = [str(name) for name in now.dataset["proposal"].values]
    if not names:
        st.markdown(text.NO_PROPOSALS)
        return
    calendar = frames.calendar(now.dataset)
    st.caption(text.LEGEND_NOTE)
    month = st.select_slider(
        text.MONTH_SHOWN, calendar, calendar[-1], key=f"month_shown_{calendar[0]}_{len(calendar) - 1}"
    )
    at = calendar.index(month)
    st.html(text.legend(palette.REASONS, text.REASONS))
    deals = [str(name) for name in now.dataset["deal"].values]
    for cell, name in _in_rows([name for name in names if name not in deals]):
        table = frames.blockers(now.dataset, name, at, text.REASONS)
        if not table.empty:
            with cell:
                proposal = now.scenario.proposals[name]
                st.markdown(text.blocker(text.proposal(proposal.label, proposal.scope), table))
                _answers(now, name, table, text.REASONS)
    _offers(now, baseline, at, month)
    _deals(now, baseline, at, events)


def _answers(now: Result, name: str, table: pd.DataFrame, reasons: Mapping[str, str]) -> None:
    """What each actor with a say answers to a proposal."""
    spec = specs.blockers(tuple(reasons.items()), table["actor"].nunique())
    label = now.scenario.proposals[name].label
    charts.draw(text.answers_name(label), table, spec, key=f"blockers_{name}", alt=text.blocker_alt(label, table))


def _offers(now: Result, baseline: Result, month: int, calendar_month: str) -> None:
    """What third parties would add for a signature, and in how many runs."""
    made, was = now.summary["offers"], baseline.summary["offers"]
    if not made:
        return
    st.markdown(f"##### {text.OFFERS_HEADING}")
    actors, offers = now.scenario.actors, now.scenario.offers
    rows = [
        {
            "label": offers[name].label,
            "giver": actors[offers[name].giver].label,
            "receiver": actors[offers[name].receiver].label,
            "active": offers[name].active,
            "made": told["made"][month],
            "was": was[name]["made"][month],
            "taken": told["taken"]["share"],
            "runs": told["taken"]["runs"],
        }
        for name, told in made.items()
    ]
    st.markdown(text.offers(rows, calendar_month))


def _deals(now: Result, baseline: Result, month: int, events: pd.DataFrame) -> None:
    """Deals on separate issues: how often each is in force, and who holds it up."""
    counted, before = now.summary["deals"], baseline.summary["deals"]
    if not counted:
        return
    st.subheader(text.DEALS_HEADING, anchor=False, help=text.words("deals"))
    st.caption(text.DEALS_NOTE)
    st.html(text.legend(palette.REASONS, text.DEAL_REASONS))
    names = list(counted)
    for first in range(0, len(names), 3):
        cells = st.columns(3, vertical_alignment="bottom")
        for cell, name in zip(cells, names[first : first + 3], strict=False):
            with cell:
                told, answers = counted[name], frames.blockers(now.dataset, name, month, text.DEAL_REASONS)
                label = now.scenario.proposals[name].label
                title = text.deal(label, told["signed"], told["broken_per_signed"], answers)
                held = (side[name]["in_force"] for side in (counted, before))
                _shares(now, title, *held, events=events, key=f"deal_{name}", name=text.in_force_name(label))
                _answers(now, name, answers, text.DEAL_REASONS)


def terms(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """On which terms the agreements were signed."""
    st.subheader(text.TERMS_HEADING, anchor=False, help=text.words("terms"))
    if not now.dataset["first_agreement"].notnull().any():
        st.markdown(text.NO_TERMS)
        return
    st.caption(text.TERMS_NOTE)
    for cell, name in _in_rows([str(name) for name in now.dataset["issue"].values]):
        issue = now.scenario.issues[name]
        table = frames.terms(now.dataset, name)
        anchors = tuple(sorted((anchor.at.value, anchor.label) for anchor in issue.anchors.values()))
        with cell:
            st.markdown(f"**{text.escape(issue.label)}**")
            alt = text.terms_alt(issue.label, table, anchors)
            charts.draw(text.terms_name(issue.label), table, specs.terms(anchors), key=f"terms_{name}", alt=alt)


SECTIONS = {
    "outcome": (ends, course, world),
    "ripeness": (ripeness,),
    "publics": (publics,),
    "proposals": (proposals, terms),
    "votes": (votes,),
}
"""What each tab holds."""


def tabs() -> Sequence[TabContainer]:
    """The tabs under the headline, of which one is open; the address bar says which."""
    return st.tabs([text.SECTIONS[name] for name in SECTIONS], key="section", bind="query-params")
