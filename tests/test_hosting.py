"""What a server needs: the image takes along what the package is built from, and the page on hosting names every variable."""

import re
import tomllib
from pathlib import Path

from dashboard.views.batch import batches, text as batch_text

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
NOT_FOR_SERVERS = {"PARLEY_CHROMIUM"}
"""Variables of tests and benchmarks."""


def test_the_image_copies_what_the_package_is_built_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"], "pyproject.toml"}
    lines = re.findall(r"^COPY (.*) \S+$", (ROOT / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert needed <= {name for line in lines for name in line.split()}


def test_the_page_on_hosting_names_the_variables_that_the_dashboard_reads():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py"))
    read = set(re.findall(r'"(PARLEY_[A-Z_]+)"', code)) - NOT_FOR_SERVERS
    told = set(re.findall(r"^\| `(PARLEY_[A-Z_]+)`", PAGE, re.MULTILINE))
    assert read == told


def test_the_server_takes_the_files_that_the_page_offers_to_take():
    settings = tomllib.loads((ROOT / "dashboard" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == batches.MOST_FILE
    assert f"{batches.MOST_FILE} MB" in batch_text.FILES_HELP and f"Tables of a batch: {batches.MOST_FILE} MB" in PAGE
