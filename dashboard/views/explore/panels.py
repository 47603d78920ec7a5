"""The sections of the page Explore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import sim
from dashboard.charts import canvas, fans, palette, pictures, vega
from dashboard.charts.pictures import Row
from dashboard.session import kept, results
from dashboard.session.results import Key, Result
from dashboard.text import captions, common, figures, glossary, html, markdown
from dashboard.views.explore import frames, rows, specs, text
from sim import numbers

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_tab_container import TabContainer

BARS = 14
"""Members in one chart at most."""


def headline(now: Result, comparison: Mapping[str, Any] | None) -> None:
    """How often things happen, how the runs stand at the end, the front and the aid; with the baseline once something was moved."""
    standing = now.summary["standing"]
    side = now.scenario.actors[now.scenario.belligerents()[1]].label
    cards = []
    for name, label in {**common.OUTCOMES, **text.STANDING}.items():
        change = comparison[name] if comparison else None
        if name in figures.AMOUNTS:
            told = figures.amount_change(change, name) if change else figures.amounts(*frames.middle_90(standing[name]))
            cards.append((label.format(side=side), figures.amount(float(standing[name].mean()), name), told))
            continue
        share = now.summary["shares"].get(name) or sim.share_of(standing[name])
        told = figures.difference(change, share["runs"]) if change else figures.uncertainty(share)
        cards.append((label, numbers.brief(share["share"], share["runs"]), told))
    st.html(html.cards(cards))


@kept.once()
def _row(name: str, now: Key, baseline: Key, _now: Result, _baseline: Result, _events: pd.DataFrame) -> Row:
    return rows.ROWS[name](_now, _baseline, _events)


def row(name: str, now: Result, baseline: Result, events: pd.DataFrame) -> Row:
    """A row of pictures, from the shared store if it was drawn before; its events are those of the scenario."""
    return _row(name, now.key, baseline.key, now, baseline, events)


def ends(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Every way in which the runs stand, month by month, with the baseline."""
    st.header(text.ENDS_HEADING, anchor=False, help=glossary.words("ends"))
    st.caption(text.ENDS_NOTE)
    canvas.row(row("outcome", now, baseline, events))


