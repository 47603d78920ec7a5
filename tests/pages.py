"""The dashboard without a browser, opened as a link opens it."""

import copy
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
from streamlit.testing.v1 import AppTest

import dashboard

APP = str(Path(dashboard.__file__).with_name("app.py"))


def fresh() -> AppTest:
    """The dashboard before its first run. The limit in seconds is for a page that hangs, not for a busy machine."""
    return AppTest.from_file(APP, default_timeout=240)


def opened(name: str, **query: str) -> AppTest:
    """The page of a scenario with what its address says beside; it must not fail."""
    app = fresh()
    app.query_params["scenario"] = name
    for key, value in query.items():
        app.query_params[key] = value
    app.session_state["take"] = True  # the box with the command and the link is open
    app.run()
    assert not app.exception, app.exception
    return app


def charts_said(app: AppTest) -> list[str]:
    """What each chart of the page says to a screen reader, drawn here or by Vega."""
    painted = re.compile(r'<div class="chart [^"]*" role="img" aria-label="([^"]*)"')
    bodies = [entry.proto.body for entry in app.get("html")]
    return [chart.proto.alt for chart in app.get("vega_lite_chart")] + [
        html.unescape(words) for body in bodies for words in painted.findall(body)
    ]


def cards(app: AppTest) -> list[str]:
    """The figures of the headline's cards."""
    bodies = [entry.proto.body for entry in app.get("html")]
    return [
        html.unescape(found) for body in bodies for found in re.findall(r'<dd class="figure"[^>]*>(.*?)</dd>', body)
    ]


def said(app: AppTest) -> str:
    return app.code[0].value


def check_specification(make: Callable[[], Any]) -> None:
    """A specification of layers is valid, built once, and holds no data."""
    spec = make()
    assert make() is spec
    alt.LayerChart.from_dict({"data": {"name": "rows"}, **copy.deepcopy(spec)})
    for word in ('"data"', '"datasets"', '"values": [{', "$schema", '"config"'):
        assert word not in json.dumps(spec)
