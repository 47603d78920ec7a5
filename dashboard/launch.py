"""Start the dashboard from anywhere: its settings travel with the package."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def options(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The settings as dotted options."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def run(scenario: str | None = None, port: int | None = None) -> None:
    """Serve the dashboard until it is interrupted; `scenario` is a shipped name or a file."""
    from streamlit import config
    from streamlit.web import bootstrap

    if scenario:
        path = Path(scenario)
        os.environ["PARLEY_SCENARIO"] = str(path.resolve()) if path.is_file() else scenario
    flags = dict(options(tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))))
    if port is not None:
        flags["server.port"] = port
    entry = str(HERE / "app.py")
    config._main_script_path = entry
    bootstrap.load_config_options({key.replace(".", "_"): value for key, value in flags.items()})
    bootstrap.run(entry, False, [], {})
