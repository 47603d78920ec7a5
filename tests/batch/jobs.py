"""What workers are given instead of the real work, to see what happens when it goes wrong."""

import os
import signal
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
