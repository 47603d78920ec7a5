"""All attacks at once on a server of 2 GB, while one honest reader moves a lever: fast answers, no restart, no text lost."""

from __future__ import annotations

import asyncio
import http.client
import io
import random
import re
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pytest
import websockets
from pyarrow import parquet
from streamlit.proto.BackMsg_pb2 import BackMsg

import sim
from benchmarks.browser import dashboard, free_port, served
from benchmarks.sessions import Reader
from dashboard import gate
from dashboard.session import drafts
from tests.dashboard.client import of, page, run

MOVES = 60
MOST_SECONDS = 3.0
MOST_BYTES = 2 * 10**9
TEXT = "extends: november-2024\ntitle: Mine\nmonths: 3\n"
pytestmark = [pytest.mark.attacks, pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")]


def bomb() -> bytes:
    """Little Parquet that unpacks to a gigabyte."""
    words = pa.DictionaryArray.from_arrays(pa.array(np.zeros(10**6, np.int32)), pa.array(["x" * 1000]))
    stream = io.BytesIO()
    table = pa.table({"point": np.zeros(10**6, np.int32), "run": np.zeros(10**6, np.int32), "end": words})
    parquet.write_table(table, stream, compression="zstd", store_schema=False)
    return stream.getvalue()


def put(server: str, session: str, name: str, data: bytes) -> int:
    """Send a file as a page does, under an address that no widget asked for."""
    client = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    client.request("GET", gate.HEALTH)
    answer = client.getresponse()
    answer.read()
    token = re.search(r"_streamlit_xsrf=([^;]+)", answer.headers.get("Set-Cookie", ""))
    secret = token[1] if token else ""
    edge = uuid.uuid4().hex
    body = f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'.encode() + data
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "X-Xsrftoken": secret,
        "Cookie": f"_streamlit_xsrf={secret}",
    }
    client.request("PUT", f"{gate.UPLOAD}{session}/{name}", body + f"\r\n--{edge}--\r\n".encode(), headers)
    status = client.getresponse().status
    client.close()
    return status


def resident(server_process: int) -> int:
    """Bytes of memory of the server and of what it has started."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            told = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            if server_process in (int(told["Pid"]), int(told["PPid"])):
                total += int(told.get("VmRSS", "0 kB").split()[0]) * 1024
    return total


def process_of(port: int) -> int:
    """The process that serves a port."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if f"run('november-2024', {port})".encode() in command.read_bytes():
                return int(command.parent.name)
    raise AssertionError("no server")


class Attack:
    """Everything that is thrown at the server until it is told to stop."""

    def __init__(self, server: str) -> None:
        self.server, self.over, self.thrown = server, False, set[str]()
        self.done = dict.fromkeys(("socket", "foreign", "values", "files", "bomb", "heavy", "map", "text"), 0)

    async def all(self) -> None:
        """Every attack, each again and again from the start on; what the server answers to it, and when, does not matter."""
        attacks = [
            self.garbage,
            self.foreign,
            self.values,
            self.files,
            *[self.heavy] * 3,
            *[self.maps] * 2,
            *[self.texts] * 2,
        ]
        await asyncio.gather(*(self.again(attack, number) for number, attack in enumerate(attacks)))

    async def again(self, attack, number: int) -> None:
        chance = random.Random(number)
        while not self.over:
            self.thrown.add(attack.__name__)
            with suppress(OSError, TimeoutError, websockets.WebSocketException, http.client.HTTPException):
                await attack(chance)
            await asyncio.sleep(0.2)

    async def garbage(self, chance: random.Random) -> None:
        async with page(self.server) as sent:
            for kind in ("clear_cache", "load_git_info", "debug_shutdown_runtime"):
                await sent.send(BackMsg(**{kind: True}))
            await sent.ask(query="months=1e999&runs=-inf&seed=" + "9" * 400)
            await sent.socket.send(chance.choice(["text", b"\xff\xff", b"\x00" * 1000]))
        self.done["socket"] += 1

    async def foreign(self, chance: random.Random) -> None:
        for _ in range(20):
            with suppress(websockets.WebSocketException):
                async with page(self.server, Origin="https://evil.example"):
                    raise AssertionError("a foreign page was let in")
        self.done["foreign"] += 1

    async def values(self, chance: random.Random) -> None:
        async with page(self.server) as sent:
            await sent.ask()
            for value in (of("bool_value", True), of("string_array_value", ["x"] * 500), of("json_value", "{")):
                states = [type(value).FromString(value.SerializeToString()) for _ in sent.widgets]
                for state, name in zip(states, list(sent.widgets), strict=True):
                    state.id = name
                await sent.ask(states)
        self.done["values"] += 1

    async def files(self, chance: random.Random) -> None:
        async with page(self.server) as sent:
            await sent.ask()
            for _ in range(30):
                await asyncio.to_thread(put, self.server, sent.session, uuid.uuid4().hex, b"x" * 1_900_000)
                self.done["files"] += 1
            name = uuid.uuid4().hex
            await asyncio.to_thread(put, self.server, sent.session, name, bomb())
            sent.hash = sent.pages["batch"]
            await sent.ask()
            state = of("file_uploader_state_value", [name])
            state.id = next(widget for widget in sent.widgets if "batch_files" in widget)
            await sent.ask([state])
        self.done["bomb"] += 1

    async def heavy(self, chance: random.Random) -> None:
        async with page(self.server) as sent:
            await sent.ask(query=f"runs=10000&months=24&seed={chance.randint(1, 10**6)}")
        self.done["heavy"] += 1

    async def maps(self, chance: random.Random) -> None:
        async with page(self.server) as sent:
            await sent.ask(query="runs=100&months=2")
            sent.hash = sent.pages["map"]
            await sent.ask(query=f"runs=100&months=24&seed={chance.randint(1, 10**6)}")
        self.done["map"] += 1

    async def texts(self, chance: random.Random) -> None:
        """A long text with nothing but mistakes, and leaving while it is read."""
        async with page(self.server) as sent:
            await sent.ask(query="runs=100&months=2")
            sent.hash = sent.pages["editor"]
            await sent.ask(query="runs=100&months=2")
            lines = "".join(f"  q{number}{chance.random()}: {{label: x}}\n" for number in range(1000))
            state = of("string_value", f"extends: november-2024\ntitle: t\npolicies:\n{lines}")
            state.id = next(widget for widget, shown in sent.widgets.items() if widget.endswith("-draft"))
            message = BackMsg()
            message.rerun_script.widget_states.widgets.append(state)
            message.rerun_script.page_script_hash = sent.hash
            await sent.send(message)
        self.done["text"] += 1


