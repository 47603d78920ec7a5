"""Every value that a widget takes from a browser is checked where it enters: one place, for all widgets of all pages.

Streamlit believes what its own page sends. A hand-made client, an old tab or a link may send a value of another type for a widget, or
one that its widget cannot read: such a value counts as none, the widget stands where it stands by default, and one line is logged.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Any

from streamlit.runtime.state import session_state
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value

log = logging.getLogger("parley.dashboard")
NUMBERS = {"int_value": "double_value", "int_array_value": "double_array_value"}
"""Kinds of which Streamlit's own page sends either where the widget has the other."""
LONGEST = 1024 * 1024
"""Letters of one value; a scenario's text is the longest."""


_begun = threading.Lock()


def check() -> None:
    """Check from now on; harmless when it is called again."""
    if _begun.acquire(blocking=False):
        session_state.WStates.__getitem__ = _value  # type: ignore[method-assign]
        session_state.SessionState.register_widget = _with_checks  # type: ignore[method-assign]


_register = session_state.SessionState.register_widget


def _with_checks(self: Any, metadata: WidgetMetadata[Any], user_key: str | None) -> Any:
    return _register(self, replace(metadata, deserializer=_Checked(metadata)), user_key)


class _Checked:
    """How a widget reads a value, for any value: what it cannot read, or would not offer, counts as none."""

    def __init__(self, metadata: WidgetMetadata[Any]) -> None:
        self.metadata = metadata
        self.read = metadata.deserializer

    def __call__(self, sent: Any) -> Any:
        try:
            found = self.read(self._offered(sent))
            self.metadata.serializer(found)
        except Exception as error:
            told(self.metadata.id, f"{type(error).__name__} while it was read")
            return self.read(None)
        return found

    def _offered(self, sent: Any) -> Any:
        """What the widget offers of what is sent."""
        kind, offered = self.metadata.value_type, self.metadata.formatted_options
        if kind == "string_value" and sent is not None:
            if len(sent) > LONGEST:
                raise ValueError("too long")
            if offered is not None and sent not in offered:
                raise ValueError("not offered")
        if kind == "string_array_value" and sent is not None:
            known = [words for words in sent if offered is None or words in offered]
            return known[: self.metadata.max_array_length]
        return sent


def _value(self: Any, key: str) -> Any:
    """In place of `WStates.__getitem__`: a value of another type than the widget's counts as none."""
    state = self.states[key]
    if isinstance(state, session_state.Value):
        return state.value
    metadata = self.widget_metadata.get(key)
    if metadata is None:
        raise KeyError(key)
    sent = state.value.WhichOneof("value")
    if sent is not None and NUMBERS.get(sent, sent) != NUMBERS.get(metadata.value_type, metadata.value_type):
        told(key, f"{sent} sent, {metadata.value_type} expected")
        found = metadata.deserializer(None)
    else:
        try:
            found = metadata.deserializer(unpack_widget_state_value(state.value))
        except ValueError:  # no JSON
            told(key, "no JSON")
            found = metadata.deserializer(None)
    self.states[key] = session_state.Value(found)
    return found


def told(widget: str, what: str) -> None:
    """One line in the log for a value that is not taken."""
    log.warning("a value for %s is not taken: %s", widget[-60:], what)
