"""Charts over time as HTML and SVG, made here from the same specifications that Vega draws from.

Explore draws all its charts again at every move of a lever. For the browser a drawing that arrives finished is a tenth of the work
of one that Vega makes there (`docs/decisions/0018`). The marks of months are few: area, line, rule, point and text over two linear scales.
The drawing stretches with its column; words and dots stand above it, in places given in per cent, and so keep their size.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.text import plain

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.charts.vega import Spec

WIDE = 1000
"""Units across a drawing, whatever its width on the page."""
LETTER = 6.6
"""Pixels that a letter of an axis takes."""
CSS = """
.chart { container-type: inline-size; font-size: 12px; line-height: 1; }
.row { display: grid; grid-template-columns: var(--columns); gap: 1rem 2rem; align-items: end; }
.row + .row { margin-top: 1.5rem; }
.row .title { margin: 0 0 .4rem; }
@media (max-width: 640px) { .row { grid-template-columns: minmax(0, 1fr); } }
.chart .plot { position: relative; margin: 18px 6px 26px 0; }
.chart img { position: absolute; left: 0; top: -4px; width: 100%; height: calc(100% + 8px); max-width: none; }
.chart i, .chart b { position: absolute; font-style: normal; font-weight: normal; white-space: nowrap; translate: -50% -50%; }
.chart i.y { right: calc(100% + 7px); translate: 0 -50%; opacity: .75; }
.chart i.x { top: calc(100% + 8px); translate: -50% 0; opacity: .75; }
.chart i.x.first { translate: 0 0; }
.chart i.x.last { translate: -100% 0; }
.chart b { pointer-events: none; }
.chart b.dot { box-sizing: border-box; border-radius: 50%; pointer-events: auto; }
.chart b.diamond { border-radius: 0; rotate: 45deg; }
.chart u { position: absolute; top: 0; height: 100%; translate: -50% 0; width: 14px; text-decoration: none; }
.chart [data-tip]:hover::after { content: attr(data-tip); position: absolute; z-index: 9; top: 1.2em; left: 1.2em; width: max-content;
    padding: .5em .7em; border: 1px solid #808080; border-radius: .4em; font-size: 13px; line-height: 1.45; white-space: pre;
    background: light-dark(#FFFFFF, #171614); color: light-dark(#141312, #EDEBE6); pointer-events: none; }
.chart .late[data-tip]:hover::after { left: auto; right: 1.2em; }
.chart .diamond[data-tip]:hover::after { rotate: -45deg; transform-origin: 0 0; }
@container (max-width: 400px) { .chart b.dot { scale: .75; } }
@container (max-width: 270px) { .chart i.x.second { display: none; } }
"""


MARGIN = 4
LATE = 0.55
"""Part of the width from which words open to the left."""
SHAPE_CSS = "path{vector-effect:non-scaling-stroke;fill:none;stroke-linejoin:round}.grid{stroke:#80808038}.frame{stroke:#808080}"
AS_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in '%#<>"\n'}


@dataclass(frozen=True)
class _Scale:
    """Values of a channel as parts of its axis."""

    low: float
    high: float
    axis: dict[str, Any] | None

    def __call__(self, values: Any) -> np.ndarray:
        return np.clip((np.asarray(values, dtype=float) - self.low) / (self.high - self.low), 0.0, 1.0)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """The place of each tick, and what it says."""
        axis = self.axis or {"values": []}
        said = json.loads(axis["labelExpr"].removesuffix("[datum.value]")) if "labelExpr" in axis else None
        for value in axis["values"]:
            yield float(self(value)), said[str(value)] if said else formatted(value, axis["format"])


class Rows:
    """Rows of a table as columns of numpy: selecting them in pandas takes more time than drawing them."""

    def __init__(self, columns: dict[str, np.ndarray], size: int) -> None:
        self.columns, self.size = columns, size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def where(self, kept: np.ndarray) -> Rows:
        """The rows that are kept, by a flag for each."""
        return Rows({name: values[kept] for name, values in self.columns.items()}, int(kept.sum()))

    def known(self, name: str) -> np.ndarray:
        """A flag for each row that has a value in a column."""
        values = self[name]
        if values.dtype != object:
            return ~np.isnan(values)
        known = [value is not None and (not isinstance(value, float) or not math.isnan(value)) for value in values]
        return np.array(known, dtype=bool)

    def passing(self, test: dict[str, Any]) -> Rows:
        """The rows that pass a filter by one field."""
        return self.where(self.known(test["field"]) if "valid" in test else self[test["field"]] == test["equal"])

    def by(self, name: str) -> Iterator[Rows]:
        """The rows of each value of a column, in the order in which they come."""
        for value in dict.fromkeys(self[name].tolist()):
            yield self.where(self[name] == value)


def paint(spec: Spec, table: pd.DataFrame, alt: str, key: str, title: str = "") -> str:
    """A chart as HTML; `alt` says what it shows, `key` tells it from others on the page, and `title`, which is HTML, stands above it.

    Takes the specifications of courses over months: `fan`, `shares`, `ends` and `dots`. Raises KeyError or ValueError for others.
    """
    x, y, height = _scale(spec, "x"), _scale(spec, "y"), spec["height"]
    shapes, words = [], []
    every = Rows({str(name): column.to_numpy() for name, column in table.items()}, len(table))
    for layer in spec["layer"]:
        rows = every
        for transform in layer.get("transform", []):
            rows = rows.passing(transform["filter"])
        if len(rows):
            under, above = MARKS[layer["mark"]["type"]](layer["mark"], layer["encoding"], rows, x, y, height)
            shapes += under
            words += above
    gutter = max([10.0, *(len(said) * LETTER + 10 for _, said in y.ticks())])
    above = f'<p class="title">{title}</p>' if title else ""
    return (
        f'{above}<div class="chart {plain.as_html(key)}" role="img" aria-label="{plain.as_html(alt)}">'
        f'<div class="plot" style="height:{height}px;margin-left:{gutter:.0f}px">'
        f"{_picture(height, _grid(y, height), *shapes)}{_labels(x, y)}{''.join(words)}</div></div>"
    )


def _picture(height: int, *shapes: str) -> str:
    """What is stretched, as an image: Streamlit lets no SVG into its pages, and in an image nothing can act.

    It is a little higher than the plot, so that a line at its edge is not cut in half.
    """
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-MARGIN} {WIDE} {height + 2 * MARGIN}" preserveAspectRatio="none">'
        f"<style>{SHAPE_CSS}</style>{''.join(shapes)}</svg>"
    )
    return f'<img alt="" decoding="sync" src="data:image/svg+xml,{drawn.translate(AS_ADDRESS)}"/>'


def formatted(value: float, form: str) -> str:
    """A number as Vega writes it in a form of d3, of which `~` cuts off zeros behind the point."""
    said = format(value, form.replace("~", "").replace("r", "g"))
    if "~" in form and "." in said and "e" not in said:
        said = said.rstrip("0").rstrip(".")
    return said.replace("-", "−")


def _scale(spec: Spec, channel: str) -> _Scale:
    """The scale that the layers share; one of them has its axis."""
    found = next(
        layer["encoding"][channel]
        for layer in spec["layer"]
        if "domain" in layer["encoding"].get(channel, {}).get("scale", {})
    )
    return _Scale(*found["scale"]["domain"], found.get("axis"))


def _grid(y: _Scale, height: int) -> str:
    lines = "".join(f"M0,{(1 - at) * height:.1f}H{WIDE}" for at, _ in y.ticks())
    return f'<path class="grid" d="{lines}"/><path class="frame" d="M0,0V{height}H{WIDE}"/>' if lines else ""


def _labels(x: _Scale, y: _Scale) -> str:
    """Those at the ends of the months do not stick out; every second one goes where there is little room."""
    said = [f'<i class="y" style="top:{(1 - at) * 100:.2f}%">{plain.as_html(label)}</i>' for at, label in y.ticks()]
    for number, (at, label) in enumerate(x.ticks()):
        place = " first" if at <= 0 else " last" if at >= 1 else ""
        often = " second" if number % 2 else ""
        said.append(f'<i class="x{place}{often}" style="left:{at * 100:.2f}%">{plain.as_html(label)}</i>')
    return "".join(said)


Marks = tuple[list[str], list[str]]
"""What is drawn in the stretched picture, and what stands above it."""
Painter = Callable[[dict[str, Any], dict[str, Any], Rows, _Scale, _Scale, int], Marks]


def _area(mark: dict[str, Any], channels: dict[str, Any], rows: Rows, x: _Scale, y: _Scale, height: int) -> Marks:
    shapes = []
    for part, fill in _parts(channels.get("fill"), rows, mark.get("color", "none")):
        across = x(part[channels["x"]["field"]]) * WIDE
        top = (1 - y(part[channels["y"]["field"]])) * height
        low = (1 - y(part[channels["y2"]["field"]])) * height if "y2" in channels else np.full(len(part), float(height))
        there, back = _points(across, top), _points(across[::-1], low[::-1])
        edge = f' stroke="{mark["stroke"]}" stroke-width="{mark["strokeWidth"]}"' if "stroke" in mark else ""
        shapes.append(f'<path d="M{there}L{back}Z" style="fill:{fill}" fill-opacity="{mark.get("opacity", 1)}"{edge}/>')
    return shapes, []


def _line(mark: dict[str, Any], channels: dict[str, Any], rows: Rows, x: _Scale, y: _Scale, height: int) -> Marks:
    rows = rows.where(rows.known(channels["y"]["field"]))
    shapes = []
    for part in rows.by(channels["detail"]["field"]) if "detail" in channels else [rows]:
        across = x(part[channels["x"]["field"]]) * WIDE
        points = _points(across, (1 - y(part[channels["y"]["field"]])) * height)
        dash = f' stroke-dasharray="{",".join(map(str, mark["strokeDash"]))}"' if "strokeDash" in mark else ""
        shapes.append(f'<path d="M{points}" stroke="{mark["color"]}" stroke-width="{mark["strokeWidth"]}"{dash}/>')
        if mark.get("point"):
            dots = "".join(f"M{point}h0" for point in points.split("L"))
            wide = 2 * math.sqrt(mark["point"]["size"] / math.pi)
            shapes.append(
                f'<path d="{dots}" stroke="{mark["color"]}" stroke-width="{wide:.1f}" stroke-linecap="round"/>'
            )
    return shapes, []


def _rule(mark: dict[str, Any], channels: dict[str, Any], rows: Rows, x: _Scale, y: _Scale, height: int) -> Marks:
    """Upright lines; one that is not seen is a place to point at."""
    across = x(rows[channels["x"]["field"]])
    if mark.get("opacity", 1):
        lines = "".join(f"M{at * WIDE:.1f},0V{height}" for at in across)
        style = f'stroke="{mark["color"]}" stroke-width="{mark["strokeWidth"]}" stroke-opacity="{mark["opacity"]}"'
        return [f'<path d="{lines}" {style}/>'], []
    places = [f"left:{at * 100:.2f}%" for at in across]
    if "y" in channels:
        tops, ends = 1 - y(rows[channels["y2"]["field"]]), 1 - y(rows[channels["y"]["field"]])
        heights = ((ends - tops) * 100).tolist()
        places = [
            f"{place};top:{top * 100:.2f}%;height:{high:.2f}%" if high > 0 else ""
            for place, top, high in zip(places, tops.tolist(), heights, strict=True)
        ]
    tips = zip(places, _tips(channels, rows, across), strict=True)
    return [], [f'<u class="{side}" style="{place}"{tip}></u>' for place, (side, tip) in tips if place]


def _text(mark: dict[str, Any], channels: dict[str, Any], rows: Rows, x: _Scale, y: _Scale, height: int) -> Marks:
    across = x(rows[channels["x"]["field"]])
    down = channels["y"]
    tops = np.full(len(rows), down["value"] / height) if "value" in down else 1 - y(rows[down["field"]])
    move = {"left": "0", "right": "-100%"}.get(mark.get("align", ""), "-50%")
    lift = {"bottom": "-100%"}.get(mark.get("baseline", ""), "-50%")
    style = (
        f"translate:{move} {lift};margin:{mark.get('dy', 0)}px 0 0 {mark.get('dx', 0)}px;font-size:{mark['fontSize']}px"
    )
    return [], [
        f'<b class="{side}" style="left:{at * 100:.2f}%;top:{top * 100:.2f}%;{style};color:{ink}"{tip}>{plain.as_html(str(word))}</b>'
        for at, top, ink, word, (side, tip) in zip(
            across,
            tops,
            _inks(mark, channels, rows),
            rows[channels["text"]["field"]],
            _tips(channels, rows, across),
            strict=True,
        )
    ]


def _point(mark: dict[str, Any], channels: dict[str, Any], rows: Rows, x: _Scale, y: _Scale, height: int) -> Marks:
    across, tops = x(rows[channels["x"]["field"]]), 1 - y(rows[channels["y"]["field"]])
    diamond = mark.get("shape") == "diamond"
    wide = math.sqrt(mark["size"] / 2) if diamond else 2 * math.sqrt(mark["size"] / math.pi)
    look = f"background:{mark['color']}" if mark["filled"] else f"border:{mark['strokeWidth']}px solid {mark['color']}"
    look += f";width:{wide:.1f}px;height:{wide:.1f}px"
    kind = "dot diamond" if diamond else "dot"
    return [], [
        f'<b class="{kind} {side}" style="left:{at * 100:.2f}%;top:{top * 100:.2f}%;{look}"{tip}></b>'
        for at, top, (side, tip) in zip(across, tops, _tips(channels, rows, across), strict=True)
    ]


MARKS: dict[str, Painter] = {"area": _area, "line": _line, "rule": _rule, "text": _text, "point": _point}


def _points(across: np.ndarray, down: np.ndarray) -> str:
    return "L".join(f"{x:.1f},{y:.1f}" for x, y in zip(across.tolist(), down.tolist(), strict=True))


def _parts(coded: dict[str, Any] | None, rows: Rows, colour: str) -> Iterator[tuple[Rows, str]]:
    """The rows of each value of a nominal channel with its colour; without the channel, all in one."""
    if coded is None:
        yield rows, colour
        return
    for value, fill in zip(coded["scale"]["domain"], coded["scale"]["range"], strict=True):
        yield rows.where(rows[coded["field"]] == value), fill


def _inks(mark: dict[str, Any], channels: dict[str, Any], rows: Rows) -> list[str]:
    """The colour of each word, which may hang on the value of a field."""
    coded = channels.get("color")
    if coded is None:
        return [mark["color"]] * len(rows)
    condition = coded["condition"]
    values, among = rows[condition["test"]["field"]], condition["test"]["oneOf"]
    return [condition["value"] if value in among else coded["value"] for value in values]


def _tips(channels: dict[str, Any], rows: Rows, across: np.ndarray) -> list[tuple[str, str]]:
    """What is said of each row when it is pointed at, as a class and an attribute; late ones open to the left."""
    if "tooltip" not in channels:
        return [("", "")] * len(rows)
    columns = []
    for told in channels["tooltip"]:
        form = told.get("format")
        values = rows[told["field"]].tolist()
        columns.append([f"{told['title']}: {formatted(value, form) if form else value}" for value in values])
    tips = ("\n".join(lines) for lines in zip(*columns, strict=True))
    return [
        ("late" if at > LATE else "", f' data-tip="{plain.as_html(tip)}"') for at, tip in zip(across, tips, strict=True)
    ]
