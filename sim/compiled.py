"""Compiled functions, kept between processes where there is a place for them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numba as nb
from numba.core.caching import FunctionCache

DAMAGED = (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, ValueError, TypeError)
"""What reading a file of the cache that was cut or mixed up raises."""


def compiled(function: Callable[..., Any]) -> Any:
    """A function compiled by numba when it is first called; division by zero follows numpy, and other threads work on meanwhile.

    The machine code is kept beside the source, in the user's cache folder or in NUMBA_CACHE_DIR. Where none of them can be written or
    read it is compiled anew in each process, which takes some seconds and changes no result.
    """
    dispatcher: Any = nb.njit(error_model="numpy", nogil=True)(function)
    with suppress(RuntimeError):  # numba finds no folder that it may write to
        dispatcher._cache = _Optional(function)  # type: ignore[no-untyped-call]
    return dispatcher


class _Optional(FunctionCache):
    """A cache whose disk may be full and whose files may be damaged."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What is kept, or None."""
        with suppress(*DAMAGED):
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled, where that works."""
        with suppress(*DAMAGED):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
