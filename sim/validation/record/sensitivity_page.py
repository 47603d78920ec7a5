"""The page's part on sensitivity: effects, edges, indices, what observation tells apart, and what moves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.validation.record.markdown import number, table

Record = Mapping[str, Any]
LISTED = 8
HEAD = (
    "outcome",
    "strongest numbers: mean size of the effect of the whole range (sign of the mean)",
    "strongest that a second seed names too",
)
WORDS = {
    "talks": "talks open, share of runs",
    "agreement": "an agreement is signed, share of runs",
    "last.zopa": "a zone of agreement at the horizon, share of runs",
    "last.front_km2": "area under control at the horizon, km2",
}


def effects(found: Record) -> str:
    """The strongest numbers of each outcome of both baselines."""
    text = []
    for entry in found["screened"].values():
        told = entry["observation"]
        rows = []
        for outcome, top in entry["strongest"].items():
            shown = [
                f"`{path}` {_effect(one['size']['value'])} ({'+' if one['mean'] > 0 else '−'}"
                f"{', bends or interplay' if one['sigma'] > one['size']['value'] else ''})"
                for path, one in list(top.items())[:LISTED]
            ]
            shared = f"{entry['stable']['shared'][outcome]} of {entry['stable']['of']}"
            rows.append((WORDS[outcome], "<br>".join(shown) or "nothing moves it", shared))
        named = ", ".join(f"`{path}`" for path in list(told["alone"])[:LISTED])
        text.append(
            f"**{entry['title']}**: {entry['numbers']} numbers moved, {entry['fixed']} not ({entry['trajectories']} trajectories for "
            f"each of two seeds, {entry['runs']} runs a point, {entry['simulated']:,} runs in all); {entry['dead']} moved nothing in any "
            "run of the first seed.\n\n"
            f"{table(HEAD, rows)}\n"
            f"What one run could tell: over its whole range {len(told['alone'])} of {entry['numbers']} numbers move one "
            f"of {told['observables']} observed variables at the horizon by more than the scatter of single runs (first: {named}). "
            f"Together the observables tell apart {told['directions']} combinations of numbers. The others rest on judgement.\n"
        )
    return "\n".join(text)


def _effect(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def edges(found: Record) -> str:
    """What a small move of a strong number does."""
    text = []
    for entry in found["edges"].values():
        flagged = sum(one["edge"] for one in entry["found"].values())
        rows = [
            (f"`{words.partition(' to ')[0]}` to {words.partition(' to ')[2]}", f"{100 * one['before']:.1f}",
             f"{_points(one['difference'])}", "**edge**" if one["edge"] else "")
            for words, one in list(entry["found"].items())[:LISTED]
        ]  # fmt: skip
        text.append(
            f"**{entry['title']}**: {entry['tried']} numbers, 5 % up and down, {entry['runs']:,} runs; "
            f"{flagged} moves change a share by more than 5 runs in 100 with their whole interval.\n\n"
            f"{table(('move and outcome', 'before, in 100', 'change, in 100', ''), rows)}"
        )
    return "\n".join(text)


def _points(found: Mapping[str, float]) -> str:
    value, low, high = (number(100 * found[key], signed=True) for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def sobol(found: Record) -> str:
    """Indices of the strongest few."""
    rows = [
        (f"`{name}`", f"`{path}`", _percent(one["first"]), _percent(one["total"]))
        for name, entry in found["sobol"].items()
        for path, one in entry["indices"].items()
    ]
    one = next(iter(found["sobol"].values()))
    chance = ", ".join(
        f"{100 * entry['chance']:.0f} % in `{name}`"
        for name, entry in found["sobol"].items()
        if entry["chance"] is not None
    )
    head = ("scenario", "number", "alone, % of the variance of the share with talks", "with interplay, %")
    return (
        f"{table(head, rows)}\n{one['base_samples']} base samples, {one['runs']} runs a point. Chance makes up {chance} of the variance. "
        "Intervals are wide: rank, do not quote.\n"
    )


def _percent(found: Mapping[str, float]) -> str:
    value, low, high = (f"{100 * found[key]:.0f}".replace("-", "−") for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def dead(found: Record) -> str:
    """What moves nothing at all, with the reason why it may stay."""
    entry = found["dead"]
    reasons: dict[str, list[str]] = {}
    for path, why in entry["reasons"].items():
        reasons.setdefault(why, []).append(path)
    candidates = reasons.pop("", [])
    rows = [(why, ", ".join(f"`{path}`" for path in paths)) for why, paths in reasons.items()]
    marked = ", ".join(f"`{path}`" for path in candidates) or "none"
    return (
        f"{entry['in_both']} numbers move nothing in either baseline. Moved by half as much and half as much again under pressure for "
        f"{entry['months']} months ({entry['runs']} runs), {len(entry['reasons'])} of them still move nothing that a batch records; the "
        f"others act once there are talks or signatures.\n\n{table(('may stay because', 'numbers'), rows)}\n"
        f"**Candidates for removal or a closer look** (no reason on record): {marked}.\n"
    )
