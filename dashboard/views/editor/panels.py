"""The editor: a text that outlasts errors, reruns and visits to other pages, its problems beside it, and forms that write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import sim
from dashboard.charts import tables
from dashboard.session import drafts, results
from dashboard.sidebar import controls
from dashboard.text import common, markdown
from dashboard.views.editor import gutter, text

if TYPE_CHECKING:
    from sim import Key, Problem, Scenario

HISTORY = 5
"""Texts that “Take back” can bring back."""
PROBLEMS = 12
LONGEST_LINE = 1000
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}$")


def begin(name: str) -> drafts.Draft:
    """The text that is edited. It begins as that of the page's scenario and is never dropped once it is changed."""
    state = st.session_state
    if "draft_kept" not in state or (state["draft_name"] != name and not changed()):
        _load(name)
    if "draft" not in state:
        state["draft"] = state["draft_kept"]
    return drafts.Draft(state["draft_kept"], state["draft_origin"])


def changed() -> bool:
    """Whether the text differs from that of the file that it began as."""
    return bool(st.session_state["draft_kept"] != results.original(st.session_state["draft_origin"]))


def _load(name: str) -> None:
    kept = results.shelf().get(name) if drafts.is_draft(name) else None
    draft = kept or drafts.Draft(results.original(name), name)
    _replace(draft.text)
    st.session_state.update(draft_name=name, draft_origin=draft.origin)


def _replace(new: str) -> None:
    """Put another text in the place of the one that is there, which can be taken back."""
    state = st.session_state
    old = state.get("draft_kept")
    if old is not None and old != new:
        before = (old, state["draft_name"], state["draft_origin"])
        state["draft_before"] = [*state.get("draft_before", []), before][-HISTORY:]
    state["draft_kept"] = state["draft"] = new


def _typed() -> None:
    st.session_state["draft_kept"] = st.session_state["draft"]
    st.session_state.pop("form_told", None)


def _take_back() -> None:
    state = st.session_state
    *rest, (old, name, origin) = state["draft_before"]
    state.update(draft_before=rest, draft_kept=old, draft=old, draft_name=name, draft_origin=origin)


def _write_out() -> None:
    state = st.session_state
    try:
        scenario, _ = results.read(drafts.Draft(state["draft_kept"], state["draft_origin"]))
    except sim.InputError:
        return  # as in `_try`
    _replace(sim.to_yaml(scenario))


def _try() -> None:
    """Make the text the scenario of all pages of this session."""
    state = st.session_state
    draft = drafts.Draft(state["draft_kept"], state["draft_origin"])
    try:
        results.read(draft)
        name = results.shelf().add(draft)
    except sim.InputError:
        return  # the problems are shown beside the text
    state.update(scenario=name, tried=name, draft_name=name)
    controls.start_afresh()


def _upload() -> None:
    sent = st.session_state["draft_upload"]
    if not isinstance(sent, UploadedFile):  # none, or one that is gone already
        return
    try:
        new = drafts.read_upload(sent.getvalue())
    except sim.InputError as error:
        st.session_state["upload_told"] = str(error)
        return
    st.session_state.pop("upload_told", None)
    _replace(new)


def problems_of(draft: drafts.Draft) -> tuple[Scenario | None, tuple]:
    """The scenario of a text, or its problems."""
    try:
        return results.read(draft)[0], ()
    except sim.InputError as error:
        return None, error.problems


def elsewhere(name: str) -> None:
    """Say that a changed text is not that of the scenario picked, and offer that one's."""
    if st.session_state["draft_name"] == name:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(text.kept(st.session_state["draft_origin"]), width="stretch")
        st.button(text.load(name), on_click=_load, args=(name,), key="draft_load")


def buttons(draft: drafts.Draft, good: bool, name: str) -> None:
    """What can be done with the text."""
    with st.container(horizontal=True):
        st.button(text.TRY, on_click=_try, disabled=not good, type="primary", icon=":material/play_arrow:", key="try")
        st.download_button(
            text.DOWNLOAD,
            draft.text,
            file_name=drafts.file_of(drafts.name_of(draft.text)),
            mime="application/yaml",
            on_click="ignore",
            icon=":material/download:",
            key="draft_save",
        )
        st.button(
            text.TEXT_BACK,
            on_click=_take_back,
            disabled=not st.session_state.get("draft_before"),
            help=text.TEXT_BACK_HELP,
            icon=":material/undo:",
            key="draft_back",
        )
        st.button(text.WRITE_OUT, on_click=_write_out, disabled=not good, help=text.WRITE_OUT_HELP, key="draft_full")
    if drafts.is_draft(name) and name == drafts.name_of(draft.text):
        st.success(text.TRYING)
        st.page_link(
            "views/explore/page.py", label=text.SEE_IT, icon=":material/tune:", query_params={"scenario": name}
        )


