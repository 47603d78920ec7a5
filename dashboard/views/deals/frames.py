"""From packages held against an ensemble to tidy tables: pure functions, no Streamlit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.charts import fans
from dashboard.text import plain
from dashboard.views.deals import text

CLOUD = 60
FAR = -40.0
"""Points below which a proposal is so bad for a side that it is left off the chart."""
POINTS = 100
"""Values are shown in points out of 100 instead of shares of 1."""


def codes(judgements: Sequence[Any], months: int) -> np.ndarray:
    """Shares of runs (month, judge, code) by verdict; NaN in months in which no run is left."""
    judges, number = judgements[0].verdict.shape[1], months
    found = np.full((len(judgements), judges, number), np.nan)
    for month, judgement in enumerate(judgements):
        if len(judgement.verdict):
            for judge in range(judges):
                counts = np.bincount(judgement.verdict[:, judge], minlength=number)
                found[month, judge] = counts / len(judgement.verdict)
    return found


def answers(space: Any, shares: np.ndarray, labels: Mapping[str, str], names: Mapping[str, str]) -> pd.DataFrame:
    """What each actor answers in one month, as bars of 100 runs; `shares` (judge, code)."""
    order = [space.codes.index(code) for code in names]
    given = ((labels[judge], shares[place][order].tolist()) for place, judge in enumerate(space.judges))
    return fans.answers(given, names)


def worth(judgements: Sequence[Any], side: int, calendar: Sequence[str]) -> pd.DataFrame:
    """A package's value to a side above fighting on, by month: quantiles over runs, in points."""
    table = pd.DataFrame({"month": np.arange(len(calendar)), "calendar": list(calendar)})
    for name, level in fans.LEVELS.items():
        table[name] = [
            np.quantile(judgement.worth[:, side], level) * POINTS if len(judgement.worth) else np.nan
            for judgement in judgements
        ]
    return table


def gaps(found: Iterable[Any], actors: Mapping[str, str], issues: Mapping[str, str]) -> pd.DataFrame:
    """Every line with its distance to the package, in points of the scale: negative beyond it; the closest first."""
    rows = []
    for gap in found:
        if not len(gap.slack):
            continue
        low, middle, high = np.quantile(gap.slack, [0.05, 0.5, 0.95]) * POINTS
        rows.append(
            {
                "line": f"{actors[gap.owner]}: {issues[gap.issue]}",
                "actor": actors[gap.owner],
                "issue": issues[gap.issue],
                "way": "at least" if gap.sign > 0 else "at most",
                "bound": float(np.median(gap.bound)),
                "kind": "hard" if gap.hard else "announced",
                "low": low,
                "middle": middle,
                "high": high,
                "beyond": float((gap.slack < 0).mean()) * 100,
                "runs": len(gap.slack),
            }
        )
    columns = ["line", "actor", "issue", "way", "bound", "kind", "low", "middle", "high", "beyond", "runs"]
    table = pd.DataFrame(rows, columns=columns).sort_values(["middle", "beyond"], ascending=[True, False])
    table["line"] = plain.distinct(table["line"].tolist())
    return table.reset_index(drop=True)


def reach(table: pd.DataFrame) -> tuple[float, float]:
    """A range of distances in steps of 20 points that holds all bars and the lines themselves."""
    low, high = min(table["low"].min(), -20.0), max(table["high"].max(), 20.0)
    return float(np.floor(low / 20) * 20), float(np.ceil(high / 20 + 0.05) * 20)


def curve(frontier: np.ndarray, free: np.ndarray) -> pd.DataFrame:
    """The contract curve over runs: rows of kind `curve`, `free`, and the rims of bands `wide` and `narrow`, in the order of drawing.

    Both arrays have shape (runs, leads, 2). A point of the middle run is the median along its lead.
    """
    parts = [_along(frontier, 0.5, "curve"), _along(free, 0.5, "free")]
    for kind, (low, high) in {"wide": (0.05, 0.95), "narrow": (0.25, 0.75)}.items():
        rim = pd.concat([_along(frontier, high, kind), _along(frontier, low, kind)[::-1]], ignore_index=True)
        parts.append(rim.assign(order=np.arange(len(rim))))
    return pd.concat(parts, ignore_index=True)


def _along(points: np.ndarray, level: float, kind: str) -> pd.DataFrame:
    known = points[~np.isnan(points).any(axis=(1, 2))]
    if not len(known):
        return pd.DataFrame({"kind": [], "order": [], "x": [], "y": []})
    # Along a lead both values move together, so that a quantile of one is a quantile of the other.
    x, y = (np.quantile(known[:, :, side], level, axis=0) * POINTS for side in (0, 1))
    return pd.DataFrame({"kind": kind, "order": np.arange(len(x)), "x": x, "y": y})


def marks(built: Any, best: Any, others: Mapping[str, Any]) -> pd.DataFrame:
    """Points of packages: a cloud of runs and the middle of the built one, of the best one, and of the named proposals."""
    worth = built.worth * POINTS
    every = max(1, len(worth) // CLOUD)
    rows = [{"kind": "cloud", "label": text.YOURS_IN_A_RUN, "x": x, "y": y} for x, y in worth[::every][:CLOUD]]
    middles = {"best": (text.BEST, best.worth[~np.isnan(best.worth).any(axis=1)] * POINTS)}
    for label, judgement in others.items():
        middles[f"other {label}"] = (label, judgement.worth * POINTS)
    middles["package"] = (text.YOURS, worth)
    for kind, (label, points) in middles.items():
        if len(points):
            x, y = np.median(points, axis=0)
            rows.append({"kind": kind.split(" ")[0], "label": label, "x": x, "y": y})
    return pd.DataFrame(rows, columns=["kind", "label", "x", "y"])


def ends(curves: pd.DataFrame, points: pd.DataFrame) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ranges of both axes, in round numbers: around no agreement's point, the packages that stand for all runs, and the curve near it.

    Proposals that are worth less than `FAR` to a side would squeeze the rest; they are told in words and not drawn.
    """
    near = curves[(curves["kind"] == "free") & (curves["x"] > FAR / 2) & (curves["y"] > FAR / 2)]
    middles = points[points["kind"].isin(["package", "best"])]
    others = points[(points["kind"] == "other") & (points["x"] > FAR) & (points["y"] > FAR)]
    found = []
    for axis in ("x", "y"):
        values = np.concatenate([near[axis], middles[axis], others[axis], [-10.0, 10.0]])
        found.append((float(np.floor(values.min() / 10 - 0.2) * 10), float(np.ceil(values.max() / 10 + 0.2) * 10)))
    return found[0], found[1]


def against_best(places: np.ndarray, best: Any, gains: np.ndarray, issues: Mapping[str, str]) -> pd.DataFrame:
    """Issue by issue: where the package and the best one lie (middle run, 90 of 100 runs), and what moving there gives each side."""
    rows = []
    known = ~np.isnan(best.terms).any(axis=1)
    for number, label in enumerate(issues.values()):
        if not known.any():
            break
        low, middle, high = np.quantile(best.terms[known, number], [0.05, 0.5, 0.95])
        side_0, side_1 = np.median(gains[known, number], axis=0) * POINTS
        rows.append(
            {
                "issue": label,
                "built": float(np.median(places[:, number])),
                "best": middle,
                "low": low,
                "high": high,
                "side_0": side_0,
                "side_1": side_1,
            }
        )
    return pd.DataFrame(rows, columns=["issue", "built", "best", "low", "high", "side_0", "side_1"])
