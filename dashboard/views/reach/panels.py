"""The sections of the page What would it take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.parts import pickers
from dashboard.session import drafts, members, state
from dashboard.text import common, many_points
from dashboard.views.reach import findings, text
from dashboard.views.reach.findings import Goal

if TYPE_CHECKING:
    from dashboard.session.state import Question
    from sim import Scenario

ASKED = "reach asked"
APPLIED = "reach applied"
TOO_MUCH = "reach too much"
"""Key of the goal whose search was more than is simulated here."""


def choose(question: Question, asked: Scenario) -> Goal:
    """Outcome, share, month and the levers that may be moved; a lever on the stance of a turned member is out of use."""
    left, middle, right = st.columns([2, 1, 1])
    outcome = pickers.outcome(left)
    ways = tuple(text.WAYS)
    way = middle.selectbox(text.WAY, ways, format_func=text.WAYS.get, key="reach_way", **pickers.BOUND)
    percent = right.slider(text.TARGET, 1, 99, 50, key="reach_share", **pickers.BOUND)
    months = int(middle.number_input(text.BY, 1, 120, 12, key="reach_by", help=text.BY_HELP, **pickers.BOUND))
    overruled = members.turned(members.flippable(asked), {str(key): value for key, value in st.session_state.items()})
    labels = pickers.lever_labels(asked, [path for path in asked.levers if path not in overruled])
    picked = left.multiselect(
        text.MAY_MOVE,
        list(labels),
        format_func=labels.__getitem__,
        key="reach_levers",
        placeholder=text.ALL_LEVERS,
        select_all=False,
        **pickers.BOUND,
    )
    levers = tuple(picked) or tuple(labels)
    by = min(months, question.months)
    return Goal(asked.digest(), outcome, percent / 100, way == "at_most", by, levers, question.runs, question.seed)


def answer(question: Question, goal: Goal, asked: Scenario) -> Any | None:
    """The answer, searched for once the reader asks; None before, or when the search was ended. Raises InputError."""
    found = findings.known(goal)
    if found is not None:
        return found
    running = st.session_state.get(ASKED) == goal
    if st.session_state.get(TOO_MUCH) == goal:
        _too_much(question, goal, asked)
        return None
    place, doing = st.empty(), st.empty()
    with place.container(horizontal=True):
        icon = ":material/search:"
        st.button(
            text.SEARCH, key="reach search", on_click=_ask, args=(goal,), disabled=running, type="primary", icon=icon
        )
        if running:
            st.button(many_points.CANCEL, key="reach cancel", on_click=_ask, args=(None,), icon=":material/stop:")
    if not running:
        doing.caption(text.SEARCH_NOTE)
        return None

    def told(what: str, points: int) -> None:
        doing.markdown(text.searching(what, points))

    told("", 0)
    try:
        found = findings.search(goal, asked, told)
    except findings.TooMuchError:
        st.session_state[TOO_MUCH] = goal
        found = None
    place.empty()
    doing.empty()
    if found is None:
        _too_much(question, goal, asked)
    return found


def _too_much(question: Question, goal: Goal, asked: Scenario) -> None:
    """That the search was ended here, and the command that does all of it."""
    st.warning(text.search_ended(state.most_run_months_of_points(), goal.by))
    levers = goal.levers if len(goal.levers) < len(asked.levers) else ()
    share = f"--{'at-most' if goal.at_most else 'reach'} {goal.share:g}"
    asks = f"--outcome {goal.outcome} --by {goal.by} {share}" + (f" --levers {','.join(levers)}" if levers else "")
    told = common.command(drafts.file_of(question.name), dict(question.changes), goal.runs, None, goal.seed)
    st.code(told.replace("parley run", "parley what-would-it-take", 1) + f" {asks}", language="bash", wrap_lines=True)


def _ask(goal: Goal | None) -> None:
    st.session_state[ASKED] = goal


def show(question: Question, goal: Goal, found: Any) -> None:
    """The sets of moves that reach the goal, or how close one comes."""
    st.markdown(text.goal(many_points.EVENTS[goal.outcome], goal.share, goal.at_most, goal.by, found.baseline))
    if found.already:
        st.success(text.ALREADY)
        return
    if not found.answers:
        st.warning(text.UNREACHED)
        if found.best is not None and found.best.moves:
            st.markdown(text.CLOSEST)
            _set(question, goal, found.best, 0)
        if found.closest:
            st.markdown(text.alone([(one.move, one.share) for one in found.closest]))
    for number, entry in enumerate(found.answers, start=1):
        _set(question, goal, entry, number)
    st.caption(text.searched(found.searched))
    st.caption(text.COST_NOTE)


def _set(question: Question, goal: Goal, entry: Any, number: int) -> None:
    """A set of moves: what is moved, what that does, a button that applies it and the command."""
    with st.container(border=True):
        st.markdown(text.moves(number, entry.moves, entry.cost))
        st.markdown(text.reached(entry.share, entry.difference, entry.reached, entry.surely))
        moved = {move.path: move.after for move in entry.moves}
        st.button(text.APPLY, key=f"apply {number}", on_click=_apply, args=(moved,), icon=":material/tune:")
        st.code(
            common.command(
                drafts.file_of(question.name), {**dict(question.changes), **moved}, goal.runs, goal.by, entry.seed
            ),
            language="bash",
            wrap_lines=True,
        )


def _apply(moved: Mapping[str, float | bool]) -> None:
    """Put the moves on the sliders."""
    for path, value in moved.items():
        st.session_state[path] = value if isinstance(value, bool) else float(value)
    st.session_state[APPLIED] = True


def told_applied() -> None:
    """Say once that the sliders have been moved."""
    if st.session_state.pop(APPLIED, False):
        st.success(text.APPLIED)
