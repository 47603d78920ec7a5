"""What this machine has left: memory and disk, in bytes."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
PROC = Path("/proc")


def free_memory() -> int:
    """Bytes that this process may still take: the least of what the machine, its container and its own limit leave.

    Where the system tells nothing it is without bound.
    """
    return max(0, min([sys.maxsize, *_of_machine(), *_of_groups(), *_of_process()]))


def free_disk(folder: Path) -> int:
    """Bytes free where a folder is or will be. Raises OSError where that cannot be told."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    return shutil.disk_usage(there).free


def in_words(count: float) -> str:
    """A number of bytes in words."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB" if count < 1000 else f"{count / 1000:,.1f} TB"


def _of_machine() -> Iterator[int]:
    found = re.search(r"MemAvailable:\s+(\d+) kB", _read(PROC / "meminfo"))
    if found:
        yield int(found[1]) * 1024


def _of_groups() -> Iterator[int]:
    """What each group of processes leaves that this one belongs to; pages of files that can be dropped count as free."""
    for line in _read(PROC / "self" / "cgroup").splitlines():
        _, kinds, path = line.split(":", 2)
        if kinds not in ("", "memory"):
            continue
        root = CGROUPS / kinds
        group = root / path.strip("/")
        limit, used = (
            ("memory.max", "memory.current") if not kinds else ("memory.limit_in_bytes", "memory.usage_in_bytes")
        )
        for folder in (group, *group.parents):
            most, now = _read(folder / limit).strip(), _read(folder / used).strip()
            if most.isdecimal() and now.isdecimal():
                spare = re.search(r"^(?:total_)?inactive_file (\d+)", _read(folder / "memory.stat"), re.MULTILINE)
                yield int(most) - int(now) + (int(spare[1]) if spare else 0)
            if folder == root:
                break


def _of_process() -> Iterator[int]:
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    pages = _read(PROC / "self" / "statm").split()
    if limit != resource.RLIM_INFINITY and pages:
        yield limit - int(pages[0]) * os.sysconf("SC_PAGE_SIZE")


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def fewer(count: int) -> int:
    """A number that fits, cut to two digits: what is free differs a little from one start to the next."""
    step = int(10 ** max(len(str(count)) - 2, 0))
    return count // step * step
