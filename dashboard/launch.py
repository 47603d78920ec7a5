"""Start the dashboard from anywhere: its settings travel with the package."""

from __future__ import annotations

import ctypes
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
M_ARENA_MAX = -8
"""As glibc names it in `malloc.h`."""


def options(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The settings as dotted options."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def settings() -> dict[str, Any]:
    """The options that come with the package, and above them what the environment sets, such as STREAMLIT_SERVER_ADDRESS."""
    from streamlit import config

    found = dict(options(tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))))
    for key, option in config._config_options_template.items():
        if option.env_var in os.environ and not option.sensitive:
            found[key] = _parsed(os.environ[option.env_var], option.type, option.multiple)
    return found


def _parsed(words: str, kind: type, multiple: bool) -> Any:
    if multiple:
        return words.replace(",", " ").split()
    if kind is bool:
        return words.strip().lower() in ("1", "true", "yes", "on")
    return kind(words) if kind in (int, float) else words


def _few_arenas() -> None:
    """Let the threads of all readers share their free memory, which by default each thread of the C library keeps for itself."""
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    except (OSError, AttributeError, TypeError):  # another library, which has no arenas
        return


def run(scenario: str | None = None, port: int | None = None) -> None:
    """Serve the dashboard until it is interrupted; `scenario` is a shipped name or a file."""
    import streamlit
    from starlette.middleware import Middleware

    from dashboard.gate import LOOPBACK, Gate, keep_to_this_machine
    from dashboard.headers import SecurityHeaders
    from dashboard.session.turns import draw_in_turns

    if scenario:
        path = Path(scenario)
        os.environ["PARLEY_SCENARIO"] = str(path.resolve()) if path.is_file() else scenario
    flags = settings()
    if port is not None:
        flags["server.port"] = port
    flags["server.allowedHosts"] = list(dict.fromkeys([*LOOPBACK, *flags["server.allowedHosts"]]))
    keep_to_this_machine()
    draw_in_turns()
    _few_arenas()
    app = streamlit.App(HERE / "app.py", middleware=[Middleware(SecurityHeaders), Middleware(Gate)])
    app.run(config=flags)
