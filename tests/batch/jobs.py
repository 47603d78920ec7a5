"""What workers are given instead of the real work, to see what happens when it goes wrong."""

import os
import signal
import struct
import time
from multiprocessing.connection import Connection
from pathlib import Path

from sim.batch.work import work


def dies_once(batch, block):
    """Kill the process that takes the second block for the first time."""
    marker = Path(os.environ["PARLEY_TEST_MARKER"])
    if block.number == 1 and not marker.exists():
        marker.write_text("died")
        os.kill(os.getpid(), signal.SIGKILL)
    return work(batch, block)


def always_dies(batch, block):
    """Kill every process that takes the second block."""
    if block.number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return work(batch, block)


def always_fails(batch, block):
    """Raise at the second block."""
    if block.number == 1:
        raise ArithmeticError("no such number")
    return work(batch, block)


def dies_while_it_answers(batch, block):
    """Kill the process that takes the second block for the first time, when half of its answer is in the pipe."""
    marker = Path(os.environ["PARLEY_TEST_MARKER"])
    if block.number == 1 and not marker.exists():
        marker.write_text("died")
        Connection._send_bytes = half_an_answer
    return work(batch, block)


def half_an_answer(pipe, content):
    """Say how long the answer is, send half of it and end."""
    os.write(pipe.fileno(), struct.pack("!i", len(content)) + bytes(content[: len(content) // 2]))
    os.kill(os.getpid(), signal.SIGKILL)


def waits(batch, block):
    """Compute the block that comes first and never end with another."""
    try:
        Path(os.environ["PARLEY_TEST_MARKER"]).touch(exist_ok=False)
    except FileExistsError:
        while True:
            time.sleep(60)
    return work(batch, block)
