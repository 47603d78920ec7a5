"""The address bar as a whole: brought up to date when a page is opened, and written out in full to be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from dashboard.session import drafts, members, migrations, results
from dashboard.session.state import Question, Range
from dashboard.text import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim import Parameter, Scenario


def read_address() -> None:
    """Bring an address that was just opened up to date, before any widget reads it; it then says its version."""
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    if "opened" not in st.session_state:
        st.session_state["opened"] = True
        if migrations.is_newer(query):
            st.toast(errors.NEWER_LINK, icon=":material/info:", duration="long")
        migrated = migrations.migrate(query)
        if any(migrated.get(key) != query.get(key) for key in {*migrated, *query} - {migrations.KEY}):
            st.query_params.from_dict(migrated)
            st.rerun()  # widgets are filled from the address with which a run begins
    asked = st.query_params.get("scenario", "")
    if asked and asked not in results.choices()[0] and not drafts.is_draft(asked):
        st.warning(errors.not_here(asked))
    if query and query.get(migrations.KEY) != [str(migrations.VERSION)]:
        st.query_params[migrations.KEY] = str(migrations.VERSION)


def address(question: Question, scenario: Scenario, known: Mapping[str, Parameter]) -> str:
    """The parameters that ask a question anywhere: also the settings that stand as usual here, which may differ elsewhere."""
    pairs = [(migrations.KEY, str(migrations.VERSION)), ("scenario", question.name)]
    turned = {member.path: member for entries in members.flippable(scenario).values() for member in entries}
    for path, value in question.changes:
        if path in scenario.levers and _stands_at(scenario, known, path, value):
            pairs.append((path, str(value).lower() if isinstance(value, bool) else f"{value:.12g}"))
        elif path in turned:
            side = next(side for side, stance in members.STANCES.items() if stance == value)
            pairs.append(
                (f"{turned[path].bloc}.{side}", members.labels(scenario, turned[path].bloc)[turned[path].name])
            )
    pairs += [("runs", str(question.runs)), ("months", str(question.months)), ("seed", str(question.seed))]
    return urlencode(pairs)


def _stands_at(scenario: Scenario, known: Mapping[str, Parameter], path: str, value: float | bool) -> bool:
    """Whether a lever can stand at a value; a member that is turned may stand beyond its lever."""
    if isinstance(known[path].value, bool):
        return isinstance(value, bool)
    return Range.of(scenario.levers[path], known[path]).settle(value) == value
