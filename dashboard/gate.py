"""What reaches Streamlit at all: calls by a name of this server, its own pages, messages that a page sends, files that have room.

Streamlit does what any message asks that its own toolbar or tests could send: empty everybody's caches, install files, stop the
server's scripts. Nothing of that is for visitors. What is refused here costs nothing, and is told in one line of the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from streamlit import config, net_util, runtime
from streamlit.proto.BackMsg_pb2 import BackMsg

log = logging.getLogger("parley.dashboard")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Names by which this machine may always call itself: no other site can make a browser send one of these for its own pages."""
MESSAGES = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request")
"""What a page may ask for. Not: clear_cache, load_git_info, set_run_on_save, and what Streamlit's tests use."""
OPERATIONS = ("deferred_file", "dataframe_chunk")
"""What a page may ask for beside a run of the script: a file that is made when it is asked for, and rows of a table."""
LONGEST_QUERY = 50_000
"""Letters of an address: four saved settings at their longest are 32,000."""
MOST_FILES = 12
"""Files that one visitor is told to send in one message, and may have here."""
MOST_OF_ONE = 64 * 1024 * 1024
MOST_OF_ALL = 128 * 1024 * 1024
"""Bytes of files of one visitor and of all visitors, those on their way included; the oldest of one's own go first."""
MOST_VISITORS = 200
"""Open pages."""
UPLOAD = "/_stcore/upload_file/"
HEALTH = "/_stcore/health"
POLICY, UNSUPPORTED, PROTOCOL, LATER = 1008, 1003, 1002, 1013
"""Codes with which a socket is closed."""


def keep_to_this_machine() -> None:
    """Let Streamlit ask no other site which address this machine has: it would do so for every socket of a foreign page."""
    net_util.get_external_ip = lambda: None
    net_util.get_internal_ip = lambda: None


def is_known(host: str | None) -> bool:
    """Whether the server answers to the name that a request calls it by."""
    if not host or set(host) & set("@/?#"):
        return False
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    known = [one.strip().lower().rstrip(".") for one in (*LOOPBACK, *config.get_option("server.allowedHosts"))]
    return any(one in (name, "*") or (one.startswith("*.") and name.endswith(one[1:])) for one in known if name)


def is_own(origin: str | None, host: str | None) -> bool:
    """Whether a socket is opened by a page of this server, one that is allowed by name, or no page at all."""
    if origin is None:
        return True
    return urlsplit(origin).netloc == host or origin in config.get_option("server.corsAllowedOrigins")


class Gate:
    """ASGI middleware that lets through what is in order."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.visitors = 0
        self.coming = 0
        """Bytes of files on their way."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Any, receive: Any, send: Any) -> None:
        path, host = scope["path"], _header(scope, b"host")
        if not is_known(host) and not path.endswith(HEALTH):
            log.warning("a request is refused: this server is not called %r", (host or "")[:80])
            await _answer(send, 400, "This server does not answer to that name.")
        elif UPLOAD in path and scope["method"] in ("PUT", "POST"):
            await self._file(path.split(UPLOAD)[1].split("/")[0], scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _file(self, visitor: str, scope: Any, receive: Any, send: Any) -> None:
        """Take a file if there is room; a file without a length counts as the longest."""
        said = _header(scope, b"content-length") or ""
        size = int(said) if said.isdecimal() and len(said) < 12 else config.get_option("server.maxUploadSize") * 2**20
        if make_room(visitor, size) + self.coming + size > MOST_OF_ALL:
            log.warning("a file of %d bytes is refused: the files of all visitors are as large as they may be", size)
            await _answer(send, 507, "This server has no room for more files at the moment; try again in a minute.")
            return
        self.coming += size
        try:
            await self.app(scope, receive, send)
        finally:
            self.coming -= size

    async def _socket(self, scope: Any, receive: Any, send: Any) -> None:
        host, origin = _header(scope, b"host"), _header(scope, b"origin")
        if not is_known(host) or not is_own(origin, host):
            log.warning("a page is refused: of %r, calling this server %r", (origin or "")[:80], (host or "")[:80])
            await _close(receive, send, POLICY)
        elif self.visitors >= MOST_VISITORS:
            log.warning("a page is refused: %d are open", self.visitors)
            await _close(receive, send, LATER)
        else:
            self.visitors += 1
            try:
                await self.app(scope, *_checked(receive, send))
            finally:
                self.visitors -= 1


def make_room(visitor: str, size: int) -> int:
    """Drop a visitor's oldest files until one more of some size may be had; the bytes of the files of all visitors then."""
    files = runtime.get_instance().uploaded_file_mgr
    own = files.file_storage.get(visitor, {})
    while own and (len(own) >= MOST_FILES or _bytes(own.values()) + size > MOST_OF_ONE):
        files.remove_file(visitor, next(iter(own)))
    return sum(_bytes(list(some.values())) for some in list(files.file_storage.values()))


def _bytes(files: Iterable[Any]) -> int:
    return sum(len(file.data) for file in files)


def refusal(frame: bytes | None) -> tuple[str, int | None]:
    """Why a message is refused, and the code with which its socket is closed; None where the message alone is dropped."""
    if frame is None:
        return "a message is text", UNSUPPORTED
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except DecodeError:
        return "a message is none of a page", PROTOCOL
    kind = message.WhichOneof("type")
    if kind not in MESSAGES:
        return f"{kind} is not for visitors", None
    if kind == "file_urls_request" and len(message.file_urls_request.file_names) > MOST_FILES:
        return "too many files are announced", None
    if kind == "rerun_script" and len(message.rerun_script.query_string) > LONGEST_QUERY:
        return "an address is too long", None
    if kind == "backend_operation_request":
        asked = [one for one, _ in message.backend_operation_request.ListFields() if one.message_type]
        if any(one.name not in OPERATIONS for one in asked):
            return f"{asked[0].name} is not for visitors", None
    return "", None


def _checked(receive: Any, send: Any) -> tuple[Any, Any]:
    """Both ends of a socket, without the messages that are refused."""
    closed = False

    async def received() -> Any:
        nonlocal closed
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            why, code = refusal(message.get("bytes"))
            if not why:
                return message
            log.warning("a message of a page is refused: %s", why)
            if code is not None:
                closed = True
                await send({"type": "websocket.close", "code": code})
                return {"type": "websocket.disconnect", "code": code}

    async def sent(message: Any) -> None:
        if not closed:
            await send(message)

    return received, sent


def _header(scope: Any, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


async def _close(receive: Any, send: Any, code: int) -> None:
    await receive()
    await send({"type": "websocket.close", "code": code})


async def _answer(send: Any, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
