"""The sections of the page Deals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

import sim
from dashboard.charts import canvas, fans, palette, pictures, vega
from dashboard.session import drafts, results
from dashboard.session.results import Result
from dashboard.session.state import Question
from dashboard.sidebar import controls
from dashboard.text import captions, common, glossary, html, markdown
from dashboard.views.deals import controls as deal_controls, frames, packages, specs, text

if TYPE_CHECKING:
    from sim import PackageSpace, Scenario

ROW = 4
"""Small charts in a row."""


def verdict(space: PackageSpace, judged: Sequence[Any], month: int) -> None:
    """What everybody with a say answers in the chosen month, and why."""
    st.header(text.VERDICT_HEADING, anchor=False, help=glossary.words("verdict"))
    codes = judged[month].verdict
    labels = {name: space.scenario.actors[name].label for name in space.judges}
    shares = frames.codes(judged[month : month + 1], len(space.codes))[0]
    table = frames.answers(space, shares, labels, common.REASONS)
    accepted = sim.share_of((codes == space.codes.index("accepts")).all(axis=1))
    st.markdown(text.verdict(table, accepted, space.calendar[month]))
    st.html(html.legend(palette.REASONS, common.REASONS))
    spec = vega.blockers(tuple(common.REASONS.items()), table["actor"].nunique())
    with st.container(key="deal_verdict"):
        alt = captions.blocker_alt(text.SAVE_DEFAULT, table)
        canvas.draw(captions.answers_name(text.SAVE_DEFAULT), table, spec, key="deal verdict", alt=alt)


def over_time(space: PackageSpace, judged: Sequence[Any], before: Sequence[Any], events: pd.DataFrame) -> None:
    """The share of runs in which each actor accepts, month by month, against the baseline."""
    st.markdown(f"### {text.OVER_TIME}")
    st.caption(text.OVER_TIME_NOTE)
    accepts = space.codes.index("accepts")
    now, was = (frames.codes(each, len(space.codes))[:, :, accepts] for each in (judged, before))
    colours = sim.actor_colours(space.scenario)
    parts = []
    for number, name in enumerate(space.judges):
        label = space.scenario.actors[name].label
        table = fans.shares(now[:, number], was[:, number], space.calendar, events)
        spec = vega.shares(colours[name], space.scenario.start, space.months)
        about = {"alt": captions.shares_alt(f"{label} accepts", table), "note": text.OVER_TIME_NOTE}
        title, key = f"**{markdown.escape(label)}**", f"deal_accepts_{name}"
        full = f"{label}: {text.OVER_TIME.lower()}"
        parts.append(pictures.picture(full, table, spec, key=key, title=title, **about))
    canvas.row(pictures.row(parts, [1] * max(len(parts), ROW)))


def worth(space: PackageSpace, judged: Sequence[Any], month: int) -> None:
    """What the package is worth to both sides above fighting on."""
    st.header(text.WORTH_HEADING, anchor=False, help=glossary.words("worth"))
    st.caption(text.WORTH_NOTE)
    colours = sim.actor_colours(space.scenario)
    tables = [frames.worth(judged, side, space.calendar) for side in (0, 1)]
    reach = pd.concat([table[["q05", "q95"]] for table in tables]).to_numpy(float)
    ends = fans.rungs(min(float(np.nanmin(reach)), -5.0), max(float(np.nanmax(reach)), 5.0))
    for cell, name, table in zip(st.columns(2), space.sides, tables, strict=True):
        label = space.scenario.actors[name].label
        with cell, st.container(key=f"deal_worth_{name}"):
            st.markdown(text.worth_title(label, table.iloc[month]))
            spec = specs.worth(colours[name], ends, space.scenario.start, space.months)
            title, key = text.value_axis(label), f"deal worth {name}"
            canvas.draw(title, table, spec, key=key, alt=text.worth_alt(label, table), note=text.WORTH_NOTE)


def gaps(space: PackageSpace, proposal: Any, month: int) -> None:
    """How far the package is from everybody's lines."""
    st.header(text.GAPS_HEADING, anchor=False, help=glossary.words("gaps"))
    actors = {name: actor.label for name, actor in space.scenario.actors.items()}
    issues = {name: issue.label for name, issue in space.scenario.issues.items()}
    table = frames.gaps(space.gaps(month, proposal), actors, issues)
    if table.empty:
        st.markdown(text.NO_GAPS)
        return
    st.markdown(text.gaps_title(table))
    st.caption(text.GAPS_NOTE)
    table["told"] = [text.gap(row) for row in table.to_dict("records")]
    with st.container(key="deal_gaps"):
        spec = specs.gaps(frames.reach(table), len(table))
        note = markdown.plain(text.GAPS_NOTE)
        canvas.draw(text.GAPS_HEADING, table, spec, key="deal gaps", alt=text.gaps_alt(table), note=note)


