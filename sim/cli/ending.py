"""How a command ends when something is in its way: what is said, and the exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from contextlib import suppress
from typing import NamedTuple

from sim.errors import InputError, printable

DONE, FAULT, REFUSED, INTERRUPTED = 0, 1, 2, 130
DEBUG = "PARLEY_DEBUG"

ADVICE = {
    errno.ENOSPC: "the disk is full; make room, or write elsewhere",
    errno.EDQUOT: "your share of the disk is used up; make room, or write elsewhere",
    errno.EACCES: "permission is missing",
    errno.EPERM: "permission is missing",
    errno.EROFS: "the disk can only be read; write elsewhere",
    errno.EMFILE: "too many files are open; `ulimit -n` raises the limit",
    errno.ENFILE: "too many files are open on this machine",
    errno.ENOMEM: "there is too little memory",
    errno.EAGAIN: "the machine gives no more processes or threads; try again later, or with fewer workers",
}
"""What the limits of a system mean to whoever runs a command; others are told in the words of the system."""


class Ending(NamedTuple):
    """What is said on the standard error output, and the exit code."""

    message: str
    code: int


def ending(error: BaseException) -> Ending:
    """What an exception comes to: limits of the system and bad input are told as such, anything else is a fault of Parley."""
    if isinstance(error, SystemExit):
        lost = isinstance(error.__context__, BrokenPipeError)  # a library that gave up when the reader left
        return Ending("", DONE if lost else error.code if isinstance(error.code, int) else FAULT)
    if isinstance(error, InputError):
        return Ending(str(error), REFUSED)
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        return Ending("interrupted", INTERRUPTED)
    if isinstance(error, BrokenPipeError):
        return Ending("", DONE)
    if hasattr(error, "format_message"):
        return Ending(error.format_message(), REFUSED)
    if isinstance(error, MemoryError) or _out_of_memory(error):
        return Ending(
            f"there is too little memory for this{_in_brackets(error)}; ask for fewer runs, months or points", 2
        )
    if isinstance(error, OSError):
        return Ending(_told(error), REFUSED)
    return Ending(
        f"internal error: {type(error).__name__}: {error}\nThis is a fault in Parley. Please report it to whoever you have Parley "
        f"from, with the command you gave and what it prints after {DEBUG}=1.",
        FAULT,
    )


def end(error: BaseException) -> int:
    """Say what an exception comes to, with its traceback where PARLEY_DEBUG asks for it. Returns the exit code."""
    message, code = ending(error)
    if message and os.environ.get(DEBUG, "") not in ("", "0") and code != INTERRUPTED:
        traceback.print_exception(error)
    prefix = "" if code == INTERRUPTED else "error: "
    if message:
        with suppress(OSError):  # nobody reads the errors either
            print("\n".join(prefix + line for line in printable(message).splitlines()), file=sys.stderr)
    return code


def flushed() -> None:
    """Write what is still held back. Raises OSError, such as for a disk that is full or a reader that has left."""
    try:
        sys.stdout.flush()
    except OSError:
        _give_up_output()
        raise


def _give_up_output() -> None:
    """Send what cannot be written nowhere, so that the interpreter does not stumble over it when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: OSError) -> str:
    reason = ADVICE.get(error.errno or 0) or (error.strerror or str(error) or type(error).__name__)
    if error.filename is None:
        return f"cannot write the output or a file: {reason}" if error.errno in (errno.ENOSPC, errno.EDQUOT) else reason
    name = str(error.filename)
    return f"cannot use {name if len(name) < 300 else name[:300] + '…'}: {reason}"


def _out_of_memory(error: BaseException) -> bool:
    """Whether a library or a thread could not be loaded for want of memory."""
    told = str(error).lower()
    if isinstance(error, ImportError):
        return "failed to map segment" in told or "cannot allocate memory" in told
    return isinstance(error, RuntimeError) and "can't start new thread" in told


def _in_brackets(error: BaseException) -> str:
    return f" ({error})" if str(error) else ""
