"""Files of users as bytes and text: the whole file or one refusal that says the limit, never a part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sim.errors import InputError, Mark, Problem, one_line

HOME = Path(__file__).resolve().parents[2]
"""What Parley is installed below."""
MOST_BYTES = 1024 * 1024
"""Of a YAML file or text."""

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""As YAML knows them."""
_KINDS = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"PK\x03\x04": "a spreadsheet or an archive; save it as text in UTF-8",
    b"\xd0\xcf\x11\xe0": "an office document; save it as text in UTF-8",
    b"PAR1": "a Parquet table; save it as text in UTF-8",
}
"""What files of other kinds begin with, and what they are."""


def shown(path: Path) -> str:
    """A path as messages call it, in one printable line: relative to the working directory or to Parley where it lies below them."""
    for above in (Path.cwd(), HOME):
        if path.is_relative_to(above):
            return one_line(str(path.relative_to(above)))
    return one_line(str(path))


def bytes_of(path: Path, most: int = MOST_BYTES, name: str = "") -> bytes:
    """Content of a file, which messages call by `name`. Raises InputError when it cannot be read or has more than `most` bytes."""
    name = name or shown(path)
    try:
        with path.open("rb") as stream:
            return whole(stream, name, most)
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror}") from None


def whole(stream: BinaryIO, name: str, most: int = MOST_BYTES) -> bytes:
    """All bytes of a stream. Raises InputError when there are more than `most`."""
    data = stream.read(most + 1)
    _check_size(data, name, most)
    return data


def _check_size(data: bytes, name: str, most: int) -> None:
    if len(data) > most:
        raise InputError([Problem(f"the file is too large; allowed: at most {most:,} bytes", Mark(name, 1, 1))])


def decoded(data: bytes | str, name: str, most: int = MOST_BYTES) -> str:
    """Text from bytes. Raises InputError when there are more than `most` or they are not UTF-8."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    _check_size(raw, name, most)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = end_of(error.object[: error.start].decode(), name)
        kind = next(
            (words for begin, words in _KINDS.items() if raw.startswith(begin)), "not UTF-8 text; save it as UTF-8"
        )
        raise InputError([Problem(f"the file is {kind}", place)]) from None


def end_of(text: str, name: str) -> Mark:
    """The place after a text."""
    lines = LINE_BREAK.split(text)
    return Mark(name, len(lines), len(lines[-1]) + 1)


@dataclass(frozen=True)
class Folder:
    """A folder in which files are looked up by name: any of them, or only some where a text is not its owner's."""

    path: Path
    only: frozenset[str] | None = None
    """Names of the files that may be read; None for all."""

    def file(self, name: str) -> Path | None:
        """The file of a name, or None when there is none, it may not be read or a link leads out of the folder."""
        path = self.path / name
        try:
            known = (self.only is None or name in self.only) and path.is_file()
            return path.resolve() if known and path.resolve().is_relative_to(self.path.resolve()) else None
        except (OSError, RuntimeError, ValueError):
            return None

    def shown(self, path: Path) -> str:
        """A file of the folder as messages call it; who may not read all of the folder is not told where it lies."""
        return shown(path) if self.only is None else one_line(path.name)
