"""A scenario without some of its red lines and instruments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError, choices, shorten
from sim.names import distinct_names
from sim.scenario.actors import Belligerent
from sim.scenario.bloc_references import members_of
from sim.scenario.given import scenario_given
from sim.scenario.schema import Scenario, as_data


def line_names(scenario: Scenario | str | Path) -> dict[str, str]:
    """Every red line (`actor.line`) and instrument (`actor.issue`) with words for it, in the order of the file."""
    found = {}
    scenario = scenario_given(scenario)
    for name, actor in scenario.actors.items():
        if isinstance(actor, Belligerent):
            for line, entry in actor.red_lines.items():
                found[f"{name}.{line}"] = (
                    f"{actor.label}: {line.replace('_', ' ')} ({scenario.issues[entry.issue].label})"
                )
        issues = dict.fromkeys(actor.instruments)
        for _, member in members_of(actor):
            issues |= dict.fromkeys(member.instruments)
        for issue in issues:
            found[f"{name}.{issue}"] = f"{actor.label}'s bound on “{scenario.issues[issue].label}”"
    return distinct_names(found)


def without_lines(scenario: Scenario | str | Path, names: Iterable[str]) -> Scenario:
    """The scenario without some lines; an instrument of a bloc goes with those of its members.

    What levers, policies, events and facts say of them goes as well. Raises InputError for an unknown line.
    """
    scenario = scenario_given(scenario)
    known = line_names(scenario)
    data = as_data(scenario)
    gone: list[str] = []
    for name in names:
        if name not in known:
            raise InputError(f"unknown line {shorten(name)}; {choices(name, known)}")
        actor, _, line = name.partition(".")
        entry = data["actors"][actor]
        if entry.get("red_lines", {}).pop(line, None) is not None:
            gone.append(f"actors.{actor}.red_lines.{line}.")
        else:
            gone += _drop_instrument(entry, line, f"actors.{actor}")
    for part in ("policies", "events"):
        for entry in data[part].values():
            entry["set"] = _kept(entry["set"], gone)
    data["policies"] = {key: entry for key, entry in data["policies"].items() if entry["set"]}
    for entry in data["events"].values():
        entry["adopt"] = [policy for policy in entry["adopt"] if policy in data["policies"]]
    data["events"] = {
        key: entry
        for key, entry in data["events"].items()
        if entry["set"] or entry["add"] or entry["adopt"] or entry.get("leadership_change")
    }
    data["levers"] = _kept(data["levers"], gone)
    for fact in data["facts"].values():
        fact["used_by"] = list(_kept(dict.fromkeys(fact["used_by"]), gone))
    return Scenario.model_validate(data)


def _drop_instrument(entry: dict[str, Any], issue: str, path: str) -> list[str]:
    gone = []
    if entry.get("instruments", {}).pop(issue, None) is not None:
        gone.append(f"{path}.instruments.{issue}.")
    for name, member in entry.get("members", {}).items():
        gone += _drop_instrument(member, issue, f"{path}.members.{name}")
    return gone


def _kept(entries: Mapping[str, Any], gone: list[str]) -> dict[str, Any]:
    return {path: entry for path, entry in entries.items() if not any(f"{path}.".startswith(prefix) for prefix in gone)}
