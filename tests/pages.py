"""The dashboard without a browser, opened as a link opens it."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboard

APP = str(Path(dashboard.__file__).with_name("app.py"))


def opened(name: str, **query: str) -> AppTest:
    """The page of a scenario with what its address says beside; it must not fail."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["scenario"] = name
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app