def area(draft: drafts.Draft, problems: tuple) -> None:
    """The text itself, with numbered lines; those with a problem are marked."""
    wrong: dict[int, str] = {}
    for problem in filter(_is_here, problems):
        wrong.setdefault(problem.mark.line, text.in_short(problem.reason, problem.meant))
    st.html(gutter.style("draft", draft.text, wrong))
    st.text_area(text.TEXT, height=620, key="draft", on_change=_typed, max_chars=drafts.MOST_BYTES)


def beside(draft: drafts.Draft, scenario: Scenario | None, problems: tuple) -> None:
    """What the text says, or what is wrong with it, each at its line."""
    if scenario is not None:
        st.success(text.reads(scenario.title, len(scenario.levers), len(scenario.actors), len(scenario.issues)))
        for warning in scenario.warnings[:PROBLEMS]:
            st.warning(text.problem(warning.message, *_place(warning)))
    else:
        st.error(text.problems(len(problems)))
    for number, problem in enumerate(problems[:PROBLEMS]):
        st.markdown(text.problem(problem.message, *_place(problem)))
        if _is_here(problem):
            _mend(draft, problem, f"{number} {drafts.name_of(draft.text)}")
    if len(problems) > PROBLEMS:
        st.caption(text.more_problems(len(problems) - PROBLEMS))


def _place(problem: Problem) -> tuple[int | None, int | None, str]:
    """Line and column of a problem, and the file where that is another than the text."""
    mark = problem.mark
    return (mark.line, mark.column, "" if _is_here(problem) else mark.file) if mark else (None, None, "")


def _is_here(problem: Problem) -> bool:
    """Whether a problem lies in the text itself, not in what that extends."""
    return problem.mark is not None and problem.mark.file == drafts.NAME_IN_MESSAGES


def _mend(draft: drafts.Draft, problem: Problem, key: str) -> None:
    """What is known of the key, the line in a field of its own, and a button that writes the word that seems to be meant."""
    told = drafts.key_of(problem)
    if told is not None:
        st.caption(text.key_told(told.name, told.meaning, told.unit, _allowed(told)))
    number, right = problem.mark.line, drafts.put_right(draft.text, problem)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if 0 < len(line := drafts.line_of(draft.text, number)) <= LONGEST_LINE:
            st.text_input(
                text.line(number), line, key=f"line {key}", on_change=_write_line, args=(number, f"line {key}")
            )
        if right is not None:
            st.button(text.write_meant(problem.meant), on_click=_replace, args=(right,), key=f"meant {key}")


def _write_line(number: int, key: str) -> None:
    _replace(drafts.with_line(st.session_state["draft_kept"], number, st.session_state[key]))


def upload() -> None:
    """A file from the reader's machine."""
    st.file_uploader(
        text.UPLOAD,
        type=["yaml", "yml"],
        max_upload_size=1,
        key="draft_upload",
        on_change=_upload,
        help=text.UPLOAD_HELP,
    )
    if told := st.session_state.get("upload_told"):
        st.error(markdown.escape(told))


def difference(draft: drafts.Draft) -> None:
    """What differs from the file that the text began as."""
    lines, added, removed = drafts.difference(results.original(draft.origin), draft.text)
    if not lines:
        st.caption(text.DIFF_NONE)
        return
    with st.expander(text.diff(draft.origin, added, removed), key="draft_diff"):
        st.code(lines, language="diff")


