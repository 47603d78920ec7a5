"""Which charts an outcome gets, by how the points of the batch lie; each with a caption in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.batch.results import Results
from sim.drawing import About
from sim.numbers import hundred, interval
from sim.report import charts
from sim.report.effects import correlations, differences, spread
from sim.report.figures import Panel, drawn, id_of
from sim.report.layout import known_to, layout_of, own_values, points_of, reference_of, values_of
from sim.report.shares import by_month, by_point, happened, shares
from sim.report.words import (
    draws_or_points,
    name_of,
    nearest,
    titles,
    value_of,
    with_unit,
)
from sim.vocabulary import OUTCOMES

MOST_PANELS = 12
"""Parameters of which a chart of their own is drawn."""
MOST_ROWS = 12
"""Rows of a tornado."""


def outcome_panels(results: Results) -> dict[str, list[Panel]]:
    """The charts of every outcome that the batch asks about, by heading; none where no run of any point shows it.

    Where each outcome has one chart, they stand side by side.
    """
    draw = {"single": _single, "plane": _plane, "lines": _lines, "spread": _spread}[layout_of(results.batch)]
    found = {
        _words(results, outcome): list(draw(results, outcome))
        for outcome in results.batch.experiment.outcomes
        if happened(results, outcome).any()
    }
    if len(found) > 1 and all(len(panels) == 1 for panels in found.values()):
        what = next(iter(found.values()))[0].title
        return {what: [panels[0]._replace(title=words) for words, panels in found.items()]}
    return found


def _words(results: Results, outcome: str) -> str:
    """What a share is of."""
    return f"{OUTCOMES[outcome].label} within {results.batch.months} months"


def _about(results: Results, outcome: str, what: str, title: str, told: str) -> About:
    """What is said of a chart of an outcome to who does not see it."""
    return About(f"{outcome}-{what}", f"{_words(results, outcome)}. {title}", told)


def _of(results: Results, title: str, scenario: str) -> str:
    """A title that names its scenario where there are several."""
    return f"{title}: {titles(results.batch)[scenario]}" if len(results.batch.scenarios) > 1 else title


def _single(results: Results, outcome: str) -> Iterator[Panel]:
    """An outcome over the months, and the scenarios side by side where there are several."""
    names = {name: titles(results.batch)[name] for name in drawn(results)}
    found = {name: by_month(results, name, outcome) for name in names}
    frame = pd.concat([table.assign(series=names[name], x=table["month"]) for name, table in found.items()])
    last = [f"{names[name]} {hundred(table['share'].iloc[-1])}" for name, table in found.items()]
    told = f"By month {results.batch.months}, in 100 runs: {'; '.join(last)}. The band is the 95 % interval."
    title = "Share of runs by month"
    about = _about(results, outcome, "months", title, told)
    yield Panel(title, charts.lines(about, frame, "month", frame["high"].max()), told)
    if len(results.batch.scenarios) > 1:
        flags = {outcome: happened(results, outcome)}
        table = pd.concat([shares(results, name, flags).assign(label=names[name]) for name in names]).dropna(
            subset="share"
        )
        shown = [f"{row.label} {hundred(row.share)} ({interval(row.low, row.high)})" for row in table.itertuples()]
        title, told = "Scenarios side by side", f"In 100 runs, with 95 % intervals: {'; '.join(shown)}."
        yield Panel(title, charts.dots(_about(results, outcome, "dots", title, told), table, table["high"].max()), told)


def _plane(results: Results, outcome: str) -> Iterator[Panel]:
    """A heat map of the two parameters for each scenario, on one scale."""
    batch = results.batch
    found = by_point(results, happened(results, outcome))["share"]
    y, x = batch.points.columns
    for name in drawn(results):
        here = found.iloc[points_of(batch, name)]
        frame = pd.DataFrame({y: batch.points.columns[y], x: batch.points.columns[x], "share": here.to_numpy()})
        table = frame.pivot_table(index=y, columns=x, values="share", dropna=False)
        place, known = reference_of(batch, name).place, known_to(batch.scenarios[name])
        row, column = (
            int(np.searchsorted(axis, batch.points.columns[path][place]))
            for path, axis in ((y, table.index), (x, table.columns))
        )
        table.index = pd.Index([value_of(known[y], value) for value in table.index])
        table.columns = pd.Index([value_of(known[x], value) for value in table.columns])
        told = f"From {hundred(here.min())} to {hundred(here.max())} in 100 runs. Outlined: {nearest(batch, name)}."
        title = _of(results, f"{name_of(batch, y)} against {name_of(batch, x)}", name)
        about = _about(results, outcome, id_of(results, "heat", name), title, told)
        labels = with_unit(batch, y), with_unit(batch, x)
        yield Panel(title, charts.heat_map(about, table, labels, found.max(), (row, column)), told)


def _lines(results: Results, outcome: str) -> Iterator[Panel]:
    """A line for each parameter, and where there are several the differences to the scenario as it is."""
    paths = list(results.batch.points.columns)
    for place, path in enumerate(paths[:MOST_PANELS]):
        yield from _line(results, outcome, place, path)
    for name in drawn(results) if len(paths) > 1 else ():
        yield from _differences(results, outcome, name)


def _line(results: Results, outcome: str, place: int, path: str) -> Iterator[Panel]:
    """A parameter's values against the share, a line a scenario, the reference point among them."""
    batch = results.batch
    found, parts, own = by_point(results, happened(results, outcome)), [], set()
    for name in drawn(results):
        here = found.iloc[points_of(batch, name)].assign(x=values_of(batch, name)[path].to_numpy())
        moved = ~np.isnan(batch.points.columns[path]) | (here.index.to_numpy() == reference_of(batch, name).point)
        parts.append(here[moved].assign(series=titles(batch)[name]).dropna(subset=["share", "x"]))
        own.add(float(own_values(batch.scenarios[name], [path])[0]))
    frame = pd.concat(parts)
    if frame.empty:
        return
    told = f"From {hundred(frame['share'].min())} to {hundred(frame['share'].max())} in 100 runs; the band is the 95 % interval."
    dashed = own.pop() if len(own) == 1 else np.nan
    told += "" if np.isnan(dashed) else " Dashed: the scenario's own value."
    is_switch = isinstance(known_to(next(iter(batch.scenarios.values())))[path].value, bool)
    title = name_of(batch, path)
    svg = charts.lines(
        _about(results, outcome, f"line-{place}", title, told),
        frame,
        with_unit(batch, path),
        found["share"].max(),
        None if np.isnan(dashed) else dashed,
        ("false", "true") if is_switch else (),
    )
    yield Panel(title, svg, told)


