"""Long work on a page: in parts, with a bar and a button that stops it.

A click reruns the page, and Streamlit ends the run before at its next call, which comes after every part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TypeVar

import streamlit as st

from dashboard import text

Part = TypeVar("Part")


def stoppable(page: str, request: Hashable, parts: Iterator[Part], total: int) -> Iterator[Part]:
    """The parts one by one, until all are there or the reader has stopped; what was there before a stop is there after it.

    `request` says what is computed: another one starts anew.
    """
    bar, control = st.empty(), st.empty()
    known = st.session_state.get(f"{page} reached")
    reached = known[1] if known and known[0] == request else 0
    stopped = st.session_state.get(f"{page} stopped") == request and reached < total
    if stopped:
        bar.markdown(text.stopped(reached, total))
        control.button(text.GO_ON, key=f"{page} go on", on_click=_stop, args=(page, None), icon=":material/play_arrow:")
    elif reached < total:
        bar.progress(reached / total, text.progress(reached, total))
        control.button(text.CANCEL, key=f"{page} cancel", on_click=_stop, args=(page, request), icon=":material/stop:")
    for number in range(1, (reached if stopped else total) + 1):
        yield next(parts)
        if number > reached:
            st.session_state[f"{page} reached"] = (request, number)
            bar.progress(number / total, text.progress(number, total))
    if not stopped:
        bar.empty()
        control.empty()


def _stop(page: str, request: Hashable) -> None:
    st.session_state[f"{page} stopped"] = request
