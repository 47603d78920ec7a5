"""Many readers at once: sessions that move sliders of Explore for some minutes, without a browser, over the protocol that one speaks.

python -m benchmarks.sessions [--sessions 20] [--minutes 2] [--quick]

Reported are errors, the time from a move until the script has answered, and the server's memory before, during and after.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import websockets
from rich.console import Console
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.browser import dashboard, free_port, served
from benchmarks.dashboard import RUNS

HERE = Path(__file__).parent
MOST_MORE_MB = 100
THINKING = (1.0, 3.0)
"""Seconds that a reader looks at an answer before the next move, evenly spread."""
WARM = 45
"""Seconds for which a first reader moves levers before memory is read."""
ANSWER = 60
"""Seconds after which an answer counts as missing."""
QUIET = 45
"""Seconds after the last reader has left: sessions are kept for 30 s, for those who come back."""


@dataclass
class Measured:
    """What the readers saw."""

    waits: list[float] = field(default_factory=list)
    """Seconds from each move to the end of the script."""
    errors: list[str] = field(default_factory=list)


class Reader:
    """A session over its websocket. As a browser does, it sends the values of all widgets that it was sent."""

    def __init__(self, socket: Any, chance: random.Random) -> None:
        self.socket, self.chance = socket, chance
        self.sliders: dict[str, Any] = {}
        self.states: dict[str, WidgetState] = {}

    async def ask(self) -> list[str]:
        """Ask for a run of the script; what went wrong in it."""
        message = BackMsg()
        message.rerun_script.widget_states.widgets.extend(self.states.values())
        await self.socket.send(message.SerializeToString())
        errors = []
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self.socket.recv(), ANSWER))
            kind = answer.WhichOneof("type")
            if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._seen(answer.delta.new_element, errors)
            # A move of a lever may be answered by two runs: the first ends at once and asks for the second.
            if kind == "script_finished" and answer.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            ):
                return errors

    def _seen(self, element: Any, errors: list[str]) -> None:
        kind = element.WhichOneof("type")
        widget = getattr(element, kind)
        if kind == "exception":
            errors.append(widget.message)
        elif (
            kind in ("slider", "selectbox", "multiselect", "number_input", "checkbox") and widget.id not in self.states
        ):
            state = self.states[widget.id] = WidgetState(id=widget.id)
            if kind == "slider" and widget.type == Slider.SLIDER:
                self.sliders[widget.id] = widget
                state.double_array_value.data.extend(widget.default)
            elif kind == "selectbox":
                state.string_value = widget.options[widget.default]
            elif kind == "multiselect":
                state.string_array_value.data.extend(widget.options[place] for place in widget.default)
            elif kind == "number_input":
                state.double_value = widget.default
            elif kind == "checkbox":
                state.bool_value = widget.default

    async def move(self) -> list[str]:
        """Move a lever anywhere within its range."""
        name, slider = self.chance.choice(list(self.sliders.items()))
        steps = round((slider.max - slider.min) / slider.step)
        self.states[name].double_array_value.data[:] = [slider.min + self.chance.randint(0, steps) * slider.step]
        return await self.ask()


async def read(address: str, seed: int, until: float, measured: Measured) -> None:
    """One reader from the first page to the end of the time."""
    chance = random.Random(seed)
    try:
        async with websockets.connect(address, max_size=None, subprotocols=["streamlit"]) as socket:
            reader = Reader(socket, chance)
            measured.errors += await reader.ask()
            while time.monotonic() < until:
                await asyncio.sleep(chance.uniform(*THINKING))
                start = time.perf_counter()
                measured.errors += await reader.move()
                measured.waits.append(time.perf_counter() - start)
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        measured.errors.append(f"{type(error).__name__}: {error}")


def memory_mb(port: int) -> float:
    """Resident memory of the process that serves a port."""
    pattern = rf"run\('november-2024', {port}\)"
    found = subprocess.run(["pgrep", "-f", pattern], check=True, capture_output=True, text=True)
    lines = Path(f"/proc/{found.stdout.split()[0]}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


async def measure(sessions: int, minutes: float) -> dict[str, Any]:
    """Serve Explore and let the readers in."""
    port = free_port()
    with served(dashboard(port), port, PARLEY_RUNS=str(RUNS)) as address:
        socket = address.replace("http", "ws") + "/_stcore/stream"
        first = Measured()
        await read(socket, 0, time.monotonic() + WARM, first)  # all is compiled, and what is kept of results is full
        before = memory_mb(port)
        measured = Measured(errors=first.errors)
        until = time.monotonic() + 60 * minutes
        during = []

        async def watch() -> None:
            while time.monotonic() < until:
                await asyncio.sleep(5)
                during.append(memory_mb(port))

        readers = (read(socket, seed + 1, until, measured) for seed in range(sessions))
        await asyncio.gather(watch(), *readers)
        await asyncio.sleep(QUIET)
        await read(socket, sessions + 1, time.monotonic(), measured)  # sessions are only dropped when another one ends
        await asyncio.sleep(QUIET)
        after = memory_mb(port)
    waits = sorted(measured.waits)
    return {
        "sessions": sessions,
        "minutes": minutes,
        "moves": len(waits),
        "errors": measured.errors[:10],
        "median_seconds": statistics.median(waits),
        "p95_seconds": waits[int(0.95 * (len(waits) - 1))],
        "mb_before": before,
        "mb_most": max(during),
        "mb_after": after,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument(
        "--quick", action="store_true", help="three sessions for a quarter of a minute, no sessions.json"
    )
    asked = parser.parse_args()
    found = asyncio.run(measure(3, 0.25) if asked.quick else measure(asked.sessions, asked.minutes))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(
        f"{found['sessions']} sessions for {found['minutes']:g} minutes, {found['moves']} moves: "
        f"{len(found['errors'])} errors; answered in {found['median_seconds']:.2f} s (median), "
        f"{found['p95_seconds']:.2f} s (95th of 100)"
    )
    more = found["mb_after"] - found["mb_before"]
    verdict = "ok" if more <= MOST_MORE_MB else "above"
    console.print(
        f"memory: {found['mb_before']:.0f} MB before, at most {found['mb_most']:.0f} MB, {found['mb_after']:.0f} MB after: "
        f"{more:+.0f} MB ({verdict} {MOST_MORE_MB})"
    )
    for error in found["errors"]:
        console.print(error, markup=False)
    if not asked.quick:
        machine = {"platform": platform.platform(), "cores": os.cpu_count(), "load_before": os.getloadavg()}
        report = {"machine": machine, "versions": {"streamlit": version("streamlit")}, **found}
        (HERE / "sessions.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
