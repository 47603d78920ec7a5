"""The sidebar: scenario, levers, members and settings; every widget is bound to the address bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.session import drafts, history, members, results, state
from dashboard.sidebar import ahead, text
from dashboard.text import errors, markdown

if TYPE_CHECKING:
    from sim import Parameter, Scenario

ANSWER, SECTION = "answer", "section"
"""Keys of the fragments in which a page answers the question; a lever that is moved draws them again, without the rest of the page."""

TAKE = "take"
"""Key of the box of files, command and link, and of the fragment that draws it."""

MOST_TOLD = 5
"""Values of an address that are not taken, of which the reader is told."""


def pick_scenario() -> str:
    """Let the reader choose a scenario; its levers start from its own file."""
    names, usual = results.choices()
    names = names + _draft_in_use(usual)
    picked = st.sidebar.selectbox(
        text.SCENARIO,
        names,
        index=names.index(usual),
        key="scenario",
        bind="query-params",
        persist_state="session",
        on_change=start_afresh,
        filter_mode=None,
    )
    return str(picked)


def _draft_in_use(usual: str) -> list[str]:
    """The edited scenario that the session or its address names; one that is no longer kept is told."""
    wanted = str(st.session_state.get("scenario") or st.query_params.get("scenario", ""))
    if drafts.is_draft(wanted):
        if results.shelf().get(wanted):
            st.session_state["tried"] = wanted
        else:
            st.warning(errors.DRAFT_GONE)
            if "scenario" in st.session_state:
                st.session_state["scenario"] = usual
    tried = st.session_state.get("tried")
    return [tried] if tried and results.shelf().get(tried) else []


def start_afresh() -> None:
    """Forget the levers of the scenario shown before; those that both have start from the new file."""
    try:
        scenario, known = results.load(str(st.session_state["scenario"]))
    except sim.InputError:
        return  # which the page says
    _forget_all_but(scenario)
    st.session_state["months"] = min(scenario.months, state.MONTHS[1])
    _to_file(scenario, known)


def _forget_all_but(scenario: Scenario) -> None:
    for key in [key for key in st.session_state if "." in str(key) and key not in scenario.levers]:
        del st.session_state[key]


def _to_file(scenario: Scenario, known: Mapping[str, Parameter]) -> None:
    for key in _sides(scenario):
        st.session_state[key] = []
    for path in scenario.levers:
        _lever_to_file(path, known[path])


def _lever_to_file(path: str, parameter: Parameter) -> None:
    value = parameter.value
    st.session_state[path] = value if isinstance(value, bool) else float(value)


def _go(to: history.History) -> None:
    """Put all widgets as they were at another step, in another scenario if need be."""
    if to.now is None:
        return
    asked = history.thawed(to.now)
    if asked["scenario"] != st.session_state["scenario"]:
        try:
            scenario, known = results.load(str(asked["scenario"]))
        except sim.InputError:  # a text that is no longer kept
            st.session_state["history"] = history.History()
            return
        _forget_all_but(scenario)
        _to_file(scenario, known)
    for key, value in asked.items():
        st.session_state[key] = value
    st.session_state["history"] = to


def _undo() -> None:
    _go(st.session_state["history"].undone())


def _redo() -> None:
    _go(st.session_state["history"].redone())


def ask(name: str, scenario: Scenario, known: Mapping[str, Parameter]) -> state.Question:
    """Draw the sidebar: what has changed, the levers by group, members and settings; and read the question from it."""
    for label, asked, low, high in state.untaken(scenario, known, st.query_params)[:MOST_TOLD]:
        st.warning(errors.untaken(label, asked, low, high))
    with st.sidebar:
        changed, shelf = st.container(), st.container()
        _members(scenario)
        with shelf:
            _levers(name, scenario, known)
        with st.expander(text.SETTINGS_HEADING, key="settings"):
            _settings(scenario)
    now = question(name)
    with changed:
        _changed(now, scenario, known)
    asked = state.whole(st.session_state["runs"], state.RUNS, now.runs)
    if asked > now.runs:
        st.warning(errors.capped(asked, now.runs, now.months, state.most_run_months()))
    return now


def question(name: str) -> state.Question:
    """What the widgets ask, all of which are drawn."""
    scenario, known = results.load(name)
    return state.read(name, scenario, known, _raw(scenario))


def _raw(scenario: Scenario) -> dict[str, object]:
    """The values of all widgets that belong to the question."""
    return {key: st.session_state[key] for key in (*_sides(scenario), *scenario.levers, "runs", "months", "seed")}


def _sides(scenario: Scenario) -> list[str]:
    return [f"{bloc}.{side}" for bloc in members.flippable(scenario) for side in members.STANCES]


def _turned(scenario: Scenario) -> dict[str, str]:
    """The side on which members are put, by the path of their stance."""
    return members.turned(members.flippable(scenario), {key: st.session_state[key] for key in _sides(scenario)})


def _changed(asked: state.Question, scenario: Scenario, known: Mapping[str, Parameter]) -> None:
    """What has changed, and the steps back and forth."""
    past, turned = _remembered(asked.name, scenario), len(_turned(scenario))
    st.markdown(text.changed(len(asked.changes) - turned, turned))
    with st.container(horizontal=True, gap="small"):
        st.button(text.UNDO, on_click=_undo, key="undo", icon=":material/undo:", type="tertiary",
                  disabled=not past.past)  # fmt: skip
        st.button(text.REDO, on_click=_redo, key="redo", icon=":material/redo:", type="tertiary",
                  disabled=not past.future)  # fmt: skip
        st.button(text.RESET, on_click=_to_file, args=(scenario, known), key="reset", icon=":material/restart_alt:",
                  type="tertiary")  # fmt: skip


def _remembered(name: str, scenario: Scenario) -> history.History:
    """The steps that were taken, with what is asked now."""
    asked = history.frozen({"scenario": name, **_raw(scenario)})
    past = st.session_state["history"] = st.session_state.get("history", history.History()).seen(asked)
    return past


def _levers(name: str, scenario: Scenario, known: Mapping[str, Parameter]) -> None:
    """The levers, by actor."""
    sides = _turned(scenario)
    groups: dict[str, list[str]] = {}
    for path, lever in scenario.levers.items():
        groups.setdefault(lever.group, []).append(path)
    for number, (group, paths) in enumerate(groups.items()):
        moved = sum(_moved(path, scenario, known[path]) for path in paths)
        with st.expander(text.group(group, moved), expanded=number == 0, key=f"group {number} {name}"):
            for path in paths:
                _lever(path, scenario, known[path], sides.get(path))


def _look(name: str) -> tuple[bool, ...]:
    """What the sidebar says besides the places of the sliders: which levers are moved, and whether there are steps back and forth."""
    scenario, known = results.load(name)
    past = _remembered(name, scenario)
    return bool(past.past), bool(past.future), *(_moved(path, scenario, known[path]) for path in scenario.levers)


def _after_move() -> None:
    """After a lever was moved: where the page has its answer in fragments and the sidebar looks as before, draw only those."""
    if st.session_state["look"] == _look(str(st.session_state["scenario"])):
        st.rerun([ANSWER, SECTION, *(box for box in (TAKE, canvas.MENU) if st.session_state.get(box))])


def answering(name: str) -> state.Question:
    """Remember that the page draws its answer in fragments, beside a sidebar that looks so; and what it is to answer."""
    st.session_state["look"] = _look(name)
    if "ahead" in st.session_state:
        st.session_state.pop("ahead").cancel()
    asked = st.session_state["question"] = question(name)
    return asked


def _members(scenario: Scenario) -> None:
    """For each bloc the members put against giving and those put in favour: two short lists, whatever its size.

    Drawn before the levers, so that a lever on the stance of a member that is turned can say so.
    """
    blocs = members.flippable(scenario)
    keys = _sides(scenario)
    if not keys:
        return
    count = sum(len(st.session_state.get(key, st.query_params.get_all(key))) for key in keys)
    with st.expander(text.members(count), key="members"):
        st.caption(text.MEMBERS_NOTE.format(**members.STANCES))
        for bloc in blocs:
            st.markdown(f"**{markdown.escape(scenario.actors[bloc].label)}**")
            labels = members.labels(scenario, bloc)
            for side in members.STANCES:
                key = f"{bloc}.{side}"
                st.multiselect(
                    text.SIDES[side],
                    list(labels),
                    format_func=labels.__getitem__,
                    key=key,
                    placeholder=text.NOBODY,
                    select_all=False,
                    bind="query-params",
                    persist_state="session",
                    on_change=_take_from_the_other_side,
                    args=(bloc, side),
                )


def _take_from_the_other_side(bloc: str, side: str) -> None:
    """Nobody is on both sides: who is put on one leaves the other."""
    here = st.session_state[f"{bloc}.{side}"]
    for other in members.STANCES:
        key = f"{bloc}.{other}"
        if other != side and set(here) & set(st.session_state[key]):
            st.session_state[key] = [name for name in st.session_state[key] if name not in here]


def _moved(path: str, scenario: Scenario, parameter: Parameter) -> bool:
    """Whether a lever is off the file's value, before it is drawn."""
    value = st.session_state.get(path, st.query_params.get(path))
    if value is None:
        return False
    if isinstance(parameter.value, bool):
        return str(value).lower() != str(parameter.value).lower()
    try:
        return state.Range.of(scenario.levers[path], parameter).settle(float(value)) != float(parameter.value)
    except ValueError:
        return False


