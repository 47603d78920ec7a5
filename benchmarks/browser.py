"""The dashboard served, and a real Chromium to look at it: for benchmarks, pictures and tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where Chromium is; the variable PARLEY_CHROMIUM may say so. None where there is none."""
    return os.environ.get("PARLEY_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dashboard(port: int) -> list[str]:
    """Command that serves the dashboard as `parley dashboard` does."""
    return [sys.executable, "-c", f"from dashboard.launch import run; run('november-2024', {port})"]


@contextmanager
def served(
    command: list[str], port: int, log: IO[Any] | None = None, cwd: Path | None = None, **environment: str
) -> Iterator[str]:
    """An app's address while it is served. Raises RuntimeError when it ends at its start, or does not answer."""
    with tempfile.TemporaryFile() as unread:
        out = log or unread
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=cwd, env={**os.environ, **environment})
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                if process.poll() is not None:
                    raise RuntimeError("the app did not start")
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.2)
            else:
                raise RuntimeError("the app did not answer")
            yield address
        finally:
            process.terminate()
            process.wait(20)
