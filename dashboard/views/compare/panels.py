"""The sections of the page Compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

import sim
from dashboard.charts import canvas, fans, palette, pictures, vega
from dashboard.session import drafts, results
from dashboard.session.state import Question
from dashboard.text import captions, common, glossary, html, markdown, plain
from dashboard.views.compare import frames, settings, specs, text
from dashboard.views.compare.frames import Entry

SAVED = "saved"
"""Key of the saved settings, in the session and in the address bar."""
PICKED = "compare"


def entries(question: Question) -> list[Entry]:
    """Let the reader choose what stands side by side, and simulate it. Raises InputError."""
    names, _ = results.choices()
    if question.name not in names:  # a scenario that is being edited
        names = [*names, question.name]
    saved = settings.kept(st.session_state.get(SAVED, st.query_params.get_all(SAVED)), names)
    _keep(saved)
    picked = st.multiselect(
        text.COMPARED,
        [settings.NOW, *saved, *names],
        format_func=lambda name: text.SLIDERS_NOW if name == settings.NOW else name,
        key=PICKED,
        max_selections=settings.MOST,
        help=text.COMPARED_HELP,
        placeholder=text.COMPARED_NOTHING,
        select_all=False,
        bind="query-params",
        persist_state="session",
    )
    _shelf(question, saved, names)
    found = []
    for letter, name in zip(settings.LETTERS, settings.side_by_side(picked, question, names), strict=False):
        asked = _asked(name, question, saved)
        label = text.SLIDERS_NOW if name == settings.NOW else name
        scenario = sim.change(results.load(asked.name)[0], dict(asked.changes))
        found.append(Entry(letter, label, asked, results.simulate(scenario, asked.runs, asked.months, asked.seed)))
    return found


def _keep(saved: Mapping[str, str]) -> None:
    st.session_state[SAVED] = tuple(saved.values())
    if st.query_params.get_all(SAVED) != list(saved.values()):
        st.query_params[SAVED] = list(saved.values())


def _asked(name: str, question: Question, saved: Mapping[str, str]) -> Question:
    if name == settings.NOW:
        return question
    if name in saved:
        return settings.decode(saved[name], *results.load(settings.head(saved[name])[1]), question)
    return Question(name, (), question.runs, question.months, question.seed)


def _shelf(question: Question, saved: Mapping[str, str], names: Sequence[str]) -> None:
    """Save the sliders under a name, and forget what was saved."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            text.SAVE_NAME,
            key="name of setting",
            max_chars=settings.LONGEST_NAME,
            placeholder=text.SAVE_EXAMPLE,
            width=260,
        )
        full = len(saved) >= settings.MOST
        st.button(
            text.SAVE, on_click=_save, args=(question, saved, names), disabled=full, icon=":material/bookmark_add:"
        )
        for number, name in enumerate(saved):
            label = text.remove(name)
            st.button(
                label,
                key=f"remove {number}",
                on_click=_remove,
                args=(saved, name),
                type="tertiary",
                icon=":material/close:",
            )
    if st.session_state.pop("name is taken", False):
        st.warning(text.SAVED_TAKEN)
    st.caption(text.SAVED_FULL if full else text.SAVED_NOTE)


def _save(question: Question, saved: Mapping[str, str], names: Sequence[str]) -> None:
    name = settings.tidy(st.session_state["name of setting"])
    if name in names or name in saved or name == text.SLIDERS_NOW:
        st.session_state["name is taken"] = True
        return
    if not name:
        return
    st.session_state[SAVED] = (*saved.values(), settings.encode(name, question))
    st.session_state["name of setting"] = ""
    picked = st.session_state.get(PICKED, [])
    if len(picked) < settings.MOST:
        st.session_state[PICKED] = [*picked, name]


def _remove(saved: Mapping[str, str], name: str) -> None:
    st.session_state[SAVED] = tuple(line for other, line in saved.items() if other != name)
    st.session_state[PICKED] = [other for other in st.session_state.get(PICKED, []) if other != name]


