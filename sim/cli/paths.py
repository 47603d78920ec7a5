"""One reading of the paths that a user gives."""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import InputError, shorten


def path_of(text: str) -> Path:
    """The path that is meant; `~` at its start is the home folder, as in a shell, which leaves `--out=~/x` to the command.

    A folder that is itself called `~` is `./~`: it is given back absolute, so that no library expands it later.

    Raises InputError for an empty path and for one that is no text.
    """
    _check(text)
    path = Path(os.path.expanduser(text))
    return path.absolute() if str(path).startswith("~") else path


def _check(text: str) -> None:
    if not text.strip():
        raise InputError("found an empty path; give the name of a file or folder")
    if "\0" in text:
        raise InputError("found a path with a zero byte in it; no file is called so")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(f"found the path {shorten(text)}, which is not UTF-8 text; rename it") from None


def name_or_path(text: str) -> str:
    """The name of a shipped file as it is, or a path with `~` at its start expanded. Raises InputError like `path_of`."""
    _check(text)
    return str(path_of(text)) if text.startswith(("~", "./~")) else text


PATH, SOURCE = path_of, name_or_path
"""Parsers of the options and arguments of commands: paths, and names of shipped files or paths."""
