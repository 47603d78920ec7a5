"""The pictures of the page of evidence: SVG files that stand alone, each with words for who does not see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sim.colours import BASELINE
from sim.drawing import SERIES, About, chart, in_lines
from sim.errors import InputError
from sim.validation.hindcast.report import NAMES
from sim.validation.patterns.held_facts import CLASSES
from sim.whole_files import whole

Record = Mapping[str, Any]
FOLDER = "images"


def pictures(record: Record) -> Iterator[tuple[str, str, str]]:
    """Every picture: its file's name, its words, and its SVG text."""
    for name, draw in DRAWN.items():
        text, svg = draw(record["parts"])
        yield f"evidence-{name}.svg", text, alone(svg)


def alone(svg: str) -> str:
    """A chart as a file of its own: white ground, sans-serif letters."""
    head, _, body = svg.partition(">")
    return f'{head} font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>{body}\n'


def write_pictures(folder: Path, record: Record) -> None:
    """Write the pictures beside the page. Raises InputError where that fails."""
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        for name, _, svg in pictures(record):
            with whole(folder / FOLDER / name) as partial:
                partial.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write into {folder / FOLDER}: {error}") from None


@chart
def dots(
    figure: Figure,
    rows: Sequence[tuple[str, Sequence[float]]],
    labels: Sequence[str],
    axis: str,
    line: float | None = None,
) -> float:
    """Rows with one dot a label, the first row on top; NaN leaves a dot out."""
    axes = figure.add_subplot()
    for number, label in enumerate(labels):
        axes.plot([values[number] for _, values in rows], range(len(rows)), "osD^v"[number % 5], color=SERIES[number % len(SERIES)],
                  label=label, linestyle="none", markersize=6)  # fmt: skip
    axes.set_yticks(range(len(rows)), [in_lines(name, 30, 4) for name, _ in rows], fontsize=9.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="both")
    axes.set_xlabel(axis)
    if line is not None:
        axes.axvline(line, color=BASELINE, linestyle=(0, (4, 3)), linewidth=1.2)
    if len(labels) > 1:
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", alignment="left", fontsize=9.5)
    return 110 + 34 * len(rows) + 15 * len(labels)


def _forecasts(parts: Record) -> tuple[str, str]:
    series = parts["hindcast"]["rolling"]["series"]
    kinds = list(
        dict.fromkeys(
            kind for entry in series.values() for kind in entry["forecasts"] if kind not in ("model", "drift")
        )
    )
    rows = []
    for entry in series.values():
        model, scores = entry["forecasts"]["model"]["crps"]["value"], entry["forecasts"]
        rows.append(
            (entry["label"], [model / scores[kind]["crps"] if kind in scores else float("nan") for kind in kinds])
        )
    text = "Error score of the model as a share of that of naive forecasts, by series: " + "; ".join(
        f"{label}: {', '.join(f'{value:.2f} of {NAMES[kind]}' for kind, value in zip(kinds, values, strict=True) if not isnan(value))}"
        for label, values in rows
    )
    svg = dots(
        About("forecasts", "Error of the model as a share of that of naive forecasts", text),
        rows, [NAMES[kind] for kind in kinds], "error, model / naive forecast", 1.0,
    )  # fmt: skip
    return text, svg


def _claims(parts: Record) -> tuple[str, str]:
    found = parts["held_facts"]
    counts = [sum(entry["class"] == word for entry in found.values()) for word in CLASSES]
    text = (
        f"Of {len(found)} claims: "
        + ", ".join(f"{count} {word}" for count, word in zip(counts, CLASSES, strict=True))
        + "."
    )
    return text, bars(
        About("claims", "Classes of the claims", text), list(CLASSES), [float(count) for count in counts], "claims"
    )


@chart
def bars(
    figure: Figure, names: Sequence[str], values: Sequence[float], axis: str, ends: Sequence[tuple[float, float]] = ()
) -> float:
    """Bars from zero, the first on top, with intervals where `ends` gives them."""
    axes = figure.add_subplot()
    axes.barh(range(len(names)), values, color=SERIES[0], height=0.6)
    for row, (low, high) in enumerate(ends):
        axes.plot([low, high], [row, row], color=BASELINE, linewidth=2)
    axes.set_yticks(range(len(names)), [in_lines(name, 34, 2) for name in names], fontsize=9.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.grid(axis="x")
    axes.set_xlabel(axis)
    return 70 + 28.0 * len(names)


def _lines(parts: Record) -> tuple[str, str]:
    found = list(parts["attribution"].values())[-1]
    labels = ["as it stands", *(f"without lines of {label}" for label in found["sides"].values()), "without any"]
    rows = []
    for entry in found["variants"].values():
        shares = entry["agreement"]["shares"].values()
        rows.append((entry["words"], [100 * share["value"] for share in shares]))
    told = "; ".join(f"{name}: {', '.join(f'{value:.0f}' for value in values)}" for name, values in rows)
    text = (
        f"Agreements in 100 runs of “{found['title']}”, {', '.join(labels)}, under {len(rows)} variants of war costs, forces and pressure. "
        f"{told}."
    )
    return text, dots(About("lines", "Agreements without red lines", text), rows, labels, "agreements in 100 runs")


def _numbers(parts: Record) -> tuple[str, str]:
    found = list(parts["sensitivity"]["screened"].values())[-1]
    top = list(found["strongest"]["talks"].items())[:8]
    sizes = [one["size"] for _, one in top]
    told = ", ".join(f"{path} {100 * size['value']:.0f}" for (path, _), size in zip(top, sizes, strict=True))
    text = f"Mean size of the effect on talks in “{found['title']}”, runs in 100, of each of the strongest numbers over its range: {told}."
    ends = [(100 * max(size["low"], 0.0), 100 * size["high"]) for size in sizes]
    names, values = [path.replace(".", ". ") for path, _ in top], [100 * size["value"] for size in sizes]
    return text, bars(About("numbers", "The strongest numbers for talks", text), names, values, "runs in 100", ends)


DRAWN: dict[str, Callable[[Record], tuple[str, str]]] = {
    "forecasts": _forecasts,
    "claims": _claims,
    "lines": _lines,
    "numbers": _numbers,
}
"""Each picture with what draws it."""