def _differences(results: Results, outcome: str, scenario: str) -> Iterator[Panel]:
    """A tornado of the differences that each parameter makes."""
    batch = results.batch
    found, known, rows = differences(results, scenario, outcome), known_to(batch.scenarios[scenario]), []
    for path, values in batch.points.columns.items():
        here = found.assign(value=values)[~np.isnan(values)].dropna()
        row: dict[str, Any] = {"label": with_unit(batch, path)}
        for end, side in (("start", here[here["difference"] < 0]), ("stop", here[here["difference"] > 0])):
            line = side.loc[side["difference"].abs().idxmax()] if len(side) else None
            row[end] = 0.0 if line is None else 100 * line["difference"]
            row[f"{end}_low"], row[f"{end}_high"] = (
                (np.nan, np.nan) if line is None else (100 * line["low"], 100 * line["high"])
            )
            row[f"{end}_text"] = "" if line is None else value_of(known[path], line["value"])
        rows.append(row)
    table = pd.DataFrame(rows)
    size = np.maximum(-table["start"], table["stop"])
    if not size.any():
        return
    table = table.iloc[np.argsort(-size, kind="stable")].head(MOST_ROWS)
    first = table.iloc[0]
    told = (
        f"The largest: {first['label']}: {first['start']:+.1f} to {first['stop']:+.1f} in 100 runs. "
        "Thin lines are 95 % intervals; the values beside them lead there."
    ).replace("+0.0", "0")
    title = _of(results, "Difference to the scenario as it is", scenario)
    about = _about(results, outcome, id_of(results, "differences", scenario), title, told)
    limit = 1.4 * np.nanmax([1.0, -table["start_low"].min(), table["stop_high"].max()])
    yield Panel(title, charts.tornado(about, table, "difference, runs in 100", limit), told)


def _spread(results: Results, outcome: str) -> Iterator[Panel]:
    """How the points differ, beside the error of one point, and what goes with it."""
    batch = results.batch
    design, what = batch.experiment.design, draws_or_points(batch)
    for name in drawn(results):
        found = spread(results, name, outcome)
        if found is None:
            continue
        told = (
            f"Spread over {what}: 90 of 100 lie between {hundred(found.low)} and {hundred(found.high)} in 100 runs, the middle one at "
            f"{hundred(found.middle)}. Monte Carlo error of one point ({batch.experiment.runs:,} runs): ±{hundred(found.error)}."
        )
        if batch.experiment.common_random_numbers:
            told += " Equal draws at all points: the error moves them together more than apart."
        elif found.high - found.low <= 2 * found.error:
            told += " The spread is no wider than the error: chance alone could make it."
        title = _of(results, f"Spread over {what}", name)
        about = _about(results, outcome, id_of(results, "spread", name), title, told)
        bars = f"Spread over {what}: 90 and 50 of 100", "Monte Carlo error of one point, 95 %"
        yield Panel(title, charts.spread(about, found, *bars), told)
        if design is None or not (design.sobol or design.morris):
            yield from _correlations(results, outcome, name)


def _correlations(results: Results, outcome: str, scenario: str) -> Iterator[Panel]:
    """A tornado of the rank correlations."""
    found = correlations(results, scenario, outcome).head(MOST_ROWS)
    if found.empty:
        return
    table = pd.DataFrame({"label": [with_unit(results.batch, path) for path in found["path"]]})
    for end, here in (("start", found["correlation"] < 0), ("stop", found["correlation"] > 0)):
        table[end] = found["correlation"].where(here, 0.0)
        table[f"{end}_low"], table[f"{end}_high"] = found["low"].where(here), found["high"].where(here)
        table[f"{end}_text"] = ""
    first = found.iloc[0]
    told = (
        f"The strongest: {table['label'][0]}: {first['correlation']:+.2f} ({first['low']:+.2f} to {first['high']:+.2f}). To the right: "
        "the more of it, the more runs. Thin lines are 95 % intervals; what goes together need not be cause and effect."
    )
    title = _of(results, "Rank correlation with each parameter", scenario)
    about = _about(results, outcome, id_of(results, "correlations", scenario), title, told)
    yield Panel(title, charts.tornado(about, table, "Spearman's rank correlation", 1.0), told)