def world(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Front, escalation and ripeness, month by month."""
    st.header(text.COURSE_HEADING, anchor=False, help=glossary.words("course"))
    _fan_note(events)
    canvas.row(row("world", now, baseline, events))


def _fan_note(events: pd.DataFrame) -> None:
    note = text.events_note(events)
    st.caption(captions.FAN_NOTE + (f" {note}." if note else ""))


def ripeness(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Ripeness and what it is made of, month by month."""
    st.header(text.RIPENESS_HEADING, anchor=False, help=glossary.words("ripeness"))
    st.markdown(text.RIPENESS_NOTE)
    _fan_note(events)
    canvas.row(row("ripeness", now, baseline, events))


def publics(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Fatigue by actor and aid by sponsor, month by month."""
    _fan_note(events)
    for name in (make.__name__ for make in rows.SECTIONS["publics"]):
        drawn = row(name, now, baseline, events)
        if drawn.charts:
            st.header(text.FAN_HEADINGS[name], anchor=False, help=glossary.words(name))
            canvas.row(drawn)


def votes(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Sponsor by sponsor, how often it gives, and how the members of its bloc vote and block."""
    sponsors = sim.names_along(now.dataset, "sponsor")
    if not sponsors:
        return
    colours, counted = sim.actor_colours(now.scenario), now.summary["members"]
    st.header(text.VOTES_HEADING, anchor=False, help=glossary.words("votes"))
    st.caption(text.VOTES_NOTE)
    if counted:
        st.html(html.legend(palette.BALLOTS, common.VOTES))
    for sponsor in sponsors:
        label = now.scenario.actors[sponsor].label
        names = [name for name in counted if name.split(".")[0] == sponsor]
        table = frames.ballots(counted, names, common.VOTES)
        st.markdown(text.ballots(label, table) if names else f"**{markdown.escape(label)}**: {text.NO_MEMBERS}")
        parts = frames.parts(table["member"].unique().tolist(), BARS)
        cells = _cells([1, 2] if len(parts) < 2 else 3)
        with next(cells):
            given = (frames.gives(result.dataset, sponsor) for result in (now, baseline))
            key, about = f"gives_{sponsor}", f"{label}. {text.GIVES}"
            given = pictures.share(now, "", *given, events=events, colour=colours[sponsor], key=key, about=about)
            canvas.row(pictures.row([given]))
        for number, part in enumerate(parts):
            with next(cells), st.container(key=f"votes_{sponsor}_{number}"):
                bars = table[table["member"].isin(part)]
                spec = specs.ballots(tuple(common.VOTES.items()), len(part))
                name = text.votes_name(label, number if len(parts) > 1 else None)
                alt, note = text.ballots_alt(label, bars), text.BALLOTS_NOTE
                canvas.draw(name, bars, spec, key=f"votes {sponsor} {number}", alt=alt, note=note)


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
    st.header(text.PROPOSALS_HEADING, anchor=False, help=glossary.words("proposals"))
    names = sim.names_along(now.dataset, "proposal")
    if not names:
        st.markdown(text.NO_PROPOSALS)
        return
    calendar = fans.calendar(now.dataset)
    st.caption(text.LEGEND_NOTE)
    month = st.select_slider(
        text.MONTH_SHOWN, calendar, calendar[-1], key=f"month_shown_{calendar[0]}_{len(calendar) - 1}"
    )
    at = calendar.index(month)
    st.html(html.legend(palette.REASONS, common.REASONS))
    deals = sim.names_along(now.dataset, "deal")
    for cell, name in _in_rows([name for name in names if name not in deals]):
        table = frames.blockers(now.dataset, name, at, common.REASONS)
        if not table.empty:
            with cell:
                proposal = now.scenario.proposals[name]
                st.markdown(text.blocker(captions.proposal(proposal.label, proposal.scope), table))
                _answers(now, name, table, common.REASONS)
    _offers(now, baseline, at, month)
    _deals(now, baseline, at, events)


def _answers(now: Result, name: str, table: pd.DataFrame, reasons: Mapping[str, str]) -> None:
    """What each actor with a say answers to a proposal."""
    spec = vega.blockers(tuple(reasons.items()), table["actor"].nunique())
    label = now.scenario.proposals[name].label
    canvas.draw(
        captions.answers_name(label), table, spec, key=f"blockers_{name}", alt=captions.blocker_alt(label, table)
    )


def _offers(now: Result, baseline: Result, month: int, calendar_month: str) -> None:
    """What third parties would add for a signature, and in how many runs."""
    made, was = now.summary["offers"], baseline.summary["offers"]
    if not made:
        return
    st.markdown(f"### {text.OFFERS_HEADING}")
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
    st.header(text.DEALS_HEADING, anchor=False, help=glossary.words("deals"))
    st.caption(text.DEALS_NOTE)
    st.html(html.legend(palette.REASONS, common.DEAL_REASONS))
    names = list(counted)
    for first in range(0, len(names), 3):
        cells = st.columns(3, vertical_alignment="bottom")
        for cell, name in zip(cells, names[first : first + 3], strict=False):
            with cell:
                told, answers = counted[name], frames.blockers(now.dataset, name, month, common.DEAL_REASONS)
                label = now.scenario.proposals[name].label
                title = text.deal(label, told["signed"], told["broken_per_signed"], answers)
                held = (side[name]["in_force"] for side in (counted, before))
                name_of = text.in_force_name(label)
                course = pictures.share(now, title, *held, events=events, key=f"deal_{name}", name=name_of)
                canvas.row(pictures.row([course]))
                _answers(now, name, answers, common.DEAL_REASONS)


def terms(now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """On which terms the agreements were signed."""
    st.header(text.TERMS_HEADING, anchor=False, help=glossary.words("terms"))
    if not now.dataset["first_agreement"].notnull().any():
        st.markdown(text.NO_TERMS)
        return
    st.caption(text.TERMS_NOTE)
    for cell, name in _in_rows(sim.names_along(now.dataset, "issue")):
        issue = now.scenario.issues[name]
        table = frames.terms(now.dataset, name)
        anchors = tuple(sorted((anchor.at.value, anchor.label) for anchor in issue.anchors.values()))
        with cell:
            st.markdown(f"**{markdown.escape(issue.label)}**")
            alt = text.terms_alt(issue, table)
            canvas.draw(text.terms_name(issue.label), table, specs.terms(anchors), key=f"terms_{name}", alt=alt)


SECTIONS = {
    "outcome": (ends, world),
    "ripeness": (ripeness,),
    "publics": (publics,),
    "proposals": (proposals, terms),
    "votes": (votes,),
}
"""What each tab holds."""


def prepare(section: str, now: Result, baseline: Result, events: pd.DataFrame) -> None:
    """Draw what a tab would show of a result, so that it is at hand when the result is asked for."""
    results.compare(baseline, now)
    for make in rows.SECTIONS.get(section, ()):
        row(make.__name__, now, baseline, events)


def tabs() -> Sequence[TabContainer]:
    """The tabs under the headline, of which one is open; the address bar says which."""
    return st.tabs([text.SECTIONS[name] for name in SECTIONS], key="section", bind="query-params")