def form(scenario: Scenario | None) -> None:
    """A form for one entry, which writes it into the text."""
    with st.expander(text.FORM_HEADING, key="draft_form", expanded=bool(st.session_state.get("form_told"))):
        if scenario is None:
            st.caption(text.FORM_BROKEN)
            return
        st.caption(text.FORM_NOTE)
        found = drafts.forms(scenario)
        kind = st.segmented_control(
            text.FORM_HEADING,
            list(found),
            default=next(iter(found)),
            format_func=text.FORM_KINDS.__getitem__,
            required=True,
            label_visibility="collapsed",
            key="form_kind",
        )
        some = found[kind]
        with st.container(horizontal=True):
            number = 0
            if text.FORM_OWNERS[kind]:
                owners = [one.owner for one in some]
                number = owners.index(st.selectbox(text.FORM_OWNERS[kind], owners, key=f"form_owner_{kind}"))
            chosen = some[number]
            entry = st.selectbox(
                text.FORM_ENTRY,
                ["", *chosen.entries],
                format_func=lambda name: name or text.FORM_NEW,
                key=f"form_entry_{kind}_{number}",
            )
        _fields(chosen, entry, scenario)
        if told := st.session_state.get("form_told"):
            st.error(markdown.escape(told))


def _fields(chosen: drafts.Form, entry: str, scenario: Scenario) -> None:
    before = chosen.entries.get(entry, {})
    stem = f"form {'/'.join(chosen.place)} {entry}"
    with st.form(stem, border=False, enter_to_submit=False):
        if not entry:
            st.text_input(text.FORM_NAME, key=f"{stem} name", max_chars=48, help=text.FORM_NAME_HELP)
        columns = st.columns(2)
        for place, key in enumerate(chosen.keys):
            told = text.key_help(key.meaning, key.unit, key.allowed, key.choices)
            now = drafts.shown(key, before)
            choices = list(scenario.issues) if key.name == "issue" else list(key.choices)
            choices = ["", "true", "false"] if key.kind == "switch" else choices
            at = f"{stem} {key.name}"
            with columns[place % 2]:
                if choices:
                    st.selectbox(
                        key.name, choices, index=choices.index(now) if now in choices else 0, key=at, help=told
                    )
                else:
                    hint = text.FORM_EXAMPLES.get(key.name, "")
                    st.text_input(key.name, now, key=at, help=told or None, placeholder=hint, max_chars=2000)
        st.form_submit_button(text.FORM_WRITE, on_click=_write, args=(chosen, entry, stem), type="primary")


def _write(chosen: drafts.Form, entry: str, stem: str) -> None:
    state = st.session_state
    name = entry or str(state.get(f"{stem} name", "")).strip()
    typed = {key.name: str(state.get(f"{stem} {key.name}") or "") for key in chosen.keys}
    state["form_told"] = ""
    try:
        if not NAME.match(name):
            raise sim.InputError(text.FORM_NO_NAME)
        data = drafts.entry_from(chosen, chosen.entries.get(name, {}), typed)
        if not data:
            raise sim.InputError(text.FORM_NOTHING)
        _replace(sim.write_entry(state["draft_kept"], (*chosen.place, name), data))
    except sim.InputError as error:
        state["form_told"] = "; ".join(problem.message for problem in error.problems)


def schema() -> None:
    """What may stand in the text."""
    with st.expander(text.SCHEMA_HEADING, key="draft_schema"):
        st.caption(text.SCHEMA_NOTE)
        words = st.text_input(common.FILTER, key="schema_filter", placeholder="members stance", max_chars=100)
        table = tables.matching(_schema(), words or "", [])
        st.dataframe(
            table,
            hide_index=True,
            height=360,
            column_config={"meaning": st.column_config.TextColumn(width="large")},
            alt=text.schema_alt(len(table)),
        )


def look_up() -> None:
    """One key of the schema: what it means, its unit, what is allowed."""
    keys = _keys()
    chosen = st.selectbox(
        text.LOOK_UP, list(keys), index=None, key="schema_key", placeholder=text.LOOK_UP_EXAMPLE, help=text.LOOK_UP_HELP
    )
    if chosen is not None:
        place, key = keys[chosen]
        default = common.NEEDED if key.required else drafts.in_words(key.default)
        st.markdown(text.key_told(key.name, key.meaning, key.unit, _allowed(key), place or common.TOP, default))


def _allowed(key: Key) -> str:
    return key.allowed or common.KINDS[key.kind]


@st.cache_resource(show_spinner=False)
def _schema() -> object:
    return drafts.schema_table()


@st.cache_resource(show_spinner=False)
def _keys() -> dict[str, tuple[str, Key]]:
    return {f"{key.name} · {place or common.TOP}": (place, key) for place, key in sim.schema_keys()}
