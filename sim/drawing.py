"""The ground that charts are drawn on: matplotlib's figures as SVG text that suits a light and a dark page.

Only the object interface is used, so that no state outlives a chart. Ink, rules and ground are colours that stand for the page's own
(`var(--ink)` and so on), letters stay letters, identifiers are unique to a chart, and equal data give equal text.
"""

from __future__ import annotations

import functools
import io
import re
import textwrap
import warnings
from collections.abc import Callable
from html import escape
from typing import Any, Concatenate, NamedTuple, ParamSpec

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.typing import ColorType

WIDTH = 360.0
"""Width of a chart in its own units: that of a telephone, so that letters there are as large as meant."""
INK, SOFT, RULE, GROUND = "#010203", "#020304", "#030405", "#040506"
"""Stand for letters, lesser letters, rules and ground."""
THEME = {INK: "var(--ink, #1d1d1b)", SOFT: "var(--soft, #55534e)", RULE: "var(--rule, #d9d7d2)", GROUND: "var(--ground, #fff)"}  # fmt: skip
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "parley", "svg.fonttype": "none", "text.parse_math": False, "text.usetex": False, "path.simplify": True,
    "font.size": 12, "axes.titlesize": 12, "axes.labelsize": 12, "xtick.labelsize": 11, "ytick.labelsize": 11, "legend.fontsize": 11,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": RULE, "ytick.color": RULE, "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT, "axes.edgecolor": RULE, "axes.spines.top": False, "axes.spines.right": False, "grid.color": RULE,
    "grid.linewidth": 0.8, "axes.axisbelow": True, "legend.frameon": False, "lines.linewidth": 2, "axes.unicode_minus": True,
    "figure.constrained_layout.use": True, "figure.constrained_layout.h_pad": 0.06, "figure.constrained_layout.w_pad": 0.06,
}  # fmt: skip
SERIES = ("#416A99", "#C28400", "#AC473E", "#28A090", "#B86DFF", "#7B5A64")
"""Colours of series that belong to nobody, told apart by every eye on both grounds; dashes are the second key."""
DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 2)), (0, (1, 1)))

Arguments = ParamSpec("Arguments")


class About(NamedTuple):
    """What a chart is called, and what it says to who does not see it."""

    id: str
    """Unique within the page."""
    title: str
    text: str
    """What can be read from it, in numbers."""


def chart(paint: Callable[Concatenate[Figure, Arguments], float]) -> Callable[Concatenate[About, Arguments], str]:
    """Make a function that paints on a figure and returns the height into one that takes an `About` and returns SVG text."""

    @functools.wraps(paint)
    def drawn(about: About, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> str:
        with rc_context(STYLE), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # the reader's fonts may have it
            figure = Figure()
            figure.patch.set_visible(False)
            height = paint(figure, *args, **kwargs)
            figure.set_size_inches(WIDTH / 72, height / 72)
            for axes in figure.axes:
                axes.patch.set_visible(False)
            stream = io.StringIO()
            figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        return _inline(stream.getvalue(), about)

    return drawn


def _inline(text: str, about: About) -> str:
    """SVG as it may stand inside a page."""
    text = text[text.index("<svg") :]
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    text = re.sub(r"font-family: [^;\"]*(; ?)?", "", text)
    text = re.sub(r'\bid="', f'id="{about.id}-', text)
    text = re.sub(r'(url\(|href=")#', rf"\1#{about.id}-", text)
    text = re.sub(r'\s*\n(?=[^"<>]*")', " ", text)
    for colour, role in THEME.items():
        text = text.replace(colour, role)
    box = re.search(r'viewBox="[^"]*"', text)
    assert box is not None
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="chart" role="img" {box[0]} '
        f'stroke-linejoin="round" aria-labelledby="{about.id}-title" aria-describedby="{about.id}-text">'
        f'<title id="{about.id}-title">{escape(about.title)}</title><desc id="{about.id}-text">{escape(about.text)}</desc>'
    )
    return head + text[text.index(">") + 1 :].rstrip()


def in_lines(text: str, width: int = 48, most: int = 2) -> str:
    """A label broken into lines and cut where it is endless."""
    lines = textwrap.wrap(" ".join(text.split()), width) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: width - 1] + "…"]
    return "\n".join(lines)


def letters_on(fill: ColorType) -> str:
    """Black or white, whichever can be read better on a fill (WCAG 2)."""
    values = np.array(to_rgb(fill))
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return "#000000" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "#FFFFFF"


def top_of(share: float) -> int:
    """The end of a scale of runs in 100 that holds a share: 10, 20, 50 or 100."""
    return next((end for end in (10, 20, 50) if 100 * share <= end), 100)


def plain(axes: Axes) -> None:
    """Nothing but the marks and a rule at zero."""
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(axis="x")
