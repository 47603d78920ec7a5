"""The whole record of evidence: what is computed, where it is kept, and how it is held against what the code gives now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.explanation.attribution import AS_IT_IS, OUTCOMES, attribution
from sim.scenario.reading import load_scenario
from sim.validation.figures import differences, figure, joined
from sim.validation.observed.reading import load_observed
from sim.validation.patterns.claims import load_claims
from sim.validation.patterns.held_facts import QUICK, held_facts
from sim.validation.record.forecasts import hindcast_record
from sim.validation.record.sensitivity import sensitivity_record
from sim.version import code_version
from sim.whole_files import whole

FILE = "evidence.json"
BASELINES = ("december-2023", "november-2024")
"""The scenarios that the record is about."""
PRESSED = "pressure-for-talks"
"""The variant of the second in which agreements are common enough to be counted."""
Progress = Callable[[str], None]


def _hindcast(quick: bool, progress: Progress) -> dict[str, Any]:
    return hindcast_record(load_scenario(BASELINES[0]), load_observed(), quick, progress=progress)


def _held_facts(quick: bool, progress: Progress) -> dict[str, Any]:
    claims = load_claims()
    chosen = dict(list(claims.items())[:QUICK]) if quick else claims
    return held_facts(chosen, progress=progress)


def _attribution(quick: bool, progress: Progress) -> dict[str, Any]:
    found = {}
    for name in BASELINES[1:] if quick else (*BASELINES, PRESSED):
        scenario = load_scenario(name)
        answer = attribution(
            scenario, only=(AS_IT_IS,) if quick else None, progress=lambda doing: progress(f"lines, {doing}")
        )
        for entry in answer["variants"].values():
            for outcome in OUTCOMES:
                shares = entry[outcome]["shares"]
                entry[outcome]["shares"] = {who: figure(s["share"], s["low"], s["high"]) for who, s in shares.items()}
        found[name] = {"title": scenario.title, **answer}
    return found


def _sensitivity(quick: bool, progress: Progress) -> dict[str, Any]:
    return {} if quick else sensitivity_record(BASELINES, PRESSED, progress=progress)


PARTS: dict[str, Callable[[bool, Progress], dict[str, Any]]] = {
    "hindcast": _hindcast,
    "held_facts": _held_facts,
    "attribution": _attribution,
    "sensitivity": _sensitivity,
}
"""Each part of the record, with what computes it; with the first argument only the figures that take seconds."""


def collect(quick: bool = False, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Compute the record: every part, or with `quick` the figures of each that take seconds, under the same settings."""
    parts = {name: compute(quick, progress) for name, compute in PARTS.items()}
    return {"format": 1, "version": code_version(), "scenarios": scenario_hashes(), "parts": parts}


def scenario_hashes() -> dict[str, str]:
    """The scenarios that the record is about, each with the hash of what it says."""
    return {name: load_scenario(name).digest() for name in BASELINES}


def read_record(folder: Path) -> dict[str, Any]:
    """The record kept in a folder. Raises InputError where there is none or it cannot be read."""
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}; `parley evidence` writes it") from None
    if not isinstance(found, dict) or not isinstance(found.get("parts"), dict):
        raise InputError(f"{path} is no record of evidence; `parley evidence` writes one")
    return found


def write_record(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the record into a folder that exists. Raises InputError where that fails."""
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
    try:
        with whole(folder / FILE) as partial:
            partial.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write into {folder}: {error}") from None


def renewed(old: Mapping[str, Any] | None, new: Mapping[str, Any], quick: bool) -> dict[str, Any]:
    """The record to keep: the new one, or with `quick` the old one with what is new. Then its hashes stay those of the old figures."""
    if not quick or old is None:
        return dict(new)
    return {**old, "parts": joined(old["parts"], new["parts"])}


def changes(old: Mapping[str, Any], new: Mapping[str, Any], quick: bool = False) -> Iterator[str]:
    """Where the figures differ beyond luck, each as one line."""
    yield from differences(old["parts"], new["parts"], whole=not quick)
