"""The answers of a batch as plain data with their words: on each outcome, and scenario by scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.batch.results import Results
from sim.names import distinct_names, labels_of
from sim.numbers import hundred, interval
from sim.report.effects import spread
from sim.report.figures import sides_of
from sim.report.layout import points_of, pooled, reference_of, rows_of
from sim.report.shares import Flags, by_point, happened, named, shares, terms
from sim.report.words import draws_or_points, in_runs, moves, nearest, titles
from sim.scenario.bloc_references import voters
from sim.scenario.schema import Scenario
from sim.vocabulary import ENDS, OUTCOMES

NOBODY = "nobody"


def answer(results: Results, outcome: str) -> dict[str, Any]:
    """The answer on one outcome: the range of its share over all points, and sentences that say it."""
    found = by_point(results, happened(results, outcome)).dropna()
    if found.empty:
        return {"label": OUTCOMES[outcome].label, "least": None, "most": None, "error": None, "sentences": ["no runs."]}
    error = float((found["high"] - found["low"]).max() / 2)
    numbers = {"least": float(found["share"].min()), "most": float(found["share"].max()), "error": round(error, 6)}
    told = _told(results, outcome, found, error)
    return {"label": OUTCOMES[outcome].label, **numbers, "sentences": [f"{sentence}." for sentence in told]}


def _told(results: Results, outcome: str, found: pd.DataFrame, error: float) -> list[str]:
    batch, runs = results.batch, found["runs"].sum()
    least, most = found.loc[found["share"].idxmin()], found.loc[found["share"].idxmax()]
    if len(found) == 1:
        return [in_runs(*least[["share", "low", "high", "runs"]]) + _bounds(*least[["share", "low", "high"]])]
    if most["share"] == 0:
        return [
            f"none of {runs:,.0f} runs at {len(found):,} points (at each at most {hundred(found['high'].max())} in 100)"
        ]
    if pooled(batch):
        return [_over_points(results, name, outcome) for name in batch.scenarios]
    on = "the point" if len(batch.scenarios) == 1 else "scenario" if batch.points.size == 1 else "scenario and point"
    first = hundred(least["share"]) if least["share"] else in_runs(*least[["share", "low", "high", "runs"]])
    one = "scenario" if batch.points.size == 1 else "point"
    return [
        f"{first} to {hundred(most['share'])} in 100 runs, depending on {on} "
        f"(Monte Carlo error of one {one} at most ±{hundred(error)})"
    ]


def _over_points(results: Results, name: str, outcome: str) -> str:
    """The share over all points of a scenario, and apart from it the spread over points and the error of one point."""
    line = shares(results, name, {outcome: happened(results, outcome)}).iloc[0]
    found, what = spread(results, name, outcome), draws_or_points(results.batch)
    who = f"{titles(results.batch)[name]}: " if len(results.batch.scenarios) > 1 else ""
    if found is None:
        return f"{who}no runs"
    return (
        f"{who}{in_runs(*line[['share', 'low', 'high', 'runs']])} over all {what}{_bounds(*line[['share', 'low', 'high']])}. "
        f"Spread over {what}: 90 of 100 between {hundred(line['least'])} and {hundred(line['most'])} in 100. "
        f"Monte Carlo error of one point: ±{hundred(found.error)}"
    )


def _bounds(share: float, low: float, high: float) -> str:
    """An interval in brackets; that of none is said already."""
    return f" (95 % interval {interval(low, high)})" if share else ""


def about(results: Results, name: str) -> dict[str, Any]:
    """What one scenario gives: outcomes, how runs stand at the end, who refuses, which members block, what is signed."""
    scenario = results.batch.scenarios[name]
    outcomes: dict[str, Flags] = {outcome: happened(results, outcome) for outcome in results.batch.experiment.outcomes}
    ends = {end: named(results, "end", end) for end in ENDS}
    named_ends = [end.named(sides_of(scenario)) for end in ENDS.values()]
    members = {actor: _members(scenario, actor) for actor in scenario.actors}
    return {
        "name": name,
        "title": titles(results.batch)[name],
        "question": scenario.question,
        "summary": scenario.summary,
        "start": scenario.start,
        "nearest": nearest(results.batch, name),
        "own": reference_of(results.batch, name).exact,
        "outcomes": [
            {**line, "label": OUTCOMES[line["name"]].label, **_extremes(results, name, line["name"])}
            for line in _lines(shares(results, name, outcomes))
        ],
        "ends": [
            {**line, "label": end.label, "text": end.help}
            for line, end in zip(_lines(shares(results, name, ends)), named_ends, strict=True)
        ],
        "refuses_most": _who(results, name, "refuses_most", labels_of(scenario.actors)),
        "blocks_most": [
            {"sponsor": scenario.actors[actor].label, "members": _who(results, name, f"blocks_most.{actor}", labels)}
            for actor, labels in members.items()
            if labels
        ],
        "terms": _terms(results, name),
    }  # fmt: skip


def _lines(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table of shares as data with words; what has no runs is null."""
    return [
        {
            **{key: _as_number(value) for key, value in line.items()},
            "runs": int(line["runs"]),
            "words": in_runs(line["share"], line["low"], line["high"], line["runs"]),
            "interval": interval(line["low"], line["high"]),
            "range": interval(line["least"], line["most"]),
        }
        for line in table.to_dict("records")
    ]


