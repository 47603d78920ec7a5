"""The charts of a report: pure functions from a table to SVG text. Shares are drawn as runs in 100, on a scale that begins at zero."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from sim.colours import BASELINE, NEUTRAL
from sim.drawing import (
    DASHES,
    GROUND,
    INK,
    RULE,
    SERIES,
    SOFT,
    chart,
    in_lines,
    letters_on,
    plain,
    top_of,
)
from sim.report.effects import Spread

MOST_CELLS = 1600
"""Cells of a heat map that are drawn one by one; more become a picture."""
ROW = 44.0
"""Height of a row that has its label above its bar."""


@chart
def lines(
    figure: Figure, frame: pd.DataFrame, label: str, top: float, own: float | None = None, ticks: Sequence[str] = ()
) -> float:
    """Shares with their 95 % bands over `x`, a line a `series`: columns `series`, `x`, `share`, `low`, `high`.

    `top` is the highest share to be shown, `own` the place of the scenario's own value, `ticks` words for x = 0, 1, ….
    """  # fmt: skip
    axes = figure.add_subplot()
    names = list(dict.fromkeys(frame["series"]))
    for number, name in enumerate(names):
        part, colour = frame[frame["series"] == name].sort_values("x"), SERIES[number % len(SERIES)]
        axes.fill_between(part["x"], 100 * part["low"], 100 * part["high"], color=colour, alpha=0.22, linewidth=0)
        marker = "o" if len(part) <= 13 else None
        style = DASHES[number % len(DASHES)]
        axes.plot(
            part["x"],
            100 * part["share"],
            color=colour,
            linestyle=style,
            marker=marker,
            markersize=4,
            label=in_lines(name),
        )
    if own is not None:
        axes.axvline(own, color=BASELINE, linestyle=(0, (4, 3)), linewidth=1.2)
    axes.set_ylim(0, top_of(top))
    axes.set_xlabel(in_lines(label, 44))
    axes.set_ylabel("runs in 100")
    axes.grid(axis="y")
    if ticks:
        axes.set_xticks(range(len(ticks)), list(ticks))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6))
    if len(names) > 1:
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", alignment="left")
    return 215 + 17 * sum(in_lines(name).count("\n") + 1 for name in names if len(names) > 1)


@chart
def heat_map(figure: Figure, table: pd.DataFrame, labels: tuple[str, str], top: float, mark: tuple[int, int]) -> float:
    """Shares of every combination of two parameters: index and columns of `table` are the values in words, `labels` the parameters.

    The cell `mark` (row, column) is outlined.
    """
    axes = figure.add_subplot()
    values = np.ma.masked_invalid(100 * table.to_numpy(dtype=float))
    rows, columns = values.shape
    end = top_of(top)
    norm = BoundaryNorm(np.linspace(0, end, 11), 256)
    image: QuadMesh | AxesImage
    if values.size <= MOST_CELLS:
        image = axes.pcolormesh(np.arange(columns + 1), np.arange(rows + 1), values, cmap="viridis", norm=norm)
    else:
        image = axes.imshow(values, cmap="viridis", norm=norm, origin="lower", aspect="auto", extent=(0, columns, 0, rows),
                            interpolation="nearest")  # fmt: skip
    if columns <= 11 and rows <= 16:
        for (row, column), value in np.ndenumerate(values.filled(np.nan)):
            if not np.isnan(value):
                ink = letters_on(image.cmap(norm(value)))
                shown = "<1" if 0 < value < 0.5 else f"{value:.0f}"
                axes.text(column + 0.5, row + 0.5, shown, ha="center", va="center", fontsize=9.5, color=ink)
    for colour, width in (("#FFFFFF", 4.5), ("#000000", 2.0)):
        corner = (mark[1], mark[0])
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=colour, linewidth=width, zorder=3, clip_on=False))
    for axis, words in ((axes.xaxis, list(table.columns)), (axes.yaxis, list(table.index))):
        places = range(0, len(words), max(1, -(-len(words) // 6)))
        axis.set_ticks([place + 0.5 for place in places], [str(words[place]) for place in places])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(in_lines(labels[1], 44))
    axes.set_ylabel(in_lines(labels[0], 38))
    bar = figure.colorbar(image, ax=axes, location="bottom", aspect=34, ticks=np.linspace(0, end, 6))
    bar.set_label("runs in 100")
    bar.outline.set_visible(False)
    return 370


@chart
def tornado(figure: Figure, table: pd.DataFrame, label: str, limit: float) -> float:
    """Bars from `start` to `stop`, a row a `label`, the first on top; `limit` is the half-width of the scale.

    Each end has its interval (`start_low`, `start_high`; NaN for none) and `start_text`, which says what leads there.
    """
    axes = figure.add_subplot()
    plain(axes)
    size = len(table)
    for y, row in zip(range(size - 1, -1, -1), table.to_dict("records"), strict=True):
        axes.barh(y, row["stop"] - row["start"], left=row["start"], height=0.3, color=SERIES[0])
        for end, outer, side in (("start", "low", -1), ("stop", "high", 1)):
            if np.isnan(row[f"{end}_{outer}"]):
                continue
            axes.plot([row[f"{end}_low"], row[f"{end}_high"]], [y, y], color=INK, linewidth=1.6, solid_capstyle="butt")
            place, align = row[f"{end}_{outer}"], "left" if side > 0 else "right"
            axes.annotate(row[f"{end}_text"], (place, y), (3 * side, 0), textcoords="offset points", ha=align, va="center",
                          fontsize=10, color=SOFT)  # fmt: skip
        _above(axes, y, row["label"])
    axes.axvline(0, color=BASELINE, linewidth=1.2)
    axes.set_xlim(-limit, limit)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_ylim(-0.6, size - 0.2)
    axes.set_xlabel(label)
    return 60 + ROW * size


def _above(axes: Axes, y: float, text: str) -> None:
    """The label of a row, above its bar."""
    axes.text(0, y + 0.26, in_lines(text, 56, 1), transform=axes.get_yaxis_transform(), va="bottom", color=INK)


@chart
def spread(figure: Figure, found: Spread, points: str, chance: str) -> float:
    """How a share differs between points, as columns above two bars: the spread over points, and the Monte Carlo error of one point.

    `points` and `chance` name the bars.
    """
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[1.1, 1])
    values = 100 * found.values
    end = top_of(max(found.values.max(), found.middle + found.error))
    counts, edges = np.histogram(values, bins=np.linspace(0, end, 41))
    above.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=SERIES[0], edgecolor=GROUND, linewidth=0.6)
    above.set_ylabel("points")
    above.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    plain(below)
    below.barh(1, 100 * (found.high - found.low), left=100 * found.low, height=0.2, color=SERIES[0], alpha=0.45)
    below.barh(1, 100 * (found.three_quarters - found.quarter), left=100 * found.quarter, height=0.34, color=SERIES[0])
    below.barh(0, 200 * found.error, left=100 * (found.middle - found.error), height=0.2, color=SERIES[1])
    for y, text in ((1, points), (0, chance)):
        below.plot([100 * found.middle], [y], marker="|", markersize=13, markeredgewidth=2, color=INK)
        _above(below, y, text)
    below.set_xlim(0, end)
    below.set_ylim(-0.5, 1.9)
    below.set_xlabel("runs in 100")
    return 270


@chart
def fan(figure: Figure, frame: pd.DataFrame, colour: str, ends: tuple[float, float] | None) -> float:
    """A variable over the months: its middle run, 50 and 90 of 100 runs: columns `month`, `q05`, `q25`, `q50`, `q75`, `q95`."""
    axes = figure.add_subplot()
    for low, high, alpha in (("q05", "q95", 0.2), ("q25", "q75", 0.35)):
        axes.fill_between(frame["month"], frame[low], frame[high], color=colour, alpha=alpha, linewidth=0)
    axes.plot(frame["month"], frame["q50"], color=colour)
    axes.set_xlabel("month")
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axes.set_xlim(frame["month"].min(), frame["month"].max())
    if ends:
        axes.set_ylim(*ends)
    return 190


@chart
def ends(figure: Figure, table: pd.DataFrame, colours: Sequence[str]) -> float:
    """How runs stand, a row of `table` (shares that sum to 1) a scenario and a column a way to stand."""
    axes = figure.add_subplot()
    plain(axes)
    size = len(table)
    for column, (name, colour) in enumerate(zip(table.columns, colours, strict=True)):
        left = 100 * table.iloc[:, :column].sum(axis=1).to_numpy()
        width = 100 * table[name].to_numpy()
        y = size - 1.0 - np.arange(size)
        axes.barh(y, width, left=left, height=0.42, color=colour, edgecolor=SOFT, linewidth=0.8, label=name)
        ink = INK if colour == "none" else letters_on(colour)
        for place, start, value in zip(y, left, width, strict=True):
            if value >= 7:
                axes.text(start + value / 2, place, f"{value:.0f}", ha="center", va="center", fontsize=11, color=ink)
    for number, name in enumerate(table.index):
        _above(axes, size - 1 - number, str(name))
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.5, size - 0.1)
    axes.set_xlabel("runs in 100")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    return 60 + 19 * (-(-len(colours) // 2)) + (ROW + 8) * size


@chart
def dots(figure: Figure, table: pd.DataFrame, top: float) -> float:
    """Shares with their intervals, a row a `label`: columns `label`, `share`, `low`, `high`."""
    axes = figure.add_subplot()
    plain(axes)
    size = len(table)
    for number, row in enumerate(table.itertuples()):
        y = size - 1 - number
        axes.plot([100 * row.low, 100 * row.high], [y, y], color=NEUTRAL, linewidth=4, alpha=0.6, solid_capstyle="butt")
        axes.plot([100 * row.share], [y], marker="o", color=SERIES[0], markersize=6, clip_on=False)
        _above(axes, y, row.label)
    axes.set_xlim(0, top_of(top))
    axes.set_ylim(-0.5, size - 0.2)
    axes.set_xlabel("runs in 100")
    axes.spines["bottom"].set_color(RULE)
    return 60 + 40 * size