def _lever(path: str, scenario: Scenario, parameter: Parameter, side: str | None) -> None:
    """A lever; one on the stance of a member that is turned is out of use until the member is taken back."""
    lever, quantity = scenario.levers[path], parameter.quantity
    told = text.lever_help(
        lever.help,
        parameter.unit,
        quantity.basis if quantity else "assumption",
        (quantity.source or "") if quantity else "",
        quantity.note if quantity else "",
    )
    if isinstance(parameter.value, bool):
        on = st.toggle(
            markdown.escape(lever.label),
            parameter.value,
            key=path,
            help=told,
            bind="query-params",
            persist_state="session",
            on_change=_after_move,
        )
        if on != parameter.value:
            _take_back(path, parameter, "on" if parameter.value else "off")
        return
    reach = state.Range.of(lever, parameter)
    value = st.slider(
        f"{markdown.escape(lever.label)} ({markdown.escape(parameter.unit)})",
        reach.low,
        reach.high,
        reach.default,
        reach.step,
        format=f"%.{reach.decimals}f",
        key=path,
        help=told,
        bind="query-params",
        persist_state="session",
        disabled=side is not None,
        on_change=_after_move,
    )
    if side is not None:
        st.caption(text.overruled(side))
    elif reach.settle(value) != reach.default:
        _take_back(path, parameter, f"{reach.default:.{reach.decimals}f}")


def _take_back(path: str, parameter: Parameter, value: str) -> None:
    """Say what the file has, on a button that goes back to it."""
    st.button(
        text.was(value),
        on_click=_lever_to_file,
        args=(path, parameter),
        key=f"back {path}",
        type="tertiary",
        icon=":material/undo:",
        help=text.TAKE_BACK,
    )


def _settings(scenario: Scenario) -> None:
    ahead = min(scenario.months, state.MONTHS[1])
    fields = {
        "runs": (state.RUNS, state.default_runs(), 100),
        "months": (state.MONTHS, ahead, 1),
        "seed": (state.SEEDS, 1, 1),
    }
    for key, (ends, value, step) in fields.items():
        label, told = text.SETTINGS[key]
        st.number_input(label, *ends, value, step, key=key, help=told, bind="query-params", persist_state="session")


def look_ahead(question: state.Question, prepare: Callable[[results.Result], None]) -> None:
    """Once the page is drawn and left alone, simulate what the reader may ask next, and `prepare` to show it."""
    before = st.session_state.get("asked before", question)
    st.session_state["asked before"] = question
    following = ahead.guess(before, question, *results.load(question.name))
    if following is not None:
        st.session_state["ahead"] = ahead.later(lambda: prepare(results.answer(following)))