def zone(space: PackageSpace, found: Mapping[str, Any], built: Any, others: Mapping[str, Any], scope: str) -> None:
    """The contract curve with the package, the best package and the proposals of the file."""
    st.header(text.ZONE_HEADING, anchor=False, help=glossary.words("zone"))
    share = sim.share_of(found["best"].surplus >= 0)
    left, right = st.columns([5, 3], vertical_alignment="center")
    right.markdown(text.zone_title(share, scope))
    right.markdown(text.no_package(int(np.isfinite(found["best"].worth[:, 0]).sum()), share["runs"]))
    right.caption(text.ZONE_NOTE)
    sides = [space.scenario.actors[name].label for name in space.sides]
    curves = frames.curve(found["curve"], found["free"])
    points = frames.marks(built, found["best"], others)
    ends_0, ends_1 = frames.ends(curves, points)
    axes = [text.value_axis(label) for label in sides]
    spec = specs.zone(ends_0, ends_1, axes[0], axes[1])
    table = pd.concat([curves, points], ignore_index=True)
    with left, st.container(key="deal_zone"):
        alt, note = text.zone_alt(points, (sides[0], sides[1]), share), markdown.plain(text.ZONE_NOTE)
        canvas.draw(text.ZONE_HEADING, table, spec, key="deal zone", alt=alt, note=note)


def best(space: PackageSpace, found: Mapping[str, Any], proposal: Any, month: int) -> None:
    """The package against the best one, issue by issue, and a button that takes the best one over."""
    st.header(text.BEST_HEADING, anchor=False, help=glossary.words("best"))
    best = found["best"]
    issues = {name: space.scenario.issues[name].label for name in space.issues}
    gains = space.gains(month, proposal, best.terms)
    table = frames.against_best(space.places(month, proposal), best, gains, issues)
    if table.empty:
        st.markdown(text.NO_BEST)
        return
    st.caption(text.BEST_NOTE)
    st.markdown(text.no_package(int(np.isfinite(best.worth[:, 0]).sum()), len(best.worth)))
    sides = [space.scenario.actors[name].label for name in space.sides]
    st.markdown(text.best_table(table, (sides[0], sides[1])))
    values = packages.controls_at(space.scenario, dict(zip(space.issues, table["best"], strict=True)))
    st.button(
        text.TAKE_BEST,
        key="deal_take_best",
        help=text.TAKE_BEST_HELP,
        on_click=deal_controls.put,
        args=(values,),
        icon=":material/join_inner:",
    )


def relaxation(space: PackageSpace, found: Mapping[str, Any]) -> None:
    """What would have to go for a zone to open."""
    st.header(text.RELAX_HEADING, anchor=False, help=glossary.words("relax"))
    st.caption(text.RELAX_NOTE)
    st.markdown(text.relaxation(found["relax"], sim.line_names(space.scenario)))


def trial(with_it: Result, comparison: Mapping[str, Any], scope: str) -> None:
    """What the package does to signatures when it lies on the table."""
    outcome = "agreement" if scope == "settlement" else "ceasefire"
    own = None
    if scope == "settlement":
        number = sim.names_along(with_it.dataset, "proposal").index(packages.NAME)
        signed = with_it.dataset["first_agreement"].notnull().values
        own = sim.share_of(signed & (with_it.dataset["agreement_proposal"].values == number))
    st.markdown(text.trial(scope, comparison[outcome], own, with_it.dataset.sizes["run"]))


def save(scenario: Scenario, package: packages.Package, question: Question) -> None:
    """Download the scenario with the package as a proposal, or make it the scenario of all pages of this session."""
    st.header(text.SAVE_HEADING, anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.text_input(text.SAVE_LABEL, text.SAVE_DEFAULT, key="deal_label", max_chars=80).strip()
        label = label or text.SAVE_DEFAULT
        name = packages.slug(label, scenario.proposals)

        def written() -> str:
            return sim.to_yaml(package.added_to(scenario, label, name))

        st.download_button(
            text.SAVE_BUTTON,
            written,
            file_name=f"{name}.yaml",
            key="deal_save",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button(
            text.TRY_DEAL,
            key="deal_try",
            help=text.TRY_DEAL_HELP,
            on_click=_try,
            args=(written, question.name),
            icon=":material/play_arrow:",
        )
    st.caption(text.SAVE_NOTE)
    size = question.runs, question.months, question.seed
    st.code(common.command(f"{name}.yaml", {}, *size), language="bash", wrap_lines=True)


def _try(written: Callable[[], str], began_as: str) -> None:
    """Make the scenario with the package the scenario of all pages of this session."""
    before = results.shelf().get(began_as)
    name = results.shelf().add(drafts.Draft(written(), before.origin if before else began_as))
    st.session_state.update(scenario=name, tried=name)
    controls.start_afresh()
