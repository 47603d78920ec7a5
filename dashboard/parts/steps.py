"""Long work on a page: in parts, with a bar and a button that stops it.

A click reruns the page, and Streamlit ends the run before at its next call, which comes after every part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TypeVar

import streamlit as st

from dashboard.text import many_points

Part = TypeVar("Part")


def stoppable(page: str, request: Hashable, parts: Iterator[Part], total: int) -> Iterator[Part]:
    """The parts one by one, until all are there or the reader has stopped; what was there before a stop is there after it.

    `request` says what is computed: another one starts anew. Bar and button stand where this is called: above what is drawn from
    the parts, so that the button keeps its place while that grows. It is one button, since of two the one that is not drawn any
    more would stay beside the other until the work is done.
    """
    known = st.session_state.get(f"{page} reached")
    reached = known[1] if known and known[0] == request else 0
    stopped = st.session_state.get(f"{page} stopped") == request and reached < total
    row = st.container(horizontal=True, vertical_alignment="center")
    bar, control = row.empty(), row.empty()
    if reached < total:
        bar.progress(reached / total, (many_points.stopped if stopped else many_points.progress)(reached, total))
        control.button(
            many_points.GO_ON if stopped else many_points.CANCEL,
            key=f"{page} control",
            on_click=_stop,
            args=(page, None if stopped else request),
            icon=":material/play_arrow:" if stopped else ":material/stop:",
            width="content",
        )

    def one_by_one() -> Iterator[Part]:
        for number in range(1, (reached if stopped else total) + 1):
            yield next(parts)
            if number > reached:
                st.session_state[f"{page} reached"] = (request, number)
                bar.progress(number / total, many_points.progress(number, total))
        if not stopped:
            bar.empty()
            control.empty()

    return one_by_one()


def _stop(page: str, request: Hashable) -> None:
    st.session_state[f"{page} stopped"] = request
