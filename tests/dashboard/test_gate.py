"""What a hand-made client sends: other names of the server, foreign pages, messages of another kind, values of another type."""

import asyncio
import http.client
import re
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
import websockets
from streamlit import net_util, runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from benchmarks.browser import free_port, served
from dashboard import gate
from tests.conftest import loaded
from tests.dashboard.client import of, page, run

PAGES = ("", "compare", "course", "deals", "reach", "sensitivity", "batch", "editor", "sources", "about")
WRONG = [
    of("bool_value", True),
    of("double_value", float("nan")),
    of("double_value", 1e308),
    of("int_value", 2**62),
    of("string_value", "nonsense"),
    of("string_value", "x" * 5000),
    of("double_array_value", []),
    of("double_array_value", [float("inf")]),
    of("double_array_value", [1.0, 2.0, 3.0]),
    of("string_array_value", ["nonsense", ""] * 50),
    of("json_value", "{"),
    of("json_value", '{"a": [1e999]}'),
    of("file_uploader_state_value", ["../x"]),
    of("arrow_value", None),
    of("string_trigger_value", "x"),
    of("json_trigger_value", "["),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A server whose pages are quick, whatever they are asked; its log must hold no traceback."""
    place, port = tmp_path_factory.mktemp("small"), free_port()
    (place / "small.yaml").write_text("extends: november-2024\ntitle: Small\nmonths: 2\n", encoding="utf-8")
    log, here = place / "server.log", str(Path(gate.__file__).parents[1])
    command = [sys.executable, "-c", f"from dashboard.launch import run; run('small.yaml', {port})"]
    with log.open("w") as out, served(command, port, out, place, PARLEY_RUNS="100", PYTHONPATH=here) as address:
        yield address
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.mark.parametrize("where", PAGES)
def test_a_value_of_another_type_is_none(small, where):
    async def wrong() -> None:
        async with page(small) as sent:
            await sent.ask()
            sent.hash = sent.pages[where]
            await sent.ask()
            assert len(sent.widgets) > 20 and not sent.errors
            for first in range(0, len(WRONG), 6):
                states = []
                for number, name in enumerate(list(sent.widgets), start=first):
                    states.append(type(WRONG[0]).FromString(WRONG[number % len(WRONG)].SerializeToString()))
                    states[-1].id = name
                await sent.ask(states)
                assert not sent.errors

    run(wrong())


KEYS = re.compile(r'key="([^"]+)"')
BAD = ("1e999", "-inf", "nan", "9" * 400, "<script>", "\u202e", "", "a~b~c:1e999~d", "2&{key}=3")


@pytest.mark.parametrize("where", PAGES)
def test_no_address_ends_in_an_error(small, where):
    """Every key that any widget has, and all levers, with values that no widget has."""
    code = "".join(path.read_text(encoding="utf-8") for path in Path(gate.__file__).parent.rglob("*.py"))
    more = {"v", "runs", "months", "seed", "saved", "compare", "map_runs", "deal.forces.at", "eu.against"}
    keys = {*KEYS.findall(code), *loaded("november-2024").levers, *more}
    assert {"scenario", "course.run", "deal.month", "batch", "map_level"} <= keys

    async def fuzzed() -> None:
        for first in (0, 3, 6) if where in ("", "batch") else (len(where),):
            dealt = {key: BAD[(first + place) % len(BAD)].format(key=key) for place, key in enumerate(sorted(keys))}
            async with page(small) as sent:
                sent.hash = hashes[where]
                await sent.ask(query="&".join(f"{key}={quote(value)}" for key, value in dealt.items()))
                assert sent.widgets and not sent.errors, dealt

    async def known() -> dict[str, str]:
        async with page(small) as sent:
            await sent.ask()
            return sent.pages

    hashes = run(known())
    run(fuzzed())


@pytest.mark.parametrize("months", ["1e999", "-inf", "nan", "9" * 400, "-1", "121", "x"])
def test_a_number_of_an_address_that_is_none_is_told(small, months):
    async def told() -> list[str]:
        async with page(small) as sent:
            await sent.ask(query=f"months={months}")
            assert not sent.errors
            return sent.said

    assert any(words.startswith("months: the link asks for") and "from 1 to 120" in words for words in run(told()))


def test_a_message_that_is_not_for_visitors_is_dropped_and_what_others_have_stays(small):
    async def clear() -> None:
        async with page(small) as one, page(small) as other:
            await one.ask()
            for kind in ("clear_cache", "load_git_info", "debug_shutdown_runtime"):
                await one.send(BackMsg(**{kind: True}))
            install = BackMsg()
            install.backend_operation_request.install_skills.SetInParent()
            await one.send(install)
            await one.ask()
            await other.ask()
            assert one.widgets and other.widgets and not one.errors + other.errors

    run(clear())


@pytest.mark.parametrize("kind", ["clear_cache", "load_git_info", "set_run_on_save", "debug_disconnect_websocket"])
def test_only_what_a_page_sends_reaches_the_server(kind):
    why, code = gate.refusal(BackMsg(**{kind: True}).SerializeToString())
    assert kind in why and code is None
    assert gate.refusal(BackMsg(app_heartbeat=True).SerializeToString()) == ("", None)


def test_messages_that_ask_for_too_much_are_dropped():
    many, long, install = BackMsg(), BackMsg(), BackMsg()
    many.file_urls_request.file_names.extend(["x"] * 1000)
    long.rerun_script.query_string = "x" * 10**6
    install.backend_operation_request.install_skills.SetInParent()
    for message in (many, long, install):
        assert gate.refusal(message.SerializeToString())[0]
    fine = BackMsg()
    fine.backend_operation_request.deferred_file.SetInParent()
    assert not gate.refusal(fine.SerializeToString())[0]


@pytest.mark.parametrize("frame", ["text", b"\xff\xff\xff", b"\x00" * 100, b""])
def test_garbage_ends_its_own_socket_at_most(small, frame):
    async def garbage() -> None:
        async with page(small) as sent:
            await sent.socket.send(frame)
            if frame == b"":
                return
            with pytest.raises(websockets.ConnectionClosed):
                while True:
                    await asyncio.wait_for(sent.socket.recv(), 20)

    run(garbage())


@pytest.mark.parametrize(
    ("headers", "open_to"),
    [
        ({}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Host": "evil.example"}, False),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, False),
        ({"Host": "localhost", "Origin": "http://localhost"}, True),
        ({"Host": "[::1]:80", "Origin": "http://[::1]:80"}, True),
        ({"Host": "localhost.evil.example"}, False),
        ({"Host": "localhost@evil.example"}, False),
        ({"Host": "["}, False),
        ({"Host": ""}, False),
    ],
)
def test_foreign_pages_and_names_are_refused(small, headers, open_to):
    async def opened() -> bool:
        address = urlsplit(small)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        lines = {"Host": address.netloc, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **headers}  # fmt: skip
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"GET /_stcore/stream HTTP/1.1\r\n{told}\r\n".encode())
        answer = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
        return b" 101 " in answer

    assert run(opened()) is open_to


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8501", "[", "127.0.0.1.evil.example"])
def test_pages_are_not_served_under_another_name(small, name):
    client = http.client.HTTPConnection(urlsplit(small).netloc, timeout=20)
    client.request("GET", "/", headers={"Host": name})
    assert client.getresponse().status == 400
    client.request("GET", gate.HEALTH, headers={"Host": name})
    assert client.getresponse().status == 200
    assert urllib.request.urlopen(small, timeout=20).status == 200


def test_names_may_be_configured(monkeypatch):
    monkeypatch.setattr(gate.config, "get_option", lambda name: ["Parley.example.org", "*.inside"])
    assert all(map(gate.is_known, ("parley.example.org:443", "a.inside", "localhost:1", "127.0.0.1", "[::1]")))
    assert not any(map(gate.is_known, ("example.org", "inside.evil", "a@parley.example.org/", "", None, "[")))


def test_no_other_site_is_asked_for_the_address_of_this_machine(monkeypatch):
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    monkeypatch.setattr(net_util, "get_internal_ip", net_util.get_internal_ip)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_, **__: pytest.fail("asked"))
    gate.keep_to_this_machine()
    assert net_util.get_external_ip() is None and net_util.get_internal_ip() is None


def file(name: str, size: int) -> UploadedFileRec:
    return UploadedFileRec(name, name, "", b"x" * size)


def test_the_files_of_one_visitor_and_of_all_have_a_bound(monkeypatch):
    files = MemoryUploadedFileManager("")
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=files))
    monkeypatch.setattr(gate, "MOST_OF_ONE", 1000)
    for number in range(gate.MOST_FILES + 5):
        gate.make_room("one", 10)
        files.add_file("one", file(str(number), 10))
    assert len(files.file_storage["one"]) == gate.MOST_FILES and "0" not in files.file_storage["one"]
    files.add_file("other", file("0", 500))
    assert gate.make_room("one", 990) == 510, "the oldest of one's own make room, nobody else's"
    assert gate.make_room("nobody", 10) == 510 and "nobody" not in files.file_storage


def test_a_file_for_which_there_is_no_room_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(gate, "make_room", lambda *_: gate.MOST_OF_ALL - 100)
    monkeypatch.setattr(gate.config, "get_option", lambda _: 20)
    passed, sent = [], []

    async def app(scope, *_):
        passed.append(scope)

    async def keep(message):
        sent.append(message)

    def put(length: str | None) -> None:
        headers = [(b"host", b"localhost"), *([(b"content-length", length.encode())] if length else [])]
        run(
            gate.Gate(app)(
                {"type": "http", "path": f"{gate.UPLOAD}a/b", "method": "PUT", "headers": headers}, None, keep
            )
        )

    monkeypatch.setattr(gate, "is_known", lambda _: True)
    put("100")
    assert len(passed) == 1 and not sent
    for length in ("101", None, "-1", "9" * 30):
        put(length)
        assert sent[-2]["status"] == 507 and b"no room" in sent[-1]["body"]
    assert len(passed) == 1
