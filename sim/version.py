"""The version of Parley, as installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def code_version() -> str:
    """Version of the installed package; '0' where it is not installed."""
    try:
        return version("parley")
    except PackageNotFoundError:
        return "0"