def _as_number(value: Any) -> Any:
    """A number without false digits; what is missing is null."""
    return value if not isinstance(value, float) else None if np.isnan(value) else round(value, 6)


def _extremes(results: Results, scenario: str, outcome: str) -> dict[str, str]:
    """What is moved at the points with the lowest and the highest share."""
    here = by_point(results, happened(results, outcome)).iloc[points_of(results.batch, scenario)]["share"].to_numpy()
    if here.size == 1 or np.isnan(here).all() or np.nanmin(here) == np.nanmax(here):
        return {"least_at": "", "most_at": ""}
    return {
        f"{key}_at": _where(results, scenario, here == end(here))
        for key, end in (("least", np.nanmin), ("most", np.nanmax))
    }


def _where(results: Results, scenario: str, here: Flags) -> str:
    """What the first of some points moves, and how many others there are."""
    places = np.flatnonzero(here)
    others = f" and {len(places) - 1:,} other point{'s' * (len(places) > 2)}" if len(places) > 1 else ""
    return moves(results.batch, scenario, int(places[0])) + others


def _members(scenario: Scenario, actor: str) -> dict[str, str]:
    """Labels of the members of a bloc that vote, by the name that the table of runs has."""
    return distinct_names(
        {".".join((actor, *map(str, path))): member.label for path, member in voters(scenario.actors[actor])}
    )


def _who(results: Results, scenario: str, column: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """In which share of runs each is the one named in a column, the most frequent first; nobody last."""
    found = shares(results, scenario, {name: named(results, column, name) for name in labels})
    found = found[found["most"] > 0].sort_values("share", ascending=False, kind="stable")
    nobody = ~np.any([named(results, column, name) for name in labels], axis=0)
    found = pd.concat([found, shares(results, scenario, {NOBODY: nobody})])
    return [{**line, "label": labels.get(line["name"], NOBODY)} for line in _lines(found)]


def _terms(results: Results, name: str) -> dict[str, Any]:
    """The agreements that are signed and their terms, over all points of a scenario."""
    scenario = results.batch.scenarios[name]
    count, table = terms(results, name)
    here = rows_of(results.batch, name, results.runs["point"].to_numpy())
    signed = {key: int((named(results, "signed", key) & here).sum()) for key in (*scenario.proposals, "package")}
    labels = {
        **labels_of(scenario.proposals),
        "package": "a package found in the zone of agreement",
    }
    issues = []
    for line in table.to_dict("records"):
        issue = scenario.issues[line["issue"]]
        issues.append(
            {
                **{key: _as_number(value) for key, value in line.items()},
                "label": issue.label,
                "near": issue.nearest_anchor(line["middle"]).label,
            }
        )
    return {
        "agreements": count,
        "runs": int(here.sum()),
        "signed": [{"label": labels[key], "count": number} for key, number in signed.items() if number],
        "issues": issues,
    }
