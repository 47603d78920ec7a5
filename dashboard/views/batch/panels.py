"""The page Batch: which batch, how far it is, its charts and its table."""

from __future__ import annotations

import hashlib
from pathlib import Path

import streamlit as st

import sim
from dashboard.charts import canvas
from dashboard.session import kept
from dashboard.text import markdown, plain
from dashboard.views.batch import batches, specs, text

RUNNING = "running"
MOST_LETTERS = 20_000
"""Of an experiment that is shown."""


def choose() -> tuple[str | None, batches.Opened | None]:
    """The batch that the reader picks: the name of its folder and its tables, as far as there are any."""
    root = batches.root()
    names = batches.folders(root) if root else []
    picked = None
    if root is None:
        st.caption(text.HOSTED)
    elif not names:
        st.caption(text.NONE.format(folder=markdown.escape(root.name)))
    else:
        picked = st.selectbox(text.FOLDER, names, key="batch", bind="query-params", persist_state="session")
    sent = st.file_uploader(
        text.FILES,
        type=["parquet"],
        accept_multiple_files=True,
        max_upload_size=batches.MOST_FILE,
        key="batch_files",
        help=text.FILES_HELP,
    )
    if sent:
        files = tuple(file.getvalue() for file in sent[:3])
        return None, _files(
            hashlib.sha256(b"".join(hashlib.sha256(file).digest() for file in files)).hexdigest(), files
        )
    if root is None or picked is None:
        return None, None
    return _folder(root, picked)


def _folder(root: Path, name: str) -> tuple[str, batches.Opened | None]:
    folder = batches.inside(root, name)
    shown = f"{root.name}/{name}"
    state = sim.batch_status(folder)
    if state["finished"] is None:
        _progress(str(folder), state["state"])
        st.caption(text.NOT_DONE)
        if state["state"] != RUNNING:
            st.caption(text.ON)
            st.code(batches.command(shown, resume=True), language="bash")
        return shown, None
    if state["failed"]:
        st.warning(_state(state))
    return shown, _read_folder(folder, (folder / "runs.parquet").stat().st_mtime)


def _state(state: dict) -> str:
    return text.progress(state["state"], state["blocks_done"], state["blocks"], state["points"], state["runs"])


def _progress(folder: str, state: str) -> None:
    """How far a batch is, looked at again every two seconds while it runs."""

    @st.fragment(run_every=2.0 if state == RUNNING else None)
    def bar() -> None:
        now = sim.batch_status(Path(folder))
        if now["state"] != state:
            st.rerun()
        st.progress(now["blocks_done"] / max(now["blocks"], 1), text=_state(now))

    bar()


@kept.once()
def _read_folder(folder: Path, changed_at: float) -> batches.Opened:
    return batches.read_folder(folder)


@kept.once()
def _files(name: str, _files: tuple[bytes, ...]) -> batches.Opened:
    return batches.read_files(_files)


def outcome(opened: batches.Opened) -> None:
    """One outcome by point: a heat map over two parameters, or values with intervals along one, and the table."""
    with st.container(horizontal=True):
        measure = st.selectbox(
            text.MEASURE,
            sim.measures_in(opened.runs),
            format_func=text.measure_name,
            key="batch_measure",
        )
        share = not measure.startswith("last.")
        scenario = opened.scenarios[0]
        if len(opened.scenarios) > 1:
            scenario = st.selectbox(text.SCENARIO, opened.scenarios, format_func=plain.shown, key="batch_scenario")
        across, up = _axes(opened)
    by = st.slider(text.BY, 1, opened.months, opened.months, key="batch_by") if share and opened.months > 1 else None
    table = batches.by_point(opened, measure, by, scenario)
    name = text.measure_name(measure)
    st.markdown(text.span(name, table, share))
    if across is None:
        st.caption(text.ONE_POINT)
    elif up is not None and batches.is_grid(table, across, up):
        canvas.draw(
            name,
            batches.cells(table, across, up, share),
            specs.heat(across, up, share),
            key=f"batch_heat {across} {up} {share}",
            alt=text.alt(name, table, (across, up), share),
        )
    else:
        canvas.draw(
            name,
            batches.along(table, across),
            specs.along(across, share),
            key=f"batch_along {across} {share}",
            alt=text.alt(name, table, (across,), share),
        )
    with st.expander(text.TABLE, key="batch_table"):
        st.dataframe(table, hide_index=True, alt=text.points_alt(len(table)))
    st.download_button(
        text.SAVE,
        lambda: batches.csv(opened, table, measure, by),
        file_name=f"{measure}.csv",
        on_click="ignore",
        icon=":material/download:",
        key="batch_save",
    )


def _axes(opened: batches.Opened) -> tuple[str | None, str | None]:
    moved = opened.moved
    if not moved:
        return None, None
    across = (
        st.selectbox(text.ACROSS, moved, format_func=plain.shown, key="batch_across") if len(moved) > 1 else moved[0]
    )
    others = [name for name in moved if name != across]
    if len(others) < 2:
        return across, others[0] if others else None
    return across, st.selectbox(text.UP, others, format_func=plain.shown, key="batch_up")


def ends_and_blockers(opened: batches.Opened) -> None:
    """How the runs of one point, or of all, end, and who stands in the way most."""
    numbers = [None, *range(len(opened.points))]
    point = st.selectbox(
        text.POINT,
        numbers[:2001],
        format_func=lambda number: (
            text.ALL_POINTS if number is None else plain.shown(batches.point_name(opened, number))
        ),
        key="batch_point",
    )
    left, right = st.columns(2)
    with left:
        st.header(text.ENDS, anchor=False)
        _bars("end", text.ENDS, opened, point)
    with right:
        st.header(text.BLOCKERS, anchor=False)
        columns = batches.blockers(opened)
        if columns:
            column = st.selectbox(
                text.BLOCKERS,
                columns,
                format_func=text.blocker_name,
                label_visibility="collapsed",
                key="batch_blocker",
            )
            _bars(column, text.BLOCKERS, opened, point)


def _bars(column: str, heading: str, opened: batches.Opened, point: int | None) -> None:
    frame = batches.counts(opened, column, point, text.NOBODY)
    if column == "end":
        frame = frame.assign(what=frame["what"].map(text.end_name))
    alt, key = text.counts_alt(heading, frame), f"batch_bars {column}"
    canvas.draw(heading, frame, specs.bars(), key=key, alt=alt)


def again(name: str | None) -> None:
    """The command that makes the tables again, and the experiment that they are of."""
    st.caption(text.COMMAND)
    st.code(batches.command(name), language="bash", wrap_lines=True)
    root = batches.root()
    if name is None or root is None:
        return
    file = root.parent / name / "experiment.yaml"
    if file.is_file() and file.resolve().is_relative_to(root):
        with st.expander(text.EXPERIMENT, key="batch_experiment"):
            words = file.read_text(encoding="utf-8")
            rest = f"\n# … {len(words) - MOST_LETTERS:,} more characters" if len(words) > MOST_LETTERS else ""
            st.code(words[:MOST_LETTERS] + rest, language="yaml")