async def keep_a_text(server: str) -> str:
    """Try a text in the editor; the name under which it is kept."""
    async with page(server) as sent:
        await sent.ask(query="runs=100&months=2")
        sent.hash = sent.pages["editor"]
        await sent.ask()
        typed = of("string_value", TEXT)
        typed.id = next(widget for widget in sent.widgets if widget.endswith("-draft"))
        await sent.ask([typed])
        pressed = of("trigger_value", True)
        pressed.id = next(widget for widget in sent.widgets if widget.endswith("-try"))
        await sent.ask([typed, pressed])
    return drafts.name_of(TEXT)


async def besieged(server: str, server_process: int) -> tuple[list[float], list[str], int, Attack, bool]:
    """What the honest reader waits for while everything is thrown at the server; and whether the text is there in the end."""
    name = await keep_a_text(server)
    address = server.replace("http", "ws", 1) + "/_stcore/stream"
    attack, most, waits, errors = Attack(server), 0, [], []
    async with websockets.connect(address, max_size=None, subprotocols=["streamlit"]) as socket:
        honest = Reader(socket, random.Random(1))
        errors += await honest.ask()
        thrown = asyncio.create_task(attack.all())
        for _ in range(MOVES):
            start = time.perf_counter()
            errors += await honest.move()
            waits.append(time.perf_counter() - start)
            most = max(most, resident(server_process))
            await asyncio.sleep(0.1)
        attack.over = True
        thrown.cancel()
        assert len(attack.thrown) == 7, attack.thrown
    async with page(server) as sent:
        await sent.ask(query=f"scenario={name}&runs=100")
        kept = not any("no longer kept" in words for words in sent.said) and not sent.errors
    return waits, errors, most, attack, kept


def test_an_honest_reader_is_served_while_everything_is_thrown_at_the_server(tmp_path):
    assert sim.read_scenario(TEXT)
    port, log = free_port(), tmp_path / "server.log"
    with (
        log.open("w") as out,
        served(dashboard(port), port, out, tmp_path, PYTHONPATH=str(Path(sim.__file__).parents[1])) as server,
    ):
        server_process = process_of(port)
        waits, errors, most, attack, kept = run(besieged(server, server_process))
        assert process_of(port) == server_process, "the server was started anew"
    slowest = sorted(waits)[int(0.95 * (len(waits) - 1))]
    print(
        f"\n{len(waits)} moves, 95th of 100 {slowest:.2f} s, longest {max(waits):.2f} s, {most / 1e6:.0f} MB at most; {attack.done}"
    )
    assert not errors and kept and "Traceback" not in log.read_text()
    assert slowest < MOST_SECONDS and most < MOST_BYTES
