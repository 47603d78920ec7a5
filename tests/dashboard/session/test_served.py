"""A reader's own file that the server offers: known by a short name, in links too, and nowhere by its path."""

import sys

import pytest
from playwright.sync_api import expect

import sim
from benchmarks.browser import free_port, served
from dashboard.session import drafts, migrations, results
from dashboard.session.served import source, wanted
from dashboard.text import errors
from dashboard.views.explore import text as explore_text
from tests.dashboard.browser.pages import LEVER, page_of, settle
from tests.pages import cards, fresh, opened

MINE = "extends: november-2024\ntitle: Mine\nquestion: And then?\nmonths: 3\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    place = tmp_path / "my file.yaml"
    place.write_text(MINE, encoding="utf-8")
    monkeypatch.setenv("PARLEY_SCENARIO", str(place))
    monkeypatch.setenv("PARLEY_RUNS", "100")
    return place


def test_the_short_name_leads_to_the_file_and_back(file, monkeypatch):
    assert wanted() == "my file.yaml" and source("my file.yaml") == str(file)
    assert source("november-2024") == "november-2024" and source("") == ""
    assert results.load("my file.yaml")[0].title == "Mine" and results.original("my file.yaml") == MINE
    with pytest.raises(sim.InputError):
        results.load("another.yaml")
    monkeypatch.setenv("PARLEY_SCENARIO", "december-2023")
    assert wanted() == source("december-2023") == "december-2023"
    monkeypatch.setenv("PARLEY_SCENARIO", str(file.with_name("december-2023")))
    assert wanted() == "december-2023.yaml" and source("december-2023") == "december-2023"


def test_no_page_shows_the_path(file):
    app = fresh()
    app.session_state["take"] = True
    app.query_params["months"] = "2"
    app.run()
    assert app.title[0].value == "And then?" and app.selectbox(key="scenario").value == "my file.yaml"
    assert any(caption.value == explore_text.COMMAND_NOTE_FILE for caption in app.caption)
    assert "scenario=my+file.yaml&" in app.code[1].value
    shown = [
        str(app.main),
        *(str(app.switch_page(f"views/{page}/page.py").run().main) for page in ("compare", "editor")),
    ]
    assert all(str(file.parent) not in page for page in shown) and not app.exception
    assert any("my file.yaml" in page for page in shown)


def test_what_is_wrong_with_the_file_is_said_without_its_path(file, monkeypatch):
    (file.parent / "base.yaml").write_text("extends: november-2024\nmonths: many\n", encoding="utf-8")
    broken = {MINE + "sed: 1\n": "my file.yaml:5:1: sed", "extends: base\n": "base.yaml:2:1: months"}
    for words, told in broken.items():
        file.write_text(words, encoding="utf-8")
        for folder in (file.parent, file.parents[1], "/"):  # messages have paths relative to the working directory
            monkeypatch.chdir(folder)
            results._load.clear()
            with pytest.raises(sim.InputError, match=f"^{told}"):
                results.load("my file.yaml")
    file.unlink()
    for read in (results.load, results.original):
        with pytest.raises(sim.InputError) as caught:
            read("my file.yaml")
        assert str(caught.value) == errors.file_gone("my file.yaml")


def test_a_text_that_was_downloaded_and_is_served_is_a_file(file, monkeypatch):
    again = file.rename(file.with_name("edited-0123456789abcdef0123.yaml"))
    monkeypatch.setenv("PARLEY_SCENARIO", str(again))
    app = fresh().run()
    assert app.title[0].value == "And then?" and not app.warning and not app.error


def test_a_link_with_the_path_still_leads_to_the_file(file):
    app = opened(str(file), months="2")
    assert app.title[0].value == "And then?" and not app.warning
    assert str(file) not in str(app.query_params) and app.query_params["v"] == str(migrations.VERSION)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"scenario": ["/home/me/my file.yaml"]}, {"scenario": ["my file.yaml"]}),
        ({"scenario": ["C:\\me\\mine.yaml"], "runs": ["1/2"]}, {"scenario": ["mine.yaml"], "runs": ["1/2"]}),
        ({"scenario": ["november-2024"]}, {"scenario": ["november-2024"]}),
        (
            {"compare": ["/a/mine.yaml", "more/less"], "saved": ["more/less~/a/mine.yaml~x.y:1", "b~november-2024"]},
            {"compare": ["mine.yaml", "more/less"], "saved": ["more/less~mine.yaml~x.y:1", "b~november-2024"]},
        ),
        ({"saved": [""]}, {"saved": [""]}),
    ],
)
def test_paths_of_old_links(query, found):
    assert migrations.migrate(query) == {"v": ["2"], **found}
    assert migrations.migrate({"v": ["2"], **query}) == {"v": ["2"], **query}


def test_a_link_to_a_file_of_another_server_says_so(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")
    app = opened("theirs.yaml", months="2")
    assert [warning.value for warning in app.warning] == [errors.not_here("theirs.yaml")] and cards(app)
    assert app.selectbox(key="scenario").value == "november-2024"


@pytest.mark.browser
def test_a_link_to_the_file_opens_elsewhere_without_its_path(file, browser):
    port = free_port()
    command = [sys.executable, "-c", f"from dashboard.launch import run; run({str(file)!r}, {port})"]
    with served(command, port, None, None, PARLEY_RUNS="100") as address:
        link = f"{address}/?v=2&scenario=my+file.yaml&{LEVER}=0.4&runs=100&months=3&seed=1"
        with page_of(browser, link, elsewhere=True) as page:
            expect(page.locator("h1")).to_have_text("And then?")
            assert f"{LEVER}=0.4" in page.url
        with page_of(browser, f"{address}/?scenario=theirs.yaml") as page:
            page.get_by_text("which this server does not have").wait_for()
            settle(page)
            assert page.get_by_text("which this server does not have").count() == 1


def test_a_text_that_began_as_the_file_reads_nothing_beside_it(file):
    (file.parent / "secrets.yaml").write_text("password: hunter2\n", encoding="utf-8")
    (file.parent / "private.csv").write_text("salary\n1\n2\n", encoding="utf-8")
    for words in ("extends: secrets\n", MINE + "war: {noise_km2: {value: 2, draws: private}}\n"):
        for origin in ("my file.yaml", "november-2024"):
            with pytest.raises(sim.InputError) as caught:
                results.read(drafts.Draft(words, origin))
            told = str(caught.value)
            assert (told.startswith("scenario:") and "beside" in told) or "no scenario 'secrets'" in told
            assert not any(secret in told for secret in ("hunter2", "password", "salary", str(file.parent)))