def headline(found: Sequence[Entry]) -> None:
    """Outcome by outcome, each with its count and its difference to the first."""
    st.markdown(
        "  \n".join(text.side_by_side(e.letter, e.label, e.question.name, len(e.question.changes)) for e in found)
    )
    differences = [None, *(results.compare(found[0].result, entry.result) for entry in found[1:])]
    cells = st.columns(2) + st.columns(2)
    for cell, (outcome, title) in zip(cells, common.OUTCOMES.items(), strict=True):
        with cell.container(border=True, height="stretch"):
            told = [f"**{title}**"]
            for entry, change in zip(found, differences, strict=True):
                share = entry.result.summary["shares"][outcome]
                told.append(text.compared(entry.letter, share, change[outcome] if change else None))
            st.markdown("  \n".join(told))


def by_month(found: Sequence[Entry]) -> None:
    """Share of runs with talks and with an agreement, by month."""
    st.header(text.BY_MONTH_HEADING, anchor=False)
    starts = {entry.result.scenario.start for entry in found}
    spec = specs.lines(starts.pop() if len(starts) == 1 else None, found[0].question.months)
    for cell, (outcome, title) in zip(st.columns(len(text.BY_MONTH)), text.BY_MONTH.items(), strict=True):
        with cell, st.container(key=f"compared_{outcome}"):
            table = frames.lines({entry.letter: entry.result.dataset for entry in found}, outcome)
            st.markdown(title)
            alt = text.compared_alt(title, table)
            canvas.draw(markdown.plain(title), table, spec, key=f"compared {outcome}", alt=alt)


def ends(found: Sequence[Entry]) -> None:
    """How the runs stand in the last month."""
    st.header(text.ENDS_COMPARED, anchor=False, help=glossary.words("ends"))
    table = frames.ends({entry.letter: entry.result.summary["ends"] for entry in found})
    fills = palette.of_ends(found[0].result.scenario)
    labels = {end: " / ".join(rows["label"].unique()) for end, rows in table.groupby("end", sort=False)}
    grounds = {end: "#FFFFFF" if fill == palette.BLANK else fill for end, fill in fills.items()}
    chips = {end: (ground, palette.ink(ground)) for end, ground in grounds.items()}
    st.html(html.legend(chips, {end: plain.as_html(label) for end, label in labels.items()}))
    with st.container(key="compared_ends"):
        spec = specs.ends(tuple(fills.items()), len(found))
        alt = text.ends_compared_alt(table)
        canvas.draw(text.ENDS_COMPARED, table, spec, key="compared ends", alt=alt, labels=labels)


def fronts(found: Sequence[Entry]) -> None:
    """The front of each, on one scale."""
    st.header(text.FRONTS_COMPARED, anchor=False, help=glossary.words("fronts"))
    st.caption(text.FRONTS_NOTE)
    tables = frames.fans_of(found, "front_km2")
    for table in tables:
        table[[*fans.LEVELS, "baseline"]] /= 1000
    reach = fans.domain(tables)
    parts = []
    for entry, table, colour in zip(found, tables, palette.COMPARED, strict=False):
        scenario = entry.result.scenario
        title = text.front(entry.letter, entry.label, scenario.actors[scenario.belligerents()[1]].label)
        spec = vega.fan(colour, reach, scenario.start, entry.question.months)
        alt, name = captions.fan_alt(markdown.plain(title), table), text.front_name(title)
        key = f"compared_front_{entry.letter}"
        parts.append(pictures.picture(name, table, spec, alt=alt, key=key, note=text.FRONTS_NOTE, title=title))
    canvas.row(pictures.row(parts))


def differs(found: Sequence[Entry]) -> None:
    """What is not the same everywhere."""
    st.header(text.DIFFERS_HEADING, anchor=False)
    table = frames.differing({entry.letter: entry.result.scenario for entry in found})
    if table.empty:
        st.markdown(text.SAME)
        return
    st.caption(text.DIFFERS_NOTE)
    st.dataframe(table, hide_index=True, height=min(420, 38 + 35 * len(table)), alt=text.differs_alt(len(table)))


def commands(found: Sequence[Entry]) -> None:
    """How to get the same numbers without these pages."""
    st.caption(text.COMMANDS_NOTE)
    asked = [entry.question for entry in found]
    told = (
        common.command(drafts.file_of(one.name), dict(one.changes), one.runs, one.months, one.seed) for one in asked
    )
    st.code("\n".join(told), language="bash", wrap_lines=True)
