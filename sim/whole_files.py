"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what becomes a file: one beside it, which takes its name at the end, and is removed where anything fails.

    What is there and is no file, such as a pipe, is written to as it is. Raises OSError where the name cannot be given.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    partial = path.with_name(path.name + ".part")
    try:
        yield partial
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
