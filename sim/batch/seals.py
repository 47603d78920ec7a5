"""Hashes of what a batch writes, and writing that counts only once it is on the disk."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.batch.blocks import Block
from sim.errors import InputError
from sim.whole_files import whole


def hash_of(content: bytes) -> str:
    """Hash of bytes."""
    return hashlib.sha256(content).hexdigest()


def hash_of_file(path: Path) -> str:
    """Hash of the bytes of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_of_manifest(manifest: dict[str, Any]) -> str:
    """Hash of a manifest but for the hash that it ends with."""
    return hash_of(
        json.dumps({key: value for key, value in manifest.items() if key != "hash"}, sort_keys=True).encode()
    )


def seal_of(block: Block, parts: Mapping[str, bytes]) -> bytes:
    """What lies beside the files of a block: its number and their hashes."""
    return json.dumps(
        {"block": block.number, **{name: hash_of(content) for name, content in parts.items()}}, sort_keys=True
    ).encode()


@contextmanager
def stored(path: Path) -> Iterator[Path]:
    """Where to write what becomes a file, which has its name once it is on the disk; the name is there too in the end."""
    with whole(path) as partial:
        yield partial
        _sync(partial)
    if os.name != "nt":  # where folders cannot be opened
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the system says of a full disk or a folder that may not be written into one clear message."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot write to {folder}: {reason}; what was finished is kept") from None
