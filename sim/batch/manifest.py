"""The manifest of a batch: what its folder says of itself, how far it has come, and whether it is whole."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.batch.seals import hash_of_file, hash_of_manifest, writing
from sim.errors import InputError, shorten

MANIFEST, LOCK, BLOCKS, POINTS = "manifest.json", "lock", "blocks", "points.parquet"
SEAL = "seal"
"""Ending of the file that is written when the other files of a block are whole, and says what they hold."""
LAYOUT = 2
"""How folders of batches are laid out and what their identity is made of; one more with each change after which none can be resumed."""
OWN = {
    LOCK,
    BLOCKS,
    "scenarios",
    "experiment.yaml",
    POINTS,
    f"{MANIFEST}.part",
    "experiment.yaml.part",
    f"{POINTS}.part",
}
"""What a batch that was interrupted before its manifest was written may leave in a folder."""


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class _Failed(BaseModel):
    model_config = ConfigDict(strict=True)
    block: int
    points: list[int]
    first_run: int
    runs: int
    reason: str


class _Manifest(BaseModel):
    """What is relied on in a manifest, whoever wrote it."""

    model_config = ConfigDict(strict=True, extra="allow")
    identity: dict[str, Any]
    layout: int = 1
    blocks: int = Field(ge=1)
    points: int = Field(ge=1)
    runs: int = Field(ge=1)
    failed: list[_Failed]
    started: str = ""
    finished: str = ""
    environment: dict[str, str] = {}
    files: dict[str, str] = {}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a batch. Raises InputError when there is none, it cannot be read or it is not what was written."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(f"{folder} holds no batch: there is no {MANIFEST} in it") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path} is damaged; it is not JSON") from None
    try:
        _Manifest.model_validate(found)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise InputError(
            f"{path} is no manifest of a batch: {place or 'the whole'}: {error.errors()[0]['msg']}"
        ) from None
    if "hash" in found and found["hash"] != hash_of_manifest(found):
        raise InputError(f"{path} is damaged or was changed by hand; its hash is that of another content")
    for name in found.get("files", {}):
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise InputError(
                f"{path} is no manifest of a batch: files: found {shorten(name)}; allowed: names in the folder"
            )
    return dict(found)


def damaged_files(folder: Path, manifest: dict[str, Any], but: Container[str] = ()) -> list[str]:
    """Names of files in the folder of a batch that are not what was written, by the hashes of its manifest."""
    found = []
    for name, wanted in manifest.get("files", {}).items():
        try:
            damaged = name not in but and hash_of_file(folder / name) != wanted
        except OSError:
            damaged = True
        if damaged:
            found.append(name)
    return found


def is_whole(folder: Path) -> bool:
    """Whether the batch in a folder is finished, without gaps, and undamaged. Raises InputError where its manifest cannot be read."""
    manifest = read_manifest(folder)
    return "finished" in manifest and not manifest["failed"] and not damaged_files(folder, manifest)


def check_folder(folder: Path, resume: bool) -> None:
    """Refuse a folder that holds something else, or a batch that is not to be resumed: known before any work. Raises InputError."""
    if not folder.is_dir():
        return
    with writing(folder):
        others = {path.name for path in folder.iterdir()} - {LOCK}
    if MANIFEST in others and not resume:
        raise InputError(f"resume: {folder} holds a batch already; set it to go on, or give another folder")
    if others and MANIFEST not in others and not others <= OWN:
        raise InputError(f"{folder} is not empty and holds no batch; give another folder")


def batch_status(folder: Path) -> dict[str, Any]:
    """How far a batch has come: state, points and runs done and in all, and blocks that failed.

    The state is `finished`, `finished with gaps`, `running` (a process holds the folder) or `interrupted`.
    """
    manifest = read_manifest(folder)
    total, failed = int(manifest["blocks"]), manifest["failed"]
    if "finished" in manifest:
        done = total - len(failed)
        state = "finished with gaps" if failed else "finished"
    else:
        done = len(list((folder / BLOCKS).glob(f"*.{SEAL}")))
        state = "running" if _is_held(folder) else "interrupted"
    return {
        "folder": str(folder),
        "state": state,
        "blocks_done": done,
        "blocks": total,
        "points": manifest["points"],
        "runs": manifest["runs"],
        "started": manifest.get("started"),
        "finished": manifest.get("finished"),
        "failed": failed,
    }


def _is_held(folder: Path) -> bool:
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # a folder that may only be read
        return False
    lock.release()
    return False
