"""Words of the field are explained on the page that uses them, where a reader hovers or taps."""

import re

import pytest

from dashboard.text import common, glossary
from dashboard.views.explore import text as explore_text
from tests.pages import opened

FIELD = (
    "Bloc", "Contract curve", "Decision to give", "Hazard", "Hurting stalemate", "Paired difference", "Red line", "Reservation value",
    "Ripeness", "Run-month", "Sobol's indices", "Way out", "Zone of agreement",
)  # fmt: skip
PAGES = [name for name in common.PAGES if name not in ("explore", "about")]


def texts(app) -> str:
    """All that is said on the page itself, without what is said on hovering."""
    page = app.main
    kinds = (page.title, page.header, page.markdown, page.caption, page.warning, page.info, page.success)
    return "\n".join(element.value for elements in kinds for element in elements).lower()


def helps(app) -> str:
    return "".join(element.proto.help for element in [*app.title, *app.header])


def unexplained(app) -> list[str]:
    said, told = texts(app), helps(app)
    used = (word for word in FIELD if re.search(rf"\b{word.lower()}s?\b", said))
    return [word for word in used if f"**{word}**" not in told]


def test_every_word_at_a_heading_is_in_the_glossary():
    assert {word for words in glossary.WORDS.values() for word in words} <= set(glossary.GLOSSARY)
    assert set(FIELD) <= set(glossary.GLOSSARY)


@pytest.mark.parametrize("page", PAGES)
def test_pages_explain_the_words_of_the_field_that_they_use(page, monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")
    app = opened("november-2024", months="2", map_runs="100", sensitivity_runs="100")
    app.switch_page(f"views/{page}/page.py").run()
    assert not app.exception and not unexplained(app)


@pytest.mark.parametrize("section", explore_text.SECTIONS.values())
def test_explore_explains_them_in_every_section(section, monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")
    app = opened("november-2024", months="2", section=section)
    assert not unexplained(app)
