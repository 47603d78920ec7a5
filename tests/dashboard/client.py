"""A page without a browser: a client that may send what no browser would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
Found = TypeVar("Found")


def run(work: Coroutine[Any, Any, Found]) -> Found:
    """Run it in a thread of its own: the loop of a browser may already run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def of(kind: str, value: Any) -> WidgetState:
    """A value for a widget, of any kind."""
    state = WidgetState()
    field = getattr(state, kind)
    if kind.endswith("_array_value"):
        field.SetInParent()
        field.data.extend(value)
    elif kind == "string_trigger_value":
        field.data = value
    elif kind == "file_uploader_state_value":
        for name in value:
            field.uploaded_file_info.add(file_id=name, name=name, size=3)
        field.SetInParent()
    elif kind in ("arrow_value", "chat_input_value"):
        field.SetInParent()
    else:
        setattr(state, kind, value)
    return state


class Page:
    """An open page: the widgets that it was sent, by id, and what went wrong."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.widgets: dict[str, Any] = {}
        self.pages: dict[str, str] = {}
        self.session = ""
        self.errors: list[str] = []
        self.said: list[str] = []
        self.hash = ""

    async def ask(self, states: Iterable[WidgetState] = (), query: str = "") -> None:
        """Ask for a run of the script, and wait for its end."""
        message = BackMsg()
        message.rerun_script.query_string, message.rerun_script.page_script_hash = query, self.hash
        message.rerun_script.widget_states.widgets.extend(states)
        await self.send(message)
        await self.finished()

    async def send(self, message: BackMsg) -> None:
        await self.socket.send(message.SerializeToString())

    async def finished(self) -> None:
        """Read until a run has ended."""
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self.socket.recv(), 60))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.session = answer.new_session.initialize.session_id
            elif kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages}
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._seen(answer.delta.new_element)
            elif kind == "script_finished" and answer.script_finished in FINISHED:
                return

    def _seen(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        if kind == "exception":
            self.errors.append(f"{shown.type}: {shown.message}")
        elif kind in ("alert", "markdown"):
            self.said.append(shown.body)
        if "id" in shown.DESCRIPTOR.fields_by_name and shown.id:
            self.widgets[shown.id] = shown


@asynccontextmanager
async def page(server: str, query: str = "", **headers: str) -> AsyncIterator[Page]:
    """Open a page of the server. Raises websockets.InvalidStatus where it is refused."""
    address = server.replace("http", "ws", 1) + "/_stcore/stream"
    async with websockets.connect(
        address, max_size=None, subprotocols=["streamlit"], additional_headers=headers
    ) as socket:
        yield Page(socket)
